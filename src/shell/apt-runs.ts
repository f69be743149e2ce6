/** Whether RUNs that work with apt can be joined, and how a command can be added behind the last one without changing what they mean. */
import type { Comment, Dockerfile, Instruction } from "../dockerfile/model.ts";
import { APT_CONFIGURATION, APT_CONFIGURATORS, DIRECTORY_STATE, SHELL_STATE, UPDATE_ENVIRONMENT } from "../knowledge/os-packages.ts";
import type { AptFile, AptRun } from "./apt-lists.ts";
import type { Obstacle } from "./apt-obstacles.ts";
import { functionsOf } from "./argv.ts";
import { hasErrexit, isPureAndList, lastCommandRuns, walkCommands } from "./commands.ts";
import type { ParsedScript, Pipeline, ShellCommand } from "./model.ts";

/** Ignore comments and the like belong to the instruction below them. */
export function isPragma({ text }: Comment): boolean {
  return /^#\s*(?:hadolint\b|dfmod-ignore|check\s*=|checkov:|trivy:|nosemgrep|kics-scan|semgrep)/i.test(text);
}

/**
 * Why `next`, which needs the lists, cannot be joined to the end of `chain`. `isLone`: the chain begins with a RUN that does nothing but
 * update; it may move down across instructions that set metadata.
 */
export function joinObstacle(file: AptFile, chain: readonly AptRun[], next: AptRun, isLone: boolean): Obstacle | undefined {
  const last = chain.at(-1) ?? next;
  const between = file.dockerfile.instructions.slice(last.at.index + 1, next.at.index);
  const moves = isLone && chain.length === 1;
  const uses = `line ${next.at.line} installs from the lists of line ${chain[0]?.at.line ?? 0} without an update of its own`;
  const isOpaque = next.apt.events.some(({ kind }) => kind === "opaque" || kind === "installer");
  if (!moves && (between.length > 0 || isOpaque))
    return { code: "later-install-without-update", reason: `${uses}; give it one (apt-get update && …)` };
  if (between.some(changesSources)) {
    return {
      code: "sources-changed-between",
      reason: `${uses}, and apt's sources change in between: joined, it would see others; join them by hand if that is meant`,
    };
  }
  const blocker = between.find((each) => !isMetadata(each, last));
  if (blocker !== undefined) return notMergeable(uses, `${blocker.keyword} of line ${blocker.line} stands between`);
  if (hasCommand(last, DIRECTORY_STATE)) {
    return {
      code: "cd-state",
      reason: `${uses}, and joined it would run in the directory that line ${last.at.line} changes to; use WORKDIR or absolute paths`,
    };
  }
  const why =
    scriptObstacle(file.dockerfile, last, next, moves) ??
    commentObstacle(file, last, next, moves) ??
    (moves && between.length > 0 ? innerComments(last) : undefined);
  return why === undefined ? undefined : notMergeable(uses, why);
}

function notMergeable(uses: string, why: string): Obstacle {
  return { code: "not-mergeable", reason: `${uses}, and the two cannot be joined: ${why}; join them by hand` };
}

function changesSources({ keyword, args, words }: Instruction): boolean {
  if (keyword === "RUN") return APT_CONFIGURATION.test(args.text) || APT_CONFIGURATORS.test(args.text);
  return (keyword === "COPY" || keyword === "ADD") && APT_CONFIGURATION.test(words.at(-1)?.value ?? "");
}

/** An instruction that neither command can notice: it sets what only the image's configuration holds, or a variable that the update does not read. */
function isMetadata({ keyword, assignments, words }: Instruction, update: AptRun): boolean {
  if (keyword === "EXPOSE" || keyword === "LABEL" || keyword === "MAINTAINER") return true;
  // The classic builder drops what is written below a volume.
  if (keyword === "VOLUME") return words.every(({ value }) => !/^\/?(?:var(?:\/lib(?:\/apt.*)?)?)?\/?$|\$/.test(value));
  if (keyword !== "ENV" && keyword !== "ARG") return false;
  if (update.script.kind !== "script" || update.apt.events.length < [...walkCommands(update.script.list)].length) return false;
  const { text } = update.script.source;
  return assignments.every(({ name }) => !UPDATE_ENVIRONMENT.test(name) && !new RegExp(`\\$\\{?${name}\\b`).test(text));
}

function hasCommand({ script }: AptRun, names: ReadonlySet<string>): boolean {
  return script.kind === "script" && [...walkCommands(script.list)].some(({ command }) => names.has(command.words[0]?.value ?? ""));
}

function scriptObstacle(dockerfile: Dockerfile, first: AptRun, second: AptRun, moves: boolean): string | undefined {
  const flags = (run: AptRun): string => run.at.flags.map(({ text }) => text).join(" ");
  if (first.script.kind !== "script" || second.script.kind !== "script") return "one of them is not read by a shell";
  if (first.at.heredocs.length + second.at.heredocs.length > 0) return "one of them has a heredoc";
  if (flags(first) !== flags(second)) return "their flags differ";
  if (!isPureAndList(first.script.list))
    return `line ${first.at.line} is more than simple commands joined by &&, so that another failure would count`;
  if (leaksState(first.script)) return `line ${first.at.line} changes the state of its shell`;
  if (first.script.comments.length > 0) return `a shell comment ends line ${first.at.line}`;
  if (dockerfile.text.slice(first.script.list.span.end, first.at.span.end).trim() !== "") return `line ${first.at.line} ends in a continuation`;
  const guarded = moves && hasErrexit(second.script) && first.script.list.items.length === 1 && startsWithSet(second.script);
  if (isPureAndList(second.script.list) || guarded) return undefined;
  return `line ${second.at.line} is more than simple commands joined by &&, so that another failure would count`;
}

