/** What runs in a script before its last command, and what that may leave for the last one. */
import { SHORT_LIVED } from "../knowledge/entrypoints.ts";
import { functionsOf, isBuiltin } from "./argv.ts";
import type { ParsedScript, ShellWord, SimpleCommand } from "./model.ts";
import { programOf } from "./program.ts";
import { simpleOf, walkCommands } from "./walk.ts";

/**
 * The first command in front of the last one that may leave processes running, as written; `undefined` when each of them ends with all it
 * started. A process substitution of the last one runs beside it.
 */
export function leftRunning(script: ParsedScript): string | undefined {
  const last = script.list.items.at(-1);
  const beside = last === undefined ? undefined : simpleOf(last.pipeline)?.words.find(({ expansions }) => expansions.includes("process"));
  if (beside !== undefined) return beside.text;
  const functions = functionsOf(script);
  for (const { command, item, inSubstitution } of commandsBefore(script)) {
    if (item.operator === "&" && !inSubstitution) return textOf(script, command);
    const name = programOf(command).name;
    if (name === undefined && command.words.length > 0) return textOf(script, command);
    if (name === undefined || isBuiltin(name) || functions.has(name)) continue;
    if (!isShortLived(name)) return textOf(script, command);
  }
  return undefined;
}

/** A path counts only where packages install: any other may be a script of the image. */
function isShortLived(name: string): boolean {
  const inSystem = /^\/(?:usr\/(?:local\/)?)?s?bin\/([^/]+)$/.exec(name)?.[1];
  return SHORT_LIVED.has(inSystem ?? name);
}

/** The first file that is sourced, or text that is evaluated, in front of the last command: it may define a function. An `activate` of Python's venv does not. */
export function sourcedBefore(script: ParsedScript): string | undefined {
  for (const { command } of commandsBefore(script)) {
    const [name, file] = command.words;
    if (name?.value === "eval") return "eval";
    if (name?.value !== "." && name?.value !== "source") continue;
    if (!/\/bin\/activate$/.test(plain(file))) return plain(file);
  }
  return undefined;
}

function plain(word: ShellWord | undefined): string {
  return word?.value ?? word?.text.replace(/["']/g, "") ?? "";
}

function commandsBefore(script: ParsedScript) {
  const last = script.list.items.at(-1)?.pipeline.at.start ?? 0;
  return [...walkCommands(script.list)].filter(({ command }) => command.at.end <= last);
}

function textOf(script: ParsedScript, { at }: SimpleCommand): string {
  return script.source.text.slice(at.start, at.end);
}
