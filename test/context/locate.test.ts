import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type BuildDeclaration, type DeclarationKind, NO_RUNTIME } from "../../src/context/declarations.ts";
import { concreteSources } from "../../src/context/inference.ts";
import { type LocatedContext, type LocateOptions, locateContext } from "../../src/context/locate.ts";
import { readDockerfile } from "../../src/dockerfile/read.ts";
import { temporaryTree } from "../discover/tree.ts";

const tree = () => temporaryTree({ "services/api/Dockerfile": "", "services/api/src/x": "", "docker/x": "", Dockerfile: "", "package.json": "" });

function known(options: LocateOptions): LocatedContext {
  const location = locateContext(options);
  if (location.kind === "disagree") throw new Error("the places disagree");
  return location;
}

function declaration(file: string, kind: DeclarationKind, context: string | undefined): BuildDeclaration {
  const dockerfile = "services/api/Dockerfile";
  return {
    ...NO_RUNTIME,
    file,
    line: undefined,
    kind,
    name: "api",
    context,
    dockerfile,
    target: undefined,
    args: {},
    additionalContexts: {},
    images: [],
  };
}

test("the Dockerfile's own directory", () => {
  const root = tree();
  const found = known({ dockerfile: join(root, "services/api/Dockerfile"), repositoryRoot: root });
  expect(found).toEqual({ kind: "known", rootDir: join(root, "services/api"), root: "services/api", from: "own-directory", declaredIn: undefined });
  expect(known({ dockerfile: join(root, "Dockerfile"), repositoryRoot: root }).root).toBe(".");
});

test("the command line beats the configuration, which beats everything else", () => {
  const root = tree();
  const declarations = [declaration("compose.yaml", "compose", "docker")];
  const own = { dockerfile: join(root, "services/api/Dockerfile"), repositoryRoot: root, declarations };
  expect(known({ ...own, configured: "services" })).toMatchObject({ rootDir: join(root, "services"), root: "services", from: "config" });
  expect(known({ ...own, configured: "." }).root).toBe(".");
  expect(known({ ...own, configured: "services", option: join(root, "docker") })).toMatchObject({ root: "docker", from: "option" });
});

test("links are resolved, places outside the repository are named from it", () => {
  const root = tree();
  symlinkSync("services/api", join(root, "api"));
  const outside = temporaryTree({ x: "" });
  const own = { dockerfile: join(root, "Dockerfile"), repositoryRoot: root };
  expect(known({ ...own, option: join(root, "api") }).root).toBe("services/api");
  const found = known({ ...own, option: outside });
  expect(found.rootDir).toBe(outside);
  expect(join(root, found.root)).toBe(outside);
});

test("what is no directory is named with its source", () => {
  const root = tree();
  const own = { dockerfile: join(root, "Dockerfile"), repositoryRoot: root };
  expect(() => locateContext({ ...own, option: join(root, "Dockerfile") })).toThrow("(from --context) is no directory");
  expect(() => locateContext({ ...own, configured: "nope" })).toThrow("the build context nope (from the setting contexts) is no directory");
});

describe("declared", () => {
  const locate = (...declarations: readonly BuildDeclaration[]) => {
    const root = tree();
    return locateContext({ dockerfile: join(root, "services/api/Dockerfile"), repositoryRoot: root, declarations });
  };

  test.each([
    ["compose by its file's name", [declaration("deploy/compose.dev.yaml", "compose", ".")], ".", "compose.dev.yaml", "deploy/compose.dev.yaml"],
    ["bake", [declaration("docker-bake.hcl", "bake", "services")], "services", "docker-bake.hcl", "docker-bake.hcl"],
    ["a workflow as such", [declaration(".github/workflows/ci.yml", "workflow", ".")], ".", "workflow", ".github/workflows/ci.yml"],
    ["a makefile", [declaration("Makefile", "script", ".")], ".", "Makefile", "Makefile"],
    [
      "of several that agree, by kind and the shortest path",
      [declaration("ci.yml", "workflow", "."), declaration("a/compose.yaml", "compose", "."), declaration("compose.yaml", "compose", ".")],
      ".",
      "compose.yaml",
      "compose.yaml",
    ],
    [
      "scripts do not count beside the others",
      [declaration("build.sh", "script", "docker"), declaration("s.yaml", "skaffold", ".")],
      ".",
      "s.yaml",
      "s.yaml",
    ],
    [
      "what cannot be told does not count",
      [declaration("a.yaml", "compose", undefined), declaration("Makefile", "script", ".")],
      ".",
      "Makefile",
      "Makefile",
    ],
  ])("%s", (_, declarations, root, from, declaredIn) => {
    expect(locate(...declarations)).toMatchObject({ kind: "known", root, from, declaredIn });
  });

  test("two places of the same weight that differ are named", () => {
    const places = [
      { file: "compose.yaml", context: "." },
      { file: "ci.yml", context: "services/api" },
    ];
    expect(locate(declaration("ci.yml", "workflow", "services/api"), declaration("compose.yaml", "compose", "."))).toEqual({
      kind: "disagree",
      places,
    });
    expect(locate(declaration("a.sh", "script", "services/api"), declaration("Makefile", "script", ".")).kind).toBe("disagree");
  });
});

describe("inferred", () => {
  const locate = (text: string, files: Readonly<Record<string, string>> = {}) => {
    const root = temporaryTree({ "services/api/Dockerfile": text, "package.json": "", "services/api/src/x": "", "services/lib/y": "", ...files });
    const sources = () => concreteSources(readDockerfile(text));
    return known({ dockerfile: join(root, "services/api/Dockerfile"), repositoryRoot: root, sources });
  };

  test.each([
    ["the sources are above", "COPY package.json services/api ./", ".", "nearest-ancestor"],
    ["the sources are beside it", "COPY src /src", "services/api", "own-directory"],
    ["half way up", "COPY api lib /x/", "services", "nearest-ancestor"],
    ["the place with the most", "COPY src /a\nCOPY services/lib services/api package.json /b/", ".", "nearest-ancestor"],
    ["a mount counts", "RUN --mount=type=bind,source=package.json,target=package.json true", ".", "nearest-ancestor"],
    ["ADD counts, a URL does not", "ADD https://example.com/package.json /\nADD services/lib /", ".", "nearest-ancestor"],
    ["the whole says nothing", "COPY . .", "services/api", "own-directory"],
    ["nor do patterns and variables", "ARG F\nCOPY package*.json $F ./", "services/api", "own-directory"],
    [
      "nor what other stages and images bring",
      "COPY --from=x package.json /\nRUN --mount=from=x,source=package.json true",
      "services/api",
      "own-directory",
    ],
    ["nor what the child image copies", "ONBUILD COPY package.json /", "services/api", "own-directory"],
    ["nor what is nowhere", "COPY target/app.jar /", "services/api", "own-directory"],
  ])("%s", (_, body, root, from) => {
    expect(locate(`FROM node\n${body}\n`)).toMatchObject({ root, from });
  });

  test("of equals the nearest", () => {
    expect(locate("FROM node\nCOPY package.json ./\n", { "services/api/package.json": "" })).toMatchObject({
      root: "services/api",
      from: "own-directory",
    });
  });
});
