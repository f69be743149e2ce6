import { describe, expect, test } from "vitest";
import { readBuildCommand } from "../../src/context/build-command.ts";
import { makeRecipes } from "../../src/context/recipes.ts";
import { brief, dockerfiles, scanned } from "./scanned.ts";

const places = dockerfiles("Dockerfile", "api/Dockerfile", "api/Dockerfile.dev", "web/Dockerfile", "docker/x.Dockerfile");

async function briefs(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { declarations } = await scanned({ ...places, ...files });
  return declarations.map(brief);
}

describe("the command", () => {
  const read = (line: string) => readBuildCommand(line.split(" "));

  test.each([
    ["docker build .", { context: ".", dockerfile: undefined }],
    ["docker build -t a:1 -f x/Dockerfile ctx", { context: "ctx", dockerfile: "x/Dockerfile", tags: ["a:1"] }],
    ["docker build ctx -t a --tag=b -tc -t=d", { context: "ctx", tags: ["a", "c", "d", "b"] }],
    ["docker build --pull --no-cache -q --rm=false --progress plain --target t .", { context: ".", target: "t" }],
    ["docker build --build-arg A=1 --build-arg=B .", { args: ["A=1", "B"] }],
    ["docker buildx build --push --platform linux/amd64,linux/arm64 --cache-to type=gha ctx", { context: "ctx" }],
    ["docker --context=x image build ctx", { context: "ctx" }],
    ["/usr/bin/docker builder build ctx", { context: "ctx" }],
    ["podman build --file=Containerfile ctx", { context: "ctx", dockerfile: "Containerfile" }],
    ["nerdctl build ctx", { context: "ctx" }],
    ["buildah bud --layers -f D ctx", { context: "ctx", dockerfile: "D" }],
    ["docker build --build-context base=docker-image://x .", { contexts: ["base=docker-image://x"] }],
  ])("%s", (line, expected) => {
    expect(read(line)).toMatchObject(expected);
  });

  test.each([
    ["docker build"],
    ["docker build -"],
    ["docker build -f - ."],
    ["docker build a b"],
    ["docker run build ."],
    ["docker compose build ."],
    ["npm run build ."],
    ["docker buildx bake ."],
  ])("%s builds nothing that can be told", (line) => {
    expect(read(line)).toBeUndefined();
  });
});

describe("makefile", () => {
  test.each([
    ["a recipe", "build:\n\tdocker build -t x ./api\n", ["Makefile: api/Dockerfile < api"]],
    ["with marks, a variable in the tag", "build: ; x\n\t@-docker build -t x:$(VERSION) api\n", ["Makefile: api/Dockerfile < api"]],
    ["continued", "build:\n\tdocker build \\\n\t  --build-arg A=$(A) \\\n\t  -f docker/x.Dockerfile .\n", ["Makefile: docker/x.Dockerfile < ."]],
    ["cd", "build:\n\tcd api && docker build .\n\tdocker build web\n", ["Makefile: api/Dockerfile < api", "Makefile: web/Dockerfile < web"]],
    [
      "a variable that is set once",
      "DIR := api # x\nbuild:\n\tdocker build $(DIR)\n\tdocker build ${DIR}/\n",
      ["Makefile: api/Dockerfile < api", "Makefile: api/Dockerfile < api"],
    ],
    ["set twice", "DIR = api\nDIR = web\nbuild:\n\tdocker build $(DIR)\n", []],
    ["a function", "build:\n\tdocker build $(shell pwd)\n\tdocker build $(dir $(X))\n", []],
    ["automatic variables", "%:\n\tdocker build $@\n\tdocker build $*\n", []],
    ["the shell's own", "build:\n\tdocker build $$PWD\n\tdocker build $$(pwd)\n", []],
    ["CURDIR", "build:\n\tdocker build -f $(CURDIR)/api/Dockerfile $(CURDIR)\n", ["Makefile: api/Dockerfile < ."]],
    [
      "a loop of the shell",
      "build:\n\tfor d in api web; do docker build $$d; done\n",
      ["Makefile: api/Dockerfile < api", "Makefile: web/Dockerfile < web"],
    ],
    ["no recipe", "# docker build api\nX = docker build web\n", []],
  ])("%s", async (_, text, expected) => {
    expect(await briefs({ Makefile: text })).toEqual(expected);
  });

  test("starts where it stands; included ones where one place fits", async () => {
    expect(await briefs({ "api/Makefile": "b:\n\tdocker build .\n\tdocker build -f ../web/Dockerfile ..\n" })).toEqual([
      "Makefile: api/Dockerfile < api",
      "Makefile: web/Dockerfile < .",
    ]);
    expect(await briefs({ "mk/docker.mk": "b:\n\tdocker build api\n" })).toEqual(["docker.mk: api/Dockerfile < api"]);
    expect(await briefs({ "api/docker.mk": "b:\n\tdocker build .\n" })).toEqual([]);
  });

  test("says the line", async () => {
    const { declarations } = await scanned({ ...places, Makefile: "b:\n\ttrue\n\ttrue && \\\n\tdocker build api\n" });
    expect(declarations.map(({ line }) => line)).toEqual([4]);
    expect(makeRecipes("a = $(b\n\n\tx $(y\n")).toHaveLength(1);
  });
});

