import { formatPatch, type StructuredPatch, structuredPatch } from "diff";
import type { Report } from "./report.ts";

/** A file before and after; `before` is `undefined` for one that is created. `path` is from the repository root. */
export interface FileVersions {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
}

/** Lines of context around a change, as git has. */
const contextLines = 3;

/** Beyond this many edited lines the shortest diff costs too much (its search is quadratic), and one hunk of the whole file is written instead. */
const maxEditLength = 2_000;

/** One unified diff that `git apply` accepts from the repository root, byte-exactly. */
export function formatReportPatch(report: Report): string {
  return formatVersions(changedVersions(report));
}

/** Every file a report changes, second files included, each once, from its first to its last text; sorted by path. */
export function changedVersions(report: Report): readonly FileVersions[] {
  const versions = new Map<string, FileVersions>();
  for (const file of report.files) {
    if (file.status !== "changed") {
      continue;
    }
    for (const { path, before, after } of [file, ...file.files]) {
      const earlier = versions.get(path);
      versions.set(path, { path, before: earlier === undefined ? before : earlier.before, after });
    }
  }
  return [...versions.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

export function formatVersions(versions: readonly FileVersions[]): string {
  return versions
    .filter(({ before, after }) => before !== after)
    .map((version) => formatPatch(filePatch(version)))
    .join("");
}

function filePatch({ path, before, after }: FileVersions): StructuredPatch {
  const created = before === undefined;
  const names = [created ? "/dev/null" : `a/${path}`, `b/${path}`] as const;
  const shortest = structuredPatch(...names, before ?? "", after, undefined, undefined, { context: contextLines, maxEditLength });
  const patch = shortest ?? wholeFilePatch(names, before ?? "", after);
  return { ...patch, isGit: true, ...(created ? { isCreate: true, newMode: "100644" } : {}) };
}

function wholeFilePatch([oldFileName, newFileName]: readonly [string, string], before: string, after: string): StructuredPatch {
  const removed = hunkLines("-", before);
  const added = hunkLines("+", after);
  const hunk = { oldStart: 1, oldLines: removed.count, newStart: 1, newLines: added.count, lines: [...removed.lines, ...added.lines] };
  return { oldFileName, newFileName, oldHeader: undefined, newHeader: undefined, hunks: [hunk] };
}

function hunkLines(sign: "-" | "+", text: string): { readonly count: number; readonly lines: readonly string[] } {
  if (text === "") {
    return { count: 0, lines: [] };
  }
  const complete = text.endsWith("\n");
  const lines = (complete ? text.slice(0, -1) : text).split("\n").map((line) => sign + line);
  return { count: lines.length, lines: complete ? lines : [...lines, "\\ No newline at end of file"] };
}
