/** What one command of a RUN has to do with the files of the image: an install, paths it names, or anything at all. */
import type { Dockerfile, Instruction } from "../dockerfile/model.ts";
import { namedLookup, placeBelow } from "../dockerfile/places.ts";
import { DOWNLOADERS, FILE_COMMANDS, HARMLESS_BUILTINS, OTHER_STATE, REMOVERS, REPEATABLE_STATE, SYSTEM_COMMANDS } from "../knowledge/commands.ts";
import type { Ecosystem, InstallCommand, Recognised, Written } from "../knowledge/ecosystems/ecosystem.ts";
import { recogniseCommand } from "../knowledge/ecosystems/index.ts";
import type { ShellWord, SimpleCommand } from "./model.ts";
import { programOf } from "./program.ts";

/** What a command does. Places are as in `src/dockerfile/places.ts`; `undefined`: a place that nobody knows. */
export type Use =
  /** Reads or writes these and nothing else. `make`: creates directories; `remove`: takes away; both leave alone what is there or not there. */
  | { readonly kind: "paths"; readonly action: "make" | "remove" | "touch"; readonly places: readonly (string | undefined)[] }
  /** Reads these where they exist. */
  | { readonly kind: "reads"; readonly places: readonly string[] }
  | { readonly kind: "creates"; readonly written: readonly Written[] }
  | InstallUse
  | {
      readonly kind: "refused";
      readonly ecosystem: Ecosystem;
      readonly refusal: Extract<Recognised, { kind: "refused" }>;
      readonly directory: string | undefined;
    }
  /** Takes away what an earlier command left. `ofCache`: nothing of the project. */
  | { readonly kind: "cleanup"; readonly ofCache: boolean }
  /** Changes what the commands behind it see. `repeatable`: it can be said again in another RUN. */
  | { readonly kind: "state"; readonly repeatable: boolean }
  /** May read and write anything; `directory` is where it runs. */
  | { readonly kind: "opaque"; readonly text: string; readonly directory: string | undefined };

export interface InstallUse {
  readonly kind: "install";
  readonly ecosystem: Ecosystem;
  readonly install: InstallCommand;
  readonly command: SimpleCommand | undefined;
  /** Where the command runs. */
  readonly workdir: string | undefined;
  /** Where its project is: behind its directory flag. */
  readonly directory: string | undefined;
  readonly variables: ReadonlyMap<string, string | undefined>;
}

/** What is in effect when a command runs. */
export interface Surroundings {
  readonly dockerfile: Dockerfile;
  readonly at: Instruction;
  readonly directory: string | undefined;
  readonly variables: ReadonlyMap<string, string | undefined>;
}

/** A word as far as it is known: `path` with variables put in, cut in front of a pattern. */
interface Argument {
  readonly word: ShellWord | undefined;
  readonly value: string | undefined;
}

/** Everything that one simple command does; nothing for what never touches a file that matters. */
export function usesOf(command: SimpleCommand, around: Surroundings): readonly Use[] {
  const { name, args } = programOf(command);
  const redirected = command.redirections
    .filter(({ isHeredoc, operator }) => !isHeredoc && !/^[<>]&|^<<</.test(operator))
    .map(({ target }) => place(target, around));
  const files: readonly Use[] = redirected.length === 0 ? [] : [{ kind: "paths", action: "touch", places: redirected }];
  if (command.words.length === 0) return [...files, ...(command.assignments.length === 0 ? [] : [stateUse(command)])];
  const values = args.map((word): Argument => ({ word, value: wordValue(word, around) }));
  return [...files, ...programUses(name, values, command, around)];
}

/** The same for an exec-form RUN. */
export function usesOfArgv([name, ...args]: readonly string[], around: Surroundings): readonly Use[] {
  return programUses(
    name,
    args.map((value) => ({ word: undefined, value })),
    undefined,
    around,
  );
}

