import { findTransform } from "../config/plugins.ts";
import type { FileConfig } from "../config/resolve.ts";
import { optionSchema } from "../config/schema.ts";
import { findComplaint } from "../config/validate.ts";
import type { RewriteOptions, TransformSetting } from "../engine/result.ts";
import type { Options, OptionValue, Transform } from "../engine/transform.ts";
import { DfmodError, nearestName } from "../errors.ts";
import type { CommandLine } from "./command-line.ts";

/** What the command line says about transforms, checked once for all files. */
export interface Choice {
  readonly transforms: readonly Transform[];
  /** Ids and categories of --only; `undefined`: all. */
  readonly onlyIds: ReadonlySet<string> | undefined;
  /** Named one by one in --only: runs although the configuration turns it off. */
  readonly named: ReadonlySet<string>;
  readonly skipIds: ReadonlySet<string>;
  readonly options: ReadonlyMap<string, Options>;
}

export function chooseTransforms({ only, skip, set }: CommandLine, transforms: readonly Transform[]): Choice {
  return {
    transforms,
    onlyIds: only.length === 0 ? undefined : expandNames(only, transforms, "--only"),
    named: new Set(only.filter((name) => !name.startsWith("@"))),
    skipIds: expandNames(skip, transforms, "--skip"),
    options: parseSets(set, transforms),
  };
}

/** What the engine is told for one file. `--skip` beats everything; an id named in `--only` beats "off", except where `overrides` turns it off for this file. */
export function rewriteOptions({ transforms, onlyIds, named, skipIds, options }: Choice, config: FileConfig, line: CommandLine): RewriteOptions {
  const runs = ({ id }: Transform): boolean =>
    !skipIds.has(id) && !config.offHere.has(id) && (onlyIds?.has(id) ?? true) && (named.has(id) || !config.off.has(id));
  const settings: Record<string, TransformSetting> = { ...config.settings };
  for (const [id, values] of options) {
    settings[id] = { ...settings[id], options: { ...settings[id]?.options, ...values } };
  }
  return {
    transforms: transforms.filter(runs),
    knownIds: transforms.map(({ id }) => id),
    unsafe: line.unsafe || config.unsafe,
    create: line.create,
    settings,
    ignorePragmas: line.ignorePragmas,
  };
}

function expandNames(names: readonly string[], transforms: readonly Transform[], where: string): ReadonlySet<string> {
  return new Set(
    names.flatMap((name) => (name.startsWith("@") ? idsOfCategory(name.slice(1), transforms, where) : [findTransform(name, transforms, where).id])),
  );
}

const categories = ["cache", "correctness", "metadata", "security", "size"];

function idsOfCategory(category: string, transforms: readonly Transform[], where: string): readonly string[] {
  if (!categories.includes(category)) {
    const nearest = nearestName(category, categories);
    throw new DfmodError(
      "unknown-transform",
      `${where}: there is no category "@${category}"`,
      nearest === undefined ? categories.map((name) => `@${name}`).join(", ") : `did you mean "@${nearest}"?`,
    );
  }
  return transforms.filter((transform) => transform.category === category).map(({ id }) => id);
}

function parseSets(sets: readonly string[], transforms: readonly Transform[]): ReadonlyMap<string, Options> {
  const options = new Map<string, Options>();
  for (const text of sets) {
    const [, id, name, value] = /^([^.=]+)\.([^=]+)=([\s\S]*)$/.exec(text) ?? [];
    if (id === undefined || name === undefined || value === undefined) {
      throw new DfmodError(
        "usage",
        `--set ${text}: does not have the form <id>.<option>=<value>`,
        "--set oci-labels.source=https://example.com/repository",
      );
    }
    const transform = findTransform(id, transforms, "--set");
    options.set(id, { ...options.get(id), [name]: parseOption(transform, name, value) });
  }
  return options;
}

function parseOption({ id, options = {} }: Transform, name: string, text: string): OptionValue {
  const usual = Object.hasOwn(options, name) ? options[name] : undefined;
  if (usual === undefined) {
    const names = Object.keys(options);
    const nearest = nearestName(name, names);
    const known = names.length === 0 ? `${id} has no options` : `known: ${names.join(", ")}`;
    throw new DfmodError("unknown-option", `--set: ${id} has no option "${name}"`, nearest === undefined ? known : `did you mean "${nearest}"?`);
  }
  const value = typedValue(usual, text);
  const complaint = findComplaint(value, optionSchema(usual));
  if (complaint !== undefined) {
    throw new DfmodError("usage", `--set ${id}.${name}=${text}: ${complaint.message}`, `dfmod explain ${id}`);
  }
  return value;
}

/** Text as the type of the option's default; what does not fit stays text, for the complaint. */
function typedValue(usual: OptionValue, text: string): OptionValue {
  if (typeof usual === "boolean") {
    return text === "true" ? true : text === "false" ? false : text;
  }
  if (typeof usual === "number") {
    return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
  }
  return typeof usual === "string" ? text : text.split(",").filter((item) => item !== "");
}
