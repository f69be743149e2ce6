import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { plainLogical } from "../../src/dockerfile/logical.ts";
import { literalArgv } from "../../src/shell/argv.ts";
import { parseShell } from "../../src/shell/parse.ts";

const PIECES = "a,b,x,1, , ,\\,\\,\",\",',',$,{,},..,~,=,:,/,*,?,[,],#,!,-,^,%,@,+,\n,\t,é,(,),`,|,&,;,<,>,😀,A,_,\u00a0,$X,${a},$(:),\\\n".split(
  ",",
);
const texts = fc.array(fc.constantFrom(...PIECES, ","), { minLength: 1, maxLength: 12 }).map((parts) => `e ${parts.join("")}`);

const scratch = mkdtempSync(join(tmpdir(), "dfmod-shells-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The arguments of a text that is one literal command, and nothing else. */
function literalOf(text: string): readonly string[] | undefined {
  const script = parseShell(plainLogical(text, 0));
  if (script.kind === "opaque" || script.list.items.length !== 1 || script.comments.length > 0) return undefined;
  const item = script.list.items[0];
  const command = item?.pipeline.commands[0];
  if (item?.operator !== undefined || item?.pipeline.commands.length !== 1 || item.pipeline.negated || command?.kind !== "simple") return undefined;
  return literalArgv(command);
}

/** Each text on its own: one that the shell rejects must not hide the next. */
function received(shell: string, commands: readonly string[]): readonly string[] {
  const script = `f() { for a; do printf '%s\\0' "$a"; done; }; for t; do ( eval "f $t" ) 2>/dev/null; printf '\\2\\0'; done`;
  return spawnSync(shell, ["-c", script, "x", ...commands], { encoding: "utf8", cwd: scratch })
    .stdout.split("\u0002\0")
    .slice(0, -1);
}

const hasShell = (shell: string): boolean => spawnSync(shell, ["-c", ":"]).status === 0;

describe.each(["dash", "bash"])("%s", (shell) => {
  test.skipIf(!hasShell(shell))("gives a program the arguments that are called literal, whatever the text", () => {
    const found = fc
      .sample(texts, 8_000)
      .map((text) => ({ text, argv: literalOf(text) }))
      .filter(({ argv }) => argv !== undefined);
    expect(found.length).toBeGreaterThan(500);
    for (let i = 0; i < found.length; i += 500) {
      const batch = found.slice(i, i + 500);
      const answers = received(
        shell,
        batch.map(({ text }) => text),
      );
      expect(batch.map(({ text }, index) => [text, answers[index]])).toEqual(
        batch.map(({ text, argv }) => [text, argv?.map((word) => `${word}\0`).join("")]),
      );
    }
  });
});