function programUses(name: string | undefined, args: readonly Argument[], command: SimpleCommand | undefined, around: Surroundings): readonly Use[] {
  const opaque: Use = {
    kind: "opaque",
    text: [name ?? "?", ...args.map(({ word, value }) => value ?? word?.text ?? "")].join(" "),
    directory: around.directory,
  };
  if (name === undefined) return [opaque];
  const base = name.slice(name.lastIndexOf("/") + 1);
  const own = name.includes("/") ? placeBelow(around.directory, name) : undefined;
  const program: readonly Use[] = own === undefined ? [] : [{ kind: "reads", places: [own] }];
  const known = recogniseCommand(
    base,
    args.map(({ value }) => value),
  );
  if (known !== undefined) return [...program, ...ecosystemUses(known.ecosystem, known.recognised, command, around, opaque)];
  if (args.length > 0 && args.every(({ value }) => /^(?:--?version|-[vV]|--help)$/.test(value ?? ""))) return program;
  if (command !== undefined && REPEATABLE_STATE.has(base)) return [stateUse(command)];
  if (OTHER_STATE.has(base)) return otherState(base, args, around, opaque);
  const removes = REMOVERS.some((pattern) => pattern.test(`${base} ${args.map(({ value }) => value ?? "$").join(" ")}`));
  const uses = fileUses(base, args, around) ?? [opaque];
  return removes ? [...uses, { kind: "cleanup", ofCache: true }] : uses;
}

function stateUse(command: SimpleCommand): Use {
  const words = [...command.words, ...command.assignments.flatMap(({ value }) => value ?? [])];
  const repeatable = words.every(({ expansions }) => expansions.every((kind) => kind === "variable" || kind === "tilde"));
  return { kind: "state", repeatable };
}

function otherState(name: string, args: readonly Argument[], around: Surroundings, opaque: Use): readonly Use[] {
  const state: Use = { kind: "state", repeatable: false };
  if (name === "." || name === "source") return [{ kind: "paths", action: "touch", places: [argumentPlace(args[0], around)] }, state];
  // Without a version nvm reads .nvmrc.
  const needsFile = name === "eval" || (name === "nvm" && !/\d|lts|node|default/.test(args[1]?.value ?? ""));
  return needsFile ? [opaque, state] : [state];
}

function ecosystemUses(
  ecosystem: Ecosystem,
  recognised: Recognised,
  command: SimpleCommand | undefined,
  around: Surroundings,
  opaque: Use,
): readonly Use[] {
  const { directory: workdir } = around;
  const below = (path: string): string[] => [placeBelow(workdir, path)].filter((each) => each !== undefined);
  if (recognised.kind === "build") return [opaque];
  if (recognised.kind === "cleanup") return [{ kind: "cleanup", ofCache: recognised.ofCache }];
  if (recognised.kind === "independent") {
    const written = (recognised.creates ?? []).flatMap(({ path, pattern }) => below(path).map((each) => ({ path: each, pattern })));
    return [
      { kind: "reads", places: (recognised.reads ?? []).flatMap(below) },
      { kind: "creates", written },
    ];
  }
  const directory = recognised.directory === undefined ? workdir : placeBelow(workdir, recognised.directory);
  if (recognised.kind === "refused") return [{ kind: "refused", ecosystem, refusal: recognised, directory }];
  return [{ kind: "install", ecosystem, install: recognised, command, workdir, directory, variables: variablesOf(command, around) }];
}

function variablesOf(command: SimpleCommand | undefined, around: Surroundings): ReadonlyMap<string, string | undefined> {
  const variables = new Map(around.variables);
  for (const { name, value } of command?.assignments ?? []) variables.set(name, value === undefined ? undefined : wordValue(value, around));
  return variables;
}

/** `undefined`: a command that may do anything. */
function fileUses(name: string, args: readonly Argument[], around: Surroundings): readonly Use[] | undefined {
  const touch = (targets: readonly Argument[]): Use => ({
    kind: "paths",
    action: actionOf(name),
    places: targets.map((each) => argumentPlace(each, around)),
  });
  if (HARMLESS_BUILTINS.has(name)) return [];
  if (SYSTEM_COMMANDS.has(name))
    return [touch(args.filter(({ value }) => value?.includes("/") === true && !value.includes("://") && !value.startsWith("-")))];
  if (DOWNLOADERS.has(name)) return downloadUses(name, args, touch);
  if (name === "test" || name === "[" || name === "[[")
    return [touch(args.filter((_, index) => /^-[defghkprsuwxGLOS]$/.test(args[index - 1]?.value ?? "")))];
  const front = FILE_COMMANDS.get(name);
  if (front !== undefined) return [touch(operands(args).slice(front))];
  if (name === "tar" || name === "unzip") return [touch(unpackTargets(args))];
  if (name === "git") return gitUses(args, touch);
  return undefined;
}

