/** The real files these tests run over: where they are, unpacked once into a cache, and BuildKit's own reading of them. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { decodeDockerfile } from "../../src/dockerfile/read.ts";

export const projectRoot = join(import.meta.dirname, "../..");

/** The data folder: `DFMOD_CORPUS`, else `../shared/corpus` beside the project. */
export const corpusFolder = resolve(projectRoot, process.env.DFMOD_CORPUS ?? "../shared/corpus");

export const hasCorpus = existsSync(join(corpusFolder, "dockerfiles-dev.tar.gz"));

export const cacheFolder = join(projectRoot, "node_modules/.cache/dfmod-corpus");

/** A heredoc as BuildKit stores it. */
export interface BuildKitHeredoc {
  readonly name: string;
  readonly content: string;
  readonly expand: boolean;
  readonly chomp: boolean;
}

export interface BuildKitNode {
  readonly keyword: string;
  /** 1-based lines. */
  readonly start: number;
  readonly end: number;
  readonly flags: readonly string[];
  readonly json: boolean;
  readonly args: readonly string[];
  readonly heredocs: readonly BuildKitHeredoc[];
}

/** One file of the corpus with BuildKit's reading. `Err`: its parser rejects the file; `InsErr`: it parses, but an instruction is invalid. */
export interface CorpusFile {
  readonly file: string;
  readonly nodes: readonly BuildKitNode[];
  readonly Err?: string;
  readonly InsErr?: string;
  /** `undefined` for what is not UTF-8. */
  readonly text: string | undefined;
}

/** Unpacks everything. Called before the test files run side by side, so that no two unpack the same archive. */
export function prepareCorpus(): void {
  for (const archive of ["dockerfiles-dev.tar.gz", "monorepos-dev.tar.gz", "buildkit-parser-testfiles.tar.gz"]) unpacked(archive);
  skeletons();
}

/** The folder an archive is unpacked in, named after the archive's content, so that new data gets a new folder. */
export function unpacked(archive: string): string {
  const path = join(corpusFolder, archive);
  const folder = join(cacheFolder, createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 16));
  if (existsSync(folder)) return folder;
  const half = `${folder}.${process.pid}`;
  mkdirSync(half, { recursive: true });
  execFileSync("tar", ["xzf", path, "-C", half]);
  renameSync(half, folder);
  return folder;
}

/** Every file of dockerfiles-dev, in the order of BuildKit's list. */
export function corpusFiles(): readonly CorpusFile[] {
  const root = join(unpacked("dockerfiles-dev.tar.gz"), "dockerfiles-dev");
  const lines = gunzipSync(readFileSync(join(corpusFolder, "dockerfiles-dev.buildkit.ndjson.gz")))
    .toString()
    .trim()
    .split("\n");
  return lines.map((line) => {
    const { file, nodes, Err, InsErr } = JSON.parse(line);
    return { file, nodes: completed(nodes), ...(Err ? { Err } : {}), ...(InsErr ? { InsErr } : {}), text: decoded(readFileSync(join(root, file))) };
  });
}

/** BuildKit's tool leaves out empty lists, and one of its two lists writes the fields of a heredoc in capitals. */
export function completed(nodes: readonly Partial<BuildKitNode>[] | null): readonly BuildKitNode[] {
  return (nodes ?? []).map((node) => ({
    keyword: node.keyword ?? "",
    start: node.start ?? 0,
    end: node.end ?? 0,
    flags: node.flags ?? [],
    json: node.json ?? false,
    args: node.args ?? [],
    heredocs: (node.heredocs ?? []).map((heredoc) => JSON.parse(JSON.stringify(heredoc, lowerCase))),
  }));
}

function lowerCase(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), inner]));
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return decodeDockerfile(bytes);
  } catch {
    return undefined;
  }
}

export interface Skeleton {
  readonly name: string;
  /** A git repository with one commit. Nobody writes in it. */
  readonly folder: string;
  /** A clone to write in; whoever does cleans up behind. */
  readonly copy: string;
}

/** The 16 monorepo skeletons. */
export function skeletons(): readonly Skeleton[] {
  const root = join(unpacked("monorepos-dev.tar.gz"), "dev");
  return readdirSync(root)
    .sort()
    .map((name) => {
      const folder = join(root, name);
      if (!existsSync(join(folder, ".git/refs/heads/corpus"))) {
        rmSync(join(folder, ".git"), { recursive: true, force: true });
        git(folder, "init", "--quiet", "--initial-branch=corpus");
        git(folder, "add", "-A");
        git(folder, "-c", "user.name=corpus", "-c", "user.email=corpus@localhost", "commit", "--quiet", "--message=skeleton");
      }
      const copy = join(root, "../copies", name);
      if (!existsSync(join(copy, ".git/index"))) {
        rmSync(copy, { recursive: true, force: true });
        git(root, "clone", "--quiet", "--shared", folder, copy);
      }
      return { name, folder, copy };
    });
}

/** Runs git without the user's configuration, so that no line ending or hook of theirs gets in. */
export function git(folder: string, ...args: readonly string[]): string {
  return execFileSync("git", ["-c", "core.autocrlf=false", ...args], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" },
  });
}

/** Puts a table under the test run's output, one line each. */
export function print(title: string, lines: readonly string[]): void {
  process.stdout.write(`\n${title}\n${lines.map((line) => `  ${line}\n`).join("")}`);
}
