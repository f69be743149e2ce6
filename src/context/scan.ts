import { posix } from "node:path";
import type { Usage } from "../engine/transform.ts";
import { bakeDeclarations, isBakeFile } from "./bake.ts";
import { mayBuild } from "./build-command.ts";
import { type ComposeFiles, isComposeFile, mayDeclareBuild, openComposeFiles, type YamlReader } from "./compose.ts";
import type { BuildDeclaration } from "./declarations.ts";
import { type ContainerUse, containerUses, mayRun } from "./kubernetes.ts";
import { directoryOf } from "./paths.ts";
import { openRepository, type Repository } from "./repository.ts";
import { isScriptFile, isTaskfile, scriptDeclarations, taskDeclarations } from "./scripts.ts";
import { isSkaffoldFile, skaffoldDeclarations } from "./skaffold.ts";
import { imageChildren, runtimeUsage, usageOf } from "./usages.ts";
import { isWorkflow, mayBuildInWorkflow, workflowDeclarations } from "./workflows.ts";

/** What the files of a repository say about its Dockerfiles. Paths are from the root, `/` between. */
export interface RepositoryScan {
  readonly repository: Repository;
  readonly declarations: readonly BuildDeclaration[];
  /** The places that build this Dockerfile, sorted by file. */
  declarationsOf(dockerfile: string): readonly BuildDeclaration[];
  /** The places that build or run it, and the Dockerfiles that are FROM its image. */
  usagesOf(dockerfile: string): readonly Usage[];
}

export interface ScanOptions {
  /** Absolute. */
  readonly root: string;
  /** Every file of the repository as git lists it, from the root, `/` between. */
  readonly paths: readonly string[];
  /** Which of them are Dockerfiles. */
  readonly isDockerfile: (basename: string) => boolean;
}

/** Candidates by name alone. */
interface Candidates {
  readonly compose: readonly string[];
  /** The compose files that may state a build. */
  readonly building: readonly string[];
  readonly bake: readonly string[];
  readonly skaffold: readonly string[];
  readonly workflows: readonly string[];
  readonly scripts: readonly string[];
  readonly taskfiles: readonly string[];
  /** Other YAML files: perhaps manifests. */
  readonly manifests: readonly string[];
  readonly dockerfiles: readonly string[];
}

type Group = keyof Candidates;

/** One pass over a repository's list of files: build files are chosen by name, read once, and parsed only when a search says that there is something in them. */
export async function scanRepository({ root, paths, isDockerfile }: ScanOptions): Promise<RepositoryScan> {
  const repository = openRepository(root, paths);
  const candidates = stating(repository, candidatesOf(paths, isDockerfile));
  const plain = [
    ...candidates.bake.flatMap((path) => bakeDeclarations(repository, path)),
    ...candidates.scripts.flatMap((path) => scriptDeclarations(repository, path)),
  ];
  const readYaml = await yamlReader(repository, candidates, plain);
  const compose = openComposeFiles(repository, readYaml);
  const declarations = [
    ...plain,
    ...composeDeclarations(compose, candidates),
    ...candidates.skaffold.flatMap((path) => skaffoldDeclarations(repository, path, readYaml)),
    ...candidates.workflows.flatMap((path) => workflowDeclarations(repository, path, readYaml)),
    ...candidates.taskfiles.flatMap((path) => taskDeclarations(repository, path, readYaml)),
  ].sort((a, b) => compare(a.file, b.file));
  const byDockerfile = groupBy(declarations);
  const usagesOf = openUsages(repository, candidates, byDockerfile, { readYaml, compose });
  return { repository, declarations, declarationsOf: (dockerfile) => byDockerfile.get(dockerfile) ?? [], usagesOf };
}

/** Without the files in which a search finds nothing that builds. */
function stating(repository: Repository, candidates: Candidates): Candidates {
  const keep = (paths: readonly string[], isWorth: (text: string) => boolean) => paths.filter((path) => isWorth(repository.read(path) ?? ""));
  return {
    ...candidates,
    building: keep(candidates.compose, mayDeclareBuild),
    scripts: keep(candidates.scripts, mayBuild),
    taskfiles: keep(candidates.taskfiles, mayBuild),
    workflows: keep(candidates.workflows, mayBuildInWorkflow),
  };
}

/** The parser is loaded only when there is a file for it. */
async function yamlReader(repository: Repository, candidates: Candidates, declarations: readonly BuildDeclaration[]): Promise<YamlReader> {
  const { building, skaffold, workflows, taskfiles, manifests, compose } = candidates;
  const images = declarations.flatMap((declaration) => declaration.images);
  const isNeeded =
    [building, skaffold, workflows, taskfiles].some((paths) => paths.length > 0) ||
    (images.length > 0 && [...manifests, ...compose].some((path) => mayRun(repository.read(path) ?? "", images)));
  return isNeeded ? (await import("./yaml.ts")).readYaml : () => undefined;
}

