// Finds the container engine of the end-to-end tests, or starts one.
//   DFMOD_ENGINE_SCRIPT       `<script> up <dir>` starts an engine and prints shell exports, `<script> down <dir>` stops it
//   DFMOD_BASE_IMAGES_SCRIPT  `<script> <dir> all` makes the base images where no image registry can be reached
//   DFMOD_ENGINE_DIR          the folder for both; kept when given, a temporary one otherwise
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

/** A container engine that answered. */
export interface Engine {
  /** What the tests say they ran on, such as "docker 28.5.2 (started by …)". */
  readonly label: string;
  /** The environment under which `docker` reaches it. */
  readonly env: Readonly<Record<string, string>>;
  /** Engines without a bridge network build and run on the network of the host. */
  readonly hostNetwork: boolean;
}

declare module "vitest" {
  export interface ProvidedContext {
    engine: Engine | undefined;
  }
}

const shout = (line: string): void => console.error(`\n=== end-to-end: ${line} ===\n`);

/** The variables of this process that are set: what a child process gets. */
function ownEnvironment(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
  return env;
}

/** Asks for the server, never for the client: a `docker` on the PATH proves nothing. */
function probe(env: Readonly<Record<string, string>>, origin: string): Engine | undefined {
  const version = spawnSync("docker", ["version", "--format", "{{.Server.Version}}"], { env, encoding: "utf8" });
  if (version.status !== 0) return undefined;
  const networks = spawnSync("docker", ["network", "ls", "--format", "{{.Name}}"], { env, encoding: "utf8" });
  const hostNetwork = !networks.stdout.split("\n").includes("bridge");
  return { label: `docker ${version.stdout.trim()} (${origin})`, env, hostNetwork };
}

/** The environment after the exports that the script printed; they may use variables, so a shell evaluates them. */
function start(script: string, folder: string): Record<string, string> {
  const dump = execFileSync("bash", ["-c", 'set -e; exports=$("$1" up "$2"); eval "$exports"; env -0', "up", script, folder], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 2 ** 24,
  });
  return Object.fromEntries(
    dump
      .split("\0")
      .filter((entry) => entry.includes("="))
      .map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
  );
}

/** The machine's certificate authorities, as the base images that were made on it have them. */
const AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

/** Base images that were made here, and how more of their programs come to trust the machine's authorities; the Dockerfiles under test stay as they are. */
const TRUST: Readonly<Record<string, string>> = {
  // Poetry and uv bring their own list, unlike pip.
  "python:3.11-slim": `ENV REQUESTS_CA_BUNDLE=${AUTHORITIES} SSL_CERT_FILE=${AUTHORITIES}`,
  // Java has its own store, which is made of one file for each authority.
  "maven:3.9-eclipse-temurin-17": [
    `COPY --from=debian:bookworm-slim ${AUTHORITIES} /tmp/authorities`,
    `RUN awk '/BEGIN CERT/ { n++ } n { print > ("/usr/local/share/ca-certificates/host-" n ".crt") }' /tmp/authorities && update-ca-certificates -f`,
  ].join("\n"),
};

function trustWhatTheMachineTrusts(env: Readonly<Record<string, string>>): void {
  for (const [image, instructions] of Object.entries(TRUST)) {
    const input = `FROM ${image}\n${instructions}\n`;
    execFileSync("docker", ["build", "-q", "--network=host", "-t", image, "-"], { env, input, stdio: ["pipe", "ignore", "inherit"] });
  }
}

function started(script: string, folder: string): Engine {
  const env = start(script, folder);
  const engine = probe(env, `started by ${script}`);
  if (engine === undefined) throw new Error(`${script} up ${folder} ended well, but no docker server answers`);
  const images = process.env.DFMOD_BASE_IMAGES_SCRIPT;
  if (images === undefined) return engine;
  execFileSync(images, [join(folder, "base-images"), "all"], { env, stdio: ["ignore", "inherit", "inherit"] });
  trustWhatTheMachineTrusts(env);
  return engine;
}

/** Stops the engine. A failure here must not hide the one that led here, and must not be silent either. */
async function stop(script: string, folder: string): Promise<void> {
  const down = spawn(script, ["down", folder], { stdio: ["ignore", "inherit", "inherit"] });
  const [status] = await once(down, "close");
  if (status !== 0) shout(`${script} down ${folder} failed; an engine may still be running`);
  if (process.env.DFMOD_ENGINE_DIR === undefined) await rm(folder, { recursive: true, force: true });
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const running = probe(ownEnvironment(), "already running");
  const script = process.env.DFMOD_ENGINE_SCRIPT;
  if (running !== undefined || script === undefined) {
    shout(running === undefined ? "NO CONTAINER ENGINE, EVERYTHING IS SKIPPED (start docker, or set DFMOD_ENGINE_SCRIPT)" : `using ${running.label}`);
    project.provide("engine", running);
    return undefined;
  }
  const folder = process.env.DFMOD_ENGINE_DIR ?? mkdtempSync(join(tmpdir(), "dfmod-engine-"));
  try {
    const engine = started(script, folder);
    shout(`using ${engine.label}`);
    project.provide("engine", engine);
  } catch (problem) {
    await stop(script, folder);
    throw problem;
  }
  return () => stop(script, folder);
}
