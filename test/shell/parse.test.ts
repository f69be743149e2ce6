import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainLogical } from "../../src/dockerfile/logical.ts";
import type { LogicalText } from "../../src/dockerfile/model.ts";
import { readDockerfile } from "../../src/dockerfile/read.ts";
import { scriptOf, walkCommands } from "../../src/shell/commands.ts";
import type { Expansion, Node, ParsedScript, ShellList, ShellWord } from "../../src/shell/model.ts";
import { parseShell } from "../../src/shell/parse.ts";
import { allNodes } from "./nodes.ts";

function parsed(source: LogicalText | string): ParsedScript {
  const script = parseShell(typeof source === "string" ? plainLogical(source, 0) : source);
  if (script.kind === "opaque") throw new Error(`${script.code}: ${script.reason}`);
  return script;
}

/** The words of the first simple command. */
function wordsOf(text: string): readonly ShellWord[] {
  return [...walkCommands(parsed(text).list)].at(-1)?.command.words ?? [];
}

/** The list as its pipelines' text and operators. */
function outline({ source, list }: ParsedScript): readonly string[] {
  return list.items.flatMap(({ pipeline, operator }) => [
    source.text.slice(pipeline.at.start, pipeline.at.end),
    ...(operator === undefined ? [] : [operator]),
  ]);
}

describe("values of words", () => {
  const same: readonly (readonly [text: string, value: string])[] = [
    ["a", "a"],
    ["''", ""],
    ['""', ""],
    ["'a b'", "a b"],
    ['"a b"', "a b"],
    ["a'b'\"c\"d", "abcd"],
    ["a\\ b", "a b"],
    ["\\n", "n"],
    ["'\\n'", "\\n"],
    ['"\\n"', "\\n"],
    ['"\\\\ \\" \\$ \\`"', '\\ " $ `'],
    ["\\$HOME", "$HOME"],
    ["'$HOME'", "$HOME"],
    ["'`a`'", "`a`"],
    ["\\*", "*"],
    ["'*'", "*"],
    ['"~"', "~"],
    ["\\~", "~"],
    ["a~", "a~"],
    ["a:~", "a:~"],
    ["--prefix=~", "--prefix=~"],
    ["$", "$"],
    ['"$"', "$"],
    ["a$", "a$"],
    ["'$'a", "$a"],
    ['"it\'s"', "it's"],
    ["'say \"x\"'", 'say "x"'],
    ["{}", "{}"],
    ["{a}", "{a}"],
    ["{a,b", "{a,b"],
    ["'{a,b}'", "{a,b}"],
    ["{a','b}", "{a,b}"],
    ["HEAD@{1}", "HEAD@{1}"],
    ["a#b", "a#b"],
    ["a=b", "a=b"],
    ["!x", "!x"],
    ["]", "]"],
    ["[", "["],
    ["a\\\nb", "ab"],
    ['"a\\\nb"', "ab"],
    ["'a\\\nb'", "a\\\nb"],
    ["'a\nb'", "a\nb"],
    ["é😀", "é😀"],
  ];
  test.each(same)("%j is %j", (text, value) => {
    const word = wordsOf(`x ${text}`)[1];
    expect([word?.text, word?.value, word?.expansions]).toEqual([text, value, []]);
  });

  const expanding: readonly (readonly [text: string, ...expansions: Expansion[]])[] = [
    ["$X", "variable"],
    ['"$X"', "variable"],
    ["${X:-$(a)}", "variable", "command"],
    ["$$", "variable"],
    ["$1", "variable"],
    ['"$@"', "variable"],
    ["$(a)", "command"],
    ['"$(a)"', "command"],
    ["`a`", "command"],
    ["$((1 + 2))", "arithmetic"],
    ["*.c", "glob"],
    ["a?", "glob"],
    ["[ab]", "glob"],
    ["[ab", "glob"],
    ["~", "tilde"],
    ["~/x", "tilde"],
    ["a=~/x", "tilde"],
    ["a=b:~/x", "tilde"],
    ["a=\\\n~", "tilde"],
    ["\\\n~", "tilde"],
    ["{a,b}", "brace"],
    ["x{1..3}", "brace"],
    ['{"a",b}', "brace"],
    ["<(a)", "process"],
    ["$'a'", "bash"],
    ['$"a"', "bash"],
    ["$X*", "variable", "glob"],
    ["a\\", "bash"],
  ];
  test.each(expanding)("%j expands: %j", (text, ...expansions) => {
    const word = wordsOf(`x ${text}`)[1];
    expect([word?.value, [...(word?.expansions ?? [])].sort()]).toEqual([undefined, [...expansions].sort()]);
  });

  test("an assignment is neither globbed nor brace-expanded, but a tilde counts after a colon", () => {
    const values = (text: string) =>
      [...walkCommands(parsed(text).list)][0]?.command.assignments.map(({ name, value, append }) => [name, value?.value, append]);
    expect(values("A=* B={a,b} C=~ D=a:~ E='x y' F= G+=h x")).toEqual([
      ["A", "*", false],
      ["B", "{a,b}", false],
      ["C", undefined, false],
      ["D", undefined, false],
      ["E", "x y", false],
      ["F", "", false],
      ["G", "h", true],
    ]);
  });

  test("arrays are bash's own", () => {
    const [site] = walkCommands(parsed("A=(1 '2 3') x").list);
    expect(site?.command.assignments[0]).toMatchObject({ value: undefined, elements: [{ value: "1" }, { value: "2 3" }] });
  });

  test("the scripts of substitutions are inside, those of nested escaped backticks are not", () => {
    const scripts = (text: string) => wordsOf(text)[1]?.scripts.map((list) => list.items.length);
    expect(scripts("x $(a; b)")).toEqual([2]);
    expect(scripts('x "$(a)$(b | c)"')).toEqual([1, 1]);
    expect(scripts("x `a`")).toEqual([1]);
    expect(scripts("x `a \\`b\\``")).toEqual([]);
    expect(wordsOf("x `a \\`b\\``")[1]?.expansions).toEqual(["command"]);
    expect(scripts("x $((1 + $(a)))")).toEqual([1]);
  });
});

