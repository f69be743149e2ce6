/**
 * The part of TOML that pyproject.toml, poetry.toml and Pipfile are written in: tables, arrays of tables, dotted keys, strings, numbers, booleans,
 * arrays and inline tables (toml.io, version 1.0). What it does not understand makes the whole reading fail.
 */
export type TomlValue = boolean | number | string | TomlTable | readonly TomlValue[];
export interface TomlTable {
  readonly members: ReadonlyMap<string, TomlValue>;
}

interface Growing {
  readonly members: Map<string, TomlValue | Growing | Growing[]>;
}

/** The root table; `undefined` when a line is not understood. */
export function readToml(text: string): TomlTable | undefined {
  const root: Growing = { members: new Map() };
  let table: Growing | undefined = root;
  let at = 0;
  const source = text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  while (at < source.length) {
    const blank = /^(?:[ \t\n]+|#[^\n]*)/.exec(source.slice(at));
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    const header: RegExpExecArray | null = /^(\[\[?)([^\]\n]+)\]\]?[ \t]*(?:#[^\n]*)?(?=\n|$)/.exec(source.slice(at));
    if (header !== null) {
      table = openTable(root, keysOf(header[2] ?? ""), header[1] === "[[");
      if (table === undefined) return undefined;
      at += header[0].length;
      continue;
    }
    const end: number | undefined = readPair(source, at, table);
    if (end === undefined) return undefined;
    at = end;
  }
  return root;
}

const KEY = /^\s*(?:"([^"\\\n]*)"|'([^'\n]*)'|([\w-]+))\s*(?:\.|$)/;

/** The parts of a dotted key; none for what is no key. */
function keysOf(text: string): readonly string[] {
  const keys: string[] = [];
  let rest = text.trim();
  while (rest !== "") {
    const found = KEY.exec(rest);
    if (found === null) return [];
    keys.push(found[1] ?? found[2] ?? found[3] ?? "");
    rest = rest.slice(found[0].length);
  }
  return keys;
}

function isTable(value: unknown): value is Growing {
  return typeof value === "object" && value !== null && "members" in value;
}

function openTable(root: Growing, keys: readonly string[], isItem: boolean): Growing | undefined {
  if (keys.length === 0) return undefined;
  let table = root;
  for (const [index, key] of keys.entries()) {
    const existing = table.members.get(key);
    if (isItem && index === keys.length - 1) {
      const item: Growing = { members: new Map() };
      table.members.set(key, [...(Array.isArray(existing) ? existing.filter(isTable) : []), item]);
      return item;
    }
    const next: unknown = Array.isArray(existing) ? existing.at(-1) : (existing ?? { members: new Map() });
    if (!isTable(next)) return undefined;
    if (existing === undefined) table.members.set(key, next);
    table = next;
  }
  return table;
}

/** Reads `key = value` to the end of its line; the offset behind it. */
function readPair(source: string, at: number, table: Growing): number | undefined {
  const written = /^((?:"[^"\\\n]*"|'[^'\n]*'|[\w.\- \t])+?)[ \t]*=[ \t]*/.exec(source.slice(at));
  const keys = keysOf(written?.[1] ?? "");
  const name = keys.at(-1);
  if (written === null || name === undefined) return undefined;
  const value = readValue(source, at + written[0].length);
  const parent = keys.length === 1 ? table : openTable(table, keys.slice(0, -1), false);
  if (value === undefined || parent === undefined) return undefined;
  const rest = /^[ \t]*(?:#[^\n]*)?(?:\n|$)/.exec(source.slice(value.end));
  if (rest === null || parent.members.has(name)) return undefined;
  parent.members.set(name, value.value);
  return value.end + rest[0].length;
}

interface Parsed {
  readonly value: TomlValue;
  readonly end: number;
}

const SCALARS: readonly { readonly pattern: RegExp; readonly value: (text: string) => TomlValue | undefined }[] = [
  { pattern: /^"""\n?((?:[^\\]|\\.)*?)"""/s, value: unescape },
  { pattern: /^'''\n?(.*?)'''/s, value: (text) => text },
  { pattern: /^"((?:[^"\\\n]|\\.)*)"/, value: unescape },
  { pattern: /^'([^'\n]*)'/, value: (text) => text },
  { pattern: /^(true|false)\b/, value: (text) => text === "true" },
  // Dates and numbers of every notation: nobody here asks for their value.
  { pattern: /^([+-]?[\d][\w.:+-]*)/, value: Number },
];

