/**
 * How a copy of the sources can go below the installs that stand behind it. Preserved: what the installs read, what they write, and what
 * everything in between sees; whatever is not provable stops the walk.
 */
import { type DirectoryCopy, directoryCopy } from "../dockerfile/copies.ts";
import type { Dockerfile, Instruction } from "../dockerfile/model.ts";
import { placeOf, workdirAt } from "../dockerfile/places.ts";
import type { Stage } from "../dockerfile/stages.ts";
import type { Plan, Project, Written } from "../knowledge/ecosystems/ecosystem.ts";
import { type Between, movedBelow } from "./between.ts";
import { type Cut, cutAfter, cutBefore, needsSources } from "./cuts.ts";
import { installsOf, type RunReading, readRun } from "./installs.ts";
import { meets, type OwnedLanding, ownedLandings } from "./landings.ts";
import type { SimpleCommand } from "./model.ts";
import { mountObstacle, needsCache, resultsInCache } from "./mounts.ts";
import {
  absentDirectory,
  type CopyLine,
  copyLines,
  extraLines,
  filesInVariables,
  movingCopies,
  nothingThere,
  type PlannedInstall,
  planInstall,
  versionFiles,
} from "./planned.ts";
import { installsBefore, isRepeated, relationOf } from "./relevant.ts";
import { type Copied, judgeStep, type Obstacle, type Verdict } from "./run-verdict.ts";
import type { InstallUse } from "./uses.ts";

export type { CopyLine } from "./planned.ts";

export interface Survey {
  readonly dockerfile: Dockerfile;
  readonly stage: Stage;
  readonly build: Project["build"];
  readonly image: string | undefined;
  readonly ships: boolean;
}

/** A RUN that stands above the sources, and what is copied for it. */
export interface Group {
  readonly run: RunReading;
  readonly lines: readonly CopyLine[];
  readonly cut: Cut;
}

export interface Arrangement {
  readonly kind: "arrangement";
  readonly groups: readonly Group[];
  /** What goes below the last group, in order: the copy itself first. */
  readonly moved: readonly Instruction[];
  /** What the installs make in the directories that are copied over it. */
  readonly writes: readonly Written[];
  readonly plans: readonly Plan[];
}

interface Walk extends Survey {
  readonly first: DirectoryCopy;
  readonly copied: Omit<Copied, "workdirs"> & { readonly copies: DirectoryCopy[] };
  readonly landings: OwnedLanding[];
  readonly between: Between[];
  readonly groups: Group[];
  readonly plans: Plan[];
  readonly writes: Written[];
  /** The installs that stand above the sources. */
  readonly fetched: InstallUse[];
  moved: readonly Instruction[];
}

/** The arrangement for a copy that an install of its directory stands behind, or why there is none; `undefined`: it stands where it should. */
export function arrange(survey: Survey, first: DirectoryCopy): Arrangement | Obstacle | undefined {
  const walk = begin(survey, first);
  for (const at of survey.stage.instructions.filter(({ index }) => index > first.at.index)) {
    const stop = look(walk, at);
    if (stop === undefined) continue;
    if (walk.groups.length === 0) return stop === "end" ? undefined : stop;
    break;
  }
  const { groups, moved, writes, plans } = walk;
  return groups.length === 0 ? undefined : { kind: "arrangement", groups, moved, writes, plans };
}

function begin(survey: Survey, first: DirectoryCopy): Walk {
  const { dockerfile, stage, build } = survey;
  const before = stage.instructions.filter(({ index, keyword }) => index <= first.at.index && /^(?:ADD|COPY)$/.test(keyword));
  const landings = before.flatMap((each) => ownedLandings(dockerfile, each, build) ?? []);
  const copied = { build, copies: [first], earlier: installsBefore(dockerfile, first.at) };
  return { ...survey, first, copied, landings, between: [], groups: [], plans: [], writes: [], fetched: [], moved: [] };
}

/** `end`: nothing more to be had here. */
function look(walk: Walk, at: Instruction): Obstacle | "end" | undefined {
  if (at.keyword === "COPY" || at.keyword === "ADD") return lookAtCopy(walk, at);
  if (at.keyword === "RUN") return lookAtRun(walk, at);
  if (at.keyword === "VOLUME") return lookAtVolume(walk, at);
  walk.between.push({ kind: "setting", at });
  return undefined;
}

function lookAtVolume({ dockerfile, first }: Walk, at: Instruction): Obstacle | undefined {
  const covers = at.words.some(({ value }) => {
    const place = placeOf(dockerfile, at, value);
    return place === undefined || first.target === undefined || meets(place, first.target);
  });
  if (!covers) return undefined;
  return {
    code: "volume-covers-sources",
    reason: `the VOLUME of line ${at.line} covers the copied directory: what is written behind it may be dropped; move VOLUME to the end`,
  };
}

