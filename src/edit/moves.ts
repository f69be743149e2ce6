/** Instructions that go to another place of the file, with the comments that belong to them. */
import type { Dockerfile, Instruction, Span } from "../dockerfile/model.ts";
import type { Edit } from "./edit.ts";
import { removeLines, replaceSpan } from "./edits.ts";
import { lineAt } from "./style.ts";

/** The lines of an instruction and of the comments above it. */
function linesOf(dockerfile: Dockerfile, instruction: Instruction): Span {
  const first = instruction.leadingComments[0] ?? instruction.span;
  return { start: lineAt(dockerfile, first.start).start, end: instruction.span.end };
}

/** The text of an instruction with its comments, for another place. `changed`: edits inside it. */
export function movedText(dockerfile: Dockerfile, instruction: Instruction, changed: readonly Edit[] = []): string {
  const { start, end } = linesOf(dockerfile, instruction);
  let text = dockerfile.text.slice(start, end);
  for (const edit of [...changed].sort((a, b) => b.start - a.start))
    text = text.slice(0, edit.start - start) + edit.text + text.slice(edit.end - start);
  return text;
}

/** Takes an instruction and its comments out. */
export function removeWithComments(dockerfile: Dockerfile, instruction: Instruction): Edit {
  return removeLines(dockerfile, linesOf(dockerfile, instruction), "");
}

/** Puts other lines in the place of an instruction and its comments. */
export function replaceWithComments(dockerfile: Dockerfile, instruction: Instruction, lines: string): Edit {
  return replaceSpan(linesOf(dockerfile, instruction), lines);
}

/** Whether a blank line stands above an instruction (above its comments). */
export function isApart(dockerfile: Dockerfile, instruction: Instruction): boolean {
  return /\n[ \t]*\r*\n$/.test(dockerfile.text.slice(0, linesOf(dockerfile, instruction).start));
}
