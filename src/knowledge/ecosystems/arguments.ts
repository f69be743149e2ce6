/** The command line of a JavaScript package manager: words, and flags with their values. */
import type { Argv } from "./ecosystem.ts";

export interface Arguments {
  /** What is no flag, up to and behind `--`; `undefined` for a word that is not literal. */
  readonly words: Argv;
  /** Long name without dashes → value: `true` and `false` (`--no-x`) for switches, `undefined` for a value that is not literal. The last one counts. */
  readonly flags: ReadonlyMap<string, string | undefined>;
}

export interface Grammar {
  /** Flags that take the next word as their value. */
  readonly valued: ReadonlySet<string>;
  /** Letter → long name. */
  readonly short: Readonly<Record<string, string>>;
}

export function readArguments(args: Argv, grammar: Grammar): Arguments {
  const words: (string | undefined)[] = [];
  const flags = new Map<string, string | undefined>();
  for (let at = 0; at < args.length; at++) {
    const word = args[at];
    if (word === "--") return { words: [...words, ...args.slice(at + 1)], flags };
    if (word === undefined || !/^-./.test(word)) {
      words.push(word);
      continue;
    }
    const flag = readFlag(word, grammar);
    const next = args[at + 1];
    const takesNext = flag.value === undefined && (grammar.valued.has(flag.name) ? at + 1 < args.length : next === "true" || next === "false");
    flags.set(flag.name, takesNext ? next : (flag.value ?? "true"));
    if (takesNext) at++;
  }
  return { words, flags };
}

function readFlag(word: string, { short, valued }: Grammar): { readonly name: string; readonly value: string | undefined } {
  const [, dashes = "", written = "", value] = /^(--?)([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  const name = dashes === "-" ? (short[written] ?? written) : written;
  const switchedOff = /^no-(.+)/.exec(name)?.[1];
  if (switchedOff !== undefined && value === undefined && !valued.has(name)) return { name: switchedOff, value: "false" };
  return { name, value };
}

/** A switch that is on. */
export function isOn(flags: ReadonlyMap<string, string | undefined>, name: string): boolean {
  return flags.has(name) && flags.get(name) !== "false";
}

/** A word that names a file or directory instead of a package. */
export function isPath(word: string): boolean {
  return !/^https?:/.test(word) && /^(?:\.{1,2}(?:\/|$)|\/|~\/|file:|link:|portal:)|\.(?:tgz|tar\.gz|tar)$/.test(word);
}
