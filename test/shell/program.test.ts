import { expect, test } from "vitest";
import { plainLogical } from "../../src/dockerfile/logical.ts";
import { programOf, walkCommands } from "../../src/shell/commands.ts";
import { parseShell } from "../../src/shell/parse.ts";

function program(text: string): readonly [name: string | undefined, prefix: string, args: string] {
  const script = parseShell(plainLogical(text, 0));
  const site = script.kind === "script" ? [...walkCommands(script.list)].at(-1) : undefined;
  if (site === undefined) throw new Error("no command");
  const { name, prefix, args } = programOf(site.command);
  const joined = (words: typeof args) => words.map((word) => word.text).join(" ");
  return [name, joined(prefix), joined(args)];
}

const cases: readonly (readonly [text: string, name: string | undefined, prefix: string, args: string])[] = [
  ["a b c", "a", "", "b c"],
  ["'/usr/bin/apt-get' b", "/usr/bin/apt-get", "", "b"],
  ["A=b c d", "c", "", "d"],
  ["A=b", undefined, "", ""],
  ["> f", undefined, "", ""],
  ["$A b", undefined, "", "b"],
  ["sudo a", "a", "sudo", ""],
  ["sudo -E -H a b", "a", "sudo -E -H", "b"],
  ["sudo -nEu root a", "a", "sudo -nEu root", ""],
  ["sudo -u $U a", "a", "sudo -u $U", ""],
  ["sudo --user=root --preserve-env=A,B a", "a", "sudo --user=root --preserve-env=A,B", ""],
  ["sudo -- a", "a", "sudo --", ""],
  ["sudo A=b C=$D e", "e", "sudo A=b C=$D", ""],
  ["sudo -i a", "sudo", "", "-i a"],
  ["sudo -s", "sudo", "", "-s"],
  ["sudo", "sudo", "", ""],
  ["sudo $O a", undefined, "sudo", "a"],
  ["sudo -$O a", "sudo", "", "-$O a"],
  ["/usr/bin/sudo a", "a", "/usr/bin/sudo", ""],
  ["env a", "a", "env", ""],
  ["env -i A=b 'C=d e' f", "f", "env -i A=b 'C=d e'", ""],
  ["env -u A b", "b", "env -u A", ""],
  ["env", "env", "", ""],
  ["env A=b", "env", "", "A=b"],
  ["env -S 'a b'", "env", "", "-S 'a b'"],
  ["/usr/bin/env bash", "bash", "/usr/bin/env", ""],
  ["exec a b", "a", "exec", "b"],
  ["exec -a x a b", "a", "exec -a x", "b"],
  ["exec", "exec", "", ""],
  ["command a", "a", "command", ""],
  ["command -p a", "a", "command -p", ""],
  ["command -v a", "command", "", "-v a"],
  ["nice a", "a", "nice", ""],
  ["nice -n 10 a", "a", "nice -n 10", ""],
  ["nice -19 a", "a", "nice -19", ""],
  ["nohup a", "a", "nohup", ""],
  ["eatmydata apt-get install", "apt-get", "eatmydata", "install"],
  ["sudo env A=b nice nohup c d", "c", "sudo env A=b nice nohup", "d"],
  ["sudo time -p a", "a", "sudo time -p", ""],
  ["time a b", "a", "", "b"],
  ["xargs rm -f", "xargs", "", "rm -f"],
];

test.each(cases)("%s", (text, ...expected) => {
  expect(program(text)).toEqual(expected);
});
