/**
 * The part of HCL that bake files are written in (HCL native syntax specification): blocks, attributes, strings with templates, heredocs,
 * lists, objects, variables. Calls, operators and conditions are read over and have no value here.
 */

export type HclExpression =
  | { readonly kind: "list"; readonly items: readonly HclExpression[] }
  | { readonly kind: "literal"; readonly value: boolean | number | null }
  | { readonly kind: "object"; readonly entries: readonly (readonly [HclExpression, HclExpression])[] }
  | { readonly kind: "opaque" }
  | { readonly kind: "template"; readonly parts: readonly (HclExpression | string)[] }
  | { readonly kind: "variable"; readonly name: string };

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  /** 1-based. */
  readonly line: number;
  readonly body: HclBody;
}

export interface HclBody {
  readonly attributes: ReadonlyMap<string, HclExpression>;
  readonly blocks: readonly HclBlock[];
}

const OPAQUE: HclExpression = { kind: "opaque" };
const IDENTIFIER = /[A-Za-z_][\w-]*/y;
const BLANK = /(?:[ \t\r]|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const BLANK_LINES = /(?:\s|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const DEEPEST = 100;

class HclError extends Error {}

interface Reader {
  readonly text: string;
  position: number;
  depth: number;
}

/** `undefined` for what does not read as HCL. */
export function readHcl(text: string): HclBody | undefined {
  try {
    return readBody({ text, position: 0, depth: 0 }, false);
  } catch (error) {
    if (error instanceof HclError) return undefined;
    throw error;
  }
}

/** A string of a bake file in JSON, where templates work too. */
export function readTemplate(text: string): HclExpression {
  const reader = { text, position: 0, depth: 0 };
  try {
    return { kind: "template", parts: readParts(reader, undefined) };
  } catch (error) {
    if (error instanceof HclError) return OPAQUE;
    throw error;
  }
}

function readBody(reader: Reader, inBlock: boolean): HclBody {
  const attributes = new Map<string, HclExpression>();
  const blocks: HclBlock[] = [];
  enter(reader);
  for (;;) {
    take(reader, BLANK_LINES);
    if (reader.position >= reader.text.length && !inBlock) break;
    if (inBlock && takeText(reader, "}")) break;
    const start = reader.position;
    const name = takeName(reader);
    take(reader, BLANK);
    if (!isNext(reader, "==") && takeText(reader, "=")) attributes.set(name, readExpression(reader));
    else blocks.push(readBlock(reader, name, start));
  }
  reader.depth -= 1;
  return { attributes, blocks };
}

function readBlock(reader: Reader, type: string, start: number): HclBlock {
  const labels: string[] = [];
  while (!takeText(reader, "{")) {
    labels.push(isNext(reader, '"') ? plainString(reader) : takeName(reader));
    take(reader, BLANK);
  }
  return { type, labels, line: reader.text.slice(0, start).split("\n").length, body: readBody(reader, true) };
}

function takeName(reader: Reader): string {
  if (isNext(reader, '"')) return plainString(reader);
  const name = take(reader, IDENTIFIER);
  if (name === "") throw new HclError();
  return name;
}

function plainString(reader: Reader): string {
  const value = readString(reader);
  const [part = "", more] = value.kind === "template" ? value.parts : [OPAQUE];
  if (typeof part !== "string" || more !== undefined) throw new HclError();
  return part;
}

/** A term; when an operator, a call or an index follows, the whole expression is opaque. */
function readExpression(reader: Reader): HclExpression {
  enter(reader);
  take(reader, BLANK);
  const term = readTerm(reader);
  take(reader, BLANK);
  reader.depth -= 1;
  if (reader.position >= reader.text.length || /[\n,\]})]/.test(reader.text.charAt(reader.position))) return term;
  skipRest(reader);
  return OPAQUE;
}

