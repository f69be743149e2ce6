/** Where a RUN that installs and then builds can be cut in two without changing what fails and what its commands see. */
import { BUILD_VARIABLES, CREDENTIALS } from "../knowledge/commands.ts";
import { hasErrexit } from "./commands.ts";
import type { RunReading } from "./installs.ts";
import type { ListItem, ParsedScript, SimpleCommand } from "./model.ts";
import type { Obstacle, Verdict } from "./run-verdict.ts";
import { simpleOf } from "./walk.ts";

/**
 * `none`: the whole RUN stays above the sources. `after`: the item of that index is the last above them. `before`: `insert` is put above instead
 * of it; `front` says whether what stands in front of it does something that is not to be done twice. `repeated`: items that are said again below.
 */
export type Cut =
  | { readonly kind: "none" }
  | { readonly kind: "after"; readonly index: number; readonly repeated: readonly number[] }
  | {
      readonly kind: "before";
      readonly index: number;
      readonly insert: string;
      readonly front: "state" | "work";
      readonly repeated: readonly number[];
    };

/** The cut behind the last install (step `last`), when something behind it needs the sources. */
export function cutAfter({ at, script }: RunReading, verdicts: readonly Verdict[], last: number): Cut | Obstacle {
  const needy = verdicts.findIndex((verdict, index) => index > last && needsSources(verdict));
  if (needy < 0) return { kind: "none" };
  let index = last;
  while (index + 1 < needy && verdicts[index + 1]?.state === undefined) index++;
  if (script === undefined) return { kind: "none" };
  const what = verdicts[needy]?.needs ?? "what follows";
  if (at.heredocs.length > 0) {
    return { code: "heredoc", reason: `behind the install, ${what} needs the sources, and a heredoc is not cut in two; make it two RUNs` };
  }
  if (verdicts.slice(index + 1).some(({ cleans }) => cleans)) {
    return {
      code: "cleanup-crosses-boundary",
      reason: `behind ${what} the RUN removes, moves or re-owns what the install left: cut in two, the image would hold that twice; use a cache mount, or a stage of its own`,
    };
  }
  return (
    stateObstacle(verdicts.slice(0, index + 1)) ??
    joinObstacle(script, index) ?? { kind: "after", index, repeated: stateOf(script, verdicts.slice(0, index + 1)) }
  );
}

export function needsSources({ needs, named }: Verdict): boolean {
  return needs !== undefined || named.length > 0;
}

/** The cut in front of step `index`, which stays below the sources while `insert` goes above them. */
export function cutBefore(
  { at, script, steps }: RunReading,
  verdicts: readonly Verdict[],
  index: number,
  insert: string,
  command: SimpleCommand | undefined,
): Cut | Obstacle {
  if (verdicts.slice(index + 1).some(({ cleans }) => cleans)) {
    return {
      code: "cleanup-crosses-boundary",
      reason: `behind the install the RUN removes, moves or re-owns what \`${insert}\` would leave in a layer in front of it; use a cache mount, or a stage of its own`,
    };
  }
  const front = verdicts.slice(0, index);
  const isPureState = front.every(({ works }) => !works);
  const whole = `${assignmentsOf(command)}${withProgram(insert, command)}`;
  const cut: Cut = { kind: "before", index, insert: whole, front: isPureState ? "state" : "work", repeated: stateOf(script, front) };
  if (script === undefined) return cut;
  const item = steps[index]?.item;
  if (item === undefined || simpleOf(item.pipeline) !== command) {
    return {
      code: "run-shape",
      reason: `the install is part of a larger command, in front of which \`${insert}\` cannot be put; give it a line of its own`,
    };
  }
  if (at.heredocs.length > 0)
    return { code: "heredoc", reason: `\`${insert}\` would have to stand above the sources, and a heredoc is not cut in two; make it two RUNs` };
  if (CREDENTIALS.test(script.source.text)) {
    return {
      code: "credential-setup-in-run",
      reason: `this RUN sets up credentials, which \`${insert}\` in a RUN of its own would not have; set them up in a RUN above, with a secret mount`,
    };
  }
  return stateObstacle(front) ?? (isPureState ? undefined : joinObstacle(script, index - 1)) ?? cut;
}

