/** What an install needs from the build context, as places of the image and lines to copy it there. */
import { type DirectoryCopy, sourceAt } from "../dockerfile/copies.ts";
import type { Dockerfile, Instruction } from "../dockerfile/model.ts";
import { pathWithin, placeBelow, placeOf } from "../dockerfile/places.ts";
import { cleanPath, type Stage } from "../dockerfile/stages.ts";
import type { Plan, Project, Written } from "../knowledge/ecosystems/ecosystem.ts";
import { broughtTo, directoryAt, type OwnedLanding, parentPath, parentPlace, relativePath } from "./landings.ts";
import { placesNamed } from "./relevant.ts";
import type { Obstacle } from "./run-verdict.ts";
import type { InstallUse } from "./uses.ts";

/** One COPY line: sources from the context root, into a directory that lies `within` the destination of the copy it is taken from. */
export interface CopyLine {
  readonly owner: DirectoryCopy;
  readonly kind: "directory" | "files";
  readonly sources: readonly string[];
  readonly within: string;
}

/** A file or directory that an install reads, and where it has to be. */
export interface Input {
  readonly path: string;
  readonly place: string;
  readonly isDirectory: boolean;
}

export interface PlannedInstall {
  readonly plan: Plan;
  /** Where the project is. */
  readonly place: string;
  readonly inputs: readonly Input[];
  /** `path` is a place. */
  readonly writes: readonly Written[];
}

interface Facts {
  readonly build: Project["build"];
  readonly image: string | undefined;
  readonly ships: boolean;
}

/** `undefined`: nothing of the context is copied to where it installs. */
export function planInstall(
  { build, image, ships }: Facts,
  landings: readonly OwnedLanding[],
  use: InstallUse,
): Obstacle | PlannedInstall | undefined {
  const contextPath = (path: string): string | undefined => {
    const place = placeBelow(use.workdir, path);
    return place === undefined ? undefined : broughtTo(landings, place, build)?.path;
  };
  const home = projectPlace(landings, use, build);
  if (home === undefined) return undefined;
  if (isMixed(landings, home.place, build)) return MIXED;
  const project: Project = { build, directory: home.directory, contextPath, variables: use.variables, image, ships };
  const plan = use.ecosystem.plan(use.install, project);
  if (plan.kind === "refusal") return { code: plan.code, reason: plan.reason };
  const overwritten = plan.overwrites?.find((path) => build.has(path));
  if (overwritten !== undefined) {
    return {
      code: "install-writes-tracked-paths",
      reason: `the install writes \`${overwritten}\`, which the copy of the sources behind it would overwrite; leave the file out of the build context`,
    };
  }
  const placed = (path: string): string => placeBelow(home.place, relativePath(home.directory, path)) ?? home.place;
  const inputs = plan.copies.flatMap(({ kind, sources, to }) =>
    sources.map((path): Input => {
      const isDirectory = kind === "directory";
      return { path, isDirectory, place: isDirectory ? placed(to) : (placeBelow(placed(to), nameOf(path)) ?? "") };
    }),
  );
  const other = inputs.find((input) => (broughtTo(landings, input.place, build)?.path ?? input.path) !== input.path);
  if (other !== undefined)
    return {
      code: "copy-between",
      reason: `another file than \`${other.path}\` is copied to its place, so that the install reads that one; order the copies by hand`,
    };
  return { plan, place: home.place, inputs, writes: plan.writes.map(({ path, pattern }) => ({ path: placed(path), pattern })) };
}

/** The contents of several directories meet in one: none of them says alone what the install finds there. */
function isMixed(landings: readonly OwnedLanding[], place: string, build: Project["build"]): boolean {
  const found = landings.flatMap((landing) => (landing.isDirectory ? (broughtTo([landing], place, build)?.path ?? []) : []));
  return new Set(found.filter((path) => path === "" || build.isDirectory(path))).size > 1;
}

const MIXED: Obstacle = {
  code: "several-sources",
  reason: "several directories are copied into the one of the install, and none of them alone says what it finds there; copy one directory",
};

interface Home {
  readonly place: string;
  /** From the context root. */
  readonly directory: string;
}

