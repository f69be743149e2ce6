/** Runs the transforms over one file: one literal order, a fresh reading each, until nothing changes, and never past an invariant. */
import type { Dockerfile, Instruction } from "../dockerfile/model.ts";
import { readDockerfile } from "../dockerfile/read.ts";
import { applyEdits, offsetBefore } from "../edit/apply.ts";
import type { Edit } from "../edit/edit.ts";
import { findViolation } from "./invariants.ts";
import { changeReport, type Entry, entryFor, type Locator, lineOf, summarise, usedPragmas } from "./journal.ts";
import { pragmaNotes, readPragmas, suppressing } from "./pragmas.ts";
import type { Failure, FileEffect, RewriteInput, RewriteOptions, RewriteResult } from "./result.ts";
import type { Change, Context, FileChange, Outcome, Skip, Transform } from "./transform.ts";

const MAX_ROUNDS = 5;

type TransformFailure = Failure & { readonly transform: string };

/** The file on its way: its text, how it came from the input, and the files written beside it. */
interface State {
  /** The text as it is now, read. */
  dockerfile: Dockerfile;
  /** The edits of each step, oldest first: the way back to lines of the input. */
  readonly steps: (readonly Edit[])[];
  readonly files: Map<string, FileEffect>;
}

/**
 * Rewrites one Dockerfile. Never throws for what a file or a transform does: a file that does not parse is `failed`, a transform that
 * throws, breaks an invariant or does not settle is dropped (and reported) and the rest runs again without it.
 * `skip` names transforms to leave out; every partial run of dfmod is this function with another set.
 */
export function rewrite(input: RewriteInput, options: RewriteOptions, skip: ReadonlySet<string> = new Set()): RewriteResult {
  const original = readDockerfile(input.text);
  const problem = original.problems[0];
  if (problem !== undefined) return failed(input, { code: "parse", message: problem.message, line: problem.line });
  const failures: TransformFailure[] = [];
  const dropped = new Set(skip);
  for (;;) {
    const run = runToFixpoint(input, original, options, dropped);
    if (run.failures.length === 0) return finish(input, original, options, run, failures);
    for (const failure of run.failures) {
      failures.push(failure);
      dropped.add(failure.transform);
    }
  }
}

interface Run {
  readonly state: State;
  readonly entries: readonly Entry[];
  /** The round that changed nothing. */
  readonly lastRound: number;
  /** Transforms to drop; when there are any, the run is thrown away. */
  readonly failures: readonly TransformFailure[];
}

/** All that a step needs to know. */
interface Pass {
  readonly input: RewriteInput;
  readonly original: Dockerfile;
  readonly options: RewriteOptions;
  readonly state: State;
  readonly entries: Entry[];
  round: number;
}

function runToFixpoint(input: RewriteInput, original: Dockerfile, options: RewriteOptions, dropped: ReadonlySet<string>): Run {
  const state: State = { dockerfile: original, steps: [], files: new Map() };
  const entries: Entry[] = [];
  const pass: Pass = { input, original, options, state, entries, round: 1 };
  const end = (failures: readonly TransformFailure[]): Run => ({ state, entries, lastRound: pass.round, failures });
  const seen = new Set([snapshot(state)]);
  for (; ; pass.round++) {
    const changed: string[] = [];
    for (const transform of options.transforms) {
      if (dropped.has(transform.id)) continue;
      const outcome = step(transform, pass);
      if (outcome === "changed") changed.push(transform.id);
      else if (outcome !== "unchanged") return end([{ ...outcome, transform: transform.id }]);
    }
    if (changed.length === 0) return end([]);
    if (pass.round === MAX_ROUNDS || seen.has(snapshot(state))) return end(unstable(changed));
    seen.add(snapshot(state));
  }
}

function snapshot({ dockerfile, files }: State): string {
  return JSON.stringify([dockerfile.text, [...files.values()].map((file) => [file.path, file.text])]);
}

function unstable(ids: readonly string[]): readonly TransformFailure[] {
  const message = ids.length > 1 ? `${ids.join(" and ")} undo each other's changes without end` : `${ids[0]} keeps changing its own result`;
  return ids.map((transform) => ({ code: "unstable", message, transform }));
}

/** Lets one transform look at the text as it is now and makes its changes. A failure says why the transform must be dropped. */
function step(transform: Transform, pass: Pass): Failure | "changed" | "unchanged" {
  const { state, options, input } = pass;
  try {
    const before = state.dockerfile;
    const accepted = decide(transform, before, pass);
    if (accepted.length === 0) return "unchanged";
    const edits = accepted.flatMap((change) => change.edits);
    const text = applyEdits(before.text, edits);
    if (text === before.text && accepted.every((change) => change.files === undefined)) {
      return { code: "no-effect", message: "its change changes nothing" };
    }
    const after = readDockerfile(text);
    const violation = findViolation({ before, after, changes: accepted, secondReader: options.secondReader });
    if (violation !== undefined) return { code: "invariant", message: `${violation.invariant}: ${violation.message}` };
    state.dockerfile = after;
    state.steps.push(edits);
    for (const change of accepted) writeFiles(change, input, state);
    return "changed";
  } catch (error) {
    return { code: "transform-threw", message: error instanceof Error ? error.message : String(error) };
  }
}

function contextFor(transform: Transform, { input, state, options }: Pass): Context {
  const files = new Map([...state.files].map(([path, file]) => [path, file.text]));
  const build = input.rebuild === undefined || files.size === 0 ? input.build : input.rebuild(files);
  return {
    options: { ...transform.options, ...options.settings[transform.id]?.options },
    build,
    usages: input.usages,
    images: input.images,
    get neighbours() {
      return input.neighbours?.() ?? "unknown";
    },
  };
}

