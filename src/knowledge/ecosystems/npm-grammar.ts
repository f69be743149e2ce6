/** Flags of npm (npm's documentation, "config"). */
import type { Grammar } from "./arguments.ts";

export const NPM_FLAGS: Grammar = {
  valued: new Set(
    (
      "_auth access audit-level auth-type before ca cache cache-max cache-min cafile call cert cidr cpu depth diff expires fetch-retries " +
      "fetch-retry-factor fetch-retry-maxtimeout fetch-retry-mintimeout fetch-timeout git globalconfig https-proxy include install-strategy key libc " +
      "local-address location lockfile-version loglevel logs-dir logs-max maxsockets message min-release-age node-options noproxy omit only os otp " +
      "pack-destination package prefix preid proxy registry save-prefix scope script-shell shell tag umask user-agent userconfig viewer workspace"
    ).split(" "),
  ),
  short: {
    C: "prefix",
    D: "save-dev",
    E: "save-exact",
    L: "location",
    O: "save-optional",
    P: "save-prod",
    S: "save",
    d: "verbose",
    f: "force",
    g: "global",
    h: "help",
    s: "silent",
    v: "version",
    w: "workspace",
    y: "yes",
  },
};

export const CLEAN_INSTALL = /^(?:ci|clean-install|ic|install-clean|isntall-clean)$/;
