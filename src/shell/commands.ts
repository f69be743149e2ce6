/** The commands of a script: where each stands, what it runs, whether it runs at all. */
import type { Dockerfile, Instruction } from "../dockerfile/model.ts";
import type { ShellList, ShellScript, SimpleCommand } from "./model.ts";
import { parseShell } from "./parse.ts";
import { programOf } from "./program.ts";
import { scriptSource } from "./source.ts";
import { leavesScript, walkCommands } from "./walk.ts";

export { type Program, programOf } from "./program.ts";
export { type CommandSite, leavesScript, walkCommands } from "./walk.ts";

const scripts = new WeakMap<Instruction, ShellScript>();

/**
 * The script of a shell-form RUN, CMD, ENTRYPOINT or HEALTHCHECK, also of the one that an ONBUILD defers; of a heredoc the body.
 * Opaque where no POSIX shell reads it.
 */
export function scriptOf(dockerfile: Dockerfile, instruction: Instruction): ShellScript {
  const cached = scripts.get(instruction);
  if (cached !== undefined) return cached;
  const outer = outerOf(dockerfile, instruction);
  const found = scriptSource(dockerfile, outer, instruction.onbuild ?? instruction);
  const script = "kind" in found ? found : parseShell(found.source, found.interpreter, found.shebang);
  scripts.set(instruction, script);
  return script;
}

/** Heredoc bodies and the place in the stage belong to the ONBUILD, not to the instruction it defers. */
function outerOf(dockerfile: Dockerfile, instruction: Instruction): Instruction {
  const outer = dockerfile.instructions[instruction.index];
  return outer?.onbuild === instruction ? outer : instruction;
}

/** Whether every command stops the script on failure: `set -e` first of all (or given to the interpreter), and never taken back. */
export function hasErrexit(script: ShellScript): boolean {
  if (script.kind === "opaque") return false;
  const sites = [...walkCommands(script.list)];
  if (sites.some(({ command }) => setsErrexit(command) === false)) return false;
  if (script.interpreter.errexit) return true;
  for (const { pipeline, operator } of script.list.items) {
    const [command] = pipeline.commands;
    if (command?.kind !== "simple" || pipeline.commands.length > 1 || operator === "&" || operator === "||") return false;
    if (setsErrexit(command) === true) return true;
    if (command.words[0]?.value !== "set") return false;
  }
  return false;
}

/** `true`, `false` for `set` commands that switch errexit on or off (or may: their options are not literal). */
function setsErrexit({ words }: SimpleCommand): boolean | undefined {
  if (words[0]?.value !== "set") return undefined;
  let sets: boolean | undefined;
  for (let i = 1; i < words.length; i++) {
    const option = words[i]?.value;
    if (option === undefined) return false;
    if (option === "--" || option === "-" || !/^[-+]/.test(option)) break;
    const name = option.endsWith("o") ? words[++i]?.value : undefined;
    if (option.slice(1).includes("e") || name === "errexit") sets = option.startsWith("-");
  }
  return sets;
}

/** Only simple commands joined by `&&`: it succeeds exactly when each of them ran and succeeded. */
export function isPureAndList(list: ShellList): boolean {
  const last = list.items.at(-1);
  if (last === undefined || !(last.operator === undefined || last.operator === "\n")) return false;
  return list.items.every(({ pipeline, operator }, index) => {
    const [command] = pipeline.commands;
    if (pipeline.commands.length !== 1 || pipeline.negated || pipeline.timed || command?.kind !== "simple") return false;
    // dash reads `a &> f` as `a &` and `> f`.
    if (command.redirections.some((redirection) => redirection.operator.startsWith("&>"))) return false;
    return operator === "&&" || index === list.items.length - 1;
  });
}

/** Whether a command put behind the last statement with `&&` runs whenever the script so far succeeds. */
export function lastCommandRuns(list: ShellList): boolean {
  const last = list.items.at(-1);
  if (last === undefined || last.operator === "&") return false;
  for (const site of walkCommands(list)) {
    if (leavesScript(site)) return false;
  }
  return true;
}

/** Whether a command is `name`, written with or without its path (`apt-get`, `/usr/bin/apt-get`). */
export function runs(command: SimpleCommand, name: string): boolean {
  const program = programOf(command).name;
  return program === name || program?.endsWith(`/${name}`) === true;
}
