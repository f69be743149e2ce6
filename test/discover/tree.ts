import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A temporary directory with these files (content by path), gone after the test. */
export function temporaryTree(files: Readonly<Record<string, Buffer | string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "dfmod-test-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) addFile(root, path, content);
  return root;
}

export function addFile(root: string, path: string, content: Buffer | string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

/** Runs git with nothing of the machine's configuration. */
export function git(root: string, ...args: readonly string[]): string {
  const env = { PATH: process.env.PATH, HOME: root, GIT_CONFIG_NOSYSTEM: "1" };
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main"];
  return execFileSync("git", [...identity, "-C", root, ...args], { env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** The same, as a git repository with everything committed. */
export function committedTree(files: Readonly<Record<string, Buffer | string>>): string {
  const root = temporaryTree(files);
  git(root, "init", "--quiet");
  git(root, "add", "--all");
  git(root, "commit", "--quiet", "--allow-empty", "--message", "start");
  return root;
}
