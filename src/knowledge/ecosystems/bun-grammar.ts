/** Flags of Bun that an install takes (Bun's documentation, "bun install"). */
import type { Grammar } from "./arguments.ts";

export const BUN_FLAGS: Grammar = {
  valued: new Set(
    "backend ca cache-dir cafile concurrent-scripts config cpu cwd filter linker minimum-release-age network-concurrency omit os registry".split(" "),
  ),
  short: {
    D: "development",
    E: "exact",
    F: "filter",
    c: "config",
    d: "dev",
    f: "force",
    g: "global",
    h: "help",
    p: "production",
    v: "version",
    y: "yarn",
  },
};
