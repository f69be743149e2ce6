/** What a command sees: where it runs, its variables, and its words as far as they are known. */
import type { Dockerfile, Instruction } from "../dockerfile/model.ts";
import { namedLookup, placeBelow } from "../dockerfile/places.ts";
import type { ShellWord } from "./model.ts";

/** What is in effect when a command runs. */
export interface Surroundings {
  readonly dockerfile: Dockerfile;
  readonly at: Instruction;
  readonly directory: string | undefined;
  readonly variables: ReadonlyMap<string, string | undefined>;
}

/** A word as far as it is known: `path` with variables put in, cut in front of a pattern. */
export interface Argument {
  readonly word: ShellWord | undefined;
  readonly value: string | undefined;
}

/** Where an argument leads; `undefined` when that is not known. */
export function argumentPlace(argument: Argument | undefined, { directory }: Surroundings): string | undefined {
  return argument?.value === undefined ? undefined : placeBelow(directory, argument.value);
}

/** The home directory of whoever runs the command: somewhere, from the root. */
const HOME = "<!home>";

/** The text of a word with known variables put in. Of a pattern only the directory it is in. `undefined` for what only the shell knows. */
export function wordValue(word: ShellWord, { dockerfile, at, variables }: Surroundings): string | undefined {
  if (word.value !== undefined) return word.value;
  if (word.expansions.some((kind) => kind !== "variable" && kind !== "glob" && kind !== "tilde")) return undefined;
  const plain = word.text
    .replace(/^~(?=\/|$)/, HOME)
    .replace(/^"([^"]*)"$/, "$1")
    .replace(/"(\$\w+|\$\{\w+\})"/g, "$1");
  if (/["'\\`]|\$(?!\w|\{\w+\})/.test(plain)) return undefined;
  const lookup = namedLookup(dockerfile, at);
  let isKnown = true;
  const text = plain.replace(/\$\{(\w+)\}|\$(\w+)/g, (_whole, braced: string | undefined, bare: string | undefined) => {
    const name = braced ?? bare ?? "";
    const value = variables.has(name) ? (variables.get(name) ?? lookup(name)) : (lookup(name) ?? (name === "HOME" ? HOME : null));
    if (value === null || value === undefined) isKnown = false;
    return value ?? "";
  });
  if (!isKnown) return undefined;
  return word.expansions.includes("glob") ? text.replace(/(^|\/)[^/]*[*?[].*$/, "$1") || "." : text;
}
