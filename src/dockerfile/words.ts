/**
 * BuildKit's word rules (frontend/dockerfile/shell): how ENV, COPY, WORKDIR … resolve quotes, escapes and variables,
 * and how a line is cut into words when heredoc operators are looked for.
 */

import { isSpace } from "./logical.ts";

/** The value of a variable: its text, `undefined` when it is certainly unset, `null` when it is not known. */
export type Lookup = (name: string) => string | null | undefined;

export interface LexedWord {
  readonly text: string;
  /** Offset of the word's first character in the input. */
  readonly start: number;
  readonly end: number;
}

interface LexOptions {
  readonly escape: string;
  /** Keep quotes in the result. */
  readonly rawQuotes: boolean;
  /** Keep escape characters in the result. */
  readonly rawEscapes: boolean;
  /** Leave `$NAME` as written when it is unset. */
  readonly keepUnset: boolean;
  readonly lookup: Lookup;
}

interface Lexer extends LexOptions {
  readonly text: string;
  position: number;
  /** A variable whose value is not known was met. */
  unknown: boolean;
}

/** An input that BuildKit rejects (unbalanced quote, bad substitution). */
export interface LexError {
  readonly error: string;
}

/** `raw` with quotes, escapes and variables resolved, or `undefined` when that is not known or BuildKit rejects it. */
export function expandWord(raw: string, lookup: Lookup, escape: string): string | undefined {
  const lexer: Lexer = { text: raw, position: 0, unknown: false, escape, rawQuotes: false, rawEscapes: false, keepUnset: false, lookup };
  const result = readUntil(lexer, undefined, false, undefined);
  return lexer.unknown || typeof result !== "string" ? undefined : result;
}

/** Whether `raw` mentions a variable that would be replaced. */
export function hasVariable(raw: string, escape: string): boolean {
  let found = false;
  const lookup: Lookup = () => {
    found = true;
    return "";
  };
  expandWord(raw, lookup, escape);
  return found;
}

/** Cuts a line into words, quotes and escapes kept, variables left alone: the way heredoc operators are found. */
export function splitRawWords(text: string): readonly LexedWord[] | LexError {
  return lexWords(text, true, true);
}

/** The same with quotes kept and escapes removed. */
export function splitQuotedWords(text: string): readonly LexedWord[] | LexError {
  return lexWords(text, true, false);
}

/** The same with quotes and escapes removed. */
export function splitPlainWords(text: string): readonly LexedWord[] | LexError {
  return lexWords(text, false, false);
}

function lexWords(text: string, rawQuotes: boolean, rawEscapes: boolean): readonly LexedWord[] | LexError {
  const lexer: Lexer = { text, position: 0, unknown: false, escape: "\\", rawQuotes, rawEscapes, keepUnset: true, lookup: () => undefined };
  const words: LexedWord[] = [];
  const result = readUntil(lexer, undefined, rawEscapes, words);
  return typeof result === "string" ? words : result;
}

/** Reads up to `stop` (or the end), resolving on the way; collects blank-separated words when asked to. */
function readUntil(lexer: Lexer, stop: string | undefined, rawEscapes: boolean, words: LexedWord[] | undefined): string | LexError {
  const out = collector(words);
  while (lexer.position < lexer.text.length) {
    const at = lexer.position;
    const character = lexer.text[at] ?? "";
    if (character === stop) {
      lexer.position++;
      return out.text();
    }
    if (character === "'" || character === '"' || character === "$") {
      const piece = readSpecial(lexer, character);
      if (typeof piece !== "string") return piece;
      out.add(piece, at, character === "$");
    } else {
      readPlain(lexer, character, rawEscapes, out);
    }
  }
  if (stop !== undefined) return { error: `unexpected end of statement while looking for matching ${stop}` };
  out.endWord(lexer.position);
  return out.text();
}

interface Collector {
  /** Adds text; where `splits`, blanks end the word. */
  add(text: string, at: number, splits: boolean): void;
  endWord(at: number): void;
  text(): string;
}

function collector(words: LexedWord[] | undefined): Collector {
  const parts: string[] = [];
  let word: string[] = [];
  let start = -1;
  const endWord = (at: number): void => {
    if (start >= 0) words?.push({ text: word.join(""), start, end: at });
    word = [];
    start = -1;
  };
  const add = (text: string, at: number, splits: boolean): void => {
    for (const character of splits ? text : [text]) {
      parts.push(character);
      if (splits && isSpace(character)) {
        endWord(at);
        continue;
      }
      if (start < 0) start = at;
      word.push(character);
    }
  };
  return { add, endWord, text: () => parts.join("") };
}

function readPlain(lexer: Lexer, character: string, rawEscapes: boolean, out: Collector): void {
  const at = lexer.position++;
  if (character !== lexer.escape) {
    out.add(character, at, true);
    return;
  }
  if (rawEscapes || lexer.rawEscapes) out.add(character, at, false);
  const next = lexer.text[lexer.position++];
  if (next !== undefined) out.add(next, at, false);
}

function readSpecial(lexer: Lexer, character: string): string | LexError {
  if (character === "'") return readSingleQuoted(lexer);
  return character === '"' ? readDoubleQuoted(lexer) : readDollar(lexer);
}

function readSingleQuoted(lexer: Lexer): string | LexError {
  const end = lexer.text.indexOf("'", lexer.position + 1);
  if (end < 0) return { error: "unexpected end of statement while looking for matching single-quote" };
  const text = lexer.text.slice(lexer.position + (lexer.rawQuotes ? 0 : 1), end + (lexer.rawQuotes ? 1 : 0));
  lexer.position = end + 1;
  return text;
}

