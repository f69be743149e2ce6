import { nearestName } from "../errors.ts";
import type { SchemaNode } from "./schema.ts";

/** What is wrong with a value, and where: `transforms.exec-form`. */
export interface Complaint {
  readonly path: string;
  readonly message: string;
  readonly hint?: string;
}

/** The first complaint about `value`, or `undefined` when it fits. */
export function findComplaint(value: unknown, schema: SchemaNode, path = ""): Complaint | undefined {
  if (schema.anyOf !== undefined) {
    return findBranchComplaint(value, schema.anyOf, path);
  }
  if (schema.enum !== undefined) {
    return findEnumComplaint(value, schema.enum, path);
  }
  if (schema.type !== undefined && typeName(value) !== schema.type) {
    return { path, message: `must be ${article(schema.type)}, not ${typeName(value)}` };
  }
  if (typeof value === "string") {
    return findStringComplaint(value, schema, path);
  }
  if (Array.isArray(value)) {
    return firstOf(
      value.map((item, i) => [`${path}[${i}]`, item] as const),
      schema.items,
    );
  }
  return isRecord(value) ? findObjectComplaint(value, schema, path) : undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function typeName(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function firstOf(entries: Iterable<readonly [path: string, value: unknown]>, schema: SchemaNode | undefined): Complaint | undefined {
  for (const [path, value] of schema === undefined ? [] : entries) {
    const complaint = schema === undefined ? undefined : findComplaint(value, schema, path);
    if (complaint !== undefined) {
      return complaint;
    }
  }
  return undefined;
}

/** Of several branches the one of the value's own type says best what is wrong. */
function findBranchComplaint(value: unknown, branches: readonly SchemaNode[], path: string): Complaint | undefined {
  const complaints = branches.map((branch) => findComplaint(value, branch, path));
  if (complaints.includes(undefined)) {
    return undefined;
  }
  const own = branches.findIndex((branch) => (branch.type ?? "string") === typeName(value));
  return complaints[own] ?? { path, message: `must be ${branches.map(describe).join(" or ")}` };
}

function describe(schema: SchemaNode): string {
  return schema.enum === undefined ? article(schema.type ?? "value") : schema.enum.map((name) => `"${name}"`).join(", ");
}

function findEnumComplaint(value: unknown, names: readonly string[], path: string): Complaint | undefined {
  if (typeof value === "string" && names.includes(value)) {
    return undefined;
  }
  const nearest = typeof value === "string" ? nearestName(value, names) : undefined;
  return {
    path,
    message: `must be one of ${names.map((name) => `"${name}"`).join(", ")}`,
    ...(nearest === undefined ? {} : { hint: `did you mean "${nearest}"?` }),
  };
}

function findStringComplaint(value: string, schema: SchemaNode, path: string): Complaint | undefined {
  if (value.length < (schema.minLength ?? 0)) {
    return { path, message: "must not be empty" };
  }
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)) {
    return { path, message: `"${value}" does not match ${schema.pattern}` };
  }
  return undefined;
}

function findObjectComplaint(value: Readonly<Record<string, unknown>>, schema: SchemaNode, path: string): Complaint | undefined {
  const missing = schema.required?.find((key) => !Object.hasOwn(value, key));
  if (missing !== undefined) {
    return { path, message: `needs "${missing}"` };
  }
  const known = schema.properties ?? {};
  for (const [key, item] of Object.entries(value)) {
    const inner = Object.hasOwn(known, key) ? known[key] : schema.additionalProperties;
    if (inner === false) {
      const nearest = nearestName(key, Object.keys(known));
      return {
        path,
        message: `unknown key "${key}"`,
        hint: nearest === undefined ? `known: ${Object.keys(known).join(", ")}` : `did you mean "${nearest}"?`,
      };
    }
    const complaint = inner === undefined ? undefined : findComplaint(item, inner, path === "" ? key : `${path}.${key}`);
    if (complaint !== undefined) {
      return complaint;
    }
  }
  return undefined;
}
