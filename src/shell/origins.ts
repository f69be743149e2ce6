/** Where a file of the image comes from, as far as the Dockerfile tells. */
import type { Dockerfile, Instruction } from "../dockerfile/model.ts";
import { sourcesOf } from "../dockerfile/sources.ts";
import { cleanPath, lookupIn, type Stage, stageNamed, stateAt } from "../dockerfile/stages.ts";
import { expandWord } from "../dockerfile/words.ts";
import { programOf, scriptOf, walkCommands } from "./commands.ts";
import type { SimpleCommand } from "./model.ts";

/** One instruction that may have made the file what it is. */
export type Origin =
  /** From the build context. `exact`: the instruction names the file itself, not a directory that may hold it. `executable`: what `--chmod` says. */
  | { readonly kind: "copied"; readonly path: string; readonly exact: boolean; readonly executable: boolean | undefined }
  /** From a heredoc. */
  | { readonly kind: "inline"; readonly text: string; readonly executable: boolean | undefined }
  /** By a compiler. */
  | { readonly kind: "compiled" }
  /** In a way that hides its content. `exact` as above. */
  | { readonly kind: "written"; readonly exact: boolean }
  | { readonly kind: "chmod" };

/** Stands for the working directory of the base image, which is not known: relative paths can still be compared with each other. */
const INHERITED_WORKDIR = "/\0";
const COMPILERS: ReadonlySet<string> = new Set(["c++", "cc", "clang", "clang++", "g++", "gcc", "go", "ghc", "nim", "rustc"]);
const WRITERS: ReadonlySet<string> = new Set(["cp", "curl", "install", "ln", "mv", "tee", "wget"]);

/** An absolute path for `path` as it is resolved at an instruction; `undefined` below a WORKDIR that is not known. */
export function pathAt(dockerfile: Dockerfile, instruction: Instruction, path: string): string | undefined {
  if (path.startsWith("/")) return cleanPath(path);
  const { workdir, workdirUnknown } = stateAt(dockerfile, instruction);
  return workdirUnknown ? undefined : cleanPath(`${workdir ?? INHERITED_WORKDIR}/${path}`);
}

/** What may have made the file at `path`, newest first, up to the base image. */
export function* originsOf(dockerfile: Dockerfile, stage: Stage, path: string): Generator<Origin> {
  // Where cargo puts its programs.
  if (/\/target\/(?:[^/]+\/)?(?:debug|release)\/[^/.]+$/.test(path)) yield { kind: "compiled" };
  for (const instruction of [...stage.instructions].reverse()) {
    if (instruction.keyword === "RUN") yield* byRun(dockerfile, instruction, path);
    if (instruction.keyword === "COPY" || instruction.keyword === "ADD") yield* byCopy(dockerfile, stage, instruction, path);
  }
  if (stage.parent !== undefined) yield* originsOf(dockerfile, stage.parent, path);
}

function* byCopy(dockerfile: Dockerfile, stage: Stage, copy: Instruction, path: string): Generator<Origin> {
  const written = expandWord(copy.words.at(-1)?.value ?? "", lookupIn(stateAt(dockerfile, copy)), dockerfile.escape);
  const destination = written === undefined ? undefined : pathAt(dockerfile, copy, written);
  if (destination === undefined) return;
  const chmod = copy.flags.find(({ name }) => name === "chmod")?.value;
  const executable = chmod === undefined ? undefined : /[1357]|x/.test(chmod);
  if (destination === path) for (const { content } of copy.heredocs) yield { kind: "inline", text: content, executable };
  const from = copy.flags.find(({ name }) => name === "from")?.value;
  for (const source of sourcesOf(dockerfile, copy)) {
    const found = sourceFor(source.path, destination, path);
    if (found === undefined) continue;
    const other = from === undefined ? undefined : stageNamed(dockerfile, from, stage);
    if (other !== undefined) yield* originsOf(dockerfile, other, cleanPath(`/${found.path}`));
    const isLocal = from === undefined && source.kind === "local";
    if (isLocal) yield { kind: "copied", ...found, executable };
    // ADD unpacks archives, which may hold anything.
    if (!isLocal || (copy.keyword === "ADD" && !found.exact)) yield { kind: "written", exact: found.exact };
  }
}

/** The path below a source that lands at `path`; a source may be a file or a directory. */
function sourceFor(source: string, destination: string, path: string): { path: string; exact: boolean } | undefined {
  const directory = destination === "/" ? "/" : `${destination}/`;
  const name = source.slice(source.lastIndexOf("/") + 1);
  if (path === destination) return { path: source, exact: true };
  if (!path.startsWith(directory)) return undefined;
  const rest = path.slice(directory.length);
  if (rest === name && name !== "") return { path: source, exact: true };
  if (/[*?[]/.test(name)) return rest.includes("/") ? undefined : { path: source.slice(0, source.length - name.length) + rest, exact: false };
  return { path: source === "" ? rest : `${source}/${rest}`, exact: false };
}

function* byRun(dockerfile: Dockerfile, run: Instruction, path: string): Generator<Origin> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const script = scriptOf(dockerfile, run);
  if (script.kind === "opaque") {
    if (!run.json && run.args.text.includes(name)) yield { kind: "written", exact: false };
    return;
  }
  const commands = [...walkCommands(script.list)].map((site) => site.command);
  if (commands.some((command) => grantsExecution(command, name))) yield { kind: "chmod" };
  for (const command of commands.reverse()) {
    if (compiles(command, name)) yield { kind: "compiled" };
    else if (writes(command, name)) yield { kind: "written", exact: true };
  }
}

function mentions(text: string | undefined, name: string): boolean {
  return text !== undefined && (text === name || text.endsWith(`/${name}`));
}

/** `chmod +x run.sh`, `chmod -R 755 /app`, `chmod 755 *.sh`. Without the bit the file starts in neither form. */
function grantsExecution({ words }: SimpleCommand, name: string): boolean {
  if (words[0]?.value !== "chmod" || !words.some(({ text }) => /^[0-7]*[1357][0-7]*$|[+=][rwst]*x/i.test(text))) return false;
  return words.some((word) => mentions(word.value, name) || word.expansions.includes("glob") || /^-\w*R/.test(word.text));
}

function compiles(command: SimpleCommand, name: string): boolean {
  const { name: program, args } = programOf(command);
  if (program === undefined || !COMPILERS.has(program.slice(program.lastIndexOf("/") + 1))) return false;
  return args.some(({ text }, index) =>
    text === "-o" ? mentions(args[index + 1]?.value, name) : text.startsWith("-o") && mentions(text.slice(2), name),
  );
}

function writes(command: SimpleCommand, name: string): boolean {
  if (command.redirections.some(({ operator, target }) => operator.includes(">") && mentions(target?.value, name))) return true;
  const { name: program, args } = programOf(command);
  return WRITERS.has(program ?? "") && args.some(({ value, text }) => mentions(value ?? text, name));
}
