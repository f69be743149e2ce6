import { createPaint } from "../report/color.ts";
import { formatFailures } from "../report/pretty.ts";
import { createReport } from "../report/report.ts";
import type { CommandLine, ExitStatus, Streams } from "./command-line.ts";
import { explicitPaths, noFilesError, selectFiles } from "./selection.ts";
import { openSession } from "./session.ts";
import { version } from "./version.ts";

/** `dfmod files`: the selection, one path a line, from the current directory, so that it can be handed on. Without a selection: all. */
export async function runFiles(line: CommandLine, streams: Streams): Promise<ExitStatus> {
  const paths = await explicitPaths(line.selector, streams);
  const session = await openSession(line, streams.cwd, paths ?? []);
  const { files, reports } = await selectFiles(line, session, paths);
  if (files.length + reports.length === 0 && !line.allowNoFiles) {
    throw noFilesError(line.selector);
  }
  streams.stdout(files.map(({ path }) => `${session.display(path)}\n`).join(""));
  const options = { mode: "dry-run", verbose: false, paint: createPaint(streams.stderrColor), display: session.display } as const;
  streams.stderr(formatFailures(createReport(version, reports), options));
  return reports.some(({ status }) => status === "failed") ? 2 : 0;
}
