/** Edits in the file's own style. Each returns ranges of the file; nothing is changed here. */
import type { Comment, Dockerfile, Instruction, Span } from "../dockerfile/model.ts";
import type { ParsedScript } from "../shell/model.ts";
import type { Edit } from "./edit.ts";
import { indentAt, inKeywordCase, joinStyle, lineAt } from "./style.ts";

export function replaceSpan(span: Span, text: string): Edit {
  return { start: span.start, end: span.end, text };
}

export function insertAt(offset: number, text: string): Edit {
  return { start: offset, end: offset, text };
}

/** Another keyword in the written case; nothing else of the instruction is touched. */
export function replaceKeyword(dockerfile: Dockerfile, instruction: Instruction, keyword: string): Edit {
  return replaceSpan(instruction.keywordSpan, inKeywordCase(dockerfile, instruction, keyword));
}

/**
 * Takes an instruction's lines out. The comments above it stay where they are; comments between its lines stay as lines of their own.
 * When that leaves two blank lines in a row, one goes too.
 */
export function removeInstruction(dockerfile: Dockerfile, instruction: Instruction): readonly Edit[] {
  const kept = instruction.innerComments.map((comment) => comment.text).join(dockerfile.eol);
  return [removeLines(dockerfile, instruction.span, kept)];
}

/** Takes comment lines out (to set them elsewhere with `insertBefore`). */
export function removeComments(dockerfile: Dockerfile, comments: readonly Comment[]): readonly Edit[] {
  return comments.map((comment) => removeLines(dockerfile, comment, ""));
}

/** Takes whole lines out, and one of two blank lines that would meet; `kept` stays in their place. */
export function removeLines(dockerfile: Dockerfile, span: Span, kept: string): Edit {
  const { text } = dockerfile;
  const start = lineAt(dockerfile, span.start).start;
  const last = lineAt(dockerfile, span.end);
  const newline = text.indexOf("\n", last.end);
  if (kept !== "") return { start, end: last.end, text: kept };
  if (newline < 0) return { start: lineEndBefore(text, start), end: text.length, text: "" };
  const isBlankAbove = start === 0 || /(?:^|\n)[ \t]*\r*\n$/.test(text.slice(0, start));
  const blankBelow = isBlankAbove ? (/^[ \t]*\r*\n/.exec(text.slice(newline + 1))?.[0].length ?? 0) : 0;
  return { start, end: newline + 1 + blankBelow, text: "" };
}

/** The end of the text above, so that a file without a final newline keeps none when its last line goes. */
function lineEndBefore(text: string, start: number): number {
  return text.slice(0, start).replace(/\r*\n$/, "").length;
}

/** New lines directly above an instruction, below its comments. `text` has no line ending at its end. */
export function insertBefore(dockerfile: Dockerfile, instruction: Instruction, text: string): Edit {
  return insertAt(lineAt(dockerfile, instruction.span.start).start, inEol(dockerfile, text) + dockerfile.eol);
}

/** New lines above an instruction's comments. */
export function insertAboveComments(dockerfile: Dockerfile, instruction: Instruction, text: string): Edit {
  const first = instruction.leadingComments[0] ?? instruction.span;
  return insertAt(lineAt(dockerfile, first.start).start, inEol(dockerfile, text) + dockerfile.eol);
}

/** New lines directly below an instruction. */
export function insertAfter(dockerfile: Dockerfile, instruction: Instruction, text: string): Edit {
  const newline = dockerfile.text.indexOf("\n", instruction.span.end);
  if (newline < 0) return insertAt(dockerfile.text.length, dockerfile.eol + inEol(dockerfile, text));
  return insertAt(newline + 1, inEol(dockerfile, text) + dockerfile.eol);
}

/**
 * Adds a command behind the last one of a RUN's list: on the same line, or on a line of its own in the RUN's style, before a trailing
 * operator and before a shell comment. In a heredoc body it is a new line. The caller has proven that the end is reached.
 */
export function appendCommand(dockerfile: Dockerfile, instruction: Instruction, script: ParsedScript, command: string, operator: "&&" | ";"): Edit {
  const end = script.list.items.at(-1)?.pipeline.span.end ?? instruction.span.end;
  if (instruction.heredocs.some(({ body }) => body.start <= end && end <= body.end)) return appendLine(dockerfile, script, end, command);
  const style = joinStyle(dockerfile, instruction, script.list);
  const glue = operator === ";" ? "" : " ";
  if (style === undefined || isBeforeComment(dockerfile, end)) return insertAt(end, `${glue}${operator} ${command}`);
  const tail = tailAt(dockerfile, end);
  const next = `${dockerfile.escape}${dockerfile.eol}${style.indent}`;
  if (style.placement === "leading" && operator === "&&") return replaceSpan(tail, `${style.gap}${next}&& ${command}`);
  return replaceSpan(tail, `${glue}${operator}${style.gap}${next}${command}`);
}

/** What a new line behind `end` takes the place of: the blanks that the line ends with would otherwise end the new one. */
export function tailAt(dockerfile: Dockerfile, end: number): Span {
  const line = lineAt(dockerfile, end);
  return dockerfile.text.slice(end, line.end).trim() === "" ? { start: end, end: line.end } : { start: end, end };
}

/** Whether a shell comment follows on the line: it is about the command before it, so an addition stays on that command's line. */
export function isBeforeComment(dockerfile: Dockerfile, end: number): boolean {
  return /^[ \t]+#/.test(dockerfile.text.slice(end, lineAt(dockerfile, end).end));
}

/** A line of its own behind the last command of a heredoc body. */
function appendLine(dockerfile: Dockerfile, script: ParsedScript, end: number, command: string): Edit {
  const start = script.list.items.at(-1)?.pipeline.span.start ?? end;
  return insertAt(lineAt(dockerfile, end).end, `${dockerfile.eol}${indentAt(dockerfile, start)}${command}`);
}

function inEol(dockerfile: Dockerfile, text: string): string {
  return text.replace(/\r?\n/g, dockerfile.eol);
}
