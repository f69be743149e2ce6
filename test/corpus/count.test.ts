/** An independent count: every place that the detectors find is changed, refused, suppressed, advised on, or left alone for a reason that has a name here. */
import { describe, expect, test } from "vitest";
import type { Instruction } from "../../src/dockerfile/model.ts";
import { readDockerfile } from "../../src/dockerfile/read.ts";
import type { RewriteResult } from "../../src/engine/result.ts";
import { type BuildKitNode, hasCorpus, print } from "./corpus.ts";
import { detect, installsWithoutLists, type Place } from "./detect.ts";
import { rewriteCorpus, rewriteText } from "./rewrites.ts";

/** What happened at a place, as `what code`; `undefined` when nobody said anything about it. */
function fateOf(place: Place, result: RewriteResult, left: Map<string, number>): string | undefined {
  const here = (report: { readonly transform: string; readonly line: number }): boolean =>
    report.transform === place.transform && report.line === place.line;
  const change = result.changes.find(here);
  if (change?.applied === true || isGone(place, left)) return "changed";
  if (change !== undefined) return "held back";
  const refusal = result.refused.find(here);
  if (refusal !== undefined) return `refused: ${refusal.code}`;
  const suppression = result.suppressed.find(here);
  if (suppression !== undefined) return `suppressed: ${suppression.by}`;
  const advice = result.advice.find(here);
  return advice === undefined ? undefined : `advice: ${advice.code}`;
}

/** A RUN that is not in the result as it was: merged into another one, whose line the report gives. */
function isGone({ transform, text }: Place, left: Map<string, number>): boolean {
  if (transform !== "apt-cleanup") return false;
  const count = left.get(text) ?? 0;
  left.set(text, count - 1);
  return count <= 0;
}

/** A RUN that `--unsafe` merges into one further up, which is held back without it. */
function heldBackAbove(place: Place, { changes }: RewriteResult, left: Map<string, number>): string | undefined {
  const isAbove = changes.some(({ transform, line, applied }) => transform === place.transform && !applied && line < place.line);
  return isAbove && isGone(place, left) ? "held back with the RUN above" : undefined;
}

/** The RUNs of a result and how often each stands there. */
function runsLeft(after: string): Map<string, number> {
  const left = new Map<string, number>();
  for (const instruction of readDockerfile(after).instructions) {
    const { keyword, words, heredocs } = instruction.onbuild ?? instruction;
    if (keyword !== "RUN") continue;
    const text = [...words.map((word) => word.value), ...heredocs.map(({ content }) => content)].join(" ");
    left.set(text, (left.get(text) ?? 0) + 1);
  }
  return left;
}

/** What is known to run `apt-get update` itself. */
const INSTALLERS =
  /nodesource|add-apt-repository|apt-add-repository|get\.docker\.com|llvm\.sh|packagecloud|script\.deb\.sh|rvm|playwright|setup_\d+\.x/;

const TRANSFORMS = ["add-to-copy", "apt-cleanup", "exec-form"] as const;

/** What has to be rewritten at least, of what counts; the definitions stand in detect.ts. */
const LEAST = { "add-to-copy": 0.8, "apt-cleanup": 0.6, "exec-form": 0.8 } as const;

describe.skipIf(!hasCorpus).each([
  ["safe only", false],
  ["with --unsafe", true],
] as const)("an independent count, %s", (mode, unsafe) => {
  const fates = new Map<Place, string | undefined>();
  const unexplained: string[] = [];
  const rewrites = (hasCorpus ? rewriteCorpus(unsafe) : []).filter(({ Err, InsErr }) => Err === undefined && InsErr === undefined);
  for (const { file, text, nodes, skipped, result } of rewrites) {
    const left = runsLeft(result.after);
    const leftByBoth = unsafe ? left : runsLeft(rewriteText(file, text, true).after);
    for (const place of detect(nodes, text)) {
      const fate = skipped === undefined ? (fateOf(place, result, left) ?? heldBackAbove(place, result, leftByBoth)) : `file skipped: ${skipped}`;
      fates.set(place, fate);
      if (fate === undefined) unexplained.push(`${file}:${place.line} ${place.transform}: ${place.text.slice(0, 300)}`);
    }
  }

  test("detected minus explained is 0", () => {
    for (const transform of TRANSFORMS) print(`${mode}, ${transform}`, table([...fates].filter(([place]) => place.transform === transform)));
    expect(unexplained).toEqual([]);
  });

  test("no install that found package lists is left without them", () => {
    // With --unsafe, an installer may be taken at its word that it updates the lists itself; the change names it as what it assumes.
    const strict = rewrites.filter(({ text }) => !unsafe || !INSTALLERS.test(text));
    expect(strict.length).toBeGreaterThan(rewrites.length * 0.9);
    const robbed = strict.flatMap(({ file, nodes, result }) => {
      const before = installsWithoutLists(nodes);
      const lost = installsWithoutLists(readDockerfile(result.after).instructions.map(asNode)).filter((command) => !before.includes(command));
      return lost.map((command) => `${file}: ${command}`);
    });
    expect(robbed).toEqual([]);
  });

  test.each(TRANSFORMS)("%s rewrites its share", (transform) => {
    const counted = [...fates].filter(([place, fate]) => place.transform === transform && place.counts && !(fate ?? "").startsWith("file skipped"));
    const changed = counted.filter(([, fate]) => fate === "changed").length;
    const share = changed / counted.length;
    print(`${mode}, ${transform}: ${changed} of ${counted.length} that count are rewritten, ${(100 * share).toFixed(1)} %`, []);
    if (unsafe) expect(share).toBeGreaterThanOrEqual(LEAST[transform]);
  });
});

/** The result in the shape of BuildKit's list. */
function asNode({ keyword, line, endLine, json, words, heredocs, onbuild }: Instruction): BuildKitNode {
  const inner = onbuild === undefined ? words.map((word) => word.value) : [onbuild.keyword, ...onbuild.words.map((word) => word.value)];
  return { keyword, start: line, end: endLine, flags: [], json, args: inner, heredocs };
}

function table(fates: readonly (readonly [Place, string | undefined])[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const [, fate = "UNEXPLAINED"] of fates) counts.set(fate, (counts.get(fate) ?? 0) + 1);
  const lines = [...counts].sort(([, a], [, b]) => b - a).map(([fate, count]) => `${String(count).padStart(6)}  ${fate}`);
  return [`${String(fates.length).padStart(6)}  detected`, ...lines];
}
