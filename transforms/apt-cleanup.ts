/**
 * What apt-get update downloads (40 MB and more on Debian) is needed for the install behind it and for nothing else. A layer keeps what it
 * holds, so the lists have to go in the RUN that made them (Docker's documentation, "Building best practices", apt-get). They may go only
 * when nothing later reads them: `src/shell/apt-lists.ts` follows them to their end.
 */
import type { Dockerfile, Instruction } from "../src/dockerfile/model.ts";
import { stageOf } from "../src/dockerfile/stages.ts";
import type { Edit } from "../src/edit/edit.ts";
import { appendCommand, insertBefore } from "../src/edit/edits.ts";
import { appendAnd, chainStyle, joinRuns, moveToHead, type RunScript, removeCommand, removeWithComments, removeWords } from "../src/edit/runs.ts";
import type { JoinStyle } from "../src/edit/style.ts";
import { type Advice, type Change, defineTransform, type Outcome, type Skip } from "../src/engine/transform.ts";
import { type AptFile, type AptRun, type Fate, type Freedom, fateOfLists, readAptFile } from "../src/shell/apt-lists.ts";
import { kindObstacle, LONE_UPDATE, noOwnUpdate, type Obstacle, placeObstacle, stuckRemoval, userObstacle } from "../src/shell/apt-obstacles.ts";
import { isPragma, joinObstacle, tailOf } from "../src/shell/apt-runs.ts";
import { hasErrexit, programOf } from "../src/shell/commands.ts";
import { simpleOf } from "../src/shell/walk.ts";

const REMOVE = "rm -rf /var/lib/apt/lists/*";

export default defineTransform({
  id: "apt-cleanup",
  summary: "Remove apt's package lists in the RUN that downloads them",
  category: "size",
  safety: "safe",
  covers: { hadolint: ["DL3009"] },
  effects: ["files:/var/lib/apt/lists/**", "history", "layers"],
  *find(dockerfile, { build, usages }) {
    if (!dockerfile.text.includes("apt")) return;
    const children = usages.flatMap(({ name, child }) => (child === undefined ? [] : [{ name, dockerfile: child }]));
    const file = readAptFile(dockerfile, build === "unknown" ? undefined : build, children);
    const done = new Set<Instruction>();
    for (const at of dockerfile.instructions) {
      if ((at.onbuild ?? at).keyword === "RUN" && !done.has(at)) yield* judge(file, file.runOf(at), done);
    }
  },
});

function* judge(file: AptFile, run: AptRun, done: Set<Instruction>): Iterable<Outcome> {
  const { at, apt, mounted } = run;
  if (!run.readable) return yield* unreadable(file.dockerfile, run);
  const borrows = apt.events.some(({ installs, fresh }) => installs && !fresh);
  const worksWithApt = apt.events.some(({ kind, installs }) => kind === "update" || installs);
  const leaves = worksWithApt && apt.fills;
  const cleans = apt.events.some(({ kind }) => kind === "clean");
  if (mounted === "lists" && worksWithApt && cleans) return yield wipedCache(at);
  if (!leaves && (!borrows || cleans)) return;
  const obstacle = kindObstacle(run);
  if (obstacle !== undefined) return yield { kind: "skip", at, ...obstacle };
  if (leaves) yield* settle(file, run, done);
  else yield { kind: "skip", at, ...noOwnUpdate(file, run) };
}

function* unreadable(dockerfile: Dockerfile, { at, script }: AptRun): Iterable<Skip> {
  const text = dockerfile.text.slice(at.span.start, at.span.end);
  if (script.kind !== "opaque" || !/\bapt(?:-get|itude)?\b[^;&|]*\b(?:install|upgrade|build-dep)\b/.test(text)) return;
  yield { kind: "skip", at, code: "unreadable-shell", reason: `${script.reason}; remove /var/lib/apt/lists/* at the end of this RUN by hand` };
}

function wipedCache(at: Instruction): Advice {
  const message = "the rm empties the cache that is mounted on apt's lists, and saves nothing in the layer; take it out";
  return { kind: "advice", at, code: "cache-wiped", message };
}

/** Joins what has to be joined so that nobody needs the lists any more, and removes them there. */
function* settle(file: AptFile, run: AptRun, done: Set<Instruction>): Iterable<Outcome> {
  const chain = [run];
  const isLone = run.apt.events.every(({ kind }) => kind === "clean" || kind === "update");
  for (;;) {
    const last = chain.at(-1) ?? run;
    const isCleaned = chain.length > 1 && last.apt.cleans && !last.apt.fills;
    const fate: Fate = isCleaned ? { kind: "free", assumptions: [], cleanup: undefined } : fateOfLists(file, last);
    if (fate.kind === "free") {
      if (isLone && chain.length === 1) return yield { kind: "skip", at: run.at, ...LONE_UPDATE };
      for (const { at } of chain) done.add(at);
      return yield* rewrite(file, chain, isLone, fate, isCleaned);
    }
    const next = file.runOf(fate.at);
    const obstacle = fate.place === "stage" ? joinObstacle(file, chain, next, isLone) : placeObstacle(fate);
    if (obstacle !== undefined) {
      const at = isLone ? (chain[1] ?? (fate.place === "stage" ? next : run)).at : run.at;
      done.add(at);
      return yield { kind: "skip", at, ...obstacle };
    }
    chain.push(next);
  }
}

