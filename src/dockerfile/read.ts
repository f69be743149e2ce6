/**
 * The lossless reader. It follows BuildKit's parser (frontend/dockerfile/parser) step by step, including what surprises people,
 * and keeps for every logical character where it stands in the file.
 */
import { DfmodError } from "../errors.ts";
import { readArguments } from "./arguments.ts";
import { type DirectiveReader, directiveReader } from "./directives.ts";
import { type HeredocOperator, heredocOperators } from "./heredoc.ts";
import { isSpace, joinLogical, physicalSpan, plainLogical, sliceLogical, trimLogical } from "./logical.ts";
import type { Comment, Directive, Dockerfile, Heredoc, Instruction, LogicalText, Problem } from "./model.ts";
import { checkInstructions } from "./validate.ts";

/** A physical line: `[start, end)` without its line ending, which ends at `next`. */
interface Line {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

interface Reader {
  readonly text: string;
  readonly lines: readonly Line[];
  readonly directives: DirectiveReader;
  readonly comments: Comment[];
  readonly instructions: Instruction[];
  readonly problems: Problem[];
  /** Index of the next line. */
  at: number;
  /** The comments directly above the next instruction. */
  pending: Comment[];
}

/** One instruction's lines joined, before its arguments are read. */
interface Joined {
  readonly logical: LogicalText;
  readonly line: number;
  /** The last line before any heredoc body. */
  readonly endLine: number;
  readonly innerComments: readonly Comment[];
}

const MAX_LINE_BYTES = 65_535;

/** The text of a Dockerfile; the byte order mark is kept. Throws `not-utf8`. */
export function decodeDockerfile(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new DfmodError("not-utf8", "the file is not valid UTF-8", "convert it to UTF-8 (for example with iconv) and run dfmod again");
  }
}

/** Reads a Dockerfile. Never throws: what BuildKit would reject is in `problems`. Linear in the length of `text`. */
export function readDockerfile(text: string): Dockerfile {
  const lines = splitLines(text);
  const reader: Reader = { text, lines, directives: directiveReader(), comments: [], instructions: [], problems: [], at: 0, pending: [] };
  while (reader.at < lines.length && reader.problems.length === 0) readNext(reader);
  if (reader.instructions.length === 0 && reader.problems.length === 0) {
    reader.problems.push({ kind: "parse", message: "file with no instructions", line: 1 });
  }
  const directives: readonly Directive[] = reader.directives.found;
  const dockerfile: Dockerfile = {
    text,
    bom: text.startsWith("\ufeff"),
    eol: dominantEol(text),
    finalNewline: text.endsWith("\n"),
    escape: reader.directives.escape(),
    directives,
    comments: reader.comments,
    instructions: reader.instructions,
    lineStarts: lines.map((line) => line.start),
    problems: reader.problems,
  };
  if (reader.problems.length === 0) reader.problems.push(...checkInstructions(dockerfile));
  return dockerfile;
}

function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf("\n", start);
    const next = newline < 0 ? text.length : newline + 1;
    let end = newline < 0 ? text.length : newline;
    while (end > start && text[end - 1] === "\r") end--;
    lines.push({ start, end, next });
    start = next;
  }
  return lines;
}

function dominantEol(text: string): "\n" | "\r\n" {
  const crlf = text.split("\r\n").length - 1;
  return crlf * 2 > text.split("\n").length - 1 ? "\r\n" : "\n";
}

/** Reads one comment, blank line or instruction. */
function readNext(reader: Reader): void {
  const index = reader.at;
  const line = reader.lines[index];
  if (line === undefined) return;
  reader.at++;
  if (!fits(reader, line, index)) return;
  const start = skipBlanks(reader.text, index === 0 && reader.text.startsWith("\ufeff") ? line.start + 1 : line.start, line.end);
  const problem = reader.directives.offer(reader.text.slice(start, line.end), start, index + 1);
  if (problem !== undefined) reader.problems.push({ kind: "parse", message: problem, line: index + 1 });
  else if (reader.text[start] === "#" && start < line.end) readComment(reader, start, line.end, index);
  else readInstruction(reader, start, index);
}

function readComment(reader: Reader, start: number, end: number, index: number): void {
  if (reader.directives.found.at(-1)?.line === index + 1) return;
  const comment = { start, end, text: reader.text.slice(start, end), line: index + 1 };
  reader.comments.push(comment);
  reader.pending.push(comment);
}

function readInstruction(reader: Reader, start: number, index: number): void {
  const joined = joinLines(reader, start, index);
  const leading = reader.pending.length === 0 ? NONE : reader.pending;
  if (leading !== NONE) reader.pending = [];
  if (joined === undefined) return;
  const command = readCommand(reader, trimLogical(joined.logical), joined.line);
  const operators = heredocOperators(command.onbuild ?? command, joined.logical);
  const heredocs = operators.length === 0 ? NONE : readHeredocs(reader, operators, joined.line);
  if (heredocs === undefined) return;
  const end = reader.lines[reader.at - 1]?.end ?? command.keywordSpan.end;
  reader.instructions.push(
    toInstruction(command, {
      heredocs,
      span: { start: command.keywordSpan.start, end },
      line: joined.line,
      endLine: reader.at,
      innerComments: joined.innerComments,
      multiline: joined.endLine > joined.line,
      leadingComments: leading,
      index: reader.instructions.length,
    }),
  );
}

