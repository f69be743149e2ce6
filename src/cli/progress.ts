import type { Streams } from "./command-line.ts";

/** A line on a terminal that says how far a run is; shown only when it takes longer than half a second. */
export interface Progress {
  tick(path: string): void;
  clear(): void;
}

const patience = 500;
const interval = 100;
const width = 60;

export function startProgress({ progress, stderr }: Streams, total: number): Progress {
  if (!progress) {
    return { tick: () => {}, clear: () => {} };
  }
  let done = 0;
  let next = performance.now() + patience;
  let shown = false;
  return {
    tick: (path) => {
      done += 1;
      if (performance.now() < next) {
        return;
      }
      shown = true;
      next = performance.now() + interval;
      stderr(`\r\u001b[K${done}/${total} ${path.length > width ? `…${path.slice(-width)}` : path}`);
    },
    clear: () => {
      if (shown) {
        stderr("\r\u001b[K");
      }
    },
  };
}
