/**
 * How fast dfmod is, as ratios within one run, so that the machine cancels out: CPU time (children included) of `dfmod --all --dry-run`
 * over the 16 monorepo skeletons beside a bare read of the same files and beside dockerfile-ast parsing them; the start-up over bare node;
 * and how the reader's time grows with the size of its input.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readDockerfile } from "../src/dockerfile/read.ts";
import { hasCorpus, projectRoot, skeletons } from "../test/corpus/corpus.ts";
import { growing } from "./inputs.ts";

const DFMOD = join(projectRoot, "dist/dfmod.js");
const scratch = mkdtempSync(join(tmpdir(), "dfmod-bench-"));

/** CPU seconds (user and system, children included) and wall seconds of a command, as bash's `time` measures them. */
function timed(folder: string, command: readonly string[]): { readonly cpu: number; readonly wall: number } {
  const script = 'TIMEFORMAT="%U %S %R"; time "$@" >/dev/null 2>&1';
  const { stderr } = spawnSync("bash", ["-c", script, "bash", ...command], { cwd: folder, encoding: "utf8" });
  const [user = 0, system = 0, wall = 0] = stderr.trim().split(" ").map(Number);
  return { cpu: user + system, wall };
}

function seconds(value: number): string {
  return `${value.toFixed(2)} s`.padStart(9);
}

function monorepos(): void {
  const totals = { dfmod: 0, read: 0, parse: 0 };
  let files = 0;
  for (const { name, folder } of skeletons()) {
    const list = join(scratch, name);
    const selected = execFileSync(process.execPath, [DFMOD, "files", "--all", "--allow-no-files"], { cwd: folder, encoding: "utf8" });
    writeFileSync(list, selected);
    files += selected.split("\n").filter(Boolean).length;
    totals.dfmod += timed(folder, [process.execPath, DFMOD, "--all", "--dry-run", "--allow-no-files"]).cpu;
    totals.read += timed(folder, [process.execPath, join(projectRoot, "bench/read-files.mjs"), list]).cpu;
    totals.parse += timed(folder, [process.execPath, join(projectRoot, "bench/parse-files.mjs"), list]).cpu;
  }
  console.log(`CPU time over the 16 skeletons (${files} Dockerfiles, a process for each skeleton)`);
  console.log(`  bare read              ${seconds(totals.read)}   1.0`);
  console.log(`  dockerfile-ast         ${seconds(totals.parse)}   ${(totals.parse / totals.read).toFixed(1)}`);
  console.log(`  dfmod --all --dry-run  ${seconds(totals.dfmod)}   ${(totals.dfmod / totals.read).toFixed(1)}`);
  const bare = least(() => timed(scratch, [process.execPath, "-e", "0"]).cpu) * 16;
  console.log(`  without 16 starts of node: read ${seconds(totals.read - bare)}, dfmod ${seconds(totals.dfmod - bare)}\n`);
}

function least(measure: () => number, times = 10): number {
  return Math.min(...Array.from({ length: times }, measure));
}

function startUp(): void {
  const node = least(() => timed(scratch, [process.execPath, "-e", "0"]).wall);
  const help = least(() => timed(scratch, [process.execPath, DFMOD, "--help"]).wall);
  console.log("Start-up, the fastest of 10");
  console.log(`  node -e 0     ${(node * 1_000).toFixed(0).padStart(5)} ms`);
  console.log(`  dfmod --help  ${(help * 1_000).toFixed(0).padStart(5)} ms   ${((help - node) * 1_000).toFixed(0)} ms over bare node\n`);
}

function growth(): void {
  const sizes = [4_000, 8_000, 16_000, 32_000];
  console.log(`The reader, milliseconds at ${sizes.join(", ")}, and the ratio of each to the one before (2 is linear)`);
  for (const [name, build] of growing) {
    const times = sizes.map((size) => {
      const text = build(size);
      return least(() => {
        const started = performance.now();
        readDockerfile(text);
        return performance.now() - started;
      });
    });
    const ratios = times.slice(1).map((time, at) => (time / (times[at] ?? time)).toFixed(1));
    console.log(`  ${name.padEnd(14)} ${times.map((time) => time.toFixed(1).padStart(7)).join(" ")}   ${ratios.join("  ")}`);
  }
}

try {
  if (hasCorpus) monorepos();
  else process.stderr.write("no corpus: the monorepos are left out; set DFMOD_CORPUS\n");
  startUp();
  growth();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
