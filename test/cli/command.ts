/** Runs the built command (dist/dfmod.js, made by scripts/setup.mjs) in directories made for a test. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

const command = join(import.meta.dirname, "../../dist/dfmod.js");
const made: string[] = [];

afterAll(() => {
  for (const directory of made) {
    rmSync(directory, { recursive: true, force: true });
  }
});

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
}

/** The environment of a test: none of ours that changes what git or the command does. */
const cleanEnvironment = {
  PATH: process.env.PATH ?? "",
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.com",
};

export function dfmod(args: readonly string[], { cwd, input, env }: RunOptions): Finished {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd,
    env: { ...cleanEnvironment, ...env },
    encoding: "utf8",
    ...(input === undefined ? { stdio: ["ignore", "pipe", "pipe"] } : { input }),
  });
  return { status, stdout, stderr };
}

/** The same, still running. */
export function started(args: readonly string[], cwd: string): ChildProcess {
  return spawn(process.execPath, [command, ...args], { cwd, env: cleanEnvironment, stdio: "ignore" });
}

export function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync("git", ["-c", "core.autocrlf=false", ...args], {
    cwd,
    env: cleanEnvironment,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

export type Tree = Readonly<Record<string, Buffer | string>>;

export function writeTree(root: string, tree: Tree): void {
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** A new directory outside any repository, its real path. */
export function directory(tree: Tree = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "dfmod-test-")));
  made.push(root);
  writeTree(root, tree);
  return root;
}

/** A new repository with everything committed. */
export function repository(tree: Tree = {}): string {
  const root = directory(tree);
  git(root, "init", "-q", "-b", "main");
  git(root, "add", "-A");
  git(root, "commit", "-q", "--allow-empty", "-m", "start");
  return root;
}

export function read(root: string, path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** A Dockerfile that add-to-copy changes when `file.txt` stands beside it, and what it becomes. */
export const adding = "FROM alpine:3.20\nADD file.txt /\n";
export const copying = "FROM alpine:3.20\nCOPY file.txt /\n";
/** A service that will be changed. */
export function service(path: string): Tree {
  return { [`${path}/Dockerfile`]: adding, [`${path}/file.txt`]: "text\n" };
}
