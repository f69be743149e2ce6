/** What holds for any input: the model accounts for every byte, edits through the offset map land where they are meant, nothing crashes or hangs. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { growing } from "../../bench/inputs.ts";
import { physicalOffset, physicalSpan } from "../../src/dockerfile/logical.ts";
import type { Dockerfile, Span } from "../../src/dockerfile/model.ts";
import { decodeDockerfile, readDockerfile } from "../../src/dockerfile/read.ts";
import { applyEdits } from "../../src/edit/apply.ts";

/** An instruction as it is written and as it must be read. */
interface Written {
  readonly lines: readonly string[];
  readonly keyword: string;
  readonly args: string;
  readonly heredocs: readonly string[];
}

interface WrittenFile {
  readonly text: string;
  readonly instructions: readonly Written[];
  readonly comments: readonly string[];
}

const blanks = fc.constantFrom("", " ", "  ", "\t", "    ");
const comment = fc.string({ unit: fc.constantFrom("a", "b", " ", "\\", "é", "'", '"', "$", "<<EOF", "=") }).map((text) => `# c${text}`);
const word = fc.oneof(
  fc.stringMatching(/^[a-z0-9/._-]{1,8}$/).filter((text) => !text.startsWith("-")),
  fc.constantFrom("&&", "||", ";", "|", "'a b'", '"x #y"', "$HOME", `\${A:-b}`, "é", "日本", "a\\ b", "(", "{", "x#y", "#z"),
);

/** Lines that may stand inside a continuation without being part of it. */
const between = fc.array(
  fc.oneof({ weight: 2, arbitrary: fc.tuple(blanks, comment).map(([indent, text]) => indent + text) }, { weight: 1, arbitrary: blanks }),
  {
    maxLength: 2,
  },
);

/** A shell-form RUN whose words are spread over lines. No word starts a continued line as a comment would. */
const run = fc
  .record({
    keyword: fc.constantFrom("RUN", "run", "Run"),
    indent: fc.constantFrom("", "  ", "\t"),
    first: fc.stringMatching(/^[a-z]{1,6}$/),
    rest: fc.array(fc.record({ word, broken: fc.boolean(), trailing: blanks, indent: blanks, between }), { maxLength: 8 }),
  })
  .map(({ keyword, indent, first, rest }): Written => {
    const lines = [`${indent}${keyword} ${first}`];
    let args = first;
    for (const part of rest) {
      // A line that starts with `#` inside a continuation is a comment to the reader, so such a word is never put there.
      const broken = part.broken && !part.word.startsWith("#");
      if (broken) {
        lines[lines.length - 1] += ` \\${part.trailing}`;
        lines.push(...part.between, part.indent + part.word);
        args += ` ${part.indent}${part.word}`;
      } else {
        lines[lines.length - 1] += ` ${part.word}`;
        args += ` ${part.word}`;
      }
    }
    return { lines, keyword: "RUN", args, heredocs: [] };
  });

const heredoc = fc
  .record({
    name: fc.constantFrom("EOF", "END_1", "x.y"),
    quote: fc.constantFrom("", "'", '"'),
    chomp: fc.boolean(),
    body: fc.array(fc.string({ unit: fc.constantFrom("a", " ", "#", "\\", "$", "<<EOF", "\t"), maxLength: 8 }), { maxLength: 4 }),
  })
  .map(({ name, quote, chomp, body }): Written => {
    const operator = `<<${chomp ? "-" : ""}${quote}${name}${quote}`;
    const lines = [`RUN ${operator} cat`, ...body, `${chomp ? "\t" : ""}${name}`];
    return { lines, keyword: "RUN", args: `${operator} cat`, heredocs: [body.map((line) => `${line}\n`).join("")] };
  });

const simple = fc
  .constantFrom(
    ["COPY", "--chown=a:b a b /c/"],
    ["CMD", '["node", "s \\" é.js"]'],
    ["ENV", 'A=b C="d e"'],
    ["LABEL", "a.b=c"],
    ["WORKDIR", "/a b"],
    ["EXPOSE", "80 443/udp"],
    ["ONBUILD", "RUN make x"],
    ["HEALTHCHECK", "--interval=5s CMD curl -f x || exit 1"],
  )
  .map(([keyword = "", args = ""]): Written => ({ lines: [`${keyword} ${args}`], keyword, args: args.replace(/^(?:--\S+ )+/, ""), heredocs: [] }));

