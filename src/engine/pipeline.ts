import type { RewriteInput, RewriteOptions, RewriteResult } from "./result.ts";

/** Placeholder until the engine lands. */
export function rewrite(_input: RewriteInput, _options: RewriteOptions, _skip: ReadonlySet<string> = new Set()): RewriteResult {
  throw new Error("not built yet");
}
