/** Programs that start another one: npx, pnpx, bunx and corepack. */

import { bun } from "./bun.ts";
import type { Argv, Ecosystem, InstallCommand, Recognised } from "./ecosystem.ts";
import { monorepoTool } from "./monorepo-tools.ts";
import { mutates } from "./mutates.ts";
import { npm } from "./npm.ts";
import { pnpm } from "./pnpm.ts";
import { yarn } from "./yarn.ts";

const STARTED: readonly Ecosystem[] = [bun, npm, pnpm, yarn];

export const runners: Ecosystem = {
  id: "runners",
  programs: ["npx", "pnpx", "bunx", "corepack"],
  recognise: (program, args) => (program === "corepack" ? ofCorepack(args) : (started(withoutFlags(args)) ?? { kind: "build" })),
  plan: (install, project) =>
    ofProgram(install)?.plan(install, project) ?? { kind: "refusal", code: "opaque-install", reason: `nobody knows what ${install.program} reads` },
};

function ofProgram({ program }: InstallCommand): Ecosystem | undefined {
  return STARTED.find(({ programs }) => programs.includes(program));
}

/** `npx --yes pnpm@9 install` → what pnpm makes of it; `undefined` for any other program. */
function started([name, ...args]: Argv): Recognised | undefined {
  const program = name?.replace(/(?<=.)@.*$/, "");
  if (program === undefined) return undefined;
  return monorepoTool([program, ...args]) ?? STARTED.find(({ programs }) => programs.includes(program))?.recognise(program, args);
}

function withoutFlags(args: Argv): Argv {
  const start = args.findIndex((word) => word === undefined || !/^(?:-y|--yes|-q|--quiet|--no|--no-install|--ignore-existing|--bun|--)$/.test(word));
  return start < 0 ? [] : args.slice(start);
}

/** Corepack (its README): enable writes shims only; install, and prepare without a name, read packageManager of package.json. */
function ofCorepack(args: Argv): Recognised | undefined {
  const [command, ...rest] = args;
  const named = rest.filter((word) => word?.startsWith("-") !== true);
  if (command === undefined) return args.length === 0 ? { kind: "independent" } : undefined;
  if (/^(?:cache|disable|enable|--version|-v|--help)$/.test(command)) return { kind: "independent" };
  if (command === "use" || command === "up") return mutates(`corepack ${command}`, undefined);
  if (command === "hydrate") return { kind: "build" };
  if (/^(?:install|pack|prepare)$/.test(command))
    return named.length > 0 ? { kind: "independent" } : { kind: "independent", reads: ["package.json"] };
  return started(args);
}
