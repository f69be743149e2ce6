/** An independent count for `split-copy`: every directory copy in front of an install is changed, held back, refused, or left alone as already split. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { chooseTransforms } from "../../src/cli/choice.ts";
import type { CommandLine } from "../../src/cli/command-line.ts";
import { parseCommandLine } from "../../src/cli/options.ts";
import { rewriteFile, startRun } from "../../src/cli/rewriting.ts";
import { selectFiles } from "../../src/cli/selection.ts";
import { openSession } from "../../src/cli/session.ts";
import type { Instruction } from "../../src/dockerfile/model.ts";
import { readDockerfile } from "../../src/dockerfile/read.ts";
import { secondReader } from "../../src/dockerfile/second-reader.ts";
import { rewrite } from "../../src/engine/pipeline.ts";
import { imageFacts } from "../../src/knowledge/base-images.ts";
import type { FileReport } from "../../src/report/report.ts";
import splitCopy from "../../transforms/split-copy.ts";
import { type BuildKitNode, corpusFiles, hasCorpus, print, skeletons } from "./corpus.ts";
import { detectSplits, type SplitPlace } from "./split-detect.ts";

/** What both the engine's result and the command's report say. */
type Said = Pick<FileReport, "advice" | "changes" | "refused" | "suppressed">;

interface Found {
  readonly file: string;
  readonly place: SplitPlace;
  readonly fate: string | undefined;
}

/** What was said at these lines, as `what code`. */
function saidAt(lines: readonly number[], { changes, refused, suppressed }: Said): string | undefined {
  const at = (report: { readonly line: number }): boolean => lines.includes(report.line);
  const change = changes.find(at);
  if (change !== undefined) return change.applied ? "changed" : "held back";
  const refusal = refused.find(at);
  if (refusal !== undefined) return `refused: ${refusal.code}`;
  return suppressed.some(at) ? "suppressed" : undefined;
}

function fatesOf(file: string, places: readonly SplitPlace[], said: Said): readonly Found[] {
  return places.map((place) => {
    const split = place.split === undefined ? undefined : `already split: ${place.split}`;
    const group = place.split === "installed" ? undefined : saidAt(place.group, said);
    const fate = saidAt([place.line], said) ?? group ?? split;
    return { file, place, fate };
  });
}

interface SkeletonFile extends FileReport {
  readonly name: string;
  readonly folder: string;
}

async function rewriteSkeletons(unsafe: boolean): Promise<readonly SkeletonFile[]> {
  const reports: SkeletonFile[] = [];
  for (const { name, folder } of skeletons()) {
    const line = commandLine(["--all", "--dry-run", "--no-config", "--include-generated", "--only", "split-copy", ...(unsafe ? ["--unsafe"] : [])]);
    const session = await openSession(line, folder, []);
    const selected = await selectFiles(line, session, undefined);
    const run = await startRun(line, session, chooseTransforms(line, session.transforms), selected.paths());
    for (const file of selected.files) reports.push({ ...rewriteFile(run, file), name, folder });
  }
  return reports;
}

function commandLine(args: readonly string[]): CommandLine {
  const line = parseCommandLine(args);
  if (line === "version") throw new Error("no command");
  return line;
}

function skeletonPlaces({ before, folder, context }: SkeletonFile): readonly SplitPlace[] {
  const root = join(folder, context ?? "");
  const isDirectory = (path: string): boolean =>
    path.startsWith("file:")
      ? existsSync(join(root, path.slice("file:".length)))
      : statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() === true;
  return detectSplits(readDockerfile(before).instructions.map(asNode), context === undefined ? undefined : isDirectory);
}

function asNode({ keyword, line, endLine, json, flags, words, args, heredocs }: Instruction): BuildKitNode {
  const isShell = keyword === "RUN" && !json;
  const texts = isShell ? [args.text] : words.map(({ value }) => value);
  return { keyword, start: line, end: endLine, flags: flags.map(({ name, value }) => `--${name}=${value ?? ""}`), json, args: texts, heredocs };
}

