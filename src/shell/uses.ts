/** What one command of a RUN has to do with the files of the image: an install, paths it names, or anything at all. */
import { placeBelow } from "../dockerfile/places.ts";
import { OTHER_STATE, REMOVERS, REPEATABLE_STATE } from "../knowledge/commands.ts";
import type { Ecosystem, InstallCommand, Recognised, Written } from "../knowledge/ecosystems/ecosystem.ts";
import { recogniseCommand } from "../knowledge/ecosystems/index.ts";
import { fileUses } from "./file-uses.ts";
import type { ShellWord, SimpleCommand } from "./model.ts";
import { programOf } from "./program.ts";
import { type Argument, argumentPlace, type Surroundings, wordValue } from "./surroundings.ts";

/** What a command does. Places are as in `src/dockerfile/places.ts`; `undefined`: a place that nobody knows. */
export type Use =
  /**
   * Reads or writes these and nothing else. `make`: creates directories; `remove`: takes away; both leave alone what is there or not there.
   * `tree`: with everything in them. `touch`: the file or directory itself.
   */
  | { readonly kind: "paths"; readonly action: PathAction; readonly places: readonly (string | undefined)[] }
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

export type PathAction = "make" | "remove" | "touch" | "tree";

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
  const known = recogniseCommand(base, args.map(handedOn));
  if (known !== undefined) return [...program, ...ecosystemUses(known.ecosystem, known.recognised, command, around, opaque)];
  if (args.length > 0 && args.every(({ value }) => /^(?:--?version|-[vV]|--help)$/.test(value ?? ""))) return program;
  if (command !== undefined && REPEATABLE_STATE.has(base)) return [stateUse(command)];
  if (OTHER_STATE.has(base)) return otherState(base, args, around, opaque);
  const removes = REMOVERS.some((pattern) => pattern.test(`${base} ${args.map(({ value }) => value ?? "$").join(" ")}`));
  const uses = fileUses(base, args, around) ?? [opaque];
  return removes ? [...uses, { kind: "cleanup", ofCache: true }] : uses;
}

/** `uvicorn[standard]` without quotes is a pattern that matches no file: the shell hands it on as it is written. */
function handedOn({ word, value }: Argument): string | undefined {
  return word !== undefined && /^[\w./-]*\[\w[\w,.-]+\](?:[=~!][\w.*=~!,]*)?$/.test(word.text) ? word.text : value;
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
  // `env A=b npm ci`, `sudo A=b npm ci`.
  for (const word of command === undefined ? [] : programOf(command).prefix) {
    const [, name, value] = /^["']?(\w+)=(.*)$/s.exec(wordValue(word, around) ?? word.text) ?? [];
    if (name !== undefined) variables.set(name, wordValue(word, around) === undefined ? undefined : value);
  }
  return variables;
}

function place(word: ShellWord | undefined, around: Surroundings): string | undefined {
  return word === undefined ? undefined : argumentPlace({ word, value: wordValue(word, around) }, around);
}
