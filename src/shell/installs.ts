/** A RUN as a list of steps: which of them install dependencies of a project, and what the others touch. */
import type { Dockerfile, Instruction } from "../dockerfile/model.ts";
import { placeBelow, workdirAt } from "../dockerfile/places.ts";
import { stateAt } from "../dockerfile/stages.ts";
import { recogniseCommand } from "../knowledge/ecosystems/index.ts";
import { HARMLESS_SCRIPTS, SELF_UPDATING_SCRIPTS } from "../knowledge/os-packages.ts";
import { functionsOf } from "./argv.ts";
import { scriptOf } from "./commands.ts";
import type { CompoundCommand, ListItem, ParsedScript, ShellCommand, ShellList, SimpleCommand } from "./model.ts";
import { programOf } from "./program.ts";
import { type Surroundings, wordValue } from "./surroundings.ts";
import { type InstallUse, type Use, usesOf, usesOfArgv } from "./uses.ts";
import { simpleOf } from "./walk.ts";

export type { InstallUse, Use } from "./uses.ts";

/** One item of the list that a RUN is. */
export interface Step {
  /** `undefined` for the exec form. */
  readonly item: ListItem | undefined;
  readonly uses: readonly Use[];
}

export interface RunReading {
  readonly at: Instruction;
  /** `undefined`: the exec form, or a shell that nobody can read. */
  readonly script: ParsedScript | undefined;
  /** Empty when the shell cannot be read. */
  readonly steps: readonly Step[];
  /** Why the shell cannot be read. */
  readonly unreadable: string | undefined;
  /** It names an install all the same. */
  readonly mentionsInstall: boolean;
}

const readings = new WeakMap<Instruction, RunReading>();

/** What the commands of a RUN do, in order. */
export function readRun(dockerfile: Dockerfile, at: Instruction): RunReading {
  const cached = readings.get(at);
  if (cached !== undefined) return cached;
  const reading = read(dockerfile, at);
  readings.set(at, reading);
  return reading;
}

function read(dockerfile: Dockerfile, at: Instruction): RunReading {
  const run = at.onbuild ?? at;
  const directory = workdirAt(dockerfile, at);
  const variables = variablesAt(dockerfile, at);
  const nothing = { at, script: undefined, unreadable: undefined, mentionsInstall: false };
  if (run.json) {
    const uses = usesOfArgv(
      run.words.map(({ value }) => value),
      { dockerfile, at, directory, variables },
    );
    return { ...nothing, steps: [{ item: undefined, uses }] };
  }
  const script = scriptOf(dockerfile, at);
  if (script.kind === "opaque") return { ...nothing, steps: [], unreadable: script.reason, mentionsInstall: mentionsInstall(run.args.text) };
  const shell: Shell = { dockerfile, at, directory, variables, functions: functionsOf(script) };
  return { ...nothing, script, steps: listSteps(script.list, shell) };
}

/** ENV wins over the base image; of an ARG only the name is known. */
function variablesAt(dockerfile: Dockerfile, at: Instruction): Map<string, string | undefined> {
  const { env, args } = stateAt(dockerfile, at);
  const variables = new Map<string, string | undefined>();
  for (const [name] of args) variables.set(name, undefined);
  for (const [name, { value }] of env) variables.set(name, value);
  return variables;
}

/** The state of the shell on its way through a list. */
interface Shell extends Surroundings {
  directory: string | undefined;
  readonly variables: Map<string, string | undefined>;
  /** Names that hide programs. */
  readonly functions: ReadonlySet<string>;
}

function listSteps(list: ShellList, shell: Shell): readonly Step[] {
  return list.items.map((item, index) => {
    const uses = item.pipeline.commands.length > 1 ? pipelineUses(item, shell) : oneCommand(item, shell);
    // Behind `a ||` nobody knows whether the directory was changed.
    if (list.items[index - 1]?.operator === "||" && isChange(simpleOf(item.pipeline))) shell.directory = undefined;
    return { item, uses };
  });
}

/** An installer that is downloaded and handed to a shell knows nothing of the sources; of those that are known, nobody has to believe it. */
function pipelineUses({ pipeline }: ListItem, shell: Shell): readonly Use[] {
  const [first] = pipeline.commands;
  const text = first?.kind === "simple" ? first.words.map((word) => word.text).join(" ") : "";
  const isInstaller = /^(?:curl|wget) /.test(text) && (HARMLESS_SCRIPTS.test(text) || SELF_UPDATING_SCRIPTS.test(text));
  return pipeline.commands.flatMap((command) => {
    const program = command.kind === "simple" ? programOf(command).name : undefined;
    return isInstaller && /^(?:\/bin\/)?(?:(?:ba|da)?sh|php|python3?)$/.test(program ?? "") ? [] : commandUses(command, { ...shell });
  });
}

