import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { Layers } from "../config/load.ts";
import { excludingGlob, type FileConfig, globFromRoot, resolveConfig } from "../config/resolve.ts";
import { changedPaths } from "../discover/changed.ts";
import { type Discovery, discover, type FoundFile } from "../discover/files.ts";
import { DfmodError } from "../errors.ts";
import { type FileReport, failedFile, skippedFile } from "../report/report.ts";
import type { CommandLine, Selector, Streams } from "./command-line.ts";
import { configsOf, type Session } from "./session.ts";
import { pathsNear } from "./surroundings.ts";

/** A file to work on and what the configuration says about it. */
export interface SelectedFile extends FoundFile {
  readonly config: FileConfig;
}

export interface SelectedFiles {
  readonly files: readonly SelectedFile[];
  /** Paths that could not be followed, and Dockerfiles that the configuration leaves out. */
  readonly reports: readonly FileReport[];
  /** Every path of the repository, from its root; outside one, what there is near the files. Computed when asked for. */
  readonly paths: () => readonly string[];
}

/** What a selector names on the command line; `undefined` when the files are searched for. */
export async function explicitPaths(selector: Selector, streams: Streams): Promise<readonly string[] | undefined> {
  if (selector.kind === "paths") {
    return selector.paths;
  }
  if (selector.kind !== "files-from") {
    return undefined;
  }
  const text = selector.file === "-" ? (await streams.readStdin()).toString("utf8") : readList(resolve(streams.cwd, selector.file), selector.file);
  return text.split(text.includes("\0") ? "\0" : /\r?\n/).filter((path) => path !== "");
}

function readList(file: string, name: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new DfmodError(
      "usage",
      `--files-from ${name}: ${error instanceof Error ? error.message : String(error)}`,
      "give a file of paths, or - for standard input",
    );
  }
}

export async function selectFiles(line: CommandLine, session: Session, paths: readonly string[] | undefined): Promise<SelectedFiles> {
  const searched = await search(line, session, paths);
  const found = restrict(searched, line, session);
  const configs = await configsOf(session, new Set(found.files.map(({ absolute }) => dirname(absolute))));
  const files: SelectedFile[] = [];
  const reports = [
    ...found.problems.map(({ path, code, message, hint }) => failedFile(path, { code, message, hint })),
    ...found.excluded.map(({ path, reason }) => skippedFile(path, { code: "excluded", reason }, "")),
  ];
  for (const file of found.files) {
    const layers = configs.get(dirname(file.absolute)) ?? [];
    const glob = file.explicit && !line.respectExcludes ? undefined : excludingGlob(nestedLayers(layers, session), file.absolute);
    if (glob === undefined) {
      files.push({ ...file, config: resolveConfig(layers, file.absolute) });
    } else {
      reports.push(skippedFile(file.path, { code: "excluded", reason: `left out by "${glob}" in the configuration` }, ""));
    }
  }
  return { files, reports, paths: () => (session.inGit || paths === undefined ? searched.all : pathsNear(session.root, files)) };
}

/** Every path around a file that does not come from the disk. */
export async function pathsAround(line: CommandLine, session: Session, file: SelectedFile): Promise<readonly string[]> {
  return session.inGit ? (await search(line, session, [])).all : pathsNear(session.root, [file]);
}

/** Excludes of the outermost configuration already held during the search. */
function nestedLayers(layers: Layers, { rootLayers }: Session): Layers {
  return layers.filter(({ file }) => !rootLayers.some((layer) => layer.file === file));
}

async function search(line: CommandLine, { cwd, root, inGit, rootLayers }: Session, paths: readonly string[] | undefined): Promise<Discovery> {
  const globs = (key: "exclude" | "include"): readonly string[] =>
    rootLayers.flatMap((layer) => (layer.config.files?.[key] ?? []).map((glob) => globFromRoot(root, layer, glob)));
  return discover({
    cwd,
    root,
    inGit,
    all: paths === undefined,
    paths: paths ?? [],
    include: globs("include"),
    exclude: globs("exclude"),
    configRoot: root,
    respectExcludes: line.respectExcludes,
  });
}

/** `--changed` and `--staged` are a part of `--all`; that nothing was found is no problem where it is allowed. */
function restrict(found: Discovery, { selector, allowNoFiles }: CommandLine, { root, inGit }: Session): Omit<Discovery, "all"> {
  const partial = selector.kind === "changed" || selector.kind === "staged";
  const problems = found.problems.filter(({ code }) => code !== "no-dockerfiles" || !(allowNoFiles || partial));
  if (!partial) {
    return { files: found.files, excluded: found.excluded, problems };
  }
  if (!inGit) {
    throw new DfmodError("usage", `--${selector.kind} needs a git repository`, "give paths, or --all");
  }
  const changed = changedPaths(root, selector.kind === "staged" ? { kind: "staged" } : { kind: "since", reference: selector.reference });
  const isChanged = ({ path }: { readonly path: string }): boolean => changed.has(path);
  return { problems, files: found.files.filter(isChanged), excluded: found.excluded.filter(isChanged) };
}

/** What to say when nothing at all was selected. */
export function noFilesError(selector: Selector): DfmodError {
  const what = selector.kind === "paths" ? `no Dockerfile in ${selector.paths.map((path) => basename(path)).join(", ")}` : "no Dockerfile matched";
  return new DfmodError("no-dockerfiles", what, "--allow-no-files makes this no error; dfmod files shows what is found");
}