/** The changes to make, out of what a transform finds; everything else is only noted. */
function decide(transform: Transform, dockerfile: Dockerfile, pass: Pass): readonly Change[] {
  const { options, entries, round } = pass;
  const pragmas = options.ignorePragmas ? [] : readPragmas(dockerfile);
  const locator = locatorOf(pass);
  const accepted: Change[] = [];
  for (const outcome of transform.find(dockerfile, contextFor(transform, pass))) {
    const pragma = suppressing(pragmas, transform, placesOf(dockerfile, outcome));
    if (pragma !== undefined) {
      const report = { transform: transform.id, line: lineOf(locator, outcome.at.span.start), by: pragma.by };
      entries.push({ kind: "suppressed", round, report, pragmaLine: lineOf(locator, dockerfile.lineStarts[pragma.line - 1] ?? 0) });
    } else if (outcome.kind === "change") {
      const change = choose(transform, outcome, pass);
      if (change === undefined || accepted.some((other) => collides(other, change))) continue;
      noteApplied(transform, change, outcome, pass);
      accepted.push(change);
    } else {
      entries.push(entryFor(transform, outcome, round, locator));
    }
  }
  return accepted;
}

function locatorOf({ original, state }: Pass): Locator {
  const steps = [...state.steps];
  return { original, back: (offset) => steps.reduceRight((at, edits) => offsetBefore(edits, at), offset) };
}

/** The instructions an outcome is about: the one it names and those its edits reach into. */
function placesOf(dockerfile: Dockerfile, outcome: Outcome): readonly Instruction[] {
  const places = [dockerfile.instructions[outcome.at.index] ?? outcome.at];
  if (outcome.kind !== "change") return places;
  const isEdited = ({ span }: Instruction): boolean => outcome.edits.some((edit) => edit.start <= span.end && edit.end > span.start);
  return [...places, ...dockerfile.instructions.filter(isEdited)];
}

/** The strongest edit that is permitted: the alternative before the plain one. What is not permitted is held back. */
function choose(transform: Transform, change: Change, pass: Pass): Change | undefined {
  const { options, entries, round } = pass;
  const grade = options.settings[transform.id]?.grade;
  const mayBeUnsafe = grade === "unsafe" || (grade === undefined && options.unsafe);
  const candidates = change.alternative === undefined ? [change] : [change.alternative, change];
  const permitted = candidates.find((candidate) => (candidate.safety ?? transform.safety) === "safe" || mayBeUnsafe);
  if (permitted === undefined) {
    entries.push({ kind: "held-back", round, besideApplied: false, report: changeReport(transform, change, false, locatorOf(pass)) });
    return undefined;
  }
  const obstacle = fileObstacle(permitted.files ?? [], pass);
  if (obstacle === undefined) return permitted;
  entries.push(entryFor(transform, { kind: "skip", at: change.at, ...obstacle }, round, locatorOf(pass)));
  return undefined;
}

/** Why the files that a change writes beside the Dockerfile may not be written. */
function fileObstacle(files: readonly FileChange[], { options, input, state }: Pass): Pick<Skip, "code" | "reason"> | undefined {
  if (files.length === 0) return undefined;
  const paths = files.map((file) => file.path).join(", ");
  if (!options.create) {
    return { code: "needs-other-file", reason: `this change also writes ${paths}, which --no-create forbids; run without --no-create` };
  }
  const against = files.flatMap(({ path }) => (state.files.has(path) ? [] : (input.writeObstacle?.(path) ?? [])))[0];
  return against === undefined ? undefined : { code: "needs-other-file", reason: `this change also writes ${paths}, but ${against}` };
}

function noteApplied(transform: Transform, change: Change, found: Change, pass: Pass): void {
  const { entries, round } = pass;
  const locator = locatorOf(pass);
  entries.push({ kind: "applied", round, report: changeReport(transform, change, true, locator) });
  if (change !== found || found.alternative === undefined) return;
  entries.push({ kind: "held-back", round, besideApplied: true, report: changeReport(transform, found.alternative, false, locator) });
}

/** Two changes of one pass that meet: the later one is looked at again in the next round, on the text as it is then. */
function collides(a: Change, b: Change): boolean {
  return a.edits.some((one) => b.edits.some((other) => one.start <= other.end && other.start <= one.end));
}

function writeFiles(change: Change, input: RewriteInput, state: State): void {
  for (const { path, action, text } of change.files ?? []) {
    const earlier = state.files.get(path);
    const before = earlier === undefined ? input.readExtra?.(path) : earlier.before;
    const current = earlier?.text ?? before ?? "";
    state.files.set(path, { path, action: before === undefined ? "create" : action, before, text: action === "append" ? current + text : text });
  }
}

function finish(input: RewriteInput, original: Dockerfile, options: RewriteOptions, run: Run, failures: readonly TransformFailure[]): RewriteResult {
  const report = summarise(run.entries, run.lastRound);
  const after = run.state.dockerfile.text;
  const files = [...run.state.files.values()];
  const notes = options.ignorePragmas ? [] : pragmaNotes(readPragmas(original), options.knownIds, usedPragmas(run.entries));
  const isChanged = after !== input.text || files.length > 0;
  const status = isChanged ? "changed" : failures.length > 0 ? "failed" : "unchanged";
  return { path: input.path, status, before: input.text, after, ...report, files, notes, failures };
}

function failed(input: RewriteInput, failure: Failure): RewriteResult {
  const nothing = { changes: [], refused: [], advice: [], suppressed: [], files: [], notes: [] };
  return { path: input.path, status: "failed", before: input.text, after: input.text, ...nothing, failures: [failure] };
}
