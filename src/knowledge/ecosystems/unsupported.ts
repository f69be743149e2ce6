/** Package managers and build tools that dfmod knows by name only. One code; the tool stands in the message. */
import type { Argv, Ecosystem, Recognised } from "./ecosystem.ts";
import { refuse } from "./ecosystem.ts";

/** What needs no file of the project: `helm repo add`, `dart --disable-analytics`. */
const INDEPENDENT: Readonly<Record<string, RegExp>> = {
  bazel: /^version$/,
  bazelisk: /^version$/,
  cmake: /^$/,
  conan: /^(?:config|profile|remote|search|user)$/,
  dart: /^$/,
  deno: /^(?:help|upgrade)$/,
  flutter: /^(?:channel|config|doctor|precache|upgrade)$/,
  helm: /^(?:env|plugin|repo|search|version)$/,
  nix: /^(?:channel|profile|registry|store)$/,
  "nix-build": /^$/,
  "nix-shell": /^$/,
  sbt: /^$/,
  swift: /^$/,
};

export const unsupported: Ecosystem = {
  id: "unsupported",
  programs: Object.keys(INDEPENDENT),
  recognise,
  plan: ({ program }) => refuse("tool-unsupported", reasonFor(program)),
};

function recognise(program: string, args: Argv): Recognised | undefined {
  const [command = ""] = args.filter((word) => word === undefined || !word.startsWith("-"));
  const isQuestion =
    args.length > 0 && args.every((word) => /^(?:-v|-V|--version|-version|--help|-h|--disable-analytics|--disable-telemetry)$/.test(word ?? ""));
  if (isQuestion || (command !== "" && INDEPENDENT[program]?.test(command) === true)) return { kind: "independent" };
  if (/^(?:cmake)$/.test(program) && args.some((word) => /^(?:-E|-P)$/.test(word ?? ""))) return { kind: "build" };
  return { kind: "refused", code: "tool-unsupported", reason: reasonFor(program) };
}

function reasonFor(program: string): string {
  return `dfmod does not know which files ${program} reads to get dependencies; copy them and install before the sources by hand`;
}
