import { describe, expect, test } from "vitest";
import { insertAfter, replaceSpan } from "../../src/edit/edits.ts";
import { rewrite } from "../../src/engine/pipeline.ts";
import type { RewriteOptions, RewriteResult } from "../../src/engine/result.ts";
import { type Change, defineTransform, type Outcome, type Transform } from "../../src/engine/transform.ts";

const TEXT = "FROM debian:12\nADD a.py /\nADD b.py /\nCMD sleep 1\n";

function toCopy(extra: Partial<Change> = {}): Transform {
  return defineTransform({
    id: "to-copy",
    summary: "Use COPY",
    category: "correctness",
    safety: "safe",
    covers: { hadolint: ["DL3020"], buildkit: ["CopyIgnoredFile"] },
    effects: ["layers"],
    *find(dockerfile) {
      for (const at of dockerfile.instructions) {
        if (at.keyword === "ADD") yield { kind: "change", at, message: "use COPY", edits: [replaceSpan(at.keywordSpan, "COPY")], ...extra };
      }
    },
  });
}

function run(transforms: readonly Transform[], text = TEXT, options: Partial<RewriteOptions> = {}, skip = new Set<string>()): RewriteResult {
  const facts = () => ({ family: undefined, shell: undefined, entrypoint: undefined, user: undefined, onbuild: undefined });
  const knownIds = transforms.map(({ id }) => id);
  return rewrite(
    { path: "Dockerfile", text, build: "unknown", usages: [], images: { facts } },
    { transforms, knownIds, unsafe: false, create: true, settings: {}, ignorePragmas: false, ...options },
    skip,
  );
}

const outcomesAt = (keyword: string, outcome: (at: Change["at"]) => Outcome | undefined): Transform =>
  defineTransform({
    ...toCopy(),
    id: "other",
    *find(dockerfile) {
      for (const at of dockerfile.instructions.filter((each) => each.keyword === keyword)) {
        const made = outcome(at);
        if (made !== undefined) yield made;
      }
    },
  });

describe("grades", () => {
  test("unsafe changes are held back, and applied when asked for", () => {
    const unsafe = toCopy({ safety: "unsafe", assumes: ["it is so"] });
    expect(run([unsafe])).toMatchObject({
      status: "unchanged",
      after: TEXT,
      changes: [{ line: 2, applied: false, heldBack: "unsafe", grade: "unsafe", assumes: ["it is so"] }, { line: 3 }],
    });
    expect(run([unsafe], TEXT, { unsafe: true })).toMatchObject({
      after: TEXT.replaceAll("ADD", "COPY"),
      changes: [{ line: 2, applied: true, grade: "unsafe" }, { line: 3 }],
    });
    expect(run([unsafe], TEXT, { unsafe: true, settings: { "to-copy": { grade: "safe" } } }).after).toBe(TEXT);
    expect(run([unsafe], TEXT, { settings: { "to-copy": { grade: "unsafe" } } }).after).toBe(TEXT.replaceAll("ADD", "COPY"));
  });

  test("the strongest permitted of two edits is taken, the other reported as held back", () => {
    const both = outcomesAt("CMD", (at) => {
      if (at.json) return undefined;
      const change: Change = { kind: "change", at, message: "wrap", edits: [replaceSpan(at.span, 'CMD ["sh", "-c", "exec sleep 1"]')] };
      return { ...change, alternative: { ...change, message: "plain", safety: "unsafe", edits: [replaceSpan(at.span, 'CMD ["sleep", "1"]')] } };
    });
    expect(run([both]).changes).toMatchObject([
      { message: "wrap", applied: true },
      { message: "plain", applied: false, heldBack: "unsafe" },
    ]);
    expect(run([both], TEXT, { unsafe: true })).toMatchObject({
      after: TEXT.replace("sleep 1", '["sleep", "1"]'),
      changes: [{ message: "plain", applied: true }],
    });
  });

  test("skip leaves transforms out; a change that needs another file obeys --no-create", () => {
    expect(run([toCopy()], TEXT, {}, new Set(["to-copy"])).after).toBe(TEXT);
    const withFile = toCopy({ files: [{ path: ".dockerignore", action: "append", text: "x\n" }] });
    expect(run([withFile], TEXT, { create: false })).toMatchObject({ after: TEXT, refused: [{ line: 2, code: "needs-other-file" }, { line: 3 }] });
    expect(run([withFile]).files).toEqual([{ path: ".dockerignore", action: "create", before: undefined, text: "x\nx\n" }]);
  });
});

