/** What one command does with apt's package lists. */
import {
  APT_PROGRAMS,
  APT_VALUE_OPTIONS,
  aptAction,
  HARMLESS_FILES,
  HARMLESS_PROGRAMS,
  HARMLESS_SCRIPTS,
  INTERPRETERS,
  LIST_READERS,
  OTHER_ROOTS,
  SELF_UPDATING_PROGRAMS,
  SELF_UPDATING_SCRIPTS,
  SERVICE_SCRIPTS,
  STARTERS,
} from "../knowledge/os-packages.ts";
import { POSIX_SHELLS } from "../knowledge/shells.ts";
import type { Pipeline, ShellWord, SimpleCommand } from "./model.ts";
import { programOf } from "./program.ts";

/** A word as far as this question needs it. */
export type Argument = Pick<ShellWord, "expansions" | "text" | "value">;

/**
 * `update` fills the lists, `install` and `use` read them, `remove` reads them unless its packages are installed, `clean` removes them.
 * `installer` is known to update before it installs. `opaque` may do anything. `nested` is a script to look into, `file` one by its path.
 */
export type AptUse =
  | { readonly kind: "clean"; readonly forced: boolean; readonly words: readonly number[] }
  | { readonly kind: "file"; readonly path: string; readonly shell: boolean }
  /** `updates`: `install --update` fills the lists first. */
  | { readonly kind: "install" | "remove"; readonly packages: readonly Argument[]; readonly updates: boolean }
  | { readonly kind: "installer" | "none" | "opaque" | "use" }
  | { readonly kind: "nested"; readonly script: string }
  /** `partial`: only some sources, so that the lists of the others stay in use. */
  | { readonly kind: "update"; readonly partial: boolean };

export interface CommandUse {
  readonly use: AptUse;
  /** The program as written, for messages. */
  readonly program: string;
  /** `sudo -E `, with a blank behind it, or nothing. */
  readonly privilege: string;
}

