import { posix } from "node:path";
import { type ComposePlace, type ComposeService, mergeServices, readService } from "./compose-service.ts";
import { type BuildDeclaration, declare } from "./declarations.ts";
import { interpolate, readEnvFile } from "./interpolation.ts";
import { directoryOf, resolvePath } from "./paths.ts";
import type { Repository } from "./repository.ts";
import { type Fields, isFields, listOf, scalarOf } from "./untyped.ts";

export type YamlReader = (text: string) => readonly unknown[] | undefined;

/** `compose.yaml`, `docker-compose.dev.yml`, `compose_tgi.yaml`. */
const NAME = /^(?:docker[-_])?compose(?:[._-].*)?\.ya?ml$/i;

/** In the order in which docker compose takes the first it finds. */
const DEFAULT_NAMES = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/** Chains of `extends` and of override files that are longer go in circles. */
const DEEPEST = 16;

export function isComposeFile(basename: string): boolean {
  return NAME.test(basename);
}

/** What a compose file runs without building it. */
export interface ComposeUse {
  readonly file: string;
  readonly service: ComposeService;
}

/** The compose files of a repository, each read when asked for. */
export interface ComposeFiles {
  /** The builds that a file states, alone or over the files that it overrides. */
  declarations(path: string): readonly BuildDeclaration[];
  /** The services that a file states, the files that it overrides included. */
  services(path: string): readonly ComposeService[];
  /** The files that this one includes and whose names are not those of compose files. */
  included(path: string): readonly string[];
}

interface Reading {
  readonly repository: Repository;
  readonly readYaml: YamlReader;
  readonly environments: Map<string, ReadonlyMap<string, string>>;
  readonly files: Map<string, ComposeFile>;
}

/** One file: its services with nothing from other files. */
interface ComposeFile {
  readonly place: ComposePlace;
  readonly services: Fields;
  readonly includes: readonly string[];
}

const NOTHING: ComposeFile = { place: { base: ".", expand: (text) => text }, services: {}, includes: [] };

export function openComposeFiles(repository: Repository, readYaml: YamlReader): ComposeFiles {
  const reading: Reading = { repository, readYaml, environments: new Map(), files: new Map() };
  const services = (path: string): readonly ComposeService[] =>
    Object.keys(openFile(reading, path).services)
      .map((name) => serviceIn(reading, path, name, 0))
      .filter((service) => service !== undefined);
  return {
    services,
    declarations: (path) => services(path).flatMap((service) => declarationOf(repository, path, service)),
    included: (path) => openFile(reading, path).includes.filter((file) => !isComposeFile(posix.basename(file))),
  };
}

function declarationOf(repository: Repository, file: string, { build, ...service }: ComposeService): readonly BuildDeclaration[] {
  if (build === undefined || build.inline) return [];
  const { base, context = ".", ...rest } = build;
  const declared = declare(repository, { ...service, ...rest, file, kind: "compose", base, context, dockerfileFrom: "context" });
  return declared === undefined ? [] : [declared];
}

/** A service as it comes out when this file is used: alone when it states a build context, else over the files that it overrides. */
function serviceIn(reading: Reading, path: string, name: string, depth: number): ComposeService | undefined {
  if (depth > DEEPEST) return undefined;
  const own = ownService(reading, path, name, depth);
  if (own?.build?.context !== undefined) return own;
  const base = overriddenBy(reading.repository, path);
  const below = base === undefined ? undefined : serviceIn(reading, base, name, depth + 1);
  return own === undefined || below === undefined ? (own ?? below) : mergeServices(below, own);
}

function ownService(reading: Reading, path: string, name: string, depth: number): ComposeService | undefined {
  const { services, place } = openFile(reading, path);
  const fields = services[name];
  if (depth > DEEPEST || !isFields(fields)) return undefined;
  const own = readService(name, fields, place);
  const extension = isFields(fields.extends) ? fields.extends : { service: fields.extends };
  const [service, file] = [scalarOf(extension.service), scalarOf(extension.file)];
  const from = file === undefined ? path : resolvePath(place.base, place.expand(file));
  const parent = service === undefined || from === undefined ? undefined : ownService(reading, from, service, depth + 1);
  return parent === undefined ? own : mergeServices(parent, own);
}

/**
 * The file in the same directory that this one is used over: `docker-compose-tests.override.yml` over `docker-compose-tests.yml`,
 * anything else over the file that docker compose takes by itself.
 */
function overriddenBy(repository: Repository, path: string): string | undefined {
  const [directory, name] = [directoryOf(path), posix.basename(path)];
  const inDirectory = (other: string): string => (directory === "." ? other : `${directory}/${other}`);
  const defaultName = DEFAULT_NAMES.find((other) => repository.hasFile(inDirectory(other)));
  if (name === defaultName) return undefined;
  const shorter = name.replace(/\.[^.]+(?=\.ya?ml$)/, "");
  const stems = shorter === name ? [] : [shorter, shorter.replace(/yml$/, "yaml"), shorter.replace(/yaml$/, "yml")];
  const base =
    stems.map(inDirectory).find((other) => repository.hasFile(other)) ?? (defaultName === undefined ? undefined : inDirectory(defaultName));
  return base === path ? undefined : base;
}

function openFile(reading: Reading, path: string): ComposeFile {
  const opened = reading.files.get(path) ?? readFile(reading, path);
  reading.files.set(path, opened);
  return opened;
}

function readFile(reading: Reading, path: string): ComposeFile {
  const text = reading.repository.read(path);
  const fields = text === undefined || text === "" ? undefined : reading.readYaml(text)?.find(isFields);
  if (fields === undefined) return NOTHING;
  const base = directoryOf(path);
  const variables = environmentOf(reading, base);
  const place: ComposePlace = { base, expand: (raw) => interpolate(raw, (name) => variables.get(name)) };
  // Files of the first version have the services at the top.
  const services = isFields(fields.services) ? fields.services : fields.version === undefined ? fieldsWithServices(fields) : {};
  return { place, services, includes: includesOf(fields.include, place) };
}

function fieldsWithServices(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => isFields(value) && (value.build !== undefined || value.image !== undefined)),
  );
}

function includesOf(include: unknown, { base, expand }: ComposePlace): readonly string[] {
  const paths = listOf(include).flatMap((entry) => (isFields(entry) ? [entry.path].flat() : [entry]));
  return paths
    .map(scalarOf)
    .map((path) => (path === undefined ? undefined : resolvePath(base, expand(path))))
    .filter((path) => path !== undefined);
}

/** The `.env` file beside a compose file. What the shell has set instead is not known; the files are read as they work without. */
function environmentOf({ repository, environments }: Reading, directory: string): ReadonlyMap<string, string> {
  const opened = environments.get(directory) ?? readEnvFile(repository.read(directory === "." ? ".env" : `${directory}/.env`) ?? "");
  environments.set(directory, opened);
  return opened;
}

/** Whether the text may state a build, take one over from another file, or include a file that its name does not give away; the others are not worth parsing. */
export function mayDeclareBuild(text: string): boolean {
  if (/\bbuild['"]?\s*:/.test(text)) return true;
  if (/\bextends['"]?\s*:/.test(text) && /\bfile['"]?\s*:/.test(text)) return true;
  return /^include\s*:/m.test(text) && (text.match(/[\w./-]+\.ya?ml\b/g) ?? []).some((path) => !isComposeFile(posix.basename(path)));
}
