/** Every package manager that dfmod knows. */
import { bun } from "./bun.ts";
import type { Argv, Ecosystem, Recognised } from "./ecosystem.ts";
import { monorepoTools } from "./monorepo-tools.ts";
import { npm } from "./npm.ts";
import { pip } from "./pip.ts";
import { pnpm } from "./pnpm.ts";
import { runners } from "./runners.ts";
import { yarn } from "./yarn.ts";

export const ecosystems: readonly Ecosystem[] = [bun, monorepoTools, npm, pip, pnpm, runners, yarn];

/** A command that a package manager knows. */
export interface Known {
  readonly ecosystem: Ecosystem;
  readonly recognised: Recognised;
}

/** What a command is to the first package manager that knows it. `program` is a name without directory. */
export function recogniseCommand(program: string, args: Argv): Known | undefined {
  for (const ecosystem of ecosystems) {
    const recognised = ecosystem.programs.includes(program) ? ecosystem.recognise(program, args) : undefined;
    if (recognised !== undefined) return { ecosystem, recognised };
  }
  return undefined;
}
