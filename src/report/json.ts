import type { FileReport, Report } from "./report.ts";

/** The machine-readable report, schema version 1 (docs/report.md): sorted by path, fields in a fixed order, no clock in it unless timings were asked for. */
export function formatJson(report: Report): string {
  const { summary, timings } = report;
  const json = {
    schemaVersion: 1,
    tool: { name: "dfmod", version: report.version },
    summary,
    files: report.files.map(fileJson),
    ...(timings === undefined ? {} : { timings }),
  };
  return `${JSON.stringify(json, undefined, 2)}\n`;
}

function fileJson(file: FileReport): unknown {
  return {
    path: file.path,
    status: file.status,
    context: file.context,
    contextFrom: file.contextFrom,
    changes: file.changes.map(({ transform, grade, line, endLine, message, applied, heldBack, assumes }) => ({
      transform,
      grade,
      line,
      endLine,
      message,
      applied,
      heldBack,
      assumes,
    })),
    refused: file.refused.map(({ transform, line, code, reason }) => ({ transform, line, code, reason })),
    advice: file.advice.map(({ transform, line, code, message }) => ({ transform, line, code, message })),
    suppressed: file.suppressed.map(({ transform, line, by }) => ({ transform, line, by })),
    files: file.files.map(({ path, action }) => ({ path, action })),
    code: file.skip?.code,
    reason: file.skip?.reason,
    ...failuresJson(file),
    ...(file.notes.length === 0 ? {} : { notes: file.notes.map(({ line, code, message }) => ({ line, code, message })) }),
  };
}

/** `error` is why a failed file was left alone; `dropped` are the transforms that were taken out of a file that is otherwise fine. */
function failuresJson(file: FileReport): object {
  const [first] = file.failures;
  if (first === undefined) {
    return {};
  }
  if (file.status === "failed") {
    return { error: { code: first.code, message: first.message, line: first.line } };
  }
  return { dropped: file.failures.map(({ transform, code, message }) => ({ transform, code, message })) };
}