const NONE: AptUse = { kind: "none" };
const OPAQUE: AptUse = { kind: "opaque" };
const LISTS = "/var/lib/apt";
/** Paths whose removal leaves no list: the directory, or a pattern that every list's name matches (`deb.debian.org_debian_dists_…`). */
const ALL_LISTS = /^\/+var\/+lib\/+apt(?:\/*|\/+\*|\/+lists\*?\/*|\/+lists\/+(?:\*{1,2}|\*[_.]\*|\*_|\?\*|\*_dists_\*)\/*)$/;
const PRINTERS: ReadonlySet<string> = new Set(["echo", "grep", "logger", "printf", "tee"]);
const INSTALL_BY_APT = /\bapt(?:-get|itude)?\b[^;&|]*\binstall\b/;
const MENTIONS_APT = /\b(?:apt|apt-get|aptitude|apt-cache|dpkg-reconfigure)\b/;

/** What `command` does. `words` are its words with a leading variable of the environment resolved. */
export function commandUse(
  command: SimpleCommand,
  words: readonly ShellWord[],
  site: { readonly pipeline: Pipeline; readonly bash: boolean },
): CommandUse {
  // What the program receives, where that is literal: quotes do not matter here.
  const { name, args, prefix } = started({ ...command, words: words.map((word) => ({ ...word, text: word.value ?? word.text })) });
  const whole = [name, ...args].map((word) => word?.text ?? "").join(" ");
  const program = name?.text ?? "";
  return { use: useOf(command, name, args, whole, site), program, privilege: privilegeOf(prefix) };
}

interface Started {
  readonly name: ShellWord | undefined;
  readonly args: readonly ShellWord[];
  readonly prefix: readonly ShellWord[];
}

/** Looks through `sudo`, `env`, `timeout 60`, `gosu root` and the like. */
function started(command: SimpleCommand): Started {
  let prefix: readonly ShellWord[] = [];
  for (let words = command.words; ; ) {
    const program = programOf({ ...command, words });
    prefix = [...prefix, ...program.prefix];
    const between = STARTERS.get(baseName(program.name ?? ""));
    if (between === undefined) return { name: program.nameWord, args: program.args, prefix };
    const options = program.args.findIndex((word) => !word.text.startsWith("-") && !/^\w+=/.test(word.text));
    const next = options < 0 ? program.args.length : options + between;
    if (next >= program.args.length || program.nameWord === undefined) return { name: program.nameWord, args: program.args, prefix };
    prefix = [...prefix, program.nameWord, ...program.args.slice(0, next)];
    words = program.args.slice(next);
  }
}

/** The words of `sudo` and its options: another command may need them as the install did. */
function privilegeOf(prefix: readonly ShellWord[]): string {
  const from = prefix.findIndex((word) => /(?:^|\/)(?:sudo|doas)$/.test(word.text));
  if (from < 0) return "";
  const until = prefix.findIndex((word, index) => index > from && STARTERS.has(baseName(word.text)));
  const words = prefix.slice(from, until < 0 ? undefined : until).filter((word) => !/^["']?\w+=/.test(word.text));
  return `${words.map((word) => word.text).join(" ")} `;
}

function useOf(
  command: SimpleCommand,
  name: ShellWord | undefined,
  args: readonly ShellWord[],
  whole: string,
  site: { pipeline: Pipeline; bash: boolean },
): AptUse {
  if (name === undefined) return NONE;
  const base = baseName(name.value ?? name.text);
  if (APT_PROGRAMS.has(base) || base === "aptitude") return aptUse(args);
  if (base === "apt-mark") return { kind: "remove", packages: operands(args).slice(1), updates: false };
  if (OTHER_ROOTS.has(base)) return NONE;
  if (base === "rm") return removal(args, site.bash);
  if (base === "find" && args.some(({ text }) => text.startsWith(LISTS))) return found(args);
  if (SELF_UPDATING_SCRIPTS.test(whole) && /playwright/.test(whole)) return { kind: "installer" };
  if (POSIX_SHELLS.has(base) || base === "zsh" || base === "su" || base === "runuser") return shellUse(command, args, whole, site.pipeline);
  if (base === "trap" && mentionsApt(whole)) return { kind: "use" };
  if (base === "eval") return { kind: "nested", script: args.map(inner).join(" ") };
  if ((base === "." || base === "source") && args[0] !== undefined) return fileUse(args[0].text, true);
  if (LIST_READERS.has(base)) return { kind: "use" };
  if (SELF_UPDATING_PROGRAMS.has(base)) return { kind: "installer" };
  const fed = command.redirections.find(({ isHeredoc }) => isHeredoc)?.body?.text ?? "";
  if (INTERPRETERS.test(base) && mentionsApt(fed)) return { kind: "use" };
  if (INTERPRETERS.test(base)) return interpreterUse(args, whole, site.pipeline);
  return otherUse(name, base, args);
}

function otherUse(name: ShellWord, base: string, args: readonly ShellWord[]): AptUse {
  if (base !== "echo" && base !== "printf" && base !== "mkdir" && args.some(({ text }) => text.includes(LISTS))) return { kind: "use" };
  const apt = args.findIndex(({ value }) => value !== undefined && APT_PROGRAMS.has(baseName(value)));
  const starts = base === "xargs" || (base === "find" && args.some(({ text }) => text.startsWith("-exec")));
  if (apt >= 0 && (starts || !HARMLESS_PROGRAMS.has(base))) return aptUse(args.slice(apt + 1));
  if (starts) return startedByOther(base, args);
  // `awk 'BEGIN{system("apt-get install …")}'`, `ssh localhost apt-get …`; what is only printed or searched for is not run.
  if (!PRINTERS.has(base) && args.some(({ text }) => INSTALL_BY_APT.test(text))) return { kind: "use" };
  if (isInstalledProgram(name) && HARMLESS_PROGRAMS.has(base)) return NONE;
  if (SERVICE_SCRIPTS.test(name.text)) return NONE;
  return name.text.includes("/") || HARMLESS_FILES.test(name.text) ? fileUse(name.text, true) : OPAQUE;
}

/** `find -exec chmod …`, `xargs -n 1 pip install`: harmless when what is started is, and nothing else that could be a program stands there. */
function startedByOther(base: string, args: readonly ShellWord[]): AptUse {
  const exec = args.findIndex(({ text }) => text.startsWith("-exec"));
  const candidates = args.slice(base === "find" ? exec + 1 : 0).filter(({ text }) => !/^-|^\d+$|^\{\}$/.test(text));
  const [first] = candidates;
  return first !== undefined && isInstalledProgram(first) && HARMLESS_PROGRAMS.has(baseName(first.text)) ? NONE : OPAQUE;
}

/** A bare name, or a path into a directory of programs: `/usr/bin/x`, `venv/bin/pip`. `./x` is a file of the build. */
function isInstalledProgram({ text, value = text }: ShellWord): boolean {
  return !value.includes("/") || /(?:^|\/)(?:s?bin|\.bin)\/[^/]+$/.test(value);
}

// apt

function aptUse(args: readonly Argument[]): AptUse {
  const words = operands(args);
  // A variable in front (`apt-get $OPTIONS install`) holds options.
  const at = words.findIndex(({ value }) => value !== undefined);
  const command = words[at]?.value;
  if (command === undefined) return { kind: words.length === 0 ? "none" : "use" };
  const packages = words.slice(at + 1);
  const action = aptAction(command);
  // It only says what it would do.
  if (args.some(({ text }) => /^(?:-s|--(?:simulate|just-print|dry-run|recon|no-act|print-uris))$/.test(text))) return { kind: "use" };
  if (action === "update") return { kind: "update", partial: args.some(({ text }) => /Dir::(?:Etc|State)|List-Cleanup/i.test(text)) };
  if (action === "clean") return { kind: "clean", forced: true, words: [] };
  if (action === "install" || action === "remove")
    return { kind: action, packages, updates: args.some(({ text }) => text === "--update" || text === "-U") };
  return { kind: action };
}

/** The words that are neither options nor their values. */
function operands(args: readonly Argument[]): readonly Argument[] {
  const found: Argument[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i];
    if (word === undefined) break;
    const [, long, short] = /^--([\w-]+)$|^-(\w+)$/.exec(word.text) ?? [];
    if (APT_VALUE_OPTIONS.has(long ?? short?.at(-1) ?? "")) i++;
    else if (!word.text.startsWith("-")) found.push(word);
  }
  return found;
}

// Removing the lists

function removal(args: readonly ShellWord[], bash: boolean): AptUse {
  const words = [...args.keys()].filter((index) => removesLists(args[index], bash));
  const forced = args.some(({ text }) => /^-\w*f\w*$|^--force$/.test(text));
  if (words.length > 0) return { kind: "clean", forced, words };
  return !forced && args.some(({ text }) => text.includes(`${LISTS}/`)) ? { kind: "use" } : NONE;
}

/** A path as the shell expands it: a quoted `*` is a name, and only bash knows braces. */
function removesLists(word: ShellWord | undefined, bash: boolean): boolean {
  if (word === undefined) return false;
  if (word.value !== undefined) return !word.value.includes("*") && ALL_LISTS.test(word.value);
  if (word.expansions.some((each) => each !== "glob" && each !== "brace")) return false;
  if (word.expansions.includes("brace") && !bash) return false;
  return alternatives(word.text).some((path) => ALL_LISTS.test(path));
}

/** Brace expansion, one level. */
function alternatives(text: string): readonly string[] {
  const [, before, list, after] = /^([^{]*)\{([^{}]*)\}(.*)$/.exec(text) ?? [];
  if (list === undefined) return [text];
  return list.split(",").flatMap((each) => alternatives(`${before}${each}${after}`));
}

function found(args: readonly ShellWord[]): AptUse {
  const deletes = args.some(({ text }) => text === "-delete" || text === "rm");
  const narrowed = args.some(({ text }) => /^-(?:i?name|i?path|newer|mtime|mmin|size|not|prune)$|^!$/.test(text));
  return deletes && !narrowed ? { kind: "clean", forced: true, words: [] } : { kind: "use" };
}

// Other shells and interpreters

function shellUse(command: SimpleCommand, args: readonly ShellWord[], whole: string, pipeline: Pipeline): AptUse {
  const flag = args.findIndex(({ text }) => /^-\w*c$|^--command$/.test(text));
  const script = flag < 0 ? undefined : args.slice(flag + 1).find(({ text }) => !text.startsWith("-"));
  if (script !== undefined) return script.expansions.includes("command") ? piped(whole) : { kind: "nested", script: inner(script) };
  const heredoc = command.redirections.find((redirection) => redirection.isHeredoc)?.body;
  if (heredoc !== undefined) return { kind: "nested", script: heredoc.text };
  const file = args.find(({ text }) => !/^[-+]/.test(text) && text !== "pipefail" && text !== "errexit");
  if (file === undefined || args.some(({ text }) => text === "-s" || text === "-")) return piped(`${pipelineText(pipeline)} ${whole}`);
  return file.text.startsWith("<(") ? piped(whole) : fileUse(file.text, true);
}

/** A script from elsewhere, known by its address. */
function piped(text: string): AptUse {
  if (SELF_UPDATING_SCRIPTS.test(text)) return { kind: "installer" };
  return HARMLESS_SCRIPTS.test(text) ? NONE : OPAQUE;
}

function fileUse(path: string, shell: boolean): AptUse {
  if (SELF_UPDATING_SCRIPTS.test(path)) return { kind: "installer" };
  return HARMLESS_FILES.test(path.replace(/["']/g, "")) ? NONE : { kind: "file", path, shell };
}

function interpreterUse(args: readonly ShellWord[], whole: string, pipeline: Pipeline): AptUse {
  const first = args.find(({ text }) => !text.startsWith("-") || text === "-" || /^-(?:[cemrpnlivV]|-eval|-print|-version)/.test(text));
  if (first === undefined || first.text === "-") return pipeline.commands.length > 1 ? piped(pipelineText(pipeline)) : NONE;
  if (first.text.startsWith("-")) return mentionsApt(whole) ? { kind: "use" } : NONE;
  return fileUse(first.text, false);
}

function pipelineText({ commands }: Pipeline): string {
  return commands.map((command) => (command.kind === "simple" ? command.words.map(({ text }) => text).join(" ") : "")).join(" ");
}

/** The text between the quotes of a word that is a script; variables in it stay as they are. */
function inner({ text, value }: Argument): string {
  if (value !== undefined) return value;
  const [, quoted] = /^"([\s\S]*)"$/.exec(text) ?? [];
  return quoted === undefined ? text : quoted.replace(/\\(["\\$`])/g, "$1");
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Whether a text that is not read as a shell script speaks of apt at all. */
export function mentionsApt(text: string): boolean {
  return MENTIONS_APT.test(text);
}
