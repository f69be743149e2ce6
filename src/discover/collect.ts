import { lstatSync, realpathSync, type Stats, statSync } from "node:fs";
import { relative, sep } from "node:path";
import type { FoundFile, Selection, SelectionProblem } from "./selection.ts";

/** How a path came into the selection. */
export interface Origin {
  /** As typed or as found, for messages. */
  readonly shown: string;
  readonly explicit: boolean;
  /** Absolute: the directory that was searched. */
  readonly searched: string;
  /** The exclude globs that hold here. */
  readonly excludes: readonly ExcludeGlob[];
}

export interface ExcludeGlob {
  readonly glob: string;
  readonly pattern: RegExp;
}

/** Gathers files by real path, with what was left out and what went wrong. */
export interface Collector {
  file(absolute: string, origin: Origin): void;
  problem(problem: SelectionProblem): void;
  files(): readonly FoundFile[];
  excluded(): readonly { readonly path: string; readonly reason: string }[];
  problems(): readonly SelectionProblem[];
}

export function createCollector(selection: Selection): Collector {
  const files = new Map<string, FoundFile>();
  const excluded = new Map<string, string>();
  const problems = new Map<string, SelectionProblem>();
  const problem = (entry: SelectionProblem) => void problems.set(`${entry.code} ${entry.path}`, entry);

  const file = (absolute: string, origin: Origin) => {
    const resolved = resolveFile(absolute, origin);
    if (resolved === undefined) return;
    if ("code" in resolved) return problem(resolved);
    const path = slashed(relative(selection.root, resolved.real));
    const reason = reasonToLeaveOut(resolved.real, selection, origin);
    if (reason !== undefined) return void excluded.set(path, reason);
    files.set(resolved.real, { absolute: resolved.real, path, explicit: origin.explicit || files.get(resolved.real)?.explicit === true });
  };
  const leftOut = () => [...excluded].filter(([path]) => ![...files.values()].some((found) => found.path === path));
  return {
    file,
    problem,
    files: () => [...files.values()].sort(byPath),
    excluded: () =>
      leftOut()
        .map(([path, reason]) => ({ path, reason }))
        .sort(byPath),
    problems: () => [...problems.values()],
  };
}

/** The real file behind a path; `undefined` for what a search passes over: a directory of that name, a file that git lists and the disk lacks. */
function resolveFile(absolute: string, origin: Origin): SelectionProblem | { readonly real: string } | undefined {
  try {
    const real = realpathSync(absolute);
    if (statSync(real).isFile()) return { real };
    return origin.explicit ? unreadable(origin.shown, "is no regular file") : undefined;
  } catch (error) {
    return pathProblem(absolute, origin, error);
  }
}

/** What stands in the way of a path that cannot be resolved; `undefined` when a search met a name that is simply gone. */
export function pathProblem(absolute: string, origin: Pick<Origin, "explicit" | "shown">, error: unknown): SelectionProblem | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ELOOP") return symlinkLoop(origin.shown);
  if (code !== "ENOENT" && code !== "ENOTDIR") return unreadable(origin.shown, `cannot be reached (${String(code ?? error)})`);
  if (linkStats(absolute)?.isSymbolicLink() === true) return unreadable(origin.shown, "is a symbolic link to a file that does not exist");
  if (origin.explicit) return missing(origin.shown);
  return origin.shown.includes("\ufffd") ? unreadable(origin.shown, "has a name that is not UTF-8") : undefined;
}

function linkStats(absolute: string): Stats | undefined {
  try {
    return lstatSync(absolute, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function reasonToLeaveOut(real: string, selection: Selection, origin: Origin): string | undefined {
  if (!origin.explicit && !isBelow(real, selection.root) && !isBelow(real, origin.searched)) {
    return "a symbolic link to a file outside the repository; give it by hand to rewrite it";
  }
  if (origin.explicit && !selection.respectExcludes) return undefined;
  const path = slashed(relative(selection.configRoot, real));
  const glob = origin.excludes.find(({ pattern }) => pattern.test(path))?.glob;
  return glob === undefined ? undefined : `files.exclude of the configuration has "${glob}"`;
}

/** Whether a path is a directory or something below it; both absolute and real. */
export function isBelow(path: string, directory: string): boolean {
  const below = relative(directory, path);
  return below === "" || !(below === ".." || below.startsWith(`..${sep}`) || below.startsWith("/") || /^[A-Za-z]:/.test(below));
}

export function slashed(path: string): string {
  return sep === "/" ? path : path.split(sep).join("/");
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  if (a.path === b.path) return 0;
  return a.path < b.path ? -1 : 1;
}

function missing(path: string): SelectionProblem {
  return { path, code: "missing-path", message: `${path} does not exist`, hint: "check the spelling; paths start from the current directory" };
}

function symlinkLoop(path: string): SelectionProblem {
  return {
    path,
    code: "symlink-loop",
    message: `${path} is a symbolic link that leads back to itself`,
    hint: "point the link to the real file, or delete it",
  };
}

function unreadable(path: string, what: string): SelectionProblem {
  return { path, code: "unreadable", message: `${path} ${what}`, hint: "mend it, or exclude it with files.exclude in the configuration" };
}
