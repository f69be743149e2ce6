import yargs, { type Argv } from "yargs";
import { DfmodError, nearestName } from "../errors.ts";
import type { Command, CommandLine, ReportName, ReportRequest, Selector } from "./command-line.ts";
import { commands, general, laterCommands, laterOptions, laterReports, type Name, reportNames, table } from "./option-table.ts";

type Parsed = Readonly<Record<string, unknown>>;

/** The arguments, or `version` when that is asked for. Throws a `DfmodError` with code `usage`. */
export function parseCommandLine(args: readonly string[]): CommandLine | "version" {
  const parsed = parse(args);
  const { command, operands } = splitOperands(parsed);
  checkOptions(parsed, command);
  return flag(parsed, "version") ? "version" : commandLine(parsed, command, operands);
}

/** The completion script of the shell in use, as yargs makes it. */
export async function completionScript(): Promise<string> {
  return new Promise((resolve) => {
    parser()
      .completion("completion")
      .parse(["completion"], {}, (_error: unknown, _argv: unknown, output: string) => resolve(`${output}\n`));
  });
}

/** What could follow what was typed so far. */
export async function completions(words: readonly string[]): Promise<readonly string[]> {
  return describe()
    .completion("completion", false)
    .getCompletion([...words]);
}

function parser(): Argv {
  return yargs([])
    .scriptName("dfmod")
    .locale("en")
    .help(false)
    .version(false)
    .exitProcess(false)
    .fail((message) => {
      throw usage(yargsMessage(message), "dfmod --help");
    })
    .parserConfiguration({
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
      "populate--": true,
      "strip-aliased": true,
    });
}

function describe(): Argv {
  return Object.entries(commands).reduce((argv, [name, { description }]) => argv.command(name, description), parser().options(table));
}

function yargsMessage(message: string): string {
  const option = /^Not enough arguments following: (.+)$/.exec(message)?.[1];
  return option === undefined ? message : `${dashed(option)} needs a value`;
}

function parse(args: readonly string[]): Parsed {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const own = args.slice(0, end).map(prepareArgument);
  return parser()
    .options(table)
    .parseSync([...own, ...args.slice(end)]);
}

/** `--changed` takes its value with `=` only, so that a path behind it stays a path; yargs reads any value of a boolean but `true` as false. */
function prepareArgument(argument: string): string {
  const [, name = ""] = /^--([^=]+)=/.exec(argument) ?? [];
  if (isName(name) && table[name].type === "boolean") {
    throw usage(`--${name} takes no value`, `write --${name}`);
  }
  return argument === "--changed" ? "--changed=" : argument;
}

function isName(name: string): name is Name {
  return Object.hasOwn(table, name);
}

function isCommand(name: string): name is keyof typeof commands {
  return Object.hasOwn(commands, name);
}

function isReportName(name: string): name is ReportName {
  return reportNames.some((known) => known === name);
}

function splitOperands(parsed: Parsed): { readonly command: Command; readonly operands: readonly string[] } {
  const words = list(parsed._);
  const afterDashes = list(parsed["--"]);
  const [first = "", ...rest] = words;
  if (laterCommands.has(first)) {
    throw later(`dfmod ${first}`);
  }
  return isCommand(first) ? { command: first, operands: [...rest, ...afterDashes] } : { command: "rewrite", operands: [...words, ...afterDashes] };
}

function checkOptions(parsed: Parsed, command: Command): void {
  const allowed = command === "rewrite" ? undefined : new Set<string>([...commands[command].options, ...general]);
  for (const key of Object.keys(parsed).filter((name) => !["_", "$0", "--"].includes(name) && parsed[name] !== undefined)) {
    if (laterOptions.has(key)) {
      throw later(dashed(key));
    }
    if (!isName(key)) {
      const nearest = nearestName(key, [...Object.keys(table), "diff"]);
      throw usage(
        `unknown option ${dashed(key)}`,
        nearest === undefined || key.length === 1 ? "dfmod --help lists them" : `did you mean --${nearest}?`,
      );
    }
    if (allowed?.has(key) === false || (command === "rewrite" && key === "json")) {
      throw usage(`--${key} does not go with dfmod${command === "rewrite" ? "" : ` ${command}`}`, key === "json" ? "--report json" : "dfmod --help");
    }
  }
}

function commandLine(parsed: Parsed, command: Command, operands: readonly string[]): CommandLine {
  checkPairs(parsed);
  return {
    command,
    operands,
    selector: selectorOf(parsed, command, operands),
    dryRun: flag(parsed, "dry-run"),
    check: flag(parsed, "check"),
    only: commaList(parsed, "only"),
    skip: commaList(parsed, "skip"),
    unsafe: flag(parsed, "unsafe"),
    create: !flag(parsed, "no-create"),
    set: list(parsed.set),
    context: single(parsed, "context"),
    reports: list(parsed.report).map(reportRequest),
    config: single(parsed, "config"),
    noConfig: flag(parsed, "no-config"),
    color: colorOf(parsed),
    quiet: flag(parsed, "quiet"),
    verbose: flag(parsed, "verbose"),
    allowDirty: flag(parsed, "allow-dirty"),
    allowNoFiles: flag(parsed, "allow-no-files"),
    includeGenerated: flag(parsed, "include-generated"),
    ignorePragmas: flag(parsed, "ignore-pragmas"),
    strict: flag(parsed, "strict"),
    respectExcludes: flag(parsed, "respect-excludes"),
    timings: flag(parsed, "timings"),
    json: flag(parsed, "json"),
  };
}

