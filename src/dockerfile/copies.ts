/** What COPY and ADD bring into the image: whole directories of the build context, and single files. */
import type { Dockerfile, Instruction } from "./model.ts";
import { pathWithin, placeBelow, placeOf } from "./places.ts";
import { type CopySource, sourcesOf } from "./sources.ts";

/** What has to be known of the build context. */
export interface ContextTree {
  has(path: string): boolean;
  isDirectory(path: string): boolean;
  list(glob: string): readonly string[];
}

/** A COPY or ADD of the content of a directory. */
export interface DirectoryCopy {
  readonly at: Instruction;
  /** From the context root, empty for the root itself; with `--from`, from the root of that image. */
  readonly source: string;
  /** `undefined`: the destination is not known. */
  readonly target: string | undefined;
  /** Stage, image or further context of `--from`. */
  readonly from: string | undefined;
  /** Why it is not one directory that lands as it is. */
  readonly oddity: "glob" | "parents" | "several" | undefined;
}

/** `build`: `undefined` when the context is not known; then a source counts as a directory when it is written like one. */
export function directoryCopy(dockerfile: Dockerfile, at: Instruction, build: ContextTree | undefined): DirectoryCopy | undefined {
  const copy = at.onbuild ?? at;
  if ((copy.keyword !== "COPY" && copy.keyword !== "ADD") || copy.heredocs.length > 0) return undefined;
  const sources = sourcesOf(dockerfile, at);
  const from = copy.flags.find(({ name }) => name === "from")?.value;
  const seen = from === undefined ? build : undefined;
  const directory = sources.find((source) => isDirectory(source, seen)) ?? sources.find(isWild);
  const destination = copy.words.at(-1);
  if (directory === undefined || destination === undefined) return undefined;
  const target = at.onbuild === undefined ? placeOf(dockerfile, at, destination.value) : undefined;
  return { at, source: directory.path, target, from, oddity: oddityOf(copy, sources, directory, seen) };
}

