import { realpathSync, statSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { DfmodError } from "../errors.ts";

export interface LocateOptions {
  /** Absolute path of the Dockerfile. */
  readonly dockerfile: string;
  /** Absolute. */
  readonly repositoryRoot: string;
  /** `--context`: absolute, or from the current directory. */
  readonly option?: string | undefined;
  /** The `contexts` setting for this file: absolute, or from the repository root. */
  readonly configured?: string | undefined;
}

export interface LocatedContext {
  /** Absolute real path. */
  readonly rootDir: string;
  /** From the repository root, `/` between, `.` for the root itself, `../` when outside. */
  readonly root: string;
  readonly from: "option" | "own-directory";
}

/**
 * The directory this Dockerfile is built from: as the command line or the configuration says, else its own.
 * Throws DfmodError `context-missing` when the named one is no directory.
 */
export function locateContext(options: LocateOptions): LocatedContext {
  const named = options.option === undefined ? configuredContext(options) : resolve(options.option);
  const rootDir = realDirectory(named ?? dirname(options.dockerfile));
  if (rootDir === undefined) throw missing(options);
  const root = relative(realDirectory(options.repositoryRoot) ?? options.repositoryRoot, rootDir)
    .split(sep)
    .join("/");
  return { rootDir, root: root === "" ? "." : root, from: named === undefined ? "own-directory" : "option" };
}

function configuredContext(options: LocateOptions): string | undefined {
  return options.configured === undefined ? undefined : resolve(options.repositoryRoot, options.configured);
}

function missing(options: LocateOptions): DfmodError {
  const setting = options.option === undefined ? "the setting contexts" : "--context";
  const value = options.option ?? options.configured ?? dirname(options.dockerfile);
  return new DfmodError("context-missing", `the build context ${value} (from ${setting}) is no directory`, `correct ${setting}, or leave it out`);
}

function realDirectory(path: string): string | undefined {
  try {
    return statSync(path).isDirectory() ? realpathSync(path) : undefined;
  } catch {
    return undefined;
  }
}
