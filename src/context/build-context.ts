import { readFileSync, realpathSync } from "node:fs";
import { join, posix } from "node:path";
import type { BuildContext, ContentKind, Unknown } from "../engine/transform.ts";
import { DfmodError } from "../errors.ts";
import { contentKind, LFS_POINTER } from "./content.ts";
import { componentMatcher } from "./go-match.ts";
import { type IgnoreRules, parseIgnoreFile } from "./ignore.ts";
import type { Overlay } from "./overlay.ts";
import { openTree, type Tree, type TreeEntry } from "./tree.ts";

/** Lockfiles of large repositories have several megabytes. */
const LARGEST_TEXT = 16 * 1024 * 1024;

export interface ContextOptions {
  /** Absolute. */
  readonly rootDir: string;
  /** From the repository root, `/` between, `.` for the root itself. */
  readonly root: string;
  /** Path of the Dockerfile from `rootDir`: `<dockerfile>.dockerignore` beats `.dockerignore`. */
  readonly dockerfile: string;
  readonly overlay?: Overlay;
  /** The files that version control holds, from the context root; `unknown` unless given. */
  readonly tracked?: () => readonly string[] | Unknown;
}

/**
 * The working tree below `rootDir` as the builder sees it: not git's list, since build products on a disk are sent too, and absence from git proves nothing.
 * Reads lazily and caches: open a new one for each Dockerfile.
 * Throws DfmodError `context-missing` when there is no such directory and `bad-ignore-file` when the ignore file cannot be read or holds a pattern
 * that the builder rejects: the context is then unknown, and the message says why.
 */
export function openContext(options: ContextOptions): BuildContext {
  const rootDir = realRoot(options.rootDir);
  const overlay = options.overlay;
  const ignoreFile = findIgnoreFile(rootDir, options.dockerfile, overlay);
  const rules = parseIgnoreFile(ignoreFile.text ?? "", ignoreFile.path);
  const tree = openTree(rootDir, overlay);
  const view = openView(tree, rules);
  const texts = new Map<string, string | Unknown>();
  const kinds = new Map<string, ContentKind>();
  return {
    root: options.root,
    has: (path) => view.find(path) !== undefined,
    isDirectory: (path) => view.find(path)?.directory === true,
    isLinked: (path) => (view.find(path)?.path ?? normalPath(path)) !== normalPath(path),
    read: (path) => answer(texts, view.find(path), (entry) => textOf(entry, overlay)),
    list: (glob) => listFiles(glob, tree, view),
    isIgnored: (path) => view.isIgnored(path),
    mode: (path) => modeOf(view.find(path)),
    kind: (path) => answer(kinds, view.find(path), (entry) => kindOf(entry, overlay)),
    ignoreFile,
    tracked: (pattern) => isTracked(pattern, options.tracked?.() ?? "unknown"),
  };
}

function isTracked(pattern: string, files: readonly string[] | Unknown): boolean | Unknown {
  const rules = parseIgnoreFile(pattern, "pattern");
  return files === "unknown" ? "unknown" : files.some((path) => rules.ignores(path));
}

/** The tree with what the ignore file hides taken away. */
interface View {
  find(path: string): TreeEntry | undefined;
  isIgnored(path: string): boolean;
}

function openView(tree: Tree, rules: IgnoreRules): View {
  const hidden = (entry: TreeEntry, path: string) => path !== "" && (rules.ignores(path) || (entry.path !== path && rules.ignores(entry.path)));
  /** An ignored directory is sent when a later `!` takes back something in it. */
  const holdsException = (path: string): boolean =>
    tree.names(path).some((name) => {
      const child = `${path}/${name}`;
      return !rules.ignores(child) || (tree.find(child)?.path === child && holdsException(child));
    });
  return {
    isIgnored: (path) => {
      const normal = normalPath(path);
      return normal !== undefined && normal !== "" && rules.ignores(normal);
    },
    find: (path) => {
      const normal = normalPath(path);
      const entry = normal === undefined ? undefined : tree.find(normal);
      if (normal === undefined || entry === undefined || !hidden(entry, normal)) return entry;
      return entry.directory && rules.hasExceptions && holdsException(normal) ? entry : undefined;
    },
  };
}

