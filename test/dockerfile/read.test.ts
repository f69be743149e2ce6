import { describe, expect, test } from "vitest";
import type { Dockerfile } from "../../src/dockerfile/model.ts";
import { decodeDockerfile, readDockerfile } from "../../src/dockerfile/read.ts";

const written = (d: Dockerfile, span: { start: number; end: number }) => d.text.slice(span.start, span.end);
const read = (...lines: string[]) => readDockerfile(lines.join("\n"));

describe("instructions", () => {
  test("continued lines are joined, and every word knows where it stands", () => {
    const d = read("FROM a", "RUN ec\\", "ho \\", "# note", "", "  b", "CMD x");
    const run = d.instructions[1];
    expect(run).toMatchObject({ keyword: "RUN", line: 2, endLine: 6, args: { text: "echo   b" }, innerComments: [{ text: "# note", line: 4 }] });
    expect(run === undefined ? "" : written(d, run.span)).toBe("RUN ec\\\nho \\\n# note\n\n  b");
  });

  test("a doubled escape character does not continue; blanks behind a single one do not matter", () => {
    expect(read("FROM a", "RUN a \\\\", "RUN b \\ \t", "c").instructions.map((each) => each.args.text)).toEqual(["a", "a \\\\", "b c"]);
  });

  test.each([
    ['CMD ["a",]', false],
    ['CMD ["a"] # x', false],
    ["CMD ['a']", false],
    ['CMD ["a", "b c"]', true],
    ['CMD [ "a" , "\\u0041" ]', true],
    ["CMD []", true],
  ])("%s is JSON: %s", (line, json) => {
    expect(read("FROM a", line).instructions[1]?.json).toBe(json);
  });

  test("JSON words stand where their strings stand, over continued lines too", () => {
    const d = read("FROM a", 'CMD ["a\\"b", \\', '  "c d"]');
    const words = d.instructions[1]?.words ?? [];
    expect(words.map((word) => [word.value, written(d, word)])).toEqual([
      ['a"b', '"a\\"b"'],
      ["c d", '"c d"'],
    ]);
  });

  test("flags keep their values without quotes", () => {
    const d = read("FROM a", 'COPY --from=x --chown="a b" --link src dst');
    expect(d.instructions[1]?.flags.map(({ name, value }) => [name, value])).toEqual([
      ["from", "x"],
      ["chown", "a b"],
      ["link", undefined],
    ]);
    expect(d.instructions[1]?.words.map((word) => word.value)).toEqual(["src", "dst"]);
  });

  test("ONBUILD holds the instruction it defers", () => {
    expect(read("FROM a", "ONBUILD copy --chown=x . /app").instructions[1]?.onbuild).toMatchObject({
      keyword: "COPY",
      words: [{ value: "." }, { value: "/app" }],
    });
  });

  test("ENV in both forms", () => {
    const pairs = (line: string) => read("FROM a", line).instructions[1]?.assignments.map(({ name, value, separator }) => [name, value, separator]);
    expect(pairs('ENV A="x y" B=z\\ w')).toEqual([
      ["A", '"x y"', "="],
      ["B", "z\\ w", "="],
    ]);
    expect(pairs("ENV A x  y")).toEqual([["A", "x  y", ""]]);
    expect(pairs("ARG A")).toEqual([["A", undefined, ""]]);
  });
});

describe("heredocs", () => {
  test("operator, body, terminator and content", () => {
    const d = read("FROM a", "RUN <<-'EOF' cat", "\tx", "# no comment", "\tEOF", "CMD y");
    const heredoc = d.instructions[1]?.heredocs[0];
    expect(heredoc).toMatchObject({ name: "EOF", chomp: true, expand: false, content: "\tx\n# no comment\n" });
    expect(heredoc && [written(d, heredoc.operator), written(d, heredoc.body), written(d, heredoc.terminator)]).toEqual([
      "<<-'EOF'",
      "\tx\n# no comment\n",
      "EOF",
    ]);
    expect(d.instructions.map((each) => [each.line, each.endLine])).toEqual([
      [1, 1],
      [2, 5],
      [6, 6],
    ]);
    expect(d.comments).toEqual([]);
  });
});

describe("comments and directives", () => {
  test("a comment belongs to the instruction right below it", () => {
    const d = read("# syntax=docker/dockerfile:1", "# far", "", "# near", "# nearer", "FROM a");
    expect(d.directives).toMatchObject([{ name: "syntax", value: "docker/dockerfile:1" }]);
    expect(d.comments.map((comment) => comment.text)).toEqual(["# far", "# near", "# nearer"]);
    expect(d.instructions[0]?.leadingComments.map((comment) => comment.text)).toEqual(["# near", "# nearer"]);
  });

  test("a comment or a blank line ends the directive block", () => {
    expect(read("# hi", "# escape=`", "FROM a").escape).toBe("\\");
    expect(read("", "# escape=`", "FROM a").escape).toBe("\\");
    expect(read("# Escape = `", "FROM a", "RUN x `", "y").instructions[1]?.args.text).toBe("x y");
  });
});

describe("bytes", () => {
  test("byte order mark, CRLF and a missing final newline are seen and kept", () => {
    const d = readDockerfile("\ufeffFROM a\r\nRUN x \\\r\n  y");
    expect(d).toMatchObject({ bom: true, eol: "\r\n", finalNewline: false });
    expect(d.instructions.map((each) => written(d, each.span))).toEqual(["FROM a", "RUN x \\\r\n  y"]);
    expect(d.instructions[1]?.args.text).toBe("x   y");
  });

  test("what is not UTF-8 is refused", () => {
    expect(() => decodeDockerfile(Buffer.from([0x46, 0xff, 0xfe]))).toThrow("the file is not valid UTF-8");
    expect(decodeDockerfile(Buffer.from("\ufeffFROM é"))).toBe("\ufeffFROM é");
  });
});

describe("problems", () => {
  test.each([
    [["# only"], 1, "file with no instructions"],
    [["FROM a", "RUN <<E", "x"], 2, "unterminated heredoc"],
    [["FROM a", "", "MAINTIANER x"], 3, "unknown instruction: MAINTIANER (did you mean MAINTAINER?)"],
    [["FROM a", "", "&& x"], 3, "unknown instruction: &&"],
    [["FROM a b"], 1, "FROM requires either one or three arguments"],
    [["RUN x", "FROM a"], 1, "no build stage in current context"],
    [["FROM a", "COPY x"], 2, "COPY requires at least two arguments, but only one was provided. Destination could not be determined"],
    [["FROM a", 'CMD ["a", 1]'], 2, "when using JSON array syntax, arrays must be comprised of strings only"],
    [["FROM a", "RUN --mnt=x y"], 2, "unknown flag: --mnt"],
    [["FROM a", "ONBUILD ONBUILD RUN x"], 2, "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"],
  ])("%j", (lines, line, message) => {
    expect(read(...lines).problems).toMatchObject([{ line, message }]);
  });
});
