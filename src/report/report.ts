import type { AdviceReport, ChangeReport, Failure, RefusalReport, RewriteResult, SuppressionReport } from "../engine/result.ts";

/**
 * Where the build context of a file came from: `option` (`--context`), `config` (the setting `contexts`), the name of the file that declares it
 * (`compose.yaml`, `docker-bake.hcl`, `skaffold.yaml`, `Makefile`), `workflow`, `nearest-ancestor`, `own-directory`.
 */
export type ContextSource = string;

/** A second file that a change of this file creates or extends. */
export interface SecondFile {
  /** From the repository root, `/` between. */
  readonly path: string;
  readonly action: "append" | "create";
  readonly before: string | undefined;
  readonly after: string;
}

export interface FileNote {
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

/** One file of a run. Lines are 1-based in the file as it was read. */
export interface FileReport {
  /** From the repository root, `/` between. */
  readonly path: string;
  readonly status: "changed" | "failed" | "skipped" | "unchanged";
  /** `after` equals `before` unless the status is `changed`. */
  readonly before: string;
  readonly after: string;
  /** From the repository root; absent when the context is not known. */
  readonly context?: string;
  readonly contextFrom?: ContextSource;
  /** The file that declares it, from the repository root. */
  readonly contextDeclaredIn?: string;
  readonly changes: readonly ChangeReport[];
  readonly refused: readonly RefusalReport[];
  readonly advice: readonly AdviceReport[];
  readonly suppressed: readonly SuppressionReport[];
  /** Remarks on ignore comments (`ignore-*`) and on what could not be used. */
  readonly notes: readonly FileNote[];
  readonly files: readonly SecondFile[];
  readonly skip?: { readonly code: string; readonly reason: string };
  readonly failures: readonly (Failure & { readonly transform?: string })[];
}

export interface Summary {
  readonly files: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly failed: number;
  /** Changes, not files. */
  readonly applied: number;
  readonly heldBack: number;
  readonly refused: number;
  readonly advice: number;
}

/** Milliseconds of wall time. */
export type Timings = Readonly<Record<"discover" | "rewrite" | "write", number>>;

/** Everything a run found and did; what every report is made from. */
export interface Report {
  readonly version: string;
  readonly summary: Summary;
  /** Sorted by path. */
  readonly files: readonly FileReport[];
  readonly timings?: Timings;
}

const nothingFound = { changes: [], refused: [], advice: [], suppressed: [], notes: [], files: [], failures: [] } as const;

/** The report of a file that could not be processed. `text` is what was read, if anything was. */
export function failedFile(path: string, failure: Failure, text = ""): FileReport {
  return { ...nothingFound, path, status: "failed", before: text, after: text, failures: [failure] };
}

/** The report of a file that was read and deliberately left alone. */
export function skippedFile(path: string, skip: { readonly code: string; readonly reason: string }, text: string): FileReport {
  return { ...nothingFound, path, status: "skipped", before: text, after: text, skip };
}

export interface KnownContext {
  readonly root: string;
  readonly from: ContextSource;
  readonly declaredIn?: string | undefined;
}

/** The report of a file that went through the engine. */
export function rewrittenFile(result: RewriteResult, context: KnownContext | undefined, notes: readonly FileNote[] = []): FileReport {
  const { files, ...rest } = result;
  const root = context === undefined || context.root === "." ? "" : `${context.root}/`;
  return {
    ...rest,
    notes: [...notes, ...rest.notes],
    ...(context === undefined ? {} : { context: context.root, contextFrom: context.from }),
    ...(context?.declaredIn === undefined ? {} : { contextDeclaredIn: context.declaredIn }),
    files: files.map((file) => ({ path: root + file.path, action: file.action, before: file.before, after: file.text })),
  };
}

/** The same file after writing it failed: nothing of it is applied. */
export function unwrittenFile(file: FileReport, failure: Failure): FileReport {
  const changes = file.changes.map((change) => ({ ...change, applied: false }));
  return { ...file, status: "failed", after: file.before, changes, files: [], failures: [failure, ...file.failures] };
}

export function createReport(version: string, files: readonly FileReport[], timings?: Timings): Report {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { version, summary: summarize(sorted), files: sorted, ...(timings === undefined ? {} : { timings }) };
}

function summarize(files: readonly FileReport[]): Summary {
  const withStatus = (status: FileReport["status"]): number => files.filter((file) => file.status === status).length;
  const total = (count: (file: FileReport) => number): number => files.reduce((sum, file) => sum + count(file), 0);
  return {
    files: files.length,
    changed: withStatus("changed"),
    unchanged: withStatus("unchanged"),
    skipped: withStatus("skipped"),
    failed: withStatus("failed"),
    applied: total((file) => file.changes.filter((change) => change.applied).length),
    heldBack: total((file) => file.changes.filter((change) => change.heldBack !== undefined).length),
    refused: total((file) => file.refused.length),
    advice: total((file) => file.advice.length),
  };
}
