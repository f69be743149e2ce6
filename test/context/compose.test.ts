import { describe, expect, test } from "vitest";
import { isComposeFile } from "../../src/context/compose.ts";
import { interpolate, readEnvFile } from "../../src/context/interpolation.ts";
import { brief, dockerfiles, scanned } from "./scanned.ts";

const places = dockerfiles("Dockerfile", "api/Dockerfile", "api/Dockerfile.dev", "docker/web/Dockerfile");

async function briefs(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { declarations } = await scanned({ ...places, ...files });
  return declarations.map((declaration) => `${declaration.file} ${brief(declaration)}`);
}

test.each([
  ["compose.yaml", true],
  ["compose.yml", true],
  ["docker-compose.yml", true],
  ["docker-compose.dev.yaml", true],
  ["docker-compose-tests.override.yml", true],
  ["compose_tgi.yaml", true],
  ["docker_compose.yml", true],
  ["Docker-Compose.yml", true],
  ["composer.yml", false],
  ["compose.json", false],
  ["my-compose.yml", false],
])("%s is a compose file: %s", (name, is) => {
  expect(isComposeFile(name)).toBe(is);
});

describe("build", () => {
  test.each([
    ["a directory", "a: { build: api }", "a: api/Dockerfile < api"],
    ["with a slash at the end", "a: { build: ./api/ }", "a: api/Dockerfile < api"],
    ["context and dockerfile", "a: { build: { context: ., dockerfile: docker/web/Dockerfile } }", "a: docker/web/Dockerfile < ."],
    ["a dockerfile with dots", "a: { build: { context: ./docker/../api, dockerfile: ./Dockerfile.dev } }", "a: api/Dockerfile.dev < api"],
    ["a dockerfile above the context", "a: { build: { context: api, dockerfile: ../docker/web/Dockerfile } }", "a: docker/web/Dockerfile < api"],
    ["no context is the file's own directory", "a: { build: { dockerfile: api/Dockerfile } }", "a: api/Dockerfile < ."],
    ["a target", "a: { build: { context: api, target: dev } }", "a: api/Dockerfile < api [dev]"],
    ["a variable with a default", "a: { build: '${DIR:-api}' }", "a: api/Dockerfile < api"],
    ["of another kind", "a: { build: '${DIR-api}' }", "a: api/Dockerfile < api"],
    ["nested", "a: { build: '${A:-${B:-api}}' }", "a: api/Dockerfile < api"],
    ["a target that nobody knows", "a: { build: { context: api, target: $T } }", "a: api/Dockerfile < api [?]"],
    ["profiles do not matter", "a: { build: api, profiles: [x] }", "a: api/Dockerfile < api"],
    ["Windows paths", "a: { build: '.\\api' }", "a: api/Dockerfile < api"],
  ])("%s", async (_, services, expected) => {
    expect(await briefs({ "compose.yaml": `services:\n  ${services}\n` })).toEqual([`compose.yaml ${expected}`]);
  });

  test.each([
    ["a variable", "a: { build: $DIR }"],
    ["a variable in the name", "a: { build: { context: ., dockerfile: '${D}/Dockerfile' } }"],
    ["git", "a: { build: https://github.com/x/y.git#main }"],
    ["ssh", "a: { build: git@github.com:x/y.git }"],
    ["inline", "a: { build: { context: ., dockerfile_inline: FROM scratch } }"],
    ["an absolute path", "a: { build: /srv/api }"],
    ["above the repository", "a: { build: ../x }"],
    ["a Dockerfile that is not there", "a: { build: docker }"],
    ["nothing", "a: { build: }"],
    ["an image only", "a: { image: x, environment: { build: x } }"],
  ])("none: %s", async (_, services) => {
    expect(await briefs({ "compose.yaml": `services:\n  ${services}\n` })).toEqual([]);
  });

  test("the context is unknown when it is no directory of the repository and the Dockerfile is named apart from it", async () => {
    const { declarations } = await scanned({ ...places, Makefile: "x:\n\tdocker build -f api/Dockerfile $(DIR)\n" });
    expect(declarations.map(brief)).toEqual(["Makefile: api/Dockerfile < ?"]);
  });

  test("args, additional contexts, image", async () => {
    const file =
      "services:\n  a:\n    image: ${REGISTRY:-reg.example:5000/x}/app:${TAG}\n    build:\n      context: .\n      args: [A=1, B, 'C=${X:-y}']\n      additional_contexts: { base: 'service:b' }\n" +
      "  b:\n    build: { context: api, args: { N: 3, T: true, U: , V: $V }, additional_contexts: [res=./api] }\n";
    const { declarations } = await scanned({ ...places, "compose.yaml": file });
    expect(declarations).toMatchObject([
      { name: "a", args: { A: "1", B: null, C: "y" }, additionalContexts: { base: "service:b" }, images: ["reg.example:5000/x/app"] },
      { name: "b", args: { N: "3", T: "true", U: null, V: null }, additionalContexts: { res: "./api" }, images: [] },
    ]);
  });

  test("how it is run", async () => {
    const file = `services:
  a:
    build: api
    command: ["serve", "--port", "\${PORT:-80}"]
    entrypoint: /entry $$HOME
    user: "1000:1000"
    healthcheck: { disable: true }
    volumes: [".:/app:ro", data:/data, /var/run:/run, "../x:/x", { type: bind, source: ./api, target: /api }, { type: volume, source: v, target: /v }]
    ports: ["8080:80", "127.0.0.1:9000:9000/tcp", 53, { target: 443 }, "\${P}:81"]
  b: { build: ., command: $CMD, healthcheck: { test: [CMD, x] }, user: $U }
`;
    const { declarations } = await scanned({ ...places, "compose.yaml": file });
    expect(declarations).toMatchObject([
      {
        command: ["serve", "--port", "80"],
        entrypoint: "/entry $HOME",
        user: "1000:1000",
        healthcheck: "none",
        binds: [
          { source: ".", target: "/app" },
          { source: null, target: "/run" },
          { source: null, target: "/x" },
          { source: "api", target: "/api" },
        ],
        ports: ["80", "9000", "53", "443", "81"],
      },
      { command: null, entrypoint: undefined, healthcheck: ["CMD", "x"], user: null },
    ]);
  });
});

