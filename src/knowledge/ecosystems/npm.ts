/** npm: `npm ci` and `npm install` read package.json, the lockfile and .npmrc. */
import {
  type Argv,
  type Ecosystem,
  type InstallCommand,
  inProject,
  missing,
  type Plan,
  type Project,
  present,
  type Recognised,
  type Refusal,
  refuse,
} from "./ecosystem.ts";

const INSTALL = /^(?:ci|clean-install|i|install|add)$/;

export const npm: Ecosystem = {
  id: "npm",
  programs: ["npm"],
  recognise,
  plan,
};

function recognise(program: string, args: Argv): Recognised | undefined {
  const { words, directory, isGlobal, isKnown } = readArguments(args);
  const [command, ...packages] = words;
  if (!isKnown) return { kind: "refused", code: "install-dir-unknown", reason: "the directory that npm works in is not literal; write the path out" };
  if (command === "cache") return { kind: "cleanup", ofCache: true };
  if (command === "prune") return { kind: "cleanup", ofCache: false };
  if (command === "config" || command === "set" || command === undefined) return { kind: "independent", reads: [".npmrc"] };
  if (!INSTALL.test(command)) return { kind: "build" };
  if (isGlobal) return { kind: "independent", reads: [".npmrc"] };
  if (packages.length > 0) {
    return {
      kind: "refused",
      directory,
      code: "install-mutates-manifest",
      reason: `\`npm ${command} ${packages[0]}\` writes package.json, and the copy of the sources would take that back; add the package to package.json`,
    };
  }
  return { kind: "install", program, directory, words: args };
}

interface Arguments {
  readonly words: readonly string[];
  readonly directory: string | undefined;
  readonly isGlobal: boolean;
  readonly isKnown: boolean;
}

function readArguments(args: Argv): Arguments {
  const words: string[] = [];
  let directory: string | undefined;
  let isKnown = true;
  for (const [index, word] of args.entries()) {
    const previous = args[index - 1];
    if (previous === "--prefix" || previous === "-C") {
      directory = word;
      isKnown &&= word !== undefined;
    } else if (word?.startsWith("--prefix=") === true) directory = word.slice("--prefix=".length);
    else if (word?.startsWith("-") !== true) words.push(word ?? "$");
  }
  return { words, directory, isKnown, isGlobal: args.some((word) => word === "-g" || word === "--global" || word === "--location=global") };
}

function plan(_install: InstallCommand, project: Project): Plan | Refusal {
  const manifest = inProject(project, "package.json");
  const text = project.build.read(manifest);
  if (!project.build.has(manifest)) return missing(project, manifest);
  if (/"workspaces"|"(?:pre|post)?install"|"prepare"|"file:/.test(text))
    return refuse("lifecycle-script", "the manifest names more than its own directory");
  const lock = present(project, ["npm-shrinkwrap.json", "package-lock.json"]).slice(0, 1);
  const sources = [manifest, ...lock, ...present(project, [".npmrc"])];
  return {
    kind: "plan",
    copies: [{ kind: "files", sources, to: project.directory }],
    writes: [{ path: inProject(project, "node_modules"), pattern: "**/node_modules" }],
  };
}
