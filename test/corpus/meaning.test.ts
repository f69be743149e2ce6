/**
 * Meaning, executed. Every rewrite of `exec-form` and `apt-cleanup` in the corpus is run before and after in a sandbox whose programs are
 * stubs (sandbox.ts): once with all of them succeeding, then with each that was called failing, then with each pair, and so on, so that
 * every combination of statuses that can be told apart is tried, up to `MOST_PATHS`. Exit status, calls, their order, working directory and
 * environment must be the same, apart from the removal of the package lists, which may move, appear, and be split off a longer `rm`.
 */
import { createHash } from "node:crypto";
import { diffArrays } from "diff";
import { describe, expect, test } from "vitest";
import type { Dockerfile, Instruction } from "../../src/dockerfile/model.ts";
import { readDockerfile } from "../../src/dockerfile/read.ts";
import { hasCorpus, print } from "./corpus.ts";
import { type Rewrite, rewriteCorpus } from "./rewrites.ts";
import { type Call, canSandbox, type Failing, type Job, type Outcome, openSandbox, type Sandbox, type Script } from "./sandbox.ts";

/** All paths of six commands that each succeed or fail; of longer scripts so many, spread evenly. */
const MOST_PATHS = 64;
const MOST_PATHS_OF_LONG = 16;

/** How many of those pairs that are plain `&&` lists are run with bash too; everything else always is. */
const BASH_SHARE = 4;

/** Of plain `&&` lists that only got the removal behind them, one in so many goes through all its paths; the others through two. */
const APPEND_SHARE = 4;

/** One rewrite: what ran before, what runs after. */
interface Pair {
  readonly file: string;
  readonly before: readonly Source[];
  readonly after: readonly Source[];
  /** Exec form that starts a program without a shell: what the program is given. */
  readonly argv?: readonly string[];
  readonly args: readonly string[];
}

interface Source {
  /** The SHELL in effect; `undefined` for the default. */
  readonly shell: readonly string[] | undefined;
  readonly text: string;
}

