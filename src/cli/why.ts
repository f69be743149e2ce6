import { resolve } from "node:path";
import { DfmodError } from "../errors.ts";
import { createPaint, type Style } from "../report/color.ts";
import { formatFailures } from "../report/pretty.ts";
import { createReport, type FileReport } from "../report/report.ts";
import { chooseTransforms, rewriteOptions } from "./choice.ts";
import type { CommandLine, ExitStatus, Streams } from "./command-line.ts";
import { rewriteFile, startRun } from "./rewriting.ts";
import { selectFiles } from "./selection.ts";
import { openSession } from "./session.ts";
import { version } from "./version.ts";

interface Verdict {
  readonly word: string;
  readonly style: Style;
  readonly line: number;
  readonly text: string;
}

/** `dfmod why <file>`: every transform and what it made of the file. Writes nothing. */
export async function runWhy(line: CommandLine, streams: Streams): Promise<ExitStatus> {
  const session = await openSession(line, streams.cwd, line.operands);
  const choice = chooseTransforms(line, session.transforms);
  const { files, reports, paths } = await selectFiles(line, session, line.operands);
  if (files.length > 1) {
    throw new DfmodError(
      "usage",
      `dfmod why takes one file, and ${line.operands[0]} holds ${files.length}`,
      `dfmod why ${session.display(files[0]?.path ?? "")}`,
    );
  }
  const [file] = files;
  const report = file === undefined ? reports[0] : rewriteFile(await startRun(line, session, choice, paths()), file);
  if (report === undefined) {
    throw new DfmodError("missing-path", `${line.operands[0]}: no such Dockerfile`, "dfmod files lists those there are");
  }
  const running = file === undefined ? [] : rewriteOptions(choice, file.config, line).transforms.map(({ id }) => id);
  streams.stdout(
    describe(
      report,
      session.transforms.map(({ id }) => id),
      new Set(running),
      session.display,
      streams.stdoutColor,
    ),
  );
  const options = { mode: "dry-run", verbose: true, paint: createPaint(streams.stderrColor), display: session.display } as const;
  streams.stderr(formatFailures(createReport(version, [report]), options));
  return report.failures.length > 0 ? 2 : 0;
}

function describe(
  report: FileReport,
  ids: readonly string[],
  running: ReadonlySet<string>,
  display: (path: string) => string,
  color: boolean,
): string {
  const paint = createPaint(color);
  const context =
    report.context === undefined
      ? "not known"
      : `${display(resolve("/", report.context) === "/" ? "." : report.context) || "."} (${report.contextDeclaredIn ?? report.contextFrom})`;
  const heading = `${paint("bold", display(report.path))}: ${report.status}\n`;
  if (report.status === "skipped" || report.status === "failed") {
    return heading + (report.skip === undefined ? "" : `${report.skip.code}: ${report.skip.reason}\n`);
  }
  const width = Math.max(...ids.map((id) => id.length), 0);
  const rows = ids.flatMap((id) =>
    verdictsOf(report, id, running.has(id)).map(({ word, style, line, text }, i) => {
      const name = (i === 0 ? id : "").padEnd(width);
      return `${paint("cyan", name)}  ${paint(style, word.padEnd(13))}  ${line === 0 ? "     " : `${line}:`.padEnd(5)} ${text}`.trimEnd();
    }),
  );
  const notes = report.notes.map(({ line, message }) => `note: line ${line}: ${message}\n`);
  return `${heading}build context: ${context}\n\n${rows.join("\n")}\n${notes.join("")}`;
}

function verdictsOf(report: FileReport, id: string, runs: boolean): readonly Verdict[] {
  const own = <T extends { readonly transform: string }>(items: readonly T[]): readonly T[] => items.filter(({ transform }) => transform === id);
  const verdicts: readonly Verdict[] = [
    ...own(report.changes).map(
      ({ applied, line, message }): Verdict =>
        applied
          ? { word: "applied", style: "green", line, text: message }
          : { word: "held back", style: "yellow", line, text: `${message} (unsafe: --unsafe applies it)` },
    ),
    ...own(report.refused).map(({ line, code, reason }): Verdict => ({ word: "refused", style: "red", line, text: `${reason} [${code}]` })),
    ...own(report.suppressed).map(({ line, by }): Verdict => ({ word: "suppressed", style: "dim", line, text: `by ${by}` })),
    ...own(report.advice).map(({ line, code, message }): Verdict => ({ word: "advice", style: "cyan", line, text: `${message} [${code}]` })),
    ...report.failures
      .filter(({ transform }) => transform === id)
      .map(({ message }): Verdict => ({ word: "dropped", style: "red", line: 0, text: message })),
  ];
  if (verdicts.length > 0) {
    return [...verdicts].sort((a, b) => a.line - b.line);
  }
  return [{ word: runs ? "nothing to do" : "not run", style: "dim", line: 0, text: runs ? "" : "turned off, or not selected" }];
}
