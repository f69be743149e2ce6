import { posix } from "node:path";
import { DfmodError } from "../errors.ts";

/** A `.dockerignore` file, read as the builder reads it (Docker's documentation, "Build context", ".dockerignore files"). */
export interface IgnoreRules {
  /** Whether the builder leaves this path out. From the context root, `/` between. */
  ignores(path: string): boolean;
  /** Whether an ignored directory may hold paths that a later `!` takes back. */
  readonly hasExceptions: boolean;
}

interface Rule {
  readonly exception: boolean;
  matches(path: string): boolean;
}

/** The rules' answers for one path; `matched` is handed on to what lies below it. */
interface Verdict {
  readonly ignored: boolean;
  readonly matched: readonly boolean[];
}

/** The blanks that Go's `unicode.IsSpace` knows: not those of JavaScript, a byte order mark is none. */
const OUTER_BLANKS =
  /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;

/** Longer lines make the builder give up. */
const LONGEST_LINE = 64 * 1024 - 1;

/** Reads an ignore file. Throws DfmodError `bad-ignore-file` for what the builder rejects; `name` is the file as people know it. */
export function parseIgnoreFile(text: string, name: string): IgnoreRules {
  const rules: Rule[] = [];
  const lines = text.replace(/^\ufeff/, "").split("\n");
  for (const [index, line] of lines.entries()) {
    const rule = parseLine(line.replace(/\r$/, ""), `${name}, line ${index + 1}`);
    if (rule !== undefined) rules.push(rule);
  }
  return rulesOf(rules);
}

function rulesOf(rules: readonly Rule[]): IgnoreRules {
  const directories = new Map<string, Verdict>();
  const verdictOf = (path: string): Verdict => {
    const known = directories.get(path);
    if (known !== undefined) return known;
    const slash = path.lastIndexOf("/");
    const verdict = judge(rules, path, slash < 0 ? undefined : verdictOf(path.slice(0, slash)));
    directories.set(path, verdict);
    return verdict;
  };
  return {
    ignores: (path) => rules.length > 0 && verdictOf(path).ignored,
    hasExceptions: rules.some((rule) => rule.exception),
  };
}

/**
 * The last matching rule wins. A rule that matched a directory matches all below it; an exception is only tried on what is ignored so far
 * and a pattern on what is not, so that a rule passed over for a directory does not reach its children through it: the builder's own order.
 */
function judge(rules: readonly Rule[], path: string, parent: Verdict | undefined): Verdict {
  const matched: boolean[] = [];
  let ignored = false;
  for (const [index, rule] of rules.entries()) {
    const inherited = parent?.matched[index] === true;
    const matches = inherited || (rule.exception === ignored && rule.matches(path));
    matched.push(matches);
    if (matches) ignored = !rule.exception;
  }
  return { ignored, matched };
}

function parseLine(line: string, where: string): Rule | undefined {
  if (line.length > LONGEST_LINE) throw rejected(where, "the line is longer than 64 KiB");
  if (line.startsWith("#")) return undefined;
  const trimmed = line.replace(OUTER_BLANKS, "");
  if (trimmed === "") return undefined;
  const marked = trimmed.startsWith("!") ? `!${rooted(trimmed.slice(1))}` : rooted(trimmed);
  // The builder reads its own cleaned list a second time: `/!a` has become an exception by then.
  const pattern = cleaned(marked);
  const exception = pattern.startsWith("!");
  if (pattern === "!") throw rejected(where, "! stands alone");
  return { exception, matches: compile(exception ? pattern.slice(1) : pattern, where) };
}

/** Patterns start at the context root, whether they say so or not. */
function rooted(pattern: string): string {
  const clean = cleaned(pattern);
  return clean.length > 1 && clean.startsWith("/") ? clean.slice(1) : clean;
}

/** As Go's `filepath.Clean`, blanks around it gone; an empty pattern stays empty. */
function cleaned(pattern: string): string {
  const trimmed = pattern.replace(OUTER_BLANKS, "");
  if (trimmed === "") return "";
  const clean = posix.normalize(trimmed);
  return clean.length > 1 && clean.endsWith("/") ? clean.slice(0, -1) : clean;
}

function compile(pattern: string, where: string): Rule["matches"] {
  if (!/[*?[\]\\]/.test(pattern)) return (path) => path === pattern;
  const end = pattern.length - 2;
  if (pattern.endsWith("**") && !/[*?[\]\\]/.test(pattern.slice(0, end))) return (path) => path.startsWith(pattern.slice(0, end));
  // `**` in front of a plain name takes any ending of the path: `**.log` also `a/b.log`, `**/x` also a lone `x`.
  if (pattern.startsWith("**") && !/[*?[\]\\]/.test(pattern.slice(2))) {
    const ending = pattern.slice(2);
    return (path) => path.endsWith(ending) || (ending.startsWith("/") && path === ending.slice(1));
  }
  const expression = toRegExp(pattern, where);
  return (path) => expression.test(path);
}

function toRegExp(pattern: string, where: string): RegExp {
  let source = "";
  let rest = pattern;
  while (rest !== "") {
    const [taken, part] = nextPart(rest, where);
    source += part;
    rest = rest.slice(taken);
  }
  try {
    return new RegExp(`^${source}$`, "u");
  } catch {
    throw rejected(where, `${pattern} is no valid pattern`);
  }
}

/** How much of `rest` the next piece of the pattern takes, and the regular expression for it. */
function nextPart(rest: string, where: string): readonly [taken: number, source: string] {
  const stars = /^\*\*\/?/.exec(rest)?.[0];
  if (stars !== undefined) return [stars.length, stars.length === rest.length ? ".*" : "(?:.*/)?"];
  const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  if (character === "*") return [1, "[^/]*"];
  if (character === "?") return [1, "[^/]"];
  if (character === "[") return characterClass(rest, where);
  if (character === "\\") return escaped(rest, where);
  // `^` and `|` reach the builder's regular expression as they are: the one never matches inside a path, the other separates alternatives.
  return [character.length, /[.+(){}$\]/]/.test(character) ? `\\${character}` : character];
}

function characterClass(rest: string, where: string): readonly [number, string] {
  const found = /^\[(?:\^|(?!\^))(?:[^\]\\[*?-](?:-[^\]\\[*?-])?)+\]/u.exec(rest)?.[0];
  // What the builder does with `*`, `?`, `[` or a backslash inside brackets is an accident of its own translation: no proof can rest on it.
  if (found === undefined) throw rejected(where, "a character class is not closed or not plain");
  return [found.length, found.replace(/[.+()|{}$]/g, "\\$&")];
}

/** Before a letter or a digit the builder's translation makes `\d`, `\w` … of it; only punctuation is safely itself. */
function escaped(rest: string, where: string): readonly [number, string] {
  const character = rest[1];
  if (character === undefined) throw rejected(where, "the pattern ends in a backslash");
  if (!/[!-/:-@[-`{-~ ]/.test(character)) throw rejected(where, `\\${character} has no settled meaning`);
  return [2, /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character];
}

function rejected(where: string, what: string): DfmodError {
  return new DfmodError(
    "bad-ignore-file",
    `${where}: ${what}, so that nobody can say what is in the build context`,
    "mend the pattern and run dfmod again",
  );
}
