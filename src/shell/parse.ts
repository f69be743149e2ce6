/**
 * The one door to unbash, a bash parser with exact offsets. Its tree becomes our model; whatever it reports an error for, and whatever
 * does not stand in the text where it says, is opaque. It reads bash: what it accepts may still be no valid dash, and the model says where.
 */
import {
  type ArithmeticFor,
  type Assignment,
  type Command,
  type CommandNode,
  type CompoundList,
  type CompoundCommand as CompoundSyntax,
  type Coproc,
  type Function as FunctionSyntax,
  forEachChild,
  type HereDoc,
  type If,
  type PipelineNode,
  parse,
  type Redirection as RedirectionSyntax,
  type Statement,
  type SyntaxNode,
  type Word,
} from "unbash";
import { physicalSpan } from "../dockerfile/logical.ts";
import type { LogicalText, Span } from "../dockerfile/model.ts";
import { commentsBetween } from "./comments.ts";
import type {
  CompoundCommand,
  Expansion,
  Interpreter,
  ListItem,
  ListOperator,
  Node,
  OpaqueScript,
  Pipeline,
  Redirection,
  ShellAssignment,
  ShellCommand,
  ShellList,
  ShellScript,
  ShellWord,
  SimpleCommand,
} from "./model.ts";
import { isPlain, readWord, type WordPlace } from "./words.ts";

/** The tree of one script on its way into the model. */
interface Conversion {
  readonly source: LogicalText;
  /** Ranges that comments cannot start in: words, redirections, heredoc bodies, arithmetic. */
  readonly leaves: Span[];
  readonly heredocBodies: Span[];
  depth: number;
}

/** What a word holds apart from its literal text. */
interface Contents {
  readonly holes: Span[];
  readonly expansions: Set<Expansion>;
  readonly scripts: ShellList[];
}

class Unreadable extends Error {
  readonly code: "syntax" | "too-deep";
  constructor(code: "syntax" | "too-deep", message: string) {
    super(message);
    this.code = code;
  }
}

/** The parts of a word that are no literal text. Their inside is not looked at for quotes. */
const EXPANSION_OF: { readonly [type in SyntaxNode["type"]]?: readonly Expansion[] } = {
  AnsiCQuoted: ["bash"],
  ArithmeticExpansion: ["arithmetic"],
  ArrayValue: ["bash"],
  CommandExpansion: ["command"],
  LocaleString: ["bash"],
  ParameterExpansion: ["variable"],
  ProcessSubstitution: ["process"],
  SimpleExpansion: ["variable"],
};

/** How an expansion that opens must end. The old `$[1 + 2]`, of which dash knows nothing, is not read. */
const CLOSES: readonly (readonly [open: string, close: string])[] = [
  ["$(", ")"],
  ["${", "}"],
  ["`", "`"],
  ["$[", ""],
];

interface Positions {
  readonly pos: number;
  readonly end: number;
}

const MAX_DEPTH = 100;
const NONE: readonly never[] = [];
const UNKNOWN_SHELL: Interpreter = { name: "sh", errexit: false, pipefail: false };
/** Everything below the blank but tab and newline, and DEL. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/;

/** Reads a shell script. Never throws; what is not understood exactly is opaque. */
export function parseShell(source: LogicalText, interpreter: Interpreter = UNKNOWN_SHELL, shebang?: string): ShellScript {
  try {
    return convertScript(source, interpreter, shebang);
  } catch (error) {
    if (error instanceof Unreadable) return opaque(error.code, error.message);
    if (error instanceof RangeError) return opaque("too-deep", "the shell command is nested too deeply to be read");
    throw error;
  }
}

export function opaque(code: OpaqueScript["code"], reason: string): OpaqueScript {
  return { kind: "opaque", code, reason };
}