function readValue(source: string, at: number): Parsed | undefined {
  const rest = source.slice(at);
  if (rest.startsWith("[")) return readArray(source, at + 1);
  if (rest.startsWith("{")) return readInline(source, at + 1);
  for (const { pattern, value } of SCALARS) {
    const found = pattern.exec(rest);
    if (found === null) continue;
    const read = value(found[1] ?? "");
    return read === undefined ? undefined : { value: read, end: at + found[0].length };
  }
  return undefined;
}

function unescape(text: string): string | undefined {
  const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", '"': '"', "\\": "\\" };
  let isKnown = true;
  const value = text.replace(/\\(\s+|.)/gs, (_whole, letter: string) => {
    if (letter.trim() === "") return "";
    isKnown &&= letter in escapes;
    return escapes[letter] ?? "";
  });
  return isKnown ? value : undefined;
}

function skip(source: string, at: number): number {
  return at + (/^(?:[ \t\n]+|#[^\n]*)*/.exec(source.slice(at))?.[0].length ?? 0);
}

function readArray(source: string, start: number): Parsed | undefined {
  const items: TomlValue[] = [];
  let at = skip(source, start);
  while (source[at] !== "]") {
    const item = readValue(source, at);
    if (item === undefined) return undefined;
    items.push(item.value);
    at = skip(source, item.end);
    if (source[at] === ",") at = skip(source, at + 1);
    else if (source[at] !== "]") return undefined;
  }
  return { value: items, end: at + 1 };
}

function readInline(source: string, start: number): Parsed | undefined {
  const table: Growing = { members: new Map() };
  let at = skip(source, start);
  while (source[at] !== "}") {
    const written = /^((?:"[^"\\\n]*"|'[^'\n]*'|[\w.\- \t])+?)[ \t]*=[ \t]*/.exec(source.slice(at));
    const keys = keysOf(written?.[1] ?? "");
    const value = written === null ? undefined : readValue(source, at + written[0].length);
    const parent = keys.length < 2 ? table : openTable(table, keys.slice(0, -1), false);
    const name = keys.at(-1);
    if (value === undefined || parent === undefined || name === undefined) return undefined;
    parent.members.set(name, value.value);
    at = skip(source, value.end);
    if (source[at] === ",") at = skip(source, at + 1);
    else if (source[at] !== "}") return undefined;
  }
  return { value: table, end: at + 1 };
}

/** The value at the end of a path of keys. */
export function tomlAt(table: TomlTable | undefined, ...keys: readonly string[]): TomlValue | undefined {
  let value: TomlValue | undefined = table;
  for (const key of keys) value = isTomlTable(value) ? value.members.get(key) : undefined;
  return value;
}

export function isTomlTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === "object" && "members" in value;
}

/** The members of a table; none for anything else. */
export function tomlMembers(value: TomlValue | undefined): ReadonlyMap<string, TomlValue> {
  return isTomlTable(value) ? value.members : new Map();
}

/** The items of an array; a single value as the only one; none for `undefined`. */
export function tomlItems(value: TomlValue | undefined): readonly TomlValue[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

function isList(value: TomlValue): value is readonly TomlValue[] {
  return Array.isArray(value);
}

export function tomlTexts(value: TomlValue | undefined): readonly string[] {
  return tomlItems(value).filter((item) => typeof item === "string");
}