function readDoubleQuoted(lexer: Lexer): string | LexError {
  const parts: string[] = [];
  if (lexer.rawQuotes) parts.push('"');
  lexer.position++;
  while (lexer.position < lexer.text.length) {
    const character = lexer.text[lexer.position] ?? "";
    if (character === '"') {
      lexer.position++;
      if (lexer.rawQuotes) parts.push('"');
      return parts.join("");
    }
    if (character === "$") {
      const value = readDollar(lexer);
      if (typeof value !== "string") return value;
      parts.push(value);
      continue;
    }
    lexer.position++;
    parts.push(character === lexer.escape ? readEscapedInQuotes(lexer) : character);
  }
  return { error: "unexpected end of statement while looking for matching double-quote" };
}

/** In double quotes the escape character is special only before `"`, `$` and itself; otherwise it stays. */
function readEscapedInQuotes(lexer: Lexer): string {
  const next = lexer.text[lexer.position];
  const kept = lexer.rawEscapes ? lexer.escape : "";
  if (next === undefined) return kept;
  if (next !== '"' && next !== "$" && next !== lexer.escape) return kept + lexer.escape;
  lexer.position++;
  return kept + next;
}

function readDollar(lexer: Lexer): string | LexError {
  lexer.position++;
  if (lexer.text[lexer.position] !== "{") {
    const name = readName(lexer);
    return name === "" ? "$" : resolve(lexer, name, `$${name}`);
  }
  lexer.position++;
  const next = lexer.text[lexer.position];
  if (next === undefined) return { error: "syntax error: missing '}'" };
  if (next === "{" || next === "}" || next === ":") return { error: "syntax error: bad substitution" };
  const name = readName(lexer);
  return readModifier(lexer, name);
}

/** A variable name: letters, digits, underscore; digits only; or one special parameter. */
function readName(lexer: Lexer): string {
  const rest = lexer.text.slice(lexer.position);
  const name = /^(?:[@*#?\-$!0]|\p{Nd}+|[\p{L}_][\p{L}\p{Nd}_]*)/u.exec(rest)?.[0] ?? "";
  lexer.position += name.length;
  return name;
}

function readModifier(lexer: Lexer, name: string): string | LexError {
  let modifier = lexer.text[lexer.position++] ?? "";
  if (modifier === "}") return resolve(lexer, name, `\${${name}}`);
  if (modifier === "/") return readReplacement(lexer, name);
  const nullIsUnset = modifier === ":";
  if (nullIsUnset) modifier = lexer.text[lexer.position++] ?? "";
  if (!"+-?#%".includes(modifier) || modifier === "") return { error: `unsupported modifier (${modifier}) in substitution` };
  const word = readUntil(lexer, "}", modifier === "#" || modifier === "%", undefined);
  if (typeof word !== "string") return word;
  const value = lexer.lookup(name);
  if (lexer.keepUnset && value === undefined) return `\${${name}${nullIsUnset ? ":" : ""}${modifier}${word}}`;
  if (value === null) return markUnknown(lexer);
  return modify(value, modifier, word, value === undefined || (nullIsUnset && value === ""));
}

function modify(value: string | undefined, modifier: string, word: string, isUnset: boolean): string | LexError {
  if (modifier === "-") return isUnset ? word : (value ?? "");
  if (modifier === "+") return isUnset ? "" : word;
  if (modifier === "?") return isUnset ? { error: word === "" ? "is not allowed to be unset" : word } : (value ?? "");
  const greedy = word.startsWith(modifier);
  return strip(value ?? "", greedy ? word.slice(1) : word, modifier === "%", greedy);
}

function readReplacement(lexer: Lexer, name: string): string | LexError {
  const all = lexer.text[lexer.position] === "/";
  if (all) lexer.position++;
  const pattern = readUntil(lexer, "/", true, undefined);
  if (typeof pattern !== "string") return pattern;
  const replacement = readUntil(lexer, "}", true, undefined);
  if (typeof replacement !== "string") return replacement;
  const value = lexer.lookup(name);
  if (value === null) return markUnknown(lexer);
  const found = globToRegExp(pattern, true);
  return (value ?? "").replace(new RegExp(found, all ? "gsu" : "su"), () => replacement);
}

function strip(value: string, pattern: string, fromEnd: boolean, greedy: boolean): string {
  const lengths = Array.from({ length: value.length + 1 }, (_, i) => i);
  if (greedy) lengths.reverse();
  const expression = new RegExp(`^(?:${globToRegExp(pattern, true)})$`, "su");
  for (const length of lengths) {
    const piece = fromEnd ? value.slice(value.length - length) : value.slice(0, length);
    if (expression.test(piece)) return fromEnd ? value.slice(0, value.length - length) : value.slice(length);
  }
  return value;
}

function globToRegExp(pattern: string, greedy: boolean): string {
  let source = "";
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] ?? "";
    if (character === "*") source += greedy ? ".*" : ".*?";
    else if (character === "?") source += ".";
    else if (character === "\\" && i + 1 < pattern.length) source += escapeForRegExp(pattern[++i] ?? "");
    else source += escapeForRegExp(character);
  }
  return source;
}

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function resolve(lexer: Lexer, name: string, written: string): string {
  const value = lexer.lookup(name);
  if (value === null) return markUnknown(lexer);
  if (value === undefined) return lexer.keepUnset ? written : "";
  return value;
}

function markUnknown(lexer: Lexer): string {
  lexer.unknown = true;
  return "";
}
