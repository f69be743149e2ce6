import { readDockerfile } from "../dockerfile/read.ts";
import { stagesOf } from "../dockerfile/stages.ts";
import type { Usage } from "../engine/transform.ts";
import type { BuildDeclaration, RuntimeSettings, Stated } from "./declarations.ts";
import { imageName } from "./declarations.ts";
import { interpolate } from "./interpolation.ts";
import { HOLE } from "./paths.ts";
import type { Repository } from "./repository.ts";

/** A build as what uses the Dockerfile. */
export function usageOf({ file, kind, name, target, args, ...runtime }: BuildDeclaration): Usage {
  return { file, kind, name, target: target ?? (target === null ? "unknown" : undefined), args: plainArgs(args), ...runtimeUsage(runtime) };
}

/** How a container is run, in the terms of `Usage`. */
export function runtimeUsage({
  command,
  entrypoint,
  user,
  healthcheck,
  binds,
  ports,
}: RuntimeSettings): Omit<Usage, "args" | "file" | "kind" | "name" | "target"> {
  return {
    command: plain(command),
    entrypoint: plain(entrypoint),
    ...(user === undefined ? {} : { user: user ?? "unknown" }),
    ...(healthcheck === undefined ? {} : { healthcheck: healthcheck ?? "unknown" }),
    ...(binds.length === 0 ? {} : { binds: binds.map(({ source, target }) => ({ source: source ?? "unknown", target: target ?? "unknown" })) }),
    ...(ports.length === 0 ? {} : { ports }),
  };
}

function plain<T>(value: Stated<T>): T | "unknown" | undefined {
  return value === null ? "unknown" : value;
}

function plainArgs(args: BuildDeclaration["args"]): Usage["args"] {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, value ?? "unknown"]));
}

/** Which image each Dockerfile of the repository builds on, by the names that the builds give to images. */
export interface ImageChildren {
  /** The Dockerfiles that are FROM the image, or take it by the name of an additional context. */
  of(dockerfile: string): readonly Usage[];
}

/**
 * Bases of the Dockerfiles in `paths`, read once and only when some image has a name. A base whose variables have no value here names nothing:
 * what is found is certain, what is not found proves nothing.
 */
export function imageChildren(
  repository: Repository,
  paths: readonly string[],
  declarations: ReadonlyMap<string, readonly BuildDeclaration[]>,
): ImageChildren {
  const parents = new Map<string, string[]>();
  for (const [dockerfile, builds] of declarations) {
    for (const image of builds.flatMap((build) => build.images)) parents.set(image, [...(parents.get(image) ?? []), dockerfile]);
  }
  const children = new Map<string, Set<string>>();
  const add = (parent: string, child: string) => void (parent !== child && children.set(parent, (children.get(parent) ?? new Set()).add(child)));
  for (const path of paths) {
    for (const base of basesOf(repository, path, declarations.get(path) ?? [], parents))
      for (const parent of parents.get(base) ?? []) add(parent, path);
  }
  for (const build of [...declarations.values()].flat()) for (const parent of contextParents(build, declarations)) add(parent, build.dockerfile);
  return {
    of: (dockerfile) => [...(children.get(dockerfile) ?? [])].sort().map((file) => childUsage(repository, file)),
  };
}

function childUsage(repository: Repository, file: string): Usage {
  const text = repository.read(file);
  const usage = { file, kind: "dockerfile", name: file, target: undefined, args: {}, command: undefined, entrypoint: undefined } as const;
  return text === undefined ? usage : { ...usage, child: readDockerfile(text) };
}

/** The images that FROM names, with the values that ARG and the builds give to variables. */
function basesOf(
  repository: Repository,
  path: string,
  builds: readonly BuildDeclaration[],
  images: ReadonlyMap<string, unknown>,
): ReadonlySet<string> {
  const text = images.size === 0 ? undefined : repository.read(path);
  if (text === undefined || !mayName(text, builds, images)) return new Set();
  const dockerfile = readDockerfile(text);
  const defaults = new Map<string, string>();
  for (const { keyword, assignments } of dockerfile.instructions) {
    if (keyword === "FROM") break;
    for (const { name, value } of assignments) if (value !== undefined) defaults.set(name, value.replace(/^(["'])(.*)\1$/s, "$2"));
  }
  const layers = [{}, ...builds.map((build) => build.args)];
  const onImages = stagesOf(dockerfile).filter(({ parent }) => parent === undefined);
  const bases = onImages.flatMap(({ base }) =>
    layers.map((args: BuildDeclaration["args"]) =>
      imageName(interpolate(base, (name) => (Object.hasOwn(args, name) ? (args[name] ?? HOLE) : defaults.get(name)))),
    ),
  );
  return new Set(bases.filter((base) => base !== undefined));
}

/** Cheap: whether the file, or an argument that a build gives it, mentions any of the images. */
function mayName(text: string, builds: readonly BuildDeclaration[], images: ReadonlyMap<string, unknown>): boolean {
  const values = builds.flatMap((build) => Object.values(build.args));
  const places = [text, ...values.filter((value) => value !== null)];
  for (const image of images.keys()) {
    // The name may be put together from a registry and the rest.
    const last = image.slice(image.lastIndexOf("/") + 1);
    if (places.some((place) => place.includes(last))) return true;
  }
  return false;
}

/** `additional_contexts: { base: "service:base" }`, `contexts = { base = "target:base" }`: the Dockerfile of that service or target. */
function contextParents(build: BuildDeclaration, declarations: ReadonlyMap<string, readonly BuildDeclaration[]>): readonly string[] {
  const names = Object.values(build.additionalContexts).map((value) => /^(?:service|target):(.+)$/s.exec(value)?.[1]);
  if (names.every((name) => name === undefined)) return [];
  return [...declarations.values()]
    .flat()
    .filter(({ file, kind, name }) => file === build.file && kind === build.kind && names.includes(name))
    .map(({ dockerfile }) => dockerfile);
}
