/** What the ENTRYPOINT in effect does with CMD. */
import { plainLogical } from "../dockerfile/logical.ts";
import type { Dockerfile, Instruction } from "../dockerfile/model.ts";
import { childStages, type Stage } from "../dockerfile/stages.ts";
import { PASS_THROUGHS } from "../knowledge/entrypoints.ts";
import { POSIX_SHELLS } from "../knowledge/shells.ts";
import { sourcedBefore } from "./before.ts";
import { originsOf, pathAt } from "./origins.ts";
import { parseShell } from "./parse.ts";
import type { Files } from "./startable.ts";
import { simpleOf } from "./walk.ts";

export type EntrypointRole =
  /** No ENTRYPOINT in the stage or those it is FROM: the base image decides. */
  | { readonly kind: "inherited" }
  /** CMD is started as it is. */
  | { readonly kind: "none" | "passes-on" }
  /** A shell that ignores its arguments: CMD is never read. */
  | { readonly kind: "ignores-cmd"; readonly at: Instruction }
  /** CMD is its arguments, and what it does with them is not `exec "$@"`. */
  | { readonly kind: "takes-arguments"; readonly code: "cmd-is-argument" | "entrypoint-inspects-args"; readonly reason: string };

const PARAMETER = /\$(?:[@*#0-9]|\{[@*#!]?[0-9@*#])/;

/** What reads the parameters without writing one: `for x; do` (no `in`), bash's `${!name}` and its copies of them. */
const HIDDEN_PARAMETER = /\bfor\s+\w+[ \t]*(?:;|\n|\sdo\b)|\$\{![A-Za-z_]|\bBASH_ARG[VC]\b/;

export function entrypointRole(dockerfile: Dockerfile, stage: Stage, files: Files | "unknown"): EntrypointRole {
  const at = entrypointOf(stage);
  if (at === undefined) return { kind: "inherited" };
  const argv = at.words.map((word) => word.value);
  if (at.args.text === "" || (at.json && (argv[0] ?? "") === "")) return { kind: "none" };
  if (!at.json) return PARAMETER.test(at.args.text) ? argument("the ENTRYPOINT uses its parameters") : { kind: "ignores-cmd", at };
  const rest = commandBehind(argv);
  if (rest === undefined || rest.length === 0) return rest === undefined ? argument("the ENTRYPOINT takes it as options") : { kind: "passes-on" };
  const name = baseName(rest[0] ?? "");
  const isShell = POSIX_SHELLS.has(name);
  if (isShell && /^-\w*c$/.test(rest.at(-2) ?? "")) {
    return PARAMETER.test(rest.at(-1) ?? "") ? argument("the text of the ENTRYPOINT uses its parameters") : { kind: "ignores-cmd", at };
  }
  const script = isShell && rest.length === 2 ? rest[1] : rest.length === 1 ? rest[0] : undefined;
  if (script === undefined) return argument(`\`${name}\` takes it as its arguments`);
  return roleOfScript(dockerfile, stage, script, files);
}

function argument(why: string): EntrypointRole {
  const reason = `the ENTRYPOINT gets the shell and the text as arguments, and would get others from an array (${why}); check what it should get`;
  return { kind: "takes-arguments", code: "cmd-is-argument", reason };
}

/** The last one counts, else that of the stage this one is FROM. */
function entrypointOf(stage: Stage): Instruction | undefined {
  return (
    stage.instructions.findLast(({ keyword }) => keyword === "ENTRYPOINT") ?? (stage.parent === undefined ? undefined : entrypointOf(stage.parent))
  );
}

/** Whether a CMD stands behind the ENTRYPOINT of a stage, in it or in one FROM it: a shell-form ENTRYPOINT hides it, an array takes it as arguments. */
export function hasCmd(dockerfile: Dockerfile, stage: Stage): boolean {
  return [stage, ...childStages(dockerfile, stage)].some(({ instructions }) => instructions.some(({ keyword }) => keyword === "CMD"));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** What is left behind init processes and user switchers; `undefined` when an option of theirs is not known. */
function commandBehind(argv: readonly string[]): readonly string[] | undefined {
  const wrapper = PASS_THROUGHS.get(baseName(argv[0] ?? ""));
  if (wrapper === undefined) return argv;
  let at = 1;
  for (; argv[at]?.startsWith("-"); at++) {
    const option = argv[at] ?? "";
    if (option === "--") break;
    if (wrapper.valued?.test(option) === true) at++;
    else if (wrapper.flags?.test(option) !== true) return undefined;
  }
  if (argv[at] === "--") at++;
  return at + wrapper.operands > argv.length ? undefined : commandBehind(argv.slice(at + wrapper.operands));
}

function roleOfScript(dockerfile: Dockerfile, stage: Stage, script: string, files: Files | "unknown"): EntrypointRole {
  const last = stage.instructions.at(-1);
  const path = last === undefined ? undefined : pathAt(dockerfile, last, script);
  const text = path === undefined ? undefined : textOf(dockerfile, stage, path, files);
  if (text === undefined) return argument(`what \`${script}\` does with it is not known`);
  const handling = argumentHandling(text);
  if (handling === "exec") return { kind: "passes-on" };
  if (handling === "ignored") return argument(`\`${script}\` does not end with \`exec "$@"\``);
  const looks = `\`${script}\` looks at its arguments, or sources a file that may`;
  const reason = `${looks}: they are the shell and the text now and would be the words of an array; read it and decide`;
  return { kind: "takes-arguments", code: "entrypoint-inspects-args", reason };
}

function textOf(dockerfile: Dockerfile, stage: Stage, path: string, files: Files | "unknown"): string | undefined {
  for (const origin of originsOf(dockerfile, stage, path)) {
    if (origin.kind === "chmod") continue;
    if (origin.kind === "inline") return origin.text;
    if (origin.kind !== "copied" || files === "unknown") return undefined;
    if (files.has(origin.path) && !files.isDirectory(origin.path)) return files.kind(origin.path) === "text" ? files.read(origin.path) : undefined;
  }
  return undefined;
}

/** `exec`: the script ends with `exec "$@"`, perhaps as another user, and looks at its arguments nowhere else. */
function argumentHandling(text: string): "exec" | "ignored" | "inspects" {
  const script = parseShell(plainLogical(text, 0));
  if (script.kind === "opaque") return PARAMETER.test(text) ? "inspects" : "ignored";
  const last = script.list.items.at(-1);
  const { words = [], at } = (last === undefined ? undefined : simpleOf(last.pipeline)) ?? {};
  const wrapper = words.slice(1, -1).map((word) => word.value ?? word.text);
  const ends = words[0]?.value === "exec" && words.at(-1)?.text === '"$@"' && (wrapper.length === 0 || commandBehind(wrapper)?.length === 0);
  const comments = script.comments.map((comment) => comment.at);
  const before = comments.reduceRight((rest, comment) => rest.slice(0, comment.start) + rest.slice(comment.end), text.slice(0, at?.start));
  if (PARAMETER.test(before.replace(/\$(?:0|\{0[^}]*\})/g, "")) || HIDDEN_PARAMETER.test(before)) return "inspects";
  if (/\b(?:shift|getopts|set\s+--)(?:\s|$)/.test(before)) return "inspects";
  // A sourced file shares the arguments.
  if (sourcedBefore(script) !== undefined) return "inspects";
  if (ends) return "exec";
  return PARAMETER.test(text.slice(at?.start)) ? "inspects" : "ignored";
}
