/** What no rewrite may break, checked from outside over every real file, with and without `--unsafe`. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { diffArrays } from "diff";
import { afterAll, describe, expect, test } from "vitest";
import type { Dockerfile } from "../../src/dockerfile/model.ts";
import { decodeDockerfile, readDockerfile } from "../../src/dockerfile/read.ts";
import { formatVersions } from "../../src/report/patch.ts";
import { git, hasCorpus, print, projectRoot, skeletons } from "./corpus.ts";
import { commentsLost, endingsChanged, instructionsOutside, linesOutside, type Outline, type Reported, rejectedByBash } from "./independent.ts";
import { type Rewrite, rewriteCorpus, rewriteText } from "./rewrites.ts";

const scratch = mkdtempSync(join(tmpdir(), "dfmod-laws-"));
// A copy of the command, so that a build meanwhile does not pull it away.
const command = join(scratch, "dist/dfmod.js");
if (hasCorpus) cpSync(join(projectRoot, "dist"), join(scratch, "dist"), { recursive: true });
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const modes = [
  ["safe only", false],
  ["with --unsafe", true],
] as const;

describe.skipIf(!hasCorpus).each(modes)("the corpus, %s", (mode, unsafe) => {
  const all = hasCorpus ? rewriteCorpus(unsafe) : [];
  const changed = all.filter(({ text, result }) => result.after !== text);

  test("no transform throws, breaks an invariant or does not settle", () => {
    const wrong = all.filter(({ Err, InsErr, result }) => (Err === undefined && InsErr === undefined ? result.failures.length > 0 : false));
    expect(wrong.map(({ file, result }) => `${file}: ${JSON.stringify(result.failures)}`)).toEqual([]);
    expect(changed.length).toBeGreaterThan(all.length / 10);
    print(`${mode}: ${changed.length} of ${all.length} files changed`, []);
  });

  test("what BuildKit rejects is failed with its line, and never edited", () => {
    const rejected = all.filter(({ Err, InsErr }) => Err !== undefined || InsErr !== undefined);
    expect(rejected.length).toBeGreaterThan(50);
    for (const { text, result } of rejected) {
      expect(result).toMatchObject({ status: "failed", after: text, failures: [{ code: "parse", line: expect.any(Number) }] });
    }
  });

  test("every comment is kept", () => {
    expect(violations(changed, ({ text, result }) => commentsLost(text, result.after, applied(result.changes)))).toEqual([]);
  });

  test("line endings, byte order mark and final newline are kept", () => {
    expect(violations(changed, ({ text, result }) => endingsChanged(text, result.after))).toEqual([]);
  });

  test("only lines of instructions that the report names are changed", () => {
    expect(violations(changed, ({ text, nodes, result }) => linesOutside(text, result.after, nodes, applied(result.changes)))).toEqual([]);
  });

  test("every instruction outside the edits is the same to another parser", () => {
    let seen = 0;
    const broken = violations(changed, ({ text, nodes, result }) => {
      const view = instructionsOutside(text, result.after, nodes, applied(result.changes));
      if (view.sees) seen++;
      return view.violations;
    });
    print(`${mode}: the other parser reads ${seen} of ${changed.length} changed files as BuildKit does`, []);
    expect(broken).toEqual([]);
    expect(seen).toBeGreaterThan(changed.length * 0.9);
  });

  test("a second run changes nothing", () => {
    const again = changed.filter(({ file, result }) => {
      const second = rewriteText(file, result.after, unsafe);
      return second.after !== result.after || applied(second.changes).length > 0 || second.failures.length > 0;
    });
    expect(again.map(({ file }) => file)).toEqual([]);
  });

  test("every changed RUN that was shell still is, to bash", () => {
    expect(brokenShell(changed.map(({ file, text, result }) => ({ path: file, before: text, after: result.after })))).toEqual([]);
  });

  test("git apply makes the same bytes out of the patch", () => {
    const folder = mkdtempSync(join(scratch, "patch-"));
    for (const { file, text } of changed) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    const patch = formatVersions(changed.map(({ file, text, result }) => ({ path: file, before: text, after: result.after })));
    execFileSync("git", ["apply", "--whitespace=nowarn", "-"], { cwd: folder, input: patch });
    const different = changed.filter(({ file, result }) => !readFileSync(join(folder, file)).equals(Buffer.from(result.after)));
    expect(different.map(({ file }) => file)).toEqual([]);
  });
});

function applied<C extends Reported & { readonly applied: boolean }>(changes: readonly C[]): readonly C[] {
  return changes.filter((change) => change.applied);
}

function violations(files: readonly Rewrite[], check: (file: Rewrite) => readonly string[]): readonly string[] {
  return files.flatMap((file) => check(file).map((violation) => `${file.file}: ${violation}`));
}

interface Versions {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** Of each stretch of RUNs that changed: when bash reads all of them before, it must read all of them after. */
function brokenShell(files: readonly Versions[]): readonly string[] {
  const stretches = files.flatMap(({ path, before, after }) => {
    const parts = diffArrays(shellTexts(readDockerfile(before)), shellTexts(readDockerfile(after)));
    return [
      { path, was: parts.flatMap(({ removed, value }) => (removed ? value : [])), is: parts.flatMap(({ added, value }) => (added ? value : [])) },
    ];
  });
  const rejected = rejectedByBash(new Set(stretches.flatMap(({ was, is }) => [...was, ...is])));
  const broken = stretches.filter(({ was, is }) => !was.some((text) => rejected.has(text)) && is.some((text) => rejected.has(text)));
  return broken.map(({ path, is }) => `${path}: ${is.find((text) => rejected.has(text))}`);
}

