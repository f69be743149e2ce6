// The six services of examples/, built and run by a container engine before and after `dfmod`, with and without --unsafe.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { dfmod, root } from "./dfmod.ts";
import { build, docker, GRACE, inspect, type Run, runShell, serve } from "./docker.ts";

interface Service {
  readonly name: string;
  /** What is asked beside /health. */
  readonly path: string;
  /** The status with which the program itself leaves on SIGTERM. The Java virtual machine leaves with 128 + 15. */
  readonly exit: number;
  /** The transforms that have to change this Dockerfile by default. */
  readonly changedBy: readonly string[];
}

const SERVICES: readonly Service[] = [
  { name: "web", path: "/", exit: 0, changedBy: ["add-to-copy", "exec-form"] },
  { name: "catalog", path: "/books/9780141439471", exit: 0, changedBy: ["apt-cleanup", "exec-form"] },
  { name: "inventory", path: "/", exit: 0, changedBy: ["add-to-copy", "exec-form"] },
  { name: "orders", path: "/", exit: 143, changedBy: ["add-to-copy", "exec-form"] },
  { name: "search", path: "/?q=and", exit: 0, changedBy: ["exec-form"] },
  { name: "labels", path: "/?isbn=9780141439556", exit: 0, changedBy: ["add-to-copy", "apt-cleanup", "exec-form"] },
];

/** What must be the same in the image's configuration; Cmd and Entrypoint are what exec-form is there to change. */
const CONFIGURATION =
  "{{json .Config.User}} {{json .Config.Env}} {{json .Config.WorkingDir}} {{json .Config.ExposedPorts}} {{json .Config.Healthcheck}}";
const SLACK = 1;
const KILLED = 137;
const GRADES = ["default", "unsafe"] as const;
type Grade = (typeof GRADES)[number];

interface Report {
  readonly files: readonly { readonly path: string; readonly changes: readonly { readonly transform: string; readonly applied: boolean }[] }[];
}

interface Built {
  readonly image: string;
  readonly megabytes: number;
  readonly configuration: string;
  readonly run: Run;
}

const engine = inject("engine");
const scratch = join(tmpdir(), `dfmod-e2e-${process.pid}`);
const trees = { before: join(root, "examples"), default: join(scratch, "default"), unsafe: join(scratch, "unsafe") };
const applied = { default: new Map<string, ReadonlySet<string>>(), unsafe: new Map<string, ReadonlySet<string>>() };
const measured: string[] = [];

/** Copies the examples and rewrites the copy; notes which transforms changed which service. */
function rewriteCopy(grade: Grade): void {
  const unsafe = grade === "unsafe" ? ["--unsafe"] : [];
  cpSync(trees.before, trees[grade], { recursive: true });
  const report = join(scratch, `${grade}.json`);
  const outcome = dfmod(trees[grade], [...unsafe, "--report", `json=${report}`]);
  expect(outcome.status, outcome.stderr).toBe(0);
  const { files }: Report = JSON.parse(readFileSync(report, "utf8"));
  for (const file of files) {
    const done = file.changes.filter((change) => change.applied).map((change) => change.transform);
    applied[grade].set(file.path.split("/").at(-2) ?? "", new Set(done));
  }
  const again = dfmod(trees[grade], [...unsafe, "--check"]);
  expect(again.status, `a second run must change nothing\n${again.stderr}`).toBe(0);
}

const imageOf = (service: Service, version: string): string => `dfmod-e2e/${service.name}:${version}`;

async function buildAndServe(service: Service, version: "before" | Grade): Promise<Built> {
  if (engine === undefined) throw new Error("no engine");
  const image = imageOf(service, version);
  const seconds = await build(engine, image, join(trees[version], "services", service.name));
  const megabytes = Number(await inspect(engine, image, "{{.Size}}")) / 1e6;
  const configuration = await inspect(engine, image, CONFIGURATION);
  const run = await serve(engine, image, [service.path]);
  const row = [service.name, version, seconds.toFixed(1), megabytes.toFixed(1), run.stopSeconds.toFixed(2), String(run.exit)];
  measured.push(row.map((cell, column) => (column < 2 ? cell.padEnd(11) : cell.padStart(9))).join(" "));
  return { image, megabytes, configuration, run };
}

/**
 * A build context with a folder, a mode, a link and an owner: what a layer records.
 * It is copied to the root, because a parent directory that the copy has to make carries the time of the build.
 */
