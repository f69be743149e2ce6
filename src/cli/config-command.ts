import { existsSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { type ConfigEntry, describeConfig } from "../config/describe.ts";
import { DfmodError } from "../errors.ts";
import type { CommandLine, ExitStatus, Streams } from "./command-line.ts";
import { configsOf, openSession } from "./session.ts";

/** `dfmod config [file]`: what is in effect for a file (or for the current directory) and where each value came from. */
export async function runConfig(line: CommandLine, streams: Streams): Promise<ExitStatus> {
  const [name] = line.operands;
  const target = resolve(streams.cwd, name ?? ".");
  if (!existsSync(target)) {
    throw new DfmodError("missing-path", `${name}: no such file or directory`, "give a Dockerfile, or nothing for the current directory");
  }
  const session = await openSession(line, streams.cwd, line.operands);
  const isDirectory = statSync(target).isDirectory();
  const directory = isDirectory ? target : dirname(target);
  const layers = (await configsOf(session, [directory])).get(directory) ?? [];
  const entries = describeConfig(layers, session.transforms, isDirectory ? undefined : target);
  streams.stdout(format(entries, streams.cwd));
  return 0;
}

function format(entries: readonly ConfigEntry[], cwd: string): string {
  const rows = entries.map(({ key, value, layer, place }) => [key, JSON.stringify(value), source(layer?.file, place, cwd)] as const);
  const keyWidth = Math.max(...rows.map(([key]) => key.length));
  const valueWidth = Math.min(40, Math.max(...rows.map(([, value]) => value.length)));
  return rows.map(([key, value, from]) => `${key.padEnd(keyWidth)}  ${value.padEnd(valueWidth)}  # ${from}\n`).join("");
}

function source(file: string | undefined, place: string | undefined, cwd: string): string {
  const name = file === undefined ? "default" : relative(cwd, file);
  return place === undefined ? name : `${name}, ${place}`;
}
