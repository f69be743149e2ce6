/** Which installs a copied directory has to do with, and which were made before it. */
import type { DirectoryCopy } from "../dockerfile/copies.ts";
import type { Dockerfile, Instruction } from "../dockerfile/model.ts";
import { areComparable, pathWithin, placeBelow } from "../dockerfile/places.ts";
import { type Stage, stageOf } from "../dockerfile/stages.ts";
import { INSTALLS_BY_NAME, TASK_RUNNERS } from "../knowledge/commands.ts";
import { installsOf, type RunReading, readRun } from "./installs.ts";
import type { InstallUse, Use } from "./uses.ts";

export type RefusedUse = Extract<Use, { kind: "refused" }>;

/**
 * How an install and a copied directory lie to each other. `within`: the copy brings the project; `around`: it brings a directory of the
 * project; `unknown`: they cannot be compared.
 */
export type Relation = "around" | "apart" | "unknown" | "within";

export function relationOf(use: InstallUse | RefusedUse, { target }: DirectoryCopy): Relation {
  const named = placesNamed(use);
  if (target === undefined) return "unknown";
  if (named.some((place) => place !== undefined && pathWithin(target, place) !== undefined)) return "within";
  const { directory } = use;
  // Files named by their full path are all that such a command reads.
  if (named.length > 0 && !named.includes(undefined) && named.every((place) => place !== undefined && areComparable(place, target))) {
    return directory !== undefined &&
      pathWithin(directory, target) !== undefined &&
      named.some((place) => place !== undefined && pathWithin(directory, place) !== undefined)
      ? "around"
      : "apart";
  }
  if (directory === undefined) return "unknown";
  if (pathWithin(target, directory) !== undefined) return "within";
  if (pathWithin(directory, target) !== undefined) return "around";
  return areComparable(directory, target) ? "apart" : "unknown";
}

/** The files that the command line names, as places. */
export function placesNamed(use: InstallUse | RefusedUse): readonly (string | undefined)[] {
  const [files, workdir] = use.kind === "install" ? [use.install.files, use.workdir] : [use.refusal.files, use.directory];
  return (files ?? []).map((file) => placeBelow(workdir, file));
}

/** The installs in front of an instruction: of its own stage and of those it is FROM. */
export function installsBefore(dockerfile: Dockerfile, at: Instruction): readonly InstallUse[] {
  const stage = stageOf(dockerfile, at);
  if (stage === undefined) return [];
  return [...ancestors(stage), stage].flatMap(({ instructions }) =>
    instructions.filter(({ keyword, index }) => keyword === "RUN" && index < at.index).flatMap((run) => installsOf(readRun(dockerfile, run))),
  );
}

function ancestors({ parent, possibleParents }: Stage): readonly Stage[] {
  const parents = parent === undefined ? possibleParents : [parent];
  return parents.flatMap((each) => [...ancestors(each), each]);
}

/** The project was installed before: the file is split already. */
export function isRepeated(use: InstallUse | RefusedUse, earlier: readonly InstallUse[]): boolean {
  if (use.kind === "refused") return earlier.some(({ ecosystem }) => ecosystem === use.ecosystem);
  const files = placesNamed(use).join();
  const isSame = (each: InstallUse): boolean => each.directory === use.directory && placesNamed(each).join() === files;
  return earlier.some((each) => each.ecosystem === use.ecosystem && (each.ecosystem.fetchesOnTheWay === true || isSame(each)));
}

/** A command that is an install by its name, though nobody knows what it reads. */
export function opaqueInstall({ steps }: RunReading): string | undefined {
  for (const use of steps.flatMap(({ uses }) => uses)) {
    if (use.kind === "opaque" && installsByName(use.text)) return use.text;
  }
  return undefined;
}

function installsByName(text: string): boolean {
  const [program = "", ...args] = text.split(" ");
  const name = program.slice(program.lastIndexOf("/") + 1);
  if (INSTALLS_BY_NAME.test(name) || (name !== program && name.startsWith("install"))) return true;
  // Behind -c and -e stands a program text.
  if (!TASK_RUNNERS.has(name) || args.some((word) => /^-\w*[cer]$/.test(word))) return false;
  return args
    .slice(0, 2)
    .some(
      (word) =>
        !word.startsWith("-") &&
        (INSTALLS_BY_NAME.test(word.slice(word.lastIndexOf("/") + 1)) || (name === "make" && /^(?:init|prepare)$/.test(word))),
    );
}
