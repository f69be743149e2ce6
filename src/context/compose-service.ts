import { type Bind, imageNames, known, type RuntimeSettings, type Stated } from "./declarations.ts";
import { resolvePath } from "./paths.ts";
import { type Fields, fieldsOf, isFields, listOf, scalarOf } from "./untyped.ts";

/** `build` of a service, paths as written. */
export interface ComposeBuild {
  /** `undefined`: not stated in this file. */
  readonly context: string | undefined;
  /** From the root: where `context` starts. */
  readonly base: string;
  readonly dockerfile: string | undefined;
  /** `dockerfile_inline`: no file of the repository is built. */
  readonly inline: boolean;
  readonly target: Stated<string>;
  readonly args: Readonly<Record<string, string | null>>;
  readonly additionalContexts: Readonly<Record<string, string>>;
}

export interface ComposeService extends RuntimeSettings {
  readonly name: string;
  readonly build: ComposeBuild | undefined;
  /** Without tag and digest. */
  readonly images: readonly string[];
}

/** A file that a compose file is read with. */
export interface ComposePlace {
  /** From the root: where relative paths start. */
  readonly base: string;
  readonly expand: (text: string) => string;
}

/** A service as one file states it (Compose file reference, "Services", "Build"). */
export function readService(name: string, fields: Fields, place: ComposePlace): ComposeService {
  const { expand } = place;
  const image = scalarOf(fields.image);
  return {
    name,
    build: readBuild(fields.build, place),
    images: image === undefined ? [] : imageNames([expand(image)]),
    command: commandOf(fields.command, expand),
    entrypoint: commandOf(fields.entrypoint, expand),
    user: textOf(fields.user, expand),
    healthcheck: healthcheckOf(fields.healthcheck, expand),
    binds: listOf(fields.volumes).flatMap((volume) => bindOf(volume, place)),
    ports: listOf(fields.ports).flatMap((port) => portOf(port, expand)),
  };
}

function readBuild(build: unknown, { base, expand }: ComposePlace): ComposeBuild | undefined {
  const fields = isFields(build) ? build : { context: build };
  const context = scalarOf(fields.context);
  // `{{ .Dir }}` of a template reads as a mapping too.
  if (context === undefined && !["dockerfile", "dockerfile_inline", "target", "args"].some((key) => key in fields)) return undefined;
  const dockerfile = scalarOf(fields.dockerfile);
  return {
    context: context === undefined ? undefined : expand(context),
    base,
    dockerfile: dockerfile === undefined ? undefined : expand(dockerfile),
    inline: fields.dockerfile_inline !== undefined,
    target: textOf(fields.target, expand),
    args: assignmentsOf(fields.args, expand),
    additionalContexts: textsOf(assignmentsOf(fields.additional_contexts, expand)),
  };
}

function textOf(value: unknown, expand: (text: string) => string): Stated<string> {
  const text = scalarOf(value);
  return text === undefined ? undefined : known(expand(text));
}

/** A mapping, or a list of `NAME=value`. A name without a value takes it from the environment. */
export function assignmentsOf(value: unknown, expand: (text: string) => string): Readonly<Record<string, string | null>> {
  if (!Array.isArray(value)) {
    return Object.fromEntries(Object.entries(fieldsOf(value)).map(([name, each]) => [name, textOf(each, expand) ?? null]));
  }
  const texts = value.map(scalarOf).filter((text) => text !== undefined);
  return Object.fromEntries(
    texts.map((text) => {
      const equals = text.indexOf("=");
      return equals < 0 ? [text, null] : [text.slice(0, equals), known(expand(text.slice(equals + 1)))];
    }),
  );
}

function textsOf(values: Readonly<Record<string, string | null>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null));
}

/** An argument list, or text that compose splits like a shell. */
function commandOf(value: unknown, expand: (text: string) => string): Stated<readonly string[] | string> {
  if (!Array.isArray(value)) return textOf(value, expand);
  const words = value.map((word) => textOf(word, expand) ?? null);
  const texts = words.filter((word) => word !== null);
  return texts.length === words.length ? texts : null;
}

function healthcheckOf(value: unknown, expand: (text: string) => string): Stated<readonly string[] | string> {
  if (!isFields(value)) return undefined;
  if (value.disable === true) return "none";
  const test = commandOf(value.test, expand);
  return Array.isArray(test) && test[0] === "NONE" ? "none" : test;
}

/** A directory or file of the host; named volumes hide what the image has there too, but bring no source. */
function bindOf(volume: unknown, { base, expand }: ComposePlace): readonly Bind[] {
  if (isFields(volume)) {
    const [source, target] = [scalarOf(volume.source), scalarOf(volume.target)];
    if (volume.type !== "bind" || source === undefined || target === undefined) return [];
    return [bind(base, expand(source), expand(target))];
  }
  const text = scalarOf(volume);
  const [source = "", target] = text === undefined ? [] : splitVolume(expand(text));
  return target !== undefined && /^[./~\0]|^[A-Za-z]:[\\/]/.test(source) ? [bind(base, source, target)] : [];
}

function bind(base: string, source: string, target: string): Bind {
  return { source: resolvePath(base, source) ?? null, target: known(target) };
}

/** `source:target[:mode]`; the colon of a Windows drive is none. */
function splitVolume(text: string): readonly string[] {
  return text.split(/(?<!^[A-Za-z]):|:(?![\\/])/);
}

/** The port inside the container of `8080:80`, `127.0.0.1:8001:8001/tcp`, `3000-3005`. */
function portOf(port: unknown, expand: (text: string) => string): readonly string[] {
  const text = scalarOf(isFields(port) ? port.target : port);
  const inside = text === undefined ? undefined : known(expand(text).replace(/^.*:/s, ""));
  return inside === undefined || inside === null ? [] : [inside.replace(/\/(?:tcp|udp)$/, "")];
}

/** What a service comes to when a second file, or a service that extends it, states some of it again (Compose file reference, "Merge"). */
export function mergeServices(base: ComposeService, over: ComposeService): ComposeService {
  const isCovered = ({ target }: Bind): boolean => target !== null && over.binds.some((bind) => bind.target === target);
  return {
    name: over.name,
    build: base.build === undefined || over.build === undefined ? (over.build ?? base.build) : mergeBuilds(base.build, over.build),
    images: over.images.length > 0 ? over.images : base.images,
    command: stated(over.command, base.command),
    entrypoint: stated(over.entrypoint, base.entrypoint),
    user: stated(over.user, base.user),
    healthcheck: stated(over.healthcheck, base.healthcheck),
    binds: [...base.binds.filter((bind) => !isCovered(bind)), ...over.binds],
    ports: [...new Set([...base.ports, ...over.ports])],
  };
}

function mergeBuilds(base: ComposeBuild, over: ComposeBuild): ComposeBuild {
  return {
    context: over.context ?? base.context,
    base: over.context === undefined ? base.base : over.base,
    dockerfile: over.dockerfile ?? base.dockerfile,
    inline: over.inline || (base.inline && over.dockerfile === undefined),
    target: stated(over.target, base.target),
    args: { ...base.args, ...over.args },
    additionalContexts: { ...base.additionalContexts, ...over.additionalContexts },
  };
}

function stated<T>(over: Stated<T>, base: Stated<T>): Stated<T> {
  return over === undefined ? base : over;
}
