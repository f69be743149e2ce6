export interface LocateOptions {
  /** Absolute path of the Dockerfile. */
  readonly dockerfile: string;
  /** Absolute. */
  readonly repositoryRoot: string;
  /** `--context`, absolute or from the current directory. */
  readonly option?: string | undefined;
  /** The `contexts` setting for this file, absolute or from the repository root. */
  readonly configured?: string | undefined;
}

export interface LocatedContext {
  /** Absolute real path. */
  readonly rootDir: string;
  /** From the repository root, `/` between, `.` for the root itself, `../` when outside. */
  readonly root: string;
  readonly from: "option" | "own-directory";
}

/** The directory this Dockerfile is built from. Throws DfmodError `context-missing` when the named one is no directory. */
export function locateContext(_options: LocateOptions): LocatedContext {
  throw new Error("not built yet");
}
