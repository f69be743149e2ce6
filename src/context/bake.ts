import { posix } from "node:path";
import { assignmentsOf } from "./compose-service.ts";
import { type BuildDeclaration, declare, imageNames, known, type Stated } from "./declarations.ts";
import { type HclBody, type HclExpression, readHcl, readTemplate } from "./hcl.ts";
import { combinations } from "./matrix.ts";
import { directoryOf, HOLE } from "./paths.ts";
import type { Repository } from "./repository.ts";
import { type Fields, fieldsOf, jsonFields, listOf, scalarOf } from "./untyped.ts";

/** In the order in which `docker buildx bake` merges the files it finds by itself. */
const DEFAULT_NAMES = ["docker-bake.json", "docker-bake.hcl", "docker-bake.override.json", "docker-bake.override.hcl"];

const NAME = /^(?:docker-)?bake(?:[._-].*)?\.(?:hcl|json)$|^.+[._-]bake\.hcl$/i;

/** Longer chains of `inherits` go in circles. */
const DEEPEST = 16;

export function isBakeFile(basename: string): boolean {
  return NAME.test(basename);
}

/** Attributes of a target before its variables have values. */
interface Target {
  readonly attributes: ReadonlyMap<string, HclExpression>;
  readonly line: number | undefined;
}

interface BakeFile {
  readonly targets: ReadonlyMap<string, Target>;
  readonly variables: ReadonlyMap<string, HclExpression>;
  /** Targets that a group names. */
  readonly grouped: ReadonlySet<string>;
}

/** A value as the file gives it, `HOLE` in texts and `null` for what depends on more. */
type Scope = (name: string) => unknown;

/** The builds that a bake file states (Docker's documentation, "Bake file reference"), over the files that bake reads by itself in the same directory. */
export function bakeDeclarations(repository: Repository, path: string): readonly BuildDeclaration[] {
  const directory = directoryOf(path);
  const inDirectory = DEFAULT_NAMES.map((name) => (directory === "." ? name : `${directory}/${name}`));
  const before = inDirectory.includes(path) ? inDirectory.slice(0, inDirectory.indexOf(path)) : inDirectory;
  const own = readBakeFile(repository, path);
  if (own === undefined) return [];
  const all = mergeFiles([...before.map((file) => readBakeFile(repository, file)), own].filter((file) => file !== undefined));
  const inherited = new Set([...all.targets.values()].flatMap((target) => inheritsOf(target, globalScope(all))));
  return [...own.targets.keys()]
    .filter((name) => all.grouped.has(name) || !inherited.has(name) || saysWhatToBuild(all, name))
    .flatMap((name) => declarationsOf(repository, path, all, name));
}

/** A target that others inherit from may be there for nothing else (`_common`, `docker-metadata-action`), unless it says what it builds. */
function saysWhatToBuild(all: BakeFile, name: string): boolean {
  const target = all.targets.get(name);
  const attributes = target === undefined ? new Map<string, HclExpression>() : withInherited(all, target, 0);
  return ["context", "dockerfile", "target"].some((key) => attributes.has(key));
}

function mergeFiles(files: readonly BakeFile[]): BakeFile {
  const targets = new Map<string, Target>();
  for (const file of files) {
    for (const [name, target] of file.targets) {
      targets.set(name, { ...target, attributes: mergeAttributes([targets.get(name)?.attributes, target.attributes]) });
    }
  }
  return {
    targets,
    variables: new Map(files.flatMap((file) => [...file.variables])),
    grouped: new Set(files.flatMap((file) => [...file.grouped])),
  };
}

function readBakeFile(repository: Repository, path: string): BakeFile | undefined {
  const text = repository.read(path);
  if (text === undefined || text === "") return undefined;
  return path.endsWith(".json") ? readJsonFile(jsonFields(text)) : readHclFile(readHcl(text));
}

function readHclFile(body: HclBody | undefined): BakeFile | undefined {
  if (body === undefined) return undefined;
  const blocksOf = (type: string) => body.blocks.filter((block) => block.type === type);
  const groups = blocksOf("group").map(({ body: { attributes } }) => attributes.get("targets"));
  return {
    targets: new Map(blocksOf("target").map(({ labels: [name = ""], body: { attributes }, line }) => [name, { attributes, line }])),
    variables: new Map([
      ...body.attributes,
      ...blocksOf("variable").map(({ labels: [name = ""], body: { attributes } }) => [name, attributes.get("default") ?? UNSET] as const),
    ]),
    grouped: new Set(groups.flatMap((targets) => (targets === undefined ? [] : textsOf(evaluate(targets, () => null))))),
  };
}

/** A variable without a default is what the environment says. */
const UNSET: HclExpression = { kind: "opaque" };

function readJsonFile(fields: Fields | undefined): BakeFile | undefined {
  if (fields === undefined) return undefined;
  const entries = (name: string) => Object.entries(fieldsOf(fields[name])).map(([key, value]) => [key, fieldsOf(value)] as const);
  const attributesOf = (target: Fields) => new Map(Object.entries(target).map(([name, value]) => [name, expressionOf(value)]));
  return {
    targets: new Map(entries("target").map(([name, target]) => [name, { attributes: attributesOf(target), line: undefined }])),
    variables: new Map(entries("variable").map(([name, { default: value }]) => [name, value === undefined ? UNSET : expressionOf(value)])),
    grouped: new Set(entries("group").flatMap(([, { targets }]) => listOf(targets).flatMap((name) => scalarOf(name) ?? []))),
  };
}

