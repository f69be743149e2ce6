/** Files created or extended during the run, before anything is written. One per run, shared by all contexts. */
export interface Overlay {
  /** The new text, or `undefined` when the run has not touched this file. `absolute` is a real path. */
  read(absolute: string): string | undefined;
  write(absolute: string, text: string): void;
  /** Absolute paths written so far, in order of their first writing. */
  paths(): readonly string[];
}

export function createOverlay(): Overlay {
  const texts = new Map<string, string>();
  return {
    read: (absolute) => texts.get(absolute),
    write: (absolute, text) => {
      texts.set(absolute, text);
    },
    paths: () => [...texts.keys()],
  };
}
