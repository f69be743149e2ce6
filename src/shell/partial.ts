/** Installs that stand above the sources already, but without all the files that they would read if they were there. */
import { directoryCopy, sourceAt } from "../dockerfile/copies.ts";
import type { Dockerfile, Instruction } from "../dockerfile/model.ts";
import type { Stage } from "../dockerfile/stages.ts";
import type { Project } from "../knowledge/ecosystems/ecosystem.ts";
import { installsOf, readRun } from "./installs.ts";
import { broughtTo, type OwnedLanding, ownedLandings, parentPlace } from "./landings.ts";
import { type Input, planInstall } from "./planned.ts";

export interface PartialSplit {
  /** The COPY of the manifest. */
  readonly at: Instruction;
  readonly run: Instruction;
  /** From the context root. */
  readonly left: readonly string[];
}

/** COPY package.json, install, COPY of the sources: the lockfile comes too late. */
export function* partialSplits(
  dockerfile: Dockerfile,
  stage: Stage,
  facts: { readonly build: Project["build"]; readonly image: string | undefined; readonly ships: boolean },
): Iterable<PartialSplit> {
  const { build } = facts;
  const landings: OwnedLanding[] = [];
  const isSourceCopy = (at: Instruction): boolean => {
    const copy = directoryCopy(dockerfile, at, build);
    return copy !== undefined && copy.from === undefined;
  };
  // Nothing can come too late when nothing comes later.
  const last = stage.instructions.findLast(isSourceCopy)?.index ?? 0;
  for (const at of stage.instructions) {
    if (at.index >= last) return;
    if (at.keyword === "COPY" || at.keyword === "ADD") landings.push(...(ownedLandings(dockerfile, at, build) ?? []));
    for (const use of at.keyword === "RUN" ? installsOf(readRun(dockerfile, at)) : []) {
      const planned = planInstall(facts, landings, use);
      if (planned === undefined || "code" in planned) continue;
      const owner = planned.inputs.flatMap((input) => broughtTo(landings, input.place, build)?.owner ?? [])[0];
      const locks = planned.inputs.filter(
        ({ path, place }) => parentPlace(place) === planned.place && /lock|shrinkwrap|\.sum$/i.test(path.slice(path.lastIndexOf("/") + 1)),
      );
      const left = locks.filter((input) => broughtTo(landings, input.place, build) === undefined && comesLater(dockerfile, stage, at, input, build));
      if (owner !== undefined && left.length > 0) yield { at: owner, run: at, left: left.map(({ path }) => path) };
    }
  }
}

function comesLater(dockerfile: Dockerfile, stage: Stage, run: Instruction, { path, place }: Input, build: Project["build"]): boolean {
  return stage.instructions.some((at) => {
    const copy = at.index > run.index ? directoryCopy(dockerfile, at, build) : undefined;
    return copy !== undefined && copy.from === undefined && sourceAt(copy, place) === path;
  });
}
