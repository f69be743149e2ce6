/** The commands; `rewrite` is the one without a name. */
export type Command = "completion" | "config" | "explain" | "files" | "init" | "list" | "rewrite" | "why";

export type ReportName = "json" | "patch" | "pretty";

export interface ReportRequest {
  readonly name: ReportName;
  /** `undefined`: stdout for patch and json, stderr for pretty. */
  readonly path: string | undefined;
}

/** How the files are chosen. */
export type Selector =
  | { readonly kind: "all" }
  | { readonly kind: "changed"; readonly reference: string | undefined }
  | { readonly kind: "files-from"; readonly file: string }
  | { readonly kind: "none" }
  | { readonly kind: "paths"; readonly paths: readonly string[] }
  | { readonly kind: "staged" }
  | { readonly kind: "stdin"; readonly path: string };

/** What the user asked for. */
export interface CommandLine {
  readonly command: Command;
  /** What stands behind the command's name. */
  readonly operands: readonly string[];
  readonly selector: Selector;
  readonly dryRun: boolean;
  readonly check: boolean;
  /** Ids and @categories. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly unsafe: boolean;
  readonly create: boolean;
  /** `<id>.<option>=<value>`, as typed. */
  readonly set: readonly string[];
  readonly context: string | undefined;
  readonly reports: readonly ReportRequest[];
  readonly config: string | undefined;
  readonly noConfig: boolean;
  readonly color: "always" | "auto" | "never";
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly allowDirty: boolean;
  readonly allowNoFiles: boolean;
  readonly includeGenerated: boolean;
  readonly ignorePragmas: boolean;
  readonly strict: boolean;
  readonly respectExcludes: boolean;
  readonly timings: boolean;
  readonly json: boolean;
}

/** What a command reads and writes beside the files; given, so that commands never reach for the process. */
export interface Streams {
  /** Absolute. */
  readonly cwd: string;
  readonly readStdin: () => Promise<Buffer>;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly stdoutColor: boolean;
  readonly stderrColor: boolean;
  /** Stderr is a terminal: progress may be shown. */
  readonly progress: boolean;
}

/** 0 done; 1 `--check` found pending changes, or `--strict` a note; 2 something could not be done. */
export type ExitStatus = 0 | 1 | 2;
