/** The argument of CMD and ENTRYPOINT as a JSON array, in the lines it was written in when one line would be too long. */
import { physicalSpan } from "../dockerfile/logical.ts";
import type { Dockerfile, Instruction, LogicalText } from "../dockerfile/model.ts";
import type { Node } from "../shell/model.ts";
import type { Edit } from "./edit.ts";
import { indentAt, lineAt } from "./style.ts";

/** Longer lines are broken, where the instruction was on several lines already. */
const LONGEST_LINE = 120;

/** The words as an array. `places` says where each was written; without them it stays on one line. */
export function asArray(dockerfile: Dockerfile, instruction: Instruction, words: readonly string[], places: readonly Node[] = []): Edit {
  const span = argumentSpan(instruction);
  const line = `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
  if (places.length !== words.length || fits(dockerfile, instruction, line)) return { ...span, text: line };
  let text = "[";
  for (const [index, word] of words.entries()) {
    if (index > 0) text += `,${separator(dockerfile, places[index - 1], places[index])}`;
    text += wordInLines(dockerfile, instruction.args, word, places[index]);
  }
  return { ...span, text: `${text}]` };
}

/** A word that is one quoted text over several lines stays on them: BuildKit joins the lines before it reads the JSON. */
function wordInLines(dockerfile: Dockerfile, args: LogicalText, word: string, place: Node | undefined): string {
  const [start, end] = [(place?.at.start ?? 0) + 1, (place?.at.end ?? 0) - 1];
  if (args.text.slice(start, end) !== word) return JSON.stringify(word);
  let text = "";
  let at = start;
  for (const [run, next] of args.starts.entries()) {
    if (next <= start || next >= end) continue;
    text += inJson(args.text.slice(at, next)) + gapBehind(dockerfile, args, run - 1);
    at = next;
  }
  return `"${text}${inJson(args.text.slice(at, end))}"`;
}

/** A blank, or the line break that stands between two words now. */
function separator(dockerfile: Dockerfile, previous: Node | undefined, next: Node | undefined): string {
  const [from, to] = [previous?.span.start ?? 0, next?.span.start ?? 0];
  if (lineAt(dockerfile, from).start === lineAt(dockerfile, to).start) return " ";
  return ` ${dockerfile.escape}${dockerfile.eol}${indentAt(dockerfile, to)}`;
}

/** The text as the last word of an array behind `shell`, with `exec ` inserted at `execAt`. `words` are the ranges in which blanks count. */
export function asShellArray(
  dockerfile: Dockerfile,
  instruction: Instruction,
  shell: readonly string[],
  execAt: number | undefined,
  words: readonly Node[],
): Edit {
  const { args } = instruction;
  const open = `[${shell.map((word) => `${JSON.stringify(word)}, `).join("")}"`;
  const line = `${open}${piecesOf(args, execAt, words).join("")}"]`;
  if (fits(dockerfile, instruction, line)) return { ...argumentSpan(instruction), text: line };
  const pieces = piecesOf(args, execAt, undefined).map((piece, run) => (run > 0 && !isInWord(words, args.starts[run]) ? untabbed(piece) : piece));
  const text = pieces.map((piece, run) => piece + gapBehind(dockerfile, args, run)).join("");
  return { ...argumentSpan(instruction), text: `${open}${text}"]` };
}

function argumentSpan({ args }: Instruction): { start: number; end: number } {
  return physicalSpan(args, 0, args.text.length);
}

function fits(dockerfile: Dockerfile, instruction: Instruction, text: string): boolean {
  const { start } = argumentSpan(instruction);
  return !instruction.multiline || start - lineAt(dockerfile, start).start + text.length <= LONGEST_LINE;
}

/** The JSON text of each physical line; with `words` given, the blanks where two lines meet become one, outside words. */
function piecesOf({ text, starts }: LogicalText, execAt: number | undefined, words: readonly Node[] | undefined): readonly string[] {
  const isKept = (offset: number): boolean => words === undefined || isInWord(words, offset);
  const pieces: string[] = [];
  for (const [run, start] of starts.entries()) {
    const end = starts[run + 1] ?? text.length;
    const from = run === 0 || isKept(start) ? start : skipBlanks(text, start, end);
    const isHere = execAt !== undefined && from <= execAt && execAt < end;
    const piece = isHere ? `${text.slice(from, execAt)}exec ${text.slice(execAt, end)}` : text.slice(from, end);
    const meetsBlank = /[ \t]/.test(text.slice(end - 1, end + 1));
    pieces.push(inJson(end === text.length || isKept(end) || !meetsBlank ? piece : piece.replace(/[ \t]*$/, from === end ? "" : " ")));
  }
  return pieces;
}

function isInWord(words: readonly Node[], offset = 0): boolean {
  return words.some(({ at }) => at.start < offset && offset < at.end);
}

/** JSON allows no tab in a string: an indent of tabs becomes one of blanks, which is the same to the shell. */
function untabbed(piece: string): string {
  return piece.replace(/^(?: |\\t)+/, (indent) => indent.replaceAll("\\t", "    "));
}

function skipBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && /[ \t]/.test(text.charAt(at))) at++;
  return at;
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** What stands in the file between one physical line of the text and the next. */
function gapBehind({ text }: Dockerfile, args: LogicalText, run: number): string {
  const next = args.offsets[run + 1];
  if (next === undefined) return "";
  return text.slice((args.offsets[run] ?? 0) + (args.starts[run + 1] ?? 0) - (args.starts[run] ?? 0), next);
}
