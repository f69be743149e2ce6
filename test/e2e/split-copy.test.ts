// Small applications whose Dockerfiles copy everything before the install: built, run, and built again after an edit, before and after split-copy.
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { dfmod, root } from "./dfmod.ts";
import { build, buildWithLog, docker, inspect, output, runOver, type Step } from "./docker.ts";
import type { Engine } from "./engine.setup.ts";
import { differences, type FileTree, fileTree } from "./file-tree.ts";
import { APPS, type App, NOT_BUILT } from "./split-copy.apps.ts";

const VERSIONS = ["before", "after"] as const;
type Version = (typeof VERSIONS)[number];

const CONFIGURATION = "{{json .Config}}";
const engine = inject("engine");
const scratch = join(tmpdir(), `dfmod-e2e-split-${process.pid}`);
const token = `${process.pid}-${Date.now()}`;
const rebuilt = new Map<string, Readonly<Record<Version, number>>>();

const sourceOf = (app: App): string => join(root, "test", "e2e", "apps", app.name);
const folderOf = (app: App, version: Version): string => join(scratch, version, app.name);
const imageOf = (app: App, version: string): string => `dfmod-e2e/${app.name}:${version}`;
const git = (folder: string, ...args: readonly string[]): string => execFileSync("git", args, { cwd: folder, encoding: "utf8" });

/** An image with what the Dockerfile installs above its first COPY: those layers are the ones that the build itself uses. */
async function buildTools(engine: Engine, app: App): Promise<string> {
  const folder = join(scratch, "tools", app.name);
  const [head = ""] = readFileSync(join(sourceOf(app), "Dockerfile"), "utf8").split(/^COPY /m);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "Dockerfile"), head);
  await build(engine, imageOf(app, "tools"), folder);
  return imageOf(app, "tools");
}

/** The application as a developer has it: committed in a repository around it, with files that git does not know. */
async function prepare(engine: Engine, app: App): Promise<void> {
  const folder = folderOf(app, "before");
  cpSync(sourceOf(app), folder, { recursive: true, filter: (path) => !basename(path).startsWith("expected.") });
  if (app.made !== undefined) await runOver(engine, await buildTools(engine, app), folder, app.made.script, app.made.files);
  for (const [path, text] of Object.entries(app.untracked ?? {})) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  // What the engine built in an earlier run is not to be found in its cache, which does not look at the modes of directories either.
  writeFileSync(join(folder, "run.txt"), `${token}\n`);
  for (const [path, mode] of Object.entries(app.modes ?? {})) chmodSync(join(folder, path), mode);
  execFileSync("cp", ["-a", folder, folderOf(app, "after")]);
  git(folderOf(app, "after"), "add", ".");
  git(folderOf(app, "after"), "-c", "user.name=e2e", "-c", "user.email=e2e@example.com", "commit", "-q", "-m", app.name);
}

/** The expected texts beside the application: `expected.Dockerfile`, and `expected.dockerignore` where one is written. */
function expectRewritten(app: App): void {
  const folder = folderOf(app, "after");
  const expected = ["Dockerfile", ".dockerignore"].filter((name) => existsSync(join(sourceOf(app), `expected.${name.replace(/^\./, "")}`)));
  for (const name of expected) {
    expect(readFileSync(join(folder, name), "utf8"), name).toBe(readFileSync(join(sourceOf(app), `expected.${name.replace(/^\./, "")}`), "utf8"));
  }
  const changed = git(folder, "status", "--porcelain", "-uall", ".").split("\n").filter(Boolean);
  expect(changed.map((line) => basename(line)).sort()).toEqual([...expected].sort());
}

async function treeOf(engine: Engine, app: App, version: Version): Promise<FileTree> {
  if (app.stage === undefined) return fileTree(engine, imageOf(app, version));
  const { below, name } = app.stage;
  const stage = imageOf(app, `${version}-${name}`);
  await build(engine, stage, folderOf(app, version), ["--target", name]);
  const inImage = await fileTree(engine, imageOf(app, version));
  const inStage = await fileTree(engine, stage, below);
  return new Map([...inImage, ...[...inStage].map(([path, entry]): [string, string] => [`${name}:${path}`, entry])]);
}

/** Differences that nobody declared, one line each. */
async function undeclared(engine: Engine, app: App): Promise<readonly string[]> {
  const [before, after] = [await treeOf(engine, app, "before"), await treeOf(engine, app, "after")];
  return differences(before, after)
    .filter(({ path }) => !app.allowed.some((allowance) => allowance.paths.test(path.replace(/^\w+:/, ""))))
    .map((difference) => `${difference.path}: ${difference.before ?? "not there"} → ${difference.after ?? "not there"}`);
}

function edit(app: App, version: Version): void {
  const file = join(folderOf(app, version), app.source);
  const text = readFileSync(file, "utf8");
  expect(text).toContain('"hello"');
  writeFileSync(file, text.replace('"hello"', `"hello ${token}"`));
}

