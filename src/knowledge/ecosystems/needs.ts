/** What an install of a JavaScript package manager reads and writes beyond its manifest and lockfile, collected piece by piece. */
import { joinPath, type ManifestCopy, type Plan, type Refusal, refuse, type Written } from "./ecosystem.ts";

export interface Needs {
  /** Single files, from the context root. */
  readonly files: readonly string[];
  /** Whole directories, from the context root. */
  readonly directories: readonly string[];
  readonly writes: readonly Written[];
  readonly advice: readonly { readonly code: string; readonly message: string }[];
  /** What stands in the way. The first one is reported. */
  readonly refusals: readonly Refusal[];
}

export const NOTHING: Needs = { files: [], directories: [], writes: [], advice: [], refusals: [] };

export function refused(code: string, reason: string): Needs {
  return { ...NOTHING, refusals: [refuse(code, reason)] };
}

export function together(parts: readonly Needs[]): Needs {
  return {
    files: unique(parts.flatMap((part) => part.files)),
    directories: unique(parts.flatMap((part) => part.directories)),
    writes: parts.flatMap((part) => part.writes).filter(({ path }, index, all) => all.findIndex((other) => other.path === path) === index),
    advice: parts.flatMap((part) => part.advice),
    refusals: parts.flatMap((part) => part.refusals),
  };
}

/**
 * The plan for an install in `root`. `first`: manifest and lockfile. What is needed beside them is taken along in the same COPY, in alphabetical
 * order (Correction 15); then the files of other directories, one COPY for each, and last whole directories under their own name: a COPY of
 * a directory brings its content only (Dockerfile reference, COPY).
 */
export function toPlan(root: string, first: readonly string[], needs: Needs): Plan | Refusal {
  const [refusal] = needs.refusals;
  if (refusal !== undefined) return refusal;
  const directories = needs.directories.filter((path) => !needs.directories.some((other) => isInside(path, other)));
  const files = needs.files.filter((path) => !first.includes(path) && !directories.some((directory) => isInside(path, directory)));
  const places = unique(files.map(directoryOf));
  const inPlace = (place: string) => files.filter((path) => directoryOf(path) === place);
  const elsewhere = places.filter((place) => place !== root).map((to): ManifestCopy => ({ kind: "files", sources: inPlace(to), to }));
  const copies: readonly ManifestCopy[] = [
    { kind: "files", sources: [...first, ...[...inPlace(root)].sort()], to: root },
    ...elsewhere,
    ...directories.map((path): ManifestCopy => ({ kind: "directory", sources: [path], to: path })),
  ];
  return { kind: "plan", copies, writes: needs.writes, ...(needs.advice.length > 0 ? { advice: needs.advice } : {}) };
}

/** Strictly below the directory. */
export function isInside(path: string, directory: string): boolean {
  return path !== directory && (directory === "" || path.startsWith(`${directory}/`));
}

function directoryOf(path: string): string {
  return joinPath(path, "..") ?? "";
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
