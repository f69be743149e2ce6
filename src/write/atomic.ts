export interface WriteTarget {
  readonly absolute: string;
  /** What was read; `undefined`: the file must not exist. */
  readonly expected: Buffer | undefined;
  readonly bytes: Buffer;
}

/**
 * Replaces a file whole or not at all. Equal bytes are not touched; symbolic links are written through; mode and owner stay.
 * Throws DfmodError `changed-while-running`, `read-only` or `not-written`, and leaves nothing behind.
 */
export function writeAtomically(_target: WriteTarget): void {
  throw new Error("not built yet");
}
