import type { ChangeReport } from "../engine/result.ts";
import type { Paint } from "./color.ts";
import type { FileReport, Report } from "./report.ts";

/** How the run ended: files were written, only a patch was made, or only the question was asked. */
export type Mode = "check" | "dry-run" | "write";

export interface PrettyOptions {
  readonly mode: Mode;
  /** Lists every refusal, suppression, note and file left alone. */
  readonly verbose: boolean;
  readonly paint: Paint;
  /** How a path from the repository root is shown, normally from the current directory. */
  readonly display: (path: string) => string;
}

/** The whole report for people. */
export function formatPretty(report: Report, options: PrettyOptions): string {
  return formatDetails(report, options) + formatFailures(report, options) + formatSummary(report, options);
}

/** Per file what was applied and held back, then what was left alone, grouped by reason. */
export function formatDetails(report: Report, options: PrettyOptions): string {
  const files = report.files.map((file) => fileBlock(file, options)).join("");
  return files + (options.verbose ? "" : placeGroups(report, options)) + skipGroups(report, options);
}

function fileBlock(file: FileReport, options: PrettyOptions): string {
  const lines = file.changes.filter((change) => change.applied || change.heldBack).map((change) => changeLine(change, options));
  lines.push(...file.notes.map((note) => row("yellow", "!", note.line, note.code, note.message, options)));
  if (options.verbose) {
    lines.push(...verboseLines(file, options));
  }
  if (lines.length === 0 && !(options.verbose && file.status === "unchanged")) {
    return "";
  }
  const heading = options.paint("bold", options.display(file.path)) + (file.status === "unchanged" ? options.paint("dim", " (unchanged)") : "");
  return `${[heading, ...lines, ...file.files.map((second) => row("green", "+", 0, second.action, options.display(second.path), options))].join("\n")}\n\n`;
}

function changeLine(change: ChangeReport, options: PrettyOptions): string {
  const assumes = change.assumes.length === 0 ? "" : options.paint("dim", ` (assumes ${change.assumes.join("; ")})`);
  if (change.heldBack !== undefined) {
    return row("yellow", "?", change.line, change.transform, `${change.message} (held back: unsafe)${assumes}`, options);
  }
  const grade = change.grade === "unsafe" ? " (unsafe)" : "";
  return row("green", "+", change.line, change.transform, `${change.message}${grade}${assumes}`, options);
}

function adviceLines(file: FileReport, options: PrettyOptions): readonly string[] {
  return file.advice.map((advice) => row("cyan", "i", advice.line, advice.transform, `${advice.message} [${advice.code}]`, options));
}

function verboseLines(file: FileReport, options: PrettyOptions): readonly string[] {
  return [
    ...adviceLines(file, options),
    ...file.refused.map((refusal) => row("dim", "-", refusal.line, refusal.transform, `${refusal.reason} [${refusal.code}]`, options)),
    ...file.suppressed.map((entry) => row("dim", "-", entry.line, entry.transform, `suppressed by ${entry.by}`, options)),
  ];
}

function row(
  style: "cyan" | "dim" | "green" | "yellow",
  sign: string,
  line: number,
  subject: string,
  text: string,
  { paint }: PrettyOptions,
): string {
  const place = line === 0 ? "    " : `${line}`.padStart(4);
  return `  ${paint(style, sign)} ${paint("dim", place)}  ${paint("cyan", subject)}  ${text}`;
}

interface Group {
  readonly text: string;
  readonly places: string[];
}

function groupBy<T>(items: Iterable<T>, key: (item: T) => string, text: (item: T) => string, place: (item: T) => string): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const item of items) {
    const group = groups.get(key(item)) ?? { text: text(item), places: [] };
    group.places.push(place(item));
    groups.set(key(item), group);
  }
  return [...groups.values()].sort((a, b) => b.places.length - a.places.length || (a.text < b.text ? -1 : 1));
}

interface PlacedText {
  readonly code: string;
  readonly text: string;
  readonly path: string;
  readonly line: number;
}

