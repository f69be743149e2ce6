/** What a script does with apt's package lists: each command in the order they run, and what holds when the script has succeeded. */
import { plainLogical } from "../dockerfile/logical.ts";
import { type Argument, baseName, type CommandUse, commandUse, mentionsApt } from "./apt-command.ts";
import { functionsOf } from "./argv.ts";
import type { Interpreter, ListItem, ParsedScript, ShellList, ShellWord, SimpleCommand } from "./model.ts";
import { parseShell } from "./parse.ts";
import { type CommandSite, walkCommands } from "./walk.ts";

export interface AptEvent {
  /**
   * `update` fills the lists. `use` reads them. `remove` reads them unless its packages are installed. `clean` removes them.
   * `installer` is known to update on its own. `opaque` may do anything.
   */
  readonly kind: "clean" | "installer" | "opaque" | "remove" | "update" | "use";
  /** The command of the outermost script, whose positions are in the file. */
  readonly site: CommandSite;
  readonly program: string;
  readonly privilege: string;
  /** `use` that installs packages. */
  readonly installs: boolean;
  /** Of `install` and `remove`, without versions. `undefined` where one is not literal. */
  readonly packages: readonly string[] | undefined;
  /** `clean`: does not fail when nothing is there (`rm -f`). */
  readonly forced: boolean;
  /** `clean` by `rm`: which of its arguments are the lists. */
  readonly words: readonly number[];
  /** The script can succeed without it. */
  readonly conditional: boolean;
  /** It runs only after an update of the same script. */
  readonly fresh: boolean;
  /** It runs only after an installer that is known, not proven, to update. */
  readonly assumedFresh: boolean;
}

export interface AptScript {
  readonly events: readonly AptEvent[];
  /** Whenever the script succeeds, it has updated. */
  readonly updates: boolean;
  /** Whenever the script succeeds, it has removed the lists. */
  readonly cleans: boolean;
  /** It removes the lists under a condition of its own. */
  readonly mayClean: boolean;
  /** The lists that it fills are still there when it ends. */
  readonly fills: boolean;
  /** It empties the archive of downloaded packages. */
  readonly cleansArchives: boolean;
}

/** What the world outside a script says. */
export interface AptSurroundings {
  /** A variable of the environment, where its value is known. */
  readonly variable: (name: string) => string | undefined;
  /** The text of a script that a command runs by its path, where it is at hand. */
  readonly file: (path: string) => string | undefined;
  /** Whether add-apt-repository runs `apt-get update` there by itself, as far as is known. */
  readonly repositoryUpdates: boolean;
}

const NOWHERE: AptSurroundings = { variable: () => undefined, file: () => undefined, repositoryUpdates: true };
const MAX_DEPTH = 4;

interface Reading extends AptSurroundings {
  readonly interpreter: Interpreter;
  readonly functions: ReadonlySet<string>;
  readonly depth: number;
}

/** Reads a script. What cannot be read counts as `opaque`, or as `use` where it speaks of apt. */
export function aptScript(script: ParsedScript, surroundings: AptSurroundings = NOWHERE): AptScript {
  return summary(scriptEvents(script, surroundings, 0), script.source.text);
}

/** The same for one command without a shell: an exec-form RUN, CMD or ENTRYPOINT. */
export function aptArgv(argv: readonly string[], surroundings: AptSurroundings = NOWHERE): AptScript {
  const quoted = argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const script = parseShell(plainLogical(quoted, 0));
  return script.kind === "script" ? aptScript(script, surroundings) : summary([], quoted);
}

function summary(events: readonly AptEvent[], text: string): AptScript {
  const isFilled = (events: readonly AptEvent[]): boolean => events.some(({ kind }) => kind === "update" || kind === "installer");
  const cleaned = events.findLastIndex((event) => event.kind === "clean" && isReachedWith(event, events));
  return {
    events,
    updates: events.some(({ kind, conditional }) => kind === "update" && !conditional),
    cleans: events.some(({ kind, conditional }) => kind === "clean" && !conditional),
    mayClean: events.some((event) => event.kind === "clean" && event.conditional && !isReachedWith(event, events)),
    fills: isFilled(events.slice(cleaned + 1)),
    cleansArchives: /\bapt(?:-get)?\b[^;&|]*\b(?:dist|auto)?clean\b/.test(text),
  };
}

