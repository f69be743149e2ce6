import type { Span } from "../dockerfile/model.ts";

/**
 * The comments of a script. `leaves` are the ranges whose text is no grammar (words, redirections, heredoc bodies, arithmetic);
 * between them stand only operators, keywords and blanks, so that every `#` there begins a comment (POSIX, Token Recognition, rule 9).
 */
export function commentsBetween(text: string, leaves: readonly Span[]): Span[] {
  if (!text.includes("#")) return [];
  const comments: Span[] = [];
  let at = 0;
  for (const leaf of [...leaves].sort((a, b) => a.start - b.start)) {
    comments.push(...commentsIn(text, at, leaf.start));
    at = Math.max(at, leaf.end);
  }
  comments.push(...commentsIn(text, at, text.length));
  return comments;
}

function commentsIn(text: string, from: number, to: number): Span[] {
  const gap = text.slice(from, Math.max(from, to));
  const comments: Span[] = [];
  for (const { index, 0: comment } of gap.matchAll(/#[^\n]*/g)) comments.push({ start: from + index, end: from + index + comment.length });
  return comments;
}
