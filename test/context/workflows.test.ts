import { describe, expect, test } from "vitest";
import { jobMatrix } from "../../src/context/matrix.ts";
import { brief, dockerfiles, scanned } from "./scanned.ts";

const places = dockerfiles("Dockerfile", "api/Dockerfile", "web/Dockerfile", "docker/api.Dockerfile");

async function briefs(job: string, path = ".github/workflows/ci.yml"): Promise<readonly string[]> {
  const { declarations } = await scanned({ ...places, [path]: `on: push\nenv: { DIR: web }\njobs:\n  build:\n${job.replace(/^/gm, "    ")}\n` });
  return declarations.map(brief);
}

const step = (inputs: string, before = ""): string =>
  `${before}steps:\n  - uses: actions/checkout@v4\n  - uses: docker/build-push-action@v6\n    with: { ${inputs} }`;

describe("docker/build-push-action", () => {
  test.each([
    ["no inputs: the repository", "push: true", ["build: Dockerfile < ."]],
    ["a context", "context: api", ["build: api/Dockerfile < api"]],
    ["a context with dots", "context: ./api/, target: t", ["build: api/Dockerfile < api [t]"]],
    ["a file is from the root", "context: ., file: ./docker/api.Dockerfile", ["build: docker/api.Dockerfile < ."]],
    ["also beside a context", "context: api, file: docker/api.Dockerfile", ["build: docker/api.Dockerfile < api"]],
    ["a file alone", "file: docker/api.Dockerfile", ["build: docker/api.Dockerfile < ."]],
    ["the default context", "context: '{{defaultContext}}:api'", ["build: api/Dockerfile < api"]],
    ["the default context as it is", "context: '{{defaultContext}}'", ["build: Dockerfile < ."]],
    ["an environment variable", "context: '${{ env.DIR }}'", ["build: web/Dockerfile < web"]],
    ["an input", "context: '${{ inputs.dir }}'", []],
    ["an input beside a file", "context: '${{ inputs.dir }}', file: api/Dockerfile", ["build: api/Dockerfile < ?"]],
    ["git", "context: 'https://github.com/x/y.git'", []],
  ])("%s", async (_, inputs, expected) => {
    expect(await briefs(step(inputs))).toEqual(expected);
  });

  test("arguments, tags, contexts", async () => {
    const inputs =
      'build-args: "A=1\\nB=${{ github.sha }}", tags: "x/y:1,\\nghcr.io/${{ github.repository }}:2", build-contexts: "base=docker-image://z"';
    const { declarations } = await scanned({
      ...places,
      ".github/workflows/ci.yml": `jobs:\n  build:\n    ${step(inputs).replaceAll("\n", "\n    ")}\n`,
    });
    expect(declarations).toMatchObject([{ args: { A: "1", B: null }, images: ["x/y"], additionalContexts: { base: "docker-image://z" } }]);
  });

  test.each([
    ["a list", "strategy: { matrix: { s: [api, web] } }\n", ["build: api/Dockerfile < api", "build: web/Dockerfile < web"]],
    [
      "include alone",
      "strategy: { matrix: { include: [{ s: api }, { s: web, x: 1 }] } }\n",
      ["build: api/Dockerfile < api", "build: web/Dockerfile < web"],
    ],
    ["what only GitHub knows", "strategy: { matrix: { s: '${{ fromJSON(needs.x.outputs.y) }}' } }\n", []],
    ["jobs that differ in something else", "strategy: { matrix: { s: [api], arch: [a, b] } }\n", ["build: api/Dockerfile < api"]],
  ])("matrix: %s", async (_, strategy, expected) => {
    expect(await briefs(step("context: '${{ matrix.s }}'", strategy))).toEqual(expected);
  });

  test("a matrix of objects", async () => {
    const strategy = "strategy: { matrix: { image: [{ name: a, dir: api }, { name: w, dir: web }] } }\n";
    expect(await briefs(step("context: './${{ matrix.image.dir }}'", strategy))).toHaveLength(2);
  });

  test.each([
    ["in a directory of its own", "path: src", []],
    ["another repository", "repository: x/y", []],
    ["with other inputs", "fetch-depth: 0", ["build: api/Dockerfile < api"]],
  ])("checked out %s", async (_, inputs, expected) => {
    const job = step("context: api").replace("checkout@v4", `checkout@v4\n    with: { ${inputs} }`);
    expect(await briefs(job)).toEqual(expected);
  });

  test("only files directly in .github/workflows are workflows", async () => {
    expect(await briefs(step("context: api"), ".github/workflows/old/ci.yml")).toEqual([]);
    expect(await briefs(step("context: api"), "api/.github/workflows/ci.yml")).toEqual([]);
  });
});

describe("run", () => {
  test.each([
    ["a command", "- run: docker build -t x api", ["build: api/Dockerfile < api"]],
    [
      "several",
      "- run: |\n    docker build api\n    docker buildx build --push -f docker/api.Dockerfile .",
      ["build: api/Dockerfile < api", "build: docker/api.Dockerfile < ."],
    ],
    ["working-directory", "- run: docker build .\n  working-directory: web", ["build: web/Dockerfile < web"]],
    ["expressions", "- run: docker build -t ${{ github.sha }} ${{ env.DIR }}", ["build: web/Dockerfile < web"]],
    ["unknown expressions", "- run: docker build ${{ inputs.x }}", []],
    ["cd", "- run: cd api && docker build .", ["build: api/Dockerfile < api"]],
  ])("%s", async (_, steps, expected) => {
    expect(await briefs(`steps:\n${steps.replace(/^/gm, "  ")}`)).toEqual(expected);
  });

  test("the default directory of the job", async () => {
    expect(await briefs("defaults: { run: { working-directory: ./web } }\nsteps:\n  - run: docker build .")).toEqual(["build: web/Dockerfile < web"]);
  });
});

test.each([
  [undefined, [{}]],
  [
    { a: [1, 2], b: [3] },
    [
      { a: 1, b: 3 },
      { a: 2, b: 3 },
    ],
  ],
  [{ a: [1, 2], exclude: [{ a: 1 }] }, [{ a: 2 }]],
  [{ a: [1, 2], include: [{ a: 1, x: 9 }, { a: 5 }, { y: 0 }] }, [{ a: 1, x: 9, y: 0 }, { a: 2, y: 0 }, { a: 5 }]],
  [{ include: [{ a: 1 }, { b: 2 }] }, [{ a: 1 }, { b: 2 }]],
  [{ a: "x" }, undefined],
  ["x", undefined],
])("matrix %j", (matrix, expected) => {
  expect(jobMatrix(matrix)).toEqual(expected);
});
