import { statSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { resolveConfig } from "../config/resolve.ts";
import { DfmodError } from "../errors.ts";
import { createReport, type FileReport, type Report } from "../report/report.ts";
import { chooseTransforms } from "./choice.ts";
import type { CommandLine, ExitStatus, Streams } from "./command-line.ts";
import { holdInterruption } from "./interruption.ts";
import { emitReports, stdoutProduct } from "./output.ts";
import { startProgress } from "./progress.ts";
import { type Run, rewriteFile, startRun } from "./rewriting.ts";
import { explicitPaths, noFilesError, pathsAround, selectFiles } from "./selection.ts";
import { configsOf, openSession, type Session } from "./session.ts";
import { version } from "./version.ts";
import { writeFiles } from "./writing.ts";

/** The main command: choose the files, rewrite them all in memory, write what may be written, report. */
export async function runRewrite(line: CommandLine, streams: Streams): Promise<ExitStatus> {
  stdoutProduct(line);
  checkContext(line, streams.cwd);
  const report = line.selector.kind === "stdin" ? await rewriteStdin(line, streams, line.selector.path) : await rewriteFiles(line, streams);
  return exitStatus(report, line);
}

function checkContext({ context }: CommandLine, cwd: string): void {
  if (context !== undefined && statSync(resolve(cwd, context), { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new DfmodError("usage", `--context ${context}: no such directory`, "give the directory that the Dockerfiles are built from");
  }
}

async function rewriteFiles(line: CommandLine, streams: Streams): Promise<Report> {
  const started = performance.now();
  const paths = await explicitPaths(line.selector, streams);
  const session = await openSession(line, streams.cwd, paths ?? []);
  const choice = chooseTransforms(line, session.transforms);
  const selected = await selectFiles(line, session, paths);
  if (selected.files.length + selected.reports.length === 0 && !line.allowNoFiles) {
    throw noFilesError(line.selector);
  }
  const discovered = performance.now();
  const rewritten = rewriteAll(await startRun(line, session, choice, selected.paths()), selected.files, streams);
  const rewrote = performance.now();
  const interruption = holdInterruption();
  const written = line.dryRun || line.check ? rewritten : await writeFiles(session, rewritten, line.allowDirty, interruption);
  const timings = {
    discover: Math.round(discovered - started),
    rewrite: Math.round(rewrote - discovered),
    write: Math.round(performance.now() - rewrote),
  };
  const report = createReport(version, [...selected.reports, ...written], line.timings ? timings : undefined);
  await emitReports(report, line, streams, session.display);
  interruption.end();
  return report;
}

function rewriteAll(run: Run, files: Awaited<ReturnType<typeof selectFiles>>["files"], streams: Streams): readonly FileReport[] {
  const progress = startProgress(streams, files.length);
  const reports = files.map((file) => {
    progress.tick(file.path);
    return rewriteFile(run, file);
  });
  progress.clear();
  return reports;
}

/** There is nowhere to put a second file, so a change that needs one is not made. */
async function rewriteStdin(given: CommandLine, streams: Streams, name: string): Promise<Report> {
  const line = { ...given, create: false };
  const absolute = resolve(streams.cwd, name);
  const session = await openSession(line, streams.cwd, [name]);
  const choice = chooseTransforms(line, session.transforms);
  const selected = await stdinFile(session, absolute);
  const run = await startRun(line, session, choice, await pathsAround(line, session, selected));
  const report = createReport(version, [rewriteFile(run, selected, await streams.readStdin())]);
  const [file] = report.files;
  if (stdoutProduct(line) === "text" && file !== undefined && file.status !== "failed") {
    streams.stdout(file.after);
  }
  await emitReports(report, line, streams, session.display);
  return report;
}

async function stdinFile(session: Session, absolute: string) {
  const directory = resolve(absolute, "..");
  const layers = (await configsOf(session, [directory])).get(directory) ?? [];
  return { absolute, path: relative(session.root, absolute).replaceAll(sep, "/"), explicit: true, config: resolveConfig(layers, absolute) };
}

/** 2 beats 1. A file that changed although one of its transforms was dropped is still something that could not be done. */
function exitStatus({ files }: Report, { check, strict }: CommandLine): ExitStatus {
  if (files.some(({ status, failures }) => status === "failed" || failures.length > 0)) {
    return 2;
  }
  const pending = check && files.some(({ status }) => status === "changed");
  return pending || (strict && files.some(({ notes }) => notes.some(({ code }) => code.startsWith("ignore-")))) ? 1 : 0;
}
