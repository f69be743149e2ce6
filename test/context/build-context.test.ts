import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openContext } from "../../src/context/build-context.ts";
import { createOverlay, type Overlay } from "../../src/context/overlay.ts";
import type { BuildContext } from "../../src/engine/transform.ts";
import { temporaryTree } from "../discover/tree.ts";
import { tarOf } from "./tar.ts";

function open(files: Readonly<Record<string, Buffer | string>>, dockerfile = "Dockerfile"): BuildContext {
  return openContext({ rootDir: temporaryTree(files), root: ".", dockerfile });
}

function openAt(rootDir: string, overlay?: Overlay): BuildContext {
  const options = { rootDir, root: "services/api", dockerfile: "Dockerfile" };
  return openContext(overlay === undefined ? options : { ...options, overlay });
}

describe("what is there", () => {
  const files = { "a.txt": "hello", "src/app.py": "x", "src/deep/b.py": "y", ".env": "K=V" };

  test.each([
    ["a.txt", true, false],
    ["./a.txt", true, false],
    ["/a.txt", true, false],
    ["src", true, true],
    ["src/", true, true],
    ["src/./deep/../app.py", true, false],
    [".", true, true],
    ["/", true, true],
    ["nope", false, false],
    ["a.txt/x", false, false],
    ["../a.txt", false, false],
    ["..", false, false],
    ["A.txt", false, false],
    ["SRC/app.py", false, false],
  ])("%s: has %s, directory %s", (path, has, directory) => {
    const context = open(files);
    expect(context.has(path)).toBe(has);
    expect(context.isDirectory(path)).toBe(directory);
    expect(context.has(path)).toBe(has);
  });

  test("list matches as COPY does: files only, a star within one component, names with a dot included", () => {
    const context = open({ ...files, "lib/c.py": "z", "x[1].txt": "" });
    expect(context.list("*")).toEqual([".env", "a.txt", "x[1].txt"]);
    expect(context.list("*/*.py")).toEqual(["lib/c.py", "src/app.py"]);
    expect(context.list("./src/*")).toEqual(["src/app.py"]);
    expect(context.list("**/*.py")).toEqual(["lib/c.py", "src/app.py"]);
    expect(context.list("x\\[1\\].txt")).toEqual(["x[1].txt"]);
    expect(context.list("a.txt")).toEqual(["a.txt"]);
    expect(context.list("[")).toEqual([]);
    expect(context.list("../*")).toEqual([]);
    expect(context.list(".")).toEqual([]);
  });

  test("read gives text and nothing else", () => {
    const context = open({
      ...files,
      empty: "",
      lfs: "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n",
      latin: Buffer.from([0xe9, 0x0a]),
      large: "x".repeat(16 * 1024 * 1024 + 1),
      bom: "\ufeff#!/bin/sh\n",
    });
    expect(context.read("a.txt")).toBe("hello");
    expect(context.read("bom")).toBe("\ufeff#!/bin/sh\n");
    for (const path of ["empty", "lfs", "latin", "large", "src", "nope", "../a.txt"]) expect(context.read(path)).toBe("unknown");
  });

  test("kind and mode", () => {
    const root = temporaryTree({ "a.tar": tarOf("a", "x"), "run.sh": "#!/bin/sh\n" });
    chmodSync(join(root, "run.sh"), 0o755);
    chmodSync(join(root, "a.tar"), 0o640);
    const context = openAt(root);
    expect(context.root).toBe("services/api");
    expect([context.kind("a.tar"), context.kind("run.sh"), context.kind("."), context.kind("nope")]).toEqual(["tar", "text", "unknown", "unknown"]);
    expect([context.mode("run.sh"), context.mode("a.tar"), context.mode("nope")]).toEqual([0o755, 0o640, "unknown"]);
  });
});

