import { execFileSync } from "node:child_process";
import { DfmodError } from "../errors.ts";

/** What counts as changed. */
export type ChangeRange = { readonly kind: "since"; readonly reference: string | undefined } | { readonly kind: "staged" };

/**
 * Paths (from the repository root, `/` between) that differ from the merge base with a reference, uncommitted and untracked work included, or that are staged.
 * Without a reference: the default branch of the remote `origin`, else `main` or `master`.
 */
export function changedPaths(root: string, range: ChangeRange): ReadonlySet<string> {
  if (range.kind === "staged") {
    return new Set(git(root, ["diff", "--cached", "--name-only", "--no-renames", "--diff-filter=d", "-z"]));
  }
  const base = mergeBase(root, range.reference ?? defaultReference(root));
  const edited = git(root, ["diff", "--name-only", "--no-renames", "--no-relative", "--diff-filter=d", "-z", base]);
  return new Set([...edited, ...git(root, ["ls-files", "-z", "--others", "--exclude-standard"])]);
}

function defaultReference(root: string): string {
  const [head] = tryGit(root, ["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"]) ?? [];
  const candidates = [head?.trim(), "origin/main", "origin/master", "main", "master"];
  const found = candidates.find((name) => name !== undefined && commitOf(root, name) !== undefined);
  if (found === undefined) {
    throw new DfmodError("changed", "--changed: there is no default branch to compare with", "name one: --changed=<ref>");
  }
  return found;
}

function commitOf(root: string, reference: string): string | undefined {
  return tryGit(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${reference}^{commit}`])?.[0]?.trim();
}

function mergeBase(root: string, reference: string): string {
  const commit = commitOf(root, reference);
  if (commit === undefined) {
    throw new DfmodError("changed", `--changed: git knows no commit "${reference}"`, "fetch it first, or name another: --changed=<ref>");
  }
  const base = tryGit(root, ["merge-base", "HEAD", commit])?.[0]?.trim();
  if (base === undefined) {
    throw new DfmodError("changed", `--changed: HEAD and "${reference}" have no common ancestor`, "in a shallow clone, fetch more history");
  }
  return base;
}

function tryGit(root: string, args: readonly string[]): readonly string[] | undefined {
  try {
    return git(root, args);
  } catch {
    return undefined;
  }
}

function git(root: string, args: readonly string[]): readonly string[] {
  const output = execFileSync("git", ["-C", root, ...args], { encoding: "utf8", maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "ignore"] });
  return output.split("\0").filter((item) => item !== "");
}
