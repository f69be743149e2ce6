/** Flags of Yarn, 1 and later (Yarn's documentation, "CLI"). */
import type { Grammar } from "./arguments.ts";

export const YARN_FLAGS: Grammar = {
  valued: new Set(
    (
      "cache-folder child-concurrency cwd global-folder har https-proxy link-folder mode modules-folder mutex network-concurrency network-timeout " +
      "otp preferred-cache-folder prefix proxy registry use-yarnrc"
    ).split(" "),
  ),
  short: { A: "all", D: "dev", H: "home", W: "ignore-workspace-root-check", g: "global", h: "help", s: "silent", v: "version" },
};
