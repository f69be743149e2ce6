/**
 * What apt-get update downloads (40 MB and more on Debian) is needed for the install behind it and for nothing else. A layer keeps what it
 * holds, so the lists have to go in the RUN that made them (Docker's documentation, "Building best practices", apt-get). They may go only
 * when nothing later reads them: `src/shell/apt-lists.ts` follows them to their end.
 */
import type { Dockerfile, Instruction } from "../src/dockerfile/model.ts";
import { stageOf, stateAt } from "../src/dockerfile/stages.ts";
import type { Edit } from "../src/edit/edit.ts";
import { appendCommand, insertBefore, removeComments, replaceSpan } from "../src/edit/edits.ts";
import { appendAnd, chainStyle, joinRuns, moveToHead, type RunScript, removeCommand } from "../src/edit/runs.ts";
import { type Advice, type Change, defineTransform, type Outcome, type Skip } from "../src/engine/transform.ts";
import { type AptFile, type AptRun, type Fate, type Freedom, fateOfLists, readAptFile } from "../src/shell/apt-lists.ts";
import { isPragma, joinObstacle, type Obstacle, tailOf } from "../src/shell/apt-runs.ts";
import { hasErrexit } from "../src/shell/commands.ts";
import { simpleOf } from "../src/shell/walk.ts";

const REMOVE = "rm -rf /var/lib/apt/lists/*";

