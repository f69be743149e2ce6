import type { Span } from "../dockerfile/model.ts";

/** What stands between words: blanks, joined lines, operators and reserved words. */
const GRAMMAR =
  /^(?:[\s;&|(){}!]|\\\n|\b(?:case|coproc|do|done|elif|else|esac|fi|for|function|if|in|select|then|time|until|while)\b|-p\b|--(?=\s))*$/;

/**
 * The comments of a script, or `undefined` when something stands in it that nobody read. `leaves` are the ranges whose text is no grammar
 * (words, redirections, heredoc bodies, arithmetic); between them every `#` begins a comment (POSIX, Token Recognition, rule 9).
 */
export function commentsBetween(text: string, leaves: readonly Span[]): Span[] | undefined {
  const comments: Span[] = [];
  let at = 0;
  for (const { start, end } of [...[...leaves].sort((a, b) => a.start - b.start), { start: text.length, end: text.length }]) {
    const found = start > at ? commentsIn(text, at, start) : [];
    if (found === undefined) return undefined;
    comments.push(...found);
    at = Math.max(at, end);
  }
  return comments;
}

function commentsIn(text: string, from: number, to: number): Span[] | undefined {
  const gap = text.slice(from, to);
  if (gap === " ") return [];
  const comments: Span[] = [];
  for (const { index, 0: comment } of gap.matchAll(/#[^\n]*/g)) comments.push({ start: from + index, end: from + index + comment.length });
  return GRAMMAR.test(gap.replace(/#[^\n]*/g, "")) ? comments : undefined;
}
