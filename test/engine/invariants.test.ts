/** Each invariant against a transform that breaks it on purpose: it is dropped and named, the good change of the same file stays. */
import { describe, expect, test } from "vitest";
import type { Dockerfile, Instruction } from "../../src/dockerfile/model.ts";
import { secondReader } from "../../src/dockerfile/second-reader.ts";
import type { Edit } from "../../src/edit/edit.ts";
import { insertAt, replaceSpan } from "../../src/edit/edits.ts";
import { rewrite } from "../../src/engine/pipeline.ts";
import type { RewriteResult } from "../../src/engine/result.ts";
import { type Change, defineTransform, type Transform } from "../../src/engine/transform.ts";

const TEXT = [
  "# syntax=docker/dockerfile:1",
  "",
  "# The base.",
  "FROM debian:12",
  "RUN <<EOF",
  "set -e",
  "HALF",
  "ENV a=1",
  "EOF",
  "# Install.",
  "RUN apt-get update \\",
  "    # inner comment",
  "    && apt-get install -y curl # why",
  "ADD app.py /app/",
  "CMD sleep 1",
  "",
].join("\n");

type Edits = (dockerfile: Dockerfile, at: Instruction) => readonly Edit[];

function breaker(id: string, keyword: string, edits: Edits, extra: Partial<Change> = {}): Transform {
  return defineTransform({
    id,
    summary: "Break something",
    category: "correctness",
    safety: "safe",
    effects: ["layers"],
    *find(dockerfile) {
      const at = dockerfile.instructions.find((instruction) => instruction.keyword === keyword);
      if (at === undefined) return;
      const made = edits(dockerfile, at);
      if (made.length > 0) yield { kind: "change", at, message: "break it", edits: made, ...extra };
    },
  });
}

const good = breaker("good", "ADD", (_, at) => [replaceSpan(at.keywordSpan, "COPY")]);

function run(transforms: readonly Transform[], text = TEXT, unsafe = false): RewriteResult {
  return rewrite(
    {
      path: "Dockerfile",
      text,
      build: "unknown",
      usages: [],
      images: { facts: () => ({ family: undefined, shell: undefined, entrypoint: undefined, user: undefined, onbuild: undefined }) },
    },
    { transforms, knownIds: transforms.map(({ id }) => id), unsafe, create: true, settings: {}, ignorePragmas: false, secondReader },
  );
}

const at = (text: string) => (dockerfile: Dockerfile) => ({ start: dockerfile.text.indexOf(text), end: dockerfile.text.indexOf(text) + text.length });

const swapped = (d: Dockerfile) => [replaceSpan(at("# The base.")(d), "# Install."), replaceSpan(at("# Install.")(d), "# The base.")];
const drop = (text: string) => (d: Dockerfile) => (d.text.includes(text) ? [replaceSpan(at(text)(d), "")] : []);

const BREAKERS: readonly (readonly [invariant: string, transform: Transform])[] = [
  ["re-reads", breaker("bad", "CMD", (_, cmd) => [replaceSpan(cmd.keywordSpan, "CMDD")])],
  ["re-reads", breaker("bad", "CMD", (_, cmd) => [replaceSpan(cmd.span, "RUN <<X")])],
  ["comments-kept", breaker("bad", "CMD", drop("# Install.\n"))],
  ["comments-kept", breaker("bad", "CMD", drop("    # inner comment\n"))],
  ["comments-kept", breaker("bad", "CMD", drop(" # why"))],
  ["comments-kept", breaker("bad", "CMD", swapped)],
  ["directives-kept", breaker("bad", "CMD", (d) => (d.text.startsWith("# s") ? [insertAt(0, "# hello\n")] : []))],
  ["line-endings-kept", breaker("bad", "CMD", (_, cmd) => [replaceSpan(cmd.span, "CMD sleep \\\r\n 1")])],
  ["line-endings-kept", breaker("bad", "CMD", drop("sleep 1\n"))],
  ["line-endings-kept", breaker("bad", "CMD", (d) => (d.bom ? [] : [insertAt(0, "\ufeff")]))],
  [
    "heredocs-kept",
    breaker("bad", "RUN", (_, { heredocs: [heredoc] }) =>
      heredoc === undefined ? [] : [replaceSpan(heredoc.operator, "<<HALF"), replaceSpan(heredoc.terminator, "ENV b=2")],
    ),
  ],
  ["instructions-kept", breaker("bad", "CMD", (_, cmd) => [insertAt(cmd.span.start, "RUN echo \\\n")])],
  ["instructions-kept", breaker("bad", "FROM", (d) => [insertAt(d.text.indexOf("# Install."), "RUN true \\\n")])],
  ["shell-parses", breaker("bad", "CMD", (d) => [insertAt(d.text.indexOf("curl") + 4, " ( && && ")])],
  ["settles", breaker("bad", "CMD", (_, cmd) => [insertAt(cmd.span.end, " 1")])],
];

