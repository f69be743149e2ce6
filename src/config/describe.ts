import type { Transform } from "../engine/transform.ts";
import type { Config, TransformValue } from "./define.ts";
import type { Layer, Layers } from "./load.ts";
import { matchesGlob } from "./resolve.ts";

/** One effective value and where it came from: `default`, or a configuration file and, for overrides, the entry. */
export interface ConfigEntry {
  readonly key: string;
  readonly value: unknown;
  /** `undefined`: the default. */
  readonly layer: Layer | undefined;
  /** `overrides[0]`, where that is the place in the layer. */
  readonly place?: string;
}

/** The effective configuration of `file` (absolute; a directory's: overrides and contexts are listed rather than applied), key by key. */
export function describeConfig(layers: Layers, transforms: readonly Transform[], file: string | undefined): readonly ConfigEntry[] {
  const entries = new Map<string, ConfigEntry>();
  const put = (entry: ConfigEntry): void => {
    entries.set(entry.key, entry);
  };
  for (const entry of defaults(transforms)) {
    put(entry);
  }
  for (const layer of layers) {
    for (const entry of layerEntries(layer, file, entries)) {
      put(entry);
    }
  }
  return [...entries.values()];
}

function defaults(transforms: readonly Transform[]): readonly ConfigEntry[] {
  return [
    { key: "unsafe", value: false, layer: undefined },
    { key: "files.include", value: [], layer: undefined },
    { key: "files.exclude", value: [], layer: undefined },
    ...transforms.flatMap(({ id, options }) => [
      { key: `transforms.${id}`, value: "on", layer: undefined },
      ...Object.entries(options ?? {}).map(([name, value]) => ({ key: `transforms.${id}.${name}`, value, layer: undefined })),
    ]),
  ];
}

function* layerEntries(layer: Layer, file: string | undefined, earlier: ReadonlyMap<string, ConfigEntry>): Generator<ConfigEntry> {
  const { config } = layer;
  if (config.unsafe !== undefined) {
    yield { key: "unsafe", value: config.unsafe, layer };
  }
  yield* fileEntries(layer, config, earlier);
  yield* transformEntries(layer, config.transforms ?? {});
  for (const [i, entry] of (config.overrides ?? []).entries()) {
    const place = `overrides[${i}]`;
    if (file === undefined) {
      yield { key: place, value: entry, layer };
    } else if (entry.files.some((glob) => matchesGlob(layer, glob, file))) {
      yield* transformEntries(layer, entry.transforms, place);
    }
  }
  for (const [glob, directory] of Object.entries(config.contexts ?? {})) {
    if (file === undefined || matchesGlob(layer, glob, file)) {
      yield { key: file === undefined ? `contexts["${glob}"]` : "context", value: directory, layer };
    }
  }
  if (config.plugins !== undefined) {
    yield { key: "plugins", value: config.plugins, layer };
  }
}

function* fileEntries(layer: Layer, { files }: Config, earlier: ReadonlyMap<string, ConfigEntry>): Generator<ConfigEntry> {
  if (files?.include !== undefined) {
    yield { key: "files.include", value: files.include, layer };
  }
  if (files?.exclude !== undefined) {
    const before = earlier.get("files.exclude")?.value;
    yield { key: "files.exclude", value: [...(Array.isArray(before) ? before : []), ...files.exclude], layer };
  }
}

function* transformEntries(layer: Layer, values: Readonly<Record<string, TransformValue>>, place?: string): Generator<ConfigEntry> {
  const where = place === undefined ? {} : { place };
  for (const [id, value] of Object.entries(values)) {
    if (typeof value === "string") {
      yield { key: `transforms.${id}`, value, layer, ...where };
      continue;
    }
    for (const [name, option] of Object.entries(value)) {
      yield { key: `transforms.${id}.${name}`, value: option, layer, ...where };
    }
  }
}
