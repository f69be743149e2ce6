/** Gemfile and Gemfile.lock, as far as they can be told without running Ruby (Bundler's documentation, "gemfile", "bundle install"). */

export interface Gemfile {
  /** Name → version requirements as the lockfile writes them; `undefined`: not literal. */
  readonly gems: ReadonlyMap<string, readonly string[] | undefined>;
  /** Files that it reads, by name: `.ruby-version`. */
  readonly files: readonly string[];
  /** Further Gemfiles (`eval_gemfile`). */
  readonly further: readonly string[];
  readonly hasGemspec: boolean;
  /** The first statement that takes a gem from a directory. */
  readonly local: string | undefined;
  /** Some gems are named only under a condition, or by a computed name. */
  readonly isConditional: boolean;
  /** A statement that may read any file. */
  readonly opaque: string | undefined;
}

const FILE = /\b(?:File|IO)\.(?:read|exist\?|file\?|readlines|readable\?)\s*\(?\s*(["'])([\w./-]+)\1\s*\)?/g;
const OPAQUE =
  /\b(?:File|Dir|IO|Pathname|Open3|Gem::Specification|Bundler)\b|\b(?:require|require_relative|load|eval|instance_eval|class_eval|system|exec|spawn|open|glob)\b(?!:)(?<!:\w+)|`|%x|__dir__|__FILE__/;

export function readGemfile(text: string): Gemfile {
  const lines = text
    .replace(/^=begin\b.*?^=end\b/gms, "")
    .split(/\r?\n/)
    .map(withoutComment)
    .filter((line) => line.trim() !== "");
  const joined = joinLines(lines);
  const files: string[] = [];
  const further: string[] = [];
  const gems = new Map<string, readonly string[] | undefined>();
  let opaque: string | undefined;
  let isConditional = false;
  for (const line of joined) {
    const evaluated = /^\s*eval_gemfile\s*\(?\s*(["'])([\w./-]+)\1\s*\)?\s*$/.exec(line)?.[2];
    const versionFile = /^\s*ruby\b.*\bfile:\s*(["'])([\w./-]+)\1/.exec(line)?.[2] ?? /^\s*ruby\b.*:file\s*=>\s*(["'])([\w./-]+)\1/.exec(line)?.[2];
    if (evaluated !== undefined) further.push(evaluated);
    if (versionFile !== undefined) files.push(versionFile);
    files.push(...[...line.matchAll(FILE)].flatMap((found) => found[2] ?? []));
    const rest = line.replace(FILE, "").replace(/:require\b|\brequire:/g, "");
    if (evaluated === undefined && (OPAQUE.test(rest) || /\beval_gemfile\b/.test(rest) || (/\bfile:/.test(rest) && versionFile === undefined)))
      opaque ??= line.trim();
    if (/^\s*(?:if|unless|case|elsif|else)\b|\s(?:if|unless)\s|\?.*:\s|\beach\b|\bENV\b.*\bgem\b/.test(line)) isConditional = true;
    addGem(gems, line);
  }
  isConditional ||= joined.some((line) => /^\s*gem\b/.test(line) && !/^\s*gem[\s(]*["']/.test(line));
  const local = joined.find((line) => /\bpath:\s|:path\s*=>|^\s*path[\s(]+["']/.test(line))?.trim();
  return { gems, files, further, hasGemspec: joined.some((line) => /^\s*gemspec\b/.test(line)), local, isConditional, opaque };
}

function withoutComment(line: string): string {
  return line.replace(/(?:^|\s)#(?!\{).*$/, (comment) =>
    /["']/.test(comment) && /["'][^"']*$/.test(line.slice(0, line.indexOf(comment))) ? comment : "",
  );
}

/** A statement goes on behind a comma. */
function joinLines(lines: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    if (last !== undefined && /,\s*$/.test(last)) joined[joined.length - 1] = `${last.trimEnd()} ${line.trim()}`;
    else joined.push(line);
  }
  return joined;
}

function addGem(gems: Map<string, readonly string[] | undefined>, line: string): void {
  const [, name, rest = ""] = /^\s*gem[\s(]+["']([\w.-]+)["']\s*(.*)$/.exec(line) ?? [];
  if (name === undefined) return;
  const [, versions = "", options = ""] = /^((?:\s*,\s*(?:["'][^"'#]*["']|\[[^\]]*\]))*)\s*(.*)$/.exec(rest.replace(/\)\s*$/, "")) ?? [];
  const isLiteral = /^(?:,\s*(?::?\w+\s*(?:=>|:)|\*\*|["']\w+["']\s*=>).*)?$/.test(options.trim());
  const requirements = [...versions.matchAll(/["']([^"']*)["']/g)].map(([, version = ""]) =>
    /^\d/.test(version.trim()) ? `= ${version.trim()}` : version.trim(),
  );
  gems.set(name, isLiteral ? requirements : undefined);
}

export interface GemLock {
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
  readonly platforms: readonly string[];
}

/** `undefined` for a lockfile that is not complete. */
export function readGemLock(text: string): GemLock | undefined {
  const sections = new Map<string, string[]>();
  let section: string[] | undefined;
  for (const line of text.split(/\r?\n/)) {
    const heading = /^([A-Z][A-Z ]+)$/.exec(line)?.[1];
    if (heading !== undefined) {
      section = [];
      sections.set(heading, section);
    } else if (/^ {2}\S/.test(line)) section?.push(line.trim());
  }
  const dependencies = sections.get("DEPENDENCIES");
  const platforms = sections.get("PLATFORMS");
  if (dependencies === undefined || platforms === undefined) return undefined;
  const pairs = dependencies.map((line): [string, readonly string[]] => {
    const [, name = "", versions = ""] = /^([\w.-]+)(?: \(([^)]*)\))?!?$/.exec(line) ?? [];
    return [name, versions.split(",").flatMap((version) => (version.trim() === "" ? [] : [version.trim()]))];
  });
  return { dependencies: new Map(pairs), platforms };
}

/** Why `bundle install` on Linux would write the lockfile anew; `undefined` when it would not. */
export function lockDrift(gems: Gemfile["gems"], lock: GemLock): string | undefined {
  if (!lock.platforms.some((platform) => platform === "ruby" || /^x86_64-linux/.test(platform))) return "it has no platform for Linux (x86_64-linux)";
  for (const [name, requirements] of gems) {
    const locked = lock.dependencies.get(name);
    if (locked === undefined) return `it does not have ${name}`;
    if (requirements !== undefined && [...requirements].sort().join() !== [...locked].sort().join() && !isAny(requirements, locked))
      return `it has ${name} under another version requirement`;
  }
  const extra = [...lock.dependencies.keys()].find((name) => !gems.has(name));
  return extra === undefined ? undefined : `it still has ${extra}`;
}

/** `>= 0` is what no requirement means. */
function isAny(...lists: readonly (readonly string[])[]): boolean {
  return lists.every((list) => list.every((each) => each === ">= 0"));
}
