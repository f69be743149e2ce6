import type { Dockerfile } from "../dockerfile/model.ts";
import type { SecondReader } from "../dockerfile/second-reader.ts";
import type { Advice, BuildContext, ImageKnowledge, Options, Safety, Transform, Unknown, Usage } from "./transform.ts";

/** What happened to one file; the fields of the JSON report (docs/report.md) plus the texts. Lines are 1-based in the file as it was read. */
export interface ChangeReport {
  readonly transform: string;
  readonly grade: Safety;
  readonly line: number;
  readonly endLine: number;
  readonly message: string;
  readonly applied: boolean;
  readonly heldBack?: "unsafe";
  readonly assumes: readonly string[];
}

export interface RefusalReport {
  readonly transform: string;
  readonly line: number;
  readonly code: string;
  readonly reason: string;
}

export interface AdviceReport {
  readonly transform: string;
  readonly line: number;
  readonly code: Advice["code"];
  readonly message: string;
}

export interface SuppressionReport {
  readonly transform: string;
  readonly line: number;
  /** The ignore comment that did it: `dfmod-ignore`, `dfmod-ignore-file`, `hadolint ignore=DL3025`, `check=skip=…`. */
  readonly by: string;
}

/** A second file that a change creates or extends. `path` is from the context root; `text` is the whole new text. */
export interface FileEffect {
  readonly path: string;
  readonly action: "append" | "create";
  readonly before: string | undefined;
  readonly text: string;
}

/** An ignore comment that is unused, unknown or without a reason. */
export interface Note {
  readonly line: number;
  readonly code: "ignore-reasonless" | "ignore-unknown" | "ignore-unused" | "second-reader-left-out";
  readonly message: string;
}

export interface Failure {
  /** `parse`, `not-utf8`, `transform-threw`, `invariant`, `unstable`, or what the runner adds. */
  readonly code: string;
  readonly message: string;
  readonly line?: number;
  readonly hint?: string;
}

export interface RewriteInput {
  /** From the repository root, `/` between. */
  readonly path: string;
  readonly text: string;
  readonly build: BuildContext | Unknown;
  readonly usages: readonly Usage[];
  readonly images: ImageKnowledge;
  /** The texts of the other Dockerfiles of this context, asked for when a change would write a file that they share; `unknown` unless given. */
  readonly neighbours?: () => readonly Dockerfile[] | Unknown;
  /** Text of files that changes of this run may extend (`.dockerignore`), by path from the context root; `undefined` when absent. */
  readonly readExtra?: (path: string) => string | undefined;
  /** Why a file beside the Dockerfile (path from the context root) must not be created, if something stands against it. */
  readonly writeObstacle?: (path: string) => string | undefined;
  /** The build context as it is with these files (path from the context root → text) written. */
  readonly rebuild?: (files: ReadonlyMap<string, string>) => BuildContext;
}

export interface TransformSetting {
  /** `off`: not run. `safe`: only its safe changes. `unsafe`: also its unsafe ones. `undefined`: as `RewriteOptions.unsafe` says. */
  readonly grade?: Safety;
  readonly options?: Options;
}

export interface RewriteOptions {
  /** In the literal order of transforms/index.ts, already filtered by --only, --skip and the configuration. */
  readonly transforms: readonly Transform[];
  /** All known ids, for notes about unknown ids in ignore comments. */
  readonly knownIds: readonly string[];
  readonly unsafe: boolean;
  /** Changes that create or extend other files are allowed. */
  readonly create: boolean;
  readonly settings: Readonly<Record<string, TransformSetting>>;
  readonly ignorePragmas: boolean;
  /** The second opinion on every step (src/dockerfile/second-reader.ts); without it the first invariant is the first reader's alone. */
  readonly secondReader?: SecondReader | undefined;
}

export interface RewriteResult {
  readonly path: string;
  /** `failed`: `after` equals `before`. A file may carry `failures` and still be `changed`: the transforms that failed were dropped. */
  readonly status: "changed" | "failed" | "skipped" | "unchanged";
  readonly before: string;
  readonly after: string;
  readonly changes: readonly ChangeReport[];
  readonly refused: readonly RefusalReport[];
  readonly advice: readonly AdviceReport[];
  readonly suppressed: readonly SuppressionReport[];
  readonly files: readonly FileEffect[];
  readonly notes: readonly Note[];
  /** Why it was skipped. */
  readonly skip?: { readonly code: "excluded" | "generated" | "template"; readonly reason: string };
  /** Transforms that threw, broke an invariant or did not settle (exit 2); for a failed file, why. */
  readonly failures: readonly (Failure & { readonly transform?: string })[];
}
