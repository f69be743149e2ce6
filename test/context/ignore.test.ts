import { describe, expect, test } from "vitest";
import { parseIgnoreFile } from "../../src/context/ignore.ts";

const rules = (text: string) => parseIgnoreFile(text, ".dockerignore");
const ignores = (text: string, path: string) => rules(text).ignores(path);

/** Each row was checked against the builder's own file walk. */
describe("what is left out", () => {
  test.each([
    ["node_modules", "node_modules", true],
    ["node_modules", "node_modules/a/b.js", true],
    ["node_modules", "web/node_modules", false],
    ["**/node_modules", "node_modules", true],
    ["**/node_modules", "web/node_modules/x", true],
    ["*.md", "README.md", true],
    ["*.md", "docs/README.md", false],
    ["**/*.md", "docs/a/README.md", true],
    ["**/*.md", "README.md", true],
    ["**.md", "docs/a/README.md", true],
    ["*/*.md", "docs/README.md", true],
    ["*/temp*", "a/temporary.txt", true],
    ["*/*/temp*", "a/temporary.txt", false],
    ["temp?", "tempa", true],
    ["temp?", "temp", false],
    ["temp?", "temp/x", false],
    ["*", ".env", true],
    ["*", "a/b", true],
    ["**", "a/b/c", true],
    ["docs/**", "docs", false],
    ["docs/**", "docs/a/b", true],
    ["a/**/b", "a/b", true],
    ["a/**/b", "a/x/y/b", true],
    ["a/**/b", "xa/b", false],
    ["a?b", "a/b", false],
    ["a*b", "a/b", false],
    ["[a-c].txt", "b.txt", true],
    ["[a-c].txt", "d.txt", false],
    ["[^a-c].txt", "d.txt", true],
    ["[^a-c].txt", "a.txt", false],
    ["a.txt", "axtxt", false],
    ["a+b(c)$", "a+b(c)$", true],
    ["*.{js,ts}", "a.js", false],
    ["\\*", "*", true],
    ["\\*", "a", false],
    ["\\#a", "#a", true],
    ["a]", "a]", true],
    ["Docs", "docs", false],
    ["é?", "éé", true],
    ["?", "💥", true],
  ])("%j and %s: %s", (text, path, expected) => {
    expect(ignores(text, path)).toBe(expected);
  });

  test.each([
    ["/docs", "docs/a", true],
    ["./docs", "docs", true],
    ["docs/", "docs", true],
    ["docs//a", "docs/a", true],
    ["  docs  ", "docs", true],
    ["\tdocs\u00a0", "docs", true],
    ["a/../docs", "docs", true],
    ["../docs", "docs", false],
    [".", "docs", false],
    ["/", "docs", false],
    ["! ./docs/\n", "docs", false],
    ["\ufeffdocs", "docs", true],
    ["docs\r\nlib\r\n", "lib", true],
    ["docs\r\nlib\r\n", "docs", true],
  ])("%j is tidied: %s: %s", (text, path, expected) => {
    expect(ignores(text, path)).toBe(expected);
  });

  test.each([
    ["# docs", "# docs", false],
    [" # docs", "# docs", true],
    ["docs # note", "docs", false],
    ["\n\n  \ndocs\n", "docs", true],
    ["", "docs", false],
  ])("comments and blank lines: %j and %s: %s", (text, path, expected) => {
    expect(ignores(text, path)).toBe(expected);
  });
});

describe("what is taken back", () => {
  test.each([
    ["*.md\n!README.md", "README.md", false],
    ["*.md\n!README.md", "x.md", true],
    ["!README.md\n*.md", "README.md", true],
    ["*.md\n!README*.md\nREADME-secret.md", "README-secret.md", true],
    ["*\n!src", "src/a/b", false],
    ["*\n!src/a", "src/a/b", false],
    ["*\n!src/a", "src/b", true],
    ["*\n!src/a", "src", true],
    ["*\n!**/package.json", "web/package.json", false],
    ["*\n!**/package.json", "web/index.js", true],
    ["a\n!a/b\na/b/c", "a/b/c", true],
    ["a\n!a/b\na/b/c", "a/b/d", false],
    ["*\n! src", "src/x", false],
    ["*\n!!x", "!x", false],
    // An exception that was passed over for a directory does not reach its children through it.
    ["foo/a\n!foo\nfoo/f.txt", "foo/a/b", true],
    // The list is read twice: by then this one is an exception.
    ["*\n/!x", "x", false],
  ])("%j and %s: %s", (text, path, expected) => {
    expect(ignores(text, path)).toBe(expected);
  });

  test("knows whether an ignored directory may hold exceptions", () => {
    expect(rules("a\n!a/b").hasExceptions).toBe(true);
    expect(rules("a").hasExceptions).toBe(false);
  });
});

describe("what nobody can answer", () => {
  test.each([
    ["a\n!\n", "line 2: ! stands alone"],
    ["! ", "line 1: ! stands alone"],
    ["[", "line 1: a character class"],
    ["a[]", "line 1: a character class"],
    ["[a-]", "line 1: a character class"],
    ["[*]", "line 1: a character class"],
    ["x\\", "line 1: the pattern ends in a backslash"],
    ["bin\\Debug", "line 1: \\D has no settled meaning"],
    ["[z-a]x*", "is no valid pattern"],
    ["a".repeat(70_000), "longer than 64 KiB"],
  ])("%j", (text, message) => {
    expect(() => rules(text)).toThrow(message);
  });
});

test("many rules and paths stay fast", () => {
  const many = rules(Array.from({ length: 300 }, (_, i) => `**/dir${i}/*.log`).join("\n"));
  const started = performance.now();
  for (let i = 0; i < 5000; i++) many.ignores(`a/b${i % 50}/c/d${i}.txt`);
  expect(performance.now() - started).toBeLessThan(3000);
});
