import { describe, expect, test } from "vitest";
import type { Dockerfile, Instruction } from "../../src/dockerfile/model.ts";
import { readDockerfile } from "../../src/dockerfile/read.ts";
import { applyEdits, offsetBefore } from "../../src/edit/apply.ts";
import type { Edit } from "../../src/edit/edit.ts";
import {
  appendCommand,
  insertAboveComments,
  insertAfter,
  insertAt,
  insertBefore,
  removeComments,
  removeInstruction,
  replaceKeyword,
  replaceSpan,
} from "../../src/edit/edits.ts";
import { scriptOf } from "../../src/shell/commands.ts";

function edit(text: string, keyword: string, make: (d: Dockerfile, at: Instruction) => Edit | readonly Edit[]): string {
  const d = readDockerfile(text);
  const at = d.instructions.find((instruction) => instruction.keyword === keyword);
  if (at === undefined) throw new Error(`no ${keyword} in the text`);
  const made = make(d, at);
  return applyEdits(text, "start" in made ? [made] : made);
}

function append(text: string, operator: "&&" | ";" = "&&"): string {
  return edit(text, "RUN", (d, run) => {
    const script = scriptOf(d, run);
    if (script.kind !== "script") throw new Error(script.reason);
    return appendCommand(d, run, script, "NEW", operator);
  });
}

describe("appendCommand writes in the RUN's own style", () => {
  test.each([
    ["one line", "RUN a && b", "RUN a && b && NEW"],
    ["before a shell comment", "RUN a && b # why", "RUN a && b && NEW # why"],
    ["leading operators", "RUN a \\\n    && b", "RUN a \\\n    && b \\\n    && NEW"],
    ["leading, tight continuation", "RUN a\\\n && b", "RUN a\\\n && b\\\n && NEW"],
    ["trailing operators", "RUN a && \\\n    b", "RUN a && \\\n    b && \\\n    NEW"],
    ["trailing, tight", "RUN a &&\\\n\tb", "RUN a &&\\\n\tb &&\\\n\tNEW"],
    ["one package per line", "RUN a b \\\n      c \\\n    d", "RUN a b \\\n      c \\\n    d \\\n    && NEW"],
    ["a comment between", "RUN a \\\n    # note\n    && b", "RUN a \\\n    # note\n    && b \\\n    && NEW"],
    ["a blank line between", "RUN a && \\\n\n    b", "RUN a && \\\n\n    b && \\\n    NEW"],
    ["a trailing continuation", "RUN a \\\n    && b \\\n\n# end\n", "RUN a \\\n    && b \\\n    && NEW \\\n\n# end\n"],
    ["a dangling continuation on one line", "RUN a \\\n", "RUN a && NEW \\\n"],
    ["CRLF", "RUN a \\\r\n && b\r\n", "RUN a \\\r\n && b \\\r\n && NEW\r\n"],
    ["a compound command", "RUN a; \\\n  if x; then \\\n    y; \\\n  fi", "RUN a; \\\n  if x; then \\\n    y; \\\n  fi && \\\n  NEW"],
    ["a heredoc body", "RUN <<EOF\n  set -e\n  a\nEOF", "RUN <<EOF\n  set -e\n  a\n  NEW\nEOF"],
    ["a heredoc body with tabs", "RUN <<-EOF\n\tset -e\n\ta # x\n\tEOF", "RUN <<-EOF\n\tset -e\n\ta # x\n\tNEW\n\tEOF"],
  ])("%s", (_name, before, after) => {
    expect(append(`FROM a\n${before}`)).toBe(`FROM a\n${after}`);
  });

  test.each([
    ["RUN set -e; a; b", "RUN set -e; a; b; NEW"],
    ["RUN set -e; \\\n  a; \\\n  b", "RUN set -e; \\\n  a; \\\n  b; \\\n  NEW"],
    ["RUN set -e; \\\n  a; \\\n  b;", "RUN set -e; \\\n  a; \\\n  b; \\\n  NEW;"],
  ])("%j with semicolons", (before, after) => {
    expect(append(`FROM a\n${before}`, ";")).toBe(`FROM a\n${after}`);
  });

  test("placement is read off the other RUNs when its own operators tell nothing", () => {
    expect(append("FROM a\nRUN a b \\\n    c\nRUN x && \\\n  y && \\\n  z")).toBe(
      "FROM a\nRUN a b \\\n    c && \\\n    NEW\nRUN x && \\\n  y && \\\n  z",
    );
  });
});