function lookAtCopy(walk: Walk, at: Instruction): Obstacle | undefined {
  const { dockerfile, build } = walk;
  const landings = ownedLandings(dockerfile, at, build);
  if (landings === undefined) {
    return {
      code: "copy-between",
      reason: `where the ${at.keyword} of line ${at.line} lands is not known: it may be read by the install or overwrite the sources; write its paths out`,
    };
  }
  const directory = directoryCopy(dockerfile, at, build);
  const isPlain = directory !== undefined && directory.from === undefined && directory.oddity === undefined && directory.target !== undefined;
  if (isPlain) walk.copied.copies.push(directory);
  walk.landings.push(...landings);
  walk.between.push({ kind: "copy", at, landings, directory: isPlain ? directory : undefined });
  return undefined;
}

function lookAtRun(walk: Walk, at: Instruction): Obstacle | "end" | undefined {
  const run = readRun(walk.dockerfile, at);
  if (run.unreadable !== undefined) return unreadable(run, run.unreadable);
  const copied = { ...walk.copied, workdirs: workdirsBefore(walk, at) };
  const verdicts = run.steps.map((step) => judgeStep(step, copied));
  const refused = verdicts.find((verdict) => verdict.refused !== undefined)?.refused;
  if (refused !== undefined) return { code: refused.code, reason: `line ${at.line}: ${refused.reason}` };
  if (verdicts.some(({ installs }) => installs.length > 0)) return takeInstalls(walk, run, verdicts);
  const reads = verdicts.flatMap((verdict) => verdict.reads);
  const needs = verdicts.find((verdict) => verdict.needs !== undefined)?.needs;
  const named = verdicts.flatMap((verdict) => verdict.named);
  walk.writes.push(...verdicts.flatMap(({ creates }) => creates));
  if (needs === undefined && named.length === 0) {
    walk.between.push({ kind: "reader", at, reads });
    return undefined;
  }
  const isMovable = needs === undefined && verdicts.every(({ works }) => !works) && at.heredocs.length === 0;
  if (!isMovable) return intermediate(at, needs ?? pathText(named[0]));
  walk.between.push({ kind: "run", at, named });
  return undefined;
}

function workdirsBefore({ dockerfile, stage }: Walk, before: Instruction): readonly string[] {
  const settings = stage.instructions.filter(({ keyword, index }) => keyword === "WORKDIR" && index < before.index);
  return [workdirAt(dockerfile, before), ...settings.map((at) => placeOf(dockerfile, at, at.words[0]?.value ?? ""))].filter(
    (place) => place !== undefined,
  );
}

function unreadable({ at, mentionsInstall }: RunReading, why: string): Obstacle | "end" {
  return mentionsInstall
    ? { code: "unreadable-shell", reason: `the RUN of line ${at.line} cannot be read (${why}); order it by hand` }
    : intermediate(at, "the shell text");
}

function pathText(path = ""): string {
  return path === "" ? "all of it" : `\`${path}\``;
}

function intermediate({ line }: Instruction, what: string): Obstacle {
  return {
    code: "intermediate-run-needs-source",
    reason: `line ${line} stands in front of the install and may need the sources or change what the install reads (${what}); move it below the install by hand if it does not`,
  };
}

interface Taken {
  readonly taken: readonly PlannedInstall[];
  readonly uses: readonly InstallUse[];
}

/** Takes a RUN with installs above the sources, as far as it goes. */
function takeInstalls(walk: Walk, run: RunReading, verdicts: readonly Verdict[]): Obstacle | "end" | undefined {
  const mounted = mountObstacle(walk.dockerfile, run.at, walk.copied.copies);
  if (mounted !== undefined) return mounted;
  const taken: PlannedInstall[] = [];
  const uses: InstallUse[] = [];
  let cut: Cut | Obstacle = { kind: "none" };
  for (const [index, verdict] of verdicts.entries()) {
    if (needsSources(verdict)) {
      if (taken.length === 0) return intermediate(run.at, verdict.needs ?? pathText(verdict.named[0]));
      break;
    }
    for (const use of verdict.installs) {
      const planned = planInstall(walk, walk.landings, use);
      if (planned === undefined) return walk.copied.copies.some((copy) => relationOf(use, copy) === "within") ? nothingThere(use) : "end";
      if ("code" in planned) return planned;
      if (walk.plans.length > 0 && planned.plan.safety === "unsafe") return "end";
      if (planned.plan.insert !== undefined && isDone(walk, use)) return "end";
      if (planned.plan.insert !== undefined && isRepeated(use, [...walk.fetched, ...uses]))
        return belowSources(walk, run, verdicts, { taken, uses }, index);
      if (planned.plan.insert !== undefined && taken.length > 0) return joined(run.at, planned.plan.insert);
      taken.push(planned);
      uses.push(use);
      cut = planned.plan.insert === undefined ? cutAfter(run, verdicts, index) : cutBefore(run, verdicts, index, planned.plan.insert, use.command);
    }
    if ("kind" in cut && cut.kind === "before") break;
  }
  return "code" in cut ? cut : commit(walk, run, verdicts, { taken, uses }, cut);
}

