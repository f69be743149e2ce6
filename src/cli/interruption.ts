const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface Interruption {
  /** Lets a signal that is waiting arrive; whether one has. */
  readonly arrived: () => Promise<boolean>;
  /** Dies of the signal after all, so that the shell around knows; without one nothing happens. */
  readonly end: () => void;
}

/** Holds Ctrl-C back to the next call of `arrived`, so that a file is written whole and no temporary one stays. A second one ends the program at once. */
export function holdInterruption(): Interruption {
  let signal: NodeJS.Signals | undefined;
  const listen = (name: NodeJS.Signals): void => {
    signal = name;
    release();
  };
  const release = (): void => {
    for (const name of SIGNALS) process.off(name, listen);
  };
  for (const name of SIGNALS) process.on(name, listen);
  return {
    arrived: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return signal !== undefined;
    },
    end: () => {
      release();
      if (signal !== undefined) process.kill(process.pid, signal);
    },
  };
}