function isChange(command: SimpleCommand | undefined): boolean {
  return command?.words[0]?.value === "cd";
}

function oneCommand({ pipeline }: ListItem, shell: Shell): readonly Use[] {
  const [command] = pipeline.commands;
  if (command === undefined) return [];
  const uses = commandUses(command, shell);
  if (command.kind !== "simple") return uses;
  if (isChange(command)) shell.directory = changedDirectory(command, shell);
  const isExport = command.words[0]?.value === "export";
  for (const { name, value } of command.words.length === 0 ? command.assignments : []) shell.variables.set(name, value && wordValue(value, shell));
  for (const word of isExport ? command.words.slice(1) : []) {
    const [, name, value = ""] = /^(\w+)=(.*)$/s.exec(word.value ?? word.text) ?? [];
    if (name !== undefined) shell.variables.set(name, word.value === undefined ? undefined : value);
  }
  return uses;
}

function changedDirectory({ words }: SimpleCommand, shell: Shell): string | undefined {
  const [, target] = words;
  const path = target === undefined || words.length > 2 ? undefined : wordValue(target, shell);
  return path === undefined || path === "-" || path === "" ? undefined : placeBelow(shell.directory, path);
}

function commandUses(command: ShellCommand, shell: Shell): readonly Use[] {
  if (command.kind !== "simple") return compoundUses(command, shell);
  const inner = [
    ...command.assignments.flatMap(({ value }) => value ?? []),
    ...command.words,
    ...command.redirections.flatMap(({ target, body }) => [target, body].filter((word) => word !== undefined)),
  ];
  const nested = inner.flatMap(({ scripts, expansions }) => {
    const isHidden = scripts.length === 0 && expansions.some((kind) => kind === "command" || kind === "process");
    const uses = scripts.flatMap((list) => listSteps(list, { ...shell, variables: new Map(shell.variables) }).flatMap((step) => step.uses));
    return isHidden ? [opaque(command, shell)] : uses;
  });
  const isFunction = shell.functions.has(programOf(command).name ?? "");
  return [...nested, ...(isFunction ? [opaque(command, shell)] : usesOf(command, shell))];
}

function opaque(command: SimpleCommand, { directory }: Shell): Use {
  return { kind: "opaque", text: command.words.map(({ text }) => text).join(" "), directory };
}

/** A subshell keeps its directory to itself. Where an `if` or a loop changes it, nobody knows where the rest runs. */
function compoundUses(command: CompoundCommand, shell: Shell): readonly Use[] {
  const isPlain = command.kind === "group" || command.kind === "subshell";
  const inside: Shell = command.kind === "group" ? shell : { ...shell, variables: new Map(shell.variables) };
  const uses = command.lists.flatMap((list) => listSteps(list, inside).flatMap((step) => step.uses));
  if (!isPlain && inside.directory !== shell.directory) shell.directory = undefined;
  const files = command.redirections.filter(({ isHeredoc, operator }) => !isHeredoc && !/^[<>]&/.test(operator));
  const places = files.map(({ target }) => (target === undefined ? undefined : placeBelow(shell.directory, wordValue(target, shell) ?? "~")));
  const state: readonly Use[] =
    isPlain && command.kind === "subshell" ? [] : command.kind === "function" ? [{ kind: "state", repeatable: false }] : [];
  return [...uses, ...state, ...(places.length === 0 ? [] : [{ kind: "paths", action: "touch", places } as const])];
}

/** Whether a text that no shell here can read names an install: by its words. */
function mentionsInstall(text: string): boolean {
  return text.split(/[\n;&|]+/).some((line) => {
    const [name = "", ...args] = line.trim().split(/\s+/);
    const known = recogniseCommand(name.replace(/^.*[\\/]|\.(?:cmd|exe)$/g, ""), args);
    return known?.recognised.kind === "install" || known?.recognised.kind === "refused";
  });
}

/** The installs of a RUN, in order. */
export function installsOf({ steps }: RunReading): readonly InstallUse[] {
  return steps.flatMap(({ uses }) => uses.filter((use) => use.kind === "install"));
}
