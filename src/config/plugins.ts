import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import type { Transform } from "../engine/transform.ts";
import { DfmodError, nearestName } from "../errors.ts";
import { complaintText, importModule, type Layer, type Layers } from "./load.ts";
import { configSchema } from "./schema.ts";
import { findComplaint, isRecord } from "./validate.ts";

/** The built-in transforms followed by those of the plugins, in the order the configurations name them. */
export async function withPlugins(builtIn: readonly Transform[], configurations: Iterable<Layers>): Promise<readonly Transform[]> {
  const transforms = [...builtIn];
  const loaded = new Set<string>();
  for (const layer of new Set([...configurations].flat())) {
    for (const name of layer.config.plugins ?? []) {
      const file = pluginFile(layer, name);
      if (!loaded.has(file)) {
        loaded.add(file);
        addTransforms(transforms, file, await importModule(file));
      }
    }
  }
  return transforms;
}

function pluginFile({ file }: Layer, name: string): string {
  if (/^\.{0,2}\//.test(name)) {
    return resolve(dirname(file), name);
  }
  try {
    return createRequire(file).resolve(name);
  } catch {
    throw new DfmodError("config", `${file}: cannot find the plugin "${name}"`, "a path starts with ./, anything else must be an installed package");
  }
}

function addTransforms(transforms: Transform[], file: string, module: Readonly<Record<string, unknown>>): void {
  const exported = module.default ?? module.transforms;
  const list: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  for (const item of list) {
    if (!isTransform(item)) {
      throw new DfmodError(
        "config",
        `${file}: does not export transforms`,
        "export default defineTransform({ id, summary, category, safety, effects, find })",
      );
    }
    if (transforms.some(({ id }) => id === item.id)) {
      throw new DfmodError("config", `${file}: there already is a transform "${item.id}"`, "give it another id");
    }
    transforms.push(item);
  }
}

function isTransform(value: unknown): value is Transform {
  return (
    isRecord(value) &&
    typeof value.id === "string" &&
    /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(value.id) &&
    typeof value.summary === "string" &&
    (value.safety === "safe" || value.safety === "unsafe") &&
    ["cache", "correctness", "metadata", "security", "size"].includes(String(value.category)) &&
    Array.isArray(value.effects) &&
    typeof value.find === "function"
  );
}

/** Ids and options in the configurations, held against the transforms there are. Throws for the first that is unknown or of the wrong type. */
export function checkTransformValues(configurations: Iterable<Layers>, transforms: readonly Transform[]): void {
  const schema = configSchema(transforms, "known-only");
  for (const { file, config } of new Set([...configurations].flat())) {
    const complaint = findComplaint(config, schema);
    if (complaint !== undefined) {
      throw new DfmodError("config", complaintText(file, complaint.path, complaint.message), complaint.hint);
    }
  }
}

/** An id the user named, or an error that names the nearest. */
export function findTransform(id: string, transforms: readonly Transform[], where: string): Transform {
  const found = transforms.find((transform) => transform.id === id);
  if (found === undefined) {
    const nearest = nearestName(
      id,
      transforms.map((transform) => transform.id),
    );
    throw new DfmodError(
      "unknown-transform",
      `${where}: there is no transform "${id}"`,
      nearest === undefined ? "dfmod list names them all" : `did you mean "${nearest}"?`,
    );
  }
  return found;
}
