/**
 * A layer is built again when what it copies has changed, and so is everything behind it (Docker's documentation, "Optimize cache usage in
 * builds"). An install that stands behind a copy of all sources runs after every edit; it needs only the manifests. They go above it, the
 * sources below: `src/shell/arrangement.ts` proves that the install reads, writes and leaves what it did before.
 */
import { type DirectoryCopy, directoryCopy, isExcluded } from "../src/dockerfile/copies.ts";
import type { Dockerfile, Instruction } from "../src/dockerfile/model.ts";
import { type Stage, stagesOf, stateAt } from "../src/dockerfile/stages.ts";
import { arrangementEdits } from "../src/edit/arrange.ts";
import { isPlainName } from "../src/edit/copy-lines.ts";
import { type Advice, type BuildContext, type Change, type Context, defineTransform, type Outcome } from "../src/engine/transform.ts";
import { CHANGING_ARGUMENT } from "../src/knowledge/commands.ts";
import { type Arrangement, arrange, type Survey } from "../src/shell/arrangement.ts";
import { type Candidate, installBehind } from "../src/shell/candidates.ts";
import { type Base, copyObstacle, unresolved } from "../src/shell/copy-obstacles.ts";
import { partialSplits } from "../src/shell/partial.ts";
import type { Obstacle } from "../src/shell/run-verdict.ts";
import { ignoreLines, shadowsOf } from "../src/shell/shadows.ts";

export default defineTransform({
  id: "split-copy",
  summary: "Copy manifests and install before copying the sources",
  category: "cache",
  safety: "safe",
  effects: ["history", "layers"],
  *find(dockerfile, context) {
    for (const stage of stagesOf(dockerfile)) yield* judgeStage(dockerfile, stage, context);
  },
});

/** One change for each stage and round: it moves all copies that stand in front of the same install. */
function* judgeStage(dockerfile: Dockerfile, stage: Stage, context: Context): Iterable<Outcome> {
  const build = context.build === "unknown" ? undefined : context.build;
  const refused = new Set<Instruction>();
  if (build !== undefined) yield* adviseOnPartial(dockerfile, stage, { ...surveyOf(dockerfile, stage, context), build });
  for (const at of stage.instructions) {
    const copy = directoryCopy(dockerfile, at, build);
    const candidate = copy && installBehind(dockerfile, stage, copy, build);
    if (copy === undefined || candidate === undefined || refused.has(candidate.run)) continue;
    const outcome = judgeCopy(dockerfile, stage, copy, candidate, context);
    if (outcome === undefined) continue;
    if ("code" in outcome) {
      refused.add(candidate.run);
      yield { kind: "skip", at, ...outcome };
      continue;
    }
    yield outcome.change;
    return yield* outcome.advice;
  }
}

interface Rewritten {
  readonly change: Change;
  readonly advice: readonly Advice[];
}

function judgeCopy(
  dockerfile: Dockerfile,
  stage: Stage,
  copy: DirectoryCopy,
  candidate: Candidate,
  context: Context,
): Obstacle | Rewritten | undefined {
  const obstacle = copyObstacle(dockerfile, copy, candidate, baseOf(stage, context), context.build);
  if (obstacle !== undefined || context.build === "unknown") return obstacle;
  const arrangement = arrange({ ...surveyOf(dockerfile, stage, context), build: context.build }, copy);
  if (arrangement === undefined || "code" in arrangement) return arrangement;
  return lineObstacle(arrangement, context.build) ?? rewrite(dockerfile, copy, arrangement, context.build, context);
}

function surveyOf(dockerfile: Dockerfile, stage: Stage, context: Context): Omit<Survey, "build"> {
  return { dockerfile, stage, image: rootOf(stage).reference, ships: mayShip(dockerfile, stage, context) };
}

function* adviseOnPartial(dockerfile: Dockerfile, stage: Stage, survey: Survey): Iterable<Advice> {
  for (const { at, run, left } of partialSplits(dockerfile, stage, survey)) {
    const message = `the install of line ${run.line} would read ${left.join(", ")}, which comes only with the sources behind it; copy it here too`;
    yield { kind: "advice", at, code: "partial-split", message };
  }
}

function baseOf(stage: Stage, { images }: Context): Base {
  const { reference, base } = rootOf(stage);
  const { family, onbuild } = images.facts(reference ?? base);
  return { reference: reference ?? base, family, onbuild };
}

