import { posix } from "node:path";

/** What stands for a part of a text that is not known before the build: a variable without a default, the output of a command. */
export const HOLE = "\0";

/**
 * A path as a build file names it, from `base` (a directory from the repository root, `.` for the root itself): again from the root.
 * `undefined` for what is no directory of the repository: a URL, a path with a hole, an absolute one, one that leads out, standard input.
 */
export function resolvePath(base: string, path: string): string | undefined {
  if (path === "" || path === "-" || path.includes(HOLE) || isRemote(path)) return undefined;
  const slashed = path.replaceAll("\\", "/");
  if (slashed.startsWith("/") || slashed.startsWith("~") || /^[A-Za-z]:\//.test(slashed)) return undefined;
  const resolved = posix.normalize(posix.join(base, slashed)).replace(/(?<=.)\/+$/, "");
  return resolved === ".." || resolved.startsWith("../") ? undefined : resolved;
}

/** A build context that is fetched (Docker's documentation, "Build context", "Remote context"). */
function isRemote(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(path) || /^[\w.-]+@[\w.-]+:/.test(path) || path.startsWith("github.com/");
}

/** The directory of a path from the root, `.` for the root itself. */
export function directoryOf(path: string): string {
  return posix.dirname(path);
}

/** The directories from `directory` up to the root of the repository, nearest first. */
export function ancestorsOf(directory: string): readonly string[] {
  const found = [directory];
  let at = directory;
  while (at !== ".") {
    at = posix.dirname(at);
    found.push(at);
  }
  return found;
}
