import type { Span } from "../dockerfile/model.ts";
import type { Expansion } from "./model.ts";

/** Where a word stands. Assignments are neither split nor globbed, and a `~` may follow `:` in them. */
export type WordPlace = "argument" | "assignment";

export interface Reading {
  /** Quotes and backslashes removed; meaningless when something expands. */
  readonly value: string;
  readonly expansions: readonly Expansion[];
}

interface Scan {
  readonly text: string;
  readonly found: Set<Expansion>;
  /** The bare characters, each with its position: only they glob, brace or start a tilde. */
  readonly bare: { readonly char: string; readonly at: number }[];
  value: string;
  quote: '"' | "'" | undefined;
}

const ASSIGNMENT_LIKE = /^[A-Za-z_][A-Za-z0-9_]*\+?=/;
/** After a `$`: the start of an expansion in dash or bash. */
const STARTS_EXPANSION = /[A-Za-z0-9_@*#?$!({[-]/;
const PLAIN = /^[A-Za-z0-9_./:=,+@%^-]+$/;

/**
 * Removes the quotes of one word and says what the shell would still expand in it (POSIX, Shell Command Language, 2.2 Quoting and 2.6 Word Expansions).
 * `holes` are the ranges of `text`, in order, that the parser knows to be expansions; they are stepped over.
 * A `$` or backtick outside the holes that could start an expansion counts as one: a wrong "expands" costs a rewrite, a wrong "literal" a build.
 */
export function readWord(text: string, place: WordPlace, holes: readonly Span[]): Reading {
  if (holes.length === 0 && PLAIN.test(text)) return { value: text, expansions: [] };
  const scan: Scan = { text, found: new Set(), bare: [], value: "", quote: undefined };
  let next = 0;
  for (let i = 0; i < text.length; ) {
    const hole = holes[next];
    if (hole !== undefined && i >= hole.start) {
      i = Math.max(i, hole.end);
      next++;
    } else {
      i += step(scan, i);
    }
  }
  noteBare(scan, place);
  return { value: scan.value, expansions: [...scan.found] };
}

/** Reads the character at `at` and says how many it took. */
function step(scan: Scan, at: number): number {
  const char = scan.text.charAt(at);
  if (scan.quote === "'") {
    if (char === "'") scan.quote = undefined;
    else scan.value += char;
    return 1;
  }
  if (char === "\\" && at + 1 < scan.text.length) {
    scan.value += escaped(scan.text.charAt(at + 1), scan.quote === '"');
    return 2;
  }
  if (char === '"' || (char === "'" && scan.quote === undefined)) {
    scan.quote = scan.quote === char ? undefined : char;
    return 1;
  }
  scan.value += char;
  noteDollar(scan, at);
  if (scan.quote === undefined) scan.bare.push({ char, at });
  return 1;
}

/** In double quotes a backslash escapes only `$`, backtick, `"`, itself and the newline; elsewhere anything. Before a newline both vanish. */
function escaped(next: string, inDouble: boolean): string {
  if (next === "\n") return "";
  return inDouble && !'$`"\\'.includes(next) ? `\\${next}` : next;
}

function noteDollar(scan: Scan, at: number): void {
  const char = scan.text.charAt(at);
  const next = scan.text.charAt(at + 1);
  if (char === "`") scan.found.add("command");
  if (char !== "$") return;
  if (STARTS_EXPANSION.test(next)) scan.found.add("variable");
  if (scan.quote === undefined && (next === "'" || next === '"')) scan.found.add("bash");
}

function noteBare(scan: Scan, place: WordPlace): void {
  if (hasTilde(scan, place)) scan.found.add("tilde");
  if (place === "assignment") return;
  const bare = scan.bare.map(({ char }) => char).join("");
  if (/[*?[]/.test(bare) && scan.text !== "[") scan.found.add("glob");
  // bash expands `{a,b}` and `{1..3}`, dash does not.
  if (/\{.*(,|\.\.).*\}/s.test(bare)) scan.found.add("brace");
}

/** At the start of a word; in what looks like an assignment also after `=` (bash alone does that in arguments) and after `:`. */
function hasTilde({ text, bare }: Scan, place: WordPlace): boolean {
  const assigns = place === "assignment" || ASSIGNMENT_LIKE.test(text);
  return bare.some(({ char, at }) => char === "~" && (at === 0 || (assigns && /[=:]/.test(text.charAt(at - 1)))));
}
