/** Whether the kernel can start a program without a shell's help: execve(2) needs an interpreter line where a shell falls back to itself. */
import type { Dockerfile, Instruction } from "../dockerfile/model.ts";
import type { Stage } from "../dockerfile/stages.ts";
import { type Origin, originsOf, pathAt } from "./origins.ts";

/** What is asked of the build context. */
export interface Files {
  has(path: string): boolean;
  isDirectory(path: string): boolean;
  read(path: string): string;
  mode(path: string): number | "unknown";
  kind(path: string): string;
}

/** `no-shebang`: certainly not. `unknown`: `why` says what has to be believed. */
export type Startable =
  | { readonly kind: "no-shebang"; readonly path: string }
  | { readonly kind: "proven" }
  | { readonly kind: "unknown"; readonly assumption: string };

/** Compiled programs, wherever they are: a virtual environment links to one. */
const INTERPRETER = /\/bin\/(?:bash|java|node|perl|php|python[\d.]*|ruby|sh)$/;
const PROVEN: Startable = { kind: "proven" };
/** Where packages put their programs, which have an interpreter line if they are scripts (Debian policy 10.4) */
const PROGRAM_PATHS: readonly RegExp[] = [/^\/(?:usr\/)?s?bin\/[^/]+$/, /^\/usr\/local\/s?bin\/[^/.]+$/];
const DEFAULT_PATH: readonly string[] = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** Whether `program` of a CMD or ENTRYPOINT starts without a shell wherever the shell could start it. */
export function startable(dockerfile: Dockerfile, stage: Stage, at: Instruction, program: string, files: Files | "unknown"): Startable {
  if (!program.includes("/")) return onPath(dockerfile, stage, program, files);
  const path = pathAt(dockerfile, stage.instructions.at(-1) ?? at, program);
  if (path !== undefined && INTERPRETER.test(path)) return PROVEN;
  const found = path === undefined ? undefined : judgeOrigins(originsOf(dockerfile, stage, path), program, files, true);
  if (found !== undefined) return found;
  return path !== undefined && PROGRAM_PATHS.some((pattern) => pattern.test(path)) ? PROVEN : unknown(program);
}

function unknown(program: string): Startable {
  return { kind: "unknown", assumption: `\`${program}\` is a compiled program or a script with an interpreter line (\`#!\`)` };
}

/** A bare name is looked for on PATH in both forms; only a script that this file puts there can be one that needs the shell. */
function onPath(dockerfile: Dockerfile, stage: Stage, program: string, files: Files | "unknown"): Startable {
  const { directories, relative } = searchPath(stage);
  if (relative !== undefined) {
    return {
      kind: "unknown",
      assumption: `\`${program}\` is not found through \`${relative}\`, which the shell looks up on PATH and the runtime refuses`,
    };
  }
  for (const directory of directories) {
    const found = judgeOrigins(originsOf(dockerfile, stage, `${directory}/${program}`), program, files, false);
    if (found !== undefined) return found;
  }
  return /\.\w+$/.test(program) && !/\d$/.test(program) ? unknown(program) : PROVEN;
}

/** The directories that ENV PATH names in the stage and those it is FROM, then the usual ones. */
function searchPath(stage: Stage): { directories: readonly string[]; relative: string | undefined } {
  const directories: string[] = [];
  for (let each: Stage | undefined = stage; each !== undefined; each = each.parent) {
    const assignments = each.instructions.filter(({ keyword }) => keyword === "ENV").flatMap(({ assignments }) => assignments);
    for (const { name, value } of assignments) {
      if (name === "PATH") directories.push(...(value ?? "").replace(/["']/g, "").split(":"));
    }
  }
  const relative = directories.find((directory) => /^[^/$~{}]/.test(directory));
  return { directories: [...directories.filter((directory) => directory.startsWith("/")), ...DEFAULT_PATH], relative };
}

/** The newest origin that decides. `anyOrigin`: also a directory that only may hold the file leaves it unknown. */
function judgeOrigins(origins: Iterable<Origin>, program: string, files: Files | "unknown", anyOrigin: boolean): Startable | undefined {
  let executable = false;
  for (const origin of origins) {
    if (origin.kind === "compiled") return PROVEN;
    if (origin.kind === "chmod") executable = true;
    else if (origin.kind === "inline") return judgeText(program, origin.text, executable || origin.executable === true);
    else if (origin.kind === "written" || files === "unknown") {
      if (anyOrigin || origin.exact) return unknown(program);
    } else if (files.has(origin.path) && !files.isDirectory(origin.path)) {
      return judgeFile(program, origin.path, files, executable || (origin.executable ?? isExecutable(files.mode(origin.path))));
    }
  }
  return undefined;
}

function isExecutable(mode: number | "unknown"): boolean {
  return mode !== "unknown" && (mode & 0o111) !== 0;
}

function judgeFile(program: string, path: string, files: Files, mayRun: boolean): Startable {
  const kind = files.kind(path);
  if (kind === "text") return judgeText(path, files.read(path), mayRun);
  return kind === "binary" && mayRun ? PROVEN : unknown(program);
}

function judgeText(path: string, text: string, mayRun: boolean): Startable {
  if (!text.startsWith("#!")) return { kind: "no-shebang", path };
  return mayRun ? PROVEN : { kind: "unknown", assumption: `\`${path}\` is executable in the image` };
}
