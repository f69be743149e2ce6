/** RUN instructions as lists of commands: joining two, taking one command out, adding one in front or behind. */
import type { Comment, Dockerfile, Instruction, Span } from "../dockerfile/model.ts";
import type { ListItem, ParsedScript, ShellList, ShellWord, SimpleCommand } from "../shell/model.ts";
import type { Edit } from "./edit.ts";
import { insertAt, isBeforeComment, removeInstruction, replaceSpan, tailAt } from "./edits.ts";
import { commonPlacement, type JoinStyle, joinStyle, lineAt } from "./style.ts";

/** A shell-form RUN and its commands. */
export interface RunScript {
  readonly at: Instruction;
  readonly script: ParsedScript;
}

/** A joined RUN longer than this gets a line for each command. */
const LONGEST_LINE = 120;

/**
 * The style of the RUN that `runs` become, with a command of `added` characters behind: that of the first one with lines. `undefined`: it
 * stands on one line. `moves`: the first one moves to the head of the second.
 */
export function chainStyle(dockerfile: Dockerfile, runs: readonly RunScript[], moves: boolean, added: number): JoinStyle | undefined {
  const inPlace = moves && runs[0]?.at.multiline === false ? runs.slice(1) : runs;
  const style = inPlace.map(({ at, script }) => joinStyle(dockerfile, at, script.list)).find((each) => each !== undefined);
  if (style !== undefined) return style;
  const hasComments = inPlace.some((run, index) => index > 0 && commentsIn(dockerfile, gapBetween(inPlace[index - 1] ?? run, run)).length > 0);
  const length = runs.reduce((sum, { script }) => sum + script.source.text.length + " && ".length, "RUN ".length + added);
  if (!hasComments && (runs.length === 1 || length <= LONGEST_LINE)) return undefined;
  return { placement: commonPlacement(dockerfile), indent: "    ", gap: " " };
}

function gapBetween(first: RunScript, second: RunScript): Span {
  return { start: first.script.list.span.end, end: second.script.list.span.start };
}

function commentsIn(dockerfile: Dockerfile, { start, end }: Span): readonly Comment[] {
  return dockerfile.comments.filter((comment) => start <= comment.start && comment.end <= end);
}

/** Makes two RUNs with nothing but comments and blank lines between into one, joined by `&&`. Comments keep their lines. */
export function joinRuns(dockerfile: Dockerfile, first: RunScript, second: RunScript, style: JoinStyle | undefined): readonly Edit[] {
  const gap = gapBetween(first, second);
  const join = (text: string): readonly Edit[] => [insertAt(gap.start, text), replaceSpan(gap, "")];
  if (style === undefined) return join(" && ");
  const comments = commentsIn(dockerfile, gap);
  const lines = comments.map((comment) => `${commentLine(dockerfile, comment)}${dockerfile.eol}`).join("");
  return join(glue(dockerfile, style, lines));
}

/** `&&` with a line break, where the style has it. */
function glue(dockerfile: Dockerfile, style: JoinStyle, lines = ""): string {
  const next = `${style.gap}${dockerfile.escape}${dockerfile.eol}${lines}${style.indent}`;
  return style.placement === "leading" ? `${next}&& ` : ` &&${next}`;
}

function commentLine(dockerfile: Dockerfile, comment: Comment): string {
  const line = lineAt(dockerfile, comment.start);
  return dockerfile.text.slice(line.start, line.end);
}

/** Moves the commands of `first` to the head of `second`, behind a leading `set`. The comments above `first` stay where they are. */
export function moveToHead(dockerfile: Dockerfile, first: RunScript, second: RunScript, style: JoinStyle | undefined): readonly Edit[] {
  const commands = slice(dockerfile, first.script.list.span);
  const { items } = second.script.list;
  const plain = style === undefined || second.at.multiline ? " && " : glue(dockerfile, style);
  const head = headItem(second.script.list);
  const separator = separatorAfter(dockerfile, items[0], items[1]) ?? separatorAfter(dockerfile, ...pairOf(first.script.list)) ?? plain;
  const at = items[head]?.pipeline.span.start ?? second.script.list.span.start;
  return [...removeInstruction(dockerfile, first.at), insertAt(at, `${commands}${separator}`)];
}

/** The index of the first command behind a leading `set -e`. */
export function headItem({ items }: ShellList): number {
  const [command] = items[0]?.pipeline.commands ?? [];
  return command?.kind === "simple" && command.words[0]?.value === "set" && items.length > 1 ? 1 : 0;
}

