import type { OptionValue, Transform } from "../engine/transform.ts";

/** The part of JSON Schema (2020-12) that the configuration needs; `validate.ts` understands exactly this. */
export interface SchemaNode {
  readonly type?: "array" | "boolean" | "number" | "object" | "string";
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly minLength?: number;
  readonly pattern?: string;
  readonly items?: SchemaNode;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  /** `false`: no further keys. */
  readonly additionalProperties?: SchemaNode | false;
  readonly anyOf?: readonly SchemaNode[];
}

const glob: SchemaNode = {
  type: "string",
  minLength: 1,
  pattern: "^[^!]",
  description:
    "A glob from the directory of the configuration; one without a slash matches at any depth, one that matches a directory covers what is below it",
};

const switches: SchemaNode = {
  enum: ["off", "safe", "unsafe"],
  description: '"off": not run; "safe": only its safe changes; "unsafe": also the unsafe ones',
};

const anyOptions: SchemaNode = {
  type: "object",
  description: "Options of the transform",
  additionalProperties: { anyOf: [{ type: "boolean" }, { type: "number" }, { type: "string" }, { type: "array", items: { type: "string" } }] },
};

/**
 * The schema of a configuration. With `transforms` their ids and options are spelled out; without, any id is taken (plugins are not known yet).
 * `known-only`: no other ids.
 */
export function configSchema(transforms?: readonly Transform[], ids: "any" | "known-only" = "any"): SchemaNode {
  const perTransform = transformsSchema(transforms, ids === "any" ? { anyOf: [switches, anyOptions] } : false);
  return {
    type: "object",
    additionalProperties: false,
    properties: { ...generalProperties, transforms: perTransform, overrides: overridesSchema(perTransform) },
  };
}

const generalProperties: Readonly<Record<string, SchemaNode>> = {
  $schema: { type: "string", description: "Where this schema is, for editors" },
  extends: { type: "string", minLength: 1, description: '"root" or the relative path of a JSON configuration that this one builds on' },
  files: {
    type: "object",
    additionalProperties: false,
    properties: {
      include: { type: "array", items: glob, description: "Files that are Dockerfiles in spite of their name" },
      exclude: { type: "array", items: glob, description: "Files that directories and --all leave out" },
    },
  },
  unsafe: { type: "boolean", description: "Also apply changes graded unsafe" },
  contexts: {
    type: "object",
    description: "Glob of Dockerfiles → directory they are built from; later entries win",
    additionalProperties: { type: "string", minLength: 1 },
  },
  plugins: {
    type: "array",
    items: { type: "string", minLength: 1 },
    description: "Modules that export transforms; outermost configuration only",
  },
};

function overridesSchema(perTransform: SchemaNode): SchemaNode {
  return {
    type: "array",
    description: "Settings for some files; later entries win",
    items: {
      type: "object",
      additionalProperties: false,
      required: ["files", "transforms"],
      properties: { files: { type: "array", items: glob }, transforms: perTransform },
    },
  };
}

function transformsSchema(transforms: readonly Transform[] | undefined, additionalProperties: SchemaNode | false): SchemaNode {
  const description = "Transform id → off, safe, unsafe, or its options";
  if (transforms === undefined) {
    return { type: "object", description, additionalProperties };
  }
  const properties = transforms.map(
    ({ id, summary, options }) => [id, { description: summary, anyOf: [switches, optionsSchema(options ?? {})] }] as const,
  );
  return { type: "object", description, additionalProperties, properties: Object.fromEntries(properties) };
}

function optionsSchema(defaults: Readonly<Record<string, OptionValue>>): SchemaNode {
  const properties = Object.entries(defaults).map(([name, value]) => [name, optionSchema(value)] as const);
  return { type: "object", additionalProperties: false, properties: Object.fromEntries(properties) };
}

/** The schema of an option, told from its default. */
export function optionSchema(value: OptionValue): SchemaNode {
  if (typeof value === "boolean") {
    return { type: "boolean" };
  }
  if (typeof value === "number") {
    return { type: "number" };
  }
  return typeof value === "string" ? { type: "string" } : { type: "array", items: { type: "string" } };
}
