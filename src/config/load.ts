import { readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { DfmodError } from "../errors.ts";
import type { Config } from "./define.ts";
import { compileGlob } from "./glob.ts";
import { jsonErrorOffset, lineAndColumn } from "./json-position.ts";
import { configSchema } from "./schema.ts";
import { findComplaint, isRecord } from "./validate.ts";

/** One configuration file. */
export interface Layer {
  /** Absolute; `package.json` for `package.json#dfmod`. */
  readonly file: string;
  /** The directory that its globs and contexts are relative to. */
  readonly base: string;
  readonly config: Config;
}

/** What holds for a directory: what the nearest configuration extends first, itself last. Empty: no configuration. */
export type Layers = readonly Layer[];

export interface ConfigPlace {
  /** The outermost directory that is looked into: the repository's root, else the current directory. Absolute. */
  readonly root: string;
  readonly cwd: string;
  /** `--config`: this file for everything. */
  readonly file?: string;
  /** `--no-config`. */
  readonly none?: boolean;
}

const scriptNames = ["dfmod.config.mjs", "dfmod.config.js"];
const fileNames = [...scriptNames, "dfmod.json"];

/** The configurations of every directory in `directories` (absolute), by directory. Throws a `DfmodError` with code `config` for the first that is wrong. */
export async function loadConfigs(place: ConfigPlace, directories: Iterable<string>): Promise<ReadonlyMap<string, Layers>> {
  const loaded = new Map<string, Layers>();
  const shared = place.none === true ? [] : place.file === undefined ? undefined : await loadExplicit(place, place.file);
  for (const directory of directories) {
    loaded.set(directory, shared ?? (await loadNearest(place, directory, loaded)));
  }
  return loaded;
}

/** As ruff has it, the globs of a file named by --config are relative to the current directory. */
async function loadExplicit(place: ConfigPlace, name: string): Promise<Layers> {
  const file = resolve(place.cwd, name);
  if (!isFile(file)) {
    throw new DfmodError("config", `${name}: no such configuration file`, "--config takes a file; --no-config runs without any");
  }
  return loadChain(place, file, place.cwd, []);
}

async function loadNearest(place: ConfigPlace, directory: string, loaded: Map<string, Layers>): Promise<Layers> {
  const known = loaded.get(directory);
  if (known !== undefined) {
    return known;
  }
  const file = findConfigFile(directory);
  const parent = dirname(directory);
  const layers =
    file !== undefined
      ? await loadChain(place, file, directory, [])
      : isOutermost(place, directory) || parent === directory
        ? []
        : await loadNearest(place, parent, loaded);
  loaded.set(directory, layers);
  return layers;
}

/** A file outside the root is looked up to its own repository, and only in its own directory when it has none. */
function isOutermost({ root }: ConfigPlace, directory: string): boolean {
  const inside = directory === root || directory.startsWith(root + sep);
  return inside ? directory === root : statSync(join(directory, ".git"), { throwIfNoEntry: false }) !== undefined;
}

/** The configuration of this very directory. Throws when there are two. */
export function findConfigFile(directory: string): string | undefined {
  const found = fileNames.map((name) => join(directory, name)).filter(isFile);
  const manifest = join(directory, "package.json");
  if (isFile(manifest) && readFileSync(manifest, "utf8").includes('"dfmod"') && manifestConfig(manifest) !== undefined) {
    found.push(manifest);
  }
  const [first, second] = found;
  if (first !== undefined && second !== undefined) {
    throw new DfmodError("config", `two configurations in one directory: ${first} and ${second}`, "keep one of them");
  }
  return first;
}

/** `undefined` also for a package.json that is not JSON: that is not for this program to complain about. */
function manifestConfig(manifest: string): unknown {
  const text = readFileSync(manifest, "utf8");
  const value: unknown = jsonErrorOffset(text) === undefined ? JSON.parse(text) : undefined;
  return isRecord(value) ? value.dfmod : undefined;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** A configuration after everything it extends. */
async function loadChain(place: ConfigPlace, file: string, base: string, seen: readonly string[]): Promise<Layers> {
  if (seen.includes(file)) {
    throw new DfmodError("config", `${file}: extends itself through ${seen.join(", ")}`);
  }
  const layer = { file, base, config: checkConfig(file, await readConfig(place, file)) };
  checkPlacement(place, layer);
  if (layer.config.extends === undefined) {
    return [layer];
  }
  const target = extendedFile(place, layer, layer.config.extends);
  return [...(await loadChain(place, target, dirname(target), [...seen, file])), layer];
}

function extendedFile({ root }: ConfigPlace, { file }: Layer, name: string): string {
  const target = name === "root" ? findConfigFile(root) : resolve(dirname(file), name);
  if (target === undefined || !isFile(target)) {
    const missing = name === "root" ? `there is no configuration in ${root}` : `${target} does not exist`;
    throw new DfmodError("config", `${file}: cannot extend "${name}": ${missing}`);
  }
  if (name !== "root" && !target.endsWith(".json")) {
    throw new DfmodError("config", `${file}: cannot extend "${name}": only JSON configurations can be extended by path`);
  }
  return target;
}

/** Code runs only from the configuration at the root (or the one named by --config), which whoever starts the program has in view. */
function checkPlacement({ root, cwd, file: explicit }: ConfigPlace, { file, config }: Layer): void {
  if (dirname(file) === root || (explicit !== undefined && file === resolve(cwd, explicit))) {
    return;
  }
  if (scriptNames.some((name) => file.endsWith(sep + name))) {
    throw new DfmodError("config", `${file}: a configuration below ${root} must be JSON`, "rename it to dfmod.json; code is run from the root only");
  }
  const misplaced = config.plugins !== undefined ? "plugins" : config.files?.include !== undefined ? "files.include" : undefined;
  if (misplaced !== undefined) {
    throw new DfmodError("config", `${file}: "${misplaced}" belongs into the configuration of ${root}`, `move "${misplaced}" there`);
  }
}

async function readConfig(place: ConfigPlace, file: string): Promise<unknown> {
  if (file.endsWith("package.json") && dirname(file) !== file) {
    return manifestConfig(file);
  }
  if (file.endsWith(".json")) {
    return parseJson(file, readFileSync(file, "utf8").replace(/^\ufeff/, ""));
  }
  if (!/\.[cm]?js$/.test(file)) {
    throw new DfmodError("config", `${relative(place.cwd, file)}: a configuration is a .json, .mjs or .js file`);
  }
  const module = await importModule(file);
  if (!("default" in module)) {
    throw new DfmodError("config", `${file}: has no default export`, "export default { … }");
  }
  return module.default;
}

/** Runs a module of the user; what it throws is the user's error, not ours. */
export async function importModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    throw new DfmodError("config", `${file}: ${error instanceof Error ? error.message : String(error)}`, "the module could not be loaded");
  }
}

