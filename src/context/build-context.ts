import type { BuildContext } from "../engine/transform.ts";
import type { Overlay } from "./overlay.ts";

export interface ContextOptions {
  /** Absolute. */
  readonly rootDir: string;
  /** From the repository root, `/` between, `.` for the root itself. */
  readonly root: string;
  /** Path of the Dockerfile from `rootDir`: `<dockerfile>.dockerignore` beats `.dockerignore`. */
  readonly dockerfile: string;
  readonly overlay?: Overlay;
}

/**
 * The working tree below `rootDir` as the builder sees it. Reads lazily and caches: open a new one for each Dockerfile.
 * Throws DfmodError `bad-ignore-file` when the ignore file cannot be read or holds a pattern the builder rejects: the context is then unknown, the message says why.
 */
export function openContext(_options: ContextOptions): BuildContext {
  throw new Error("not built yet");
}