function writeTree(folder: string): void {
  mkdirSync(join(folder, "tree", "below"), { recursive: true });
  writeFileSync(join(folder, "tree", "below", "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
  writeFileSync(join(folder, "tree", "app.conf"), "port = 1\n", { mode: 0o600 });
  symlinkSync("app.conf", join(folder, "tree", "link"));
  writeFileSync(join(folder, "Dockerfile"), "FROM scratch\nADD tree /tree\nADD --chown=7:8 tree/app.conf /owned.conf\n");
}

/** A program that got SIGTERM before leaves as it left; one that never got it may now leave by itself, with its own status. */
function expectSameOrBetterStop(service: Service, before: Run, after: Run, execForm: boolean): void {
  expect(after.stopSeconds).toBeLessThanOrEqual(before.stopSeconds + SLACK);
  if (!execForm) expect(after.exit).toBe(before.exit);
  if (execForm) expect(after.exit).toBe(before.exit === KILLED ? service.exit : before.exit);
  if (execForm) expect(after.stopSeconds).toBeLessThan(GRACE - SLACK);
}

describe.skipIf(engine === undefined)("the examples, built and run", () => {
  beforeAll(() => {
    mkdirSync(scratch);
    for (const grade of GRADES) rewriteCopy(grade);
  });

  afterAll(async () => {
    console.log(["service     version         build s        MB    stop s      exit", ...measured].join("\n"));
    rmSync(scratch, { recursive: true, force: true });
    if (engine === undefined) return;
    const images = SERVICES.flatMap((service) => ["before", ...GRADES].map((version) => imageOf(service, version)));
    await docker(engine, ["image", "rm", "-f", ...images]).catch(() => undefined);
  });

  test("compose.yaml builds every service there is", async () => {
    if (engine === undefined) return;
    const names = SERVICES.map((service) => service.name).sort();
    expect(readdirSync(join(trees.before, "services")).sort()).toEqual(names);
    const plan: { readonly target: Readonly<Record<string, unknown>> } = JSON.parse(
      await docker(engine, ["buildx", "bake", "--file", join(trees.before, "compose.yaml"), "--print"]),
    );
    expect(Object.keys(plan.target).sort()).toEqual(names);
  });

  test("COPY writes the very layers that ADD wrote", async () => {
    if (engine === undefined) return;
    const folder = join(scratch, "layers");
    writeTree(folder);
    const layers: string[] = [];
    for (const args of [undefined, ["--only", "add-to-copy"]]) {
      if (args !== undefined) expect(dfmod(folder, args).status).toBe(0);
      await build(engine, "dfmod-e2e/layers:now", folder);
      layers.push(await inspect(engine, "dfmod-e2e/layers:now", "{{json .RootFS.Layers}}"));
    }
    await docker(engine, ["image", "rm", "-f", "dfmod-e2e/layers:now"]);
    expect(readFileSync(join(folder, "Dockerfile"), "utf8")).not.toMatch(/^ADD/m);
    expect(layers[1]).toBe(layers[0]);
  });

  describe.each(SERVICES)("$name", (service) => {
    let before: Built;

    beforeAll(async () => {
      before = await buildAndServe(service, "before");
    });

    test("answers as it is written", () => {
      expect(before.run.answers.map((answer) => answer.status)).toEqual([200, 200]);
      expect([service.exit, KILLED]).toContain(before.run.exit);
    });

    test("is changed by the transforms it was written for", () => {
      const changed = applied.default.get(service.name);
      for (const transform of service.changedBy) expect(changed, `${service.name}: ${[...(changed ?? [])]}`).toContain(transform);
    });

    test.each(GRADES)("answers alike from an equal configuration with %s changes, and stops at least as well", async (grade) => {
      if (engine === undefined) return;
      const changed = applied[grade].get(service.name) ?? new Set();
      const after = await buildAndServe(service, grade);
      expect(after.run.answers).toEqual(before.run.answers);
      expect(after.configuration).toBe(before.configuration);
      expectSameOrBetterStop(service, before.run, after.run, changed.has("exec-form"));
      if (!changed.has("apt-cleanup")) return;
      expect(await runShell(engine, after.image, "ls -A /var/lib/apt/lists")).toBe("");
      expect(after.megabytes).toBeLessThan(before.megabytes * 0.95);
    });
  });
});
