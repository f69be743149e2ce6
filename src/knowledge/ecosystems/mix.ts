/**
 * Mix: `mix deps.get` reads mix.exs and mix.lock, `mix deps.compile` also the configuration, which dependencies are compiled with (Mix's
 * documentation, "deps.get", "deps.compile"). mix.exs is a program: whatever else it reads is refused.
 */
import { quoteWords } from "./command-line.ts";
import type { Argv, Ecosystem, InstallCommand, Plan, Project, Recognised, Refusal, Written } from "./ecosystem.ts";
import { inProject, joinPath, present, refuse } from "./ecosystem.ts";
import {
  directoryCopies,
  directoryOf,
  fileCopies,
  isRefusal,
  type Manifest,
  NO_LOCK,
  placeInContext,
  readManifest,
  unreadable,
} from "./manifests.ts";
import { mutates } from "./mutates.ts";

export const mix: Ecosystem = { id: "mix", programs: ["mix"], recognise, plan };

const INDEPENDENT =
  /^(?:archive\.(?:install|uninstall)|escript\.install|help|hex|hex\.(?:config|info|organization|repo|user)|local|local\.\w+|-v|--version)$/;
const INSTALL = /^deps\.(?:compile|get)$/;

/** `mix do a, b + c` is three tasks. */
function tasksOf(args: Argv): readonly Argv[] {
  if (args[0] !== "do") return [args];
  const tasks: (string | undefined)[][] = [[]];
  for (const word of args.slice(1)) {
    const isEnd = word === "+" || word === "," || word?.endsWith(",") === true;
    if (word !== "+" && word !== ",") tasks.at(-1)?.push(word?.replace(/,$/, ""));
    if (isEnd) tasks.push([]);
  }
  return tasks.filter((task) => task.length > 0);
}

function recognise(program: string, args: Argv): Recognised | undefined {
  const tasks = tasksOf(args);
  const names = tasks.map(([name]) => name ?? "?");
  if (names.length === 0 || names.every((name) => INDEPENDENT.test(name))) return { kind: "independent" };
  if (names.every((name) => name === "deps.clean" || name === "clean")) return { kind: "cleanup", ofCache: false };
  const changing = names.find((name) => /^(?:deps\.(?:unlock|update)|igniter\.install)$/.test(name));
  if (changing !== undefined) return mutates(`mix ${changing}`, undefined);
  return names.some((name) => INSTALL.test(name)) ? { kind: "install", program, words: args } : { kind: "build" };
}

function plan(install: InstallCommand, project: Project): Plan | Refusal {
  const manifests = manifestsOf(project);
  if (isRefusal(manifests)) return manifests;
  const refusal = manifests.map(obstacle).find((each) => each !== undefined);
  if (refusal !== undefined) return refusal;
  const tasks = tasksOf(install.words);
  const isIsolated = tasks.every(([name]) => INSTALL.test(name ?? "") || INDEPENDENT.test(name ?? ""));
  const lock = present(project, ["mix.lock"]);
  const drift = lock[0] === undefined || tasks.some((task) => task.includes("--check-locked")) ? undefined : lockDrift(project, lock[0], manifests);
  if (drift !== undefined) return drift;
  const compiles = isIsolated && tasks.some(([name]) => name === "deps.compile");
  const read = manifests.flatMap(({ path, text }) => filesOf(text).flatMap((name) => joinPath(directoryOf(path), name) ?? []));
  const config = compiles ? configurations(project) : [];
  const insert = isIsolated ? undefined : quoteWords([install.program, ...(tasks.find(([name]) => name === "deps.get") ?? ["deps.get"])]);
  if (!isIsolated && insert === undefined)
    return refuse(
      "install-not-literal",
      "the arguments of `mix deps.get` are not literal, so that it cannot be put above the sources; write them out",
    );
  const [first = "", ...others] = manifests.map(({ path }) => path);
  return {
    kind: "plan",
    copies: [...fileCopies([first, ...lock, ...read.filter((path) => project.build.has(path)).sort(), ...others]), ...directoryCopies(config)],
    ...(insert === undefined ? {} : { insert }),
    writes: writesOf(project, compiles),
    ...(lock.length === 0 ? { advice: [NO_LOCK("mix.lock")] } : {}),
  };
}

function configurations(project: Project): readonly string[] {
  const path = inProject(project, "config");
  return project.build.isDirectory(path) ? [path] : [];
}

const MOST_APPS = 30;

/** mix.exs, in an umbrella also that of each application. */
function manifestsOf(project: Project): readonly Manifest[] | Refusal {
  if (project.variables.has("MIX_EXS"))
    return refuse("manifest-not-found", "MIX_EXS names another file than mix.exs, which may be any; order the copies by hand");
  const main = readManifest(project, inProject(project, "mix.exs"));
  if (isRefusal(main)) return main;
  const apps = /\bapps_path:\s*"([\w./-]+)"/.exec(main.text)?.[1];
  if (apps === undefined)
    return /\bapps_path:/.test(main.text) ? refuse("workspace-members", `the applications of \`${main.path}\` cannot be told from it`) : [main];
  const pattern = joinPath(project.directory, apps, "*/mix.exs");
  const members = (pattern === undefined ? [] : project.build.list(pattern)).map((path) => readManifest(project, path));
  const refusal = members.find(isRefusal);
  if (members.length === 0 || members.length > MOST_APPS)
    return refuse("workspace-members", `the applications of \`${main.path}\` are not in the build context, or more than ${MOST_APPS}`);
  return refusal ?? [main, ...members.flatMap((each) => (isRefusal(each) ? [] : [each]))];
}

