import { spawnSync } from "node:child_process";

/** A hook's variables name one repository and one index; each question here is about the directory it names. */
const HOOK_VARIABLES = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"];

/**
 * Tracked and untracked files below a directory that git does not ignore, from that directory, `/` between, sorted, each once; also names that are gone from the disk.
 * A submodule or a nested repository is one name. `undefined` where git is not installed, or answers with an error.
 */
export function gitFiles(directory: string): readonly string[] | undefined {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !HOOK_VARIABLES.includes(name)));
  const list = ["-C", directory, "ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const { status, stdout } = spawnSync("git", list, { env, encoding: "utf8", maxBuffer: 2 ** 30, stdio: ["ignore", "pipe", "ignore"] });
  if (status !== 0) return undefined;
  return [...new Set(stdout.split("\0"))].filter((path) => path !== "").sort();
}

/** Whether git ignores the file, which need not exist. `false` outside a repository and for what is tracked. */
export function isIgnoredByGit(directory: string, name: string): boolean {
  const env = Object.fromEntries(Object.entries(process.env).filter(([variable]) => !HOOK_VARIABLES.includes(variable)));
  return spawnSync("git", ["-C", directory, "check-ignore", "-q", "--", name], { env, stdio: "ignore" }).status === 0;
}