describe("shell script", () => {
  test.each([
    ["a command", "#!/bin/sh\nset -e\ndocker build -t x api\n", ["build.sh: api/Dockerfile < api"]],
    ["sudo, an assignment in front", "DOCKER_BUILDKIT=1 sudo docker build api\n", ["build.sh: api/Dockerfile < api"]],
    ["cd and back", "cd api\ndocker build .\ncd ..\ndocker build web\n", ["build.sh: api/Dockerfile < api", "build.sh: web/Dockerfile < web"]],
    ["a subshell", "(cd api && docker build .)\ndocker build web\n", ["build.sh: api/Dockerfile < api", "build.sh: web/Dockerfile < web"]],
    ["pushd", "pushd api\ndocker build .\npopd\ndocker build web\n", ["build.sh: api/Dockerfile < api"]],
    ["a literal variable", 'D=api\ndocker build "$D"\n', ["build.sh: api/Dockerfile < api"]],
    ["a loop", 'for s in api web; do\n  docker build -t x/$s "./${s}"\ndone\n', ["build.sh: api/Dockerfile < api", "build.sh: web/Dockerfile < web"]],
    ["a loop over what is there", "for s in */; do docker build $s; done\n", []],
    ["an argument", "docker build $1\n", []],
    ["where the script is", 'cd "$(dirname "$0")"\ndocker build .\n', []],
    ["PWD", "docker build $(pwd)\ndocker build $PWD\n", []],
    ["BASH_SOURCE", "docker build ${BASH_SOURCE%/*}\n", []],
    ["a variable that a branch sets", "D=api\nif x; then D=web; fi\ndocker build $D\n", []],
    ["a function", "b() {\n  docker build api\n}\nb\n", ["build.sh: api/Dockerfile < api"]],
    ["a function in a script that moves", "b() {\n  docker build api\n}\ncd web\nb\n", []],
    ["in a condition", "if ! docker build api; then exit 1; fi\n", ["build.sh: api/Dockerfile < api"]],
    ["quoted in a message", "echo 'docker build api'\necho \"docker build web .\"\n", []],
    ["a heredoc", "cat <<EOF\ndocker build api\nEOF\n", []],
    ["no shell", "docker build api\nif then\n", []],
  ])("%s", async (_, text, expected) => {
    expect(await briefs({ "build.sh": text })).toEqual(expected);
  });

  test("starts in its own directory or above, where exactly one place fits", async () => {
    expect(await briefs({ "scripts/build.sh": "docker build api\n" })).toEqual(["build.sh: api/Dockerfile < api"]);
    expect(await briefs({ "api/build.sh": "docker build -f Dockerfile.dev .\n" })).toEqual(["build.sh: api/Dockerfile.dev < api"]);
    expect(await briefs({ "api/build.sh": "docker build .\n" })).toEqual([]);
  });
});

describe("others", () => {
  test("justfile", async () => {
    const text =
      "build tag:\n    @docker build -t {{tag}} api\n\nall:\n    #!/bin/bash\n    cd web\n    docker build .\n\nx:\n    docker build {{dir}}\n";
    expect(await briefs({ justfile: text })).toEqual(["justfile: api/Dockerfile < api", "justfile: web/Dockerfile < web"]);
  });

  test("Taskfile", async () => {
    const text =
      "tasks:\n  a:\n    dir: api\n    cmds: [docker build ., { cmd: 'docker build ../web' }, { task: b }]\n  b: docker build -t {{.X}} web\n  c: { dir: '{{.D}}', cmds: [docker build .] }\n";
    expect(await briefs({ "Taskfile.yml": text })).toEqual([
      "Taskfile.yml: api/Dockerfile < api",
      "Taskfile.yml: web/Dockerfile < web",
      "Taskfile.yml: web/Dockerfile < web",
    ]);
  });
});
