import { describe, expect, test } from "vitest";
import { readDockerfile } from "../../src/dockerfile/read.ts";
import { hasErrexit, isPureAndList, lastCommandRuns, runs, scriptOf, walkCommands } from "../../src/shell/commands.ts";
import type { ParsedScript, ShellScript } from "../../src/shell/model.ts";
import { allNodes } from "./nodes.ts";

/** The script of the last instruction. */
function read(text: string): ShellScript {
  const dockerfile = readDockerfile(text);
  expect(dockerfile.problems).toEqual([]);
  const instruction = dockerfile.instructions.at(-1);
  if (instruction === undefined) throw new Error("no instruction");
  return scriptOf(dockerfile, instruction);
}

function parsed(text: string): ParsedScript {
  const script = read(text);
  if (script.kind === "opaque") throw new Error(`${script.code}: ${script.reason}`);
  return script;
}

const run = (command: string): ParsedScript => parsed(`FROM a\nRUN ${command}`);
const heredoc = (body: string): ParsedScript => run(`<<EOF\n${body}\nEOF`);

describe("which text the shell gets", () => {
  const cases: readonly (readonly [name: string, text: string, source: string])[] = [
    ["RUN", "RUN a \\\n  && b", "a   && b"],
    ["RUN with flags", "RUN --mount=type=cache,target=/x --network=none a", "a"],
    ["CMD", "CMD a b", "a b"],
    ["ENTRYPOINT", "ENTRYPOINT exec a", "exec a"],
    ["an array that is none", "CMD ['a']", "['a']"],
    ["HEALTHCHECK", "HEALTHCHECK --interval=5s cmd  curl -f x || exit 1", "curl -f x || exit 1"],
    ["ONBUILD", "ONBUILD RUN a", "a"],
    ["ONBUILD with a heredoc", "ONBUILD RUN <<E\na\nE", "a\n"],
    ["a heredoc alone", "RUN <<E\na $X\n# b\nE", "a $X\n# b\n"],
    ["apart from its name", "RUN << E\na\nE", "a\n"],
    ["with a descriptor", "RUN 3<<E\na\nE", "a\n"],
    ["quoted", 'RUN <<"E"\na\nE', "a\n"],
    ["tabs removed", "RUN <<-E\n\t\ta\n\n\tb \\\n\t c\n\tE", "a\n\nb \\\n c\n"],
    ["empty", "RUN <<E\nE", ""],
    ["with a flag", "RUN --mount=type=bind,target=. <<E\na\nE", "a\n"],
    ["with a command", "RUN cat <<E > /f && b\nx\nE", "cat <<E > /f && b\nx\nE"],
    ["before a command", "RUN <<E cat\nx\nE", "<<E cat\nx\nE"],
    ["tabs kept, the terminator's not", "RUN <<-E cat\n\tx\n\tE", "<<-E cat\n\tx\nE"],
    ["two", "RUN cat <<A - <<B\na\nA\nb\nB", "cat <<A - <<B\na\nA\nb\nB"],
    ["two alone", "RUN <<A <<B\na\nA\nb\nB", "<<A <<B\na\nA\nb\nB"],
    ["continued", "RUN cat <<E \\\n # c\n && b\nx\nE", "cat <<E  && b\nx\nE"],
    ["behind a comment, where the shell runs the body", "RUN a # <<E\nhi\nE", "a # <<E\nhi\nE"],
  ];
  test.each(cases)("%s", (_name, text, source) => {
    const file = `FROM x\n${text}\n`;
    const script = parsed(file);
    expect(script.source.text).toBe(source);
    for (const node of allNodes(script)) {
      const physical = file.slice(node.span.start, node.span.end);
      if ("text" in node && !physical.includes("\\\n")) expect(physical).toBe(node.text);
    }
  });

  test("a comment that BuildKit takes for a heredoc", () => {
    const names = [...walkCommands(parsed("FROM x\nRUN a # <<E\nhi\nE").list)].map(({ command }) => command.words[0]?.text);
    expect(names).toEqual(["a", "hi", "E"]);
  });

  test("the deferred instruction itself is read like its ONBUILD", () => {
    const dockerfile = readDockerfile('FROM x\nSHELL ["/bin/bash", "-ec"]\nONBUILD RUN <<E\na\nE\n');
    const inner = dockerfile.instructions[2]?.onbuild;
    const script = inner === undefined ? undefined : scriptOf(dockerfile, inner);
    expect(script).toMatchObject({ source: { text: "a\n" }, interpreter: { name: "bash", errexit: true } });
  });
});

