export interface SkipReason {
  readonly code: "generated" | "template";
  /** Names the line, and says what a person can do. */
  readonly reason: string;
}

/** Why this text is no source of its own: the template of a Dockerfile, or the output of a generator. Pure. */
export function skipReason(_text: string, _path: string): SkipReason | undefined {
  return undefined;
}
