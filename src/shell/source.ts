/** What BuildKit hands to which interpreter (dispatchRun and withShell of its Dockerfile front end). */
import { joinLogical, physicalSpan, plainLogical, sliceLogical } from "../dockerfile/logical.ts";
import type { Dockerfile, Heredoc, Instruction, LogicalText } from "../dockerfile/model.ts";
import { childStages, type PointState, type Stage, stageOf, stateAfter, stateAt } from "../dockerfile/stages.ts";
import { isWindowsBase } from "../knowledge/shells.ts";
import { shebangInterpreter, shellInterpreter } from "./interpreter.ts";
import type { Interpreter, OpaqueScript } from "./model.ts";

export interface ScriptSource {
  readonly source: LogicalText;
  readonly interpreter: Interpreter;
  readonly shebang: string | undefined;
}

const DEFAULT_SHELL: Interpreter = { name: "sh", errexit: false, pipefail: false };
const SHELL_FORMS: ReadonlySet<string> = new Set(["CMD", "ENTRYPOINT", "HEALTHCHECK", "RUN"]);

/** The text and the interpreter of a shell-form instruction. For ONBUILD, `outer` is it and `instruction` the deferred one. */
export function scriptSource(dockerfile: Dockerfile, outer: Instruction, instruction: Instruction): OpaqueScript | ScriptSource {
  if (!SHELL_FORMS.has(instruction.keyword)) return opaque("not-posix", `${instruction.keyword} holds no shell command`);
  if (instruction.json) return opaque("exec-form", `${instruction.keyword} is in exec form, no shell reads it`);
  if (dockerfile.escape === "`") return opaque("escape", "the file sets escape=` and is written for Windows or PowerShell");
  const shell = shellInEffect(dockerfile, outer, instruction.keyword);
  const heredocs = outer.heredocs;
  if (instruction.keyword === "RUN" && heredocs.length > 0) return heredocSource(dockerfile, instruction.args, heredocs, shell);
  if ("kind" in shell) return shell;
  if (instruction.keyword !== "HEALTHCHECK") return { source: instruction.args, interpreter: shell, shebang: undefined };
  const command = /^CMD\s+/i.exec(instruction.args.text)?.[0].length;
  if (command === undefined) return opaque("not-posix", "HEALTHCHECK NONE holds no shell command");
  return { source: sliceLogical(instruction.args, command, instruction.args.text.length), interpreter: shell, shebang: undefined };
}

function opaque(code: OpaqueScript["code"], reason: string): OpaqueScript {
  return { kind: "opaque", code, reason };
}

// The shell

/** Every shell that may be in effect must be one that this program reads; what they do not agree on is not known. */
function shellInEffect(dockerfile: Dockerfile, instruction: Instruction, keyword: string): Interpreter | OpaqueScript {
  const stage = stageOf(dockerfile, instruction);
  const shells = possibleShells(dockerfile, instruction, stage, keyword);
  const interpreters: Interpreter[] = [];
  for (const shell of shells) {
    const interpreter = shell === undefined ? DEFAULT_SHELL : shellInterpreter(shell);
    if (interpreter === undefined) return opaque("not-posix", `SHELL ${JSON.stringify(shell)} is no POSIX shell with options known here`);
    interpreters.push(interpreter);
  }
  if (stage !== undefined && shells.every((shell) => shell === undefined) && isWindows(dockerfile, stage)) {
    return opaque("not-posix", "the base image runs Windows, where the shell is cmd");
  }
  const names = new Set(interpreters.map(({ name }) => name));
  const [name = "sh"] = names.size === 1 ? names : [];
  return { name, errexit: interpreters.every(({ errexit }) => errexit), pipefail: interpreters.every(({ pipefail }) => pipefail) };
}

