import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonErrorOffset, lineAndColumn } from "../../src/config/json-position.ts";

describe("where JSON goes wrong", () => {
  test.each([
    ['{"a": 1,}', 8],
    ['{"a": 1 // c\n}', 8],
    ["{a: 1}", 1],
    ['{"a" 1}', 5],
    ["[1, 2", 5],
    ["[1 2]", 3],
    ["", 0],
    ["{} {}", 3],
    ['"a\nb"', 0],
    ["[01]", 2],
    ["[tru]", 1],
  ])("%j at %i", (text, offset) => {
    expect(jsonErrorOffset(text)).toBe(offset);
  });

  test("nowhere in good JSON", () => {
    fc.assert(fc.property(fc.json({ maxDepth: 4 }), (text) => jsonErrorOffset(text) === undefined));
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => jsonErrorOffset(JSON.stringify(value, undefined, 2)) === undefined));
  });

  test("agrees with JSON.parse on what is JSON", () => {
    const piece = fc.constantFrom("{", "}", "[", "]", ",", ":", '"a"', "1", "-", "true", "nul", " ", "\n", "1e5", "0", ".5", '"\\u00"');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join("");
        let good = true;
        try {
          JSON.parse(text);
        } catch {
          good = false;
        }
        return (jsonErrorOffset(text) === undefined) === good;
      }),
      { numRuns: 2_000 },
    );
  });

  test("line and column count from one", () => {
    expect(lineAndColumn("ab\ncd\nef", 4)).toEqual({ line: 2, column: 2 });
    expect(lineAndColumn("", 0)).toEqual({ line: 1, column: 1 });
  });
});
