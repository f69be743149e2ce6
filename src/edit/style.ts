/** How a file is written: what new text must look like to belong. */
import type { Dockerfile, Instruction, Span } from "../dockerfile/model.ts";
import type { ListItem, ShellList } from "../shell/model.ts";

/** How the commands of a multi-line RUN are joined. */
export interface JoinStyle {
  /** `leading`: the operator starts a line; `trailing`: it ends one, before the continuation. */
  readonly placement: "leading" | "trailing";
  /** White space in front of a continued line. */
  readonly indent: string;
  /** What stands between a line's text and its continuation character, usually one blank. */
  readonly gap: string;
}

/** The keyword in the case that `instruction` uses: `copy` beside `add`, `Copy` beside `Add`. */
export function inKeywordCase(dockerfile: Dockerfile, instruction: Instruction, keyword: string): string {
  const written = dockerfile.text.slice(instruction.keywordSpan.start, instruction.keywordSpan.end);
  if (written === written.toUpperCase()) return keyword.toUpperCase();
  if (written === written.toLowerCase()) return keyword.toLowerCase();
  const isCapitalised = written.slice(1) === written.slice(1).toLowerCase();
  return isCapitalised ? keyword.slice(0, 1).toUpperCase() + keyword.slice(1).toLowerCase() : keyword.toUpperCase();
}

/** Keyword and flags as they are written, on one line, with the blanks in front of the arguments. */
export function openingOf(dockerfile: Dockerfile, { keywordSpan, flags, args }: Instruction): string {
  const spans = [keywordSpan, ...flags];
  const end = spans.at(-1)?.end ?? keywordSpan.end;
  const gap = /^[ \t]+/.exec(dockerfile.text.slice(end, args.offsets[0] ?? end))?.[0] ?? " ";
  const isOneLine = !dockerfile.text.slice(end, args.offsets[0] ?? end).includes("\n");
  return spans.map((span) => dockerfile.text.slice(span.start, span.end)).join(" ") + (isOneLine ? gap : " ");
}

/** The line that holds `offset`, without its line ending. */
export function lineAt(dockerfile: Dockerfile, offset: number): Span {
  const start = dockerfile.text.lastIndexOf("\n", offset - 1) + 1;
  const newline = dockerfile.text.indexOf("\n", offset);
  let end = newline < 0 ? dockerfile.text.length : newline;
  while (end > start && dockerfile.text[end - 1] === "\r") end--;
  return { start: start === 0 && dockerfile.bom ? 1 : start, end };
}

/** The blanks a line begins with. */
export function indentAt(dockerfile: Dockerfile, offset: number): string {
  const line = lineAt(dockerfile, offset);
  return /^[ \t]*/.exec(dockerfile.text.slice(line.start, line.end))?.[0] ?? "";
}

/**
 * How the list of a multi-line RUN joins its commands, or `undefined` when the instruction stands on one line.
 * Read off its own last operator that meets a line break, else off another RUN of the file, else leading with the indent of its own lines.
 */
export function joinStyle(dockerfile: Dockerfile, instruction: Instruction, list: ShellList): JoinStyle | undefined {
  if (!instruction.multiline) return undefined;
  for (const item of [...list.items].reverse()) {
    const style = styleOfOperator(dockerfile, item);
    if (style !== undefined) return style;
  }
  const indent = leastIndent(dockerfile, instruction);
  if (indent === undefined) return undefined;
  return { placement: commonPlacement(dockerfile), indent, gap: gapIn(dockerfile, instruction) };
}

function styleOfOperator(dockerfile: Dockerfile, item: ListItem): JoinStyle | undefined {
  const span = item.operatorNode?.span;
  if (span === undefined) return undefined;
  const line = lineAt(dockerfile, span.start);
  const before = dockerfile.text.slice(line.start, span.start);
  const after = dockerfile.text.slice(span.end, line.end);
  if (before.trim() === "") return { placement: "leading", indent: before, gap: gapAbove(dockerfile, line.start) };
  const gap = /^([ \t]*)[\\`][ \t]*$/.exec(after)?.[1];
  return gap === undefined ? undefined : { placement: "trailing", indent: indentBelow(dockerfile, line.end), gap };
}

/** The blanks before the continuation character of the line above. */
function gapAbove(dockerfile: Dockerfile, start: number): string {
  const above = dockerfile.text.slice(0, start).trimEnd();
  return /([ \t]*)[\\`]$/.exec(above)?.[1] ?? " ";
}

/** The indent of the next line that is neither blank nor a comment. */
function indentBelow(dockerfile: Dockerfile, end: number): string {
  const rest = dockerfile.text.slice(end).replace(/^\r*\n/, "");
  return /^(?:[ \t]*(?:#[^\n]*)?\r*\n)*([ \t]*)/.exec(rest)?.[1] ?? "    ";
}

/** The smallest indent of the continued lines, and `undefined` when the instruction has none with text (only a trailing continuation). */
function leastIndent(dockerfile: Dockerfile, instruction: Instruction): string | undefined {
  const lines = dockerfile.text.slice(instruction.span.start, instruction.span.end).split("\n").slice(1);
  const indents = lines.filter((line) => !/^\s*(?:#|$)/.test(line)).map((line) => /^[ \t]*/.exec(line)?.[0] ?? "");
  return indents.reduce<string | undefined>((least, indent) => (least === undefined || indent.length < least.length ? indent : least), undefined);
}

function gapIn(dockerfile: Dockerfile, instruction: Instruction): string {
  return /([ \t]*)[\\`][ \t]*\r*\n/.exec(dockerfile.text.slice(instruction.span.start, instruction.span.end))?.[1] ?? " ";
}

/** Where most `&&` of the file's continued lines stand; leading when there are none. */
export function commonPlacement(dockerfile: Dockerfile): JoinStyle["placement"] {
  const leading = dockerfile.text.match(/^[ \t]*&&/gm)?.length ?? 0;
  const trailing = dockerfile.text.match(/&&[ \t]*[\\`][ \t]*\r?$/gm)?.length ?? 0;
  return trailing > leading ? "trailing" : "leading";
}
