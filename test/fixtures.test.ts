/** Every fixture of every transform: its outcomes to the letter, its output as bytes, and the matrix of forms a file may come in. */
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { openContext } from "../src/context/build-context.ts";
import { createOverlay } from "../src/context/overlay.ts";
import { scanRepository } from "../src/context/scan.ts";
import { isDockerfileName } from "../src/discover/names.ts";
import { readDockerfile } from "../src/dockerfile/read.ts";
import type { BuildContext, Options, Unknown, Usage } from "../src/engine/transform.ts";
import { type TestInput, type TestOutcome, type TestRun, testTransform } from "../src/testing.ts";
import { transforms } from "../transforms/index.ts";

const ROOT = join(import.meta.dirname, "../__testfixtures__");

interface Expectation {
  readonly unsafe?: boolean;
  readonly options?: Options;
  /** Files and directories of the context that version control does not hold. */
  readonly untracked?: readonly string[];
  readonly outcomes: readonly TestOutcome[];
}

interface Fixture {
  readonly name: string;
  readonly input: Buffer;
  readonly output: Buffer;
  readonly expectation: Expectation;
  readonly notes: string | undefined;
  readonly build: BuildContext | Unknown;
  /** The context with these files written. */
  readonly rebuild?: (files: ReadonlyMap<string, string>) => BuildContext;
  /** The other Dockerfiles of the context: those beside it whose name begins with `Dockerfile.`. */
  readonly neighbours: readonly string[];
  /** What compose files, manifests and the like in the input folder say about it. */
  readonly usages: () => Promise<readonly Usage[]>;
  /** Files beside the Dockerfile that the output folder has: path → bytes. */
  readonly files: ReadonlyMap<string, Buffer>;
}

function fixturesOf(id: string): readonly Fixture[] {
  const folder = join(ROOT, id);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((entry) => {
    if (statSync(join(folder, entry)).isDirectory()) return [folderFixture(join(folder, entry), entry)];
    const name = /^(.*)\.input\.Dockerfile$/.exec(entry)?.[1];
    return name === undefined ? [] : [fileFixture(folder, name)];
  });
}

function fileFixture(folder: string, name: string): Fixture {
  const at = (suffix: string) => join(folder, `${name}.${suffix}`);
  const input = readFileSync(at("input.Dockerfile"));
  const output = existsSync(at("output.Dockerfile")) ? readFileSync(at("output.Dockerfile")) : input;
  return {
    name,
    input,
    output,
    expectation: readExpectation(at("expect.json")),
    notes: readOptional(at("notes")),
    build: "unknown",
    neighbours: [],
    usages: async () => [],
    files: new Map(),
  };
}

function folderFixture(folder: string, name: string): Fixture {
  const input = readFileSync(join(folder, "input/Dockerfile"));
  const outputs = filesBelow(join(folder, "output"));
  const files = new Map([...outputs].filter(([path]) => path !== "Dockerfile"));
  const expectation = readExpectation(join(folder, "expect.json"));
  const inputs = [...filesBelow(join(folder, "input")).keys()];
  const siblings = inputs.filter((path) => /^Dockerfile\.(?!dockerignore$)[^/]+$/.test(path));
  const tracked = inputs.filter((path) => !expectation.untracked?.some((place) => path === place || path.startsWith(`${place}/`)));
  const open = (written: ReadonlyMap<string, string>): BuildContext => {
    const rootDir = realpathSync(join(folder, "input"));
    const overlay = createOverlay();
    for (const [path, text] of written) overlay.write(join(rootDir, path), text);
    return openContext({ rootDir, root: ".", dockerfile: "Dockerfile", overlay, tracked: () => tracked });
  };
  return {
    name,
    input,
    output: outputs.get("Dockerfile") ?? input,
    expectation,
    notes: readOptional(join(folder, "notes")),
    build: open(new Map()),
    rebuild: open,
    neighbours: siblings.map((path) => readFileSync(join(folder, "input", path), "utf8")),
    usages: async () => (await scanRepository({ root: join(folder, "input"), paths: inputs, isDockerfile: isDockerfileName })).usagesOf("Dockerfile"),
    files,
  };
}