function pairOf({ items }: ShellList): [ListItem | undefined, ListItem | undefined] {
  return [items[0], items[1]];
}

/** What stands between two commands, continuation and indent included, unless there is a comment in it. */
function separatorAfter(dockerfile: Dockerfile, item: ListItem | undefined, next: ListItem | undefined): string | undefined {
  if (item === undefined || next === undefined) return undefined;
  const between = slice(dockerfile, { start: item.pipeline.span.end, end: next.pipeline.span.start });
  return between.includes("#") || /\n[ \t]*\r*\n/.test(between) ? undefined : between;
}

/** Adds a command behind the last one with `&&`, on a line of its own where the (joined) RUN has lines. */
export function appendAnd(last: RunScript, command: string, dockerfile: Dockerfile, style: JoinStyle | undefined): Edit {
  const end = last.script.list.items.at(-1)?.pipeline.span.end ?? last.script.list.span.end;
  if (style === undefined || last.at.heredocs.length > 0 || isBeforeComment(dockerfile, end)) return insertAt(end, ` && ${command}`);
  return replaceSpan(tailAt(dockerfile, end), `${glue(dockerfile, style)}${command}`);
}

/**
 * Takes one command out of a list, with the operator that joins it. `undefined` where that would change what else runs, what the exit
 * status is, or would take a comment along. The only command of a RUN goes with the RUN.
 */
export function removeCommand(dockerfile: Dockerfile, run: RunScript, item: ListItem, errexit: boolean): readonly Edit[] | undefined {
  const { items } = run.script.list;
  const index = items.indexOf(item);
  if (index < 0 || item.pipeline.commands.length > 1 || item.pipeline.negated || item.operator === "&") return undefined;
  if (items.length === 1) return run.script.comments.length === 0 ? removeInstruction(dockerfile, run.at) : undefined;
  const range = rangeOf(items, index, errexit);
  if (range === undefined || dockerfile.comments.some(({ start }) => range.start <= start && start < range.end)) return undefined;
  return [replaceSpan(range, "")];
}

/** Takes an instruction out together with the comments above it, which the caller sets elsewhere. Of the blank lines around it one stays. */
export function removeWithComments(dockerfile: Dockerfile, { leadingComments, span }: Instruction): Edit {
  const { text } = dockerfile;
  const start = lineAt(dockerfile, leadingComments[0]?.start ?? span.start).start;
  const newline = text.indexOf("\n", span.end);
  if (newline < 0) return replaceSpan({ start: text.slice(0, start).replace(/\r*\n$/, "").length, end: text.length }, "");
  const isBlankAbove = /(?:^|\n)[ \t]*\r*\n$/.test(text.slice(0, start));
  const blankBelow = isBlankAbove ? (/^[ \t]*\r*\n/.exec(text.slice(newline + 1))?.[0].length ?? 0) : 0;
  return replaceSpan({ start, end: newline + 1 + blankBelow }, "");
}

/** Takes words out of a command, each with the blanks in front of it. */
export function removeWords({ words }: SimpleCommand, gone: readonly ShellWord[]): readonly Edit[] {
  return gone.map((word) => replaceSpan({ start: words[words.indexOf(word) - 1]?.span.end ?? word.span.start, end: word.span.end }, ""));
}

function rangeOf(items: readonly ListItem[], index: number, errexit: boolean): Span | undefined {
  const [previous, item, next] = [items[index - 1], items[index], items[index + 1]];
  if (item === undefined || previous?.operator === "||" || previous?.operator === "&" || item.operator === "||") return undefined;
  const { start, end } = item.pipeline.span;
  if (next !== undefined) {
    const isSame = previous === undefined || previous.operator === item.operator;
    return isSame ? { start, end: next.pipeline.span.start } : undefined;
  }
  if (previous === undefined) return undefined;
  // Behind `;` the removed command decided the exit status, unless a failure before it has ended the script.
  const isAlone = items[index - 2] === undefined || !/^(?:&&|\|\|)$/.test(items[index - 2]?.operator ?? "");
  const isSimple = previous.pipeline.commands.every(({ kind }) => kind === "simple") && !previous.pipeline.negated;
  return previous.operator === "&&" || (errexit && isAlone && isSimple) ? { start: previous.pipeline.span.end, end } : undefined;
}

function slice(dockerfile: Dockerfile, { start, end }: Span): string {
  return dockerfile.text.slice(start, end);
}
