import { relative, resolve, sep } from "node:path";
import type { TransformSetting } from "../engine/result.ts";
import type { TransformValue } from "./define.ts";
import { compileGlob } from "./glob.ts";
import type { Layer, Layers } from "./load.ts";

/** What the configuration says about one file. */
export interface FileConfig {
  readonly unsafe: boolean;
  /** Ids turned off for every file of the configuration; `--only <id>` turns one on again. */
  readonly off: ReadonlySet<string>;
  /** Ids turned off for this file by an `overrides` entry; stays. */
  readonly offHere: ReadonlySet<string>;
  readonly settings: Readonly<Record<string, TransformSetting>>;
  /** Absolute directory of the build context. */
  readonly context: string | undefined;
}

/** What the layers say about `file` (absolute). */
export function resolveConfig(layers: Layers, file: string): FileConfig {
  const off = new Set<string>();
  const offHere = new Set<string>();
  const settings = new Map<string, TransformSetting>();
  for (const layer of layers) {
    applyValues(layer.config.transforms ?? {}, off, settings, offHere);
    for (const entry of layer.config.overrides ?? []) {
      if (entry.files.some((glob) => matchesGlob(layer, glob, file))) {
        applyValues(entry.transforms, offHere, settings, off);
      }
    }
  }
  return {
    unsafe: layers.findLast((layer) => layer.config.unsafe !== undefined)?.config.unsafe ?? false,
    off,
    offHere,
    settings: Object.fromEntries(settings),
    context: configuredContext(layers, file),
  };
}

function applyValues(
  values: Readonly<Record<string, TransformValue>>,
  off: Set<string>,
  settings: Map<string, TransformSetting>,
  otherOff: Set<string>,
): void {
  for (const [id, value] of Object.entries(values)) {
    if (value === "off") {
      off.add(id);
      continue;
    }
    off.delete(id);
    otherOff.delete(id);
    const earlier = settings.get(id) ?? {};
    settings.set(id, typeof value === "string" ? { ...earlier, grade: value } : { ...earlier, options: { ...earlier.options, ...value } });
  }
}

function configuredContext(layers: Layers, file: string): string | undefined {
  for (const layer of layers.toReversed()) {
    const entry = Object.entries(layer.config.contexts ?? {}).findLast(([glob]) => matchesGlob(layer, glob, file));
    if (entry !== undefined) {
      return resolve(layer.base, entry[1]);
    }
  }
  return undefined;
}

/** The pattern by which one of the layers leaves a file out of directories and `--all`. */
export function excludingGlob(layers: Layers, file: string): string | undefined {
  for (const layer of layers) {
    const glob = layer.config.files?.exclude?.find((pattern) => matchesGlob(layer, pattern, file));
    if (glob !== undefined) {
      return glob;
    }
  }
  return undefined;
}

/** A glob of a configuration in another directory, as it reads from `root`. */
export function globFromRoot(root: string, { base }: Layer, glob: string): string {
  const prefix = relative(root, base).replaceAll(sep, "/");
  return prefix === "" ? glob : `${prefix}/${glob.includes("/") ? glob : `**/${glob}`}`;
}

const compiled = new Map<string, RegExp>();

/** Whether a glob of a layer covers a file. A file outside the layer's directory is covered by none. */
export function matchesGlob(layer: Layer, glob: string, file: string): boolean {
  const path = relative(layer.base, file).replaceAll(sep, "/");
  if (path.startsWith("../")) {
    return false;
  }
  const pattern = compiled.get(glob) ?? compileGlob(glob);
  compiled.set(glob, pattern);
  return pattern.test(path);
}
