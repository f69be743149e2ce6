import type { Span } from "../dockerfile/model.ts";
import type { Expansion } from "./model.ts";

/** Where a word stands. Assignments are neither split nor globbed, and a `~` may follow `:` in them. */
export type WordPlace = "argument" | "assignment";

export interface Reading {
  /** Quotes and backslashes removed; meaningless when something expands. */
  readonly value: string;
  readonly expansions: readonly Expansion[];
  /** A `$` or backtick outside the holes could start an expansion: this reader and the parser disagree. */
  readonly unclaimed: boolean;
}

interface Scan {
  readonly text: string;
  readonly found: Set<Expansion>;
  /** The bare characters: only they glob, brace or start a tilde. */
  bare: string;
  value: string;
  quote: '"' | undefined;
  unclaimed: boolean;
}

const ASSIGNMENT_LIKE = /^[A-Za-z_][A-Za-z0-9_]*\+?=/;
/** After a `$`: the start of an expansion in dash or bash. */
const STARTS_EXPANSION = /[A-Za-z0-9_@*#?$!({[-]/;
const SPECIAL = /[\\"'`$~]/g;
const PLAIN = /^[A-Za-z0-9_./:=,+@%^-]+$/;

/** Whether a word holds only characters that mean themselves everywhere in it. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text);
}

/**
 * Removes the quotes of one word and says what the shell would still expand in it (POSIX, Shell Command Language, 2.2 Quoting and 2.6 Word Expansions).
 * `holes` are the ranges of `text`, in order, that the parser knows to be expansions; they are stepped over.
 */
export function readWord(text: string, place: WordPlace, holes: readonly Span[]): Reading {
  const scan: Scan = { text, found: new Set(), bare: "", value: "", quote: undefined, unclaimed: false };
  let next = 0;
  for (let at = 0; at < text.length; ) {
    const hole = holes[next];
    if (hole !== undefined && at >= hole.start) {
      at = Math.max(at, hole.end);
      next++;
    } else {
      at = step(scan, at, hole?.start ?? text.length, place);
    }
  }
  if (place === "argument") noteBare(scan);
  return { value: scan.value, expansions: [...scan.found], unclaimed: scan.unclaimed };
}

/** Reads what begins at `at`, up to `limit` at most, and says where it ends. */
function step(scan: Scan, at: number, limit: number, place: WordPlace): number {
  const { text, quote } = scan;
  const char = text.charAt(at);
  if (char === "\\") {
    // Nothing follows: dash keeps the backslash, bash drops it in some places.
    if (at + 1 === text.length) scan.found.add("bash");
    scan.value += escaped(text.charAt(at + 1), quote === '"');
    return at + 2;
  }
  if (char === '"') {
    scan.quote = quote === undefined ? char : undefined;
    return at + 1;
  }
  if (char === "'" && quote === undefined) {
    const close = text.indexOf("'", at + 1);
    const end = close < 0 ? text.length : close;
    scan.value += text.slice(at + 1, end);
    return end + 1;
  }
  if (char === "`" || (char === "$" && opensExpansion(text, at, quote))) scan.unclaimed = true;
  if (char === "~" && quote === undefined && expandsTilde(text, at, place)) scan.found.add("tilde");
  const end = Math.min(limit, endOfRun(text, at + 1));
  const run = text.slice(at, end);
  scan.value += run;
  if (quote === undefined) scan.bare += run;
  return end;
}

/** Where the characters end that need no look of their own. */
function endOfRun(text: string, from: number): number {
  SPECIAL.lastIndex = from;
  return SPECIAL.exec(text)?.index ?? text.length;
}

/** In double quotes a backslash escapes only `$`, backtick, `"`, itself and the newline; elsewhere anything. Before a newline both vanish. */
function escaped(next: string, inDouble: boolean): string {
  if (next === "\n") return "";
  return inDouble && !'$`"\\'.includes(next) ? `\\${next}` : next;
}

function opensExpansion(text: string, at: number, quote: '"' | undefined): boolean {
  let after = at + 1;
  while (text.startsWith("\\\n", after)) after += 2;
  const next = text.charAt(after);
  return STARTS_EXPANSION.test(next) || (quote === undefined && (next === "'" || next === '"'));
}

function noteBare({ bare, found, text }: Scan): void {
  if (/[*?[]/.test(bare) && text !== "[") found.add("glob");
  // bash expands `{a,b}` and `{1..3}`, dash does not.
  if (/\{.*(?:,|\.\.).*\}/s.test(bare)) found.add("brace");
}

/** At the start of a word; in what looks like an assignment also after `=` (bash alone does that in arguments) and after `:`. */
function expandsTilde(text: string, at: number, place: WordPlace): boolean {
  const before = text.slice(0, at).replaceAll("\\\n", "");
  return before === "" || (/[=:]$/.test(before) && (place === "assignment" || ASSIGNMENT_LIKE.test(before)));
}