describe("lists", () => {
  const cases: readonly (readonly [text: string, outline: readonly string[]])[] = [
    ["a", ["a"]],
    ["a && b; c || d & e", ["a", "&&", "b", ";", "c", "||", "d", "&", "e"]],
    ["a;", ["a", ";"]],
    ["a &", ["a", "&"]],
    ["a & b &", ["a", "&", "b", "&"]],
    ["a\nb\n", ["a", "\n", "b", "\n"]],
    ["a &&\n# c\nb", ["a", "&&", "b"]],
    ["a # c\nb", ["a", "\n", "b"]],
    ["a \\\n && b", ["a", "&&", "b"]],
    ["a | b |& c && d", ["a | b |& c", "&&", "d"]],
    ["! a && b", ["! a", "&&", "b"]],
    ["time -p a; b", ["time -p a", ";", "b"]],
    ["cat <<E && b\nx\nE\nc", ["cat <<E", "&&", "b", "\n", "c"]],
    ["if a; then b; fi; c", ["if a; then b; fi", ";", "c"]],
    ["case a in b) c;; esac && d", ["case a in b) c;; esac", "&&", "d"]],
    ["f() { a; }; f", ["f() { a; }", ";", "f"]],
    ["", []],
    ["# only", []],
  ];
  test.each(cases)("%j", (text, expected) => expect(outline(parsed(text))).toEqual(expected));

  test("the last statement of a case item has no operator, of a group it has", () => {
    const inner = (text: string): ShellList | undefined => {
      const command = parsed(text).list.items[0]?.pipeline.commands[0];
      return command === undefined || command.kind === "simple" ? undefined : command.lists[0];
    };
    expect(inner("case a in b) c;; esac")?.items[0]?.operator).toBeUndefined();
    expect(inner("{ a; }")?.items[0]?.operator).toBe(";");
    expect(inner("(a)")?.items[0]?.operator).toBeUndefined();
  });

  test("negated and timed pipelines", () => {
    const [a, b] = parsed("! ! ! a; time b").list.items;
    expect([a?.pipeline.negated, a?.pipeline.timed, b?.pipeline.negated, b?.pipeline.timed]).toEqual([true, false, false, true]);
  });

  const kinds: readonly (readonly [text: string, kind: string, lists: number, words: readonly string[], name: string | undefined])[] = [
    ["if a; then b; elif c; then d; else e; fi", "if", 5, [], undefined],
    ["while a; do b; done", "while", 2, [], undefined],
    ["until a; do b; done", "until", 2, [], undefined],
    ["for i in a 'b c' $D; do e; done", "for", 1, ["a", "'b c'", "$D"], "i"],
    ["for ((i = 0; i < 3; i++)); do e; done", "for", 1, ["for ((i = 0; i < 3; i++)); do "], undefined],
    ["case $x in a | b) c ;; *) d ;; esac", "case", 2, ["$x", "a", "b", "*"], undefined],
    ["(a; b)", "subshell", 1, [], undefined],
    ["{ a; }", "group", 1, [], undefined],
    ["[[ a == b ]]", "test", 0, ["[[ a == b ]]"], undefined],
    ["((1 + 2))", "arithmetic", 0, ["((1 + 2))"], undefined],
    ["f() { a; }", "function", 1, [], "f"],
    ["function f { a; }", "function", 1, [], "f"],
    ["f() (a)", "function", 1, [], "f"],
    ["f() if a; then b; fi", "function", 1, [], "f"],
    ["coproc a b", "coproc", 1, [], undefined],
  ];
  test.each(kinds)("%s", (text, kind, lists, words, name) => {
    const command = parsed(text).list.items[0]?.pipeline.commands[0];
    if (command === undefined || command.kind === "simple") throw new Error("a compound command was expected");
    expect([command.kind, command.lists.length, command.words.map((word) => word.text), command.name]).toEqual([kind, lists, words, name]);
  });
});

