/** What the fixtures of exec-form cannot show: the wording of its messages, and the behaviour of shells that its proof rests on. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { rewrite } from "../../src/engine/pipeline.ts";
import type { Usage } from "../../src/engine/transform.ts";
import { imageFacts } from "../../src/knowledge/base-images.ts";
import execForm from "../../transforms/exec-form.ts";

function messageFor(text: string, usages: readonly Usage[] = []): string | undefined {
  const input = { path: "Dockerfile", text, build: "unknown" as const, usages, images: { facts: imageFacts } };
  const options = { transforms: [execForm], knownIds: [], unsafe: false, create: true, settings: {}, ignorePragmas: false, secondReader: undefined };
  return rewrite(input, options).changes[0]?.message;
}

describe("messages", () => {
  test("a signal is promised only where the shell kept it", () => {
    expect(messageFor("FROM node:20-slim\nCMD node server.js\n")).toContain("signals");
    expect(messageFor("FROM node:20-alpine\nCMD node server.js\n")).not.toContain("signals");
    expect(messageFor("FROM node:20-alpine\nCMD cp /a /b; node server.js\n")).toContain("signals");
  });

  test("what overrides the instruction is named", () => {
    const usage = {
      file: "compose.yaml",
      kind: "compose",
      name: "web",
      target: undefined,
      args: {},
      command: ["node"],
      entrypoint: undefined,
    } as const;
    expect(messageFor("FROM node:20\nCMD node server.js\n", [usage])).toMatch(/; compose\.yaml overrides it for web$/);
    expect(messageFor("FROM node:20\nENTRYPOINT node server.js\n", [usage])).not.toContain("compose.yaml");
  });
});

const folder = mkdtempSync(join(tmpdir(), "dfmod-exec-form-"));
afterAll(() => rmSync(folder, { recursive: true }));
const shells = ["dash", "bash", "busybox"].filter((shell) => spawnSync(shell, ["true"]).error === undefined);

function run(shell: string, script: string): { status: number | null; stdout: string } {
  const argv = shell === "busybox" ? ["ash", "-c", script] : ["-c", script];
  const { status, stdout } = spawnSync(shell, argv, { cwd: folder, encoding: "utf8" });
  return { status, stdout };
}

describe.each(shells)("%s", (shell) => {
  test("exec falls back to reading a script without interpreter line, as the shell form does", () => {
    writeFileSync(join(folder, "script"), 'echo "$@"; exit 3\n');
    chmodSync(join(folder, "script"), 0o755);
    expect(run(shell, "./script a b")).toEqual({ status: 3, stdout: "a b\n" });
    expect(run(shell, "exec ./script a b")).toEqual({ status: 3, stdout: "a b\n" });
  });

  test("an assignment in front of exec reaches the program", () => {
    expect(run(shell, 'A=1 exec sh -c "echo $0 \\$A"').stdout).toMatch(/ 1\n$/);
  });

  test("exec behind && and ; keeps the status of the whole", () => {
    for (const [script, withExec] of [
      ["true && sh -c 'exit 4'", "true && exec sh -c 'exit 4'"],
      ["sh -c 'exit 5' && sh -c 'exit 4'", "sh -c 'exit 5' && exec sh -c 'exit 4'"],
      ["false; sh -c 'exit 0'", "false; exec sh -c 'exit 0'"],
    ] as const) {
      expect(run(shell, withExec).status).toBe(run(shell, script).status);
    }
  });
});
