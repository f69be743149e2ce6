/**
 * The shell form of CMD and ENTRYPOINT is `SHELL + [text]` in the image's configuration (Dockerfile reference, Shell and exec form). A shell
 * that stays in front of the program as PID 1 keeps signals from it. Three edits keep what runs: the words as an array when the shell only
 * splits and unquotes them; the same shell spelled out with `exec` before the last command, which dash, ash and bash all hand the process
 * over with (and fall back to reading a script without `#!`); the same text spelled out, which is the same configuration.
 */
import { repairArray } from "../src/dockerfile/broken-array.ts";
import type { Dockerfile, Instruction } from "../src/dockerfile/model.ts";
import { type Stage, stagesOf, stateAfter, stateAt } from "../src/dockerfile/stages.ts";
import { asArray, asShellArray } from "../src/edit/array.ts";
import { type Change, type Context, defineTransform, type ImageFacts, type Outcome, type Skip } from "../src/engine/transform.ts";
import { SIGNALS_FOR_SHELLS } from "../src/knowledge/entrypoints.ts";
import { BUILTINS } from "../src/knowledge/shells.ts";
import { leftRunning, sourcedBefore } from "../src/shell/before.ts";
import { scriptOf } from "../src/shell/commands.ts";
import { type EntrypointRole, entrypointRole, hasCmd } from "../src/shell/entrypoint.ts";
import { type Builtins, type Exec, handoverOf, readsStartupFiles, type SingleProgram, wordsOf } from "../src/shell/handover.ts";
import type { ParsedScript, ShellScript } from "../src/shell/model.ts";
import { replacesShell } from "../src/shell/replaced.ts";
import { startable } from "../src/shell/startable.ts";

/** One CMD or ENTRYPOINT in shell form and all that decides about it. */
interface Place {
  readonly dockerfile: Dockerfile;
  readonly context: Context;
  readonly stage: Stage;
  readonly at: Instruction;
  readonly facts: ImageFacts;
  /** What stands in front of the text; `undefined` when the base image may set it. */
  readonly shell: readonly string[] | undefined;
}

/** The same, read. */
interface Found extends Place {
  readonly script: ParsedScript;
  readonly handover: Builtins | Exec | SingleProgram;
  /** What has to be believed for CMD to be what starts. */
  readonly assumes: readonly string[];
}

const DEFAULT_SHELL: readonly string[] = ["/bin/sh", "-c"];

export default defineTransform({
  id: "exec-form",
  summary: "Start CMD and ENTRYPOINT without a shell in between",
  category: "correctness",
  safety: "safe",
  covers: { hadolint: ["DL3025"], buildkit: ["JSONArgsRecommended"] },
  effects: ["config:Cmd", "config:Entrypoint", "history"],
  *find(dockerfile, context) {
    for (const stage of stagesOf(dockerfile)) {
      for (const at of stage.instructions) yield* judge(dockerfile, context, stage, at);
    }
  },
});

function* judge(dockerfile: Dockerfile, context: Context, stage: Stage, at: Instruction): Iterable<Outcome> {
  const { keyword, args, json } = at.onbuild ?? at;
  if (keyword === "STOPSIGNAL" && at.onbuild === undefined) yield* adviseSignal(stage, at);
  if ((keyword !== "CMD" && keyword !== "ENTRYPOINT") || args.text === "") return;
  const role = entrypointRole(dockerfile, stage, context.build);
  if (json) {
    if (keyword === "CMD" && role.kind === "ignores-cmd" && !role.at.json) yield dead(at);
    return;
  }
  if (at.onbuild !== undefined) {
    yield refuse(at, "onbuild", `ONBUILD ${keyword} belongs to the images built FROM this one; write it as an array there or here by hand`);
  } else if (stage.instructions.findLast((each) => each.keyword === keyword) !== at) {
    const message = `only the last ${keyword} of a stage counts; remove this one, or make it a RUN if it belongs to the build`;
    yield { kind: "advice", at, code: `multiple-${keyword.toLowerCase()}`, message };
  } else if (keyword === "CMD" && role.kind === "ignores-cmd") {
    yield dead(at);
  } else {
    const place = placeOf(dockerfile, context, stage, at);
    yield* rewritten(place, keyword === "CMD" ? gate(place, role) : []);
  }
}

function refuse(at: Instruction, code: string, reason: string): Skip {
  return { kind: "skip", at, code, reason };
}

function dead(at: Instruction): Outcome {
  const message = "the ENTRYPOINT in effect is in shell form, which ignores CMD and the arguments of docker run; remove one of the two";
  return { kind: "advice", at, code: "dead-cmd", message };
}

function* adviseSignal(stage: Stage, at: Instruction): Iterable<Outcome> {
  const isShellForm = ({ keyword, json }: Instruction): boolean => !json && (keyword === "CMD" || keyword === "ENTRYPOINT");
  if (!SIGNALS_FOR_SHELLS.has(at.args.text.toUpperCase()) || !stage.instructions.some(isShellForm)) return;
  const message = `${at.args.text} stops a shell that ignores SIGTERM; when the program itself gets the signal, SIGTERM lets it end in order`;
  yield { kind: "advice", at, code: "stopsignal", message };
}