describe("redirections", () => {
  test("operator, descriptor and target", () => {
    const [site] = walkCommands(parsed("a >b 2>&1 <'c d' >>$E &>f <<<g {fd}>h 3<&-").list);
    expect(
      site?.command.redirections.map(({ operator, descriptor, target, isHeredoc }) => [operator, descriptor, target?.text, target?.value, isHeredoc]),
    ).toEqual([
      [">", undefined, "b", "b", false],
      [">&", 2, "1", "1", false],
      ["<", undefined, "'c d'", "c d", false],
      [">>", undefined, "$E", undefined, false],
      ["&>", undefined, "f", "f", false],
      ["<<<", undefined, "g", "g", false],
      [">", undefined, "h", "h", false],
      ["<&", 3, "-", "-", false],
    ]);
  });

  test("heredocs keep their body and its substitutions", () => {
    const script = parsed("cat <<'A' 3<<-B\nx $(y)\nA\n\tz $(w)\n\tB\n");
    const [inner, site] = walkCommands(script.list);
    expect(inner?.command.words[0]?.text).toBe("w");
    expect(site?.command.redirections.map(({ operator, descriptor, target, body }) => [operator, descriptor, target?.value, body?.text])).toEqual([
      ["<<", undefined, "A", "x $(y)\n"],
      ["<<-", 3, "B", "\tz $(w)\n"],
    ]);
  });
});

describe("comments", () => {
  const cases: readonly (readonly [text: string, comments: readonly string[]])[] = [
    ["a # b", ["# b"]],
    ["a #", ["#"]],
    ["a#b", []],
    ["a '# b' \"# c\" \\# d", []],
    ["a ${#B} $# ${C#d} $((16#ff))", []],
    ["((16#ff)) # x", ["# x"]],
    ["a;#b", ["#b"]],
    ["(a)#b", ["#b"]],
    ["a # b\nc # d\n# e", ["# b", "# d", "# e"]],
    ["a \\\n# b", ["# b"]],
    ["a # b \\\nc", ["# b \\"]],
    ["cat <<E # c\n# no\nE\n# yes", ["# c", "# yes"]],
    ["if a; then # x\nb; fi", ["# x"]],
    ["case a in\n# x\nb) c;; # y\nesac", ["# x", "# y"]],
    ["x=$(a # no\n) # yes", ["# yes"]],
    ["for i in a #b\ndo c; done", ["#b"]],
    ["{ # x\na; }", ["# x"]],
    ["A=#b #c", ["#c"]],
    ["a > #b", []],
  ];
  test.each(cases.slice(0, -1))("%j", (text, comments) => {
    const script = parsed(text);
    expect(script.comments.map(({ at }) => script.source.text.slice(at.start, at.end))).toEqual(comments);
  });
});

