import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { DfmodError } from "../errors.ts";
import { createPaint, paintPatch } from "../report/color.ts";
import { formatJson } from "../report/json.ts";
import { formatDetails, formatFailures, formatPretty, formatSummary, type Mode, type PrettyOptions } from "../report/pretty.ts";
import type { Report } from "../report/report.ts";
import type { CommandLine, ReportName, Streams } from "./command-line.ts";

/** What stdout carries: the one machine product of a run. */
export type Product = "json" | "nothing" | "patch" | "text";

/** Decides who has stdout, before anything is done. Throws when two products ask for it. */
export function stdoutProduct({ reports, dryRun, check, selector }: CommandLine): Product {
  const asked = new Set(reports.filter(({ name, path }) => path === undefined && name !== "pretty").map(({ name }) => name));
  const stdin = selector.kind === "stdin" && !dryRun && !check;
  if (asked.size > 1 || (stdin && asked.size > 0)) {
    const names = [...asked].map((name) => `--report ${name}`);
    throw new DfmodError(
      "usage",
      `two products for standard output: ${[...names, ...(stdin ? ["the rewritten text"] : [])].join(" and ")}`,
      "give one a file: --report json=report.json",
    );
  }
  if (stdin) {
    return "text";
  }
  if (asked.size === 1) {
    return asked.has("json") ? "json" : "patch";
  }
  return dryRun && !reports.some(({ name }) => name === "patch") ? "patch" : "nothing";
}

export async function emitReports(report: Report, line: CommandLine, streams: Streams, display: PrettyOptions["display"]): Promise<void> {
  const mode: Mode = line.dryRun ? "dry-run" : line.check ? "check" : "write";
  const plain: PrettyOptions = { mode, verbose: line.verbose, paint: createPaint(false), display: (path) => path };
  for (const { name, path } of line.reports) {
    if (path !== undefined) {
      writeReport(resolve(streams.cwd, path), path, name === "pretty" ? formatPretty(report, plain) : await formatProduct(name, report));
    }
  }
  const product = stdoutProduct(line);
  if (product === "json" || product === "patch") {
    const text = await formatProduct(product, report);
    streams.stdout(product === "patch" && streams.stdoutColor ? paintPatch(text, createPaint(true)) : text);
  }
  streams.stderr(forPeople(report, line, { ...plain, paint: createPaint(streams.stderrColor), display }));
}

/** With -q only what went wrong; with a machine report only that and the counts, unless --report pretty asks for more. */
function forPeople(report: Report, line: CommandLine, options: PrettyOptions): string {
  if (line.quiet) {
    return formatFailures(report, options);
  }
  const asked = line.reports.length === 0 || line.reports.some(({ name, path }) => name === "pretty" && path === undefined);
  const timings =
    report.timings === undefined
      ? ""
      : `${Object.entries(report.timings)
          .map(([name, ms]) => `${name} ${ms} ms`)
          .join(", ")}\n`;
  return (asked ? formatDetails(report, options) : "") + formatFailures(report, options) + formatSummary(report, options) + timings;
}

/** The patch report alone needs the diff package, so it is loaded when it is wanted. */
async function formatProduct(name: Exclude<ReportName, "pretty">, report: Report): Promise<string> {
  if (name === "json") {
    return formatJson(report);
  }
  const { formatReportPatch } = await import("../report/patch.ts");
  return formatReportPatch(report);
}

function writeReport(file: string, name: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new DfmodError(
      "report",
      `--report: cannot write ${name}: ${error instanceof Error ? error.message : String(error)}`,
      "give a file in a directory that exists",
    );
  }
}
