import type { ShellWord, SimpleCommand } from "./model.ts";

/** A command without what only starts it. */
export interface Program {
  /** As written: `apt-get` or `/usr/bin/apt-get`. `undefined` where it is not literal, or there is none. */
  readonly name: string | undefined;
  readonly nameWord: ShellWord | undefined;
  /** The words in front: `sudo -E`, `env A=b`. */
  readonly prefix: readonly ShellWord[];
  readonly args: readonly ShellWord[];
}

/** How a command that starts another one reads its own options. */
interface Starter {
  /** Options that stand alone; `undefined` for none. */
  readonly flags: RegExp | undefined;
  /** Options followed by a value of their own. */
  readonly valued: RegExp | undefined;
  readonly takesAssignments: boolean;
}

const STARTERS: ReadonlyMap<string, Starter> = new Map([
  // sudo(8). `-i`, `-s` and `-e` run a shell or an editor and are not looked through.
  [
    "sudo",
    {
      flags: /^-[AEHnPS]+$|^--(?:preserve-env(?:=.*)?|set-home|non-interactive|stdin|user=.+|group=.+)$/,
      valued: /^-[AEHnPS]*[ugCp]$|^--(?:user|group)$/,
      takesAssignments: true,
    },
  ],
  ["env", { flags: /^-i$|^-$|^--ignore-environment$|^--unset=.+$|^-u.+$/, valued: /^-u$|^--unset$/, takesAssignments: true }],
  ["exec", { flags: /^-[cl]+$/, valued: /^-a$/, takesAssignments: false }],
  // `command -v` and `-V` only ask.
  ["command", { flags: /^-p$/, valued: undefined, takesAssignments: false }],
  ["nice", { flags: /^-n?-?\d+$|^--adjustment=-?\d+$/, valued: /^-n$|^--adjustment$/, takesAssignments: false }],
  ["time", { flags: /^-[pv]+$/, valued: /^-[fo]$/, takesAssignments: false }],
  ["eatmydata", { flags: undefined, valued: undefined, takesAssignments: false }],
  ["nohup", { flags: undefined, valued: undefined, takesAssignments: false }],
]);

/** The program that a command runs in the end. A starter with an option not known here is the program itself. */
export function programOf({ words }: SimpleCommand): Program {
  let at = 0;
  for (;;) {
    const starter = STARTERS.get(baseName(words[at]?.value));
    const next = starter === undefined ? undefined : afterOptions(words, at + 1, starter);
    if (next === undefined || next >= words.length) break;
    at = next;
  }
  return { name: words[at]?.value, nameWord: words[at], prefix: words.slice(0, at), args: words.slice(at + 1) };
}

function baseName(path: string | undefined): string {
  return path === undefined ? "" : path.slice(path.lastIndexOf("/") + 1);
}

/** The index of the started program; `undefined` when an option is unknown or not literal. */
function afterOptions(words: readonly ShellWord[], from: number, { flags, valued, takesAssignments }: Starter): number | undefined {
  let at = from;
  for (; at < words.length; at++) {
    const word = words[at];
    const option = word?.value;
    if (takesAssignments && word !== undefined && /^["']?[A-Za-z_][A-Za-z0-9_]*=/.test(word.text)) continue;
    if (option === undefined) return word?.text.startsWith("-") === true ? undefined : at;
    if (option === "--") {
      if (!takesAssignments) return at + 1;
    } else if (valued?.test(option) === true) at++;
    else if (flags?.test(option) !== true) return option.startsWith("-") ? undefined : at;
  }
  return at;
}