function rewriteCorpusFiles(): readonly Found[] {
  return corpusFiles().flatMap(({ file, nodes, text, Err, InsErr }) => {
    if (text === undefined || Err !== undefined || InsErr !== undefined) return [];
    if (!/^opportunity\/order_(?:whole-copy-before|dir-copy-before|already-split)_/.test(file)) return [];
    const input = { path: file, text, build: "unknown", usages: [], images: { facts: imageFacts } } as const;
    const options = {
      transforms: [splitCopy],
      knownIds: [splitCopy.id],
      unsafe: true,
      create: true,
      settings: {},
      ignorePragmas: true,
      secondReader,
    };
    return fatesOf(file, detectSplits(nodes), rewrite(input, options));
  });
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** One row for each ecosystem: what was detected, and what became of it. */
function table(found: readonly Found[]): readonly string[] {
  const lines = [row("", ["detected", "changed", "held back", "refused", "split", "UNEXPLAINED"])];
  const groups = groupBy(found, ({ place }) => place.ecosystem);
  for (const [ecosystem, list] of [...groups].sort().concat([["all", [...found]]])) {
    const count = (start: string): number => list.filter(({ fate }) => fate?.startsWith(start)).length;
    const missing = list.filter(({ fate }) => fate === undefined).length;
    const counts = [list.length, count("changed"), count("held back"), count("refused"), count("already split"), missing];
    lines.push(row(ecosystem, counts.map(String)));
    const codes = groupBy(list, ({ fate }) => fate ?? "");
    for (const [code, each] of [...codes].sort(([, a], [, b]) => b.length - a.length)) {
      if (/^(?:refused|already)/.test(code)) lines.push(`${"".padEnd(14)}${String(each.length).padStart(5)}  ${code}`);
    }
  }
  return lines;
}

/** The codes of what is not rewritten, most frequent first, with five examples each. */
function codesOf(found: readonly Found[]): readonly string[] {
  const refused = [...groupBy(found, ({ fate }) => fate ?? "")].filter(([fate]) => fate !== "changed").sort(([, a], [, b]) => b.length - a.length);
  return refused.flatMap(([fate, list]) => [
    `${String(list.length).padStart(5)}  ${fate}`,
    ...list.slice(0, 5).map(({ file, place }) => `         ${place.ecosystem} ${file}:${place.line}`),
  ]);
}

function row(name: string, cells: readonly string[]): string {
  return `${name.padEnd(12)}${cells.map((cell) => cell.padStart(12)).join("")}`;
}

const unexplained = (found: readonly Found[]): readonly string[] =>
  found
    .filter(({ fate }) => fate === undefined)
    .map(
      ({ file, place }) =>
        `${file}:${place.line} ${place.ecosystem} ${place.kind}: ${place.text.slice(0, 80)} | line ${place.installLine}: ${place.install.slice(0, 80)}`,
    );

const skeletonRuns = new Map<boolean, readonly SkeletonFile[]>();
if (hasCorpus) for (const unsafe of [false, true]) skeletonRuns.set(unsafe, await rewriteSkeletons(unsafe));

describe.skipIf(!hasCorpus).each([
  ["safe only", false],
  ["with --unsafe", true],
] as const)("the skeletons, %s", (mode, unsafe) => {
  const files = skeletonRuns.get(unsafe) ?? [];
  const found = files.flatMap((file) => fatesOf(`${file.name}/${file.path}`, skeletonPlaces(file), file));

  test("detected minus explained is 0", () => {
    print(`${mode}, skeletons`, table(found));
    expect(unexplained(found)).toEqual([]);
  });

  test("at least 60 % are rewritten", () => {
    const meant = found.filter(
      ({ place, fate = "" }) => !/^(?:cargo|gradle|sbt)$/.test(place.ecosystem) && !NOT_MEANT.test(fate) && !fate.startsWith("already split"),
    );
    const whole = meant.filter(({ fate = "" }) => !CUT_OFF.test(fate));
    const changed = meant.filter(({ fate }) => fate === "changed").length;
    const percent = (of: readonly Found[]): string => `${changed} of ${of.length}, ${((100 * changed) / of.length).toFixed(1)} %`;
    print(`${mode}: ${percent(meant)} are rewritten; without files that the skeletons cut off: ${percent(whole)}`, codesOf(meant));
    const byInstall = groupBy(meant, ({ file, place }) => `${file}:${place.installLine}`);
    const installs = [...byInstall.values()].filter((each) => each.some(({ fate }) => fate === "changed")).length;
    print(
      `${mode}: ${installs} of ${byInstall.size} installs no longer stand behind the sources, ${((100 * installs) / byInstall.size).toFixed(1)} %`,
      [],
    );
    if (unsafe) expect(changed / meant.length).toBeGreaterThanOrEqual(0.6);
  });
});

/** Package managers that have no command which only downloads, and builds that dfmod says it does not take apart. */
const NOT_MEANT = /^refused: (?:cargo-needs-source|gradle-no-offline-goal|maven-multi-module|opaque-install|tool-unsupported)$/;
/** The skeletons hold the first 200 bytes of large files, and nothing of most others. */
const CUT_OFF = /^refused: (?:manifest-unreadable|lock-unreadable)$/;

describe.skipIf(!hasCorpus)("the opportunities", () => {
  test("detected minus explained is 0", () => {
    const found = rewriteCorpusFiles();
    print("opportunity/order_*, context not known", table(found));
    expect(unexplained(found)).toEqual([]);
  });
});

const verdicts = readFileSync(join(import.meta.dirname, "verdicts.tsv"), "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split("\t"))
  .filter(([, , id]) => id === splitCopy.id);

/** The Dockerfile, and what was written beside it. */
function hash(...texts: readonly string[]): string {
  return createHash("sha256").update(texts.join("\0")).digest("hex").slice(0, 16);
}

test("at least 120 diffs of split-copy are read", () => {
  expect(verdicts.length).toBeGreaterThanOrEqual(120);
});

/** As verdicts.test.ts does it for the others, whose files stand alone: these are read in their repository, with `--unsafe`. */
describe.skipIf(!hasCorpus)("the rewrites are those that were read", () => {
  const files = new Map((skeletonRuns.get(true) ?? []).map((file) => [`${file.name}/${file.path}`, file]));

  test.each(verdicts.map((row) => [row[0] ?? "", row] as const))("%s", (path, [, input, , , output]) => {
    const file = files.get(path);
    if (file === undefined) throw new Error(`${path} is gone`);
    expect(hash(file.before)).toBe(input);
    expect(hash(file.after, ...file.files.map(({ after }) => after)), "read this diff again").toBe(output);
  });
});