function placeOf(dockerfile: Dockerfile, context: Context, stage: Stage, at: Instruction): Place {
  let root = stage;
  while (root.parent !== undefined) root = root.parent;
  // A variable in the tag leaves the repository known, and with it what its entrypoint does.
  const repository = /^([^$]+):[^/]*$/.exec(root.base)?.[1];
  const facts = context.images.facts(root.reference ?? repository ?? root.base);
  // Images with an elaborate entrypoint (airflow) may set a SHELL too; the plain ones do not.
  const isPlain = facts.entrypoint === "none" || facts.entrypoint === "passthrough";
  const shell = stateAt(dockerfile, at).shell ?? (isPlain ? DEFAULT_SHELL : undefined);
  return { dockerfile, context, stage, at, facts, shell };
}

/** Whether CMD is what starts: what has to be believed for it, or why it is not. */
function gate({ at, facts }: Place, role: EntrypointRole): Skip | readonly string[] {
  if (role.kind === "takes-arguments") return refuse(at, role.code, role.reason);
  if (role.kind !== "inherited" || facts.entrypoint === "none" || facts.entrypoint === "passthrough") return [];
  if (facts.entrypoint === undefined) return ["the base image sets no ENTRYPOINT, or one that starts CMD as it is"];
  return refuse(
    at,
    "inherited-entrypoint",
    "the entrypoint of the base image looks at CMD: it would do another thing with an array; read it and decide",
  );
}

function* rewritten(place: Place, gated: Skip | readonly string[]): Iterable<Outcome> {
  const { dockerfile, at, facts } = place;
  const script = scriptOf(dockerfile, at);
  const language = foreignLanguage(place, script);
  if (language !== undefined) return yield language;
  if ("kind" in gated) return yield gated;
  if (at.innerComments.length > 0 || (script.kind === "script" && script.comments.length > 0)) {
    return yield refuse(at, "comment-inside", "a comment cannot stand inside an array; move it above the instruction");
  }
  const meant = repairArray(at.args.text);
  if (meant !== undefined) return yield repaired(place, meant, gated);
  if (script.kind === "opaque") return yield refuse(at, "syntax", `${script.reason}; correct it`);
  if (readsStartupFiles(place.shell ?? []) || stateAt(dockerfile, at).env.has("BASH_ENV")) {
    return yield refuse(
      at,
      "login-shell",
      "the shell reads files at its start (-l, -i, BASH_ENV) that may set up what the program needs; set it with ENV",
    );
  }
  const handover = handoverOf(script, /^d?ash$/.test(shellName({ stage: place.stage, facts, script }) ?? ""));
  yield* "code" in handover ? [refuse(at, handover.code, handover.reason)] : changes({ ...place, script, handover, assumes: gated });
}

