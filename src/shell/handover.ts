/** How the program that a shell command runs last can take the shell's place: as an array, behind `exec`, or not at all. */
import { BUILTINS } from "../knowledge/shells.ts";
import { functionsOf, literalArgv } from "./argv.ts";
import type { ListItem, Node, ParsedScript, ShellWord, SimpleCommand } from "./model.ts";
import { simpleOf, walkCommands } from "./walk.ts";

export type Handover = Builtins | Exec | Obstacle | SingleProgram;

/** Nothing but one program with literal arguments: no shell is needed for it. */
export interface SingleProgram {
  readonly kind: "program";
  readonly argv: readonly string[];
  readonly words: readonly ShellWord[];
  /** Where `exec ` would go in the text; `undefined` when it is there. */
  readonly execAt: number | undefined;
}

/** A shell is needed first, then the last program can replace it. */
export interface Exec {
  readonly kind: "exec";
  readonly program: ShellWord;
  readonly execAt: number | undefined;
}

/** Nothing but builtins: the shell does it all and ends. */
export interface Builtins {
  readonly kind: "builtins";
}

export interface Obstacle {
  readonly kind: "obstacle";
  readonly code: "background" | "compound" | "not-a-program" | "not-last" | "or-operator" | "pipeline" | "trap";
  readonly reason: string;
}

/** Builtins that run something else or wait for it: the shell has to stay, and `exec` cannot start them. */
const RUN_OTHERS: ReadonlySet<string> = new Set([".", "alias", "bg", "builtin", "command", "eval", "fg", "source", "trap", "unalias", "wait"]);

/** `literalBraces`: the shell is one that does not expand `{a,b}`. */
export function handoverOf(script: ParsedScript, literalBraces: boolean): Handover {
  const [first, ...others] = script.list.items;
  const last = others.at(-1) ?? first;
  const command = last === undefined ? undefined : simpleOf(last.pipeline);
  const found = listObstacle(script);
  if (found !== undefined) return found;
  if (command === undefined)
    return obstacle("compound", "the command ends with a construct of the shell, which no program can replace; move it into a script");
  return others.length === 0 ? single(command, literalBraces) : lastOfMany(script, command);
}

function obstacle(code: Obstacle["code"], reason: string): Obstacle {
  return { kind: "obstacle", code, reason };
}

function listObstacle(script: ParsedScript): Obstacle | undefined {
  const { items } = script.list;
  const last = items.at(-1);
  if (items.some(({ operator }) => operator === "&") || hasBackgroundRedirection(script)) {
    return obstacle("background", "`&` leaves a program to the shell, which has to stay; start one program per container, or use an init");
  }
  if (last === undefined) return obstacle("not-a-program", "no program is started");
  if (last.pipeline.commands.length > 1) {
    return obstacle("pipeline", "the shell has to run both ends of the pipe; let the program write to standard output instead");
  }
  if (last.pipeline.negated || last.pipeline.timed)
    return obstacle("compound", "`!` and `time` need the shell when the program ends; take them away");
  if (items.at(-2)?.operator === "||") {
    return obstacle("or-operator", "the shell has to stay to run what stands behind `||`; take it away, the exit status is reported without it");
  }
  if (last.operator !== undefined) return obstacle("not-last", `a \`${last.operator}\` follows the program, so the shell stays; take it away`);
  if (items.slice(0, -1).some((item, index) => isUnconditionalExec(item, items[index - 1]))) {
    return obstacle("not-last", "`exec` is not the last command, and what follows it never runs; take it away or move `exec` to the end");
  }
  const traps = [...walkCommands(script.list)].some(({ command, inSubstitution }) => command.words[0]?.value === "trap" && !inSubstitution);
  return traps ? obstacle("trap", "a trap dies with the shell, so the shell has to stay; let the program handle the signal") : undefined;
}

/** `a &> f` opens a file for both outputs in bash; for dash and ash it is `a &` and `> f`. */
function hasBackgroundRedirection({ interpreter, list }: ParsedScript): boolean {
  if (interpreter.name === "bash") return false;
  return [...walkCommands(list)].some(({ command }) => command.redirections.some(({ operator }) => operator.startsWith("&>")));
}

function isUnconditionalExec(item: ListItem, previous: ListItem | undefined): boolean {
  const words = simpleOf(item.pipeline)?.words ?? [];
  const isConditional = previous?.operator === "&&" || previous?.operator === "||";
  return words[0]?.value === "exec" && words.length > 1 && !isConditional;
}

