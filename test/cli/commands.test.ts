/** The commands beside the main one, help, version and completion, through the built command. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { Streams } from "../../src/cli/command-line.ts";
import { startProgress } from "../../src/cli/progress.ts";
import { version } from "../../src/cli/version.ts";
import { transforms } from "../../transforms/index.ts";
import { adding, dfmod, directory, git, read, repository, service, writeTree } from "./command.ts";

const project = join(import.meta.dirname, "../..");
const root = repository({ ...service("a"), ...service("x/b"), "x/dfmod.json": '{ "transforms": { "add-to-copy": "off" } }' });

describe("help and version", () => {
  test("--help lists what there is, and nothing of later versions", () => {
    const { status, stdout, stderr } = dfmod(["--help"], { cwd: root });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    for (const name of ["--all", "--dry-run", "--diff", "--no-create", "--stdin-filename", "dfmod why <file>", "dfmod completion"]) {
      expect(stdout).toContain(name);
    }
    expect(stdout).not.toMatch(/--(?:interactive|verify|commit|split|shard)\b|dfmod verify|sarif|markdown/);
    expect(dfmod(["list", "-h"], { cwd: root }).stdout).toBe(stdout);
  });

  test("--version is the version of package.json", () => {
    const manifest: unknown = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
    expect(manifest).toMatchObject({ version });
    expect(dfmod(["--version"], { cwd: root })).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
    expect(dfmod(["--all", "--version"], { cwd: root }).stdout).toBe(`${version}\n`);
  });

  test("the bundle needs nothing but itself", () => {
    const alone = directory();
    cpSync(join(project, "dist"), join(alone, "dist"), { recursive: true });
    writeTree(alone, { "package.json": '{ "type": "module" }', ...service("a") });
    const run = (...args: readonly string[]) =>
      spawnSync(process.execPath, [join(alone, "dist/dfmod.js"), ...args], { cwd: alone, encoding: "utf8" });
    expect(run("-n", "a").stdout).toContain("+COPY file.txt /");
    expect(run("explain", "add-to-copy").stdout).toContain("add-to-copy");
    expect(readFileSync(join(alone, "dist/dfmod.js"), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  });
});

describe("dfmod list", () => {
  test("one line each, in the order they run", () => {
    const lines = dfmod(["list"], { cwd: root }).stdout.split("\n").slice(0, -1);
    expect(lines.map((line) => line.split(/ +/)[0])).toEqual(transforms.map(({ id }) => id));
    expect(lines.find((line) => line.startsWith("add-to-copy "))).toMatch(/^add-to-copy +correctness +safe +Use COPY /);
  });

  test("--json", () => {
    const rows: unknown = JSON.parse(dfmod(["list", "--json"], { cwd: root }).stdout);
    expect(rows).toEqual(transforms.map(({ id, category, safety, summary }) => ({ id, category, grade: safety, summary })));
  });
});

describe("dfmod explain", () => {
  test.each(transforms.filter(({ id }) => existsSync(join(project, `docs/transforms/${id}.md`))).map(({ id }) => id))("%s is its page", (id) => {
    expect(dfmod(["explain", id], { cwd: root })).toEqual({
      status: 0,
      stdout: readFileSync(join(project, `docs/transforms/${id}.md`), "utf8"),
      stderr: "",
    });
  });

  test("one of a plugin says what is known of it", () => {
    const plugin =
      'export default { id: "house", summary: "Do it", category: "size", safety: "unsafe", effects: ["layers"], options: { n: 1 }, *find() {} };';
    const other = repository({ "dfmod.config.mjs": 'export default { plugins: ["./p.mjs"] };', "p.mjs": plugin });
    const { stdout } = dfmod(["explain", "house"], { cwd: other });
    expect(stdout).toBe(
      "# house\n\nDo it.\n\nCategory size; its changes are graded unsafe unless they say otherwise.\nIt may change: layers.\n\nOptions:\n- n (default 1)\n",
    );
    expect(dfmod(["list"], { cwd: other }).stdout).toContain("\nhouse ");
  });
});

describe("dfmod why", () => {
  test("says of every transform what it made of the file, and writes nothing", () => {
    const { status, stdout } = dfmod(["why", "a/Dockerfile"], { cwd: root });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^a\/Dockerfile: changed\nbuild context: a \(own-directory\)\n\n/);
    expect(stdout).toMatch(/^add-to-copy +applied +2: +use COPY/m);
    for (const { id } of transforms) {
      expect(stdout).toMatch(new RegExp(`^${id} +(?:advice|applied|held back|nothing to do|refused|suppressed) *`, "m"));
    }
    expect(read(root, "a/Dockerfile")).toBe(adding);
  });

  test("refused, suppressed, not run", () => {
    const text = "FROM alpine:3.20\nADD data /\n# dfmod-ignore add-to-copy -- keep\nADD file.txt /\n";
    const other = repository({ "a/Dockerfile": text, "a/file.txt": "a" });
    const { stdout } = dfmod(["why", "a/Dockerfile"], { cwd: other });
    expect(stdout).toMatch(/^add-to-copy +refused +2: .*\[\S+\]\n +suppressed +4: +by .*dfmod-ignore/m);
    expect(dfmod(["why", "x/b/Dockerfile"], { cwd: root }).stdout).toMatch(/^add-to-copy +not run +turned off, or not selected$/m);
    expect(dfmod(["why", "a/Dockerfile", "--skip", "add-to-copy"], { cwd: other }).stdout).toMatch(/^add-to-copy +not run/m);
  });

  test("a file that is skipped or broken", () => {
    const other = repository({ "a/Dockerfile": "FROM {{ x }}\n", "b/Dockerfile": "FORM\n" });
    expect(dfmod(["why", "a/Dockerfile"], { cwd: other })).toMatchObject({ status: 0, stdout: expect.stringContaining("template: ") });
    expect(dfmod(["why", "b/Dockerfile"], { cwd: other })).toMatchObject({ status: 2, stderr: expect.stringContaining("b/Dockerfile:1: ") });
    expect(dfmod(["why", "c/Dockerfile"], { cwd: other })).toMatchObject({ status: 2, stderr: expect.stringContaining("[missing-path]") });
    expect(dfmod(["why", "."], { cwd: root })).toMatchObject({ status: 2, stderr: expect.stringContaining("dfmod why takes one file") });
  });
});

describe("dfmod files", () => {
  test("the selection, one path a line, from here", () => {
    expect(dfmod(["files"], { cwd: root })).toEqual({ status: 0, stdout: "a/Dockerfile\nx/b/Dockerfile\n", stderr: "" });
    expect(dfmod(["files"], { cwd: join(root, "x") }).stdout).toBe("../a/Dockerfile\nb/Dockerfile\n");
    expect(dfmod(["files", "x"], { cwd: root }).stdout).toBe("x/b/Dockerfile\n");
    expect(dfmod(["files", "nowhere", "x"], { cwd: root })).toMatchObject({
      status: 2,
      stdout: "x/b/Dockerfile\n",
      stderr: expect.stringContaining("nowhere"),
    });
  });
});

describe("dfmod config", () => {
  test("each value and where it came from", () => {
    const other = repository({
      "dfmod.config.mjs":
        'export default { unsafe: true, files: { exclude: ["old/**"] }, overrides: [{ files: ["a/**"], transforms: { "add-to-copy": "off" } }], contexts: { "a/*": "." } };',
      "a/Dockerfile": adding,
    });
    const here = dfmod(["config"], { cwd: other }).stdout;
    expect(here).toMatch(/^unsafe +true +# dfmod\.config\.mjs$/m);
    expect(here).toMatch(/^files\.include +\[\] +# default$/m);
    expect(here).toMatch(/^files\.exclude +\["old\/\*\*"\] +# dfmod\.config\.mjs$/m);
    expect(here).toMatch(/^transforms\.add-to-copy +"on" +# default$/m);
    expect(here).toMatch(/^overrides\[0\] /m);
    const file = dfmod(["config", "Dockerfile"], { cwd: join(other, "a") }).stdout;
    expect(file).toMatch(/^transforms\.add-to-copy +"off" +# \.\.\/dfmod\.config\.mjs, overrides\[0\]$/m);
    expect(file).toMatch(/^context +"\." +# \.\.\/dfmod\.config\.mjs$/m);
    expect(dfmod(["config", "nowhere"], { cwd: other })).toMatchObject({ status: 2, stdout: "" });
  });
});

describe("dfmod init", () => {
  test("writes a configuration that loads, at the root of the repository, once", () => {
    const other = repository(service("a"));
    expect(dfmod(["init"], { cwd: join(other, "a") })).toEqual({ status: 0, stdout: "", stderr: "wrote ../dfmod.config.mjs\n" });
    expect(dfmod(["--all", "-n"], { cwd: other })).toMatchObject({ status: 0, stdout: expect.stringContaining("+COPY") });
    expect(dfmod(["init"], { cwd: other })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("there already is a configuration: dfmod.config.mjs"),
    });
    expect(git(other, "status", "--porcelain")).toBe("?? dfmod.config.mjs\n");
  });
});

describe("completion", () => {
  test("a script, and what could come next", () => {
    expect(dfmod(["completion"], { cwd: root }).stdout).toContain("--get-yargs-completions");
    expect(dfmod(["--get-yargs-completions", "dfmod", "--dry"], { cwd: root }).stdout).toContain("--dry-run");
  });
});

describe("progress", () => {
  const streams = (progress: boolean): { readonly streams: Streams; readonly shown: string[] } => {
    const shown: string[] = [];
    const stderr = (text: string): void => void shown.push(text);
    return {
      shown,
      streams: { cwd: "/", readStdin: async () => Buffer.alloc(0), stdout: () => {}, stderr, stdoutColor: false, stderrColor: false, progress },
    };
  };

  test("appears on a terminal after half a second, and goes away", () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      const { streams: terminal, shown } = streams(true);
      const progress = startProgress(terminal, 3);
      progress.tick("a");
      expect(shown).toEqual([]);
      vi.advanceTimersByTime(600);
      progress.tick("b");
      progress.tick("c");
      progress.clear();
      expect(shown).toEqual(["\r\u001b[K2/3 b", "\r\u001b[K"]);
    } finally {
      vi.useRealTimers();
    }
  });

  test("never elsewhere", () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      const { streams: pipe, shown } = streams(false);
      const progress = startProgress(pipe, 3);
      vi.advanceTimersByTime(600);
      progress.tick("a");
      progress.clear();
      expect(shown).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("what is shipped", () => {
  test("the schema of the configuration spells out the transforms", () => {
    const schema: unknown = JSON.parse(readFileSync(join(project, "dist/schema.json"), "utf8"));
    expect(schema).toMatchObject({ type: "object", additionalProperties: false, properties: { transforms: { properties: { "add-to-copy": {} } } } });
  });

  test("the program starts without its heavy parts", () => {
    const entry = readFileSync(join(project, "dist/dfmod.js"), "utf8");
    const eager = [...entry.matchAll(/from"\.\/([^"]+)"|import"\.\/([^"]+)"/g)].map((match) => match[1] ?? match[2] ?? "");
    const size = eager.reduce((sum, name) => sum + readFileSync(join(project, "dist", name)).length, entry.length);
    expect(size).toBeLessThan(20_000);
    expect(readdirSync(join(project, "dist")).some((name) => name.startsWith("options-"))).toBe(true);
  });
});
