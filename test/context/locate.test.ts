import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { locateContext } from "../../src/context/locate.ts";
import { temporaryTree } from "../discover/tree.ts";

const tree = () => temporaryTree({ "services/api/Dockerfile": "", "docker/x": "", Dockerfile: "" });

test("the Dockerfile's own directory", () => {
  const root = tree();
  const found = locateContext({ dockerfile: join(root, "services/api/Dockerfile"), repositoryRoot: root });
  expect(found).toEqual({ rootDir: join(root, "services/api"), root: "services/api", from: "own-directory" });
  expect(locateContext({ dockerfile: join(root, "Dockerfile"), repositoryRoot: root }).root).toBe(".");
});

test("the command line beats the configuration, which beats the own directory", () => {
  const root = tree();
  const own = { dockerfile: join(root, "services/api/Dockerfile"), repositoryRoot: root };
  expect(locateContext({ ...own, configured: "services" })).toEqual({ rootDir: join(root, "services"), root: "services", from: "option" });
  expect(locateContext({ ...own, configured: "." }).root).toBe(".");
  expect(locateContext({ ...own, configured: "services", option: join(root, "docker") }).root).toBe("docker");
});

test("links are resolved, places outside the repository are named from it", () => {
  const root = tree();
  symlinkSync("services/api", join(root, "api"));
  const outside = temporaryTree({ x: "" });
  const own = { dockerfile: join(root, "Dockerfile"), repositoryRoot: root };
  expect(locateContext({ ...own, option: join(root, "api") }).root).toBe("services/api");
  const found = locateContext({ ...own, option: outside });
  expect(found.rootDir).toBe(outside);
  expect(join(root, found.root)).toBe(outside);
});

test("what is no directory is named with its source", () => {
  const root = tree();
  const own = { dockerfile: join(root, "Dockerfile"), repositoryRoot: root };
  expect(() => locateContext({ ...own, option: join(root, "Dockerfile") })).toThrow("(from --context) is no directory");
  expect(() => locateContext({ ...own, configured: "nope" })).toThrow("the build context nope (from the setting contexts) is no directory");
});
