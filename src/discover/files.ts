import { realpathSync, statSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { globby, globbySync, isDynamicPattern, type Options } from "globby";
import { compileGlob } from "../config/glob.ts";
import { type Collector, createCollector, type ExcludeGlob, isBelow, pathProblem, slashed } from "./collect.ts";
import { gitFiles } from "./git.ts";
import { isDockerfileName } from "./names.ts";
import type { Discovery, Selection, SelectionProblem } from "./selection.ts";

export type { Discovery, FoundFile, Selection, SelectionProblem } from "./selection.ts";

/** Other people's code: a search does not enter it unless it starts there. */
const FOREIGN = ["node_modules", "vendor", "third_party", ".git"];

const WALK: Options = { dot: true, followSymbolicLinks: false, onlyFiles: false, ignore: FOREIGN.map((name) => `**/${name}/**`) };

/** A last segment that says nothing about names. */
const WILD_SEGMENT = /^[*.]+$/;

interface Search {
  readonly selection: Selection;
  readonly collector: Collector;
  readonly includes: readonly RegExp[];
  readonly excludes: readonly ExcludeGlob[];
  /** Git's list for the root; `undefined` outside a repository and where git cannot be asked. */
  readonly listing: () => readonly string[] | undefined;
  /** The same as a set. */
  readonly tracked: () => ReadonlySet<string> | undefined;
}

/** Finds the Dockerfiles that a selection names. A problem with one path never hides the others. */
export async function discover(selection: Selection): Promise<Discovery> {
  const search = openSearch({ ...selection, root: realpathSync(selection.root), configRoot: realpathSync(selection.configRoot) });
  if (selection.all) await searchDirectory(search, search.selection.root, ".", search.excludes);
  for (const path of selection.paths) await addPath(search, path);
  const { collector, listing } = search;
  const everything: Options = { ...WALK, cwd: search.selection.root, onlyFiles: true };
  const lazyAll = once(() => listing() ?? globbySync("**/*", everything).sort());
  return {
    files: collector.files(),
    excluded: collector.excluded(),
    problems: collector.problems(),
    get all() {
      return lazyAll();
    },
  };
}

function openSearch(selection: Selection): Search {
  const listing = once(() => (selection.inGit ? gitFiles(selection.root) : undefined));
  return {
    selection,
    collector: createCollector(selection),
    includes: selection.include.map(compileGlob),
    excludes: selection.exclude.map((glob) => ({ glob, pattern: compileGlob(glob) })),
    listing,
    tracked: once(() => {
      const paths = listing();
      return paths === undefined ? undefined : new Set(paths);
    }),
  };
}

async function addPath(search: Search, typed: string): Promise<void> {
  const absolute = resolve(search.selection.cwd, typed);
  try {
    const real = realpathSync(absolute);
    if (statSync(real).isDirectory()) return await searchDirectory(search, real, typed, excludesBelow(search, real));
    search.collector.file(absolute, { shown: typed, explicit: true, searched: absolute, excludes: search.excludes });
  } catch (error) {
    if (isDynamicPattern(typed)) return await addMatches(search, typed);
    const problem = pathProblem(absolute, { shown: typed, explicit: true }, error);
    if (problem !== undefined) search.collector.problem(problem);
  }
}

/** A directory given by hand is searched although the configuration leaves it out as a whole; what it leaves out inside stays out. */
function excludesBelow(search: Search, directory: string): readonly ExcludeGlob[] {
  if (search.selection.respectExcludes) return search.excludes;
  const path = slashed(relative(search.selection.configRoot, directory));
  return search.excludes.filter(({ glob }) => !compileGlob(glob.replace(/(?<=.)\/\*\*(?:\/\*)?$/, "")).test(path));
}

async function searchDirectory(search: Search, directory: string, shown: string, excludes: readonly ExcludeGlob[]): Promise<void> {
  if (!(await collectBelow(search, directory, shown, excludes))) search.collector.problem(noDockerfiles(shown));
}

/** Whether there was any Dockerfile, left out or not. */
async function collectBelow(search: Search, directory: string, shown: string, excludes: readonly ExcludeGlob[]): Promise<boolean> {
  let found = false;
  for (const path of await pathsBelow(search, directory, shown)) {
    const absolute = join(directory, path);
    if (isForeign(path) || !isTaken(search, absolute)) continue;
    found = true;
    search.collector.file(absolute, { shown: fromRoot(search, absolute), explicit: false, searched: directory, excludes });
  }
  return found;
}

/** Paths from the directory: by git's list of the root where it covers the directory, else by the list of the repository that the directory is in, else by walking. */
async function pathsBelow(search: Search, directory: string, shown: string): Promise<readonly string[]> {
  const { root } = search.selection;
  if (isBelow(directory, root)) {
    const listing = search.listing();
    if (directory === root && listing !== undefined) return listing;
    const prefix = `${fromRoot(search, directory)}/`;
    const below = listing?.filter((path) => path.length > prefix.length && path.startsWith(prefix)).map((path) => path.slice(prefix.length));
    if (below !== undefined && below.length > 0) return below;
  }
  return (search.selection.inGit || !isBelow(directory, root) ? gitFiles(directory) : undefined) ?? (await walk(search, directory, shown));
}

/** Only what can be taken: applying .gitignore files costs about a millisecond a path. */
async function walk(search: Search, directory: string, shown: string): Promise<readonly string[]> {
  const candidates = search.includes.length > 0 ? ["**/*"] : ["dockerfile", "containerfile"].map((name) => `**/*${anyCase(name)}*`);
  const options: Options = { ...WALK, cwd: directory, gitignore: true };
  try {
    return await globby(candidates, options);
  } catch (error) {
    const at = error instanceof Error && "path" in error ? fromRoot(search, String(error.path)) : shown;
    const what = `${at} cannot be searched (${error instanceof Error ? error.message : String(error)})`;
    search.collector.problem({ path: at, code: "unreadable", message: what, hint: "make it readable, or name the Dockerfiles below it one by one" });
    return await globby(candidates, { ...options, suppressErrors: true });
  }
}

function anyCase(name: string): string {
  return name.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

/** A glob typed by hand, which the shell left alone. Directories that it matches are searched, unless `**` already goes through them. */
async function addMatches(search: Search, typed: string): Promise<void> {
  const { cwd, inGit, root } = search.selection;
  const segments = typed.split("/");
  const ignore = FOREIGN.filter((name) => !segments.includes(name)).map((name) => `**/${name}/**`);
  const matches = await globby(typed, {
    cwd,
    dot: true,
    gitignore: !inGit,
    onlyFiles: false,
    expandDirectories: false,
    suppressErrors: true,
    ignore,
  });
  let found = false;
  for (const match of matches.sort()) {
    const absolute = resolve(cwd, match);
    if (statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true) {
      if (!segments.includes("**") && (await collectBelow(search, realpathSync(absolute), match, search.excludes))) found = true;
    } else if (isMatchTaken(search, typed, absolute)) {
      found = true;
      search.collector.file(absolute, { shown: match, explicit: false, searched: root, excludes: search.excludes });
    }
  }
  if (!found) search.collector.problem(noMatch(typed));
}

/** `services/*` means the Dockerfiles among the matches, `docker/*.docker` means what it says; neither means what git ignores. */
function isMatchTaken(search: Search, typed: string, absolute: string): boolean {
  if (WILD_SEGMENT.test(basename(typed)) && !isTaken(search, absolute)) return false;
  const tracked = isBelow(absolute, search.selection.root) ? search.tracked() : undefined;
  return tracked === undefined || tracked.has(fromRoot(search, absolute));
}

function isForeign(path: string): boolean {
  return path
    .split("/")
    .slice(0, -1)
    .some((name) => FOREIGN.includes(name));
}

function isTaken(search: Search, absolute: string): boolean {
  if (isDockerfileName(basename(absolute))) return true;
  if (search.includes.length === 0) return false;
  const path = slashed(relative(search.selection.configRoot, absolute));
  return search.includes.some((pattern) => pattern.test(path));
}

function fromRoot(search: Search, absolute: string): string {
  return slashed(relative(search.selection.root, absolute));
}

function noDockerfiles(shown: string): SelectionProblem {
  const where = shown === "." ? "here" : `below ${shown.replace(/\/*$/, "/")}`;
  const names = "Dockerfile, Dockerfile.*, Dockerfile-*, Dockerfile_* and *.Dockerfile, the same with Containerfile";
  const hint = `names looked for: ${names}; what git ignores is not searched; a file of any other name is taken when it is given by hand`;
  return { path: shown, code: "no-dockerfiles", message: `no Dockerfile ${where}`, hint };
}

function noMatch(typed: string): SelectionProblem {
  return {
    path: typed,
    code: "missing-path",
    message: `no Dockerfile matches ${typed}`,
    hint: "check the pattern; it starts from the current directory",
  };
}

function once<T>(compute: () => T): () => T {
  let value: { readonly is: T } | undefined;
  return () => {
    value ??= { is: compute() };
    return value.is;
  };
}