/** The items to say again: all that set state, but no `cd` in front of one to an absolute directory. */
function stateOf(script: ParsedScript | undefined, verdicts: readonly Verdict[]): readonly number[] {
  const found = verdicts.flatMap(({ state }, index) => (state === undefined ? [] : [index]));
  const targets = new Map(found.flatMap((index) => cdTarget(script?.list.items[index]).map((target): [number, string] => [index, target])));
  const last = found.findLast((index) => /^["']?\//.test(targets.get(index) ?? "")) ?? -1;
  return found.filter((index) => index >= last || !targets.has(index));
}

function cdTarget(item: ListItem | undefined): readonly string[] {
  const command = item === undefined ? undefined : simpleOf(item.pipeline);
  return command?.words[0]?.value === "cd" && command.words.length === 2 ? [command.words[1]?.text ?? ""] : [];
}

/** The program, and what starts it, as the command writes it: `./mvnw`, `sudo -u app poetry`, `python -m poetry`. */
function withProgram(insert: string, command: SimpleCommand | undefined): string {
  const [program = "", ...rest] = insert.split(" ");
  const base = (text: string | undefined): string | undefined => text?.slice(text.lastIndexOf("/") + 1);
  const at = command?.words.findIndex(({ text, value }) => base(value ?? text) === base(program)) ?? -1;
  if (command === undefined || at < 0) return insert;
  return [...command.words.slice(0, at + 1).map(({ text }) => text), ...rest].join(" ");
}

/** Variables in front of a command that matter to a download too. */
function assignmentsOf(command: SimpleCommand | undefined): string {
  const assignments = command?.assignments.filter(({ name }) => !BUILD_VARIABLES.has(name)) ?? [];
  return assignments.map(({ name, append, value }) => `${name}${append ? "+" : ""}=${value?.text ?? ""} `).join("");
}

function stateObstacle(verdicts: readonly Verdict[]): Obstacle | undefined {
  if (!verdicts.some(({ state }) => state === "other")) return undefined;
  return {
    code: "run-state",
    reason: "the RUN changes the state of its shell in a way that a second RUN cannot be given (source, eval, trap …); make it two RUNs by hand",
  };
}

/**
 * `a && b` fails when `a` does, and so do two RUNs. In `a; b` a failure of `a` is passed over, unless set -e is in force from the start; even
 * then not inside an `&&` list that is not the last one (POSIX, set -e).
 */
function joinObstacle(script: ParsedScript, index: number): Obstacle | undefined {
  const { items } = script.list;
  const operators = items.slice(0, -1).map(({ operator }) => operator);
  const status = (why: string): Obstacle => ({
    code: "semicolon-status",
    reason: `${why}: cut in two, a failure that is passed over today would stop the build; join the commands with && or start with set -e`,
  });
  if (operators.includes("||")) return status("an alternative (||) stands in the list");
  if (operators.includes("&") || items.at(-1)?.operator === "&")
    return { code: "run-state", reason: "a command runs in the background, which ends with its RUN; make it two RUNs by hand" };
  if (items.slice(0, index + 1).some(isNegated)) return status("a pipeline or a compound command stands in front of the cut");
  if (operators.every((operator) => operator === "&&")) return undefined;
  if (!hasErrexit(script) && !startsErrexit(items)) return status("commands are joined by ;");
  const lastBreak = operators.findLastIndex((operator) => operator !== "&&");
  const isMixed = operators.slice(0, lastBreak).includes("&&");
  return isMixed ? status("&& and ; are mixed, and set -e does not reach into an && list") : undefined;
}

function isNegated({ pipeline }: ListItem): boolean {
  return pipeline.negated || simpleOf(pipeline) === undefined;
}

/** `set -e && a; b`: errexit holds from the second command on, and the first does not fail. */
function startsErrexit(items: readonly ListItem[]): boolean {
  const first = items[0] === undefined ? undefined : simpleOf(items[0].pipeline);
  return first?.words[0]?.value === "set" && first.words.slice(1).every(({ value }) => /^-[eux]*e[eux]*$/.test(value ?? ""));
}