function checkPairs(parsed: Parsed): void {
  const opposites: readonly (readonly [Name, Name])[] = [
    ["quiet", "verbose"],
    ["config", "no-config"],
  ];
  const both = opposites.find(([one, other]) => parsed[one] !== undefined && parsed[other] !== undefined);
  if (both !== undefined) {
    throw usage(`--${both[0]} and --${both[1]} exclude each other`, "give one of them");
  }
}

function selectorOf(parsed: Parsed, command: Command, operands: readonly string[]): Selector {
  if (command !== "rewrite" && command !== "files") {
    const [least, most] = commands[command].operands;
    if (operands.length < least || operands.length > most) {
      throw usage(
        `dfmod ${command}: ${operands.length < least ? "something is missing" : `one too many: ${operands.at(-1)}`}`,
        `dfmod ${commands[command].usage}`,
      );
    }
    return { kind: "none" };
  }
  const given = givenSelectors(parsed, operands);
  const [first, second] = given;
  if (first !== undefined && second !== undefined) {
    throw usage(`two ways to select files at once: ${selectorName(first)} and ${selectorName(second)}`, "give one of them");
  }
  if (parsed["stdin-filename"] !== undefined && first?.kind !== "stdin") {
    throw usage("--stdin-filename goes with - (standard input)", "dfmod - --stdin-filename services/api/Dockerfile");
  }
  if (first !== undefined) {
    return first;
  }
  if (command === "files") {
    return { kind: "all" };
  }
  throw usage("no files to work on", "give paths; or --all; or --changed[=ref] or --staged; or --files-from <file>; or - for standard input");
}

function givenSelectors(parsed: Parsed, operands: readonly string[]): readonly Selector[] {
  const given: Selector[] = [];
  const changed = single(parsed, "changed");
  const filesFrom = single(parsed, "files-from");
  const paths = operands.filter((operand) => operand !== "-");
  if (flag(parsed, "all")) given.push({ kind: "all" });
  if (changed !== undefined) given.push({ kind: "changed", reference: changed === "" ? undefined : changed });
  if (flag(parsed, "staged")) given.push({ kind: "staged" });
  if (filesFrom !== undefined) given.push({ kind: "files-from", file: filesFrom });
  if (operands.includes("-")) given.push({ kind: "stdin", path: single(parsed, "stdin-filename") ?? "Dockerfile" });
  if (paths.length > 0) given.push({ kind: "paths", paths });
  return given;
}

function selectorName(selector: Selector): string {
  const names = { all: "--all", changed: "--changed", "files-from": "--files-from", none: "", paths: "paths", staged: "--staged", stdin: "-" };
  return names[selector.kind];
}

function reportRequest(text: string): ReportRequest {
  const [, name = "", path] = /^([^=]*)(?:=([\s\S]*))?$/.exec(text) ?? [];
  if (laterReports.has(name)) {
    throw later(`--report ${name}`);
  }
  if (!isReportName(name)) {
    const nearest = nearestName(name, reportNames);
    throw usage(`there is no report "${name}"`, nearest === undefined ? "pretty, patch, json" : `did you mean ${nearest}?`);
  }
  if (path === "") {
    throw usage(`--report ${name}= lacks the file`, `--report ${name}=report.${name}`);
  }
  return { name, path };
}

function colorOf(parsed: Parsed): CommandLine["color"] {
  const color = single(parsed, "color") ?? "auto";
  if (color !== "always" && color !== "auto" && color !== "never") {
    throw usage(`--color takes auto, always or never, not "${color}"`, "--color never");
  }
  return color;
}

function flag(parsed: Parsed, name: Name): boolean {
  const value = parsed[name];
  return Array.isArray(value) ? value.includes(true) : value === true;
}

function list(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
}

function single(parsed: Parsed, name: Name): string | undefined {
  const values = list(parsed[name]);
  if (values.length > 1) {
    throw usage(`--${name} is given twice`, "give it once");
  }
  return values[0];
}

/** An empty value, as of `--only "$IDS"` without the variable, is no list: it must not mean all transforms. */
function commaList(parsed: Parsed, name: Name): readonly string[] {
  return list(parsed[name]).flatMap((value) => {
    const items = value
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
    if (items.length === 0) throw usage(`${dashed(name)} needs a value`, "dfmod list names the transforms");
    return items;
  });
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}

function usage(message: string, hint: string): DfmodError {
  return new DfmodError("usage", message, hint);
}

function later(what: string): DfmodError {
  return usage(`${what} is not in this version`, "dfmod --help lists what is");
}