/** What a shell reads: of RUN the command, or the bodies of its heredocs. */
function shellTexts({ instructions }: Dockerfile): string[] {
  return instructions
    .filter(({ keyword, json }) => keyword === "RUN" && !json)
    .map(({ args, heredocs }) => (heredocs.length === 0 ? args.text : heredocs.map(({ content }) => content).join("\n")));
}

interface JsonFile {
  readonly path: string;
  readonly status: string;
  readonly changes: readonly (Reported & { readonly applied: boolean })[];
  /** Written beside the Dockerfile. */
  readonly files: readonly { readonly path: string }[];
  readonly dropped?: readonly unknown[];
  readonly error?: { readonly code: string };
}

/** The built command in a repository: exit status and JSON report. */
function dfmod(folder: string, ...args: readonly string[]): readonly JsonFile[] {
  const report = join(mkdtempSync(join(scratch, "report-")), "report.json");
  const words = [command, "--all", "--allow-no-files", "--quiet", `--report=json=${report}`, ...args];
  try {
    execFileSync(process.execPath, words, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    // 2 is what a file that does not parse makes of the run; the report says whether that was the reason.
    expect(error).toMatchObject({ status: 2 });
  }
  return JSON.parse(readFileSync(report, "utf8")).files;
}

describe.skipIf(!hasCorpus).each(modes)("the monorepos, %s", (_mode, unsafe) => {
  const flags = unsafe ? ["--unsafe"] : [];

  test.each(hasCorpus ? skeletons().map(({ name, folder, copy }) => [name, { folder, copy }] as const) : [])("%s", (_name, { folder, copy }) => {
    clean(copy);
    const patch = join(scratch, `${Math.random()}.patch`);
    const planned = dfmod(copy, "--dry-run", `--report=patch=${patch}`, ...flags);
    expect(git(copy, "status", "--porcelain")).toBe("");
    for (const { status, dropped, error } of planned) {
      expect(dropped ?? []).toEqual([]);
      if (status === "failed") expect(["parse", "not-utf8"]).toContain(error?.code);
    }
    dfmod(copy, ...flags);
    git(copy, "add", "-A", "--force");
    const written = git(copy, "diff", "--cached", "--binary");
    clean(copy);
    if (readFileSync(patch, "utf8") !== "") git(copy, "apply", "--whitespace=nowarn", patch);
    git(copy, "add", "-A", "--force");
    expect(git(copy, "diff", "--cached", "--binary")).toBe(written);
    const versions = planned.filter(({ status }) => status === "changed").map((file) => ({ ...file, ...versionsOf(folder, copy, file.path) }));
    const touched = git(copy, "diff", "--cached", "--name-only", "-z").split("\0").filter(Boolean);
    expect(new Set(touched)).toEqual(new Set(versions.flatMap(({ path, files }) => [path, ...files.map((file) => file.path)])));
    expect(versions.flatMap(broken)).toEqual([]);
    expect(brokenShell(versions)).toEqual([]);
    const again = dfmod(copy, "--dry-run", ...flags);
    expect(again.filter(({ changes, status }) => status === "changed" || applied(changes).length > 0)).toEqual([]);
    clean(copy);
  });
});

/** As it was committed. */
function clean(copy: string): void {
  git(copy, "reset", "--quiet", "--hard");
  git(copy, "clean", "-dfxq");
}

function versionsOf(original: string, copy: string, path: string): Versions {
  const read = (folder: string): string => decodeDockerfile(readFileSync(join(folder, path)));
  return { path, before: read(original), after: read(copy) };
}

/** The reader's own outline stands in for BuildKit's: reader.test.ts shows that they are the same. */
function broken({ path, before, after, changes }: Versions & JsonFile): readonly string[] {
  const nodes = readDockerfile(before).instructions.map(({ keyword, line, endLine }): Outline => ({ keyword, start: line, end: endLine }));
  const made = applied(changes);
  return [
    ...commentsLost(before, after, made),
    ...endingsChanged(before, after),
    ...linesOutside(before, after, nodes, made),
    ...instructionsOutside(before, after, nodes, made).violations,
  ].map((violation) => `${path}: ${violation}`);
}