function single(command: SimpleCommand, literalBraces: boolean): Handover {
  const { words } = command;
  const hasExec = words[0]?.value === "exec";
  const [program, ...args] = hasExec ? words.slice(1) : words;
  const found = programObstacle(program, !hasExec);
  if (found !== undefined || program === undefined) return found ?? obstacle("not-a-program", "no program is started");
  if (!hasExec && isDoneByShell(command)) return { kind: "builtins" };
  const execAt = hasExec ? undefined : program.at.start;
  const argv = program.text.startsWith("-")
    ? undefined
    : literalArgv({ ...command, words: [program, ...args].map((word) => unbraced(word, literalBraces)) });
  return argv === undefined ? { kind: "exec", program, execAt } : { kind: "program", argv, words: [program, ...args], execAt };
}

/** Only bash expands braces: for dash and ash a word with nothing else in it is literal. */
function unbraced(word: ShellWord, literalBraces: boolean): ShellWord {
  const isLiteral = literalBraces && word.expansions.length === 1 && word.expansions[0] === "brace" && !/["'\\]/.test(word.text);
  return isLiteral ? { ...word, value: word.text, expansions: [] } : word;
}

/** `isAlone`: the whole text is this command, without `exec` in front. */
function programObstacle(program: ShellWord | undefined, isAlone: boolean): Obstacle | undefined {
  const name = program?.value;
  if (program === undefined)
    return obstacle("not-a-program", "no program is started: only variables are set or files opened; remove the instruction or name one");
  if (name === undefined) return undefined;
  if (name === "" || (/\s/.test(name) && isAlone)) {
    return obstacle(
      "not-a-program",
      `the quotes make \`${name}\` the name of one program; write the program and its arguments as words of their own`,
    );
  }
  if (name.startsWith("-") && isAlone) return obstacle("not-a-program", `\`${name}\` is an option, not a program; write the program in front of it`);
  if (!RUN_OTHERS.has(name)) return undefined;
  return obstacle("not-a-program", `\`${name}\` is part of the shell, no program; call the program or script itself`);
}

/** Whether the shell runs the command itself, and a program of that name might not do the same. */
function isDoneByShell({ words }: SimpleCommand): boolean {
  const [name, first] = words;
  if (name?.value === undefined || !BUILTINS.has(name.value)) return false;
  if (name.value === "true" || name.value === "false") return false;
  // echo of dash interprets backslashes and prints options, the program does not.
  return name.value !== "echo" || words.some((word) => word.text.includes("\\")) || /^["']?[-$`]/.test(first?.text ?? "");
}

function lastOfMany(script: ParsedScript, command: SimpleCommand): Handover {
  const [first, second] = command.words;
  const hasExec = first?.value === "exec";
  const program = hasExec ? second : first;
  const found = programObstacle(program, false);
  if (found !== undefined || program === undefined) return found ?? obstacle("not-a-program", "no program is started");
  if (hasExec) return { kind: "exec", program, execAt: undefined };
  const commands = [...walkCommands(script.list)].map((site) => site.command);
  if (commands.some(({ words }) => words[0]?.value === "alias")) {
    return obstacle("not-a-program", "an alias may stand for the program, and `exec` knows none; write the program out");
  }
  if (functionsOf(script).has(program.value ?? "")) {
    return obstacle("compound", `\`${program.value}\` is a function of the shell, which no program can replace; move it into a script`);
  }
  if (program.value === undefined || !BUILTINS.has(program.value)) return { kind: "exec", program, execAt: program.at.start };
  const onlyBuiltins = script.list.items.every(({ pipeline }) => BUILTINS.has(simpleOf(pipeline)?.words[0]?.value ?? ""));
  if (onlyBuiltins) return { kind: "builtins" };
  return obstacle("not-last", `\`${program.value}\` follows the program, so the shell has to stay; take it away or move it in front`);
}

/** Whether a SHELL is a login or interactive one, which reads files of the image before the command. */
export function readsStartupFiles(shell: readonly string[]): boolean {
  return shell.slice(1).some((option) => /^-[A-Za-z]*[li]|^--login$/.test(option));
}

/** Every range in which blanks are text and not layout. */
export function wordsOf(script: ParsedScript): readonly Node[] {
  return [...walkCommands(script.list)].flatMap(({ command, ancestors }) => [
    ...command.words,
    ...command.assignments,
    ...command.redirections,
    ...ancestors.flatMap(({ words }) => words),
  ]);
}
