import { readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** Larger files are no build files that people write. */
const LARGEST = 1024 * 1024;

/** The files of a repository by git's list: no walk, each file read at most once. Paths are from the root, `/` between. */
export interface Repository {
  readonly paths: readonly string[];
  hasFile(path: string): boolean;
  /** A file or a directory with something in it; `.` is the root. */
  has(path: string): boolean;
  /** The text, or `undefined` for what is absent, not listed, too large or no text. */
  read(path: string): string | undefined;
}

/** `paths`: from the root, `/` between, as git lists them. `root` is absolute. */
export function openRepository(root: string, paths: readonly string[], read: (absolute: string) => string | undefined = readText): Repository {
  const files = new Set(paths);
  const texts = new Map<string, string | undefined>();
  let directories: ReadonlySet<string> | undefined;
  return {
    paths,
    hasFile: (path) => files.has(path),
    has: (path) => {
      directories ??= directoriesOf(paths);
      return files.has(path) || directories.has(path);
    },
    read: (path) => {
      if (!files.has(path)) return undefined;
      if (!texts.has(path)) texts.set(path, read(join(root, path)));
      return texts.get(path);
    },
  };
}

function directoriesOf(paths: readonly string[]): ReadonlySet<string> {
  const directories = new Set(["."]);
  for (const path of paths) {
    let directory = posix.dirname(path);
    while (!directories.has(directory)) {
      directories.add(directory);
      directory = posix.dirname(directory);
    }
  }
  return directories;
}

function readText(absolute: string): string | undefined {
  try {
    const bytes = readFileSync(absolute);
    return bytes.length > LARGEST || bytes.includes(0) ? undefined : bytes.toString("utf8");
  } catch {
    return undefined;
  }
}