export default defineTransform({
  id: "apt-cleanup",
  summary: "Remove apt's package lists in the RUN that downloads them",
  category: "size",
  safety: "safe",
  covers: { hadolint: ["DL3009"] },
  effects: ["files:/var/lib/apt/lists/**", "history", "layers"],
  *find(dockerfile, { build }) {
    const file = readAptFile(dockerfile, build === "unknown" ? undefined : build);
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

/** What makes a RUN of this kind unfit whatever stands around it. */
function kindObstacle({ at, apt, mounted }: AptRun): Obstacle | undefined {
  if (mounted !== undefined) {
    return {
      code: "cache-mounted",
      reason: "apt's directories are mounted here: removing the lists would empty the cache and save nothing; nothing to do",
    };
  }
  if (apt.events.some(({ program, installs }) => installs && program.endsWith("aptitude"))) {
    return { code: "aptitude", reason: "aptitude keeps state of its own beside the lists; use apt-get, or clean up by hand" };
  }
  if (at.onbuild !== undefined) {
    return {
      code: "onbuild",
      reason: "this runs in images built from this one, whose instructions are not here; add the rm by hand if none of them needs the lists",
    };
  }
  if (at.json) return { code: "exec-form", reason: "the exec form has no shell to add a command to; write the RUN in shell form" };
  return undefined;
}

function noOwnUpdate({ dockerfile, runOf }: AptFile, { at }: AptRun): Obstacle {
  const before = dockerfile.instructions.filter(({ keyword, index }) => keyword === "RUN" && index < at.index);
  const update = before.findLast((each) => runOf(each).apt.events.some(({ kind }) => kind === "update"));
  const from = update === undefined ? "the base image" : `the layer of line ${update.line}`;
  return {
    code: "no-own-update",
    reason: `installs from lists that lie in ${from}, where this RUN cannot free them; give it its own apt-get update`,
  };
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

const LONE_UPDATE: Obstacle = {
  code: "update-without-install",
  reason: "nothing here is known to install from the lists that this RUN downloads; remove the RUN, or move the update to the install it is for",
};

function placeObstacle({ at, place, program }: Exclude<Fate, Freedom>): Obstacle {
  if (place === "runtime") {
    return {
      code: "runtime-install",
      reason: `\`${program}\` of line ${at.line} reads the lists when the container starts; let it run apt-get update first`,
    };
  }
  return {
    code: "child-stage-uses-lists",
    reason: `\`${program}\` of line ${at.line}, built from this stage, reads the lists; give it its own apt-get update`,
  };
}

function* rewrite(file: AptFile, chain: readonly AptRun[], isLone: boolean, fate: Freedom, isCleaned: boolean): Iterable<Outcome> {
  const { dockerfile } = file;
  const runs = chain.flatMap(({ at, script }) => (script.kind === "script" ? [{ at, script }] : []));
  const last = runs.at(-1);
  const place = runs[isLone ? 1 : 0]?.at;
  if (last === undefined || place === undefined || runs.length < chain.length) return;
  const tail = isCleaned ? undefined : tailEdit(dockerfile, last, joined(runs, isLone), chain);
  if (tail !== undefined && "code" in tail) return yield { kind: "skip", at: place, ...tail };
  const fold = fate.cleanup === undefined ? undefined : foldEdits(file, fate.cleanup, place);
  if (fate.cleanup?.event.forced === false && fold === undefined) return yield { kind: "skip", at: place, ...stuckRemoval(fate.cleanup.run.at) };
  const edits = [...joinEdits(dockerfile, runs, isLone), ...(tail === undefined ? [] : [tail]), ...(fold?.edits ?? [])];
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

function stuckRemoval({ line }: Instruction): Obstacle {
  return { code: "later-install-without-update", reason: `the rm of line ${line} would fail where nothing is left to remove; write \`rm -f\` there` };
}

function messageFor(chain: readonly AptRun[], late: Instruction | undefined): string {
  const joined = chain.length > 1 ? `join the RUNs of lines ${chain.map(({ at }) => at.line).join(", ")} and remove` : "remove";
  const why = late === undefined ? "a later layer cannot free them" : `the rm of line ${late.line} frees nothing in a layer of its own`;
  return `${joined} apt's package lists in the layer that holds them: ${why}`;
}

function joinEdits(dockerfile: Dockerfile, runs: readonly RunScript[], isLone: boolean): readonly Edit[] {
  const style = chainStyle(dockerfile, joined(runs, isLone));
  return runs.slice(1).flatMap((run, index) => {
    const previous = runs[index];
    if (previous === undefined) return [];
    return movesToHead(previous, index, isLone) ? moveToHead(dockerfile, previous, run) : joinRuns(dockerfile, previous, run, style);
  });
}

/** A lone update moves to the head of the next RUN; comments between its own lines keep it where it is, and the next RUN comes up. */
function movesToHead({ at }: RunScript, index: number, isLone: boolean): boolean {
  return isLone && index === 0 && at.innerComments.length === 0;
}

/** The RUNs that are joined where they stand. */
function joined(runs: readonly RunScript[], isLone: boolean): readonly RunScript[] {
  const [first, ...rest] = runs;
  return first !== undefined && !first.at.multiline && movesToHead(first, 0, isLone) ? rest : runs;
}

function tailEdit(dockerfile: Dockerfile, last: RunScript, runs: readonly RunScript[], chain: readonly AptRun[]): Edit | Obstacle {
  const events = chain.flatMap(({ apt }) => apt.events);
  const privilege = (events.findLast(({ installs }) => installs) ?? events.findLast(({ kind }) => kind === "update"))?.privilege ?? "";
  const { user } = stateAt(dockerfile, last.at);
  if (privilege === "" && user !== undefined && !/^(?:root|0)(?::|$)|\$/.test(user)) {
    return { code: "not-root", reason: `USER is ${user}, who can neither install nor remove the lists; put sudo in front, or install before USER` };
  }
  const tail = tailOf(last);
  if (typeof tail === "object") return tail;
  const command = `${privilege}${REMOVE}`;
  return tail === "&&"
    ? appendAnd(last, command, dockerfile, chainStyle(dockerfile, runs))
    : appendCommand(dockerfile, last.at, last.script, command, ";");
}

interface Fold {
  readonly edits: readonly Edit[];
  readonly touches: Change["touches"];
}

/** Takes the words that remove the lists out of a later RUN, the command when nothing else is left in it, the RUN when that was all. */
function foldEdits({ dockerfile }: AptFile, { run, event }: NonNullable<Freedom["cleanup"]>, above: Instruction): Fold | undefined {
  const { at, script } = run;
  if (script.kind !== "script" || at.heredocs.length > 0 || event.words.length === 0 || event.site.depth > 0) return undefined;
  if (at.leadingComments.some(isPragma)) return undefined;
  const command = simpleOf(event.site.pipeline);
  const words = command?.words ?? [];
  const args = words.slice(words.length - argumentCount(words.map(({ text }) => text)));
  const targets = args.filter(({ text }) => !text.startsWith("-"));
  const lists = event.words.flatMap((index) => args[index] ?? []);
  // `/var/lib/apt/*` removes more than the lists.
  if (command === undefined || lists.some(({ text }) => !/\/lists/.test(text))) return undefined;
  if (lists.length < targets.length) {
    const edits = lists.map((word) => replaceSpan({ start: words[words.indexOf(word) - 1]?.span.end ?? word.span.start, end: word.span.end }, ""));
    return { edits, touches: undefined };
  }
  const edits = removeCommand(dockerfile, { at, script }, event.site.item, hasErrexit(script));
  if (edits === undefined || script.list.items.length > 1 || at.leadingComments.length === 0) return edits && { edits, touches: undefined };
  const comments = at.leadingComments.map(({ text }) => text).join("\n");
  const moved = [...removeComments(dockerfile, at.leadingComments), insertBefore(dockerfile, above, comments)];
  return { edits: [...edits, ...moved], touches: { comments: at.leadingComments } };
}

/** How many words stand behind `rm`. */
function argumentCount(texts: readonly string[]): number {
  return texts.length - 1 - texts.findIndex((text) => /(?:^|\/)rm$/.test(text));
}
