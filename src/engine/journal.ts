/** What the transforms said over the rounds of a run, in lines of the file as it was read. */
import type { Dockerfile } from "../dockerfile/model.ts";
import type { AdviceReport, ChangeReport, RefusalReport, RewriteResult, SuppressionReport } from "./result.ts";
import type { Change, Outcome, Transform } from "./transform.ts";

export type Entry = { readonly round: number } & (
  | { readonly kind: "advice"; readonly report: AdviceReport }
  | { readonly kind: "applied"; readonly report: ChangeReport }
  | { readonly kind: "held-back"; readonly report: ChangeReport /** The safe edit of the same place was made. */; readonly besideApplied: boolean }
  | { readonly kind: "refused"; readonly report: RefusalReport }
  | { readonly kind: "suppressed"; readonly report: SuppressionReport; readonly pragmaLine: number }
);

/** Maps the place of an outcome to lines of the input. */
export interface Locator {
  readonly original: Dockerfile;
  /** Maps an offset of the current text to the text as it was read. */
  readonly back: (offset: number) => number;
}

/** The report of a change, made or held back. */
export function changeReport(transform: Transform, change: Change, isApplied: boolean, locator: Locator): ChangeReport {
  const { at, message, assumes = [] } = change;
  const line = lineOf(locator, at.span.start);
  const endLine = Math.max(line, lineOf(locator, Math.max(at.span.start, at.span.end - 1)));
  const report = { transform: transform.id, grade: change.safety ?? transform.safety, line, endLine, message };
  return isApplied ? { ...report, applied: true, assumes } : { ...report, applied: false, heldBack: "unsafe", assumes };
}

/** The 1-based line of the input that an offset of the current text came from. */
export function lineOf({ original, back }: Locator, offset: number): number {
  const { lineStarts } = original;
  const place = back(offset);
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/** The entry for a skip or an advice. */
export function entryFor(transform: Transform, outcome: Exclude<Outcome, Change>, round: number, locator: Locator): Entry {
  const place = { transform: transform.id, line: lineOf(locator, outcome.at.span.start), code: outcome.code };
  if (outcome.kind === "skip") return { kind: "refused", round, report: { ...place, reason: outcome.reason } };
  return { kind: "advice", round, report: { ...place, message: outcome.message } };
}

/**
 * The report of a run that settled in `lastRound`. Refusals and changes held back hold as the last round sees them: what an earlier round
 * refused may have been rewritten since. Advice and what was held back beside a safe edit stay, for the edit hides them from later rounds.
 */
export function summarise(entries: readonly Entry[], lastRound: number): Pick<RewriteResult, "advice" | "changes" | "refused" | "suppressed"> {
  const changes: ChangeReport[] = [];
  const refused: RefusalReport[] = [];
  const advice: AdviceReport[] = [];
  const suppressed: SuppressionReport[] = [];
  for (const entry of entries) {
    if (entry.kind === "applied") changes.push(entry.report);
    else if (entry.kind === "held-back" && (entry.besideApplied || entry.round === lastRound)) changes.push(entry.report);
    else if (entry.kind === "refused" && entry.round === lastRound) refused.push(entry.report);
    else if (entry.kind === "advice") advice.push(entry.report);
    else if (entry.kind === "suppressed") suppressed.push(entry.report);
  }
  const byCode = ({ transform, line, code }: AdviceReport | RefusalReport): string => `${transform} ${line} ${code}`;
  return {
    changes: sorted(changes),
    refused: sorted(once(refused, byCode)),
    advice: sorted(once(advice, byCode)),
    suppressed: sorted(once(suppressed, ({ transform, line }) => `${transform} ${line}`)),
  };
}

/** Lines of the ignore comments that silenced something. */
export function usedPragmas(entries: readonly Entry[]): ReadonlySet<number> {
  return new Set(entries.flatMap((entry) => (entry.kind === "suppressed" ? [entry.pragmaLine] : [])));
}

function once<T>(reports: readonly T[], key: (report: T) => string): readonly T[] {
  return [...new Map([...reports].reverse().map((report) => [key(report), report])).values()].reverse();
}

/** By line; what the transforms said of one line keeps its order. */
function sorted<T extends { readonly line: number }>(reports: readonly T[]): readonly T[] {
  return [...reports].sort((a, b) => a.line - b.line);
}
