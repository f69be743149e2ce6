import MagicString from "magic-string";
import { DfmodError } from "../errors.ts";
import type { Edit } from "./edit.ts";

/**
 * The text with all edits made. Edits may come in any order; they must not overlap, and at one place there may be one insertion.
 * Throws `overlapping-edits` or `edit-out-of-range`: magic-string would drop such edits silently.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = sortEdits(text.length, edits);
  const buffer = new MagicString(text);
  for (const edit of sorted) {
    if (edit.start === edit.end) continue;
    if (edit.text === "") buffer.remove(edit.start, edit.end);
    else buffer.update(edit.start, edit.end, edit.text);
  }
  for (const edit of sorted) if (edit.start === edit.end) buffer.appendLeft(edit.start, edit.text);
  return buffer.toString();
}

/** Where a place in the edited text was before `edits`; a place inside inserted text maps to where it was inserted. */
export function offsetBefore(edits: readonly Edit[], offset: number): number {
  let shift = 0;
  for (const edit of [...edits].sort(byPlace)) {
    const start = edit.start + shift;
    if (offset < start) break;
    if (offset < start + edit.text.length) return edit.start;
    shift += edit.text.length - (edit.end - edit.start);
  }
  return offset - shift;
}

function sortEdits(length: number, edits: readonly Edit[]): readonly Edit[] {
  const sorted = [...edits].sort(byPlace);
  let previous: Edit | undefined;
  for (const edit of sorted) {
    if (edit.start < 0 || edit.end > length || edit.start > edit.end) {
      throw new DfmodError("edit-out-of-range", `an edit of [${edit.start}, ${edit.end}) lies outside the text of length ${length}`);
    }
    if (previous !== undefined && (edit.start < previous.end || (edit.start === previous.start && edit.end === previous.end))) {
      throw new DfmodError("overlapping-edits", `edits at [${previous.start}, ${previous.end}) and [${edit.start}, ${edit.end}) overlap`);
    }
    previous = edit;
  }
  return sorted;
}

function byPlace(a: Edit, b: Edit): number {
  return a.start - b.start || a.end - b.end;
}
