export interface Selection {
  /** Absolute; what relative paths of `paths` start from. */
  readonly cwd: string;
  /** Absolute: the root of the repository, or `cwd` outside one. Report paths start here. */
  readonly root: string;
  readonly inGit: boolean;
  /** Every Dockerfile below `root`. */
  readonly all: boolean;
  /** As typed: files, directories, glob patterns. */
  readonly paths: readonly string[];
  /** Globs from `configRoot`: files whose name alone would not make them Dockerfiles. */
  readonly include: readonly string[];
  /** Globs from `configRoot`; a pattern that matches a directory excludes everything below it. */
  readonly exclude: readonly string[];
  /** Absolute. */
  readonly configRoot: string;
  /** `exclude` also holds for paths given by hand. */
  readonly respectExcludes: boolean;
}

export interface FoundFile {
  /** The real path: symbolic links are resolved. */
  readonly absolute: string;
  /** From `Selection.root`, `/` between; starts with `../` for a file outside it. The root joined with it gives `absolute`. */
  readonly path: string;
  /** Given by hand, not found by a search. */
  readonly explicit: boolean;
}

export interface SelectionProblem {
  /** As typed, or from the root for what a search met. */
  readonly path: string;
  readonly code: "missing-path" | "no-dockerfiles" | "symlink-loop" | "unreadable";
  readonly message: string;
  readonly hint: string;
}

export interface Discovery {
  /** Sorted by path, each real file once. */
  readonly files: readonly FoundFile[];
  /** Dockerfiles that were found and left out, sorted by path. */
  readonly excluded: readonly { readonly path: string; readonly reason: string }[];
  readonly problems: readonly SelectionProblem[];
  /** Every path of the repository (from `Selection.root`), sorted; computed when first read. Without git: of the directory, other people's code left out. */
  readonly all: readonly string[];
}