function stepOf(steps: readonly Step[], instruction: string): Step {
  const step = steps.find((each) => each.instruction === instruction);
  if (step === undefined) throw new Error(`no step ${instruction} among\n${steps.map((each) => each.instruction).join("\n")}`);
  return step;
}

describe.skipIf(engine === undefined)("split-copy, built and run", () => {
  beforeAll(() => {
    for (const version of VERSIONS) mkdirSync(join(scratch, version), { recursive: true });
    git(join(scratch, "after"), "init", "-q");
    writeFileSync(join(scratch, "after", ".gitignore"), "node_modules\n.venv\n");
  });

  afterAll(async () => {
    const rows = [...rebuilt].map(([name, { after, before }]) => [name, before.toFixed(1), after.toFixed(1), (after / before).toFixed(2)]);
    const table = [["rebuilt after an edit", "before s", "after s", "ratio"], ...rows];
    console.log(table.map(([name = "", ...cells]) => [name.padEnd(22), ...cells.map((cell) => cell.padStart(9))].join("")).join("\n"));
    rmSync(scratch, { recursive: true, force: true });
    if (engine === undefined) return;
    const images = await docker(engine, ["image", "ls", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=dfmod-e2e/*"]);
    const own = images.split("\n").filter((image) => APPS.some((app) => image.startsWith(`dfmod-e2e/${app.name}:`)));
    if (own.length > 0) await docker(engine, ["image", "rm", "-f", ...own]).catch(() => undefined);
  });

  test.skip.each(NOT_BUILT)("%s", () => undefined);

  describe.each(APPS)("$name", (app) => {
    beforeAll(async () => {
      if (engine !== undefined) await prepare(engine, app);
    });

    test("builds and runs as it is written", async () => {
      if (engine === undefined) return;
      await build(engine, imageOf(app, "before"), folderOf(app, "before"));
      expect(await output(engine, imageOf(app, "before"))).toBe(app.prints);
    });

    test("is rewritten to the Dockerfile beside it", () => {
      const folder = folderOf(app, "after");
      const only = ["--only", "split-copy"];
      if (app.unsafe === true) expect(dfmod(folder, [...only, "--check"]), "held back without --unsafe").toMatchObject({ status: 0 });
      const all = app.unsafe === true ? [...only, "--unsafe"] : only;
      const outcome = dfmod(folder, all);
      expect(outcome.status, outcome.stderr).toBe(0);
      expectRewritten(app);
      expect(dfmod(folder, [...all, "--check", "--allow-dirty"]).status, "a second run must change nothing").toBe(0);
    });

    test("has the same files and answers alike afterwards", async () => {
      if (engine === undefined) return;
      await build(engine, imageOf(app, "after"), folderOf(app, "after"));
      expect(await output(engine, imageOf(app, "after"))).toBe(app.prints);
      expect(await inspect(engine, imageOf(app, "after"), CONFIGURATION)).toBe(await inspect(engine, imageOf(app, "before"), CONFIGURATION));
      expect(await undeclared(engine, app)).toEqual([]);
    });

    test("installs from the cache after an edit of one source file", async () => {
      if (engine === undefined) return;
      const seconds = { before: 0, after: 0 };
      for (const version of VERSIONS) {
        edit(app, version);
        const log = await buildWithLog(engine, imageOf(app, `${version}-edited`), folderOf(app, version));
        seconds[version] = log.seconds;
        expect(stepOf(log.steps, app.installs[version]).isCached, `${version}: ${app.installs[version]}`).toBe(version === "after");
        expect(await output(engine, imageOf(app, `${version}-edited`))).toBe(app.prints.replace("hello", `hello ${token}`));
      }
      rebuilt.set(app.name, seconds);
    });

    const { control } = app;
    if (control === undefined) return;
    test("is found out by its files when the split forgets a line, though it builds", async () => {
      if (engine === undefined) return;
      const folder = folderOf(app, "after");
      cpSync(folderOf(app, "before"), folder, { recursive: true });
      const expected = readFileSync(join(sourceOf(app), "expected.Dockerfile"), "utf8");
      writeFileSync(join(folder, "Dockerfile"), expected.replace(`${control.line}\n`, ""));
      await build(engine, imageOf(app, "before"), folderOf(app, "before"));
      await build(engine, imageOf(app, "after"), folder);
      const found = await undeclared(engine, app);
      expect(found.some((difference) => difference.startsWith(`${control.breaks}:`))).toBe(true);
    });
  });

  test("is worth it: half of the applications are rebuilt in less than three quarters of the time", () => {
    const ratios = [...rebuilt.values()].map(({ after, before }) => after / before).sort((a, b) => a - b);
    expect(ratios[Math.floor(ratios.length / 2)]).toBeLessThan(0.75);
  });
});