/** The directory of the install; where only files named on its command line were copied, theirs. */
function projectPlace(landings: readonly OwnedLanding[], use: InstallUse, build: Project["build"]): Home | undefined {
  const directory = use.directory === undefined ? undefined : directoryAt(landings, use.directory, build);
  if (use.directory !== undefined && directory !== undefined) return { place: use.directory, directory };
  for (const place of placesNamed(use)) {
    const found = place === undefined ? undefined : broughtTo(landings, place, build);
    if (place !== undefined && found !== undefined) return { place: parentPlace(place), directory: parentPath(found.path) };
  }
  return undefined;
}

export function nothingThere({ install, directory }: InstallUse): Obstacle {
  const where = directory?.replace(/<[^>]*>/, "the working directory") ?? "its directory";
  return {
    code: "manifest-not-found",
    reason: `\`${install.program}\` installs in ${where}, which nothing of the build context is copied to; name the context with --context`,
  };
}

/** The copies of directories in the project, and of the project itself, that are not needed whole by an install. */
export function movingCopies(copies: readonly DirectoryCopy[], taken: readonly PlannedInstall[], build: Project["build"]): readonly DirectoryCopy[] {
  return copies.filter((copy) => {
    const { target } = copy;
    if (target === undefined) return false;
    const isNeeded = taken.some(({ inputs }) => inputs.some(({ isDirectory, place }) => isDirectory && pathWithin(place, target) !== undefined));
    const brings = (place: string): boolean => {
      const path = sourceAt(copy, place);
      return path !== undefined && (path === "" || build.has(path));
    };
    return (
      !isNeeded &&
      taken.some(({ place, inputs }) => pathWithin(place, target) !== undefined || brings(place) || inputs.some((input) => brings(input.place)))
    );
  });
}

/** A directory that an install runs in and only the sources bring: above them, nothing makes it. */
export function absentDirectory(copying: Copying & { readonly dockerfile: Dockerfile }, uses: readonly InstallUse[]): string | undefined {
  const { build, stage, dockerfile, moving, done, landings } = copying;
  const targets = done.flatMap(({ owner, within }) => (owner.target === undefined ? [] : (placeBelow(owner.target, within) ?? [])));
  const others = landings.filter(({ owner }) => !moving.some(({ at }) => at === owner)).map(({ place }) => place);
  const settings = stage.instructions.filter(({ keyword }) => keyword === "WORKDIR");
  const workdirs = settings.flatMap((at) => placeOf(dockerfile, at, at.words[0]?.value ?? "") ?? []);
  return uses
    .flatMap(({ workdir }) => workdir ?? [])
    .find((workdir) => {
      const isBrought = moving.some((copy) => copy.target !== workdir && isDirectoryAt(copy, workdir, build));
      return isBrought && ![...targets, ...others, ...workdirs].some((place) => pathWithin(workdir, place) !== undefined);
    });
}

function isDirectoryAt(copy: DirectoryCopy, place: string, build: Project["build"]): boolean {
  const path = sourceAt(copy, place);
  return path !== undefined && build.isDirectory(path);
}

/** Everything that is known when lines are made. */
interface Copying extends Facts {
  readonly landings: readonly OwnedLanding[];
  readonly moving: readonly DirectoryCopy[];
  readonly stage: Stage;
  /** Lines that stand above. */
  readonly done: readonly CopyLine[];
}

/** The lines for what only the moving copies bring: one for each group of the plan and each copy that it comes from. */
export function copyLines(copying: Copying, taken: readonly PlannedInstall[]): readonly CopyLine[] {
  const lines: CopyLine[] = [];
  for (const { plan, inputs } of taken) {
    let at = 0;
    for (const { sources } of plan.copies) {
      lines.push(...linesFor({ ...copying, done: [...copying.done, ...lines] }, inputs.slice(at, at + sources.length)));
      at += sources.length;
    }
  }
  return lines;
}

/** The lines for files that commands beside the install read where they exist. */
export function extraLines(copying: Copying, places: readonly string[]): readonly CopyLine[] {
  const inputs = [...new Set(places)].flatMap((place): Input[] => {
    const found = broughtTo(copying.landings, place, copying.build);
    return found === undefined ? [] : [{ path: found.path, place, isDirectory: copying.build.isDirectory(found.path) }];
  });
  return inputs.flatMap((input) => linesFor(copying, [input]));
}