function convertScript(source: LogicalText, interpreter: Interpreter, shebang: string | undefined): ShellScript {
  if (source.text.includes("\0")) throw new Unreadable("syntax", "the shell command contains a NUL character");
  if (shebang === undefined && /^[-+]/.test(source.text)) {
    throw new Unreadable("syntax", `the shell takes a command that begins with ${source.text.charAt(0)} as its own option`);
  }
  const script = parse(source.text);
  const problem = script.errors?.[0];
  if (problem !== undefined)
    throw new Unreadable(/nest/.test(problem.message) ? "too-deep" : "syntax", `the shell command does not parse: ${problem.message}`);
  const conversion: Conversion = { source, leaves: [], heredocBodies: [], depth: 0 };
  const list = convertList(conversion, script.commands);
  refuseControls(conversion);
  refuseRest(conversion, list);
  const found = commentsBetween(source.text, conversion.leaves);
  if (found === undefined) throw new Unreadable("syntax", "the shell command has parts that could not be read");
  const comments = found.map((at) => nodeAt(conversion, at.start, at.end));
  return { kind: "script", source, list, comments: shebang === undefined ? comments : comments.slice(1), shebang, interpreter };
}

/** Control characters are data inside a heredoc; anywhere else shells and this reader may take them differently. */
function refuseControls({ source, heredocBodies }: Conversion): void {
  if (!CONTROL.test(source.text)) return;
  for (let i = 0; i < source.text.length; i++) {
    if (!CONTROL.test(source.text.charAt(i)) || heredocBodies.some((body) => body.start <= i && i < body.end)) continue;
    const name = source.text.charAt(i) === "\r" ? "carriage returns, which the shell takes as part of its words" : "control characters";
    throw new Unreadable("syntax", `the shell command contains ${name}`);
  }
}