/** HEALTHCHECK and ONBUILD run under the SHELL that the finished image has, which a later instruction or stage may set. */
function possibleShells(dockerfile: Dockerfile, instruction: Instruction, stage: Stage | undefined, keyword: string): readonly PointState["shell"][] {
  const here = stateAt(dockerfile, instruction).shell;
  const inherited = here !== undefined || stage === undefined || stage.parent !== undefined ? [] : stage.possibleParents;
  const runsLater = keyword === "HEALTHCHECK" || instruction.onbuild !== undefined;
  const later = runsLater && stage !== undefined ? [stage, ...childStages(dockerfile, stage)] : [];
  return [here, ...[...inherited, ...later].map((each) => stateAfter(dockerfile, each).shell)];
}

function isWindows(dockerfile: Dockerfile, stage: Stage): boolean {
  let root = stage;
  while (root.parent !== undefined) root = root.parent;
  const platform = root.from.flags.find((flag) => flag.name === "platform")?.value;
  const names = root.reference === undefined ? [root.base, ...defaultsIn(dockerfile, root.base)] : [root.reference];
  return names.some((name) => isWindowsBase(name, platform));
}

/** The defaults of the global ARGs that a base image is put together from. */
function defaultsIn({ instructions }: Dockerfile, base: string): readonly string[] {
  const first = instructions.findIndex((instruction) => instruction.keyword === "FROM");
  const defaults = instructions.slice(0, first).flatMap((instruction) => instruction.assignments);
  return defaults
    .filter(({ name }) => base.includes(`$${name}`) || base.includes(`\${${name}`))
    .flatMap(({ value }) => (value === undefined ? [] : [value]));
}

// Heredocs

/**
 * A RUN that is nothing but one heredoc runs the body: under its `#!` line if it has one, else as the shell's command; the front end expands nothing in it.
 * Any other RUN with heredocs is put together again, line, bodies and terminators, and the shell reads it all.
 */
function heredocSource(
  dockerfile: Dockerfile,
  args: LogicalText,
  heredocs: readonly Heredoc[],
  shell: Interpreter | OpaqueScript,
): OpaqueScript | ScriptSource {
  const [first] = heredocs;
  const whole = physicalSpan(args, 0, args.text.length);
  if (first === undefined || heredocs.length > 1 || first.operator.start !== whole.start || first.operator.end !== whole.end) {
    if ("kind" in shell) return shell;
    return { source: joinLogical([args, ...heredocs.flatMap((heredoc) => restored(dockerfile, heredoc))]), interpreter: shell, shebang: undefined };
  }
  const source = bodyOf(dockerfile, first);
  const shebang = first.content.startsWith("#!") ? source.text.slice(0, lineEnd(source.text)) : undefined;
  if (shebang === undefined) return "kind" in shell ? shell : { source, interpreter: shell, shebang };
  const interpreter = shebangInterpreter(shebang);
  return interpreter === undefined ? opaque("not-posix", `the script runs under ${shebang}`) : { source, interpreter, shebang };
}

function lineEnd(text: string): number {
  const newline = text.indexOf("\n");
  return newline < 0 ? text.length : newline;
}

/** The body as the shell gets it: `<<-` loses the leading tabs of every line. */
function bodyOf({ text }: Dockerfile, { body, chomp }: Heredoc): LogicalText {
  const whole = plainLogical(text.slice(body.start, body.end), body.start);
  if (!chomp) return whole;
  const lines = [...whole.text.matchAll(/^(\t*)(.*\n?)/gm)].filter((line) => line[0] !== "");
  if (lines.length === 0) return whole;
  return joinLogical(lines.map(({ index, 1: tabs = "", 2: rest = "" }) => plainLogical(rest, body.start + index + tabs.length)));
}

/** Newline, body and terminator, each at its place in the file. */
function restored({ text }: Dockerfile, { body, terminator, name }: Heredoc): LogicalText[] {
  return [plainLogical("\n", body.start - 1), plainLogical(text.slice(body.start, body.end), body.start), plainLogical(name, terminator.start)];
}