describe("several files", () => {
  test("an override adds to the services of the file it overrides", async () => {
    const files = {
      "docker-compose.yml":
        "services:\n  a: { build: { context: ., dockerfile: api/Dockerfile, target: prod }, command: serve }\n  b: { image: x }\n",
      "docker-compose.override.yml": "services:\n  a: { build: { target: dev }, volumes: ['.:/app'] }\n  b: { ports: ['1:1'] }\n",
    };
    const { declarations } = await scanned({ ...places, ...files });
    expect(declarations.map(({ file, target, command, binds }) => [file, target, command, binds.length])).toEqual([
      ["docker-compose.override.yml", "dev", "serve", 1],
      ["docker-compose.yml", "prod", "serve", 0],
    ]);
  });

  test("an override of an odd name goes over its own base first", async () => {
    const files = {
      "docker-compose.yml": "services:\n  a: { build: . }\n",
      "docker-compose-tests.yml": "services:\n  a: { build: api }\n",
      "docker-compose-tests.override.yml": "services:\n  a: { command: x }\n",
      "docker-compose.prod.yml": "services:\n  a: { command: y }\n",
    };
    expect(await briefs(files)).toEqual([
      "docker-compose-tests.override.yml a: api/Dockerfile < api",
      "docker-compose-tests.yml a: api/Dockerfile < api",
      "docker-compose.prod.yml a: Dockerfile < .",
      "docker-compose.yml a: Dockerfile < .",
    ]);
  });

  test("extends: in the file, from another directory, in a circle", async () => {
    const files = {
      "compose.yaml":
        "services:\n  base: { build: api, command: x }\n  a: { extends: base, command: y }\n  c: { extends: { service: base, file: docker/compose.yaml } }\n  d: { extends: d }\n",
      "docker/compose.yaml": "services:\n  base: { build: web }\n",
    };
    expect(await briefs(files)).toEqual([
      "compose.yaml base: api/Dockerfile < api",
      "compose.yaml a: api/Dockerfile < api",
      "compose.yaml c: docker/web/Dockerfile < docker/web",
      "docker/compose.yaml base: docker/web/Dockerfile < docker/web",
    ]);
  });

  test("include brings files that their name does not give away", async () => {
    const files = {
      "compose.yaml": "include: [docker/web.yaml, { path: [api/stack.yml] }]\n",
      "docker/web.yaml": "services: { w: { build: web } }\n",
    };
    const stack = { "api/stack.yml": "services: { s: { build: . } }\n" };
    expect(await briefs({ ...files, ...stack })).toEqual([
      "api/stack.yml s: api/Dockerfile < api",
      "docker/web.yaml w: docker/web/Dockerfile < docker/web",
    ]);
  });

  test("anchors and merge keys", async () => {
    const file =
      "x-app: &app\n  build: &build { context: ., dockerfile: api/Dockerfile }\nservices:\n  a: { <<: *app }\n  b: { build: { <<: *build, target: t } }\n";
    expect(await briefs({ "compose.yaml": file })).toEqual(["compose.yaml a: api/Dockerfile < .", "compose.yaml b: api/Dockerfile < . [t]"]);
  });

  test(".env beside the file, when it belongs to the repository", async () => {
    expect(await briefs({ "compose.yaml": "services: { a: { build: '${DIR:-docker/web}' } }\n", ".env": "DIR=api # x\n" })).toEqual([
      "compose.yaml a: api/Dockerfile < api",
    ]);
  });

  test("the first version of the format", async () => {
    expect(await briefs({ "docker-compose.yml": "web:\n  build: api\n  ports: ['1:1']\n" })).toEqual([
      "docker-compose.yml web: api/Dockerfile < api",
    ]);
  });

  test.each([
    ["no YAML", "services: { a: { build: . }\n  x"],
    ["a template", "services:\n  a:\n    build: {{ .Dir }}\n"],
    ["a list", "- build: .\n"],
    ["services that are no mapping", "services: [build: .]\n"],
    ["tags", "services: { a: { build: !reset null } }\n"],
  ])("%s says nothing", async (_, text) => {
    expect(await briefs({ "compose.yaml": text })).toEqual([]);
  });
});

test.each([
  ["$A-${A}", "1-1"],
  ["$$A", "$A"],
  ["${N:-d}${E:-d}${E-d}${A:-d}", "dd1"],
  ["${A:+x}${E:+x}${E+x}${N+x}", "xx"],
  ["${A:?must}", "1"],
  ["${N:-${A}b}", "1b"],
  ["a$", "a$"],
  ["$1 ${1}", "$1 ${1}"],
  ["$N", "\0"],
  ["${N:?must}", "\0"],
])("%s becomes %j", (text, expected) => {
  const variables = new Map([
    ["A", "1"],
    ["E", ""],
  ]);
  expect(interpolate(text, (name) => variables.get(name))).toBe(expected);
});

test(".env files", () => {
  const text = "# c\nA=1\r\nexport B = 'x y' # c\nC=\"#\"\nD=a#b\nE=\nF=$A\n9=x\nnoise\n";
  expect([...readEnvFile(text)]).toEqual([
    ["A", "1"],
    ["B", "x y"],
    ["C", "#"],
    ["D", "a#b"],
    ["E", ""],
    ["F", "\0"],
  ]);
});