/** Advice and refusals are many and alike: each reason once, with how often and where first. */
function placeGroups(report: Report, options: PrettyOptions): string {
  const advice = report.files.flatMap(({ path, advice: items }) =>
    items.map(({ transform, code, message, line }) => ({ code: `${transform}/${code}`, text: message, path, line })),
  );
  const refused = report.files.flatMap(({ path, refused: items }) =>
    items.map(({ transform, code, reason, line }) => ({ code: `${transform}/${code}`, text: reason, path, line })),
  );
  return groupSection("Advice", advice, options) + groupSection("Left alone, by reason", refused, options);
}

function groupSection(heading: string, items: readonly PlacedText[], { paint, display }: PrettyOptions): string {
  const groups = groupBy(
    items,
    ({ code }) => code,
    ({ code, text }) => `${paint("cyan", code)}  ${text}`,
    ({ path, line }) => `${display(path)}:${line}`,
  );
  if (groups.length === 0) {
    return "";
  }
  const lines = groups.map(({ text, places }) => `  ${`${places.length}`.padStart(5)} × ${text}${paint("dim", ` (${examples(places)})`)}`);
  return `${paint("bold", heading)}\n${lines.join("\n")}\n\n`;
}

function examples(places: readonly string[]): string {
  const [first = ""] = places;
  return places.length === 1 ? first : `first: ${first}`;
}

function skipGroups(report: Report, { paint, display, verbose }: PrettyOptions): string {
  const skipped = report.files.flatMap(({ path, skip }) => (skip === undefined ? [] : [{ path, ...skip }]));
  const groups = groupBy(
    skipped,
    ({ code, reason }) => `${code}/${reason}`,
    ({ code, reason }) => `${code}: ${reason}`,
    ({ path }) => display(path),
  );
  if (groups.length === 0) {
    return "";
  }
  const lines = groups.flatMap(({ text, places }) => {
    const heading = `  ${`${places.length}`.padStart(5)} × ${text}`;
    return verbose ? [heading, ...places.map((place) => `          ${place}`)] : [heading + paint("dim", ` (${examples(places)})`)];
  });
  return `${paint("bold", "Skipped files")}\n${lines.join("\n")}\n\n`;
}

/** What could not be done, with the way out; files that failed for the same reason stand together. */
export function formatFailures(report: Report, { paint, display }: PrettyOptions): string {
  const failures = report.files.flatMap((file) => file.failures.map((failure) => ({ ...failure, path: file.path })));
  const groups = groupBy(
    failures,
    ({ transform, code, message, hint }) => JSON.stringify([transform, code, message, hint]),
    ({ transform, code, message, hint }) =>
      `${named(transform, message)} [${code}]${hint === undefined ? "" : `\n  ${paint("cyan", "hint:")} ${hint}`}`,
    ({ path, line }) => (line === undefined ? display(path) : `${display(path)}:${line}`),
  );
  return groups
    .map(({ text, places }) => {
      const [first = "", ...more] = places;
      const others = more.map((place) => `\n  also: ${place}`).join("");
      // The directory that was searched as a whole has no path to show.
      return `${paint("red", "error:")} ${first === "" ? "" : `${paint("bold", first)}: `}${text}${others}\n`;
    })
    .join("");
}

function named(transform: string | undefined, message: string): string {
  return transform === undefined || message.startsWith(transform) ? message : `${transform}: ${message}`;
}

/** One line of counts; what was held back names the flag, what was refused the command that explains it. */
export function formatSummary({ summary }: Report, { mode, paint }: PrettyOptions): string {
  const would = mode === "write" ? "" : "would be ";
  const files = [
    paint(summary.changed > 0 ? "green" : "dim", `${count(summary.changed, "file")} ${would}changed`),
    `${summary.unchanged} unchanged`,
    `${summary.skipped} skipped`,
    summary.failed > 0 ? paint("red", `${summary.failed} failed`) : "0 failed",
  ];
  const changes = [`${count(summary.applied, "change")} ${would}applied`];
  if (summary.heldBack > 0) {
    changes.push(paint("yellow", `${summary.heldBack} held back (--unsafe applies ${summary.heldBack === 1 ? "it" : "them"})`));
  }
  if (summary.refused > 0) {
    changes.push(`${count(summary.refused, "place")} refused (dfmod why <file> says why)`);
  }
  if (summary.advice > 0) {
    changes.push(`${summary.advice} advice`);
  }
  return `${files.join(", ")}; ${changes.join(", ")}\n`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
