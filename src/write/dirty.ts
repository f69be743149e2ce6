import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { DfmodError } from "../errors.ts";

/** `ignored-ok`: git ignores the file, so no diff of the repository can lose it. */
export type Dirtiness = "ignored-ok" | "modified" | "staged" | "untracked";

/** More paths than this on one command line are asked for together with all the others. */
const MOST_PATHS = 200;

const HOOK_VARIABLES = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"];

/**
 * Which of these paths (from the repository root, `/` between) git could not give back; clean paths, absent files and those in no repository are not in the map.
 * One git process for the repository, which takes no lock, and one for each submodule or other repository that holds some of the files.
 * Throws DfmodError `git-failed` when git cannot be asked.
 */
export function dirtyPaths(repositoryRoot: string, paths: readonly string[]): ReadonlyMap<string, Dirtiness> {
  const dirty = new Map<string, Dirtiness>();
  for (const [holder, held] of byRepository(repositoryRoot, paths)) {
    const names = new Map(held.map((path) => [slashed(relative(holder, resolve(repositoryRoot, path))), path]));
    const entries = statusEntries(askGit(holder, names.size > MOST_PATHS ? [] : [...names.keys()]));
    for (const [name, path] of names) {
      const state = stateOf(name, entries);
      if (state !== undefined) dirty.set(path, state);
    }
  }
  return dirty;
}

/** A submodule or a nested repository answers for its own files; the one around it would say nothing, which looks clean. */
function byRepository(root: string, paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const holders = new Map<string, string | undefined>([[resolve(root), resolve(root)]]);
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const holder = holderOf(dirname(resolve(root, path)), holders);
    if (holder !== undefined) groups.set(holder, (groups.get(holder) ?? []).concat(path));
  }
  return groups;
}

function holderOf(directory: string, known: Map<string, string | undefined>): string | undefined {
  if (known.has(directory)) return known.get(directory);
  const parent = dirname(directory);
  const above = parent === directory ? undefined : () => holderOf(parent, known);
  const holder = existsSync(join(directory, ".git")) ? directory : above?.();
  known.set(directory, holder);
  return holder;
}

function slashed(path: string): string {
  return sep === "/" ? path : path.split(sep).join("/");
}

function askGit(root: string, paths: readonly string[]): string {
  const environment = Object.entries(process.env).filter(([name]) => !HOOK_VARIABLES.includes(name));
  const env = { ...Object.fromEntries(environment), GIT_OPTIONAL_LOCKS: "0" };
  const flags = ["--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignored=matching"];
  const args = ["--literal-pathspecs", "-C", root, "status", ...flags, "--", ...paths];
  const { status, stdout, stderr, error } = spawnSync("git", args, { env, encoding: "utf8", maxBuffer: 2 ** 30 });
  if (status === 0) return stdout;
  const why = error?.message ?? stderr.trim();
  throw new DfmodError("git-failed", `git cannot say whether the files are clean: ${why}`, "mend that, or write anyway with --allow-dirty");
}

/** An ignored directory is one entry that ends in `/` and stands for all below it. */
function statusEntries(output: string): ReadonlyMap<string, Dirtiness> {
  const entries = new Map<string, Dirtiness>();
  for (const entry of output.split("\0")) {
    if (entry !== "") entries.set(entry.slice(3).replace(/\/$/, ""), dirtinessOf(entry.slice(0, 2)));
  }
  return entries;
}

/** Index and work tree, as `git status` names them: what only the work tree has is lost first. */
function dirtinessOf(columns: string): Dirtiness {
  if (columns === "??") return "untracked";
  if (columns === "!!") return "ignored-ok";
  return columns.endsWith(" ") ? "staged" : "modified";
}

function stateOf(path: string, entries: ReadonlyMap<string, Dirtiness>): Dirtiness | undefined {
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
    const state = entries.get(path.slice(0, end));
    if (state !== undefined) return state;
  }
  return undefined;
}
