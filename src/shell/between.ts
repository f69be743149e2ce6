/** What stands between a copy of the sources and an install: what can stay, what has to go below with the copy, and what is in the way. */
import type { DirectoryCopy } from "../dockerfile/copies.ts";
import { sourceAt } from "../dockerfile/copies.ts";
import type { Dockerfile, Instruction } from "../dockerfile/model.ts";
import { pathWithin } from "../dockerfile/places.ts";
import type { Project } from "../knowledge/ecosystems/ecosystem.ts";
import { meets, type OwnedLanding, overlays } from "./landings.ts";
import { flagsOf, type Input, type PlannedInstall } from "./planned.ts";
import type { Obstacle } from "./run-verdict.ts";

export type Between =
  | { readonly kind: "setting"; readonly at: Instruction }
  | { readonly kind: "copy"; readonly at: Instruction; readonly landings: readonly OwnedLanding[]; readonly directory: DirectoryCopy | undefined }
  /** A RUN that needs nothing of the sources but these places, where they exist. */
  | { readonly kind: "reader"; readonly at: Instruction; readonly reads: readonly string[] }
  /** A RUN that touches these paths of the context through the image, and nothing else. */
  | { readonly kind: "run"; readonly at: Instruction; readonly named: readonly string[] };

interface Place {
  readonly dockerfile: Dockerfile;
  readonly build: Project["build"];
  readonly first: DirectoryCopy;
  readonly between: readonly Between[];
}

/** The instructions that go below the RUN of the install, in order, or why that cannot be. */
export function movedBelow(
  place: Place,
  until: Instruction,
  moving: readonly DirectoryCopy[],
  taken: readonly PlannedInstall[],
): Obstacle | { readonly moved: readonly Instruction[] } {
  const { first, between } = place;
  const inputs = taken.flatMap((each) => each.inputs);
  const moved = [first.at];
  for (const each of between) {
    if (each.at.index > until.index) break;
    const obstacle = settingObstacle(place, each, moved) ?? inputObstacle(place, each, moving, inputs) ?? resultObstacle(each, taken);
    if (obstacle !== undefined) return obstacle;
    if (goesBelow(place, each, moving)) moved.push(each.at);
  }
  return { moved };
}

/** What went below would be under another setting there. */
function settingObstacle({ dockerfile }: Place, { kind, at }: Between, moved: readonly Instruction[]): Obstacle | undefined {
  if (kind !== "setting") return undefined;
  const run = moved.find(({ keyword }) => keyword === "RUN");
  const isState = /^(?:ARG|ENV|SHELL|USER|WORKDIR)$/.test(at.keyword);
  const names = at.assignments.map(({ name }) => name);
  const reader = moved.find(({ span }) => names.some((name) => new RegExp(`\\$\\{?${name}\\b`).test(dockerfile.text.slice(span.start, span.end))));
  const affected = isState ? (run ?? reader) : undefined;
  if (affected === undefined) return undefined;
  return {
    code: "state-changes-between",
    reason: `line ${affected.line} would go below the install, where the ${at.keyword} of line ${at.line} changes what it means; move one of them by hand`,
  };
}

function inputObstacle({ build }: Place, each: Between, moving: readonly DirectoryCopy[], inputs: readonly Input[]): Obstacle | undefined {
  if (each.kind === "run") {
    const read = each.named.find((path) => inputs.some((input) => meetsPath(path, input.path)));
    if (read === undefined) return undefined;
    return {
      code: "intermediate-run-needs-source",
      reason: `the RUN of line ${each.at.line} works on \`${read || "the whole directory"}\`, which the install reads; do it behind the install, or in the context`,
    };
  }
  if (each.kind !== "copy" || (each.directory !== undefined && moving.includes(each.directory))) return undefined;
  const landing = each.landings.find((one) => isConflict(one, each.at, moving, build) && inputs.some((input) => mayBring(one, input)));
  if (landing === undefined) return undefined;
  return {
    code: "copy-between",
    reason: `the ${each.at.keyword} of line ${each.at.line} may bring other files for the install than the copied directory does; order them by hand`,
  };
}

/** What a RUN puts into node_modules is removed or kept by the install as it finds it; behind the install it would stay. */
function resultObstacle({ kind, at }: Between, taken: readonly PlannedInstall[]): Obstacle | undefined {
  const names = kind === "run" ? taken.flatMap(({ writes }) => writes.map(({ path }) => path.slice(path.lastIndexOf("/") + 1))) : [];
  const name = names.find((each) => each !== "" && at.args.text.includes(each));
  if (name === undefined) return undefined;
  return {
    code: "intermediate-run-needs-source",
    reason: `the RUN of line ${at.line} speaks of \`${name}\`, which the install writes; order the two by hand`,
  };
}

function meetsPath(a: string, b: string): boolean {
  return a === "" || b === "" || a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

function mayBring({ place, isDirectory, source }: OwnedLanding, input: Input): boolean {
  if (!isDirectory) return place === input.place && source !== input.path;
  return meets(place, input.place);
}

/** A copy of the sources that goes below would overwrite what this one brings. */
function isConflict(landing: OwnedLanding, at: Instruction, moving: readonly DirectoryCopy[], build: Project["build"]): boolean {
  return moving.some((copy) => {
    if (copy.at.index > at.index || copy.target === undefined || !mayOverlay(copy, landing.place, build)) return false;
    const below = landing.isDirectory && landing.source !== undefined ? pathWithin(landing.place, copy.target) : undefined;
    if (below !== undefined && below !== "") return build.has([landing.source, below].join("/").replace(/^\//, ""));
    if (landing.source === undefined || sourceAt(copy, landing.place) !== landing.source)
      return landing.isDirectory || pathWithin(landing.place, copy.target) === undefined;
    return flagsOf(at) !== flagsOf(copy.at);
  });
}

/** Also with a file that is not there now: git may ignore it, and the next machine have it (`.env` beside `.env.example`). */
function mayOverlay(copy: DirectoryCopy, place: string, build: Project["build"]): boolean {
  const path = sourceAt(copy, place);
  return overlays(copy, place, build) || (path !== undefined && !build.isIgnored(path));
}

function goesBelow({ build }: Place, each: Between, moving: readonly DirectoryCopy[]): boolean {
  if (each.kind === "run") return true;
  if (each.kind !== "copy") return false;
  if (each.directory !== undefined && moving.includes(each.directory)) return true;
  return each.landings.some((landing) => isConflict(landing, each.at, moving, build));
}
