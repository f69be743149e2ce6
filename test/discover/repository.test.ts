import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findRepository } from "../../src/discover/repository.ts";
import { committedTree, git, temporaryTree } from "./tree.ts";

test("walks up to the repository", () => {
  const root = committedTree({ "a/b/Dockerfile": "FROM scratch\n" });
  expect(findRepository(join(root, "a/b"))).toEqual({ root });
  expect(findRepository(root)).toEqual({ root });
});

test("knows worktrees, whose .git is a file", () => {
  const root = committedTree({ Dockerfile: "FROM scratch\n" });
  const tree = temporaryTree({ "unrelated/x": "" });
  git(root, "worktree", "add", "--quiet", join(tree, "wt"));
  expect(findRepository(join(tree, "wt"))).toEqual({ root: join(tree, "wt") });
});

test("an empty directory or a stray file named .git is no repository", () => {
  const root = temporaryTree({ "a/x": "" });
  mkdirSync(join(root, "a/.git"));
  expect(findRepository(join(root, "a"))?.root).not.toBe(join(root, "a"));
  writeFileSync(join(root, ".git"), "nothing");
  expect(findRepository(root)?.root).not.toBe(root);
});