function readTerm(reader: Reader): HclExpression {
  const character = reader.text.charAt(reader.position);
  if (character === '"') return readString(reader);
  if (character === "[") return readList(reader);
  if (character === "{") return readObject(reader);
  if (isNext(reader, "<<")) return readHeredoc(reader);
  const number = take(reader, /-?\d+(?:\.\d+)?/y);
  if (number !== "") return { kind: "literal", value: Number(number) };
  const name = take(reader, /[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*/y);
  if (name === "true" || name === "false") return { kind: "literal", value: name === "true" };
  if (name === "null") return { kind: "literal", value: null };
  if (name !== "" && !isNext(reader, "(")) return { kind: "variable", name };
  skipRest(reader);
  return OPAQUE;
}

function readString(reader: Reader): HclExpression {
  reader.position += 1;
  return { kind: "template", parts: readParts(reader, '"') };
}

function readParts(reader: Reader, end: '"' | undefined): readonly (HclExpression | string)[] {
  const parts: (HclExpression | string)[] = [];
  let text = "";
  while (!(end !== undefined && takeText(reader, end))) {
    if (reader.position >= reader.text.length) {
      if (end === undefined) break;
      throw new HclError();
    }
    if (takeText(reader, "$${")) text += "${";
    else if (isNext(reader, "${") || isNext(reader, "%{")) {
      parts.push(text, readInterpolation(reader));
      text = "";
    } else text += readCharacter(reader, end !== undefined);
  }
  return text === "" && parts.length > 0 ? parts : [...parts, text];
}

function readCharacter(reader: Reader, escapes: boolean): string {
  const character = reader.text.charAt(reader.position++);
  if (!escapes || character !== "\\") return character;
  const escaped = reader.text.charAt(reader.position++);
  return { n: "\n", r: "\r", t: "\t" }[escaped] ?? escaped;
}

function readInterpolation(reader: Reader): HclExpression {
  const isControl = isNext(reader, "%{");
  reader.position += 2;
  takeText(reader, "~");
  const value = readExpression(reader);
  takeText(reader, "~");
  if (!takeText(reader, "}")) throw new HclError();
  return isControl ? OPAQUE : value;
}

function readHeredoc(reader: Reader): HclExpression {
  const [opening = "", indented, name = ""] = /^<<(-?)([A-Za-z_]\w*)[ \t]*\r?\n/.exec(reader.text.slice(reader.position)) ?? [];
  if (opening === "") throw new HclError();
  const start = reader.position + opening.length;
  const closing = new RegExp(`^[ \\t]*${name}[ \\t]*\\r?$`, "m").exec(reader.text.slice(start));
  if (closing === null) throw new HclError();
  const body = reader.text.slice(start, start + closing.index);
  reader.position = start + closing.index + closing[0].length;
  return readTemplate(indented === "-" ? withoutIndent(body) : body);
}

function withoutIndent(body: string): string {
  const lines = body.split("\n");
  const indent = Math.min(...lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(indent)).join("\n");
}

function readList(reader: Reader): HclExpression {
  const items: HclExpression[] = [];
  reader.position += 1;
  for (;;) {
    take(reader, BLANK_LINES);
    if (takeText(reader, "]")) return { kind: "list", items };
    // `[for x in list : x]`
    if (take(reader, /for\s/y) !== "") return skipTo(reader, "]");
    items.push(readExpression(reader));
    take(reader, BLANK_LINES);
    if (!takeText(reader, ",") && !isNext(reader, "]")) throw new HclError();
  }
}

function readObject(reader: Reader): HclExpression {
  const entries: [HclExpression, HclExpression][] = [];
  reader.position += 1;
  for (;;) {
    take(reader, BLANK_LINES);
    if (takeText(reader, "}")) return { kind: "object", entries };
    if (take(reader, /for\s/y) !== "") return skipTo(reader, "}");
    const key = readKey(reader);
    take(reader, BLANK);
    if (!takeText(reader, "=") && !takeText(reader, ":")) throw new HclError();
    entries.push([key, readExpression(reader)]);
    take(reader, BLANK_LINES);
    takeText(reader, ",");
  }
}

function readKey(reader: Reader): HclExpression {
  if (isNext(reader, "(")) {
    reader.position += 1;
    return skipTo(reader, ")");
  }
  return isNext(reader, '"') ? readString(reader) : { kind: "template", parts: [takeName(reader)] };
}

function skipTo(reader: Reader, closing: string): HclExpression {
  for (;;) {
    skipRest(reader);
    if (takeText(reader, closing)) return OPAQUE;
    if (reader.position >= reader.text.length) throw new HclError();
    reader.position += 1;
  }
}

/** To the end of an expression: the line's end, or what closes the brackets around it. */
function skipRest(reader: Reader): void {
  let open = 0;
  while (reader.position < reader.text.length) {
    const character = reader.text.charAt(reader.position);
    if (open === 0 && /[\n,\]})]/.test(character)) return;
    if (character === '"') {
      readString(reader);
      continue;
    }
    if (/[[({]/.test(character)) open += 1;
    if (/[\])}]/.test(character)) open -= 1;
    reader.position += 1;
  }
}

function enter(reader: Reader): void {
  reader.depth += 1;
  if (reader.depth > DEEPEST) throw new HclError();
}

function take(reader: Reader, pattern: RegExp): string {
  pattern.lastIndex = reader.position;
  const found = pattern.exec(reader.text)?.[0] ?? "";
  reader.position += found.length;
  return found;
}

function isNext(reader: Reader, text: string): boolean {
  return reader.text.startsWith(text, reader.position);
}

function takeText(reader: Reader, text: string): boolean {
  if (!isNext(reader, text)) return false;
  reader.position += text.length;
  return true;
}
