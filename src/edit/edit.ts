import type { Span } from "../dockerfile/model.ts";

/** Replace `[start, end)` of the file by `text`. An insertion has `start === end`. */
export interface Edit extends Span {
  readonly text: string;
}
