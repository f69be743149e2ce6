import { describe, expect, test } from "vitest";
import { plainLogical } from "../../src/dockerfile/logical.ts";
import { functionsOf, isBuiltin, isReservedWord, lastSimpleCommand, literalArgv, shellNeeds } from "../../src/shell/argv.ts";
import { walkCommands } from "../../src/shell/commands.ts";
import type { ParsedScript } from "../../src/shell/model.ts";
import { parseShell } from "../../src/shell/parse.ts";

function parsed(text: string): ParsedScript {
  const script = parseShell(plainLogical(text, 0));
  if (script.kind === "opaque") throw new Error(script.reason);
  return script;
}

describe("literal arguments", () => {
  const cases: readonly (readonly [text: string, argv: readonly string[] | undefined])[] = [
    ["node index.js", ["node", "index.js"]],
    ["a 'b c' \"d\"e\\ f ''", ["a", "b c", "de f", ""]],
    ["[ -f x ]", ["[", "-f", "x", "]"]],
    ["A=b c", undefined],
    ["a > b", undefined],
    ["a $B", undefined],
    ["a *.c", undefined],
    ["a ~", undefined],
    ["a {b,c}", undefined],
    ["a $'b'", undefined],
    ["A=b", undefined],
  ];
  test.each(cases)("%j", (text, argv) => {
    const [site] = walkCommands(parsed(text).list);
    expect(site === undefined ? undefined : literalArgv(site.command)).toEqual(argv);
  });
});

describe("what needs a shell", () => {
  const cases: readonly (readonly [text: string, needs: readonly string[]])[] = [
    ["a b 'c d'", []],
    ["a && b", ["and"]],
    ["a || b", ["or"]],
    ["a; b", ["sequence"]],
    ["a\nb", ["sequence"]],
    ["a;", []],
    ["a &", ["background"]],
    ["a | b", ["pipeline"]],
    ["! a", ["negation"]],
    ["time a", ["negation"]],
    ["A=b c", ["assignment"]],
    ["a > b", ["redirection"]],
    ["a <<E\nb\nE\n", ["heredoc"]],
    ["a $B", ["expansion"]],
    ["cd a", ["builtin"]],
    ["exec a", ["builtin"]],
    ["a # b", ["comment"]],
    ["", ["empty"]],
    ["(a; b)", ["compound", "sequence"]],
    ["if a; then b & fi", ["background", "compound"]],
  ];
  test.each(cases)("%j", (text, needs) => expect([...shellNeeds(parsed(text))].sort()).toEqual(needs));
});

test("builtins and reserved words", () => {
  expect(["cd", ".", "source", "[", "echo", ":", "ulimit"].every(isBuiltin)).toBe(true);
  expect(["node", "apt-get", "env", "sudo"].some(isBuiltin)).toBe(false);
  expect(["if", "{", "!", "time", "[["].every(isReservedWord)).toBe(true);
  expect(isReservedWord("node")).toBe(false);
});

test("functions of the script", () => {
  expect([...functionsOf(parsed("f() { a; }; function g { b; }; f"))]).toEqual(["f", "g"]);
});

test("the last command that may be started with exec", () => {
  const last = (text: string) => lastSimpleCommand(parsed(text).list)?.words[0]?.text;
  expect([last("a && b"), last("a; b c"), last("a | b"), last("! a"), last("{ a; }"), last("A=b"), last("")]).toEqual([
    "b",
    "b",
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