const item = fc.oneof(
  { weight: 4, arbitrary: run },
  { weight: 1, arbitrary: heredoc },
  { weight: 2, arbitrary: simple },
  { weight: 2, arbitrary: comment },
  { weight: 2, arbitrary: blanks },
);

/** A valid Dockerfile with everything that is allowed between and inside instructions. Heredoc bodies keep their bytes, so those files have one line ending. */
const dockerfile = fc
  .record({ items: fc.array(item, { maxLength: 12 }), crlf: fc.boolean(), bom: fc.boolean(), finalNewline: fc.boolean() })
  .map(writeFile);

function writeFile({
  items,
  crlf,
  bom,
  finalNewline,
}: {
  items: readonly (Written | string)[];
  crlf: boolean;
  bom: boolean;
  finalNewline: boolean;
}): WrittenFile {
  const from: Written = { lines: ["FROM a:1 AS b"], keyword: "FROM", args: "a:1 AS b", heredocs: [] };
  const all: readonly (Written | string)[] = [from, ...items];
  const eol = crlf ? "\r\n" : "\n";
  const lines = all.flatMap((each) => (typeof each === "string" ? [each] : each.lines));
  const instructions = all.flatMap((each) => (typeof each === "string" ? [] : [each]));
  return {
    text: (bom ? "\ufeff" : "") + lines.join(eol) + (finalNewline ? eol : ""),
    instructions: instructions.map((each) => ({ ...each, heredocs: each.heredocs.map((body) => body.replaceAll("\n", eol)) })),
    comments: all.flatMap((each) => commentsOf(each)),
  };
}