function foreignLanguage({ at, facts, shell }: Place, script: ShellScript): Skip | undefined {
  const isWindows = facts.family === "windows" || /(?:powershell|pwsh|cmd)(?:\.exe)?$/i.test(shell?.[0] ?? "");
  const isWindowsText = shell === undefined && /^["']?(?:[A-Za-z]:[\\/]|[\w.\\-]+\.exe\b|powershell\b)/i.test(at.args.text);
  if (isWindows || isWindowsText || (script.kind === "opaque" && (script.code === "escape" || /Windows/.test(script.reason)))) {
    return refuse(at, "windows", "the text is for a shell of Windows, which splits and quotes in its own way; write the array by hand");
  }
  if (script.kind === "script" || script.code === "syntax" || script.code === "too-deep") return undefined;
  return refuse(at, "shell-unknown", `${script.reason}; write the array by hand`);
}

function repaired({ dockerfile, at }: Place, meant: readonly string[] | "unclear", gated: readonly string[]): Outcome {
  if (meant === "unclear")
    return refuse(at, "malformed-array", "it looks like an array but is none, so a shell reads it; write it as JSON, with double quotes");
  const assumes = ["an array was meant: as it stands, a shell looks for a program whose name begins with a bracket", ...gated];
  const message = "write the array as JSON: with other quotes, commas or brackets it is text for a shell, which cannot start it";
  return { kind: "change", at, safety: "unsafe", assumes, message, edits: [asArray(dockerfile, at, meant)] };
}

function* changes(found: Found): Iterable<Outcome> {
  const { dockerfile, stage, at, handover } = found;
  const isPlain = at.keyword === "CMD" && handover.kind === "program" && !shellDropsVariables(dockerfile, stage);
  const change = isPlain ? array(found, handover) : inShell(found);
  yield change.kind === "change" ? { ...change, message: change.message + overrides(found) } : change;
  const program = handover.kind === "program" ? handover.argv[0] : handover.kind === "exec" ? handover.program.value : undefined;
  if (program !== "npm" || change.kind !== "change") return;
  const message = "npm passes SIGTERM on but ends with status 1; start the program of the script itself where that matters";
  yield { kind: "advice", at, code: "npm-as-pid1", message };
}

/** dash and ash keep variables such as `spring.profiles.active` from the programs they start: without the shell the program would see them. */
function shellDropsVariables(dockerfile: Dockerfile, stage: Stage): boolean {
  return [...stateAfter(dockerfile, stage).env.keys()].some((name) => !/^[A-Za-z_]\w*$/.test(name));
}

/** Compose files and the like start something else: worth knowing, no reason to stop. */
function overrides({ context, at }: Place): string {
  const usage = context.usages.find(({ command, entrypoint }) => entrypoint !== undefined || (at.keyword === "CMD" && command !== undefined));
  return usage === undefined ? "" : `; ${usage.file} overrides it for ${usage.name}`;
}

/** The words themselves. */
function array({ dockerfile, context, stage, at, facts, script, ...found }: Found, { argv, words }: SingleProgram): Change | Skip {
  const [program = ""] = argv;
  const assumes = [...found.assumes];
  const start = startable(dockerfile, stage, at, program, context.build);
  if (start.kind === "no-shebang") {
    return refuse(at, "no-shebang", `\`${start.path}\` has no interpreter line (\`#!/bin/sh\`), so only a shell can start it; add one`);
  }
  if (start.kind === "unknown") assumes.push(start.assumption);
  if (BUILTINS.has(program) && facts.family === undefined) assumes.push(`the image has a program \`${program}\` beside the builtin of the shell`);
  if (facts.shell === "none") assumes.push("the image has no shell, so that the shell form cannot start at all");
  const edits = [asArray(dockerfile, at, argv, words)];
  return { kind: "change", at, safety: grade(assumes), assumes, edits, message: `start \`${program}\` itself${benefit({ stage, facts, script })}` };
}

/** The shell in effect spelled out, with `exec` in front of the last command. For ENTRYPOINT also the words themselves, which take arguments. */
function inShell(found: Found): Change | Skip {
  const { dockerfile, at, facts, script, handover, shell } = found;
  const plain = at.keyword === "ENTRYPOINT" && handover.kind === "program" && !hasCmd(dockerfile, found.stage) ? array(found, handover) : undefined;
  const alternative = plain?.kind === "change" ? withArguments(plain) : undefined;
  if (facts.shell === "none")
    return alternative ?? refuse(at, "no-shell", "the image has no shell, which this text needs; use another base or no shell features");
  if (shell === undefined) {
    if (alternative !== undefined) return alternative;
    if (handover.kind !== "program")
      return refuse(at, "shell-unknown", "the base image may set a SHELL, and the text needs one; set SHELL in this file");
  }
  const assumes = [...found.assumes, ...doubts(found)];
  const execAt = handover.kind === "builtins" ? undefined : handover.execAt;
  const edits = [asShellArray(dockerfile, at, shell ?? DEFAULT_SHELL, execAt, wordsOf(script))];
  const message =
    execAt === undefined
      ? "spell out the shell that reads the text; nothing else changes"
      : `let the last program take the shell's place${benefit(found)}`;
  const change: Change = { kind: "change", at, safety: grade(assumes), assumes, edits, message };
  return alternative === undefined ? change : { ...change, alternative };
}

function withArguments(change: Change): Change {
  const assumes = [...(change.assumes ?? []), "nobody passes arguments: today they are dropped, the program would get them"];
  return { ...change, safety: "unsafe", assumes };
}

function grade(assumes: readonly string[]): "safe" | "unsafe" {
  return assumes.length === 0 ? "safe" : "unsafe";
}

function* doubts({ script, handover, shell }: Found): Iterable<string> {
  if (shell === undefined) yield "the base image sets no SHELL";
  if (handover.kind !== "exec" || handover.execAt === undefined) return;
  const left = leftRunning(script);
  if (left !== undefined) yield `\`${left}\` leaves no processes behind: the program becomes PID 1 and does not reap them`;
  const { value, text } = handover.program;
  if (value === undefined && !text.includes("/")) yield `\`${text}\` names a program, not a builtin of the shell`;
  const sourced = value?.includes("/") === true ? undefined : sourcedBefore(script);
  if (sourced !== undefined) yield `\`${sourced}\` defines no function \`${value ?? text}\``;
}

/** What runs the text: `/bin/sh` is what the base image makes of it, unless the file puts another shell in its place. */
function shellName({ stage, facts, script }: Pick<Found, "stage" | "facts" | "script">): string | undefined {
  if (script.interpreter.name !== "sh") return script.interpreter.name;
  return replacesShell(stage) ? undefined : facts.shell;
}

/** ash and bash hand over to the last command by themselves, dash does not; behind `;` none does. */
function benefit(found: Pick<Found, "stage" | "facts" | "script">): string {
  const handsOver = /^(?:ash|bash)$/.test(shellName(found) ?? "") && !found.script.list.items.some(({ operator }) => operator === ";");
  return handsOver ? "; the shell hands over to it anyway, so only the form changes" : ", so that it gets the signals that stop the container";
}