function expressionOf(value: unknown): HclExpression {
  if (typeof value === "string") return readTemplate(value);
  if (Array.isArray(value)) return { kind: "list", items: value.map(expressionOf) };
  if (typeof value === "boolean" || typeof value === "number" || value === null) return { kind: "literal", value };
  return { kind: "object", entries: Object.entries(fieldsOf(value)).map(([name, each]) => [expressionOf(name), expressionOf(each)]) };
}

function globalScope({ variables }: BakeFile): Scope {
  const open = new Set<string>();
  const scope: Scope = (name) => {
    const expression = variables.get(name);
    if (expression === undefined || open.has(name)) return null;
    open.add(name);
    const value = evaluate(expression, scope);
    open.delete(name);
    return value;
  };
  return scope;
}

function evaluate(expression: HclExpression, scope: Scope): unknown {
  switch (expression.kind) {
    case "literal":
      return expression.value ?? undefined;
    case "list":
      return expression.items.map((item) => evaluate(item, scope));
    case "object":
      return Object.fromEntries(expression.entries.map(([key, value]) => [scalarOf(evaluate(key, scope)) ?? HOLE, evaluate(value, scope)]));
    case "template":
      return expression.parts.map((part) => (typeof part === "string" ? part : (scalarOf(evaluate(part, scope)) ?? HOLE))).join("");
    case "variable":
      return lookUp(expression.name, scope);
    case "opaque":
      return null;
  }
}

/** `item.name` is a field of `item`. */
function lookUp(name: string, scope: Scope): unknown {
  const [first = "", ...fields] = name.split(".");
  return fields.reduce((value: unknown, field) => fieldsOf(value)[field] ?? null, scope(first));
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value)
    .map(scalarOf)
    .filter((text) => text !== undefined);
}

function inheritsOf({ attributes }: Target, scope: Scope): readonly string[] {
  const inherits = attributes.get("inherits");
  return inherits === undefined ? [] : textsOf(evaluate(inherits, scope));
}

function declarationsOf(repository: Repository, file: string, all: BakeFile, name: string): readonly BuildDeclaration[] {
  const target = all.targets.get(name);
  if (target === undefined) return [];
  const attributes = withInherited(all, target, 0);
  const matrix = attributes.get("matrix");
  const global = globalScope(all);
  const rows = matrix === undefined ? [{}] : (combinations(fieldsOf(evaluate(matrix, global))) ?? []);
  return rows.flatMap((row: Fields) => {
    const scope: Scope = (variable) => (Object.hasOwn(row, variable) ? row[variable] : global(variable));
    const values = Object.fromEntries([...attributes].map(([key, expression]) => [key, evaluate(expression, scope)]));
    return declarationOf(repository, file, { name: scalarOf(values.name) ?? name, line: target.line, values });
  });
}

function withInherited(all: BakeFile, target: Target, depth: number): ReadonlyMap<string, HclExpression> {
  if (depth > DEEPEST) return target.attributes;
  const parents = inheritsOf(target, globalScope(all)).map((name) => all.targets.get(name));
  const inherited = parents.map((parent) => (parent === undefined ? undefined : withInherited(all, parent, depth + 1)));
  return mergeAttributes([...inherited, target.attributes]);
}

/** Later ones win; build arguments and additional contexts are gathered. */
function mergeAttributes(layers: readonly (ReadonlyMap<string, HclExpression> | undefined)[]): ReadonlyMap<string, HclExpression> {
  const merged = new Map<string, HclExpression>();
  for (const [name, value] of layers.flatMap((layer) => [...(layer ?? [])])) {
    const before = merged.get(name);
    const gathers = (name === "args" || name === "contexts") && before?.kind === "object" && value.kind === "object";
    merged.set(name, gathers ? { kind: "object", entries: [...before.entries, ...value.entries] } : value);
  }
  return merged;
}

interface Evaluated {
  readonly name: string;
  readonly line: number | undefined;
  readonly values: Fields;
}

function declarationOf(repository: Repository, file: string, { name, line, values }: Evaluated): readonly BuildDeclaration[] {
  if (values["dockerfile-inline"] !== undefined) return [];
  const text = (value: unknown, otherwise: string) => (value === undefined ? otherwise : (scalarOf(value) ?? HOLE));
  const build = (base: string) =>
    declare(repository, {
      file,
      line,
      kind: "bake",
      name: name.includes(HOLE) ? posix.basename(file) : name,
      base,
      context: text(values.context, ".").replace(/^cwd:\/\//, ""),
      dockerfile: values.dockerfile === undefined ? undefined : text(values.dockerfile, ""),
      dockerfileFrom: "context",
      target: targetOf(values.target),
      args: assignmentsOf(values.args, (raw) => raw),
      additionalContexts: additionalOf(values.contexts),
      images: imageNames(textsOf(values.tags)),
    });
  // Paths start where bake is run: beside its file, or at the root with `-f`.
  const found = [...new Set([directoryOf(file), "."])].map(build).filter((declared) => declared !== undefined);
  const [first, second] = found;
  return first !== undefined && (second === undefined || second.dockerfile === first.dockerfile) ? [first] : [];
}

function targetOf(value: unknown): Stated<string> {
  if (value === undefined) return undefined;
  const text = scalarOf(value);
  return text === undefined ? null : known(text);
}

function additionalOf(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(fieldsOf(value)).map(([name, each]) => [name, scalarOf(each)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined && !entry[1].includes(HOLE)));
}
