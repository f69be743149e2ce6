/** The edits for an arrangement: manifests in the place of the sources, the sources behind the last install, a RUN in two where it needs both. */
import { destinationFrom } from "../dockerfile/destinations.ts";
import type { Comment, Dockerfile, Instruction } from "../dockerfile/model.ts";
import type { Arrangement, Group } from "../shell/arrangement.ts";
import { copyLine, withDestination } from "./copy-lines.ts";
import type { Edit } from "./edit.ts";
import { insertAboveComments, insertAfter } from "./edits.ts";
import { headsBlock, isApart, movedText, removeAll, replaceLines } from "./moves.ts";
import { runWithFront, splitRun } from "./split-run.ts";
import { indentAt, openingOf } from "./style.ts";

export interface ArrangementEdits {
  readonly edits: readonly Edit[];
  /** The comments that move with their instructions. */
  readonly comments: readonly Comment[];
}

/** `undefined`: the destination of a moved COPY has no name that holds below the install. */
export function arrangementEdits(dockerfile: Dockerfile, { groups, moved }: Arrangement): ArrangementEdits | undefined {
  const [first, ...others] = moved;
  const last = groups.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const firstLines = groups[0] === undefined ? [] : linesOf(dockerfile, groups[0]);
  const stays = firstLines.length > 0 && headsBlock(first);
  const texts = moved.map((each) => textBelow(dockerfile, each, last.run.at, stays && each === first));
  if (texts.includes(undefined)) return undefined;
  const block = texts.join(dockerfile.eol);
  const edits = [
    ...(firstLines.length === 0 ? [] : [replaceLines(dockerfile, first, firstLines.join(dockerfile.eol), stays)]),
    ...removeAll(dockerfile, firstLines.length === 0 ? moved : others),
    ...groups.slice(1).flatMap((group) => (group === last && group.cut.kind === "before" ? [] : manifestsAbove(dockerfile, group))),
    ...below(dockerfile, last, block, groups.length > 1 ? linesOf(dockerfile, last) : []),
  ];
  return { edits, comments: moved.flatMap((each) => [...(stays && each === first ? [] : each.leadingComments), ...each.innerComments]) };
}

function textBelow(dockerfile: Dockerfile, moved: Instruction, run: Instruction, isBare: boolean): string | undefined {
  if (moved.keyword === "RUN") return movedText(dockerfile, moved);
  const destination = destinationFrom(dockerfile, moved, run);
  if (destination === "unknown") return undefined;
  return movedText(dockerfile, moved, destination === "same" ? [] : withDestination(moved, destination.absolute), isBare);
}

function linesOf(dockerfile: Dockerfile, { lines }: Group): readonly string[] {
  return lines.map((line) => copyLine(dockerfile, line.owner.at, line));
}

function manifestsAbove(dockerfile: Dockerfile, group: Group): readonly Edit[] {
  const lines = linesOf(dockerfile, group);
  return lines.length === 0 ? [] : [insertAboveComments(dockerfile, group.run.at, lines.join("\n"))];
}

/** The moved instructions behind the last RUN that stays above them, or between its two parts. `manifests`: lines still to be put above it. */
function below(dockerfile: Dockerfile, { run, cut }: Group, block: string, manifests: readonly string[]): readonly Edit[] {
  const { at, script } = run;
  const gap = isApart(dockerfile, at) ? "\n" : "";
  if (cut.kind === "none") return [insertAfter(dockerfile, at, gap + block)];
  const spaced = `${inEol(dockerfile, gap)}${block}${inEol(dockerfile, gap)}`;
  if (cut.kind === "after" && script !== undefined) {
    return splitRun(dockerfile, { at, script }, { index: cut.index + 1, repeated: cut.repeated, between: spaced });
  }
  if (cut.kind !== "before") return [];
  if (cut.front === "work" && script !== undefined) {
    const own = splitRun(dockerfile, { at, script }, { index: cut.index, repeated: cut.repeated, between: spaced }, cut.insert);
    return [...(manifests.length === 0 ? [] : [insertAboveComments(dockerfile, at, manifests.join("\n"))]), ...own];
  }
  const command =
    script === undefined ? `${openingOf(dockerfile, at)}${cut.insert}` : runWithFront(dockerfile, { at, script }, cut.index, cut.insert);
  const lines = [...manifests, `${indentAt(dockerfile, at.span.start)}${command}`];
  return [insertAboveComments(dockerfile, at, `${lines.join("\n")}\n${gap}${block}${gap}`)];
}

function inEol({ eol }: Dockerfile, text: string): string {
  return text.replaceAll("\n", eol);
}