/** First the files that state builds, then those beside them that may run over them. */
function composeDeclarations(compose: ComposeFiles, { building, compose: paths }: Candidates): readonly BuildDeclaration[] {
  const included = building.flatMap((path) => compose.included(path));
  const first = [...new Set([...building, ...included])].flatMap((path) => compose.declarations(path));
  const directories = new Set(first.map(({ file }) => directoryOf(file)));
  const beside = paths.filter((path) => !building.includes(path) && directories.has(directoryOf(path)));
  return [...first, ...beside.flatMap((path) => compose.declarations(path))];
}

function candidatesOf(paths: readonly string[], isDockerfile: (basename: string) => boolean): Candidates {
  const groups: Record<Group, string[]> = {
    compose: [],
    building: [],
    bake: [],
    skaffold: [],
    workflows: [],
    scripts: [],
    taskfiles: [],
    manifests: [],
    dockerfiles: [],
  };
  for (const path of paths) {
    const group = groupOf(path, isDockerfile);
    if (group !== undefined && !/(?:^|\/)node_modules\//.test(path)) groups[group].push(path);
  }
  return groups;
}

function groupOf(path: string, isDockerfile: (basename: string) => boolean): Group | undefined {
  const name = posix.basename(path);
  if (isDockerfile(name)) return "dockerfiles";
  if (isScriptFile(name)) return "scripts";
  if (isBakeFile(name)) return "bake";
  if (!/\.ya?ml$/i.test(name)) return undefined;
  if (isComposeFile(name)) return "compose";
  if (isSkaffoldFile(name)) return "skaffold";
  if (isTaskfile(name)) return "taskfiles";
  return isWorkflow(path) ? "workflows" : "manifests";
}

function groupBy(declarations: readonly BuildDeclaration[]): ReadonlyMap<string, readonly BuildDeclaration[]> {
  const groups = new Map<string, BuildDeclaration[]>();
  for (const declaration of declarations) groups.set(declaration.dockerfile, [...(groups.get(declaration.dockerfile) ?? []), declaration]);
  return groups;
}

interface Readers {
  readonly readYaml: YamlReader;
  readonly compose: ComposeFiles;
}

function openUsages(
  repository: Repository,
  candidates: Candidates,
  declarations: ReadonlyMap<string, readonly BuildDeclaration[]>,
  readers: Readers,
): (dockerfile: string) => readonly Usage[] {
  const images = [...new Set([...declarations.values()].flat().flatMap((declaration) => declaration.images))];
  const children = imageChildren(repository, candidates.dockerfiles, declarations);
  const runs =
    images.length === 0 ? [] : [...manifestUses(repository, candidates, images, readers), ...composeUses(repository, candidates, images, readers)];
  return (dockerfile) => {
    const own = declarations.get(dockerfile) ?? [];
    const names = new Set(own.flatMap((declaration) => declaration.images));
    const running = runs.filter(({ image, usage }) => names.has(image) && !own.some(({ file, name }) => file === usage.file && name === usage.name));
    const usages = [...own.map(usageOf), ...running.map(({ usage }) => usage), ...children.of(dockerfile)];
    // A makefile builds the same image in several ways.
    return [...new Map(usages.map((usage) => [JSON.stringify(usage), usage])).values()].sort((a, b) => compare(a.file, b.file));
  };
}

function manifestUses(repository: Repository, { manifests }: Candidates, images: readonly string[], { readYaml }: Readers): readonly ContainerUse[] {
  return manifests.filter((path) => mayRun(repository.read(path) ?? "", images)).flatMap((path) => containerUses(repository, path, readYaml));
}

/** Services that run an image which is built elsewhere. */
function composeUses(
  repository: Repository,
  { compose: paths }: Candidates,
  images: readonly string[],
  { compose }: Readers,
): readonly ContainerUse[] {
  const lastParts = images.map((image) => image.slice(image.lastIndexOf("/") + 1));
  return paths
    .filter((path) => lastParts.some((part) => (repository.read(path) ?? "").includes(part)))
    .flatMap((file) =>
      compose
        .services(file)
        .filter((service) => service.build === undefined)
        .flatMap((service) =>
          service.images.map((image): ContainerUse => {
            const usage: Usage = { file, kind: "compose", name: service.name, target: undefined, args: {}, ...runtimeUsage(service) };
            return { image, usage };
          }),
        ),
    );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