describe("what is opaque", () => {
  const cases: readonly (readonly [text: string, code: string])[] = [
    ["echo 'a", "syntax"],
    ['echo "a', "syntax"],
    ["echo `a", "syntax"],
    ["echo $(a", "syntax"],
    ["echo ${a", "syntax"],
    ["if a; then b", "syntax"],
    ["a && ", "syntax"],
    ["a ;; b", "syntax"],
    [") a", "syntax"],
    ["e (-", "syntax"],
    ["a(", "syntax"],
    ["! & a", "syntax"],
    ["(!)", "syntax"],
    ["a >2>&1", "syntax"],
    ["a > #b", "syntax"],
    ["ls !(a)", "syntax"],
    ["a $[1 + 2]", "syntax"],
    ["a $\\\n{", "syntax"],
    ["cat <<E\nx", "syntax"],
    ["echo $(if)", "syntax"],
    ["a\0b", "syntax"],
    ["a\rb", "syntax"],
    ["a \u0007", "syntax"],
    ["-x y", "syntax"],
    ["+x", "syntax"],
    [`${"(".repeat(150)}a${")".repeat(150)}`, "too-deep"],
    [`${"$(".repeat(150)}a${")".repeat(150)}`, "too-deep"],
    [`${"(".repeat(50_000)}a${")".repeat(50_000)}`, "too-deep"],
    [`${"$(".repeat(50_000)}a`, "syntax"],
  ];
  test.each(cases)("%.40j is %s", (text, code) => {
    const script = parseShell(plainLogical(text, 0));
    expect(script.kind === "opaque" ? [script.code, script.reason !== ""] : script).toEqual([code, true]);
  });

  test("control characters inside a heredoc are data", () => {
    expect(parseShell(plainLogical("cat <<E > f\na\r\n\u0007\nE", 0)).kind).toBe("script");
  });
});

/** Pieces that make hard words when thrown together. */
const pieces = fc.constantFrom(
  ..."a,b, , ,\\,\",',$,{,},..,~,=,:,/,*,[,],#,!,-,\n,\t,é,(,),`,|,&,;,<,>,😀,$(a),${b},`c`, && , # x,<<E\nx\nE\n,if a; then ,fi;,A=b ,2>&1".split(
    ",",
  ),
  ",",
);
const scripts = fc.array(pieces, { maxLength: 14 }).map((parts) => `e ${parts.join("")}`);

describe("laws", () => {
  test("no text throws, and every position reads back", () => {
    fc.assert(
      fc.property(scripts, (text) => {
        const script = parseShell(plainLogical(text, 7));
        if (script.kind === "opaque") return;
        for (const node of allNodes(script)) {
          expect(node.span).toEqual({ start: node.at.start + 7, end: node.at.end + 7 });
          if (isWord(node)) expect(text.slice(node.at.start, node.at.end)).toBe(node.text);
        }
        for (const { at } of script.comments) expect(text.charAt(at.start)).toBe("#");
      }),
      { numRuns: 3_000 },
    );
  });

  test("through continuations, comments and CRLF every word stands where it is in the file", () => {
    const words = fc.constantFrom("apt-get", "install", "-y", "'a b'", '"$X c"', "$(d e)", "f\\ g", "&&", "|", ";", "> h");
    const breaks = fc.constantFrom(" ", "  ", " \\\n  ", "\\\n ", " \\\n# note\n  ", " \\  \n\n\t");
    const lines = fc.array(fc.tuple(breaks, words), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lines, fc.boolean(), (parts, crlf) => {
        const run = `FROM a\nRUN x${parts.map(([gap, word]) => gap + word).join("")} z\nCMD y\n`;
        const text = crlf ? run.replaceAll("\n", "\r\n") : run;
        const dockerfile = readDockerfile(text);
        const instruction = dockerfile.instructions[1];
        const script = instruction === undefined ? undefined : scriptOf(dockerfile, instruction);
        if (script?.kind !== "script") return;
        for (const node of allNodes(script)) {
          const physical = text.slice(node.span.start, node.span.end);
          if (isWord(node) && !physical.includes("\n")) expect(physical).toBe(node.text);
          expect(physical.replace(/\\[ \t]*(?:\r?\n(?:[ \t]*#.*)?)+/g, "")).toBe(script.source.text.slice(node.at.start, node.at.end));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("a long script takes time in proportion", () => {
    const long = (count: number) => {
      const text = `a${" && b 'c d' $E # f\n".replace("# f\n", "").repeat(count)}`;
      const start = performance.now();
      expect(parsed(text).list.items.length).toBe(count + 1);
      return performance.now() - start;
    };
    long(1_000);
    expect(long(20_000)).toBeLessThan(3_000);
  });
});

function isWord(node: Node): node is ShellWord {
  return "text" in node;
}
