/** Flags and arguments of one instruction, as BuildKit's line parsers cut them. */
import { isSpace, physicalSpan, sliceLogical, trimLogical } from "./logical.ts";
import type { Assignment, Flag, LogicalText, Word } from "./model.ts";

export interface ReadArguments {
  readonly flags: readonly Flag[];
  readonly args: LogicalText;
  readonly json: boolean;
  readonly words: readonly Word[];
  readonly assignments: readonly Assignment[];
  readonly problem: string | undefined;
}

type Parsed = Partial<Pick<ReadArguments, "assignments" | "json" | "problem" | "words">>;
type LineParser = (args: LogicalText, escape: string, keyword: string) => Parsed;

/** A word with its place in the logical text. */
interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const PARSERS: Readonly<Record<string, LineParser>> = {
  ADD: jsonOrWords,
  ARG: argDeclarations,
  CMD: jsonOrText,
  COPY: jsonOrWords,
  ENTRYPOINT: jsonOrText,
  ENV: nameValues,
  EXPOSE: separated,
  FROM: separated,
  HEALTHCHECK: healthcheck,
  LABEL: nameValues,
  RUN: jsonOrText,
  SHELL: jsonOrText,
  VOLUME: jsonOrWords,
};

const NONE: readonly never[] = [];

/** Reads what stands behind a keyword. */
export function readArguments(keyword: string, rest: LogicalText, escape: string): ReadArguments {
  const { flags, end } = readFlags(rest);
  const args = trimLogical(sliceLogical(rest, end, rest.text.length));
  const {
    json = false,
    words = NONE,
    assignments = NONE,
    problem,
  }: Parsed = args.text === "" ? {} : (PARSERS[keyword] ?? wholeText)(args, escape, keyword);
  return { flags, args, json, words, assignments, problem };
}

/** `--flag` words at the front. Quotes and backslashes are removed; a lone `--` ends the flags. */
function readFlags(rest: LogicalText): { flags: readonly Flag[]; end: number } {
  const flags: Flag[] = [];
  const { text } = rest;
  let at = 0;
  for (;;) {
    while (at < text.length && isSpace(text[at])) at++;
    if (!text.startsWith("--", at)) return { flags, end: at };
    const word = readFlagWord(text, at);
    at = word.end;
    if (word.text === "--") return { flags, end: at };
    const [, name = "", value] = /^--([^=]*)(?:=([\s\S]*))?$/.exec(word.text) ?? [];
    flags.push({ name, value, text: word.text, ...physicalSpan(rest, word.start, word.end) });
  }
}

function readFlagWord(text: string, start: number): Piece {
  let at = start;
  let word = "";
  let quote = "";
  for (; at < text.length; at++) {
    const character = text[at] ?? "";
    if (quote === "" && isSpace(character)) break;
    if (character === quote) quote = "";
    else if (quote === "" && (character === "'" || character === '"')) quote = character;
    else if (character === "\\") word += text[++at] ?? "";
    else word += character;
  }
  return { text: word, start, end: Math.min(at, text.length) };
}

function wholeText(args: LogicalText): Parsed {
  return { words: [{ value: args.text, ...physicalSpan(args, 0, args.text.length) }] };
}

function separated(args: LogicalText): Parsed {
  const words: Word[] = [];
  for (const match of args.text.matchAll(/[^\t\v\f\r ]+/g)) {
    words.push({ value: match[0], ...physicalSpan(args, match.index, match.index + match[0].length) });
  }
  return { words };
}

function jsonOrText(args: LogicalText): Parsed {
  return jsonWords(args) ?? wholeText(args);
}

function jsonOrWords(args: LogicalText): Parsed {
  return jsonWords(args) ?? separated(args);
}