/** Certificates and the like are looked up where the install runs. */
const LOOKED_UP = /CERT|CA_BUNDLE|NETRC/i;

function lookedUp({ variables, workdir }: InstallUse): readonly string[] {
  return [...variables].flatMap(([name, value]) => (LOOKED_UP.test(name) && value ? (placeBelow(workdir, value) ?? []) : []));
}

/** Files that a variable names (`NPM_CONFIG_USERCONFIG=/app/.npmrc`, `NODE_OPTIONS=--require /app/hook.js`): the install may read them. */
export function filesInVariables({ build, landings, stage }: Copying, uses: readonly InstallUse[]): readonly string[] {
  const defaults = stage.instructions.filter(({ keyword }) => keyword === "ARG").flatMap(({ assignments }) => assignments.map(({ value }) => value));
  const set = [...uses.flatMap(({ variables }) => [...variables.values()]), ...defaults];
  const values = set.flatMap((value) => value?.split(/[\s:,;=]+/) ?? []);
  const found = values.filter((value) => {
    const path = value.startsWith("/") ? broughtTo(landings, cleanPath(value), build)?.path : undefined;
    return path !== undefined && path !== "" && !build.isDirectory(path);
  });
  const placed = uses.flatMap(lookedUp).filter((place) => !["", undefined].includes(broughtTo(landings, place, build)?.path));
  return [...found, ...placed];
}

const VERSION_MANAGERS = /\b(?:asdf|goenv|jenv|mise|nodenv|phpenv|pyenv|rbenv|rtx)\b/i;
const VERSION_FILES = [".go-version", ".java-version", ".mise.toml", ".node-version", ".php-version", ".python-version", ".ruby-version"];

/** Where programs are started through a version manager, its file in the working directory or above decides which one that is. */
export function versionFiles({ dockerfile }: { readonly dockerfile: Dockerfile }, uses: readonly InstallUse[]): readonly string[] {
  if (!dockerfile.instructions.some(({ args }) => VERSION_MANAGERS.test(args.text))) return [];
  const names = [...VERSION_FILES, ".tool-versions", "mise.toml"];
  return uses.flatMap(({ workdir }) => directoriesUp(workdir).flatMap((place) => names.flatMap((name) => placeBelow(place, name) ?? [])));
}

function directoriesUp(place: string | undefined): readonly string[] {
  if (place === undefined) return [];
  const above = parentPlace(place);
  return above === place ? [place] : [place, ...directoriesUp(above)];
}

function linesFor(copying: Copying, inputs: readonly Input[]): readonly CopyLine[] {
  const { landings, moving, done, build } = copying;
  const lines = new Map<DirectoryCopy, CopyLine>();
  for (const { path, place, isDirectory } of inputs) {
    const brought = broughtTo(landings, place, build);
    const owner = moving.find(({ at }) => at === brought?.owner);
    const within = owner?.target === undefined ? undefined : pathWithin(owner.target, isDirectory ? place : parentPlace(place));
    if (owner === undefined || within === undefined || done.some(({ sources }) => sources.includes(path))) continue;
    if (isThere(copying, path, place, owner)) continue;
    const line = lines.get(owner);
    lines.set(owner, { owner, within, kind: isDirectory ? "directory" : "files", sources: [...(line?.sources ?? []), path] });
  }
  return [...lines.values()];
}

/** An earlier COPY brought the same file in the same way, and nothing could change it since. */
function isThere({ landings, stage, build, moving }: Copying, path: string, place: string, owner: DirectoryCopy): boolean {
  const brought = broughtTo(
    landings.filter((landing) => landing.owner.index < owner.at.index && !moving.some(({ at }) => at === landing.owner)),
    place,
    build,
  );
  if (brought?.path !== path) return false;
  const isUnchanged = !stage.instructions.some(({ keyword, index }) => keyword === "RUN" && index > brought.owner.index && index < owner.at.index);
  return isUnchanged && flagsOf(brought.owner) === flagsOf(owner.at);
}

export function flagsOf({ flags }: Instruction): string {
  return flags.map(({ text }) => text).join(" ");
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