describe("removeInstruction", () => {
  const remove = (text: string) => edit(text, "RUN", removeInstruction);
  test.each([
    ["its comments stay", "FROM a\n# why\nRUN x\nCMD y\n", "FROM a\n# why\nCMD y\n"],
    ["inner comments become lines", "FROM a\nRUN x \\\n  # inner\n  y\nCMD z\n", "FROM a\n# inner\nCMD z\n"],
    ["one of two blank lines goes", "FROM a\n\nRUN x\n\nCMD y\n", "FROM a\n\nCMD y\n"],
    ["the last line of a file without final newline", "FROM a\nRUN x", "FROM a"],
    ["a heredoc goes with its body", "FROM a\nRUN <<E\nx\nE\nCMD y\n", "FROM a\nCMD y\n"],
    ["CRLF", "FROM a\r\nRUN x\r\nCMD y\r\n", "FROM a\r\nCMD y\r\n"],
    ["indented", "FROM a\n  RUN x\nCMD y\n", "FROM a\nCMD y\n"],
  ])("%s", (_name, before, after) => {
    expect(remove(before)).toBe(after);
  });
});

describe("lines", () => {
  const TEXT = "FROM a\n# one\n# two\nRUN x\nCMD y";
  test("insert below, above, above the comments; at the end of a file without final newline", () => {
    expect(edit(TEXT, "RUN", (d, at) => insertAfter(d, at, "A\nB"))).toBe("FROM a\n# one\n# two\nRUN x\nA\nB\nCMD y");
    expect(edit(TEXT, "RUN", (d, at) => insertBefore(d, at, "A"))).toBe("FROM a\n# one\n# two\nA\nRUN x\nCMD y");
    expect(edit(TEXT, "RUN", (d, at) => insertAboveComments(d, at, "A"))).toBe("FROM a\nA\n# one\n# two\nRUN x\nCMD y");
    expect(edit(TEXT, "CMD", (d, at) => insertAfter(d, at, "A"))).toBe(`${TEXT}\nA`);
    expect(edit(TEXT.replaceAll("\n", "\r\n"), "RUN", (d, at) => insertAfter(d, at, "A\nB"))).toContain("RUN x\r\nA\r\nB\r\nCMD");
    expect(edit(`\ufeff${TEXT}`, "FROM", (d, at) => insertBefore(d, at, "ARG v"))).toBe(`\ufeffARG v\n${TEXT}`);
  });

  test("comments can be taken out", () => {
    expect(edit(TEXT, "RUN", (d, at) => removeComments(d, at.leadingComments))).toBe("FROM a\nRUN x\nCMD y");
  });

  test.each([
    ["ADD x y", "COPY x y"],
    ["add   x y", "copy   x y"],
    ["Add x y", "Copy x y"],
    ["aDD x y", "COPY x y"],
  ])("%s keeps its case and blanks", (before, after) => {
    expect(edit(`FROM a\n${before}`, "ADD", (d, at) => replaceKeyword(d, at, "COPY"))).toBe(`FROM a\n${after}`);
  });
});

describe("applyEdits", () => {
  const replace = (start: number, end: number, text: string) => replaceSpan({ start, end }, text);
  test("edits come in any order; insertions at the borders of a replacement are kept", () => {
    expect(applyEdits("abcdef", [insertAt(4, "|"), replace(2, 4, "XY"), insertAt(2, "["), replace(0, 1, "")])).toBe("b[XY|ef");
  });

  test.each([
    [[replace(0, 3, ""), replace(2, 4, "")]],
    [[replace(0, 3, ""), insertAt(1, "x")]],
    [[replace(0, 3, "a"), replace(0, 3, "b")]],
    [[insertAt(1, "x"), insertAt(1, "y")]],
  ])("overlap is refused: %j", (edits) => {
    expect(() => applyEdits("abcdef", edits)).toThrow("overlap");
  });

  test("what lies outside the text is refused", () => {
    expect(() => applyEdits("abc", [insertAt(4, "x")])).toThrow("outside");
  });

  test("offsetBefore finds the way back", () => {
    const edits = [insertAt(1, "++"), replace(2, 4, "X"), replace(5, 6, "")];
    expect(applyEdits("abcdefg", edits)).toBe("a++bXeg");
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((offset) => offsetBefore(edits, offset))).toEqual([0, 1, 1, 1, 2, 4, 6, 7]);
  });
});