/** From the context root without `./`, a leading or a trailing slash; empty for the root; `undefined` for what lies above it. */
function normalPath(path: string): string | undefined {
  const normal = posix.normalize(path).replace(/^\/+|\/+$/g, "");
  if (normal === ".." || normal.startsWith("../")) return undefined;
  return normal === "." ? "" : normal;
}

function listFiles(glob: string, tree: Tree, view: View): readonly string[] {
  const pattern = normalPath(glob);
  if (pattern === undefined || pattern === "") return [];
  let found = [""];
  for (const component of pattern.split("/")) {
    const matches = componentMatcher(component);
    if (matches === undefined) return [];
    found = found.flatMap((directory) =>
      tree
        .names(directory)
        .filter(matches)
        .map((name) => (directory === "" ? name : `${directory}/${name}`)),
    );
  }
  return found.filter((path) => view.find(path)?.directory === false).sort();
}

function textOf(entry: TreeEntry, overlay: Overlay | undefined): string | Unknown {
  const written = overlay?.read(entry.absolute);
  if (written !== undefined) return written === "" ? "unknown" : written;
  if (!isReadableText(entry)) return "unknown";
  try {
    // The mark stays: a script that starts with one has no shebang.
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(entry.absolute));
    return text === "" || text.startsWith(LFS_POINTER) ? "unknown" : text;
  } catch {
    return "unknown";
  }
}

function isReadableText(entry: TreeEntry): boolean {
  return entry.stats?.isFile() === true && entry.stats.size <= LARGEST_TEXT;
}

function kindOf(entry: TreeEntry, overlay: Overlay | undefined): ContentKind {
  const written = overlay?.read(entry.absolute);
  if (written !== undefined) return written === "" ? "unknown" : "text";
  return entry.stats?.isFile() === true ? contentKind(entry.absolute) : "unknown";
}

/** Windows knows no such bits: the builder makes some up there. */
function modeOf(entry: TreeEntry | undefined): number | Unknown {
  if (entry?.stats === undefined || process.platform === "win32") return "unknown";
  return entry.stats.mode & 0o7777;
}

function answer<V extends string>(cache: Map<string, V>, entry: TreeEntry | undefined, compute: (entry: TreeEntry) => V): V | Unknown {
  if (entry === undefined) return "unknown";
  const known = cache.get(entry.absolute);
  if (known !== undefined) return known;
  const value = compute(entry);
  cache.set(entry.absolute, value);
  return value;
}

function realRoot(rootDir: string): string {
  try {
    return realpathSync(rootDir);
  } catch {
    throw new DfmodError("context-missing", `the build context ${rootDir} is not there`, "name an existing directory with --context");
  }
}

/** The Dockerfile's own ignore file replaces the general one (Docker's documentation, "Build context", "Filename and location"). */
function findIgnoreFile(rootDir: string, dockerfile: string, overlay: Overlay | undefined): BuildContext["ignoreFile"] {
  for (const path of [`${dockerfile}.dockerignore`, ".dockerignore"]) {
    const absolute = join(rootDir, path);
    const text = overlay?.read(absolute) ?? readIgnoreFile(absolute, path);
    if (text !== undefined) return { path, text };
  }
  return { path: ".dockerignore", text: undefined };
}

function readIgnoreFile(absolute: string, name: string): string | undefined {
  try {
    return readFileSync(absolute, "utf8");
  } catch (error) {
    // A directory of that name counts for nothing to the builder.
    if (error instanceof Error && "code" in error && ["EISDIR", "ENOENT", "ENOTDIR"].includes(String(error.code))) return undefined;
    const why = error instanceof Error ? error.message : String(error);
    throw new DfmodError(
      "bad-ignore-file",
      `${name} cannot be read (${why}), so that nobody can say what is in the build context`,
      "make it readable",
    );
  }
}