/** A file that is kept out, or that cannot be named. */
function lineObstacle({ groups }: Arrangement, build: BuildContext): Obstacle | undefined {
  for (const { owner, sources, kind } of groups.flatMap(({ lines }) => lines)) {
    // COPY follows the link, and the copy of the sources would bring the link itself to where a directory is by then.
    const linked = sources.find((path) => build.isLinked(kind === "directory" ? path : path.replace(/\/?[^/]*$/, "")));
    if (linked !== undefined)
      return {
        code: "symlinked-directory",
        reason: `\`${linked}\` is reached through a symbolic link, which could not be copied over the directory; order it by hand`,
      };
    const hidden = sources.find((path) => isExcluded(owner, path) !== "no");
    if (hidden !== undefined)
      return {
        code: "exclude-hides-manifest",
        reason: `--exclude keeps \`${hidden}\` out, which the install reads; name the files to leave out more narrowly`,
      };
    const odd = owner.at.json ? undefined : sources.find((path) => !isPlainName(path));
    if (odd !== undefined) return { code: "odd-name", reason: `\`${odd}\` would be read as a pattern or as several words; rename it` };
  }
  return undefined;
}

function rewrite(
  dockerfile: Dockerfile,
  { at }: DirectoryCopy,
  arrangement: Arrangement,
  build: BuildContext,
  context: Context,
): Obstacle | Rewritten {
  const { groups, moved, plans, writes } = arrangement;
  const found = arrangementEdits(dockerfile, arrangement);
  if (found === undefined) return unresolved(dockerfile, at);
  const copies = moved.flatMap((each) => directoryCopy(dockerfile, each, build) ?? []);
  const shadows = shadowsOf(writes, copies, build);
  const ignored = shadows.length === 0 ? undefined : ignoreLines(shadows, build, context.neighbours, dockerfile);
  if (ignored !== undefined && "code" in ignored) return ignored;
  const assumes = plans.flatMap((plan) => plan.assumes ?? []);
  const files = ignored === undefined ? undefined : [{ path: ignored.path, action: ignored.action, text: ignored.text }];
  const also = ignored === undefined ? "" : `; ${ignored.path} keeps the host's ${ignored.patterns.join(", ")} away`;
  const change: Change = {
    ...{ kind: "change", at, edits: found.edits, touches: { comments: found.comments } },
    message: `${doing(groups)}: editing them no longer repeats it${also}`,
    ...(plans.some(({ safety }) => safety === "unsafe") ? { safety: "unsafe" } : {}),
    ...(assumes.length === 0 ? {} : { assumes }),
    ...(files === undefined ? {} : { files }),
  };
  return {
    change,
    advice: [...adviceOn(dockerfile, at), ...plans.flatMap(({ advice = [] }) => advice.map((each): Advice => ({ kind: "advice", at, ...each })))],
  };
}

function doing(groups: Arrangement["groups"]): string {
  const last = groups.at(-1);
  if (last?.cut.kind === "before") return `run \`${last.cut.insert}\` in front of the sources, with what it reads`;
  return `copy what the install of line ${groups[0]?.run.at.line} reads in front of it and the sources behind it`;
}

function adviceOn(dockerfile: Dockerfile, at: Instruction): readonly Advice[] {
  const { workdir, workdirUnknown, args } = stateAt(dockerfile, at);
  const advice: Advice[] = [];
  if (workdir === undefined && !workdirUnknown && !/^[/$]/.test(at.words.at(-1)?.value ?? "")) {
    advice.push({
      kind: "advice",
      at,
      code: "workdir-missing",
      message: "without WORKDIR this lands where the base image says, often in /; set one",
    });
  }
  const changing = [...args.values()].find(({ name }) => CHANGING_ARGUMENT.test(name));
  if (changing !== undefined) {
    const message = `every new value of ARG ${changing.name} (line ${changing.at.line}) repeats the install; declare it below, if the install does not read it`;
    advice.push({ kind: "advice", at, code: "arg-before-install", message });
  }
  return advice;
}

function rootOf(stage: Stage): Stage {
  return stage.parent === undefined ? stage : rootOf(stage.parent);
}

/** The last stage, what it is FROM, and targets that someone builds. */
function mayShip(dockerfile: Dockerfile, stage: Stage, { usages }: Context): boolean {
  const isBelow = (each: Stage | undefined): boolean => each !== undefined && (each === stage || each.possibleParents.some(isBelow));
  const stages = stagesOf(dockerfile);
  const targets = usages.flatMap(({ target }) => target ?? []);
  return (
    isBelow(stages.at(-1)) || targets.some((target) => target === "unknown" || isBelow(stages.find(({ name }) => name === target.toLowerCase())))
  );
}
