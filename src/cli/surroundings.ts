import { existsSync, readdirSync } from "node:fs";
import { join, posix, resolve } from "node:path";
import { resolveConfig } from "../config/resolve.ts";
import { concreteSources } from "../context/inference.ts";
import { type DisagreeingContexts, type LocatedContext, locateContext } from "../context/locate.ts";
import { ancestorsOf, directoryOf } from "../context/paths.ts";
import { type RepositoryScan, scanRepository } from "../context/scan.ts";
import { isDockerfileName } from "../discover/names.ts";
import type { Dockerfile } from "../dockerfile/model.ts";
import { readDockerfile } from "../dockerfile/read.ts";
import type { Unknown, Usage } from "../engine/transform.ts";
import type { CommandLine } from "./command-line.ts";
import type { SelectedFile } from "./selection.ts";
import type { Session } from "./session.ts";

/** What the repository says about the Dockerfiles in it: gathered once, before the first is rewritten. */
export interface Surroundings {
  locate(file: Pick<SelectedFile, "absolute" | "config" | "path">, text: string): DisagreeingContexts | LocatedContext;
  usagesOf(path: string): readonly Usage[];
  /** The other Dockerfiles that are, or may be, built from the same context. */
  neighbours(path: string, context: LocatedContext): readonly Dockerfile[] | Unknown;
  /** The files of a context that version control holds, or would take. */
  tracked(context: LocatedContext): readonly string[] | Unknown;
}

/** `paths`: the files of the repository, from its root. */
export async function openSurroundings(line: CommandLine, session: Session, paths: readonly string[]): Promise<Surroundings> {
  const scan = await scanRepository({ root: session.root, paths, isDockerfile: isDockerfileName });
  const locate: Surroundings["locate"] = ({ absolute, path, config }, text) =>
    locateContext({
      dockerfile: absolute,
      repositoryRoot: session.root,
      option: line.context === undefined ? undefined : resolve(session.cwd, line.context),
      configured: config.context,
      declarations: scan.declarationsOf(path),
      sources: () => concreteSources(readDockerfile(text)),
      ...(session.inGit ? { exists: scan.repository.has } : {}),
    });
  let byContext: ReadonlyMap<string, readonly Neighbour[]> | Unknown | undefined;
  return {
    locate,
    usagesOf: scan.usagesOf,
    neighbours: (path, { root }) => {
      byContext ??= session.inGit ? dockerfilesByContext(session, scan, locate) : "unknown";
      if (byContext === "unknown") return "unknown";
      return (byContext.get(root) ?? []).filter((each) => each.path !== path).map(({ dockerfile }) => dockerfile);
    },
    tracked: ({ root }) => (session.inGit ? pathsBelow(paths, root) : "unknown"),
  };
}

interface Neighbour {
  readonly path: string;
  readonly dockerfile: Dockerfile;
}

/** Every Dockerfile of the repository by the directories that it is or may be built from; `unknown` when one of them cannot be read. */
function dockerfilesByContext(
  { root, rootLayers }: Session,
  { repository }: RepositoryScan,
  locate: Surroundings["locate"],
): ReadonlyMap<string, readonly Neighbour[]> | Unknown {
  const found = new Map<string, Neighbour[]>();
  for (const path of repository.paths.filter((each) => isDockerfileName(posix.basename(each)))) {
    const absolute = join(root, path);
    const text = repository.read(path);
    // Git lists what is deleted and not committed yet, too.
    if (text === undefined && !existsSync(absolute)) continue;
    if (text === undefined) return "unknown";
    const location = locate({ absolute, path, config: resolveConfig(rootLayers, absolute) }, text);
    const dockerfile = readDockerfile(text);
    for (const context of location.kind === "known" ? [location.root] : location.places.map((place) => place.context)) {
      found.set(context, [...(found.get(context) ?? []), { path, dockerfile }]);
    }
  }
  return found;
}

function pathsBelow(paths: readonly string[], root: string): readonly string[] {
  if (root === ".") return paths;
  const prefix = `${root}/`;
  return paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
}

/** Outside a repository nothing bounds a search: only what stands beside the files given by hand, and above them up to the root, is looked at. */
export function pathsNear(root: string, files: readonly Pick<SelectedFile, "path">[]): readonly string[] {
  const inside = files.filter(({ path }) => !path.startsWith("../"));
  const directories = new Set(inside.flatMap(({ path }) => ancestorsOf(directoryOf(path))));
  return [...directories]
    .flatMap((directory) => filesIn(join(root, directory)).map((name) => (directory === "." ? name : `${directory}/${name}`)))
    .sort();
}

function filesIn(directory: string): readonly string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  } catch {
    return [];
  }
}