function isDirectory({ kind, path, slash }: CopySource, build: ContextTree | undefined): boolean {
  if (kind !== "local" || /[*?[]/.test(path)) return false;
  if (path === "") return true;
  return build === undefined ? slash || !/\.[^/]*$/.test(path) : build.isDirectory(path);
}

/** `COPY * .` brings the files of the root, and the content of its directories, flattened. */
function isWild({ kind, path }: CopySource): boolean {
  return kind === "local" && /^\*+$/.test(path);
}

function oddityOf(
  { flags }: Instruction,
  sources: readonly CopySource[],
  directory: CopySource,
  build: ContextTree | undefined,
): DirectoryCopy["oddity"] {
  if (flags.some(({ name, value }) => name === "parents" && value !== "false")) return "parents";
  if (isWild(directory)) return "glob";
  // A file of the context's root lands where the copy of the root puts it too.
  const isSame = ({ kind, path }: CopySource): boolean =>
    kind === "local" && build !== undefined && !/[/*?[]/.test(path) && build.has(path) && !build.isDirectory(path);
  const isSafe = directory.path === "" && sources.every((source) => source === directory || isSame(source));
  return sources.length === 1 || isSafe ? undefined : "several";
}

/** Something that a COPY or ADD puts into the image. */
export interface Landing {
  /** Where it lands: the file itself, or the directory that receives the content of a directory. */
  readonly place: string;
  /** What it is, from the context root; `undefined` for other stages, downloads and unpacked archives. */
  readonly source: string | undefined;
  readonly isDirectory: boolean;
}

/** Everything that an instruction puts into the image; `undefined` when that is not known. */
export function landingsOf(dockerfile: Dockerfile, at: Instruction, build: ContextTree): readonly Landing[] | undefined {
  const destination = at.words.at(-1);
  const to = destination === undefined ? undefined : placeOf(dockerfile, at, destination.value);
  if (destination === undefined || to === undefined || at.flags.some(({ name }) => name === "parents")) return undefined;
  const isOwn = !at.flags.some(({ name }) => name === "from");
  const sources = sourcesOf(dockerfile, at);
  const isInto = /[\\/]$|(?:^|\/)\.$/.test(destination.value) || sources.length + at.heredocs.length > 1;
  const into = (name: string): string | undefined => (isInto ? placeBelow(to, name) : to);
  const landings: Landing[] = [];
  for (const source of sources) {
    const found = isOwn ? fromContext(source, at, to, into, build) : fromElsewhere(source, to, into);
    if (found === undefined) return undefined;
    landings.push(...found);
  }
  for (const { name } of at.heredocs) landings.push({ place: into(name) ?? to, source: undefined, isDirectory: false });
  return landings;
}

type Into = (name: string) => string | undefined;

function fromContext(source: CopySource, { keyword }: Instruction, to: string, into: Into, build: ContextTree): readonly Landing[] | undefined {
  if (source.kind !== "local") return source.kind === "variable" ? undefined : [{ place: to, source: undefined, isDirectory: true }];
  if (build.isDirectory(source.path) || source.path === "") return [{ place: to, source: source.path, isDirectory: true }];
  const isPattern = /[*?[]/.test(source.path);
  const landings: Landing[] = [];
  for (const path of isPattern ? build.list(source.path) : [source.path]) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const isArchive = keyword === "ADD" && /\.(?:tar|t[a-z]?z\d?|gz|bz2|xz|zst)\b/.test(name);
    // A destination without a slash that is a directory by then receives the file (BuildKit, prepareTargetDir).
    const places = isArchive ? [] : [isPattern ? undefined : into(name), placeBelow(to, name)];
    for (const place of new Set(places)) if (place !== undefined) landings.push({ place, source: path, isDirectory: false });
    if (isArchive) landings.push({ place: to, source: undefined, isDirectory: true });
  }
  // A pattern may match directories, whose content lands directly in the destination.
  return isPattern && landings.length === 0 ? undefined : landings;
}

/** What another stage holds is not known: without an extension it may be a directory. */
function fromElsewhere({ kind, path }: CopySource, to: string, into: Into): readonly Landing[] | undefined {
  if (kind !== "local") return undefined;
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (/^[^*?[]+\.\w+$/.test(name) && !path.endsWith("/")) return [{ place: into(name) ?? to, source: undefined, isDirectory: false }];
  return [{ place: to, source: undefined, isDirectory: true }];
}

/** The context path that a copy of a directory puts at `place`; `undefined` when `place` is not part of it. */
export function sourceAt({ source, target }: DirectoryCopy, place: string): string | undefined {
  const within = target === undefined ? undefined : pathWithin(target, place);
  if (within === undefined) return undefined;
  return [source, within].filter((part) => part !== "").join("/");
}

/** Whether `--exclude` keeps a path of the context out: patterns are read as narrowly as they can be for `surely`, and as widely for `maybe`. */
export function isExcluded({ at, source }: DirectoryCopy, path: string): "maybe" | "no" | "surely" {
  const within = source === "" ? path : path.slice(source.length + 1);
  const name = path.slice(path.lastIndexOf("/") + 1);
  const patterns = at.flags.filter((flag) => flag.name === "exclude").map(({ value = "" }) => value.replace(/^\.?\/|\/$/g, ""));
  if (patterns.some((pattern) => pattern === within || pattern === `**/${name}`)) return "surely";
  const parts = within.split("/");
  const tails = parts.flatMap((_, from) => parts.map((_part, to) => parts.slice(from, to + 1).join("/")));
  return patterns.some((pattern) => /[$<]/.test(pattern) || tails.some((tail) => globPattern(pattern).test(tail))) ? "maybe" : "no";
}

function globPattern(pattern: string): RegExp {
  const source = pattern.replace(/\*+|\?|\[[^\]]*\]|[.+^${}()|\\]/g, (token) => (/^[*?[]/.test(token) ? ".*" : `\\${token}`));
  return new RegExp(`^(?:${source})$`);
}
