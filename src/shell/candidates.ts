/** The installs that stand behind a copy of a directory, as far as they have to do with it. */
import { type ContextTree, type DirectoryCopy, directoryCopy, sourceAt } from "../dockerfile/copies.ts";
import type { Dockerfile, Instruction } from "../dockerfile/model.ts";
import { pathWithin } from "../dockerfile/places.ts";
import { childStages, type Stage } from "../dockerfile/stages.ts";
import { type RunReading, readRun } from "./installs.ts";
import { installsBefore, isRepeated, opaqueInstall, placesNamed, type RefusedUse, relationOf } from "./relevant.ts";
import type { InstallUse } from "./uses.ts";

/** `install`: known; `opaque`: a script that looks like one; `unreadable`: named in text that no shell here reads; `child`: in a stage built from this one. */
export interface Candidate {
  readonly kind: "child" | "install" | "opaque" | "unreadable";
  readonly run: Instruction;
  readonly what: string;
}

/** The first install behind `copy` that reads what it brings and was not made before it. */
export function installBehind(dockerfile: Dockerfile, stage: Stage, copy: DirectoryCopy, build: ContextTree | undefined): Candidate | undefined {
  const earlier = installsBefore(dockerfile, copy.at);
  const isDeferred = copy.at.onbuild !== undefined;
  const runs = stage.instructions.filter((each) => each.index > copy.at.index && isRun(each, isDeferred));
  const opaque: Candidate[] = [];
  for (const run of runs) {
    const reading = readRun(dockerfile, run);
    const found = installIn(reading, copy, earlier, build);
    if (found !== undefined) return isDeliberate(dockerfile, stage, copy, run, build) ? undefined : found;
    const text = copy.from === undefined && earlier.length === 0 ? opaqueInstall(reading) : undefined;
    if (text !== undefined) opaque.push({ kind: "opaque", run, what: text });
  }
  return opaque[0] ?? inChild(dockerfile, stage, copy, earlier);
}

function isRun({ keyword, onbuild }: Instruction, isDeferred: boolean): boolean {
  return isDeferred ? onbuild?.keyword === "RUN" : keyword === "RUN";
}

function installIn(reading: RunReading, copy: DirectoryCopy, earlier: readonly InstallUse[], build: ContextTree | undefined): Candidate | undefined {
  const { at: run, steps, unreadable, mentionsInstall } = reading;
  if (unreadable !== undefined) return mentionsInstall ? { kind: "unreadable", run, what: unreadable } : undefined;
  for (const use of steps.flatMap(({ uses }) => uses)) {
    if ((use.kind !== "install" && use.kind !== "refused") || isRepeated(use, earlier)) continue;
    if (use.kind === "refused" && copy.from !== undefined) continue;
    const relation = relationOf(use, copy);
    const counts =
      (relation === "within" && brings(copy, use, build)) || relation === "unknown" || (relation === "around" && copy.from === undefined);
    if (counts) return { kind: "install", run, what: use.ecosystem.id };
  }
  return undefined;
}

/** `COPY rootfs /` is around every project, but need not hold one. The whole context should: another one may be meant. */
function brings(copy: DirectoryCopy, use: InstallUse | RefusedUse, build: ContextTree | undefined): boolean {
  if (build === undefined || copy.source === "" || copy.from !== undefined || copy.oddity !== undefined) return true;
  const places = [use.directory, ...placesNamed(use)].filter((place) => place !== undefined);
  return places.some((place) => {
    const path = sourceAt(copy, place);
    return path !== undefined && build.has(path);
  });
}

/** What is copied again behind the install, or what another stage hands over in two steps, was put in front of it on purpose: the install reads it. */
function isDeliberate(dockerfile: Dockerfile, stage: Stage, copy: DirectoryCopy, run: Instruction, build: ContextTree | undefined): boolean {
  const { target, from } = copy;
  if (target === undefined || (copy.source === "" && from === undefined)) return false;
  return stage.instructions.some((at) => {
    const later = at.index > run.index ? directoryCopy(dockerfile, at, build) : undefined;
    if (later?.target === undefined || pathWithin(later.target, target) === undefined) return false;
    if (from !== undefined) return later.from !== undefined;
    return later.from === undefined && later.target !== target && sourceAt(later, target) === copy.source;
  });
}

function inChild(dockerfile: Dockerfile, stage: Stage, copy: DirectoryCopy, earlier: readonly InstallUse[]): Candidate | undefined {
  if (copy.from !== undefined) return undefined;
  for (const child of childStages(dockerfile, stage)) {
    for (const at of child.instructions) {
      if (at.keyword === "COPY" || at.keyword === "ADD") break;
      const found = at.keyword === "RUN" ? installIn(readRun(dockerfile, at), copy, earlier, undefined) : undefined;
      if (found?.kind === "install" && !earlier.some(({ ecosystem }) => ecosystem.id === found.what)) return { ...found, kind: "child" };
    }
  }
  return undefined;
}
