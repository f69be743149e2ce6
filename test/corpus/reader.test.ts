/** The reader agrees with BuildKit's parser: on every file it accepts, about every file it rejects, and on its own test inputs. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Dockerfile, Instruction } from "../../src/dockerfile/model.ts";
import { readDockerfile } from "../../src/dockerfile/read.ts";
import { type BuildKitNode, completed, corpusFiles, corpusFolder, hasCorpus, unpacked } from "./corpus.ts";

/** What both readers say about an instruction, in BuildKit's terms. */
interface Node {
  readonly keyword: string;
  readonly start: number;
  readonly end: number;
  readonly flags: readonly string[];
  readonly json: boolean;
  readonly args: readonly string[];
  readonly heredocs: readonly string[];
}

const KEYWORDS = new Set(
  "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR".split(" "),
);

function ours(instruction: Instruction): Node {
  const { keyword, line, endLine, flags, json } = instruction;
  const heredocs = instruction.heredocs.map(({ name, content, expand, chomp }) => JSON.stringify([name, content, expand, chomp]));
  return { keyword, start: line, end: endLine, flags: flags.map((flag) => flag.text), json, args: argsOf(instruction), heredocs };
}

/** BuildKit reads no arguments of an instruction it does not know: it stores one empty string. */
function argsOf({ keyword, onbuild, assignments, words }: Instruction): readonly string[] {
  if (!KEYWORDS.has(keyword)) return [""];
  if (keyword === "ONBUILD") return onbuild === undefined ? [] : [onbuild.keyword, ...argsOf(onbuild)];
  if (keyword !== "ARG" && assignments.length > 0) return assignments.flatMap(({ name, value, separator }) => [name, value ?? "", separator]);
  return words.map((word) => word.value);
}

function theirs({ keyword, start, end, flags, json, args, heredocs }: BuildKitNode): Node {
  const bodies = heredocs.map(({ name, content, expand, chomp }) => JSON.stringify([name, content, expand, chomp]));
  // An ONBUILD node holds the inner keyword as it is written.
  const [first = "", ...rest] = args;
  const normal = keyword.toUpperCase() === "ONBUILD" ? [first.toUpperCase(), ...rest] : args;
  return { keyword: keyword.toUpperCase(), start, end, flags, json, args: normal, heredocs: bodies };
}

/** The first instruction the two see differently, as text for the report. */
function firstDifference(dockerfile: Dockerfile, nodes: readonly BuildKitNode[]): string | undefined {
  const [mine, other] = [dockerfile.instructions.map(ours), nodes.map(theirs)];
  for (let i = 0; i < Math.max(mine.length, other.length); i++) {
    const [a, b] = [JSON.stringify(mine[i]), JSON.stringify(other[i])];
    if (a !== b) return `\n  ours:     ${a}\n  BuildKit: ${b}`;
  }
  return undefined;
}

describe.skipIf(!hasCorpus)("BuildKit's reading of the corpus", () => {
  const files = hasCorpus ? corpusFiles() : [];

  test("every file is there and is UTF-8", () => {
    expect(files.length).toBeGreaterThan(7_000);
    expect(files.filter(({ text }) => text === undefined).map(({ file }) => file)).toEqual([]);
  });

  test("every file its parser accepts reads the same: keyword, lines, flags, form, arguments, heredocs", () => {
    const different: string[] = [];
    for (const { file, nodes, Err, text = "" } of files) {
      if (Err !== undefined) continue;
      const dockerfile = readDockerfile(text);
      const rejected = dockerfile.problems.find(({ kind }) => kind === "parse");
      const difference = rejected === undefined ? firstDifference(dockerfile, nodes) : ` rejected: ${rejected.message}`;
      if (difference !== undefined) different.push(`${file}:${difference}`);
    }
    expect(different).toEqual([]);
  });

  test("what it rejects is a problem of the same kind, with its message and line, and nothing else is", () => {
    const different: string[] = [];
    for (const { file, Err, InsErr, text = "" } of files) {
      const [problem] = readDockerfile(text).problems;
      const kind = Err !== undefined ? "parse" : InsErr !== undefined ? "instruction" : undefined;
      const message = Err ?? InsErr ?? "";
      const line = /^dockerfile parse error on line (\d+): /.exec(message)?.[1];
      const agrees =
        problem?.kind === kind &&
        (problem === undefined || withoutGuess(message).endsWith(withoutGuess(problem.message))) &&
        (line === undefined || problem?.line === Number(line));
      if (!agrees) different.push(`${file}: BuildKit: ${message}; ours: ${JSON.stringify(problem)}`);
    }
    expect(different).toEqual([]);
  });
});