/** What step `index` would fetch has been fetched by an install in front of it: it stays below the sources as it is. */
function belowSources(
  walk: Walk,
  run: RunReading,
  verdicts: readonly Verdict[],
  { taken, uses }: Taken,
  index: number,
): Obstacle | "end" | undefined {
  if (taken.length === 0) return "end";
  const needy = verdicts.map((verdict, at) => (at === index ? { ...verdict, needs: "the command that uses what was fetched" } : verdict));
  const last = verdicts.findLastIndex(({ installs }, at) => at < index && installs.length > 0);
  const cut = cutAfter(run, needy, last);
  return "code" in cut ? cut : commit(walk, run, verdicts.slice(0, index), { taken, uses }, cut);
}

/** What would be put above the sources is there: an install of its own by the same package manager. */
function isDone({ copied, groups }: Walk, { ecosystem }: InstallUse): boolean {
  return [...copied.earlier, ...groups.flatMap(({ run }) => installsOf(run))].some((each) => each.ecosystem === ecosystem);
}

function notMade({ line }: Instruction, place: string): Obstacle {
  const where = place.slice(place.lastIndexOf("/") + 1);
  return {
    code: "install-dir-not-copied",
    reason: `line ${line} installs in the directory \`${where}\`, which only the sources bring; make it with WORKDIR in front of the install`,
  };
}

function joined({ line }: Instruction, insert: string): Obstacle {
  return {
    code: "run-shape",
    reason: `line ${line} installs twice, and \`${insert}\` would have to stand in between; give each install a RUN of its own`,
  };
}

/** An install that is made again below the sources fills its cache mount again. */
function cacheObstacle(
  { dockerfile }: Walk,
  { at, script }: RunReading,
  verdicts: readonly Verdict[],
  taken: readonly PlannedInstall[],
  cut: Cut,
): Obstacle | undefined {
  if (cut.kind === "before") return undefined;
  const made = cut.kind === "after" ? verdicts.flatMap(({ creates }) => creates) : [];
  const results = [...made, ...taken.flatMap(({ writes }) => writes)].map(({ path }) => path);
  const below = cut.kind === "after" ? (script?.list.items.slice(cut.index + 1) ?? []) : [];
  const texts = below.flatMap(({ pipeline }) => pipeline.commands.flatMap((each) => (each.kind === "simple" ? textOf(each) : [])));
  return resultsInCache(dockerfile, at, results) ?? needsCache(dockerfile, at, texts);
}

function textOf({ words }: SimpleCommand): string {
  return words.map(({ text }) => text).join(" ");
}

function commit(walk: Walk, run: RunReading, verdicts: readonly Verdict[], { taken, uses }: Taken, cut: Cut): Obstacle | "end" | undefined {
  const moving = movingCopies(walk.copied.copies, taken, walk.build);
  if (!moving.includes(walk.first)) return "end";
  const emptied = cacheObstacle(walk, run, verdicts, taken, cut);
  if (emptied !== undefined) return emptied;
  const below = movedBelow(walk, run.at, moving, taken);
  if ("code" in below) return below;
  const done = walk.groups.flatMap(({ lines }) => lines);
  const reads = [...walk.between.flatMap((each) => (each.kind === "reader" ? each.reads : [])), ...verdicts.flatMap((verdict) => verdict.reads)];
  const copying = { ...walk, moving, done };
  const own = copyLines(copying, taken);
  const lines = [
    ...own,
    ...extraLines({ ...copying, done: [...done, ...own] }, [...reads, ...filesInVariables(copying, uses), ...versionFiles(walk, uses)]),
  ];
  const absent = absentDirectory({ ...copying, done: [...done, ...lines] }, uses);
  if (absent !== undefined) return notMade(run.at, absent);
  walk.groups.push({ run, lines, cut });
  walk.fetched.push(...uses);
  walk.moved = below.moved;
  walk.plans.push(...taken.map(({ plan }) => plan));
  walk.writes.push(...verdicts.flatMap(({ creates }) => creates), ...taken.flatMap(({ writes }) => writes));
  return cut.kind === "none" ? undefined : "end";
}
