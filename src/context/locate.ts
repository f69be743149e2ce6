import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { DfmodError } from "../errors.ts";
import type { BuildDeclaration, DeclarationKind } from "./declarations.ts";
import { nearestAncestor } from "./inference.ts";

export interface LocateOptions {
  /** Absolute path of the Dockerfile. */
  readonly dockerfile: string;
  /** Absolute. */
  readonly repositoryRoot: string;
  /** `--context`: absolute, or from the current directory. */
  readonly option?: string | undefined;
  /** The `contexts` setting for this file: absolute, or from the repository root. */
  readonly configured?: string | undefined;
  /** The places that build this Dockerfile. */
  readonly declarations?: readonly BuildDeclaration[];
  /** What it copies by plain names, from the context root; asked for only where nothing else says which directory it is. */
  readonly sources?: () => readonly string[];
  /** Whether the repository has a file or directory, from its root. */
  readonly exists?: (path: string) => boolean;
}

export interface LocatedContext {
  readonly kind: "known";
  /** Absolute real path. */
  readonly rootDir: string;
  /** From the repository root, `/` between, `.` for the root itself, `../` when outside. */
  readonly root: string;
  /** `option`, `config`, the name of the declaring file, `workflow`, `nearest-ancestor` or `own-directory`. */
  readonly from: string;
  /** The declaring file, from the repository root. */
  readonly declaredIn: string | undefined;
}

/** Two places build it from different directories: nothing is certain about either. */
export interface DisagreeingContexts {
  readonly kind: "disagree";
  /** The first two that differ. */
  readonly places: readonly { readonly file: string; readonly context: string }[];
}

type KnownDeclaration = BuildDeclaration & { readonly context: string };

/** Files that exist to describe builds, in the order in which they are named; what a script does may have become nobody's practice. */
const WEIGHTY: readonly DeclarationKind[] = ["compose", "bake", "skaffold", "workflow"];

/**
 * The directory this Dockerfile is built from: as the command line or the configuration says; else as the repository's build files say, when they agree;
 * else the nearest directory above it that holds what it copies; else its own.
 * Throws DfmodError `context-missing` when the named one is no directory.
 */
export function locateContext(options: LocateOptions): DisagreeingContexts | LocatedContext {
  const { option, configured, repositoryRoot } = options;
  if (option !== undefined) return located(options, resolve(option), "option");
  if (configured !== undefined) return located(options, resolve(repositoryRoot, configured), "config");
  const declared = weightiest(options.declarations ?? []);
  const [first] = declared;
  if (first === undefined) return inferred(options);
  const other = declared.find(({ context }) => context !== first.context);
  if (other !== undefined) return { kind: "disagree", places: [first, other].map(({ file, context }) => ({ file, context })) };
  const from = first.kind === "workflow" ? "workflow" : basename(first.file);
  return located(options, join(repositoryRoot, first.context), from, first.file);
}

/** The declarations that count, the one to name first: by kind, then the shortest path. */
function weightiest(declarations: readonly BuildDeclaration[]): readonly KnownDeclaration[] {
  const known = declarations.filter((declaration): declaration is KnownDeclaration => declaration.context !== undefined);
  const weighty = known.filter(({ kind }) => WEIGHTY.includes(kind));
  return (weighty.length > 0 ? weighty : known).toSorted(
    (a, b) => WEIGHTY.indexOf(a.kind) - WEIGHTY.indexOf(b.kind) || a.file.length - b.file.length,
  );
}

function inferred(options: LocateOptions): LocatedContext {
  const {
    dockerfile,
    repositoryRoot,
    sources,
    exists = (path) => statSync(join(repositoryRoot, path), { throwIfNoEntry: false }) !== undefined,
  } = options;
  const own = fromRoot(repositoryRoot, dirname(dockerfile));
  const isInside = own !== ".." && !own.startsWith("../");
  const nearest = isInside && own !== "." && sources !== undefined ? nearestAncestor(own, sources(), exists) : undefined;
  if (nearest === undefined || nearest === own) return located(options, dirname(dockerfile), "own-directory");
  return located(options, join(repositoryRoot, nearest), "nearest-ancestor");
}

function located(options: LocateOptions, directory: string, from: string, declaredIn?: string): LocatedContext {
  // Text from standard input may be named after a place that is not there.
  const rootDir = realDirectory(directory) ?? (from === "own-directory" ? directory : undefined);
  if (rootDir === undefined) throw missing(options, directory);
  const root = fromRoot(options.repositoryRoot, rootDir);
  // The root may be given through a link.
  const isOutside = root === ".." || root.startsWith("../");
  return { kind: "known", rootDir, root: isOutside ? fromRoot(realDirectory(options.repositoryRoot) ?? "/", rootDir) : root, from, declaredIn };
}

function fromRoot(root: string, path: string): string {
  return relative(root, path).split(sep).join("/") || ".";
}

function missing({ option, configured }: LocateOptions, directory: string): DfmodError {
  const setting = option === undefined ? "the setting contexts" : "--context";
  const value = option ?? configured ?? directory;
  return new DfmodError("context-missing", `the build context ${value} (from ${setting}) is no directory`, `correct ${setting}, or leave it out`);
}

function realDirectory(path: string): string | undefined {
  try {
    return statSync(path).isDirectory() ? realpathSync(path) : undefined;
  } catch {
    return undefined;
  }
}
