/** Tools that lay out or install a whole monorepo themselves: what `turbo prune --docker` leaves is the split already (Turborepo's documentation, "Deploying with Docker"). */
import type { Argv, Ecosystem, Recognised } from "./ecosystem.ts";

const COMMANDS: Readonly<Record<string, RegExp>> = {
  turbo: /^prune$/,
  lerna: /^(?:bootstrap|ci|clean|link)$/,
  rush: /^(?:add|install|update|purge|deploy)$/,
};

export const monorepoTools: Ecosystem = {
  id: "monorepo-tools",
  programs: [...Object.keys(COMMANDS), "nx"],
  recognise: (program, args) => monorepoTool([program, ...args]) ?? { kind: "build" },
  plan: () => ({ kind: "refusal", code: "monorepo-tool", reason: "the monorepo's own tool installs" }),
};

/** What a tool of this kind is asked for; `undefined` for every other command line. */
export function monorepoTool([program, ...args]: Argv): Recognised | undefined {
  const name = program?.replace(/(?<=.)@.*$/, "") ?? "";
  const command = args.find((word) => word?.startsWith("-") !== true);
  if (command === undefined || COMMANDS[name]?.test(command) !== true) return undefined;
  const reason = `\`${[name, ...args.map((word) => word ?? "…")].join(" ")}\` lays out the monorepo itself and reads all of it; install from its output, as its documentation says`;
  return { kind: "refused", code: "monorepo-tool", reason };
}
