/** Flags of pnpm (pnpm's documentation, "CLI"). */
import type { Grammar } from "./arguments.ts";

export const PNPM_FLAGS: Grammar = {
  valued: new Set(
    (
      "cache-dir changed-files-ignore-pattern child-concurrency config cpu dir fetch-retries fetch-timeout filter filter-prod global-bin-dir global-dir " +
      "hoist-pattern libc location lockfile-dir loglevel modules-dir network-concurrency node-linker os package-import-method prefix public-hoist-pattern " +
      "registry reporter resume-from script-shell stack-trace state-dir store-dir test-pattern virtual-store-dir workspace-concurrency"
    ).split(" "),
  ),
  short: { C: "dir", D: "dev", F: "filter", P: "prod", g: "global", h: "help", r: "recursive", v: "version", w: "workspace-root" },
};
