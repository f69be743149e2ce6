import { HOLE, resolvePath } from "./paths.ts";
import type { Repository } from "./repository.ts";

/** A setting: `undefined` where it is not stated, `null` where it is stated and nobody can tell before the build what it comes to. */
export type Stated<T> = T | null | undefined;

/** A directory or file of the host that a container sees instead of what the image has there. */
export interface Bind {
  /** From the repository root; `null` when not known or outside it. */
  readonly source: string | null;
  /** Absolute path in the container; `null` when not known. */
  readonly target: string | null;
}

/** How a container of the image is run, as far as a build file says. */
export interface RuntimeSettings {
  readonly command: Stated<readonly string[] | string>;
  readonly entrypoint: Stated<readonly string[] | string>;
  readonly user: Stated<string>;
  /** `test`; the string `none` where the image's own check is switched off. */
  readonly healthcheck: Stated<readonly string[] | string>;
  readonly binds: readonly Bind[];
  /** Ports inside the container, as written. */
  readonly ports: readonly string[];
}

export const NO_RUNTIME: RuntimeSettings = {
  command: undefined,
  entrypoint: undefined,
  user: undefined,
  healthcheck: undefined,
  binds: [],
  ports: [],
};

export type DeclarationKind = "bake" | "compose" | "script" | "skaffold" | "workflow";

/** A place of the repository that says how a Dockerfile is built. Paths are from the repository root, `/` between, `.` for the root itself. */
export interface BuildDeclaration extends RuntimeSettings {
  readonly file: string;
  /** 1-based, where the format tells. */
  readonly line: number | undefined;
  readonly kind: DeclarationKind;
  /** Of the service, target, artifact, job, or the command itself. */
  readonly name: string;
  /** `undefined`: it depends on a variable, is fetched, or is no directory of the repository. */
  readonly context: string | undefined;
  readonly dockerfile: string;
  readonly target: Stated<string>;
  readonly args: Readonly<Record<string, string | null>>;
  /** Name in FROM or `--from` → what stands in for it, as written (`service:base`, `target:base`, `docker-image://…`, a directory). */
  readonly additionalContexts: Readonly<Record<string, string>>;
  /** Names of the image without tag and digest. */
  readonly images: readonly string[];
}

/** A build as its file states it, before it is known which file of the repository it means. */
export interface StatedBuild extends Partial<RuntimeSettings> {
  readonly file: string;
  readonly line?: number | undefined;
  readonly kind: DeclarationKind;
  readonly name: string;
  /** Where the context's path starts, from the root. */
  readonly base: string;
  /** As written, holes for what is not known. */
  readonly context: string;
  /** As written; `undefined`: the default name in the context. */
  readonly dockerfile: string | undefined;
  /** Where the Dockerfile's path starts: the context (compose, bake, skaffold) or `base` (the command line). */
  readonly dockerfileFrom: "base" | "context";
  readonly target?: Stated<string>;
  readonly args?: Readonly<Record<string, string | null>>;
  readonly additionalContexts?: Readonly<Record<string, string>>;
  readonly images?: readonly string[];
}

/** The declaration for a Dockerfile of this repository; `undefined` when none of its files is meant, or nobody can tell which. */
export function declare(repository: Repository, build: StatedBuild): BuildDeclaration | undefined {
  const named = resolvePath(build.base, build.context);
  const context = named !== undefined && repository.has(named) && !repository.hasFile(named) ? named : undefined;
  const dockerfile = findDockerfile(repository, build, context);
  if (dockerfile === undefined) return undefined;
  const { base: _base, dockerfileFrom: _from, ...stated } = build;
  return {
    ...NO_RUNTIME,
    target: undefined,
    args: {},
    additionalContexts: {},
    images: [],
    line: undefined,
    ...stated,
    context,
    dockerfile,
  };
}

function findDockerfile(repository: Repository, { dockerfile, dockerfileFrom, base }: StatedBuild, context: string | undefined): string | undefined {
  const isNamed = dockerfile !== undefined && dockerfile !== "";
  const from = dockerfileFrom === "base" && isNamed ? base : context;
  if (from === undefined) return undefined;
  if (isNamed) return existing(repository, resolvePath(from, dockerfile));
  // The builder tries the lower-case name when there is no `Dockerfile`; podman and buildah have a name of their own.
  const names = ["Dockerfile", "dockerfile", "Containerfile"];
  return names.map((name) => existing(repository, resolvePath(from, name))).find((path) => path !== undefined);
}

function existing(repository: Repository, path: string | undefined): string | undefined {
  return path !== undefined && repository.hasFile(path) ? path : undefined;
}

/** The name of an image without its tag and digest; `undefined` when the name itself is not known. */
export function imageName(reference: string): string | undefined {
  const name = reference.replace(/@.*$/s, "").replace(/:[^/]*$/s, "");
  return name === "" || name.includes(HOLE) ? undefined : name;
}

/** What is left of a text with holes: `null` for one whose value is not known. */
export function known(text: string): string | null {
  return text.includes(HOLE) ? null : text;
}

/** The names of the images among references; those that nobody can tell are left out. */
export function imageNames(references: readonly string[]): readonly string[] {
  return [...new Set(references.map(imageName).filter((name) => name !== undefined))];
}