describe("who reads it", () => {
  const known: readonly (readonly [text: string, name: string, errexit: boolean, pipefail: boolean])[] = [
    ["RUN a", "sh", false, false],
    ['SHELL ["/bin/bash", "-c"]\nRUN a', "bash", false, false],
    ['SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN a', "bash", false, true],
    ['SHELL ["bash", "-euxo", "pipefail", "-c"]\nRUN a', "bash", true, true],
    ['SHELL ["/bin/bash", "--login", "-c"]\nRUN a', "bash", false, false],
    ['SHELL ["/bin/sh", "-e", "-c"]\nRUN a', "sh", true, false],
    ['SHELL ["/bin/sh", "-lc"]\nRUN a', "sh", false, false],
    ['SHELL ["/bin/ash", "-eo", "pipefail", "-c"]\nRUN a', "ash", true, true],
    ['SHELL ["/bin/busybox", "sh", "-c"]\nRUN a', "sh", false, false],
    ['SHELL ["/usr/bin/env", "bash", "-c"]\nRUN a', "bash", false, false],
    ['SHELL ["/bin/bash", "-c"]\nFROM b\nRUN a', "sh", false, false],
    ['SHELL ["/bin/bash", "-c"]\nHEALTHCHECK CMD a', "bash", false, false],
    ["RUN <<E\n#!/bin/bash -e\na\nE", "bash", true, false],
    ["RUN <<E\n#!/usr/bin/env bash\na\nE", "bash", false, false],
    ["RUN <<E\n#!/usr/bin/env -S bash -eo pipefail\na\nE", "bash", true, true],
    ["RUN <<E\n#! /bin/sh\na\nE", "sh", false, false],
    ['SHELL ["powershell", "-Command"]\nRUN <<E\n#!/bin/sh\na\nE', "sh", false, false],
    // The `#!` is looked for before the tabs go: this is a comment for the shell in effect.
    ["RUN <<-E\n\t#!/usr/bin/python3\n\ta\n\tE", "sh", false, false],
    ["RUN cat <<E\n#!/usr/bin/python3\nE", "sh", false, false],
  ];
  test.each(known)("%j", (text, name, errexit, pipefail) => {
    expect(parsed(`FROM x\n${text}`).interpreter).toEqual({ name, errexit, pipefail });
  });

  const opaque: readonly (readonly [text: string, code: string])[] = [
    ['FROM x\nRUN ["a"]', "exec-form"],
    ['FROM x\nHEALTHCHECK CMD ["a"]', "exec-form"],
    ["FROM x\nHEALTHCHECK NONE", "not-posix"],
    ["FROM x\nCOPY a b", "not-posix"],
    ["FROM x\nONBUILD COPY a b", "not-posix"],
    ["# escape=`\nFROM x\nRUN a", "escape"],
    ['FROM x\nSHELL ["powershell", "-Command"]\nRUN a', "not-posix"],
    ['FROM x\nSHELL ["cmd", "/S", "/C"]\nRUN a', "not-posix"],
    ['FROM x\nSHELL ["/bin/zsh", "-c"]\nRUN a', "not-posix"],
    ['FROM x\nSHELL ["/usr/bin/fish", "-c"]\nRUN a', "not-posix"],
    ['FROM x\nSHELL ["/bin/bash"]\nRUN a', "not-posix"],
    ['FROM x\nSHELL ["/bin/bash", "-c", "x"]\nRUN a', "not-posix"],
    ['FROM x\nSHELL ["/bin/bash", "-O", "extglob", "-c"]\nRUN a', "not-posix"],
    ['FROM x\nSHELL ["/bin/bash", "-nc"]\nRUN a', "not-posix"],
    ['FROM x\nSHELL ["conda", "run", "-n", "e", "/bin/bash", "-c"]\nRUN a', "not-posix"],
    ['FROM x AS a\nSHELL ["pwsh", "-c"]\nFROM a\nRUN b', "not-posix"],
    ['ARG V\nFROM x AS a-1\nSHELL ["pwsh", "-c"]\nFROM a-$V\nRUN b', "not-posix"],
    ["FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN a", "not-posix"],
    ["FROM mcr.microsoft.com/windows/nanoserver:$TAG\nRUN a", "not-posix"],
    ["FROM python:3.6-windowsservercore\nRUN a", "not-posix"],
    ["ARG B=mcr.microsoft.com/windows/servercore\nFROM $B\nRUN a", "not-posix"],
    ["FROM --platform=windows/amd64 golang\nRUN a", "not-posix"],
    ["FROM x\nRUN <<E\n#!/usr/bin/env python3\nprint(1)\nE", "not-posix"],
    ["FROM x\nRUN <<E\n#!/bin/sh -e -u\na\nE", "not-posix"],
    ["FROM x\nRUN <<E\r\na\r\nE\r\n", "syntax"],
    ["FROM x\nCMD cat <<E", "syntax"],
    ["FROM x\nCMD -T /mnt", "syntax"],
    ["FROM x\nCMD", "script"],
  ];
  test.each(opaque)("%j is %s", (text, code) => {
    const script = read(text);
    expect(script.kind === "opaque" ? script.code : script.kind).toBe(code);
  });

  test("a later SHELL counts where the command runs later", () => {
    const later = (instruction: string): string => {
      const dockerfile = readDockerfile(`FROM x\n${instruction}\nSHELL ["pwsh", "-c"]\n`);
      const [, first] = dockerfile.instructions;
      return first === undefined ? "" : scriptOf(dockerfile, first).kind;
    };
    expect([later("RUN a"), later("CMD a"), later("HEALTHCHECK CMD a"), later("ONBUILD RUN a")]).toEqual(["script", "script", "opaque", "opaque"]);
  });

  test("CRLF files and heredocs whose data is CRLF", () => {
    expect(parsed("FROM x\r\nRUN a \\\r\n  && b\r\n").source.text).toBe("a   && b");
    expect(parsed("FROM x\r\nRUN cat <<E > f\r\nx\r\nE\r\n").source.text).toBe("cat <<E > f\nx\r\nE");
  });
});

