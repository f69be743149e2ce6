/** The scaffold, run in a copy of the project: what it writes is complete, and nothing is overwritten. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
let copy = "";

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "dfmod-scaffold-"));
  for (const path of [
    "src",
    "transforms",
    "scripts",
    "docs",
    "test",
    "package.json",
    "package-lock.json",
    "biome.json",
    "tsconfig.json",
    "vitest.config.ts",
  ]) {
    cpSync(join(root, path), join(copy, path), { recursive: true });
  }
  for (const path of [".gitattributes", ".gitignore"]) cpSync(join(root, path), join(copy, path));
  // The fixtures of the other transforms are not what is tested here: their examples are, because the pages quote them.
  for (const id of readdirSync(join(root, "__testfixtures__"))) {
    mkdirSync(join(copy, "__testfixtures__", id), { recursive: true });
    for (const entry of readdirSync(join(root, "__testfixtures__", id)).filter((name) => name.startsWith("example"))) {
      cpSync(join(root, "__testfixtures__", id, entry), join(copy, "__testfixtures__", id, entry), { recursive: true });
    }
  }
  writeFileSync(join(copy, "README.md"), "# dfmod\n\n<!-- transforms -->\n<!-- /transforms -->\n");
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  execFileSync("git", ["init", "-q"], { cwd: copy });
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

const read = (path: string): string => readFileSync(join(copy, path), "utf8");

function node(script: string, ...args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST")));
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "node_modules", script), ...args], { cwd: copy, encoding: "utf8", env });
  return { status, output: stdout + stderr };
}

const scaffold = (...args: readonly string[]) => node("tsx/dist/cli.mjs", "scripts/new-transform.ts", ...args);

describe("npm run new-transform", () => {
  test.each([
    ["a name with capitals", ["BadName"], /`BadName` is no id/],
    ["a double dash", ["a--b"], /`a--b` is no id/],
    ["a path", ["../evil"], /is no id/],
    ["no name", [], /usage: npm run new-transform <id>/],
    ["one that is taken", ["add-to-copy"], /add-to-copy\.\w+ is there already; nothing was written/],
  ])("refuses %s with status 2 and writes nothing", (_what, args, message) => {
    const before = read("transforms/index.ts");
    const { status, output } = scaffold(...args);
    expect(output).toMatch(message);
    expect(status).toBe(2);
    expect(read("transforms/index.ts")).toBe(before);
  });

  test("writes a transform that passes its fixtures, the house test, the linter and the types", () => {
    const { status, output } = scaffold("signal-name");
    expect(output).toContain("wrote transforms/signal-name.ts");
    expect(status).toBe(0);
    expect(read("transforms/index.ts")).toMatch(/import signalName from "\.\/signal-name\.ts";[\s\S]*\bsignalName,?\s*\];/);
    expect(read("docs/transforms/signal-name.md")).toContain("# `signal-name`");
    expect(read("docs/transforms/signal-name.md")).toContain("STOPSIGNAL SIGQUIT");
    expect(read("README.md")).toContain("[`signal-name`](docs/transforms/signal-name.md)");
    expect(existsSync(join(copy, "__testfixtures__/signal-name/example.output.Dockerfile"))).toBe(true);

    const tests = node(
      "vitest/vitest.mjs",
      "run",
      "test/fixtures.test.ts",
      "test/house.test.ts",
      "-t",
      "signal-name|of the engine, transforms|no default exports|no any, and no casts",
    );
    expect(tests.output).not.toMatch(/FAIL/);
    expect(tests.status).toBe(0);
    const lint = node("@biomejs/biome/bin/biome", "check", "--error-on-warnings", "transforms/signal-name.ts", "transforms/index.ts");
    expect([lint.status, lint.status === 0 ? "" : lint.output]).toEqual([0, ""]);
    const types = node("typescript/bin/tsc", "--noEmit", "-p", ".");
    expect(types.output.split("\n").filter((line) => line.startsWith("transforms/signal-name"))).toEqual([]);
  }, 120_000);

  test("does not overwrite on a second run", () => {
    writeFileSync(join(copy, "transforms/other-name.ts"), "// mine\n");
    const { status, output } = scaffold("other-name");
    expect([status, output]).toEqual([2, expect.stringContaining("transforms/other-name.ts is there already; nothing was written")]);
    expect(read("transforms/other-name.ts")).toBe("// mine\n");
    expect(existsSync(join(copy, "__testfixtures__/other-name"))).toBe(false);
  });
});
