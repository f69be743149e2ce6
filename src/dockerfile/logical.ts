import type { LogicalText, Span } from "./model.ts";

/** The starts of a text that is one run; shared, for most texts are. */
const ONE_RUN: readonly number[] = [0];

/** Logical text that stands in the file as it is, from `offset` on. */
export function plainLogical(text: string, offset: number): LogicalText {
  return { text, starts: ONE_RUN, offsets: [offset] };
}

/** The offset in the file of logical character `index`; `index` may equal the length (the place right after the last character). */
export function physicalOffset(logical: LogicalText, index: number): number {
  if (index > 0 && index === logical.text.length) return physicalOffset(logical, index - 1) + 1;
  const run = runAt(logical, index);
  return (logical.offsets[run] ?? 0) + index - (logical.starts[run] ?? 0);
}

/** The range of the file that logical `[start, end)` was read from: it begins at the first and ends after the last character. */
export function physicalSpan(logical: LogicalText, start: number, end: number): Span {
  const from = physicalOffset(logical, start);
  return { start: from, end: end > start ? physicalOffset(logical, end - 1) + 1 : from };
}

/** Part of a logical text, its way back to the file kept. */
export function sliceLogical(logical: LogicalText, start: number, end: number): LogicalText {
  const text = logical.text.slice(start, end);
  if (logical.starts.length === 1) return plainLogical(text, physicalOffset(logical, start));
  const starts: number[] = [0];
  const offsets: number[] = [physicalOffset(logical, start)];
  for (let run = runAt(logical, start) + 1; run < logical.starts.length; run++) {
    const at = logical.starts[run] ?? 0;
    if (at >= end) break;
    starts.push(at - start);
    offsets.push(logical.offsets[run] ?? 0);
  }
  return { text, starts, offsets };
}

/** One logical text out of several that follow each other. */
export function joinLogical(parts: readonly LogicalText[]): LogicalText {
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  const starts: number[] = [];
  const offsets: number[] = [];
  let text = "";
  for (const part of parts) {
    if (part.text === "") continue;
    for (const [run, start] of part.starts.entries()) {
      starts.push(text.length + start);
      offsets.push(part.offsets[run] ?? 0);
    }
    text += part.text;
  }
  return starts.length === 0 ? (parts[0] ?? plainLogical("", 0)) : { text, starts, offsets };
}

/** Without leading and trailing blanks, as Go's strings.TrimSpace sees them. */
export function trimLogical(logical: LogicalText): LogicalText {
  let start = 0;
  let end = logical.text.length;
  while (start < end && isSpace(logical.text[start])) start++;
  while (end > start && isSpace(logical.text[end - 1])) end--;
  return start === 0 && end === logical.text.length ? logical : sliceLogical(logical, start, end);
}

/** Go's unicode.IsSpace. */
export function isSpace(character: string | undefined): boolean {
  if (character === undefined || character === "") return false;
  const code = character.charCodeAt(0);
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return /^[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/.test(character);
}

/** The run that holds `index`: the last one that starts at or before it. */
function runAt(logical: LogicalText, index: number): number {
  let low = 0;
  let high = logical.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((logical.starts[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}
