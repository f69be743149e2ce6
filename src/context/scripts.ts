import { posix } from "node:path";
import { mayBuild } from "./build-command.ts";
import type { YamlReader } from "./compose.ts";
import { assignmentsOf } from "./compose-service.ts";
import { type BuildDeclaration, type DeclarationKind, declare, imageNames, known } from "./declarations.ts";
import { ancestorsOf, directoryOf, HOLE, resolvePath } from "./paths.ts";
import { justRecipes, makeRecipes, type Recipe, withoutTemplates } from "./recipes.ts";
import type { Repository } from "./repository.ts";
import { type ShellBuild, shellBuilds } from "./shell-builds.ts";
import { fieldsOf, isFields, scalarOf } from "./untyped.ts";

const MAKEFILE = /^(?:GNU)?makefile$/i;
const JUSTFILE = /^\.?justfile$/i;
const TASKFILE = /^taskfile(?:\.dist)?\.ya?ml$/i;

export function isScriptFile(basename: string): boolean {
  return /\.(?:sh|bash|mk|just)$/i.test(basename) || MAKEFILE.test(basename) || JUSTFILE.test(basename);
}

export function isTaskfile(basename: string): boolean {
  return TASKFILE.test(basename);
}

/** A script and where it may start. */
interface Starting {
  readonly recipe: Recipe;
  /** Directories from the root, of which exactly one has to fit. */
  readonly directories: readonly string[];
}

/** The build commands of a makefile, justfile or shell script, as far as they are literal. */
export function scriptDeclarations(repository: Repository, path: string): readonly BuildDeclaration[] {
  return declarationsOf(repository, path, startingsOf(path, repository.read(path) ?? ""));
}

/** The build commands of a taskfile: each is a shell of its own, in the task's `dir` (Task's documentation, "Task directory"). */
export function taskDeclarations(repository: Repository, path: string, readYaml: YamlReader): readonly BuildDeclaration[] {
  const tasks = Object.values(fieldsOf(fieldsOf(readYaml(repository.read(path) ?? "")?.[0]).tasks));
  return declarationsOf(
    repository,
    path,
    tasks.flatMap((task) => taskStartings(directoryOf(path), task)),
  );
}

function declarationsOf(repository: Repository, file: string, startings: readonly Starting[]): readonly BuildDeclaration[] {
  const place = { file, kind: "script", name: posix.basename(file) } as const;
  return startings.filter(({ recipe }) => mayBuild(recipe.script)).flatMap((starting) => shellDeclarations(repository, { ...place, ...starting }));
}

function startingsOf(path: string, text: string): readonly Starting[] {
  const [name, directory] = [posix.basename(path), directoryOf(path)];
  const here = (recipe: Recipe): Starting => ({ recipe, directories: [directory] });
  if (MAKEFILE.test(name)) return makeRecipes(text).map(here);
  if (JUSTFILE.test(name)) return justRecipes(text).map(here);
  // A script is started, a file for make included, from where nobody says: its own directory, or one above.
  const anywhere = (recipe: Recipe): Starting => ({ recipe, directories: ancestorsOf(directory) });
  if (name.endsWith(".mk")) return makeRecipes(text).map(anywhere);
  return (name.endsWith(".just") ? justRecipes(text) : [{ script: text, line: 1 }]).map(anywhere);
}

function taskStartings(directory: string, task: unknown): readonly Starting[] {
  const { dir, cmds, cmd } = isFields(task) ? task : { cmds: Array.isArray(task) ? task : [task] };
  const own = dir === undefined ? directory : resolvePath(directory, withHoles(scalarOf(dir) ?? HOLE));
  const commands = [...(Array.isArray(cmds) ? cmds : [cmds]), cmd];
  const scripts = commands.map((each) => scalarOf(isFields(each) ? each.cmd : each)).filter((each) => each !== undefined);
  return own === undefined ? [] : scripts.map((script) => ({ recipe: { script: withoutTemplates(script), line: 0 }, directories: [own] }));
}

function withHoles(text: string): string {
  return text.replace(/\{\{[^}]*\}\}/g, HOLE);
}

export interface ShellPlace extends Starting {
  readonly file: string;
  readonly kind: DeclarationKind;
  readonly name: string;
}

/** The builds of one script. Where several directories are possible, exactly one has to hold the Dockerfile. */
export function shellDeclarations(repository: Repository, place: ShellPlace): readonly BuildDeclaration[] {
  return shellBuilds(place.recipe.script).flatMap((build) => {
    const found = place.directories.map((start) => declarationAt(repository, place, build, start)).filter((each) => each !== undefined);
    const [first, second] = found;
    return first === undefined || second !== undefined ? [] : [first];
  });
}

function declarationAt(repository: Repository, place: ShellPlace, build: ShellBuild, start: string): BuildDeclaration | undefined {
  const { file, kind, name, recipe } = place;
  const base = resolvePath(start, build.directory);
  if (base === undefined) return undefined;
  const { context, dockerfile, target, args, contexts, tags } = build.command;
  const line = recipe.line === 0 ? undefined : recipe.line + recipe.script.slice(0, build.offset).split("\n").length - 1;
  const additional = Object.entries(assignmentsOf(contexts, same)).filter((entry): entry is [string, string] => entry[1] !== null);
  return declare(repository, {
    file,
    line,
    kind,
    name,
    base,
    context,
    dockerfile,
    dockerfileFrom: "base",
    target: target === undefined ? undefined : known(target),
    args: assignmentsOf(args, same),
    additionalContexts: Object.fromEntries(additional),
    images: imageNames(tags),
  });
}

function same(text: string): string {
  return text;
}
