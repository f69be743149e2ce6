import { realpathSync, statSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { transforms as builtIn } from "../../transforms/index.ts";
import { type ConfigPlace, type Layers, loadConfigs } from "../config/load.ts";
import { checkTransformValues, withPlugins } from "../config/plugins.ts";
import { findRepository } from "../discover/repository.ts";
import type { Transform } from "../engine/transform.ts";
import type { CommandLine } from "./command-line.ts";

/** Where a command works: the root that paths are counted from, and the configuration there. */
export interface Session {
  readonly cwd: string;
  /** The repository's root, or the current directory outside one. Absolute. */
  readonly root: string;
  readonly inGit: boolean;
  readonly place: ConfigPlace;
  readonly rootLayers: Layers;
  /** The built-in transforms and those of the plugins. */
  readonly transforms: readonly Transform[];
  /** A path from the root as seen from the current directory. */
  readonly display: (path: string) => string;
}

export async function openSession(line: CommandLine, cwd: string, paths: readonly string[]): Promise<Session> {
  const repository = repositoryOf(cwd, paths);
  const root = realpathSync(repository ?? cwd);
  const place: ConfigPlace = { root, cwd, none: line.noConfig, ...(line.config === undefined ? {} : { file: line.config }) };
  const rootLayers = (await loadConfigs(place, [root])).get(root) ?? [];
  const transforms = await withPlugins(builtIn, [rootLayers]);
  checkTransformValues([rootLayers], transforms);
  const display = (path: string): string => relative(cwd, resolve(root, path)).replaceAll(sep, "/");
  return { cwd, root, inGit: repository !== undefined, place, rootLayers, transforms, display };
}

/** The configurations of further directories, held against the known transforms. */
export async function configsOf(session: Session, directories: Iterable<string>): Promise<ReadonlyMap<string, Layers>> {
  const configs = await loadConfigs(session.place, directories);
  checkTransformValues(new Set(configs.values()), session.transforms);
  return configs;
}

/** The repository of the paths given by hand when they share one, else that of the current directory. */
function repositoryOf(cwd: string, paths: readonly string[]): string | undefined {
  const roots = new Set(paths.map((path) => findRepository(existingDirectory(resolve(cwd, path)))?.root));
  const [only] = roots;
  return roots.size === 1 && only !== undefined ? only : findRepository(cwd)?.root;
}

function existingDirectory(path: string): string {
  let directory = path;
  while (!isDirectory(directory) && dirname(directory) !== directory) {
    directory = dirname(directory);
  }
  return directory;
}

/** Also false for what cannot be looked at (a loop of links): finding that out is the search's own business. */
function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