/** Why a pair is not run. */
function reasonToLeaveOut({ before, after }: Pair): string | undefined {
  const text = [...before, ...after].map((source) => source.text).join("\n");
  if (before.some((source) => source.text.startsWith("["))) return "a broken JSON array, rewritten to what it was meant to be";
  if (/\b(?:while|until)\b/.test(text)) return "a loop that may not end when its condition is a stub";
  if (/(?<![&|<>])&(?![&>\d-])/.test(text.replace(/'[^']*'|"[^"]*"/g, "").replace(/\\./g, "")))
    return "a background process: its calls come in no fixed order";
  if (/[<>]\(/.test(text)) return "a process substitution";
  if ([...before, ...after].some(({ shell }) => shell !== undefined && !/(?:^|\/)(?:ba|da|a)?sh$/.test(shell[0] ?? "")))
    return "a shell that is not here";
  return undefined;
}

/** Of CMD and ENTRYPOINT the n-th before is the n-th after: exec-form adds and removes none. */
function execPairs({ file, text, result }: Rewrite): readonly Pair[] {
  const [was, is] = [text, result.after].map((version) => startCommands(readDockerfile(version)));
  return (was ?? []).flatMap(({ instruction, shell }, index) => {
    const now = is?.[index]?.instruction;
    const before = instruction.words[0]?.value ?? "";
    if (now === undefined || instruction.json || !now.json) return [];
    const argv = now.words.map((word) => word.value);
    const args = instruction.keyword === "ENTRYPOINT" ? ["first", "second  word"] : [];
    const expected = shell ?? ["/bin/sh", "-c"];
    // A text that starts a shell itself is started as it is.
    const startsShell = /^["']?\/bin\/sh["']?\s+["']?-c\b/.test(before);
    const isWrapper = !startsShell && argv.length === expected.length + 1 && expected.every((word, at) => word === argv[at]);
    const after = isWrapper ? [{ shell, text: argv.at(-1) ?? "" }] : [];
    return [{ file, before: [{ shell, text: before }], after, args, ...(isWrapper ? {} : { argv }) }];
  });
}

interface InShell {
  readonly instruction: Instruction;
  readonly shell: readonly string[] | undefined;
}

function startCommands(dockerfile: Dockerfile): readonly InShell[] {
  return withShells(dockerfile).filter(({ instruction: { keyword } }) => keyword === "CMD" || keyword === "ENTRYPOINT");
}

/** Each instruction with the SHELL in effect, which passes from a stage to those FROM it. */
function withShells({ instructions }: Dockerfile): readonly InShell[] {
  const atEnd = new Map<string, readonly string[] | undefined>();
  let shell: readonly string[] | undefined;
  let stage = "";
  return instructions.map((instruction) => {
    const [first = "", , name = ""] = instruction.words.map((word) => word.value.toLowerCase());
    if (instruction.keyword === "FROM") {
      shell = atEnd.get(first);
      stage = name;
    }
    if (instruction.keyword === "SHELL") shell = instruction.words.map((word) => word.value);
    atEnd.set(stage, shell);
    return { instruction, shell };
  });
}

/**
 * The RUNs that differ, stretch by stretch. Where something that stayed the same stands between a RUN that lost and one that gained, the
 * whole range is one pair: what moved must not have moved past it with another effect.
 */
function runPairs({ file, text, result }: Rewrite): readonly Pair[] {
  const [was = [], is = []] = [text, result.after].map((version) => sourcesOf(readDockerfile(version)));
  const parts = diffArrays([...was], [...is], { comparator: (a, b) => a.text === b.text && a.shell?.join() === b.shell?.join() });
  const first = parts.findIndex((part) => part.added || part.removed);
  const last = parts.findLastIndex((part) => part.added || part.removed);
  if (first < 0) return [];
  const between = parts.slice(first, last + 1);
  const stretches = splitAtEqual(between);
  return stretches.every(({ before, after }) => before.length > 0 && after.length > 0)
    ? stretches.map((stretch) => ({ file, args: [], ...stretch }))
    : [
        {
          file,
          args: [],
          before: between.flatMap(({ added, value }) => (added ? [] : value)),
          after: between.flatMap(({ removed, value }) => (removed ? [] : value)),
        },
      ];
}

type Part = { readonly added: boolean; readonly removed: boolean; readonly value: readonly Source[] };

function splitAtEqual(parts: readonly Part[]): readonly Pick<Pair, "after" | "before">[] {
  const stretches: { before: Source[]; after: Source[] }[] = [];
  for (const [index, { added, removed, value }] of parts.entries()) {
    if (!added && !removed) continue;
    const previous = parts[index - 1];
    if (stretches.length === 0 || (previous !== undefined && !previous.added && !previous.removed)) stretches.push({ before: [], after: [] });
    const stretch = stretches.at(-1);
    if (added) stretch?.after.push(...value);
    else stretch?.before.push(...value);
  }
  return stretches;
}

function sourcesOf(dockerfile: Dockerfile): Source[] {
  return withShells(dockerfile).flatMap(({ instruction: { keyword, json, args, heredocs }, shell }) => {
    if (keyword !== "RUN" || json) return [];
    const [heredoc] = heredocs;
    if (heredoc === undefined) return [{ shell, text: args.text }];
    return /^\s*<<-?["']?\w+["']?\s*$/.test(args.text)
      ? [{ shell, text: heredoc.content }]
      : [{ shell, text: `${args.text}\n${heredoc.content}${heredoc.name}` }];
  });
}

/** A pair with the shells to run it with. The default shell is dash on Debian and bash, as `sh`, on others. */
interface Run extends Pair {
  readonly default: readonly string[];
}

function runsOf(pair: Pair): readonly Run[] {
  const dash = { ...pair, default: ["/bin/sh"] };
  const bash = { ...pair, default: ["/bin/bash", "--posix"] };
  if ([...pair.before, ...pair.after].every(({ shell }) => shell !== undefined)) return [dash];
  const isPlain = pair.before.every(({ text }) => isPlainList(text));
  const isSampled = Number.parseInt(keyOf(pair).slice(0, 6), 16) % BASH_SHARE === 0;
  return isPlain && !isSampled ? [dash] : [dash, bash];
}

/** A plain list with the removal behind it: there is one way to get that wrong, and it shows when all succeed, or when the last fails. */
function isSimpleAppend(pair: Pair): boolean {
  const [before, after] = [pair.before[0]?.text ?? "", pair.after[0]?.text ?? ""];
  if (pair.before.length !== 1 || pair.after.length !== 1 || Number.parseInt(keyOf(pair).slice(6, 12), 16) % APPEND_SHARE === 0) return false;
  return after.startsWith(before) && /^\s*&& rm -rf \/var\/lib\/apt\/lists\/\*$/.test(after.slice(before.length)) && isPlainList(before);
}

function isPlainList(text: string): boolean {
  return !/[;|()<>`{!\n#]/.test(text) && !/\b(?:if|for|case|set|exec|exit|eval|trap)\b/.test(text);
}

function keyOf({ before, after, argv }: Pair): string {
  return createHash("sha256")
    .update(JSON.stringify([before, after, argv]))
    .digest("hex");
}

function jobOf(run: Run, sources: readonly Source[], failing: readonly Failing[]): Job {
  const scripts = sources.map(({ shell, text }): Script => ({ shell: shell === undefined ? run.default : withoutC(shell), text, args: run.args }));
  return { scripts, failing };
}

/** `/bin/bash -o pipefail -c` without the `-c`, which the sandbox adds. */
function withoutC(shell: readonly string[]): readonly string[] {
  return shell.flatMap((word, at) => (at === 0 || !/^-[a-zA-Z]*c$/.test(word) ? [word] : word === "-c" ? [] : [word.replace("c", "")]));
}

const LISTS = /^["']?\/?var\/lib\/apt\/lists(?:\/|$)/;

/** A call without the words that remove the package lists; `undefined` when nothing else is left of it. */
function apartFromLists(call: Call): readonly string[] | undefined {
  const { argv } = call;
  const isRemoval = argv.slice(0, 3).includes("rm") && argv.some((word) => LISTS.test(word));
  if (!isRemoval) return argv;
  const left = argv.filter((word) => !LISTS.test(word));
  return left.slice(left.indexOf("rm") + 1).every((word) => word.startsWith("-")) ? undefined : left;
}

/** What is compared of a run. In a pipe the calls race, and each sees the variables of its own side. */
function traceOf(outcome: Outcome, raced: boolean, withEnvironment: boolean): string {
  const calls = outcome.calls.flatMap((call) => {
    const argv = apartFromLists(call);
    return argv === undefined ? [] : [JSON.stringify([call.cwd, ...argv, ...(withEnvironment && !raced ? [call.environment] : [])])];
  });
  return [`status ${outcome.status}`, ...(raced ? calls.sort() : calls)].join("\n");
}

interface Path {
  readonly run: Run;
  readonly failing: readonly Failing[];
  /** Calls before this one in the trace have their status decided. */
  readonly decided: number;
}

interface Explored {
  /** How each pair that differs does. */
  readonly different: readonly string[];
  readonly jobs: number;
  /** Pairs with more paths than are tried. */
  readonly cut: number;
}

/** Runs all paths of all pairs, level by level: on each level one more call fails. */
async function explore(sandbox: Sandbox, runs: readonly Run[]): Promise<Explored> {
  const different = new Map<Run, string>();
  const counts = new Map<Run, number>();
  const cut = new Set<Run>();
  let jobs = 0;
  let level: readonly Path[] = runs.map((run) => ({ run, failing: [], decided: 0 }));
  while (level.length > 0) {
    const before = await sandbox.run(level.map(({ run, failing }) => jobOf(run, run.before, failing)));
    const shelled = level.filter(({ run }) => run.argv === undefined);
    const after = await sandbox.run(shelled.map(({ run, failing }) => jobOf(run, run.after, failing)));
    const afterOf = new Map(shelled.map((path, at) => [path, after[at]]));
    jobs += level.length + shelled.length;
    const next: Path[] = [];
    for (const [at, path] of level.entries()) {
      const was = before[at];
      if (was === undefined) continue;
      const is = afterOf.get(path) ?? started(path, was);
      const difference = compare(path, was, is);
      if (difference !== undefined && !different.has(path.run)) different.set(path.run, difference);
      const room = (was.calls.length > 6 ? MOST_PATHS_OF_LONG : MOST_PATHS) - (counts.get(path.run) ?? 1);
      const deeper = branches(path, was);
      if (deeper.length > room) cut.add(path.run);
      counts.set(path.run, (counts.get(path.run) ?? 1) + Math.max(0, Math.min(deeper.length, room)));
      next.push(...spread(deeper, room));
    }
    level = next;
  }
  return { different: [...different.values()], jobs, cut: cut.size };
}

function spread<T>(list: readonly T[], count: number): readonly T[] {
  if (list.length <= count) return list;
  return Array.from({ length: Math.max(count, 0) }, (_, at) => list[Math.floor((at * list.length) / count)]).filter((item) => item !== undefined);
}

/** Exec form starts one program and is done: that call, where the shell was, with the status that the call has. */
function started({ run, failing }: Path, was: Outcome): Outcome {
  const argv = run.argv ?? [];
  const isEntrypoint = run.args.length > 0;
  // The sandbox writes a path from the working directory with `./`, as some shells do.
  const [name = "", ...rest] = argv;
  const full = !name.includes("/") || /^\.{0,2}\//.test(name) ? name : `./${name}`;
  const record = was.calls[0]?.record ?? "";
  const status = failing.find(({ call }) => call === record)?.status ?? 0;
  const call = { record, cwd: "", argv: [full, ...rest], environment: was.calls[0]?.environment ?? "" };
  return { status, calls: isEntrypoint && name === "" ? [] : [call] };
}

function compare({ run, failing }: Path, was: Outcome, is: Outcome): string | undefined {
  const raced = [...run.before, ...run.after].some(({ text }) => /(?<!\|)\|(?!\|)/.test(text));
  const [a, b] = [was, is].map((outcome) => traceOf(outcome, raced, true));
  if (a === b) return undefined;
  const texts = (sources: readonly Source[]): string => sources.map(({ text }) => text.slice(0, 400)).join("\n    --- next RUN\n    ");
  const statuses = failing.map(({ call, status }) => `${JSON.stringify(call)} = ${status}`).join(", ");
  return `${run.file} (${run.default.join(" ")}), failing: [${statuses}]\n  before: ${texts(run.before)}\n  after: ${run.argv === undefined ? texts(run.after) : JSON.stringify(run.argv)}\n${a}\n  versus\n${b}`;
}

/** The paths on which one more of the calls behind the decided ones fails. The removal of the lists always succeeds, and so do `echo` and `printf`. */
function branches({ run, failing, decided }: Path, { calls }: Outcome): readonly Path[] {
  const times = new Map<string, number>();
  const isRepeated = (record: string): boolean => calls.filter((call) => call.record === record).length > 1;
  return calls.flatMap((call, at) => {
    const occurrence = (times.get(call.record) ?? 0) + 1;
    times.set(call.record, occurrence);
    const [name = ""] = call.argv;
    const canFail = apartFromLists(call)?.length === call.argv.length && !["echo", "printf", "dot"].includes(name);
    if (at < decided || !canFail) return [];
    if (isSimpleAppend(run) && (at < calls.length - 1 || failing.length > 0)) return [];
    const fails = { call: call.record, occurrence: isRepeated(call.record) ? occurrence : undefined, status: 11 + at };
    return [{ run, failing: [...failing, fails], decided: at + 1 }];
  });
}

describe.skipIf(!hasCorpus || !canSandbox)("meaning, executed", () => {
  const rewrites = hasCorpus ? [false, true].flatMap((unsafe) => rewriteCorpus(unsafe)).filter(({ text, result }) => result.after !== text) : [];

  // Without these a sandbox that sees nothing would pass everything.
  test.each([
    [
      "a cleanup behind `;` hides a failed install",
      ["apt-get update && apt-get install -y curl"],
      "apt-get update && apt-get install -y curl; rm -rf /var/lib/apt/lists/*",
    ],
    [
      "`|| true` of the second RUN covers the first",
      ["apt-get update", "apt-get install -y curl || true"],
      "apt-get update && apt-get install -y curl || true",
    ],
    ["a working directory leaks into the next RUN", ["cd /srv && apt-get update", "./configure"], "cd /srv && apt-get update && ./configure"],
    ["a variable leaks into the next RUN", ["export A=1; apt-get update", "make"], "export A=1; apt-get update && make"],
    ["a lost quote splits an argument", ['node "$NAME"'], "exec node $NAME"],
    ["a command is gone", ["apt-get update && make && rm -rf /var/lib/apt/lists/*"], "apt-get update"],
    ["exec keeps the rest from running", ["node a.js; echo done"], "exec node a.js; echo done"],
  ] as const)("sees that %s", async (_name, before, after) => {
    const sources = before.map((text): Source => ({ shell: undefined, text }));
    const pair: Pair = { file: "", before: sources, after: [{ shell: undefined, text: after }], args: [] };
    const sandbox = openSandbox();
    const { different } = await explore(sandbox, [{ ...pair, default: ["/bin/sh"] }]).finally(() => sandbox.close());
    expect(different).toHaveLength(1);
  });

  test.each([
    ["exec-form", execPairs],
    ["apt-cleanup", runPairs],
  ] as const)("%s", async (name, pairsOf) => {
    const pairs = [...new Map(rewrites.flatMap(pairsOf).map((pair) => [keyOf(pair), pair])).values()];
    const reasons = new Map<string, number>();
    const kept = pairs.filter((pair) => {
      const reason = reasonToLeaveOut(pair);
      if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      return reason === undefined;
    });
    const runs = kept.flatMap(runsOf);
    const sandbox = openSandbox();
    const { different, jobs, cut } = await explore(sandbox, runs).finally(() => sandbox.close());
    const left = [...reasons].map(([reason, count]) => `left out: ${count}, ${reason}`);
    print(
      `${name}: ${kept.length} of ${pairs.length} different rewrites run, ${runs.length} with their shells, ${jobs} runs; ${cut} of them with more paths than are tried`,
      left,
    );
    expect(different).toEqual([]);
  });
});

if (hasCorpus && !canSandbox) {
  process.stderr.write("\nNOT RUN: meaning.test.ts needs Linux, dash, bash, ldd, and root (or sudo without a password) for chroot and unshare\n");
}
