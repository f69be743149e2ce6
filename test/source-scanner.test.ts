/** A house test that looks past what it should see passes for ever: its eyes are tested by themselves. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scanSource } from "./source-scanner.ts";

test("imports of every form, with what the compiler erases", () => {
  const { imports } = scanSource(`
import "./side-effect.ts";
import value from "node:fs";
import type { A } from "./a.ts";
import { type B, type C } from "./b.ts";
import { type D, e } from "./d.ts";
import * as all from "yargs";
export * from "./f.ts";
export { g } from "./g.ts";
export type { H } from "./h.ts";
import {
  first,
  second,
} from "./many-lines.ts";
const lazy = await import("unbash");
`);
  expect(imports.map(({ specifier, typeOnly, dynamic }) => [specifier, typeOnly, dynamic])).toEqual([
    ["./side-effect.ts", false, false],
    ["node:fs", false, false],
    ["./a.ts", true, false],
    ["./b.ts", true, false],
    ["./d.ts", false, false],
    ["yargs", false, false],
    ["./f.ts", false, false],
    ["./g.ts", false, false],
    ["./h.ts", true, false],
    ["./many-lines.ts", false, false],
    ["unbash", false, true],
  ]);
});

test("what stands in comments, strings, templates and regular expressions is no code", () => {
  const { code, imports } = scanSource(
    [
      "// import x from 'console.log'",
      "/* class A {} */",
      "const a = \"console.log // no comment\"; const b = 'class B {}';",
      'const c = `import("x") ${ real(`inner ${deeper} console`) } class C {}`;',
      'const d = /class "D\\/[/"] as any/g; const e = f / g; const h = (i) / j; // as any',
      "return /console/;",
    ].join("\n"),
  );
  expect(imports).toEqual([]);
  expect(code).not.toMatch(/console|class|as any|inner|import/);
  expect(code).toMatch(/real\(.*deeper/);
  expect(code).toContain("f / g");
  expect(code.split("\n")).toHaveLength(6);
});

test("the house is not read as empty", () => {
  const names = (path: string): readonly string[] =>
    scanSource(readFileSync(join(import.meta.dirname, "..", path), "utf8")).imports.map((each) => each.specifier);
  expect(names("src/edit/apply.ts")).toContain("magic-string");
  expect(names("transforms/add-to-copy.ts")).toContain("../src/engine/transform.ts");
  expect(names("transforms/index.ts")).toContain("./add-to-copy.ts");
});
