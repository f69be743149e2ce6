// Runs the built command line, as a user would.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The folder of this project. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** `dfmod <args> .` in the folder. */
export function dfmod(folder: string, args: readonly string[]): Outcome {
  return spawnSync(process.execPath, [join(root, "dist", "dfmod.js"), ...args, "."], { cwd: folder, encoding: "utf8" });
}
