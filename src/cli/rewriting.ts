import { readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { openContext } from "../context/build-context.ts";
import type { DisagreeingContexts, LocatedContext } from "../context/locate.ts";
import { createOverlay, type Overlay } from "../context/overlay.ts";
import { skipReason } from "../discover/generated.ts";
import { isIgnoredByGit } from "../discover/git.ts";
import { decodeDockerfile } from "../dockerfile/read.ts";
import type { SecondReader } from "../dockerfile/second-reader.ts";
import { rewrite } from "../engine/pipeline.ts";
import type { RewriteInput } from "../engine/result.ts";
import type { BuildContext, Unknown } from "../engine/transform.ts";
import { DfmodError } from "../errors.ts";
import { imageFacts } from "../knowledge/base-images.ts";
import { type FileReport, failedFile, rewrittenFile, skippedFile } from "../report/report.ts";
import { type Choice, rewriteOptions } from "./choice.ts";
import type { CommandLine } from "./command-line.ts";
import type { SelectedFile } from "./selection.ts";
import type { Session } from "./session.ts";
import { openSurroundings, type Surroundings } from "./surroundings.ts";

/** What the files of one run share. */
export interface Run {
  readonly line: CommandLine;
  readonly session: Session;
  readonly choice: Choice;
  readonly overlay: Overlay;
  readonly secondReader: SecondReader;
  readonly surroundings: Surroundings;
}

/** `paths`: the files of the repository, from its root. */
export async function startRun(line: CommandLine, session: Session, choice: Choice, paths: readonly string[]): Promise<Run> {
  const { secondReader } = await import("../dockerfile/second-reader.ts");
  const surroundings = await openSurroundings(line, session, paths);
  return { line, session, choice, overlay: createOverlay(), secondReader, surroundings };
}

/** Takes one file through the engine. `bytes`: its content when it does not come from the disk. Never throws: what goes wrong is the file's failure. */
export function rewriteFile(run: Run, file: SelectedFile, bytes?: Buffer): FileReport {
  let text = "";
  try {
    text = decodeDockerfile(bytes ?? readRegularFile(file.absolute));
    const skip = run.line.includeGenerated ? undefined : skipReason(text, file.path);
    return skip === undefined ? rewriteText(run, file, text) : skippedFile(file.path, skip, text);
  } catch (error) {
    return failedFile(file.path, failureOf(error, run.session.root), text);
  }
}

function rewriteText(run: Run, file: SelectedFile, text: string): FileReport {
  const { line, choice, overlay, secondReader, surroundings } = run;
  const { located, build, notes } = openWorkingTree(run, file, surroundings.locate(file, text));
  const result = rewrite(
    {
      path: file.path,
      text,
      build,
      usages: surroundings.usagesOf(file.path),
      images: { facts: imageFacts },
      ...(located === undefined ? {} : secondFiles(run, file, located)),
    },
    { ...rewriteOptions(choice, file.config, line), secondReader },
  );
  if (result.status === "changed" && located !== undefined) {
    for (const second of result.files) overlay.write(join(located.rootDir, second.path), second.text);
  }
  return rewrittenFile(result, build === "unknown" ? undefined : located, notes);
}

/** What changes of other files in the context need to know. */
function secondFiles(
  run: Run,
  file: SelectedFile,
  located: LocatedContext,
): Pick<RewriteInput, "neighbours" | "readExtra" | "rebuild" | "writeObstacle"> {
  const { overlay, surroundings } = run;
  const absolute = (path: string): string => join(located.rootDir, path);
  return {
    neighbours: () => surroundings.neighbours(file.path, located),
    writeObstacle: (path) => {
      if (!run.session.inGit || overlay.read(absolute(path)) !== undefined || !isIgnoredByGit(located.rootDir, path)) return undefined;
      return "git ignores that file, so that it would not be committed with the Dockerfile; take it out of .gitignore";
    },
    readExtra: (path) => overlay.read(absolute(path)) ?? readText(absolute(path)),
    rebuild: (files) => openDirectory(run, located, file, withFiles(overlay, located, files)),
  };
}

interface WorkingTree {
  readonly located: LocatedContext | undefined;
  readonly build: BuildContext | Unknown;
  readonly notes: FileReport["notes"];
}

/** Where two places disagree, or the builder would reject the ignore file, the context is unknown: nothing about it is proof, and the file says so. */
function openWorkingTree(run: Run, file: SelectedFile, location: DisagreeingContexts | LocatedContext): WorkingTree {
  if (location.kind === "disagree") return { located: undefined, build: "unknown", notes: [disagreement(location)] };
  try {
    return { located: location, build: openDirectory(run, location, file, run.overlay), notes: [] };
  } catch (error) {
    if (error instanceof DfmodError && error.code === "bad-ignore-file") {
      return { located: location, build: "unknown", notes: [{ line: 1, code: error.code, message: error.message }] };
    }
    if (error instanceof DfmodError && error.code === "context-missing" && location.from === "own-directory") {
      return { located: location, build: "unknown", notes: [] };
    }
    throw error;
  }
}

function disagreement({ places }: DisagreeingContexts): FileReport["notes"][number] {
  const which = places.map(({ file, context }) => `${file} builds it from ${context === "." ? "the root" : context}`).join(", ");
  const message = `${which}: nothing is certain about its build context; say which one with --context or the setting contexts`;
  return { line: 1, code: "contexts-disagree", message };
}

function openDirectory({ surroundings }: Run, located: LocatedContext, { absolute }: SelectedFile, overlay: Overlay): BuildContext {
  const { rootDir, root } = located;
  const dockerfile = relative(rootDir, absolute).replaceAll(sep, "/");
  return openContext({ rootDir, root, dockerfile, overlay, tracked: () => surroundings.tracked(located) });
}

/** The run's overlay and, on top, what this file's changes would add. */
function withFiles(overlay: Overlay, { rootDir }: LocatedContext, files: ReadonlyMap<string, string>): Overlay {
  const layered = createOverlay();
  for (const path of overlay.paths()) {
    layered.write(path, overlay.read(path) ?? "");
  }
  for (const [path, text] of files) {
    layered.write(join(rootDir, path), text);
  }
  return layered;
}

/** A pipe or a device would never end, and a directory has no text. */
function readRegularFile(path: string): Buffer {
  const stats = statSync(path);
  if (!stats.isFile()) {
    const kind = stats.isDirectory() ? "a directory" : "not a regular file";
    throw new DfmodError("unreadable", `is ${kind}`, "give a file, or - for standard input");
  }
  return readFileSync(path);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** What goes into the report for something thrown: paths from the root, so that reports of two machines are the same. What is not ours is named as an internal error, so that it gets reported. */
export function failureOf(error: unknown, root: string): { readonly code: string; readonly message: string; readonly hint?: string } {
  if (error instanceof DfmodError) {
    const [message, hint] = [error.message, error.hint].map((text) => text?.replaceAll(root + sep, ""));
    return { code: error.code, message: message ?? "", ...(hint === undefined ? {} : { hint }) };
  }
  const code = systemCode(error);
  if (code !== undefined) {
    return { code: "unreadable", message: `cannot be read (${code})`, hint: "check that the file exists and may be read" };
  }
  return {
    code: "internal",
    message: error instanceof Error ? error.message : String(error),
    hint: "this is a defect of dfmod: please report it with the file",
  };
}

function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" && /^E[A-Z]+$/.test(error.code) ? error.code : undefined;
}
