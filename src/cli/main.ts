import { sep } from "node:path";
import { DfmodError } from "../errors.ts";
import { createPaint } from "../report/color.ts";
import type { CommandLine, ExitStatus, Streams } from "./command-line.ts";
import { version } from "./version.ts";

/** Runs the program: the only place that touches arguments, exit status, stdout and stderr. Whatever is heavy is loaded when it is needed. */
export async function main(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", ignoreClosedPipe);
  }
  process.exitCode = await execute(process.argv.slice(2));
}

/** The reader of our output went away (`dfmod list | head -1`): nothing to do and nothing to say. */
function ignoreClosedPipe(error: Error & { readonly code?: string }): void {
  if (error.code !== "EPIPE") {
    throw error;
  }
}

async function execute(args: readonly string[]): Promise<ExitStatus> {
  if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  try {
    if (args.slice(0, args.includes("--") ? args.indexOf("--") : undefined).some((arg) => arg === "--help" || arg === "-h")) {
      process.stdout.write((await import("./help.ts")).helpText());
      return 0;
    }
    const { completions, parseCommandLine } = await import("./options.ts");
    if (args[0] === "--get-yargs-completions") {
      process.stdout.write(`${(await completions(args.slice(1))).join("\n")}\n`);
      return 0;
    }
    const line = parseCommandLine(args);
    if (line === "version") {
      process.stdout.write(`${version}\n`);
      return 0;
    }
    return await dispatch(line, streamsOf(line.color));
  } catch (error) {
    process.stderr.write(errorText(error));
    return 2;
  }
}

async function dispatch(line: CommandLine, streams: Streams): Promise<ExitStatus> {
  switch (line.command) {
    case "rewrite":
      return (await import("./run.ts")).runRewrite(line, streams);
    case "list":
      return (await import("./list.ts")).runList(line, streams);
    case "explain":
      return (await import("./explain.ts")).runExplain(line, streams);
    case "why":
      return (await import("./why.ts")).runWhy(line, streams);
    case "files":
      return (await import("./files.ts")).runFiles(line, streams);
    case "config":
      return (await import("./config-command.ts")).runConfig(line, streams);
    case "init":
      return (await import("./init.ts")).runInit(line, streams);
    case "completion":
      streams.stdout(await (await import("./options.ts")).completionScript());
      return 0;
  }
}

function streamsOf(color: CommandLine["color"]): Streams {
  return {
    cwd: process.cwd(),
    readStdin,
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    stdoutColor: hasColor(color, process.stdout.isTTY),
    stderrColor: hasColor(color, process.stderr.isTTY),
    progress: process.stderr.isTTY === true && process.env.TERM !== "dumb",
  };
}

/** --color, then NO_COLOR, then FORCE_COLOR, then whether this very stream is a terminal. */
function hasColor(color: CommandLine["color"], isTerminal: boolean | undefined): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (color !== "auto") {
    return color === "always";
  }
  if (NO_COLOR !== undefined && NO_COLOR !== "") {
    return false;
  }
  if (FORCE_COLOR !== undefined) {
    return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  }
  return isTerminal === true && TERM !== "dumb";
}

async function readStdin(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

/** People get the message and the way out; a stack only for what is our own fault. */
function errorText(error: unknown): string {
  const paint = createPaint(hasColor("auto", process.stderr.isTTY));
  if (error instanceof DfmodError) {
    return `${paint("red", "error:")} ${fromHere(error.message)}\n${error.hint === undefined ? "" : `  ${paint("cyan", "hint:")} ${fromHere(error.hint)}\n`}`;
  }
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${paint("red", "error:")} internal error: ${details}\n  ${paint("cyan", "hint:")} this is a defect of dfmod: please report it\n`;
}

/** Paths as people see them from where they stand. */
function fromHere(text: string): string {
  return text.replaceAll(process.cwd() + sep, "");
}