/** The exec form: the whole text is a JSON array of strings. An array of anything else is an error; what is no JSON is shell form. */
function jsonWords(args: LogicalText): Parsed | undefined {
  if (!args.text.startsWith("[")) return undefined;
  let values: unknown;
  try {
    values = JSON.parse(args.text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(values)) return undefined;
  if (values.some((value) => typeof value !== "string")) {
    return { problem: "when using JSON array syntax, arrays must be comprised of strings only" };
  }
  const words: Word[] = [];
  for (const match of args.text.matchAll(/"(?:[^"\\]|\\.)*"/gs)) {
    const value: unknown = values[words.length];
    if (typeof value === "string") words.push({ value: wellFormed(value), ...physicalSpan(args, match.index, match.index + match[0].length) });
  }
  return { json: true, words };
}

function healthcheck(args: LogicalText): Parsed {
  const end = [...args.text].findIndex((character) => isSpace(character));
  const type: Word = { value: args.text.slice(0, end < 0 ? undefined : end), ...physicalSpan(args, 0, end < 0 ? args.text.length : end) };
  if (end < 0) return { words: [type] };
  const command = jsonOrText(trimLogical(sliceLogical(args, end, args.text.length)));
  return { ...command, words: [type, ...(command.words ?? [])] };
}

function argDeclarations(args: LogicalText, escape: string): Parsed {
  const pieces = quotedWords(args.text, escape);
  const assignments = pieces.map((piece) => assignment(args, piece, piece.text.includes("=")));
  return { words: pieces.map((piece) => ({ value: piece.text, ...physicalSpan(args, piece.start, piece.end) })), assignments };
}

/** ENV and LABEL: `NAME=value …`, or the old form `NAME rest of the line`, decided by the first word alone. */
function nameValues(args: LogicalText, escape: string, keyword: string): Parsed {
  const pieces = quotedWords(args.text, escape);
  if (pieces[0]?.text.includes("=") === false) return oldNameValue(args, keyword);
  const bad = pieces.find((piece) => !piece.text.includes("="));
  if (bad !== undefined) return { problem: `Syntax error - can't find = in "${bad.text}". Must be of the form: name=value` };
  return { assignments: pieces.map((piece) => assignment(args, piece, true)) };
}

function oldNameValue(args: LogicalText, keyword: string): Parsed {
  const match = /^([^\t\v\f\r ]*)[\t\v\f\r ]+([\s\S]*)$/.exec(args.text);
  if (match === null) return { problem: `${keyword} must have two arguments` };
  const [, name = "", value = ""] = match;
  return { assignments: [{ name, value, separator: "", ...physicalSpan(args, 0, args.text.length) }] };
}

function assignment(args: LogicalText, piece: Piece, hasValue: boolean): Assignment {
  const equals = piece.text.indexOf("=");
  const span = physicalSpan(args, piece.start, piece.end);
  if (!hasValue) return { name: piece.text, value: undefined, separator: "", ...span };
  return { name: piece.text.slice(0, equals), value: piece.text.slice(equals + 1), separator: "=", ...span };
}

/** BuildKit's parseWords: blanks separate unless quoted or escaped; everything is kept as written. */
function quotedWords(text: string, escape: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < text.length) {
    while (at < text.length && isSpace(text[at])) at++;
    if (at === text.length) break;
    const piece = quotedWord(text, at, escape);
    if (piece.text !== "") pieces.push(piece);
    at = piece.end;
  }
  return pieces;
}

function quotedWord(text: string, start: number, escape: string): Piece {
  let word = "";
  let quote = "";
  let at = start;
  for (; at < text.length; at++) {
    const character = text[at] ?? "";
    if (quote === "" && isSpace(character)) break;
    if (character === escape && quote !== "'") {
      const next = text[++at];
      if (next !== undefined) word += character + next;
      else quote = "";
      continue;
    }
    if (character === quote) quote = "";
    else if (quote === "" && (character === "'" || character === '"')) quote = character;
    word += character;
  }
  return { text: word, start, end: Math.min(at, text.length) };
}

/** Go replaces lone surrogates. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}
