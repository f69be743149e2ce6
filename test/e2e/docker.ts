// What the end-to-end tests ask of the engine: build an image, read its configuration, run it, stop it.
import { execFile } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Engine } from "./engine.setup.ts";

const execute = promisify(execFile);

/** How long the engine waits for a container between SIGTERM and SIGKILL, in seconds. Docker's own default is 10. */
export const GRACE = 6;

export interface Answer {
  readonly path: string;
  readonly status: number;
  readonly type: string | null;
  readonly body: string;
}

/** What one run of an image showed from outside. */
export interface Run {
  readonly answers: readonly Answer[];
  /** The container's exit status; 137 is what SIGKILL leaves behind. */
  readonly exit: number;
  /** From SIGTERM to the end of the container, in seconds. */
  readonly stopSeconds: number;
}

export async function docker(engine: Engine, args: readonly string[]): Promise<string> {
  const { stdout } = await execute("docker", args, { env: engine.env, maxBuffer: 2 ** 26 });
  return stdout.trim();
}

const networkOf = (engine: Engine): readonly string[] => (engine.hostNetwork ? ["--network=host"] : []);

/** Builds the folder as the user would, with its own Dockerfile. Answers how long that took, in seconds. */
export async function build(engine: Engine, image: string, folder: string, flags: readonly string[] = []): Promise<number> {
  const begin = performance.now();
  await docker(engine, ["build", "-q", ...networkOf(engine), ...flags, "-t", image, folder]);
  return (performance.now() - begin) / 1000;
}

/** One step of a build: an instruction, and whether its result was there already. */
export interface Step {
  readonly instruction: string;
  readonly isCached: boolean;
}

export interface BuildLog {
  readonly steps: readonly Step[];
  /** How long the build took, in seconds. */
  readonly seconds: number;
}

/** Builds the folder and tells what each step did. */
export async function buildWithLog(engine: Engine, image: string, folder: string): Promise<BuildLog> {
  const begin = performance.now();
  const args = ["build", "--progress=plain", ...networkOf(engine), "-t", image, folder];
  const { stderr } = await execute("docker", args, { env: engine.env, maxBuffer: 2 ** 26 });
  return { steps: stepsOf(stderr), seconds: (performance.now() - begin) / 1000 };
}

/** Reads lines such as "#8 [build 3/5] RUN npm ci" and "#8 CACHED". */
function stepsOf(log: string): readonly Step[] {
  const lines = log.split("\n");
  const cached = new Set(lines.flatMap((line) => /^#(\d+) CACHED$/.exec(line)?.[1] ?? []));
  const instructions = new Map(
    lines.flatMap((line) => {
      const [, id, instruction] = /^#(\d+) \[[^\]]*\d+\/\d+\] (.+)$/.exec(line) ?? [];
      return id === undefined || instruction === undefined ? [] : [[id, instruction]];
    }),
  );
  return [...instructions].map(([id, instruction]) => ({ instruction, isCached: cached.has(id) }));
}

/** Runs the image and answers what it printed. */
export async function output(engine: Engine, image: string): Promise<string> {
  return docker(engine, ["run", "--rm", ...networkOf(engine), image]);
}

/** Runs a script in a container over a copy of the folder, and brings the named files back from there. */
export async function runOver(engine: Engine, image: string, folder: string, script: string, files: readonly string[]): Promise<void> {
  const place = ["--workdir", "/over", "--entrypoint", "/bin/sh"];
  const container = await docker(engine, ["create", ...networkOf(engine), ...place, image, "-c", script]);
  try {
    await docker(engine, ["cp", `${folder}/.`, `${container}:/over`]);
    await docker(engine, ["start", "-a", container]);
    for (const file of files) await docker(engine, ["cp", `${container}:/over/${file}`, `${folder}/${file}`]);
  } finally {
    await docker(engine, ["rm", "-f", container]);
  }
}

export async function inspect(engine: Engine, image: string, template: string): Promise<string> {
  return docker(engine, ["image", "inspect", "--format", template, image]);
}

/** Runs one shell command in a fresh container of the image instead of its program. */
export async function runShell(engine: Engine, image: string, script: string): Promise<string> {
  return docker(engine, ["run", "--rm", ...networkOf(engine), "--entrypoint", "/bin/sh", image, "-c", script]);
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, () => {
      const address = server.address();
      server.close(() => (address === null || typeof address === "string" ? reject(new Error("no port")) : resolve(address.port)));
    });
  });
}

async function ask(port: number, path: string): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: "close" } });
  return { path, status: response.status, type: response.headers.get("content-type"), body: await response.text() };
}

async function untilItAnswers(port: number, path: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const healthy = await ask(port, path).then(
      (answer) => answer.status === 200,
      () => false,
    );
    if (healthy) return;
    await sleep(100);
  }
  throw new Error(`nothing answered on ${path} within 30 seconds`);
}

/** Starts the image, asks for /health and the given paths, and stops it with SIGTERM. */
export async function serve(engine: Engine, image: string, paths: readonly string[]): Promise<Run> {
  const port = await freePort();
  const reach = engine.hostNetwork ? networkOf(engine) : ["-p", `127.0.0.1:${port}:${port}`];
  const container = await docker(engine, ["run", "-d", ...reach, "-e", `PORT=${port}`, image]);
  try {
    await untilItAnswers(port, "/health");
    const answers: Answer[] = [];
    for (const path of ["/health", ...paths]) answers.push(await ask(port, path));
    const begin = performance.now();
    await docker(engine, ["stop", "-t", String(GRACE), container]);
    const stopSeconds = (performance.now() - begin) / 1000;
    const exit = Number(await docker(engine, ["inspect", "--format", "{{.State.ExitCode}}", container]));
    return { answers, exit, stopSeconds };
  } catch (problem) {
    const log = await docker(engine, ["logs", container]).catch(() => "no log");
    throw new Error(`${image} did not serve: ${log}`, { cause: problem });
  } finally {
    await docker(engine, ["rm", "-f", container]);
  }
}
