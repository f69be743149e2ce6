/** What stands between a shell command and the exec form. The decision belongs to the transform. */
import { BUILTINS, RESERVED_WORDS } from "../knowledge/shells.ts";
import type { ParsedScript, ShellList, SimpleCommand } from "./model.ts";
import { programOf } from "./program.ts";
import { walkCommands } from "./walk.ts";

/** The words a program would receive, when the shell has nothing to do but to split and unquote them; `undefined` otherwise. */
export function literalArgv({ assignments, redirections, words }: SimpleCommand): readonly string[] | undefined {
  if (assignments.length > 0 || redirections.length > 0 || words.length === 0) return undefined;
  const values = words.map((word) => word.value).filter((value) => value !== undefined);
  return values.length === words.length ? values : undefined;
}

/**
 * Why a script needs a shell: `and` (`&&`), `or` (`||`), `sequence` (`;`, newline), `background`, `pipeline`, `negation`, `compound`,
 * `redirection`, `heredoc`, `assignment`, `expansion`, `builtin`, `comment`, `empty`.
 */
export type ShellNeed =
  | "and"
  | "assignment"
  | "background"
  | "builtin"
  | "comment"
  | "compound"
  | "empty"
  | "expansion"
  | "heredoc"
  | "negation"
  | "or"
  | "pipeline"
  | "redirection"
  | "sequence";

/** Everything in a script that only a shell does. Empty: one simple command of literal words, which no shell is needed for. */
export function shellNeeds(script: ParsedScript): ReadonlySet<ShellNeed> {
  const needs = new Set<ShellNeed>(listNeeds(script.list));
  if (script.comments.length > 0) needs.add("comment");
  if (script.list.items.length === 0) needs.add("empty");
  for (const { command } of walkCommands(script.list)) {
    for (const need of commandNeeds(command)) needs.add(need);
  }
  return needs;
}

function* listNeeds({ items }: ShellList): Generator<ShellNeed> {
  for (const [index, { operator, pipeline }] of items.entries()) {
    if (operator === "&&") yield "and";
    if (operator === "||") yield "or";
    if (operator === "&") yield "background";
    if ((operator === ";" || operator === "\n") && index < items.length - 1) yield "sequence";
    if (pipeline.commands.length > 1) yield "pipeline";
    if (pipeline.negated || pipeline.timed) yield "negation";
    for (const command of pipeline.commands) {
      if (command.kind === "simple") continue;
      yield "compound";
      for (const list of command.lists) yield* listNeeds(list);
    }
  }
}

function* commandNeeds(command: SimpleCommand): Generator<ShellNeed> {
  if (command.assignments.length > 0) yield "assignment";
  if (command.redirections.some((redirection) => redirection.isHeredoc)) yield "heredoc";
  if (command.redirections.some((redirection) => !redirection.isHeredoc)) yield "redirection";
  if (command.words.some((word) => word.value === undefined)) yield "expansion";
  const name = command.words[0]?.value;
  if (name !== undefined && isBuiltin(name)) yield "builtin";
}

/** Whether dash or bash runs `name` itself. Some of these are programs too: `BUILTINS_WITH_PROGRAM`. */
export function isBuiltin(name: string): boolean {
  return BUILTINS.has(name);
}

/** Whether `name`, written bare as the first word, would be grammar: `if`, `{`, `!`, `time`. */
export function isReservedWord(name: string): boolean {
  return RESERVED_WORDS.has(name);
}

/** Names of functions that the script itself defines: they hide programs of the same name. */
export function functionsOf(script: ParsedScript): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { ancestors } of walkCommands(script.list)) {
    for (const ancestor of ancestors) if (ancestor.kind === "function" && ancestor.name !== undefined) names.add(ancestor.name);
  }
  return names;
}

/** The last command of a script when it stands alone at the top: the one that `exec` may be put in front of. */
export function lastSimpleCommand({ items }: ShellList): SimpleCommand | undefined {
  const pipeline = items.at(-1)?.pipeline;
  const command = pipeline?.commands[0];
  if (pipeline === undefined || pipeline.commands.length > 1 || pipeline.negated || pipeline.timed) return undefined;
  return command?.kind === "simple" && programOf(command).nameWord !== undefined ? command : undefined;
}