const FILE = /\bFile\.(?:read!?|exists\?|regular\?|stream!)\s*\(?\s*"([\w./-]+)"\s*\)?/g;

function withoutComments(text: string): string {
  return text.replace(/^\s*#.*$|\s#(?!\{)[^"\n]*$/gm, "");
}

function filesOf(text: string): readonly string[] {
  return [...withoutComments(text).matchAll(FILE), ...withoutComments(text).matchAll(/@external_resource\s+"([\w./-]+)"/g)].flatMap(
    ([, name]) => name ?? [],
  );
}

function obstacle({ path, text }: Manifest): Refusal | undefined {
  const code = withoutComments(text);
  const local = /(?<![\w.])path:\s*(?:"[^"]*"|Path\.\w+)/.exec(code)?.[0];
  if (local !== undefined)
    return refuse("local-dependency", `\`${path}\` takes a dependency from a directory (${local}); copy it before the install by hand`);
  if (/["']?deps\.(?:get|compile)["']?:\s/.test(code))
    return refuse("lifecycle-script", `\`${path}\` redefines deps.get or deps.compile, which may need the sources; order the copies by hand`);
  const opaque = /\b(?:File\.\w+|Code\.\w+|System\.cmd|System\.shell|Path\.wildcard|EEx\.\w+|:os\.cmd|:file\.\w+)/.exec(code.replace(FILE, ""))?.[0];
  return opaque === undefined ? undefined : unreadable(path, `\`${opaque}\` may read any file`);
}

/** `mix deps.get` writes the lockfile when it does not fit, and the copy of the sources would put the old one back (Correction 9). */
function lockDrift(project: Project, path: string, manifests: readonly Manifest[]): Refusal | undefined {
  const text = project.build.read(path);
  if (text === "unknown" || !/\}\s*$/.test(text))
    return unreadable(path, "it cannot be read to its end, so that nobody can say whether mix would rewrite it");
  const locked = new Map(
    [...text.matchAll(/^\s*"([\w]+)":\s*\{:(?:hex|git)\s*,\s*(?::\w+\s*,\s*"([\w.+-]+)")?/gm)].map(([, name = "", version]) => [name, version]),
  );
  for (const [, name = "", requirement] of manifests.flatMap((manifest) => [
    ...withoutComments(manifest.text).matchAll(
      /\{\s*:(\w+)\s*,\s*(?:"([^"]*)"|(?:git|github|only|override|runtime|optional|in_umbrella|organization|repo|hex):[^}]*)/g,
    ),
  ])) {
    const isUmbrella = manifests.some((manifest) => new RegExp(`\\{\\s*:${name}\\s*,\\s*in_umbrella:`).test(manifest.text));
    const version = locked.get(name);
    const why = isUmbrella
      ? undefined
      : !locked.has(name)
        ? `it does not have ${name}`
        : isOutside(version, requirement)
          ? `${name} ${version} is not ${requirement}`
          : undefined;
    if (why !== undefined)
      return refuse(
        "lock-out-of-sync",
        `\`${path}\` does not fit: ${why}; mix would rewrite it, and the copy of the sources would put the old one back; run mix deps.get and commit it`,
      );
  }
  return undefined;
}

/** Surely: one requirement of `~>`, `>=` or `==` that the version does not meet. */
function isOutside(version: string | undefined, requirement: string | undefined): boolean {
  const [, operator = "==", wanted] = /^\s*(~>|>=|==)?\s*(\d+(?:\.\d+){1,2})\s*$/.exec(requirement ?? "") ?? [];
  const actual = /^(\d+)\.(\d+)\.(\d+)$/
    .exec(version ?? "")
    ?.slice(1)
    .map(Number);
  if (wanted === undefined || actual === undefined) return false;
  const parts = wanted.split(".").map(Number);
  const order = parts.map((part, index) => (actual[index] ?? 0) - part).find((difference) => difference !== 0) ?? 0;
  if (operator === "==") return order !== 0;
  return order < 0 || (operator === "~>" && parts.slice(0, -1).some((part, index) => actual[index] !== part));
}

function writesOf(project: Project, compiles: boolean): readonly Written[] {
  const places = [["deps", "MIX_DEPS_PATH"], ...(compiles ? [["_build", "MIX_BUILD_PATH"]] : [])];
  return places.flatMap(([name = "", variable = ""]) => {
    const path = placeInContext(project, project.variables.get(variable) ?? name);
    return path === undefined || path === "" ? [] : [{ path, pattern: path }];
  });
}