/** A cleanup behind `||` runs when something failed; one inside an `if` of its own may not run. */
function isReachedWith(clean: AptEvent, events: readonly AptEvent[]): boolean {
  const { items } = clean.site.list;
  if (items[items.indexOf(clean.site.item) - 1]?.operator === "||") return false;
  if (endsScript(clean)) return true;
  return !clean.conditional || isInEveryBranch(clean, events) || events.some(({ kind, site }) => kind === "update" && site.list === clean.site.list);
}

/** `… && rm …` at the very end: the script succeeds only with it. */
function endsScript({ site, program }: AptEvent): boolean {
  const { items } = site.list;
  return program.endsWith("rm") && site.depth === 0 && items.at(-1) === site.item && items.at(-2)?.operator === "&&";
}

/** `if …; then rm …; else apt-get dist-clean; fi` */
function isInEveryBranch({ site }: AptEvent, events: readonly AptEvent[]): boolean {
  const [outer] = site.ancestors;
  // Conditions and their branches take turns; a list over is the else.
  if (outer?.kind !== "if" || outer.lists.length % 2 === 0) return false;
  const branches = outer.lists.filter((_, index) => index % 2 === 1 || index === outer.lists.length - 1);
  return branches.every((branch) => events.some((event) => event.kind === "clean" && itemAround(branch, event.site) >= 0));
}

function scriptEvents(script: ParsedScript, surroundings: AptSurroundings, depth: number): readonly AptEvent[] {
  const reading = { ...surroundings, interpreter: script.interpreter, functions: functionsOf(script), depth };
  const events: AptEvent[] = [];
  let directory = "";
  for (const site of walkCommands(script.list)) {
    const use = resolvedUse(site, reading);
    if (use.program === "cd") directory = site.command.words[1]?.value ?? "";
    for (const event of eventsOf(site, isHere(use, directory), reading)) events.push(withFreshness(event, events));
  }
  return events;
}

/** `cd /var/lib/apt/lists && rm -rf *` */
function isHere(use: CommandUse, directory: string): CommandUse {
  if (use.program !== "rm" || use.use.kind !== "none" || !/^\/var\/lib\/apt\/lists\/?$/.test(directory)) return use;
  return { ...use, use: { kind: "clean", forced: true, words: [] } };
}

function resolvedUse(site: CommandSite, reading: Reading): CommandUse {
  const words = withVariable(site.command, reading);
  return commandUse(site.command, words, { pipeline: site.pipeline, bash: reading.interpreter.name === "bash" });
}