function* rewrite(file: AptFile, chain: readonly AptRun[], isLone: boolean, fate: Freedom, isCleaned: boolean): Iterable<Outcome> {
  const { dockerfile } = file;
  const runs = chain.flatMap(({ at, script }) => (script.kind === "script" ? [{ at, script }] : []));
  const last = runs.at(-1);
  const place = runs[isLone ? 1 : 0]?.at;
  if (last === undefined || place === undefined || runs.length < chain.length) return;
  const command = `${privilegeOf(chain)}${REMOVE}`;
  const style = chainStyle(dockerfile, runs, isLone && movesToHead(runs[0] ?? last, 0, isLone), isCleaned ? 0 : command.length);
  const tail = isCleaned ? undefined : (userObstacle(file, place, privilegeOf(chain)) ?? tailEdit(file, last, command, style));
  if (tail !== undefined && "code" in tail) return yield { kind: "skip", at: place, ...tail };
  const fold = fate.cleanup === undefined ? undefined : foldEdits(file, fate.cleanup, place);
  if (fate.cleanup?.event.forced === false && fold === undefined) return yield { kind: "skip", at: place, ...stuckRemoval(fate.cleanup.run.at) };
  const edits = [...joinEdits(dockerfile, runs, isLone, style), ...(tail === undefined ? [] : [tail]), ...(fold?.edits ?? [])];
  yield {
    ...{ kind: "change", at: place, edits, message: messageFor(chain, fold === undefined ? undefined : fate.cleanup?.run.at) },
    ...(fate.assumptions.length > 0 ? { safety: "unsafe", assumes: fate.assumptions } : {}),
    ...(fold?.touches === undefined ? {} : { touches: fold.touches }),
  };
  const root = stageRoot(dockerfile, place);
  if (root === "scratch" && !chain.some(({ apt }) => apt.cleansArchives)) {
    const message = "a bare root file system keeps the downloaded packages (no docker-clean hook); add `apt-get clean` too";
    yield { kind: "advice", at: place, code: "archives-left", message };
  }
}

function stageRoot(dockerfile: Dockerfile, at: Instruction): string | undefined {
  let stage = stageOf(dockerfile, at);
  while (stage?.parent !== undefined) stage = stage.parent;
  return stage?.reference;
}

function messageFor(chain: readonly AptRun[], late: Instruction | undefined): string {
  const joined = chain.length > 1 ? `join the RUNs of lines ${chain.map(({ at }) => at.line).join(", ")} and remove` : "remove";
  const why = late === undefined ? "a later layer cannot free them" : `the rm of line ${late.line} frees nothing in a layer of its own`;
  return `${joined} apt's package lists in the layer that holds them: ${why}`;
}

function joinEdits(dockerfile: Dockerfile, runs: readonly RunScript[], isLone: boolean, style: JoinStyle | undefined): readonly Edit[] {
  return runs.slice(1).flatMap((run, index) => {
    const previous = runs[index];
    if (previous === undefined) return [];
    return movesToHead(previous, index, isLone) ? moveToHead(dockerfile, previous, run, style) : joinRuns(dockerfile, previous, run, style);
  });
}

/** A lone update moves to the head of the next RUN; comments between its own lines keep it where it is, and the next RUN comes up. */
function movesToHead({ at }: RunScript, index: number, isLone: boolean): boolean {
  return isLone && index === 0 && at.innerComments.length === 0;
}

function tailEdit(file: AptFile, last: RunScript, command: string, style: JoinStyle | undefined): Edit | Obstacle {
  const tail = tailOf(last);
  if (typeof tail === "object") return tail;
  const { dockerfile } = file;
  return tail === "&&" ? appendAnd(last, command, dockerfile, style) : appendCommand(dockerfile, last.at, last.script, command, ";");
}

/** `sudo` where the install has it. */
function privilegeOf(chain: readonly AptRun[]): string {
  const events = chain.flatMap(({ apt }) => apt.events);
  return (events.findLast(({ installs }) => installs) ?? events.findLast(({ kind }) => kind === "update"))?.privilege ?? "";
}

interface Fold {
  readonly edits: readonly Edit[];
  readonly touches: Change["touches"];
}

/** Takes the words that remove the lists out of a later RUN, the command when nothing else is left in it, the RUN when that was all. */
function foldEdits({ dockerfile }: AptFile, { run, event }: NonNullable<Freedom["cleanup"]>, above: Instruction): Fold | undefined {
  const { at, script } = run;
  const command = simpleOf(event.site.pipeline);
  if (script.kind !== "script" || command === undefined || at.heredocs.length > 0 || event.site.depth > 0) return undefined;
  const { text } = script.source;
  // `&& mkdir /var/lib/apt/lists`: what stands beside the rm counts on it.
  if (/\/var\/lib\/apt\b/.test(text.slice(0, command.at.start) + text.slice(command.at.end))) return undefined;
  const args = programOf(command).args;
  const lists = event.words.flatMap((index) => args[index] ?? []);
  // `/var/lib/apt/*` removes more than the lists. An ignore comment would fall on another instruction.
  if (lists.length === 0 || lists.some(({ text }) => !/\/lists/.test(text)) || at.leadingComments.some(isPragma)) return undefined;
  if (lists.length < args.filter(({ text }) => !text.startsWith("-")).length) return { edits: removeWords(command, lists), touches: undefined };
  const edits = removeCommand(dockerfile, { at, script }, event.site.item, hasErrexit(script));
  if (edits === undefined || script.list.items.length > 1 || at.leadingComments.length === 0) return edits && { edits, touches: undefined };
  const comments = at.leadingComments.map(({ text }) => text).join("\n");
  const moved = [removeWithComments(dockerfile, at), insertBefore(dockerfile, above, comments)];
  return { edits: moved, touches: { comments: at.leadingComments } };
}
