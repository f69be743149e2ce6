/** The shell reader against real shells, over every RUN, CMD, ENTRYPOINT and HEALTHCHECK of the corpus. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readDockerfile } from "../../src/dockerfile/read.ts";
import { literalArgv } from "../../src/shell/argv.ts";
import { scriptOf, walkCommands } from "../../src/shell/commands.ts";
import type { ShellScript } from "../../src/shell/model.ts";
import { scriptSource } from "../../src/shell/source.ts";
import { allNodes } from "../shell/nodes.ts";
import { corpusFiles, hasCorpus, print } from "./corpus.ts";

interface Read {
  readonly where: string;
  readonly file: string;
  readonly source: string;
  readonly script: ShellScript;
}

/** One script of each text, so that what many files share is asked once. */
function everyScript(): readonly Read[] {
  const found = new Map<string, Read>();
  for (const { file, text } of corpusFiles()) {
    const dockerfile = readDockerfile(text ?? "");
    if (dockerfile.problems.length > 0) continue;
    for (const instruction of dockerfile.instructions) {
      const read = scriptSource(dockerfile, instruction, instruction.onbuild ?? instruction);
      if ("kind" in read || found.has(read.source.text)) continue;
      const where = `${file}:${instruction.line}`;
      found.set(read.source.text, { where, file: dockerfile.text, source: read.source.text, script: scriptOf(dockerfile, instruction) });
    }
  }
  return [...found.values()];
}

/** Every nth, so that a run stays within a minute; `DFMOD_CORPUS_ALL=1` takes all. */
function sample<T>(all: readonly T[], step: number): readonly T[] {
  return process.env.DFMOD_CORPUS_ALL === "1" ? all : all.filter((_, index) => index % step === 0);
}

function accepts(shell: string, text: string): boolean {
  return spawnSync(shell, ["-n", "-c", text], { stdio: "ignore" }).status === 0;
}

/** What a shell passes to a program for each of `lines`, one argument list a line. */
function received(shell: string, lines: readonly string[], cwd: string): readonly string[] {
  const script = `f() { for a; do printf '%s\\0' "$a"; done; printf '\\1\\0'; }\n${lines.map((line) => `f ${line}\n`).join("")}`;
  return spawnSync(shell, ["-c", script], { encoding: "utf8", cwd, maxBuffer: 1 << 28 })
    .stdout.split("\u0001\0")
    .slice(0, -1);
}

const scratch = mkdtempSync(join(tmpdir(), "dfmod-shell-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe.skipIf(!hasCorpus)("the shell reader over the corpus", () => {
  const reads = hasCorpus ? everyScript() : [];

  test("every word, operator and comment stands where it says, in the script and in the file", () => {
    const wrong: string[] = [];
    for (const { where, file, script } of reads) {
      if (script.kind === "opaque") continue;
      const { text } = script.source;
      for (const node of allNodes(script)) {
        const physical = file.slice(node.span.start, node.span.end);
        if ("text" in node && node.text !== text.slice(node.at.start, node.at.end)) wrong.push(`${where} ${node.text}`);
        if (!/[\r\n]/.test(physical) && physical !== text.slice(node.at.start, node.at.end)) wrong.push(`${where} ${physical}`);
      }
      for (const { at } of script.comments) if (text.charAt(at.start) !== "#") wrong.push(`${where} comment at ${at.start}`);
    }
    expect(wrong).toEqual([]);
    expect(reads.length).toBeGreaterThan(20_000);
  });

  test("what bash accepts is read, what it rejects is opaque", () => {
    const asked = sample(reads, 20);
    const wrong = asked.filter(({ source, script }) => accepts("bash", source) !== (script.kind === "script"));
    print(`bash -n agrees on ${asked.length - wrong.length} of ${asked.length} scripts`, []);
    expect(wrong.map(({ where }) => where)).toEqual([]);
  });

  test("what is read and dash rejects holds something that only bash reads", () => {
    const bashOnly = /<\(|>\(|=\(|&>|<<<|\|&|\[\[|\bfunction\b|\(\(|\d[<>]&\d[<>]/;
    const rejected = sample(reads, 20).filter(({ source, script }) => script.kind === "script" && !accepts("dash", source));
    print(
      `${rejected.length} scripts that only bash accepts`,
      rejected.map(({ where }) => where),
    );
    expect(rejected.filter(({ source }) => !bashOnly.test(source)).map(({ where }) => where)).toEqual([]);
  });

  test.each(["dash", "bash"])("%s passes on exactly the arguments that are called literal", (shell) => {
    const literals = new Map<string, readonly string[]>();
    for (const { script } of reads) {
      if (script.kind === "opaque") continue;
      for (const { command } of walkCommands(script.list)) {
        for (const { text, value } of command.words) if (value !== undefined) literals.set(text, [value]);
        const argv = literalArgv(command);
        if (argv !== undefined) literals.set(script.source.text.slice(command.at.start, command.at.end), argv);
      }
    }
    const asked = sample([...literals], 5);
    const wrong: string[] = [];
    for (let i = 0; i < asked.length; i += 100) {
      const batch = asked.slice(i, i + 100);
      const answers = received(
        shell,
        batch.map(([line]) => line),
        scratch,
      );
      for (const [index, [line, argv]] of batch.entries()) if (answers[index] !== argv.map((word) => `${word}\0`).join("")) wrong.push(line);
    }
    print(`${shell} agrees on ${asked.length - wrong.length} of ${asked.length} literal words and commands`, []);
    expect(wrong).toEqual([]);
  });
});
