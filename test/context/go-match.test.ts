import { expect, test } from "vitest";
import { componentMatcher } from "../../src/context/go-match.ts";

test.each([
  ["*.js", "a.js", true],
  ["*.js", ".js", true],
  ["*", ".env", true],
  ["**", "a", true],
  ["a?c", "abc", true],
  ["a?c", "ac", false],
  ["a?c", "a💥c", true],
  ["[a-c]x", "bx", true],
  ["[^a-c]x", "dx", true],
  ["[^a-c]x", "ax", false],
  ["[\\]]", "]", true],
  ["[[]", "[", true],
  ["[\\-a]", "-", true],
  ["[z-a]", "m", false],
  ["a.b", "axb", false],
  ["a]", "a]", true],
  ["\\*", "*", true],
  ["\\*", "x", false],
  ["{a,b}", "a", false],
  ["ünï*", "ünïcode", true],
])("%s and %s: %s", (pattern, name, expected) => {
  expect(componentMatcher(pattern)?.(name)).toBe(expected);
});

test.each(["[", "[]", "[]a]", "[^]", "[a-]", "[-a]", "a\\", "[a"])("%s is malformed", (pattern) => {
  expect(componentMatcher(pattern)).toBeUndefined();
});
