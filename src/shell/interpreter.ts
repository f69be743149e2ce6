import { POSIX_SHELLS } from "../knowledge/shells.ts";
import type { Interpreter } from "./model.ts";

/** Options of sh, dash, ash and bash that change nothing about how a script is read. */
const HARMLESS = /^[abcehilmpuvxCEPT]$/;
const LONG_HARMLESS: ReadonlySet<string> = new Set(["--login", "--noprofile", "--norc"]);

/** The interpreter that SHELL names, given with its options and `-c`. `undefined` for what is no shell known here. */
export function shellInterpreter(argv: readonly string[]): Interpreter | undefined {
  const read = readOptions(programArgv(argv));
  return read?.command === true ? read.interpreter : undefined;
}

/**
 * The interpreter of a script's `#!` line. The kernel passes what follows the program as one argument (execve(2), Interpreter scripts);
 * only `env -S` splits it.
 */
export function shebangInterpreter(line: string): Interpreter | undefined {
  const [, program = "", argument = ""] = /^#![ \t]*(\S+)[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
  const split = baseName(program) === "env" && /^-S\s+/.test(argument);
  const rest = split ? argument.replace(/^-S\s+/, "").split(/\s+/) : [argument].filter((word) => word !== "");
  const read = readOptions(programArgv([program, ...rest]));
  return read?.command === false ? read.interpreter : undefined;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Without `env` or `busybox` in front. */
function programArgv(argv: readonly string[]): readonly string[] {
  const first = baseName(argv[0] ?? "");
  return first === "env" || first === "busybox" ? argv.slice(1) : argv;
}

function readOptions([program = "", ...options]: readonly string[]): { interpreter: Interpreter; command: boolean } | undefined {
  const name = baseName(program);
  if (!POSIX_SHELLS.has(name)) return undefined;
  const set = new Map<string, boolean>();
  for (let i = 0; i < options.length; i++) {
    const option = options[i] ?? "";
    if (LONG_HARMLESS.has(option)) continue;
    const [, sign, letters = ""] = /^([-+])([A-Za-z]+)$/.exec(option) ?? [];
    if (sign === undefined) return undefined;
    for (const letter of letters) {
      const isNamed = letter === "o";
      if (isNamed) i++;
      else if (!HARMLESS.test(letter)) return undefined;
      const key = isNamed ? options[i] : letter;
      if (key === undefined) return undefined;
      set.set(key, sign === "-");
    }
  }
  const errexit = set.get("e") === true || set.get("errexit") === true;
  return { interpreter: { name: shellName(name), errexit, pipefail: set.get("pipefail") === true }, command: set.get("c") === true };
}

function shellName(name: string): Interpreter["name"] {
  return name === "ash" || name === "bash" || name === "dash" ? name : "sh";
}