describe("whether a command runs", () => {
  const cases: readonly (readonly [script: string, certain: string, maybe: string])[] = [
    ["a && b && c", "a b c", ""],
    ["a; b && c", "a b c", ""],
    ["a && b; c", "a c", "b"],
    ["a || b", "a", "b"],
    ["a && b || c", "a", "b c"],
    ["a || b; c", "a c", "b"],
    ["a && b &", "a", "b"],
    ["a & b", "a b", ""],
    ["! a && b", "a b", ""],
    ["{ a && b; } && c", "a b c", ""],
    ["{ a && b; }; c", "a c", "b"],
    ["! { a && b; }", "a", "b"],
    ["(a; b) && c", "a b c", ""],
    ["(a && b) | c", "a c", "b"],
    ["a | b | c", "a b c", ""],
    ["if a; then b; else c; fi; d", "a d", "b c"],
    ["while a; do b; done", "a", "b"],
    ["for i in x y; do a; done", "", "a"],
    ["for i in $(a); do b; done", "a", "b"],
    ["case $(a) in x) b;; esac", "", "a b"],
    ["f() { a; }; f", "f", "a"],
    ["a $(b; c) > $(d)", "a b c d", ""],
    ["a $(b && c)", "a b", "c"],
    ["exit 1; a", "exit a", ""],
    ["exit; a", "exit", "a"],
    ["exit 0; a", "exit", "a"],
    ["exit $X; a", "exit", "a"],
    ["exec x; a", "exec", "a"],
    ["exec >f; a", "exec a", ""],
    ["a || exit 1; b", "a b", "exit"],
    ["a || exit 0; b", "a", "exit b"],
    ["(exit 0); a", "exit a", ""],
    ["x=$(exit 0); a", "exit a", ""],
    ["if a; then exit 0; fi; b", "a", "exit b"],
  ];
  test.each(cases)("%s", (text, certain, maybe) => {
    const sites = [...walkCommands(run(text).list)].filter(({ command }) => command.words.length > 0);
    const names = (conditional: boolean) =>
      sites
        .filter((site) => site.conditional === conditional)
        .map(({ command }) => command.words[0]?.text)
        .sort()
        .join(" ");
    const sorted = (expected: string) => expected.split(" ").sort().join(" ");
    expect([names(false), names(true)]).toEqual([sorted(certain), sorted(maybe)]);
  });

  test("where each stands", () => {
    const sites = [...walkCommands(run("a; { if b; then (c $(d)); fi; }").list)];
    expect(
      sites.map(({ command, depth, ancestors, inSubstitution }) => [
        command.words[0]?.text,
        depth,
        ancestors.map((each) => each.kind),
        inSubstitution,
      ]),
    ).toEqual([
      ["a", 0, [], false],
      ["b", 2, ["group", "if"], false],
      ["d", 4, ["group", "if", "subshell"], true],
      ["c", 3, ["group", "if", "subshell"], false],
    ]);
  });

  test("the programs of a name", () => {
    const commands = [...walkCommands(run("apt-get a; /usr/bin/apt-get b; sudo -E apt-get c; my-apt-get d; xargs apt-get e").list)];
    expect(commands.map(({ command }) => runs(command, "apt-get"))).toEqual([true, true, true, false, false]);
  });
});