function actionOf(name: string): "make" | "remove" | "touch" {
  if (name === "mkdir") return "make";
  return name === "rm" || name === "rmdir" ? "remove" : "touch";
}

function operands(args: readonly Argument[]): readonly Argument[] {
  return args.filter(({ value, word }) => !(value ?? word?.text ?? "").startsWith("-") && value !== "]" && value !== "]]");
}

const HERE: Argument = { word: undefined, value: "." };

/** Without `-C` or `-d` an archive is unpacked where the command runs. */
function unpackTargets(args: readonly Argument[]): readonly Argument[] {
  const into = args.findIndex(({ value }) => /^(?:-C|-d|--directory)$/.test(value ?? ""));
  const joined = args.find(({ value }) => /^(?:-C|-d|--directory=)./.test(value ?? ""));
  const files = operands(args).filter(({ value }) => value === undefined || value.includes("/"));
  if (joined !== undefined) return [{ word: undefined, value: joined.value?.replace(/^(?:-C|-d|--directory=)/, "") }];
  return into < 0 ? [HERE] : [args[into + 1] ?? HERE, ...files];
}

/** curl writes to its output unless told otherwise; wget, and curl -O, to a file named like the address. */
function downloadUses(name: string, args: readonly Argument[], touch: (targets: readonly Argument[]) => Use): readonly Use[] | undefined {
  const named = args.findIndex(({ value }) =>
    (name === "curl" ? /^-[a-zA-Z]*o$|^--output$/ : /^-[a-zA-Z]*[OP]$|^--(?:output-document|directory-prefix)$/).test(value ?? ""),
  );
  const joined = args.flatMap(
    ({ value }) =>
      /^(?:--(?:output|output-document|directory-prefix)=|-O(?=[/.\w-]))(.+)$/.exec(
        name === "wget" || value?.startsWith("--") === true ? (value ?? "") : "",
      )?.[1] ?? [],
  );
  const others = args
    .filter(({ value }) => value?.startsWith("@") === true)
    .map(({ value }): Argument => ({ word: undefined, value: value?.slice(1) }));
  if (named >= 0) return [touch([...others, args[named + 1] ?? HERE])];
  if (joined.length > 0) return [touch([...others, ...joined.map((value): Argument => ({ word: undefined, value }))])];
  const isRemote = name === "wget" || args.some(({ value }) => /^-[a-zA-Z]*O|^--remote-name/.test(value ?? ""));
  if (!isRemote) return [touch(others)];
  const addresses = args.filter(({ value }) => value === undefined || value.includes("://"));
  const names = addresses.map(({ value }) => /\/([^/?#<>]+)$/.exec(value ?? "")?.[1]);
  return names.length === 0 || names.includes(undefined)
    ? undefined
    : [touch([...others, ...names.map((value): Argument => ({ word: undefined, value }))])];
}

function gitUses(args: readonly Argument[], touch: (targets: readonly Argument[]) => Use): readonly Use[] | undefined {
  const [command, ...rest] = operands(args);
  if (command?.value === "config" && args.some(({ value }) => value === "--global" || value === "--system")) return [];
  if (command?.value !== "clone" || args.some(({ value }) => value === "-C")) return undefined;
  const at = rest.findIndex(({ value }) => value === undefined || /:\/\/|@.*:/.test(value));
  const target = rest[at + 1] ?? { word: undefined, value: /([^/]+?)(?:\.git)?\/?$/.exec(rest[at]?.value ?? "")?.[1] };
  return [touch([target])];
}

function argumentPlace(argument: Argument | undefined, { directory }: Surroundings): string | undefined {
  return argument?.value === undefined ? undefined : placeBelow(directory, argument.value);
}

function place(word: ShellWord | undefined, around: Surroundings): string | undefined {
  return word === undefined ? undefined : argumentPlace({ word, value: wordValue(word, around) }, around);
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
