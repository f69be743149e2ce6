import type { Comment, Dockerfile, Instruction } from "../dockerfile/model.ts";
import type { Edit } from "../edit/edit.ts";

/** Grade of a change. *safe* is applied by default, *unsafe* only when asked for. */
export type Safety = "safe" | "unsafe";
export type Category = "cache" | "correctness" | "metadata" | "security" | "size";

/** What a change may alter in the built image: `layers`, `history`, `config:User`, `files:/var/lib/apt/lists/**` … */
export type Effect = `config:${string}` | `files:${string}` | "history" | "layers";

export type OptionValue = boolean | number | string | readonly string[];
/** Options of a transform with their defaults; `undefined` is written as the empty string or the empty list. */
export type Options = Readonly<Record<string, OptionValue>>;

/** A look-up that has no answer. Never proof of anything. */
export type Unknown = "unknown";

/** What the first bytes of a file are. `text` is content without NUL that is no archive; `unknown`: empty, a Git LFS pointer, or not readable. */
export type ContentKind = "tar" | "gzip" | "gzip-tar" | "bzip2" | "xz" | "zstd" | "zip" | "binary" | "text" | "unknown";

/** The directory a Dockerfile is built from, seen through its ignore file. Paths are relative to the context root, `/` between, no leading `./`. */
export interface BuildContext {
  /** From the repository root, `/` between, `.` for the root itself. */
  readonly root: string;
  /** A file or directory that COPY can see. A trailing slash is allowed. */
  has(path: string): boolean;
  isDirectory(path: string): boolean;
  /** A symbolic link, or something that is reached through one. */
  isLinked(path: string): boolean;
  /** The text, or `unknown` for what is absent, ignored, empty, an LFS pointer, not UTF-8 or larger than 16 MiB. */
  read(path: string): string | Unknown;
  /** Files (not directories) that match a pattern of Go's filepath.Match, `**` not special, sorted. */
  list(glob: string): readonly string[];
  /** Excluded by the ignore file. */
  isIgnored(path: string): boolean;
  /** POSIX permission bits (`0o755`), or `unknown`. */
  mode(path: string): number | Unknown;
  kind(path: string): ContentKind;
  /** The ignore file in effect; without one, `text` is `undefined` and `path` is where it would be looked for. From the context root. */
  readonly ignoreFile: { readonly path: string; readonly text: string | undefined };
  /** Whether version control holds a file that this line of an ignore file would leave out; `unknown` where there is none. */
  tracked(pattern: string): boolean | Unknown;
}

/** One place that builds or runs this Dockerfile, or builds on its image. A field is absent where the place does not say; `unknown` where it says what only the build can tell. */
export interface Usage {
  /** `compose.yaml`, from the repository root. */
  readonly file: string;
  /** `dockerfile`: another Dockerfile of the repository that is FROM the image this one is built as. */
  readonly kind: "bake" | "compose" | "dockerfile" | "kubernetes" | "script" | "skaffold" | "workflow";
  /** Of the service, target, artifact, job, container; for scripts the file's own name. */
  readonly name: string;
  /** For `dockerfile`: that Dockerfile, read. */
  readonly child?: Dockerfile;
  /** The stage that is built; `undefined`: the last one. */
  readonly target: string | Unknown | undefined;
  readonly args: Readonly<Record<string, string | Unknown>>;
  /** What stands in for CMD. */
  readonly command: readonly string[] | string | Unknown | undefined;
  /** What stands in for ENTRYPOINT, and makes CMD count for nothing. */
  readonly entrypoint: readonly string[] | string | Unknown | undefined;
  readonly user?: string | Unknown;
  /** `none`: the image's own check is switched off. */
  readonly healthcheck?: readonly string[] | string | Unknown;
  /** Directories and files of the host that hide what the image has at `target`. */
  readonly binds?: readonly UsageBind[];
  /** Ports inside the container, as written: `8080`, `3000-3005`. */
  readonly ports?: readonly string[];
  /** Kubernetes `securityContext`. */
  readonly runAsUser?: number;
  readonly runAsNonRoot?: boolean;
}

export interface UsageBind {
  /** From the repository root; `unknown` also for what is outside it. */
  readonly source: string | Unknown;
  /** Absolute, in the container. */
  readonly target: string | Unknown;
}

/** Facts about a base image. Each field is `undefined` when not known. */
export interface ImageFacts {
  readonly family: "alpine" | "debian" | "distroless" | "rhel" | "scratch" | "windows" | "wolfi" | undefined;
  /** What `/bin/sh` is. */
  readonly shell: "ash" | "bash" | "dash" | "none" | undefined;
  /** `none`: the image sets no ENTRYPOINT. `passthrough`: `exec "$@"` for what is a command; `inspects`: looks at its arguments. */
  readonly entrypoint: "inspects" | "none" | "passthrough" | undefined;
  readonly user: string | undefined;
  readonly onbuild: boolean | undefined;
}

export interface ImageKnowledge {
  /** Facts for an image reference as FROM names it, after variables with one possible value are resolved. */
  facts(reference: string): ImageFacts;
}

/** What a transform may know beyond the text. Read-only, synchronous, offline. */
export interface Context<O extends Options = Options> {
  readonly options: O;
  readonly build: BuildContext | Unknown;
  readonly usages: readonly Usage[];
  readonly images: ImageKnowledge;
  /** The other Dockerfiles that are built from the same context; `unknown` where nobody looked. */
  readonly neighbours: readonly Dockerfile[] | Unknown;
}

export interface FileChange {
  /** From the context root. */
  readonly path: string;
  readonly action: "append" | "create";
  readonly text: string;
}

export interface Change {
  readonly kind: "change";
  readonly at: Instruction;
  /** What was done and why, one sentence, no full stop. */
  readonly message: string;
  readonly edits: readonly Edit[];
  /** The transform's grade unless given. */
  readonly safety?: Safety;
  /** What a reviewer has to believe. */
  readonly assumes?: readonly string[];
  /** Narrower than the transform's. */
  readonly effects?: readonly Effect[];
  readonly files?: readonly FileChange[];
  /** The only comments and directives it may move or drop. */
  readonly touches?: { readonly comments?: readonly Comment[]; readonly directives?: readonly string[] };
  /** A stronger, unsafe edit at the same place; the strongest permitted one is taken. */
  readonly alternative?: Change;
}

/** A place that was looked at and is not rewritten. */
export interface Skip {
  readonly kind: "skip";
  readonly at: Instruction;
  /** Stable, kebab-case. */
  readonly code: string;
  /** What stands in the way and what a person can do about it. */
  readonly reason: string;
}

export interface Advice {
  readonly kind: "advice";
  readonly at: Instruction;
  readonly code: string;
  readonly message: string;
}

export type Outcome = Advice | Change | Skip;

/** A codemod: a pure generator of outcomes. */
export interface Transform<O extends Options = Options> {
  /** kebab-case = file name = fixture folder = docs page. */
  readonly id: string;
  /** Imperative, ≤ 60 characters: it becomes a commit subject. */
  readonly summary: string;
  readonly category: Category;
  /** The grade of its changes unless one says otherwise. */
  readonly safety: Safety;
  readonly options?: O;
  /** Linter codes whose ignore comments this transform honours. */
  readonly covers?: { readonly hadolint?: readonly string[]; readonly buildkit?: readonly string[] };
  readonly effects: readonly Effect[];
  find(dockerfile: Dockerfile, context: Context<O>): Iterable<Outcome>;
}

/** Checks a transform's shape at compile time and gives its options their type. */
export function defineTransform<const O extends Options>(transform: Transform<O>): Transform<O> {
  return transform;
}