describe("invariants", () => {
  test.each(BREAKERS)("%s: the transform is dropped, the good change stays", (invariant, transform) => {
    for (const order of [
      [transform, good],
      [good, transform],
    ]) {
      const result = run(order);
      expect(result.failures).toHaveLength(1);
      expect(result.failures[0]?.transform).toBe("bad");
      if (invariant === "settles") expect(result.failures[0]?.code).toBe("unstable");
      else expect(result.failures[0]).toMatchObject({ code: "invariant", message: expect.stringMatching(new RegExp(`^${invariant}: `)) });
      expect(result.after).toBe(TEXT.replace("ADD", "COPY"));
      expect(result.status).toBe("changed");
      expect(result.changes).toHaveLength(1);
    }
  });

  test("a change may drop the comments it names, and only those", () => {
    const remove: Edits = (d) => (d.text.includes("# Install.") ? [replaceSpan(at("# Install.\n")(d), "")] : []);
    const transform = defineTransform({
      ...breaker("bad", "ADD", remove),
      *find(dockerfile): Iterable<Change> {
        const comments = dockerfile.comments.filter((comment) => comment.text === "# Install.");
        const place = dockerfile.instructions[0];
        if (place !== undefined && comments.length > 0)
          yield { kind: "change", at: place, message: "m", edits: remove(dockerfile, place), touches: { comments } };
      },
    });
    expect(run([transform])).toMatchObject({ failures: [], after: TEXT.replace("# Install.\n", "") });
  });

  test("a transform that throws is dropped and its message kept", () => {
    const thrower = defineTransform({
      ...good,
      id: "thrower",
      find: () => {
        throw new Error("boom");
      },
    });
    expect(run([thrower, good])).toMatchObject({
      failures: [{ code: "transform-threw", message: "boom", transform: "thrower" }],
      after: TEXT.replace("ADD", "COPY"),
    });
  });

  test("overlapping edits inside one change are refused, never half made", () => {
    const overlapping = breaker("bad", "CMD", (_, cmd) => [replaceSpan(cmd.span, "CMD a"), replaceSpan(cmd.keywordSpan, "CMD")]);
    expect(run([overlapping, good])).toMatchObject({ failures: [{ code: "transform-threw", transform: "bad" }], after: TEXT.replace("ADD", "COPY") });
  });

  test("a cycle of two transforms is named", () => {
    const swap = (id: string, from: string, to: string) =>
      breaker(id, "CMD", (d, cmd) => (d.text.includes(`CMD ${from}`) ? [replaceSpan({ start: cmd.span.start + 4, end: cmd.span.end }, to)] : []));
    const result = run([swap("there", "sleep 1", "sleep 2"), swap("back", "sleep 2", "sleep 1"), good]);
    expect(result.failures.map((failure) => failure.transform)).toEqual(["there", "back"]);
    expect(result.failures[0]?.message).toBe("there and back undo each other's changes without end");
    expect(result.after).toBe(TEXT.replace("ADD", "COPY"));
  });

  test("a file that does not parse is failed with its line and never touched", () => {
    const result = run([good], "FROM a\nRUNN x\nADD app.py /\n");
    expect(result).toMatchObject({
      status: "failed",
      after: "FROM a\nRUNN x\nADD app.py /\n",
      failures: [{ code: "parse", line: 2, message: "unknown instruction: RUNN (did you mean RUN?)" }],
    });
  });
});