function commentsOf(each: Written | string): readonly string[] {
  if (typeof each === "string") return each.startsWith("#") ? [each] : [];
  return each.heredocs.length > 0 ? [] : each.lines.slice(1).flatMap((line) => (/^\s*#/.test(line) ? [line.trimStart()] : []));
}

/** The text with all ranges taken out. Fails on ranges that overlap or stand out of order. */
function without(text: string, spans: readonly Span[]): string {
  let at = 0;
  let left = "";
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    expect(start).toBeGreaterThanOrEqual(at);
    left += text.slice(at, start);
    at = end;
  }
  return left + text.slice(at);
}

/** Where a position in the model points must hold what the model says stands there. */
function checkPositions(dockerfile: Dockerfile): void {
  const { text, instructions, comments, directives, lineStarts } = dockerfile;
  const outer = comments.filter(({ start }) => !instructions.some(({ span }) => span.start <= start && start < span.end));
  expect(
    without(text, [...instructions.map(({ span }) => span), ...outer, ...directives])
      .replace(/^\ufeff/, "")
      .trim(),
  ).toBe("");
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  expect(lineStarts).toEqual(starts.filter((at) => at < text.length));
  for (const each of [...comments, ...directives]) {
    expect(text[each.start]).toBe("#");
    expect(text.slice(0, each.start).split("\n")).toHaveLength(each.line);
  }
  for (const each of comments) expect(text.slice(each.start, each.end)).toBe(each.text);
  for (const { args, keyword, keywordSpan, span, line, endLine, heredocs, innerComments } of instructions) {
    for (let i = 0; i < args.text.length; i++) expect(text[physicalOffset(args, i)]).toBe(args.text[i]);
    expect(text.slice(keywordSpan.start, keywordSpan.end).toUpperCase()).toBe(keyword);
    expect(text.slice(0, span.start).split("\n")).toHaveLength(line);
    expect(text.slice(0, span.end).split("\n")).toHaveLength(endLine);
    for (const inner of innerComments) expect(inner.start > span.start && inner.end <= span.end).toBe(true);
    for (const { body, terminator, content, name } of heredocs) {
      expect(text.slice(body.start, body.end)).toBe(content);
      expect(text.slice(terminator.start, terminator.end)).toBe(name);
    }
  }
}

describe("generated Dockerfiles", () => {
  test("are read as they were meant", () => {
    fc.assert(
      fc.property(dockerfile, ({ text, instructions, comments }) => {
        const read = readDockerfile(text);
        expect(read.problems).toEqual([]);
        expect(read.instructions.map(({ keyword, args, heredocs }) => [keyword, args.text, heredocs.map(({ content }) => content)])).toEqual(
          instructions.map(({ keyword, args, heredocs }) => [keyword, args, heredocs]),
        );
        expect(read.comments.map((each) => each.text)).toEqual(comments);
      }),
      { numRuns: 500 },
    );
  });

  test("are accounted for to the last byte", () => {
    fc.assert(
      fc.property(dockerfile, ({ text }) => {
        const read = readDockerfile(text);
        expect(read.text).toBe(text);
        expect(applyEdits(read.text, [])).toBe(text);
        checkPositions(read);
      }),
      { numRuns: 500 },
    );
  });

  test("can be edited anywhere in an argument, and read back with that edit and no other", () => {
    fc.assert(
      fc.property(dockerfile, fc.nat(), fc.nat(), fc.nat(), ({ text }, which, from, to) => {
        const read = readDockerfile(text);
        const runs = read.instructions.filter(({ keyword, heredocs }) => keyword === "RUN" && heredocs.length === 0);
        const run = runs[which % Math.max(runs.length, 1)];
        if (run === undefined) return;
        const [start = 0, end = 0] = [from, to].map((at) => at % (run.args.text.length + 1)).sort((a, b) => a - b);
        const after = readDockerfile(applyEdits(text, [{ ...physicalSpan(run.args, start, end), text: "zz" }]));
        const expected = `${run.args.text.slice(0, start)}zz${run.args.text.slice(end)}`;
        expect(after.instructions.map(({ keyword, args }) => [keyword, args.text])).toEqual(
          read.instructions.map((each) => [each.keyword, each === run ? expected : each.args.text]),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});

const scrap = fc.constantFrom(
  ..."\\ \t \n \r\n \r # ` \" ' [ ] , = $ { } - -- << <<EOF EOF <<-'E' RUN FROM ARG ENV COPY CMD ONBUILD HEALTHCHECK SHELL a b\u00e9 \ufeff \u0000 \ud83d \u2028".split(
    " ",
  ),
  " ",
  "# escape=`\n",
  "# syntax=a\n",
  "\\\n",
  "FROM a\n",
  'CMD ["a"',
);

describe("any input", () => {
  test.each([
    ["strings", fc.string({ unit: "binary", maxLength: 400 })],
    ["scraps of Dockerfiles", fc.array(scrap, { maxLength: 60 }).map((parts) => parts.join(""))],
  ] as const)("%s never make the reader throw, and positions hold in whatever it accepts", (_name, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const read = readDockerfile(text);
        expect(read.text).toBe(text);
        for (const { args } of read.instructions) {
          for (let i = 0; i < args.text.length; i++) expect(text[physicalOffset(args, i)]).toBe(args.text[i]);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("bytes are a text that encodes back to them, or not UTF-8", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        let text: string;
        try {
          text = decodeDockerfile(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: "not-utf8" });
          return;
        }
        expect(Buffer.from(text).equals(Buffer.from(bytes))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test("hundreds of thousands of lines are no reason to throw", () => {
    const text = `FROM a\nRUN x \\\n${"# c\n".repeat(300_000)}  y\n`;
    expect(readDockerfile(text).comments).toHaveLength(300_000);
  });

  test("100 kB of any scrap over and over take well under a second", () => {
    fc.assert(
      fc.property(fc.array(scrap, { minLength: 1, maxLength: 4 }), (parts) => {
        const unit = parts.join("");
        const text = `FROM a\nRUN x ${unit.repeat(Math.ceil(100_000 / Math.max(unit.length, 1)))}`;
        const started = performance.now();
        readDockerfile(text);
        expect(performance.now() - started).toBeLessThan(1_000);
      }),
      { numRuns: 60 },
    );
  });
});

test.each(growing)("time grows with the size and no faster: %s", (_name, build) => {
  const once = (text: string): number => {
    const started = performance.now();
    readDockerfile(text);
    return performance.now() - started;
  };
  const [small, large] = [build(1_000), build(8_000)];
  once(small);
  // The best of many runs is what the reader takes when the machine is not busy. Eight times the size: a quadratic reader takes 64 times as long.
  const runs = Array.from({ length: 15 }, () => [once(small), once(large)] as const);
  const best = (which: 0 | 1): number => Math.min(...runs.map((run) => run[which]));
  expect(best(1) / Math.max(best(0), 0.05)).toBeLessThan(40);
});