/** Which keyword may have been meant is each reader's own guess. */
function withoutGuess(message: string): string {
  return message.replace(/ \(did you mean .*\)$/, "");
}

interface ParserCase {
  readonly name: string;
  readonly text: string;
  readonly error: string | null;
  readonly instructionError: string | null;
  readonly escape: string;
  readonly syntax: string | null;
  readonly nodes: readonly (BuildKitNode & { readonly comments: readonly string[] })[];
}

const casesFile = join(corpusFolder, "../spec/parser-cases.json");

describe.skipIf(!hasCorpus)("parser-cases.json", () => {
  const cases: readonly ParserCase[] = hasCorpus ? JSON.parse(readFileSync(casesFile, "utf8")) : [];

  test("all 213 cases are there", () => expect(cases).toHaveLength(213));

  test.each(cases.map((each) => [each.name, each] as const))("%s", (_name, each) => {
    const dockerfile = readDockerfile(each.text);
    const parse = dockerfile.problems.find(({ kind }) => kind === "parse");
    expect(parse?.message).toBe(each.error ?? undefined);
    if (each.error !== null) return;
    expect(dockerfile.escape).toBe(each.escape);
    // Which frontend reads the file is asked by another function, which also takes `//syntax=` and a line below `#!`; neither is a directive to the parser.
    if (!/^(?:\/\/|#!)/.test(each.text)) expect(dockerfile.directives.find(({ name }) => name === "syntax")?.value ?? "").toBe(each.syntax ?? "");
    const nodes = completed(each.nodes);
    expect(firstDifference(dockerfile, nodes)).toBeUndefined();
    const comments = dockerfile.instructions.map(({ leadingComments }) => leadingComments.map(({ text }) => text.slice(1).trim()));
    expect(comments).toEqual(each.nodes.map((node) => node.comments));
    const [problem] = dockerfile.problems;
    expect(problem === undefined).toBe(each.instructionError === null);
    if (problem !== undefined) expect(each.instructionError).toContain(withoutGuess(problem.message));
  });
});

/** BuildKit's own test inputs. `result` is an s-expression of the whole tree; here its outline is compared: one line and one keyword an instruction. */
describe.skipIf(!hasCorpus)("BuildKit's own parser inputs", () => {
  const root = hasCorpus ? join(unpacked("buildkit-parser-testfiles.tar.gz"), "buildkit-parser-testfiles/frontend/dockerfile/parser") : "";
  const namesIn = (folder: string): readonly string[] => (hasCorpus ? readdirSync(join(root, folder)).sort() : []);

  test.each(namesIn("testfiles"))("%s", (name) => {
    const dockerfile = readDockerfile(readFileSync(join(root, "testfiles", name, "Dockerfile"), "utf8"));
    expect(dockerfile.problems.filter(({ kind }) => kind === "parse")).toEqual([]);
    const result = readFileSync(join(root, "testfiles", name, "result"), "utf8").trim();
    expect(dockerfile.instructions.map(expression).join("\n")).toBe(result);
  });

  test.each(namesIn("testfiles-negative"))("rejects %s", (name) => {
    const dockerfile = readDockerfile(readFileSync(join(root, "testfiles-negative", name, "Dockerfile"), "utf8"));
    expect(dockerfile.problems.map(({ kind }) => kind)).toEqual(["parse"]);
  });
});

/** An instruction as BuildKit's test results write it: `(run ["--flag"] "text")`; an ONBUILD holds the inner one as a list. */
function expression(instruction: Instruction): string {
  const { keyword, flags, onbuild } = instruction;
  const list = flags.length > 0 ? ` [${flags.map((flag) => quoted(flag.text)).join(" ")}]` : "";
  const args =
    onbuild === undefined
      ? argsOf(instruction)
          .map((arg) => ` ${quoted(arg)}`)
          .join("")
      : ` ${expression(onbuild)}`;
  return `(${keyword.toLowerCase()}${list}${args})`;
}

/** Go's strconv.Quote, as far as these files need it. */
function quoted(text: string): string {
  const named: Readonly<Record<string, string>> = {
    "\\": "\\\\",
    '"': '\\"',
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\0": "\\x00",
  };
  return `"${text.replace(/[\\"\b\f\n\r\t\0]/g, (character) => named[character] ?? character)}"`;
}
