/** Every package manager that dfmod knows. */
import { bun } from "./bun.ts";
import { bundler } from "./bundler.ts";
import { cargo } from "./cargo.ts";
import { composer } from "./composer.ts";
import { conda } from "./conda.ts";
import { dotnet } from "./dotnet.ts";
import type { Argv, Ecosystem, Recognised } from "./ecosystem.ts";
import { go } from "./go.ts";
import { gradle } from "./gradle.ts";
import { maven } from "./maven.ts";
import { mix } from "./mix.ts";
import { monorepoTools } from "./monorepo-tools.ts";
import { npm } from "./npm.ts";
import { pip } from "./pip.ts";
import { pipenv } from "./pipenv.ts";
import { pnpm } from "./pnpm.ts";
import { poetry } from "./poetry.ts";
import { runners } from "./runners.ts";
import { unsupported } from "./unsupported.ts";
import { uv } from "./uv.ts";
import { yarn } from "./yarn.ts";

/** `python -m poetry` belongs to poetry: those who know it by that name stand before pip. */
export const ecosystems: readonly Ecosystem[] = [
  bun,
  bundler,
  cargo,
  composer,
  conda,
  dotnet,
  go,
  gradle,
  maven,
  mix,
  monorepoTools,
  npm,
  pipenv,
  pnpm,
  poetry,
  runners,
  unsupported,
  uv,
  yarn,
  pip,
];

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