/** A variable at the head of a command whose value is known: the shell splits it into words. */
function withVariable({ words }: SimpleCommand, { variable }: Reading): readonly ShellWord[] {
  const [head, ...rest] = words;
  const name = /^\$(?:(\w+)|\{(\w+)\})$/.exec(head?.text ?? "");
  const value = name === null ? undefined : variable(name[1] ?? name[2] ?? "");
  if (head === undefined || value === undefined || /["'\\$`]/.test(value)) return words;
  const split = value.split(/\s+/).filter((text) => text !== "");
  return [...split.map((text) => ({ ...head, text, scripts: [], ...globbing(text) })), ...rest];
}

function globbing(text: string): Pick<ShellWord, "expansions" | "value"> {
  return /[*?[]/.test(text) ? { expansions: ["glob"], value: undefined } : { expansions: [], value: text };
}

function eventsOf(site: CommandSite, { program, privilege, use }: CommandUse, reading: Reading): readonly AptEvent[] {
  const event: AptEvent = { ...BLANK, site, program, privilege, conditional: site.conditional };
  if (reading.functions.has(program)) return [];
  const tasks = TASK_FILES.get(baseName(program));
  if (tasks !== undefined && mentionsApt(reading.file(tasks) ?? "")) return [{ ...event, kind: "use" }];
  if (use.kind === "none" || (use.kind === "installer" && addsOnly(site, program, reading))) return [];
  if (use.kind === "nested") return innerEvents(event, use.script, reading);
  if (use.kind === "file") return fileEvents(event, use.path, use.shell, reading);
  if (use.kind === "clean") return [{ ...event, ...use }];
  if (use.kind === "install" && use.updates) {
    return [
      { ...event, kind: "update" },
      { ...event, kind: "use", installs: true, packages: literals(use.packages), fresh: true },
    ];
  }
  if (use.kind === "install") return [{ ...event, kind: "use", installs: true, packages: literals(use.packages) }];
  if (use.kind === "remove") return use.packages.length === 0 ? [] : [{ ...event, kind: "remove", packages: literals(use.packages) }];
  if (use.kind === "update")
    return use.partial
      ? [
          { ...event, kind: "use" },
          { ...event, kind: "update", conditional: true },
        ]
      : [{ ...event, kind: "update" }];
  return [{ ...event, kind: use.kind }];
}

/** `add-apt-repository` that only writes the source down. */
function addsOnly({ command }: CommandSite, program: string, { repositoryUpdates }: Reading): boolean {
  if (!/(?:^|\/)(?:add-apt|apt-add)-repository$/.test(program)) return false;
  const options = command.words.map(({ text }) => text);
  if (options.some((option) => /^(?:-[a-z]*n|--no-update)$/.test(option))) return true;
  return !repositoryUpdates && !options.some((option) => /^(?:-[a-z]*u|--update)$/.test(option));
}

/** Where programs that run a project's own scripts find them. */
const TASK_FILES: ReadonlyMap<string, string> = new Map([
  ...["bun", "npm", "npx", "pnpm", "yarn"].map((name) => [name, "package.json"] as const),
  ["rake", "Rakefile"],
  ["gradlew", "gradlew"],
]);

const BLANK = { kind: "opaque", installs: false, packages: undefined, forced: false, words: [], fresh: false, assumedFresh: false } as const;

function literals(packages: readonly Argument[]): readonly string[] | undefined {
  const names = packages.map(({ value }) => value?.replace(/[=/:].*$|[+-]$/, "")).filter((name) => name !== undefined);
  return names.length === packages.length ? names : undefined;
}

/** A script inside a word or a file: its events happen where the command stands. */
function innerEvents(outer: AptEvent, text: string, reading: Reading): readonly AptEvent[] {
  const interpreter: Interpreter = { name: baseName(outer.program) === "bash" ? "bash" : "sh", errexit: false, pipefail: false };
  const script = reading.depth < MAX_DEPTH ? parseShell(plainLogical(text, 0), interpreter) : undefined;
  if (script?.kind !== "script") return [{ ...outer, kind: mentionsApt(text) ? "use" : "opaque" }];
  const { site, privilege, conditional } = outer;
  return scriptEvents(script, reading, reading.depth + 1).map((event) => ({
    ...event,
    site,
    privilege: privilege === "" ? event.privilege : privilege,
    words: [],
    conditional: conditional || event.conditional,
  }));
}

function fileEvents(outer: AptEvent, path: string, isShell: boolean, reading: Reading): readonly AptEvent[] {
  const text = reading.file(path);
  if (text === undefined) return [{ ...outer, program: path }];
  if (isShell && !/^#!(?!.*\b(?:ba|da|a)?sh\b)/.test(text)) return innerEvents({ ...outer, program: path }, text, reading);
  // Another language: it may call apt by name, or start something that does.
  return mentionsApt(text) || /subprocess|system|popen|exec|spawn|`/i.test(text) ? [{ ...outer, program: path }] : [];
}

// What comes before what

function withFreshness(event: AptEvent, earlier: readonly AptEvent[]): AptEvent {
  const before = (kind: AptEvent["kind"]): boolean => earlier.some((other) => other.kind === kind && isBefore(other, event));
  const fresh = event.fresh || before("update");
  return { ...event, fresh, assumedFresh: fresh || event.assumedFresh || before("installer") };
}

/** Whether `later` runs only when `earlier`, which stands above it, was run. */
function isBefore(earlier: AptEvent, later: AptEvent): boolean {
  if (!earlier.conditional) return true;
  if (earlier.site === later.site) return false;
  const { items } = earlier.site.list;
  const from = items.indexOf(earlier.site.item);
  const to = itemAround(earlier.site.list, later.site);
  if (to <= from) return false;
  const start = startOfGroup(items, from);
  return start === from || items.slice(start, to).every(({ operator }) => operator === "&&");
}

function itemAround({ items }: ShellList, { command }: CommandSite): number {
  return items.findIndex(({ pipeline }) => pipeline.at.start <= command.at.start && command.at.end <= pipeline.at.end);
}

function startOfGroup(items: readonly ListItem[], index: number): number {
  let start = index;
  while (start > 0 && /^(?:&&|\|\|)$/.test(items[start - 1]?.operator ?? "")) start--;
  return start;
}
