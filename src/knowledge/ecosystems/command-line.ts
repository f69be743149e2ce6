/** The command line of a package manager: what is an option, what its value, and what is left. Repeated options are kept apart. */
import type { Argv } from "./ecosystem.ts";

export interface Option {
  /** The long name without dashes, also for a short one. */
  readonly name: string;
  /** Empty for a switch; `undefined` for a value that is not literal. */
  readonly value: string | undefined;
}

export interface CommandLine {
  /** What is no option, in order; `undefined` for a word that is not literal. */
  readonly operands: Argv;
  readonly options: readonly Option[];
}

export interface OptionTable {
  /** Long names of the options that take the next word as their value. */
  readonly valued: ReadonlySet<string>;
  /** Letter → long name. Letters may be joined, the last one with its value: `-qr requirements.txt`. */
  readonly short: Readonly<Record<string, string>>;
}

/** An argument that only the build knows: not literal, or with a variable of unknown value in it (`src/dockerfile/places.ts`). */
export function isUnknown(word: string | undefined): word is undefined {
  return word === undefined || /<[^<>]* (?:of|in) [^<>]*>/.test(word);
}

export function readCommandLine(args: Argv, table: OptionTable): CommandLine {
  const operands: (string | undefined)[] = [];
  const options: Option[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at];
    if (word === "--") return { operands: [...operands, ...args.slice(at + 1)], options };
    if (word === undefined || !/^-./.test(word)) {
      operands.push(word);
      continue;
    }
    const { switches, name, value } = readOption(word, table);
    const takesNext = value === undefined && table.valued.has(name);
    options.push(...switches.map((each): Option => ({ name: each, value: "" })), { name, value: takesNext ? args[++at] : (value ?? "") });
  }
  return { operands, options };
}

interface Read extends Option {
  readonly switches: readonly string[];
}

function readOption(word: string, table: OptionTable): Read {
  if (word.startsWith("--")) {
    const [, name = "", value] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    return { switches: [], name, value };
  }
  const letters = [...word.slice(1)];
  const names = letters.map((letter) => table.short[letter] ?? letter);
  const at = names.findIndex((name) => table.valued.has(name));
  if (at < 0) return { switches: names.slice(0, -1), name: names.at(-1) ?? "", value: undefined };
  const rest = letters.slice(at + 1).join("");
  return { switches: names.slice(0, at), name: names[at] ?? "", value: rest === "" ? undefined : rest.replace(/^=/, "") };
}

/** The values of an option, in order. */
export function valuesOf({ options }: CommandLine, ...names: readonly string[]): Argv {
  return options.filter(({ name }) => names.includes(name)).map(({ value }) => (isUnknown(value) ? undefined : value));
}

export function hasOption({ options }: CommandLine, ...names: readonly string[]): boolean {
  return options.some(({ name }) => names.includes(name));
}

/** The words as a POSIX shell needs them written; `undefined` when one of them is known to the build only. */
export function quoteWords(words: Argv): string | undefined {
  const quoted = words.map((word) => {
    if (isUnknown(word) || word.includes("\n")) return undefined;
    return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
  });
  return quoted.includes(undefined) ? undefined : quoted.join(" ");
}