describe("errexit", () => {
  const cases: readonly (readonly [script: string, errexit: boolean])[] = [
    ["set -e\na", true],
    ["set -ex; a", true],
    ["set -eux && a", true],
    ["set -euo pipefail\na", true],
    ["set -eo pipefail\na", true],
    ["set -o errexit\na", true],
    ["set -o pipefail\na", false],
    ["set -u; set -e; a", true],
    ["set -x -e; a", true],
    ["# note\nset -e\na", true],
    ["a; set -e; b", false],
    ["set -x\na", false],
    ["set -e; a; set +e; b", false],
    ["set -e; a; set +o errexit; b", false],
    ["set -e; a; set +x; b", true],
    ["set -- -e; a", false],
    ["set x -e; a", false],
    ["set $X; a", false],
    ["set -e | a", false],
    ["set -e & a", false],
    ["(set -e; a)", false],
    ["a", false],
  ];
  test.each(cases)("%j", (text, errexit) => expect(hasErrexit(heredoc(text))).toBe(errexit));

  test("given to the interpreter", () => {
    expect(hasErrexit(heredoc("#!/bin/bash -e\na"))).toBe(true);
    expect(hasErrexit(heredoc("#!/bin/bash -e\nset +e\na"))).toBe(false);
    expect(hasErrexit(parsed('FROM x\nSHELL ["/bin/bash", "-ec"]\nRUN a'))).toBe(true);
    expect(hasErrexit(read('FROM x\nSHELL ["pwsh", "-ec"]\nRUN a'))).toBe(false);
  });
});

describe("pure && lists", () => {
  const cases: readonly (readonly [script: string, pure: boolean])[] = [
    ["a", true],
    ["a && b 'c' > d && E=f g", true],
    ["a && b # c", true],
    ["a; b", false],
    ["a;", false],
    ["a && b &", false],
    ["a || b", false],
    ["a | b", false],
    ["! a", false],
    ["time a", false],
    ["(a)", false],
    ["a && { b; }", false],
    ["if a; then b; fi", false],
    ["a &> b && c", false],
  ];
  test.each(cases)("%j", (text, pure) => expect(isPureAndList(run(text).list)).toBe(pure));

  test("the newline behind a heredoc script counts for nothing, one between statements does", () => {
    expect(isPureAndList(heredoc("a &&\nb").list)).toBe(true);
    expect(isPureAndList(heredoc("a\nb").list)).toBe(false);
    expect(isPureAndList(parsed("FROM x\nRUN <<E\nE").list)).toBe(false);
  });
});

describe("whether what is appended runs", () => {
  const cases: readonly (readonly [script: string, runs: boolean])[] = [
    ["a", true],
    ["a; b && c", true],
    ["a || exit 1", true],
    ["a || { echo b; exit 2; }", true],
    ["(a; exit 0)", true],
    ["x=$(exit 0)", true],
    ["f() { return 0; }; f", true],
    ["a &", false],
    ["a; exit", false],
    ["a && exit 0", false],
    ["exit 256", false],
    ["if a; then exit 0; fi", false],
    ["f() { exit 0; }; f", false],
    ["exec a", false],
    ["exec a && b", false],
  ];
  test.each(cases)("%j", (text, expected) => expect(lastCommandRuns(run(text).list)).toBe(expected));
});
