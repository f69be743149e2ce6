import { renameSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { dirtyPaths } from "../../src/write/dirty.ts";
import { addFile, committedTree, git, temporaryTree } from "../discover/tree.ts";

const FILES = {
  Dockerfile: "FROM a\n",
  "a/Dockerfile": "FROM a\n",
  "b/Dockerfile": "FROM a\n",
  "ü x/Dockerfile": "FROM a\n",
  ".gitignore": "out/\n*.tmp\n",
};

test("clean files are not in the map", () => {
  const root = committedTree(FILES);
  expect([...dirtyPaths(root, Object.keys(FILES))]).toEqual([]);
  expect([...dirtyPaths(root, [])]).toEqual([]);
  expect([...dirtyPaths(root, ["not/there"])]).toEqual([]);
});

test("modified, staged, both, untracked and ignored", () => {
  const root = committedTree(FILES);
  addFile(root, "Dockerfile", "FROM b\n");
  addFile(root, "a/Dockerfile", "FROM b\n");
  git(root, "add", "a/Dockerfile");
  addFile(root, "b/Dockerfile", "FROM b\n");
  git(root, "add", "b/Dockerfile");
  addFile(root, "b/Dockerfile", "FROM c\n");
  addFile(root, "ü x/Dockerfile", "FROM b\n");
  addFile(root, "new/deep/Dockerfile", "FROM b\n");
  addFile(root, "out/deep/Dockerfile", "FROM b\n");
  addFile(root, "x.tmp", "FROM b\n");
  addFile(root, "added", "x");
  git(root, "add", "added");
  const asked = [
    "Dockerfile",
    "a/Dockerfile",
    "b/Dockerfile",
    "ü x/Dockerfile",
    "new/deep/Dockerfile",
    "out/deep/Dockerfile",
    "x.tmp",
    "added",
    ".gitignore",
  ];
  expect(Object.fromEntries(dirtyPaths(root, asked))).toEqual({
    Dockerfile: "modified",
    "a/Dockerfile": "staged",
    "b/Dockerfile": "modified",
    "ü x/Dockerfile": "modified",
    "new/deep/Dockerfile": "untracked",
    "out/deep/Dockerfile": "ignored-ok",
    "x.tmp": "ignored-ok",
    added: "staged",
  });
});

test("only the files asked for", () => {
  const root = committedTree(FILES);
  addFile(root, "Dockerfile", "FROM b\n");
  expect([...dirtyPaths(root, ["a/Dockerfile"])]).toEqual([]);
});

test("deleted and renamed files", () => {
  const root = committedTree(FILES);
  rmSync(join(root, "Dockerfile"));
  renameSync(join(root, "a/Dockerfile"), join(root, "a/Dockerfile.new"));
  git(root, "add", "a");
  expect(Object.fromEntries(dirtyPaths(root, ["Dockerfile", "a/Dockerfile", "a/Dockerfile.new"]))).toEqual({
    Dockerfile: "modified",
    "a/Dockerfile": "staged",
    "a/Dockerfile.new": "staged",
  });
});

test("names that are patterns to git are only names", () => {
  const root = committedTree({ "[a]/Dockerfile": "FROM a\n", "a/Dockerfile": "FROM a\n", ":(top)x": "" });
  addFile(root, "a/Dockerfile", "FROM b\n");
  expect([...dirtyPaths(root, ["[a]/Dockerfile", ":(top)x"])]).toEqual([]);
});

test("many files, in one go", () => {
  const files = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`d${i}/Dockerfile`, "FROM a\n"]));
  const root = committedTree(files);
  addFile(root, "d7/Dockerfile", "FROM b\n");
  addFile(root, "other", "");
  expect([...dirtyPaths(root, Object.keys(files))]).toEqual([["d7/Dockerfile", "modified"]]);
});

test("a nested repository and a submodule answer for their own files", () => {
  const library = committedTree({ Dockerfile: "FROM a\n", "x/Dockerfile": "FROM a\n" });
  const root = committedTree(FILES);
  git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library, "sub");
  git(root, "commit", "--quiet", "--message", "sub");
  addFile(root, "nested/Dockerfile", "FROM a\n");
  git(join(root, "nested"), "init", "--quiet");
  expect([...dirtyPaths(root, ["nested/Dockerfile", "sub/Dockerfile", "sub/x/Dockerfile", "Dockerfile"])]).toEqual([
    ["nested/Dockerfile", "untracked"],
  ]);
  addFile(root, "sub/x/Dockerfile", "FROM b\n");
  expect([...dirtyPaths(root, ["sub/Dockerfile", "sub/x/Dockerfile"])]).toEqual([["sub/x/Dockerfile", "modified"]]);
});

test("a file outside is its own repository's, or nobody's", () => {
  const root = committedTree(FILES);
  const other = committedTree({ Dockerfile: "FROM a\n" });
  const nobodys = temporaryTree({ Dockerfile: "FROM a\n" });
  addFile(other, "Dockerfile", "FROM b\n");
  const paths = [other, nobodys].map((place) => relative(root, join(place, "Dockerfile")));
  expect([...dirtyPaths(root, paths)]).toEqual([[paths[0], "modified"]]);
});

test("before the first commit", () => {
  const root = temporaryTree({ Dockerfile: "FROM a\n", other: "x" });
  git(root, "init", "--quiet");
  git(root, "add", "other");
  expect(Object.fromEntries(dirtyPaths(root, ["Dockerfile", "other"]))).toEqual({ Dockerfile: "untracked", other: "staged" });
});

test("says when git cannot be asked", () => {
  expect(() => dirtyPaths(temporaryTree({ x: "" }), ["x"])).toThrow("git cannot say whether the files are clean");
});