function startsWithSet({ list }: ParsedScript): boolean {
  const [command] = list.items[0]?.pipeline.commands ?? [];
  return command?.kind === "simple" && command.words[0]?.value === "set" && list.items.length > 1 && list.items[0]?.operator === ";";
}

/** Variables, options, traps. `set -ex` means nothing to a list of `&&` but a trace. */
function leaksState({ list }: ParsedScript): boolean {
  return [...walkCommands(list)].some(({ command: { words } }) => {
    if (words.length === 0) return true;
    if (words[0]?.value === "set") return !words.slice(1).every(({ text }) => /^-[ex]+$/.test(text));
    return SHELL_STATE.has(words[0]?.value ?? "");
  });
}

function commentObstacle({ dockerfile }: AptFile, first: AptRun, second: AptRun, moves: boolean): string | undefined {
  const between = dockerfile.comments.filter(({ start }) => first.at.span.end <= start && start < second.at.span.start);
  const pragma = [...between, ...(moves ? first.at.leadingComments : [])].find(isPragma);
  return pragma === undefined ? undefined : `the comment of line ${pragma.line} (${pragma.text}) is meant for one of them`;
}

function innerComments({ at }: AptRun): string | undefined {
  return at.innerComments.length > 0 ? `the comment of line ${at.innerComments[0]?.line} would move` : undefined;
}

/**
 * How a command can be put behind a script so that it runs after success and the exit status stays what it is: `&&`, or `;` where a failure
 * has ended the script by then (POSIX, set -e).
 */
export function tailOf({ at, script }: { readonly at: Instruction; readonly script: ParsedScript }): Obstacle | "&&" | ";" {
  const { items } = script.list;
  const last = items.at(-1);
  if (last === undefined || !lastCommandRuns(script.list)) {
    return {
      code: "unreachable-tail",
      reason: "the script may leave before its end (exit, exec, &), so that a command behind it does not run; put the rm in front",
    };
  }
  const isBody = at.heredocs.some(({ body }) => body.start <= script.list.span.start);
  const stuck = removalObstacle(script, isBody ? last.pipeline : undefined);
  if (stuck !== undefined) return { code: "rm-would-not-work", reason: `${stuck}; add the rm by hand` };
  const isSimple = last.pipeline.commands.every(({ kind }) => kind === "simple");
  const errexit = hasErrexit(script);
  if (errexit || mayHaveErrexit(script)) {
    const hidden = functionsOf(script).size > 0 || !last.pipeline.commands.every(isUnaffected);
    if (hidden)
      return {
        code: "status-would-change",
        reason: "&& behind the last command would switch set -e off inside it; add the rm inside, behind the install",
      };
  }
  const before = items.at(-2)?.operator;
  if (errexit && isSimple && !last.pipeline.negated && (before === ";" || before === "\n")) return ";";
  // The script is the body: its commands are lines.
  if (isBody) {
    return errexit
      ? "&&"
      : {
          code: "heredoc-no-errexit",
          reason: "without set -e a failure inside the heredoc goes unnoticed, and its last line decides; start it with set -e",
        };
  }
  return "&&";
}

/** What would make an rm behind the last command do something else, or nothing. */
function removalObstacle(script: ParsedScript, lastLine: Pipeline | undefined): string | undefined {
  const heredoc = lastLine?.commands.some(({ redirections }) => redirections.some(({ isHeredoc }) => isHeredoc));
  if (heredoc === true) return "the script ends with a heredoc, whose lines would come between";
  if (functionsOf(script).has("rm")) return "a function of the script is called rm";
  for (const { command } of walkCommands(script.list)) {
    const words = command.words.map(({ text }) => text);
    if (words[0] === "set" && words.some((word) => /^-\w*f|noglob/.test(word))) return "the script switches file name expansion off (set -f)";
    const paths = [...command.assignments.map(({ span, at }) => ({ span, text: script.source.text.slice(at.start, at.end) })), ...command.words];
    if (paths.some(({ text }) => /^["']?PATH=(?!.*\$\{?PATH\b)/s.test(text))) return "the script sets PATH anew, so that rm may not be found";
  }
  return undefined;
}

function mayHaveErrexit({ interpreter, list }: ParsedScript): boolean {
  if (interpreter.errexit) return true;
  return [...walkCommands(list)].some(
    ({ command: { words } }) => words[0]?.value === "set" && words.some(({ text }) => /^-\w*e|errexit|\$/.test(text)),
  );
}

/** Whether it makes no difference inside a command that a failure there is passed over: nothing follows what fails. */
function isUnaffected(command: ShellCommand): boolean {
  if (command.kind === "simple") return true;
  return /^(?:case|group|if|subshell)$/.test(command.kind) && command.lists.every(isPureAndList);
}
