import { posix } from "node:path";
import { plainLogical } from "../dockerfile/logical.ts";
import type { CompoundCommand, ShellCommand, ShellList, ShellWord, SimpleCommand } from "../shell/model.ts";
import { parseShell } from "../shell/parse.ts";
import { programOf } from "../shell/program.ts";
import { type BuildCommand, readBuildCommand } from "./build-command.ts";
import { HOLE } from "./paths.ts";

/** A build command and where it runs. */
export interface ShellBuild {
  readonly command: BuildCommand;
  /** The directory, from where the script starts; a hole in it when nobody can tell. */
  readonly directory: string;
  /** Offset in the script. */
  readonly offset: number;
}

/** What a script has set so far. Variables are literal ones only. */
interface Scene {
  directory: string;
  readonly variables: Map<string, string>;
  readonly found: ShellBuild[];
  readonly isMoving: boolean;
}

/** Every build command of a script, in source order. Empty for what does not read as a shell script. */
export function shellBuilds(text: string): readonly ShellBuild[] {
  const script = parseShell(plainLogical(text, 0), undefined, "");
  if (script.kind === "opaque") return [];
  const found: ShellBuild[] = [];
  readList(script.list, { directory: ".", variables: new Map(), found, isMoving: /^[^#\n]*\b(?:cd|pushd|popd)\s/m.test(text) });
  return found;
}

function readList(list: ShellList, scene: Scene): void {
  for (const { pipeline } of list.items) {
    const isAlone = pipeline.commands.length === 1;
    for (const command of pipeline.commands) readCommand(command, isAlone ? scene : copyOf(scene));
  }
}

function copyOf(scene: Scene): Scene {
  return { ...scene, variables: new Map(scene.variables) };
}

function readCommand(command: ShellCommand, scene: Scene): void {
  if (command.kind === "simple") readSimple(command, scene);
  else if (command.kind === "group") readLists(command, scene);
  else if (command.kind === "subshell") readLists(command, copyOf(scene));
  // Where a function is called from is not known once the script moves about.
  else if (command.kind === "function") readLists(command, { ...copyOf(scene), directory: scene.isMoving ? HOLE : scene.directory });
  else readBranches(command, scene);
}

function readLists(command: CompoundCommand, scene: Scene): void {
  for (const list of command.lists) readList(list, scene);
}

/** Conditions and loops: what they set is not certain afterwards. A loop over literal words is read once for each. */
function readBranches(command: CompoundCommand, scene: Scene): void {
  const words = command.kind === "for" ? command.words.map((word) => wordText(word, scene.variables)) : [undefined];
  const isMany = words.length > 50 || words.some((word) => word?.includes(HOLE));
  const scenes = (isMany ? [HOLE] : words).map((value) => {
    const inside = copyOf(scene);
    if (command.name !== undefined && value !== undefined) inside.variables.set(command.name, value);
    readLists(command, inside);
    return inside;
  });
  for (const inside of scenes) {
    if (inside.directory !== scene.directory) scene.directory = HOLE;
    for (const [name, value] of inside.variables) if (scene.variables.get(name) !== value) scene.variables.set(name, HOLE);
  }
}

function readSimple(command: SimpleCommand, scene: Scene): void {
  const words = command.words.map((word) => wordText(word, scene.variables));
  if (words.length === 0) setVariables(command, scene);
  const [name] = words;
  if (name === "cd" || name === "pushd") {
    scene.directory = moved(
      scene.directory,
      words.slice(1).filter((word) => word !== "--" && word !== "-P" && word !== "-L"),
    );
  } else if (name === "popd") {
    scene.directory = HOLE;
  } else if (name === "export" || name === "readonly" || name === "local" || name === "declare" || name === "read" || name === "unset") {
    for (const word of words.slice(1)) setVariable(scene, word);
  }
  const { args, nameWord } = programOf(command);
  const build = nameWord === undefined ? undefined : readBuildCommand([nameWord, ...args].map((word) => wordText(word, scene.variables)));
  if (build !== undefined) scene.found.push({ command: build, directory: scene.directory, offset: command.at.start });
}

function setVariables({ assignments }: SimpleCommand, { variables }: Scene): void {
  for (const { name, value, append } of assignments) {
    variables.set(name, value === undefined || append ? HOLE : wordText(value, variables));
  }
}

function setVariable({ variables }: Scene, word: string): void {
  const [, name, value] = /^(\w+)(?:=(.*))?$/s.exec(word) ?? [];
  if (name !== undefined) variables.set(name, value ?? HOLE);
}

function moved(directory: string, to: readonly string[]): string {
  const [path, more] = to;
  if (path === undefined || more !== undefined || path === "" || /^[-~/]/.test(path) || path.includes(HOLE) || directory.includes(HOLE)) return HOLE;
  return posix.join(directory, path);
}

/** A word as the program gets it; a hole for every expansion whose value is not known. */
function wordText({ text, value }: ShellWord, variables: ReadonlyMap<string, string>): string {
  return (
    value ??
    text.replace(PARTS, (part, single?: string, escaped?: string, name?: string, braced?: string) => {
      if (single !== undefined) return single;
      if (escaped !== undefined) return escaped;
      const variable = name ?? braced;
      if (variable !== undefined) return variables.get(variable) ?? HOLE;
      return part === '"' ? "" : HOLE;
    })
  );
}

/** Quotes, escapes and expansions of a word; substitutions only roughly, since all of them leave a hole. */
const PARTS =
  /'([^']*)'|\\([\s\S])|\$([A-Za-z_]\w*)|\$\{([A-Za-z_]\w*)\}|\$\{(?:[^{}]|\{[^{}]*\})*\}|\$\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|`[^`]*`|\$[\d@*#?$!-]|"|[*?]|[{}]|^~/g;