/** Behind the last statement stand its heredocs, blanks and comments, nothing else. */
function refuseRest({ source, leaves }: Conversion, { items }: ShellList): void {
  const last = items.at(-1);
  let at = last === undefined ? 0 : (last.operatorNode?.at.end ?? last.pipeline.at.end);
  const behind = leaves.filter(({ start }) => start >= at).sort((a, b) => a.start - b.start);
  for (const { start, end } of [...behind, { start: source.text.length, end: source.text.length }]) {
    if (!/^(?:\s|\\\n|#.*)*$/.test(source.text.slice(at, Math.max(at, start)))) throw misplaced(at);
    at = Math.max(at, end);
  }
}

function nodeAt({ source }: Conversion, start: number, end: number): Node {
  return { span: physicalSpan(source, start, end), at: { start, end } };
}

function leaf(conversion: Conversion, start: number, end: number): void {
  conversion.leaves.push({ start, end });
}

function deeper<T>(conversion: Conversion, convert: () => T): T {
  if (conversion.depth >= MAX_DEPTH) throw new Unreadable("too-deep", "the shell command is nested too deeply to be read");
  conversion.depth++;
  const result = convert();
  conversion.depth--;
  return result;
}

// Lists

function convertList(conversion: Conversion, statements: readonly Statement[]): ShellList {
  return deeper(conversion, () => {
    const items = statements.flatMap((statement) => convertStatement(conversion, statement));
    const unjoined = items.find((item, index) => item.operator === undefined && index < items.length - 1);
    if (unjoined !== undefined) throw misplaced(unjoined.pipeline.at.end);
    const start = items[0]?.pipeline.at.start ?? 0;
    const { span, at } = nodeAt(conversion, start, items.at(-1)?.pipeline.at.end ?? start);
    return { span, at, items };
  });
}

function convertStatement(conversion: Conversion, { command }: Statement): ListItem[] {
  const nodes = command.type === "AndOr" ? command.commands : [command];
  const operators = command.type === "AndOr" ? command.operators : [];
  return nodes.map((node, index) => {
    const pipeline = convertPipeline(conversion, node);
    const operator = operators[index];
    const found = operatorAfter(conversion.source.text, node.end);
    if (operator !== undefined && found?.operator !== operator) throw misplaced(node.end);
    if (found === undefined) return { pipeline, operator: undefined, operatorNode: undefined };
    return { pipeline, operator: found.operator, operatorNode: nodeAt(conversion, found.start, found.start + found.operator.length) };
  });
}

function misplaced(at: number): Unreadable {
  return new Unreadable("syntax", `the shell command is read in two ways at character ${at + 1}`);
}

/** The operator that follows a pipeline: only blanks, joined lines and, before a newline, a comment may stand between. */
function operatorAfter(text: string, end: number): { operator: ListOperator; start: number } | undefined {
  let at = end;
  while (/[ \t]/.test(text.charAt(at)) || text.startsWith("\\\n", at)) at += text.charAt(at) === "\\" ? 2 : 1;
  if (text.charAt(at) === "#") at = text.indexOf("\n", at);
  if (at < 0) return undefined;
  if (text.startsWith("&&", at) || text.startsWith("||", at)) return { operator: text.startsWith("&&", at) ? "&&" : "||", start: at };
  if (/^;[;&]/.test(text.slice(at, at + 2))) return undefined;
  const char = text.charAt(at);
  return char === ";" || char === "&" || char === "\n" ? { operator: char, start: at } : undefined;
}

function convertPipeline(conversion: Conversion, node: PipelineNode): Pipeline {
  const { span, at } = nodeAt(conversion, node.pos, node.end);
  if (node.type !== "Pipeline") return { span, at, negated: false, timed: false, commands: [convertCommand(conversion, node)] };
  if (node.commands.length === 0) throw misplaced(node.end);
  const negations = node.prefixes.filter((prefix) => prefix.type === "Negation").length;
  const timed = node.prefixes.some((prefix) => prefix.type === "Time");
  return { span, at, negated: negations % 2 === 1, timed, commands: node.commands.map((command) => convertCommand(conversion, command)) };
}

// Commands

function convertCommand(conversion: Conversion, node: CommandNode): ShellCommand {
  if (node.type === "Command") return convertSimple(conversion, node);
  if (node.type === "Redirected") return convertCompound(conversion, node.command, node.redirects, node);
  if (node.type === "Function") return convertNamed(conversion, "function", node);
  if (node.type === "Coproc") return convertNamed(conversion, "coproc", node);
  return convertCompound(conversion, node, [], node);
}

function convertSimple(conversion: Conversion, node: Command): SimpleCommand {
  const assignments: ShellAssignment[] = [];
  const redirections: Redirection[] = [];
  const words: ShellWord[] = [];
  for (const part of node.prefix) {
    if (part.type === "Assignment") assignments.push(convertAssignment(conversion, part));
    else redirections.push(convertRedirection(conversion, part));
  }
  if (node.name !== undefined) words.push(convertWord(conversion, node.name, "argument"));
  for (const part of node.suffix) {
    if (part.type === "Word" || part.type === "Assignment") words.push(convertWord(conversion, part, "argument"));
    else redirections.push(convertRedirection(conversion, part));
  }
  const { span, at } = nodeAt(conversion, node.pos, node.end);
  refuseGaps(conversion, at, [...assignments, ...redirections, ...words]);
  return { kind: "simple", span, at, assignments, words, redirections };
}

/** Only blanks and joined lines stand between the parts of a simple command; unbash steps over a stray `(` there. */
function refuseGaps({ source }: Conversion, whole: Span, parts: readonly Node[]): void {
  if (parts.length === 0) throw misplaced(whole.start);
  let end = whole.start;
  for (const { at } of [...parts].sort((a, b) => a.at.start - b.at.start)) {
    if (!isBlank(source.text, end, at.start)) throw misplaced(end);
    end = at.end;
  }
  if (end !== whole.end) throw misplaced(end);
}

function isBlank(text: string, from: number, to: number): boolean {
  return from === to || (to === from + 1 && text.charAt(from) === " ") || /^(?:[ \t]|\\\n)*$/.test(text.slice(from, to));
}

function convertCompound(conversion: Conversion, node: CompoundSyntax, redirects: readonly RedirectionSyntax[], whole: Positions): CompoundCommand {
  return deeper(conversion, () => ({
    ...partsOf(conversion, node),
    ...nodeAt(conversion, whole.pos, whole.end),
    redirections: redirects.map((redirect) => convertRedirection(conversion, redirect)),
  }));
}

type CompoundParts = Pick<CompoundCommand, "kind" | "lists" | "name" | "words">;

function partsOf(conversion: Conversion, node: CompoundSyntax): CompoundParts {
  const lists = (...bodies: readonly CompoundList[]) => bodies.map((body) => convertList(conversion, body.commands));
  switch (node.type) {
    case "If":
      return { kind: "if", name: undefined, words: [], lists: lists(...branchesOf(node)) };
    case "While":
      return { kind: node.kind, name: undefined, words: [], lists: lists(node.clause, node.body) };
    case "Subshell":
      return { kind: "subshell", name: undefined, words: [], lists: lists(node.body) };
    case "BraceGroup":
      return { kind: "group", name: undefined, words: [], lists: lists(node.body) };
    case "For":
    case "Select": {
      const words = [node.name, ...(node.wordlist ?? [])].map((word) => convertWord(conversion, word, "argument"));
      return { kind: node.type === "For" ? "for" : "select", name: node.name.text, words: words.slice(1), lists: lists(node.body) };
    }
    case "Case": {
      const words = [node.word, ...node.items.flatMap((item) => item.pattern)].map((word) => convertWord(conversion, word, "argument"));
      return { kind: "case", name: undefined, words, lists: lists(...node.items.map((item) => item.body)) };
    }
    case "ArithmeticFor":
      return { kind: "for", name: undefined, words: [loopHeader(conversion, node)], lists: lists(node.body) };
    case "ArithmeticCommand":
      return { kind: "arithmetic", name: undefined, words: [wholeAsWord(conversion, node, [node], "arithmetic")], lists: [] };
    case "TestCommand":
      return { kind: "test", name: undefined, words: [wholeAsWord(conversion, node, [node], "bash")], lists: [] };
  }
}

function branchesOf(node: If): readonly CompoundList[] {
  const branches = [node.clause, node.then, ...node.elif.flatMap(({ clause, then }) => [clause, then])];
  return node.else === undefined ? branches : [...branches, node.else];
}

/** `for ((i = 0; i < 3; i++))`, bash only. */
function loopHeader(conversion: Conversion, node: ArithmeticFor): ShellWord {
  const parts = [node.initialize, node.test, node.update].filter((part) => part !== undefined);
  return wholeAsWord(conversion, { pos: node.pos, end: node.body.pos }, parts, "arithmetic");
}

/** A function or a coprocess: a name and one command. A group or subshell gives its list itself. */
function convertNamed(conversion: Conversion, kind: "coproc" | "function", node: Coproc | FunctionSyntax): CompoundCommand {
  return deeper(conversion, () => {
    leaf(conversion, node.pos, node.body.pos);
    if (node.body.type === "CompoundList") throw misplaced(node.body.pos);
    const body = convertCommand(conversion, node.body);
    const redirections = body.kind === "simple" ? [] : body.redirections;
    const isGroup = body.kind === "group" || body.kind === "subshell";
    const lists = isGroup ? body.lists : [listOfOne(body)];
    return { kind, name: node.name?.text, ...nodeAt(conversion, node.pos, node.end), lists, words: [], redirections };
  });
}

function listOfOne(command: ShellCommand): ShellList {
  const { span, at } = command;
  const pipeline = { span, at, negated: false, timed: false, commands: [command] };
  return { span, at, items: [{ pipeline, operator: undefined, operatorNode: undefined }] };
}

// Words

function convertWord(conversion: Conversion, node: Assignment | Word, place: WordPlace): ShellWord {
  leaf(conversion, node.pos, node.end);
  const { text } = node;
  if (text.length !== node.end - node.pos || !conversion.source.text.startsWith(text, node.pos)) throw misplaced(node.pos);
  const { span, at } = nodeAt(conversion, node.pos, node.end);
  if (isPlain(text)) return { span, at, text, value: text, expansions: NONE, scripts: NONE };
  const contents: Contents = { holes: [], expansions: new Set(), scripts: [] };
  collect(conversion, contents, node, node.pos);
  const reading = readWord(text, place, contents.holes);
  if (reading.unclaimed) throw misplaced(node.pos);
  for (const expansion of reading.expansions) contents.expansions.add(expansion);
  if (contents.expansions.size === 0) return { span, at, text, value: reading.value, expansions: NONE, scripts: NONE };
  return { span, at, text, value: undefined, expansions: [...contents.expansions], scripts: contents.scripts };
}

/** What a construct that is no single word runs and expands, as if it were one. */
function wholeAsWord(conversion: Conversion, { pos, end }: Positions, nodes: readonly SyntaxNode[], expansion: Expansion): ShellWord {
  leaf(conversion, pos, end);
  const contents: Contents = { holes: [], expansions: new Set([expansion]), scripts: [] };
  for (const node of nodes) collectScripts(conversion, contents, node);
  const text = conversion.source.text.slice(pos, end);
  return { ...nodeAt(conversion, pos, end), text, value: undefined, expansions: [...contents.expansions], scripts: contents.scripts };
}

/** Notes the expansions of a word, their ranges from `base` on, and the scripts they run. */
function collect(conversion: Conversion, contents: Contents, node: SyntaxNode, base: number): void {
  forEachChild(node, (child) => {
    // `!(a)` is a syntax error in dash, and in bash too unless `shopt -s extglob` ran before.
    if (child.type === "ExtendedGlob") throw misplaced(child.pos);
    const kinds = EXPANSION_OF[child.type];
    if (kinds === undefined) return deeper(conversion, () => collect(conversion, contents, child, base));
    const close = CLOSES.find(([open]) => conversion.source.text.startsWith(open, child.pos))?.[1];
    if (close !== undefined && conversion.source.text.charAt(child.end - 1) !== close) throw misplaced(child.pos);
    for (const kind of kinds) contents.expansions.add(kind);
    contents.holes.push({ start: child.pos - base, end: child.end - base });
    collectScripts(conversion, contents, child);
  });
}

function collectScripts(conversion: Conversion, contents: Contents, node: SyntaxNode): void {
  if (node.type !== "CommandExpansion" && node.type !== "ProcessSubstitution" && node.type !== "ArithmeticCommandExpansion") {
    deeper(conversion, () => forEachChild(node, (child) => collectScripts(conversion, contents, child)));
    return;
  }
  contents.expansions.add(node.type === "ProcessSubstitution" ? "process" : "command");
  // Positions inside nested escaped backticks belong to a text of their own.
  if (node.script === undefined || node.script.source !== undefined) return;
  const problem = node.script.errors?.[0];
  if (problem !== undefined) throw new Unreadable("syntax", `a command substitution does not parse: ${problem.message}`);
  contents.scripts.push(convertList(conversion, node.script.commands));
}

function convertAssignment(conversion: Conversion, node: Assignment): ShellAssignment {
  leaf(conversion, node.pos, node.end);
  const common = { ...nodeAt(conversion, node.pos, node.end), name: node.name, append: node.append === true };
  if (node.value.type === "Word") return { ...common, value: convertWord(conversion, node.value, "assignment"), elements: [] };
  return { ...common, value: undefined, elements: node.value.elements.map((element) => convertWord(conversion, element, "argument")) };
}

// Redirections

function convertRedirection(conversion: Conversion, node: RedirectionSyntax): Redirection {
  leaf(conversion, node.pos, node.end);
  const descriptor = node.descriptor?.type === "FileDescriptor" ? node.descriptor.value : undefined;
  const common = { ...nodeAt(conversion, node.pos, node.end), operator: node.operator, descriptor };
  if (node.type === "HereDoc") return { ...common, ...convertHeredoc(conversion, node), isHeredoc: true };
  if (node.target === undefined) throw misplaced(node.end);
  const target = convertWord(conversion, node.target, "argument");
  // In `> 2>&1` the 2 belongs to the second operator, and the first has no target; dash reads `>&2>f` like that too.
  if (/^\d+[<>]/.test(conversion.source.text.slice(target.at.start, target.at.end + 1))) throw misplaced(node.pos);
  return { ...common, target, isHeredoc: false, body: undefined };
}

function convertHeredoc(conversion: Conversion, { body, closing, delimiter }: HereDoc): Pick<Redirection, "body" | "target"> {
  if (closing === undefined || delimiter === undefined) throw new Unreadable("syntax", "a heredoc of the shell command has no end");
  leaf(conversion, body.pos, closing.end);
  conversion.heredocBodies.push({ start: body.pos, end: body.end });
  const contents: Contents = { holes: [], expansions: new Set(), scripts: [] };
  collect(conversion, contents, body, body.pos);
  const place = nodeAt(conversion, delimiter.pos, delimiter.end);
  const target = { ...place, text: delimiter.text, value: delimiter.value, expansions: [], scripts: [] };
  const text = conversion.source.text.slice(body.pos, body.end);
  const expansions = [...contents.expansions];
  return { target, body: { ...nodeAt(conversion, body.pos, body.end), text, value: undefined, expansions, scripts: contents.scripts } };
}
