/** Instructions that go to another place of the file, with the comments that belong to them. */
import type { Dockerfile, Instruction, Span } from "../dockerfile/model.ts";
import type { Edit } from "./edit.ts";
import { removeLines, replaceSpan } from "./edits.ts";
import { lineAt } from "./style.ts";

/** About what follows: `# Install dependencies` above a COPY. */
const ABOUT_FOLLOWERS = /\b(?:build|compile|depend|deps\b|install|librar|modules\b|packages\b|requirements\b|set ?up\b)/i;
/** About what is copied, or meant for the instruction itself. */
const ABOUT_COPY =
  /\b(?:add|code|copies|copy|copying|everything|files?|rest|sources?)\b|^#\s*(?:hadolint|dfmod|check|checkov|trivy|kics|nosemgrep)/im;

/** Whether the comments above an instruction speak of the block that it begins, so that they stay at its head. */
export function headsBlock({ leadingComments }: Instruction): boolean {
  const text = leadingComments.map((comment) => comment.text).join("\n");
  return ABOUT_FOLLOWERS.test(text) && !ABOUT_COPY.test(text);
}

/** The lines of an instruction and of the comments above it. */
function linesOf(dockerfile: Dockerfile, instruction: Instruction, isBare = false): Span {
  const first = (isBare ? undefined : instruction.leadingComments[0]) ?? instruction.span;
  return { start: lineAt(dockerfile, first.start).start, end: instruction.span.end };
}

/** The text of an instruction with its comments, for another place. `changed`: edits inside it. `isBare`: without the comments above. */
export function movedText(dockerfile: Dockerfile, instruction: Instruction, changed: readonly Edit[] = [], isBare = false): string {
  const { start, end } = linesOf(dockerfile, instruction, isBare);
  let text = dockerfile.text.slice(start, end);
  for (const edit of [...changed].sort((a, b) => b.start - a.start))
    text = text.slice(0, edit.start - start) + edit.text + text.slice(edit.end - start);
  return text;
}

/** Takes instructions and their comments out; neighbours together, so that no two blank lines are left. */
export function removeAll(dockerfile: Dockerfile, instructions: readonly Instruction[]): readonly Edit[] {
  const spans: { start: number; end: number }[] = [];
  for (const span of instructions.map((each) => linesOf(dockerfile, each))) {
    const last = spans.at(-1);
    if (last !== undefined && /^[ \t]*\r*\n$/.test(dockerfile.text.slice(last.end, span.start))) last.end = span.end;
    else spans.push({ ...span });
  }
  return spans.map((span) => removeLines(dockerfile, span, ""));
}

/** Puts other lines in the place of an instruction and its comments; `isBare`: the comments stay above them. */
export function replaceLines(dockerfile: Dockerfile, instruction: Instruction, lines: string, isBare: boolean): Edit {
  return replaceSpan(linesOf(dockerfile, instruction, isBare), lines);
}

/** Whether a blank line stands above an instruction (above its comments). */
export function isApart(dockerfile: Dockerfile, instruction: Instruction): boolean {
  return /\n[ \t]*\r*\n$/.test(dockerfile.text.slice(0, linesOf(dockerfile, instruction).start));
}