/** Joins continued lines. Comments and blank lines inside are skipped, as BuildKit does; a blank line alone is nothing. */
function joinLines(reader: Reader, start: number, index: number): Joined | undefined {
  const first = reader.lines[index];
  if (first === undefined) return undefined;
  const escape = reader.directives.escape();
  const innerComments: Comment[] = [];
  let end = continuationStart(reader.text, start, first.end, escape);
  let continued = end !== undefined;
  if (!continued && start === first.end) return undefined;
  const parts = [plainLogical(reader.text.slice(start, end ?? first.end), start)];
  while (continued && reader.at < reader.lines.length) {
    const line = reader.lines[reader.at];
    if (line === undefined || !fits(reader, line, reader.at)) return undefined;
    reader.at++;
    const content = skipBlanks(reader.text, line.start, line.end);
    if (content === line.end) continue;
    if (reader.text[content] === "#") {
      innerComments.push({ start: content, end: line.end, text: reader.text.slice(content, line.end), line: reader.at });
      continue;
    }
    end = continuationStart(reader.text, line.start, line.end, escape);
    continued = end !== undefined;
    parts.push(plainLogical(reader.text.slice(line.start, end ?? line.end), line.start));
  }
  for (const comment of innerComments) reader.comments.push(comment);
  return { logical: joinLogical(parts), line: index + 1, endLine: reader.at, innerComments };
}

/** Where the continuation (escape character and blanks behind it) of a line begins; `undefined` when the line ends here. `\\` is no continuation. */
function continuationStart(text: string, start: number, end: number, escape: string): number | undefined {
  let at = end;
  while (at > start && (text[at - 1] === " " || text[at - 1] === "\t")) at--;
  if (at === start || text[at - 1] !== escape) return undefined;
  return at - 1 > start && text[at - 2] === escape ? undefined : at - 1;
}

/** What one logical line says. */
type Command = Pick<Instruction, "args" | "assignments" | "flags" | "json" | "keyword" | "keywordSpan" | "onbuild" | "words">;
/** Where it stands in the file. */
type Place = Omit<Instruction, keyof Command>;

const NONE: readonly never[] = [];

/** One literal, so that all instructions have one shape. */
function toInstruction(command: Command, place: Place): Instruction {
  const { keyword, keywordSpan, flags, args, json, words, assignments, onbuild } = command;
  const { span, line, endLine, heredocs, innerComments, multiline, leadingComments, index } = place;
  return {
    keyword,
    keywordSpan,
    span,
    line,
    endLine,
    flags,
    args,
    json,
    words,
    assignments,
    heredocs,
    innerComments,
    multiline,
    leadingComments,
    onbuild,
    index,
  };
}

/** Keyword, flags and arguments of one logical line; for ONBUILD also those of the instruction inside. */
function readCommand(reader: Reader, logical: LogicalText, line: number): Command {
  const keywordEnd = /[\t\v\f\r ]/.exec(logical.text)?.index ?? logical.text.length;
  const keyword = logical.text.slice(0, keywordEnd).toUpperCase();
  const read = readArguments(keyword, sliceLogical(logical, keywordEnd, logical.text.length), reader.directives.escape());
  if (read.problem !== undefined) reader.problems.push({ kind: "parse", message: read.problem, line });
  const { flags, args, json, words, assignments } = read;
  const onbuild = keyword === "ONBUILD" && args.text !== "" ? deferred(reader, args, line) : undefined;
  return { keyword, keywordSpan: physicalSpan(logical, 0, keywordEnd), flags, args, json, words, assignments, onbuild };
}

function deferred(reader: Reader, args: LogicalText, line: number): Instruction {
  const span = physicalSpan(args, 0, args.text.length);
  const place = { span, line, endLine: line, heredocs: NONE, innerComments: NONE, multiline: false, leadingComments: NONE };
  return toInstruction(readCommand(reader, args, line), { ...place, index: reader.instructions.length });
}

/** The bodies behind an instruction, or `undefined` (and a problem) when one does not end. */
function readHeredocs(reader: Reader, operators: readonly HeredocOperator[], line: number): readonly Heredoc[] | undefined {
  const heredocs: Heredoc[] = [];
  for (const operator of operators) {
    const heredoc = readHeredoc(reader, operator);
    if (heredoc === undefined) {
      reader.problems.push({ kind: "parse", message: "unterminated heredoc", line });
      return undefined;
    }
    heredocs.push(heredoc);
  }
  return heredocs;
}

function readHeredoc(reader: Reader, operator: HeredocOperator): Heredoc | undefined {
  const { text, lines } = reader;
  const bodyStart = lines[reader.at]?.start ?? text.length;
  const content: string[] = [];
  while (reader.at < lines.length) {
    const line = lines[reader.at++];
    if (line === undefined) return undefined;
    let start = line.start;
    if (operator.chomp) while (start < line.end && text[start] === "\t") start++;
    if (text.slice(start, line.end) === operator.name) {
      return { ...operator, body: { start: bodyStart, end: line.start }, terminator: { start, end: line.end }, content: content.join("") };
    }
    content.push(text.slice(line.start, line.next));
  }
  return undefined;
}

/** BuildKit's scanner takes no line longer than 64 KiB. */
function fits(reader: Reader, line: Line, index: number): boolean {
  if (line.next - line.start <= MAX_LINE_BYTES / 4) return true;
  if (new TextEncoder().encode(reader.text.slice(line.start, line.next)).length <= MAX_LINE_BYTES) return true;
  reader.problems.push({ kind: "parse", message: `dockerfile line greater than maximum allowed size of ${MAX_LINE_BYTES}`, line: index + 1 });
  return false;
}

function skipBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(text[at])) at++;
  return at;
}