function parseJson(file: string, text: string): unknown {
  const offset = jsonErrorOffset(text);
  if (offset === undefined) {
    return JSON.parse(text);
  }
  const { line, column } = lineAndColumn(text, offset);
  const found = offset >= text.length ? "the file ends too early" : `${JSON.stringify(text.charAt(offset))} is not expected here`;
  const hint = text.startsWith("/", offset) ? "JSON has no comments; dfmod.config.mjs may have them" : undefined;
  throw new DfmodError("config", `${file}:${line}:${column}: ${found}`, hint);
}

const schema = configSchema();

function isConfig(value: unknown): value is Config {
  return findComplaint(value, schema) === undefined;
}

function checkConfig(file: string, value: unknown): Config {
  if (!isConfig(value)) {
    const complaint = findComplaint(value, schema);
    throw new DfmodError("config", complaintText(file, complaint?.path ?? "", complaint?.message ?? "is not valid"), complaint?.hint);
  }
  for (const glob of globsOf(value)) {
    checkGlob(file, glob);
  }
  return value;
}

/** `dfmod.json: transforms.exec-form must be …` */
export function complaintText(file: string, path: string, message: string): string {
  return path === "" ? `${file}: ${message}` : `${file}: ${path} ${message.startsWith("unknown") ? `has the ${message}` : message}`;
}

function globsOf({ files, overrides, contexts }: Config): readonly string[] {
  return [...(files?.include ?? []), ...(files?.exclude ?? []), ...(overrides ?? []).flatMap((entry) => entry.files), ...Object.keys(contexts ?? {})];
}

function checkGlob(file: string, glob: string): void {
  try {
    compileGlob(glob);
  } catch {
    throw new DfmodError("config", `${file}: "${glob}" is not a valid glob`);
  }
}