describe("rounds", () => {
  test("lines are those of the input, whatever earlier steps inserted", () => {
    const grow = defineTransform({
      ...toCopy(),
      id: "grow",
      *find(dockerfile) {
        const at = dockerfile.instructions[0];
        if (at !== undefined && !dockerfile.text.includes("WORKDIR")) {
          yield { kind: "change", at, message: "grow", edits: [insertAfter(dockerfile, at, "WORKDIR /app\nWORKDIR /app/x")] };
        }
      },
    });
    const refuse = outcomesAt("CMD", (at) => ({ kind: "skip", at, code: "no", reason: "never" }));
    const result = run([grow, toCopy(), refuse]);
    expect(result.changes.map(({ line }) => line)).toEqual([1, 2, 3]);
    expect(result.refused).toEqual([{ transform: "other", line: 4, code: "no", reason: "never" }]);
    expect(result.after).toBe("FROM debian:12\nWORKDIR /app\nWORKDIR /app/x\nCOPY a.py /\nCOPY b.py /\nCMD sleep 1\n");
  });

  test("a refusal that a later round no longer makes is not reported", () => {
    const waits = defineTransform({
      ...toCopy(),
      id: "waits",
      *find(dockerfile) {
        const at = dockerfile.instructions.find((each) => each.keyword === "CMD");
        if (at === undefined || at.json) return;
        if (dockerfile.text.includes("ADD")) yield { kind: "skip", at, code: "waits-for-to-copy", reason: "ADD first" };
        else yield { kind: "change", at, message: "exec", edits: [replaceSpan(at.span, 'CMD ["sleep", "1"]')] };
      },
    });
    expect(run([waits, toCopy()])).toMatchObject({ refused: [], changes: [{ line: 2 }, { line: 3 }, { transform: "waits", line: 4 }] });
  });

  test("changes of one pass that meet are made one after the other", () => {
    const word = (keyword: string, from: string, to: string): Transform =>
      outcomesAt(keyword, (at) =>
        at.args.text.startsWith(from) ? { kind: "change", at, message: to, edits: [replaceSpan(at.span, `${keyword} ${to}`)] } : undefined,
      );
    const twice = defineTransform({
      ...toCopy(),
      id: "twice",
      *find(d, c) {
        yield* word("CMD", "sleep", "nap 1").find(d, c);
        yield* word("CMD", "sleep", "nap 1").find(d, c);
      },
    });
    expect(run([twice])).toMatchObject({ failures: [], changes: [{ line: 4 }], after: TEXT.replace("sleep", "nap") });
  });
});

describe("ignore comments", () => {
  const above = (comment: string, file = TEXT) => file.replace("ADD b.py", `${comment}\nADD b.py`);
  test.each([
    ["# dfmod-ignore to-copy -- kept for the old builder", "dfmod-ignore"],
    ["# dfmod-ignore other,to-copy -- why", "dfmod-ignore"],
    ["# hadolint ignore=DL3020", "hadolint ignore=DL3020"],
    ["# hadolint ignore=DL3008,DL3020", "hadolint ignore=DL3008,DL3020"],
  ])("%s", (comment, by) => {
    const result = run([toCopy(), outcomesAt("CMD", () => undefined)], above(comment));
    expect(result.after).toBe(above(comment).replace("ADD a.py", "COPY a.py"));
    expect(result.suppressed).toEqual([{ transform: "to-copy", line: 4, by }]);
    expect(result.notes).toEqual([]);
    expect(run([toCopy()], above(comment), { ignorePragmas: true }).after).toBe(above(comment).replaceAll("ADD", "COPY"));
  });

  test.each([
    ["# dfmod-ignore-file to-copy -- generated", "dfmod-ignore-file"],
    ["# dfmod-ignore-file all -- generated", "dfmod-ignore-file"],
    ["# hadolint global ignore=DL3020", "hadolint global ignore=DL3020"],
    ["# check=skip=CopyIgnoredFile;error=true", "check=skip=CopyIgnoredFile"],
    ["# check=skip=all", "check=skip=all"],
  ])("%s counts for the whole file", (comment, by) => {
    const result = run([toCopy()], `${comment}\n\n${TEXT}`);
    expect(result).toMatchObject({
      status: "unchanged",
      suppressed: [
        { line: 4, by },
        { line: 5, by },
      ],
      notes: [],
    });
  });

  test("an ignore comment inside a comment block counts for the instruction below it", () => {
    expect(run([toCopy()], above("# dfmod-ignore to-copy -- why\n# more")).suppressed).toHaveLength(1);
    expect(run([toCopy()], above("# dfmod-ignore to-copy -- why\n")).suppressed).toHaveLength(0);
  });

  test("unused, unknown and reasonless ones are notes", () => {
    expect(run([toCopy()], TEXT.replace("CMD", "# dfmod-ignore to-copy -- why\nCMD")).notes).toMatchObject([{ line: 4, code: "ignore-unused" }]);
    expect(run([toCopy()], above("# dfmod-ignore to-copi -- why")).notes).toMatchObject([{ line: 3, code: "ignore-unknown" }]);
    expect(run([toCopy()], above("# dfmod-ignore to-copy")).notes).toMatchObject([{ line: 3, code: "ignore-reasonless" }]);
  });
});