describe("through the ignore file", () => {
  const files = { "a/x": "1", "a/y": "2", "b/z": "3", ".dockerignore": "a\n!a/y\nb\n.dockerignore\n" };

  test("ignored files are not there", () => {
    const context = open(files);
    expect([context.has("a/x"), context.has("a/y"), context.has("b/z"), context.has("b"), context.has(".dockerignore")]).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
    expect([context.read("a/x"), context.read("a/y"), context.kind("b/z")]).toEqual(["unknown", "2", "unknown"]);
    expect(context.list("*/*")).toEqual(["a/y"]);
  });

  test("an ignored directory is there when something in it is taken back", () => {
    const context = open(files);
    expect([context.has("a"), context.isIgnored("a"), context.isDirectory("a/")]).toEqual([true, true, true]);
  });

  test("isIgnored asks nobody whether the path exists", () => {
    const context = open(files);
    expect(["b/none", "./b/", "c", ".", "../b"].map((path) => context.isIgnored(path))).toEqual([true, true, false, false, false]);
  });

  test("the Dockerfile's own ignore file replaces the general one", () => {
    const own = { ...files, "docker/api.Dockerfile": "", "docker/api.Dockerfile.dockerignore": "a/y\n" };
    expect(open(own, "docker/api.Dockerfile").list("*/?")).toEqual(["a/x", "b/z"]);
    expect(open(own, "docker/web.Dockerfile").list("*/?")).toEqual(["a/y"]);
    expect(open({ ...files, "Dockerfile.dockerignore": "#\n" }).has("a/x")).toBe(true);
    expect(open({ ...files, "Dockerfile.dockerignore": "" }).has("a/x")).toBe(true);
  });

  test("a directory named .dockerignore counts for nothing", () => {
    expect(open({ "a/x": "1", ".dockerignore/a": "" }).has("a/x")).toBe(true);
  });

  test("an ignore file that the builder rejects makes the context unknown, with the reason", () => {
    expect(() => open({ ".dockerignore": "ok\n[\n" })).toThrow(/^\.dockerignore, line 2: /);
    const root = temporaryTree({});
    symlinkSync(".dockerignore", join(root, ".dockerignore"));
    expect(() => openAt(root)).toThrow(/^\.dockerignore cannot be read/);
  });

  test("no context at all", () => {
    expect(() => openAt("/nowhere/at/all")).toThrow("is not there");
  });
});

describe("symbolic links", () => {
  test("are followed within the context only", () => {
    const outside = temporaryTree({ "secret.txt": "s" });
    const root = temporaryTree({ "real/a.txt": "hello", "up/x": "" });
    symlinkSync("real/a.txt", join(root, "link.txt"));
    symlinkSync("real", join(root, "dir"));
    symlinkSync(join(outside, "secret.txt"), join(root, "out.txt"));
    symlinkSync(outside, join(root, "outdir"));
    symlinkSync("loop", join(root, "loop"));
    symlinkSync("gone", join(root, "dangling"));
    symlinkSync("..", join(root, "up/again"));
    const context = openAt(root);
    expect([context.read("link.txt"), context.read("dir/a.txt"), context.isDirectory("dir"), context.read("up/again/up/again/link.txt")]).toEqual([
      "hello",
      "hello",
      true,
      "hello",
    ]);
    for (const path of ["out.txt", "outdir", "outdir/secret.txt", "loop", "dangling"]) {
      expect([path, context.has(path), context.kind(path), context.read(path)]).toEqual([path, false, "unknown", "unknown"]);
    }
    expect(context.list("*")).toEqual(["link.txt"]);
  });

  test("to what is ignored are not there", () => {
    const root = temporaryTree({ "real/a.txt": "hello", ".dockerignore": "real\n" });
    symlinkSync("real/a.txt", join(root, "link.txt"));
    expect(openAt(root).has("link.txt")).toBe(false);
  });

  test("a directory of exceptions is searched without going in circles", () => {
    const root = temporaryTree({ "a/b/c": "", ".dockerignore": "*\n!zzz\n" });
    symlinkSync("..", join(root, "a/b/up"));
    expect(openAt(root).has("a")).toBe(false);
  });
});

describe("with an overlay", () => {
  test("files created or extended during the run are seen", () => {
    const root = temporaryTree({ "a/x": "1", "b.txt": "old" });
    const overlay = createOverlay();
    overlay.write(join(root, "b.txt"), "new");
    overlay.write(join(root, ".dockerignore"), "a\n");
    overlay.write(join(root, "sub.txt"), "fresh");
    const context = openAt(root, overlay);
    expect([context.read("b.txt"), context.read("sub.txt"), context.kind("sub.txt"), context.mode("sub.txt")]).toEqual([
      "new",
      "fresh",
      "text",
      "unknown",
    ]);
    expect(context.has("a/x")).toBe(false);
    expect(context.list("*")).toEqual([".dockerignore", "b.txt", "sub.txt"]);
  });

  test("two Dockerfiles of a context share it", () => {
    const overlay = createOverlay();
    expect(overlay.read("/x/.dockerignore")).toBeUndefined();
    overlay.write("/x/.dockerignore", "a\n");
    overlay.write("/x/.dockerignore", "a\nb\n");
    expect([overlay.read("/x/.dockerignore"), overlay.paths()]).toEqual(["a\nb\n", ["/x/.dockerignore"]]);
  });
});

test("looks once, and only where asked", () => {
  const root = temporaryTree({ "a/x": "1", "b/y": "2" });
  const context = openAt(root);
  expect([context.has("a/x"), context.read("a/x"), context.kind("a/x")]).toEqual([true, "1", "text"]);
  rmSync(join(root, "a"), { recursive: true });
  mkdirSync(join(root, "c"));
  writeFileSync(join(root, "b/new"), "3");
  expect([context.has("a/x"), context.read("a/x"), context.kind("a/x")]).toEqual([true, "1", "text"]);
  expect(context.list("b/*")).toEqual(["b/new", "b/y"]);
});