function filesBelow(folder: string): ReadonlyMap<string, Buffer> {
  if (!existsSync(folder)) return new Map();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(entries.map((entry) => join(entry.parentPath, entry.name)).map((path) => [relative(folder, path), readFileSync(path)]));
}

function readExpectation(path: string): Expectation {
  return JSON.parse(readFileSync(path, "utf8"));
}

function readOptional(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function byPlace(a: TestOutcome, b: TestOutcome): number {
  return a.line - b.line || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
}

/** The same file in another form: the output must change in the same way and in no other. */
const FORMS: readonly { readonly name: string; readonly suits: (text: string) => boolean; readonly apply: (text: string) => string }[] = [
  // The body of a heredoc goes to the shell with its carriage returns: another program, which this form does not claim to know.
  { name: "CRLF", suits: (text) => !text.includes("<<"), apply: (text) => text.replace(/\r?\n/g, "\r\n") },
  { name: "no final newline", suits: () => true, apply: (text) => text.replace(/(\r?\n)+$/, "") },
  { name: "byte order mark", suits: (text) => !text.startsWith("\ufeff"), apply: (text) => `\ufeff${text}` },
  {
    name: "syntax directive and comment block in front",
    suits: (text) => readDockerfile(text).directives.length === 0 && !text.startsWith("\ufeff"),
    apply: (text) => `# syntax=docker/dockerfile:1\n# A block of comments\n# in front.\n\n${text}`,
  },
];

for (const transform of transforms) {
  describe(transform.id, () => {
    test.each(fixturesOf(transform.id).map((fixture) => [fixture.name, fixture] as const))("%s", async (_name, fixture) => {
      const { unsafe = false, options = {}, outcomes } = fixture.expectation;
      const { build, neighbours, rebuild } = fixture;
      const surroundings = { build, neighbours, usages: await fixture.usages(), ...(rebuild === undefined ? {} : { rebuild }) };
      const run = (text: string): TestRun => testTransform(transform, { dockerfile: text, unsafe, options, ...surroundings });
      const input = fixture.input.toString();
      const result = run(input);
      expect(result.failures).toEqual([]);
      expect(result.output).toBe(fixture.output.toString());
      expect(Buffer.from(result.output).equals(fixture.output)).toBe(true);
      expect([...result.outcomes].sort(byPlace)).toEqual([...outcomes].sort(byPlace));
      expect(new Map(result.files.map((file) => [file.path, file.text]))).toEqual(
        new Map([...fixture.files].map(([path, bytes]) => [path, bytes.toString()])),
      );
      if (outcomes.some((outcome) => outcome.kind === "skip")) expect(fixture.notes?.trim()).toBeTruthy();
      expect(run(result.output).output).toBe(result.output);
      checkForms(input, result.output, run);
      checkPreset(input, surroundings);
    });
  });
}

function checkForms(input: string, output: string, run: (text: string) => TestRun): void {
  for (const form of FORMS) {
    if (!form.suits(input)) continue;
    const inForm = run(form.apply(input));
    expect(inForm.failures, form.name).toEqual([]);
    expect(inForm.output, form.name).toBe(form.apply(output));
  }
}

/** All transforms together: they settle, keep every comment, and a second run changes nothing. */
function checkPreset(input: string, surroundings: Pick<TestInput, "build" | "neighbours" | "rebuild" | "usages">): void {
  for (const unsafe of [false, true]) {
    const result = testTransform(transforms, { dockerfile: input, unsafe, ...surroundings });
    expect(result.failures).toEqual([]);
    const after = readDockerfile(result.output);
    expect(after.problems).toEqual([]);
    expect(after.comments.map((comment) => comment.text).sort()).toEqual(
      readDockerfile(input)
        .comments.map((comment) => comment.text)
        .sort(),
    );
    expect(testTransform(transforms, { dockerfile: result.output, unsafe, ...surroundings }).output).toBe(result.output);
  }
}
