import { describe, expect, test } from "vitest";
import { readNodeScript } from "../../src/knowledge/ecosystems/node-script.ts";
import { readScript } from "../../src/knowledge/ecosystems/script-words.ts";
import { isSatisfied } from "../../src/knowledge/ecosystems/version-range.ts";
import { expandMembers } from "../../src/knowledge/ecosystems/workspaces.ts";
import { readYamlBlock } from "../../src/knowledge/ecosystems/yaml-block.ts";
import { contextOf } from "./javascript-project.ts";

test.each([
  ["1.3.0", "1.3.0", true],
  ["1.3.0", "^1.2.0", true],
  ["2.0.0", "^1.2.0", false],
  ["0.2.9", "^0.2.3", true],
  ["0.3.0", "^0.2.3", false],
  ["0.0.4", "^0.0.3", false],
  ["1.2.9", "~1.2.3", true],
  ["1.3.0", "~1.2.3", false],
  ["1.9.0", "~1", true],
  ["1.9.0", "1.x", true],
  ["1.9.0", "1.8.x", false],
  ["3.0.0", ">=1.0.0", true],
  ["3.0.0", "^1.0.0 || ^3.0.0", true],
  ["3.0.0", "*", true],
  ["3.0.0", "latest", false],
  ["3.0.0", ">=1.0.0 <2.0.0", false],
  ["1.0.0-rc.1", "^1.0.0", false],
  ["git+ssh://git@example.com/a.git#1", "git+ssh://git@example.com/a.git#1", true],
])("%s in %s: %s", (version, range, satisfied) => expect(isSatisfied(version, range)).toBe(satisfied));

describe("block YAML", () => {
  const at = (text: string, ...path: readonly string[]) =>
    path.reduce((node, key) => node?.members.get(key) ?? { text: "-", members: new Map(), items: [] }, readYamlBlock(text).root);

  test("scalars, mappings, lists", () => {
    const text = "a: 1 # note\nb:\n  'c d': \"x\"\n  e@1.0.0(f@2): y\nlist:\n- one\n- 'two'\nflow: [a, \"b\"]\nempty: {}\n";
    expect(at(text, "a").text).toBe("1");
    expect(at(text, "b", "c d").text).toBe("x");
    expect(at(text, "b", "e@1.0.0(f@2)").text).toBe("y");
    expect(at(text, "list").items).toEqual(["one", "two"]);
    expect(at(text, "flow").items).toEqual(["a", "b"]);
    expect(readYamlBlock(text).isExact).toBe(true);
  });
  test.each(["a: &x 1\n", "a: *x\n", "a: |\n  text\n", "a: {b: c}\n", "a:\n  - b: c\n", "just text\n", "a: [b, [c]]\n"])(
    "%j is not exact",
    (text) => {
      expect(readYamlBlock(text).isExact).toBe(false);
    },
  );
});

test("members by pattern", () => {
  const paths = ["package.json", "a/package.json", "a/b/package.json", "a/b/node_modules/c/package.json", "z/package.json"];
  const build = contextOf(Object.fromEntries(paths.map((path) => [path, "{}"])));
  expect(expandMembers(build, "", ["*"])).toEqual(["a", "z"]);
  expect(expandMembers(build, "", ["**"])).toEqual(["a", "a/b", "z"]);
  expect(expandMembers(build, "", ["{a,z}", "!z"])).toEqual(["a"]);
  expect(expandMembers(build, "a", ["./*/"])).toEqual(["a/b"]);
  expect(expandMembers(build, "", ["a/[b]"])).toBeUndefined();
  expect(expandMembers(build, "", ["/a"])).toBeUndefined();
});

test("scripts of a package.json", () => {
  expect(readScript("A=1 node 'a b.js' && echo x > out.txt || true")).toEqual([
    { words: ["node", "a b.js"], output: undefined },
    { words: ["echo", "x"], output: "out.txt" },
    { words: ["true"], output: undefined },
  ]);
  for (const body of ["a | b", "a & b", "a $X", "a `b`", "(a)", "a *.js", "a < b", "a 'b'c"]) expect(readScript(body), body).toBeUndefined();
});

test("what a Node script reads", () => {
  const text =
    'import fs from "node:fs";\nimport path from "path";\nexport { a } from "./a.js";\nfs.writeFileSync(path.join(__dirname, "..", "b.json"), fs.readFileSync("c.txt", "utf8"));\n';
  expect(readNodeScript(text)).toEqual({
    modules: ["./a.js"],
    reads: [{ path: "c.txt", fromScript: false }],
    writes: [{ path: "../b.json", fromScript: true }],
  });
  expect(readNodeScript("fs.readFileSync(name)")).toBeUndefined();
  expect(readNodeScript('new Function("return process")()')).toBeUndefined();
});
