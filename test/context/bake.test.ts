import { describe, expect, test } from "vitest";
import { isBakeFile } from "../../src/context/bake.ts";
import { readHcl } from "../../src/context/hcl.ts";
import { brief, dockerfiles, scanned } from "./scanned.ts";

const places = dockerfiles("Dockerfile", "api/Dockerfile", "api/Dockerfile.dev", "web/Dockerfile", "docker/web/Dockerfile");

async function briefs(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { declarations } = await scanned({ ...places, ...files });
  return declarations.map(brief);
}

test.each([
  ["docker-bake.hcl", true],
  ["docker-bake.json", true],
  ["docker-bake.override.hcl", true],
  ["docker-bake.ci.hcl", true],
  ["bake.hcl", true],
  ["project.bake.hcl", true],
  ["main.hcl", false],
  ["cheesecake.hcl", false],
])("%s is a bake file: %s", (name, is) => {
  expect(isBakeFile(name)).toBe(is);
});

describe("HCL", () => {
  test.each([
    ["a context", 'target "a" { context = "api" }', ["a: api/Dockerfile < api"]],
    ["on several lines, with comments", '# x\ntarget "a" {\n  // y\n  context = "./api/" # z\n  /* w */\n}\n', ["a: api/Dockerfile < api"]],
    ["no context", 'target "a" {\n  dockerfile = "api/Dockerfile"\n}\n', ["a: api/Dockerfile < ."]],
    [
      "the Dockerfile is from the context",
      'target "a" {\n  context = "api"\n  dockerfile = "Dockerfile.dev"\n  target = "t"\n}\n',
      ["a: api/Dockerfile.dev < api [t]"],
    ],
    [
      "variables with defaults",
      'variable "D" { default = "api" }\ntarget "a" { context = D }\ntarget "b" { context = "./${D}" }\n',
      ["a: api/Dockerfile < api", "b: api/Dockerfile < api"],
    ],
    ["a variable without default", 'variable "D" {}\ntarget "a" { context = "${D}" }\n', []],
    ["a call", 'target "a" { context = lower("API") }\ntarget "b" { context = "api" }\n', ["b: api/Dockerfile < api"]],
    [
      "a condition over lines",
      'target "a" {\n  tags = [equal("", X) ? "a:1" : "b", "c"]\n  context = X == "" ? "web" : "api"\n}\ntarget "b" { context = "api" }\n',
      ["b: api/Dockerfile < api"],
    ],
    ["a remote context", 'target "a" { context = "https://github.com/x/y.git" }\n', []],
    ["an inline Dockerfile", 'target "a" {\n  dockerfile-inline = <<EOT\nFROM scratch\n# target "z" {\nEOT\n}\n', []],
    ["after a heredoc", 'target "a" {\n  args = { X = <<-EOT\n    a "quote {\n    EOT\n  }\n  context = "api"\n}\n', ["a: api/Dockerfile < api"]],
    [
      "functions and for expressions",
      'function "f" {\n  params = [x]\n  result = "${x}-{"\n}\ntarget "a" {\n  tags = [for t in ["a"] : "x:${t}"]\n  context = "api"\n}\n',
      ["a: api/Dockerfile < api"],
    ],
    ["labels without quotes", 'target a { context = "api" }\n', ["a: api/Dockerfile < api"]],
    ["what does not read", 'target "a" { context = "api"\n', []],
  ])("%s", async (_, text, expected) => {
    expect(await briefs({ "docker-bake.hcl": text })).toEqual(expected);
  });

  test("targets inherit; those that are only inherited are no builds", async () => {
    const text = `group "default" { targets = ["api", "web"] }
target "_base" { args = { A = "1", B = "2" } }
target "docker-metadata-action" {}
target "api" {
  inherits = ["_base", "docker-metadata-action"]
  context = "api"
  args = { B = "3" }
  tags = ["reg.example/x/api:\${TAG}", "reg.example/x/api:latest"]
}
target "api-dev" {
  inherits = ["api"]
  dockerfile = "Dockerfile.dev"
  contexts = { base = "target:api", src = "./x" }
}
target "web" { context = "web" }
`;
    const { declarations } = await scanned({ ...places, "docker-bake.hcl": text });
    expect(declarations.map((each) => [brief(each), each.line, each.args, each.images])).toEqual([
      ["api: api/Dockerfile < api", 4, { A: "1", B: "3" }, ["reg.example/x/api"]],
      ["api-dev: api/Dockerfile.dev < api", 10, { A: "1", B: "3" }, ["reg.example/x/api"]],
      ["web: web/Dockerfile < web", 15, {}, []],
    ]);
    expect(declarations[1]?.additionalContexts).toEqual({ base: "target:api", src: "./x" });
  });

  test("a matrix", async () => {
    const text = 'target "a" {\n  name = "x-${s}"\n  matrix = { s = ["api", "web"], i = [{ t = "u" }] }\n  context = s\n  target = i.t\n}\n';
    expect(await briefs({ "docker-bake.hcl": text })).toEqual(["x-api: api/Dockerfile < api [u]", "x-web: web/Dockerfile < web [u]"]);
    expect(await briefs({ "docker-bake.hcl": 'target "a" {\n  matrix = { s = LIST }\n  name = s\n  context = s\n}\n' })).toEqual([]);
  });

  test("a target that others inherit from and that says what it builds is a build", async () => {
    const text = `target "_common" { args = { V = null } }
target "java_base" {
  inherits = ["_common"]
  dockerfile = "./api/Dockerfile"
  platforms = ( A == "x" || B ) && C != null ? [
    "linux/amd64",
  ] : []
}
target "app" {
  inherits = ["java_base"]
  context  = "cwd://web"
  dockerfile = "Dockerfile"
  contexts = A != B ? {
    "binaries" = "target:x"
  } : null
}
target "checks" {
  matrix = { dockerfile = ["Dockerfile", "./docker/web/Dockerfile", ] }
  name = "check-\${md5(dockerfile)}"
  dockerfile = dockerfile
}
`;
    expect(await briefs({ "docker-bake.hcl": text })).toEqual([
      "java_base: api/Dockerfile < .",
      "app: web/Dockerfile < web",
      "docker-bake.hcl: Dockerfile < .",
      "docker-bake.hcl: docker/web/Dockerfile < .",
    ]);
  });

  test("an override adds to the targets", async () => {
    const files = { "docker-bake.hcl": 'target "a" {\n  context = "api"\n}\n', "docker-bake.override.hcl": 'target "a" {\n  target = "t"\n}\n' };
    expect(await briefs(files)).toEqual(["a: api/Dockerfile < api", "a: api/Dockerfile < api [t]"]);
  });

  test("in a directory of its own: from there, or from the root, when only one fits", async () => {
    expect(await briefs({ "docker/docker-bake.hcl": 'target "a" { context = "web" }\ntarget "b" { context = "api" }\n' })).toEqual([
      "b: api/Dockerfile < api",
    ]);
  });

  test("a chain that goes in circles ends", async () => {
    expect(
      await briefs({
        "docker-bake.hcl":
          'variable "A" { default = B }\nvariable "B" { default = A }\ntarget "a" { inherits = ["b"] }\ntarget "b" {\n inherits = ["a"]\n context = A }\n',
      }),
    ).toEqual([]);
  });

  test.each([["{".repeat(1000)], [`a = ${"[".repeat(5000)}`], ['target "a" { x = "${"'], ["a = <<EOT\n"], ["= 1"], ["\0"]])(
    "%j is no HCL and does no harm",
    (text) => {
      expect(readHcl(text)).toBeUndefined();
    },
  );
});

describe("JSON", () => {
  test("targets, groups, variables, templates", async () => {
    const text = JSON.stringify({
      variable: { D: { default: "api" }, T: {} },
      group: { default: { targets: ["a"] } },
      target: {
        base: { args: { X: "1" } },
        a: { inherits: ["base"], context: "${D}", tags: ["x/a:${T}"] },
        b: { context: "./web", target: null },
        c: { context: "${T}" },
      },
    });
    expect(await briefs({ "docker-bake.json": text })).toEqual(["a: api/Dockerfile < api", "b: web/Dockerfile < web"]);
  });

  test("no JSON", async () => {
    expect(await briefs({ "docker-bake.json": "{ target" })).toEqual([]);
  });
});
