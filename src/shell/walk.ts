import type { CompoundCommand, ListItem, Pipeline, Redirection, ShellCommand, ShellList, ShellWord, SimpleCommand } from "./model.ts";

/** A simple command and where it stands. */
export interface CommandSite {
  readonly command: SimpleCommand;
  readonly pipeline: Pipeline;
  readonly item: ListItem;
  /** The list that `item` is in. */
  readonly list: ShellList;
  /** The compound commands around it, outermost first. */
  readonly ancestors: readonly CompoundCommand[];
  /** Compound commands and substitutions around it; 0 at the top. */
  readonly depth: number;
  readonly inSubstitution: boolean;
  /** The script can succeed without this command having run. In doubt `true`. */
  readonly conditional: boolean;
}

/** What is known about a list on the way down. */
interface Frame {
  readonly ancestors: readonly CompoundCommand[];
  readonly depth: number;
  readonly inSubstitution: boolean;
  /** Whenever the script succeeds, the list was begun. */
  readonly reached: boolean;
  /** Whenever the list fails, the script fails. */
  readonly decides: boolean;
  /** Shared by a whole walk: an earlier command may have ended the script. */
  readonly state: { left: boolean };
}

/** Every simple command in source order, those of substitutions before the command that holds them. */
export function walkCommands(list: ShellList): Generator<CommandSite> {
  return walkList(list, { ancestors: [], depth: 0, inSubstitution: false, reached: true, decides: true, state: { left: false } });
}

function* walkList(list: ShellList, frame: Frame): Generator<CommandSite> {
  const groups = andOrGroups(list);
  for (const [index, group] of groups.entries()) {
    const isAnd = group.every((item) => item.operator !== "||");
    const decides = frame.decides && isAnd && index === groups.length - 1 && group.at(-1)?.operator !== "&";
    for (const [position, item] of group.entries()) {
      const reached = frame.reached && !frame.state.left && (position === 0 || decides);
      yield* walkItem(list, item, { ...frame, reached, decides });
    }
  }
}

/** The items between `;`, `&` and newlines. */
function andOrGroups(list: ShellList): readonly (readonly ListItem[])[] {
  const groups: ListItem[][] = [];
  let open = false;
  for (const item of list.items) {
    if (open) groups.at(-1)?.push(item);
    else groups.push([item]);
    open = item.operator === "&&" || item.operator === "||";
  }
  return groups;
}

function* walkItem(list: ShellList, item: ListItem, frame: Frame): Generator<CommandSite> {
  const { pipeline } = item;
  for (const [index, command] of pipeline.commands.entries()) {
    const decides = frame.decides && !pipeline.negated && index === pipeline.commands.length - 1;
    if (command.kind !== "simple") {
      yield* walkCompound(command, { ...frame, decides });
      continue;
    }
    for (const inner of substitutions(command)) yield* walkList(inner, { ...deeper(frame), inSubstitution: true, decides: false });
    const { ancestors, depth, inSubstitution } = frame;
    const site: CommandSite = { command, pipeline, item, list, ancestors, depth, inSubstitution, conditional: !frame.reached };
    yield site;
    if (leavesScript(site)) frame.state.left = true;
  }
}

function* walkCompound(command: CompoundCommand, frame: Frame): Generator<CommandSite> {
  const inside = { ...deeper(frame), ancestors: [...frame.ancestors, command] };
  const reachesWords = frame.reached && command.kind === "for";
  for (const list of scriptsOf(command.words))
    yield* walkList(list, { ...deeper(inside), inSubstitution: true, reached: reachesWords, decides: false });
  const isPlain = command.kind === "group" || command.kind === "subshell";
  const hasCondition = command.kind === "if" || command.kind === "until" || command.kind === "while";
  for (const [index, list] of command.lists.entries()) {
    const reached = frame.reached && (isPlain || (hasCondition && index === 0));
    yield* walkList(list, { ...inside, reached, decides: frame.decides && isPlain });
  }
  for (const list of redirectionScripts(command.redirections)) yield* walkList(list, { ...deeper(inside), inSubstitution: true, decides: false });
}

function deeper(frame: Frame): Frame {
  return { ...frame, depth: frame.depth + 1 };
}

function substitutions({ assignments, words, redirections }: SimpleCommand): readonly ShellList[] {
  const values = assignments.flatMap(({ value, elements }) => [...(value === undefined ? [] : [value]), ...elements]);
  return [...scriptsOf(values), ...scriptsOf(words), ...redirectionScripts(redirections)];
}

function redirectionScripts(redirections: readonly Redirection[]): readonly ShellList[] {
  return redirections.flatMap(({ target, body }) => scriptsOf([target, body].filter((word) => word !== undefined)));
}

function scriptsOf(words: readonly ShellWord[]): readonly ShellList[] {
  return words.flatMap((word) => word.scripts);
}

/** Whether a command may end the whole script in success before what follows: `exec x`, `exit` without a status that is surely not 0, `return`. */
export function leavesScript({ command, pipeline, ancestors, inSubstitution }: CommandSite): boolean {
  if (inSubstitution || pipeline.commands.length > 1 || ancestors.some((each) => each.kind === "subshell")) return false;
  const name = command.words[0]?.value;
  const [, argument] = command.words;
  if (name === "exec") return argument !== undefined;
  if (name === "return") return !ancestors.some((each) => each.kind === "function");
  if (name !== "exit") return false;
  return argument?.value === undefined || !/^[1-9]\d{0,2}$/.test(argument.value) || Number(argument.value) % 256 === 0;
}

/** A command that is itself simple, for callers that look at one item. */
export function simpleOf(pipeline: Pipeline): SimpleCommand | undefined {
  const [command]: readonly (ShellCommand | undefined)[] = pipeline.commands;
  return pipeline.commands.length === 1 && command?.kind === "simple" ? command : undefined;
}
