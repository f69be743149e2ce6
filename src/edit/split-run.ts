/** A RUN as two: its first commands above other instructions, the rest below them. */
import type { Dockerfile, Span } from "../dockerfile/model.ts";
import type { Edit } from "./edit.ts";
import { insertAt, replaceSpan } from "./edits.ts";
import type { RunScript } from "./runs.ts";
import { indentAt, openingOf } from "./style.ts";

/** Where a list is cut, and which items in front of the cut are said again behind it (`cd`, `export`, `set`). */
export interface Cutting {
  /** The first item of the second RUN. */
  readonly index: number;
  readonly repeated: readonly number[];
  /** Whole lines between the two RUNs, without a line ending at their end. */
  readonly between: string;
}

/**
 * Cuts a RUN in front of item `index`. Both parts keep the flags and the line breaks of the original; comments in the gap go above the second
 * part, whose first command they describe. `last`: a command to end the first part with, in place of what was cut off.
 */
export function splitRun(dockerfile: Dockerfile, run: RunScript, { index, repeated, between }: Cutting, last?: string): readonly Edit[] {
  const { items } = run.script.list;
  const [front, next] = [items[index - 1], items[index]];
  if (next === undefined) return [];
  const gap = { start: front?.pipeline.span.end ?? next.pipeline.span.start, end: next.pipeline.span.start };
  const indent = indentAt(dockerfile, run.at.span.start);
  const comments = commentsIn(dockerfile, gap).map((text) => `${dockerfile.eol}${indent}${text}`);
  const state = repeated.map((each) => itemText(dockerfile, run, each)).join("");
  const second = `${dockerfile.eol}${between}${comments.join("")}${dockerfile.eol}${indent}${openingOf(dockerfile, run.at)}${state}`;
  if (last === undefined) return [replaceSpan(gap, second)];
  const joint = comments.length > 0 ? replaceSpan(gap, itemGap(dockerfile, gap)) : undefined;
  return [...(joint === undefined ? [] : [joint]), insertAt(gap.end, `${last}${second}`)];
}

/** A RUN of its own with everything in front of item `index` (state only) and `command` behind it. */
export function runWithFront(dockerfile: Dockerfile, run: RunScript, index: number, command: string): string {
  const front = Array.from({ length: index }, (_, each) => itemText(dockerfile, run, each)).join("");
  return `${openingOf(dockerfile, run.at)}${front}${command}`;
}

/** An item with what joins it to the next, comments left out. */
function itemText(dockerfile: Dockerfile, { script }: RunScript, index: number): string {
  const [item, next] = [script.list.items[index], script.list.items[index + 1]];
  if (item === undefined || next === undefined) return "";
  const { start, end } = item.pipeline.span;
  return dockerfile.text.slice(start, end) + itemGap(dockerfile, { start: end, end: next.pipeline.span.start });
}

function itemGap({ text }: Dockerfile, { start, end }: Span): string {
  return text.slice(start, end).replace(/(?<=\n)[ \t]*(?:#[^\n]*)?\r*\n/g, "");
}

function commentsIn({ comments }: Dockerfile, { start, end }: Span): readonly string[] {
  return comments.filter((comment) => comment.start >= start && comment.end <= end).map(({ text }) => text);
}
