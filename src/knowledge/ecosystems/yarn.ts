/** Yarn's command line, 1 and later alike: only the project says which one runs (Yarn's documentation, "CLI"). */
import { isOn, readArguments } from "./arguments.ts";
import type { Argv, Ecosystem, InstallCommand, Plan, Project, Recognised, Refusal } from "./ecosystem.ts";
import { monorepoTool } from "./monorepo-tools.ts";
import { mutates } from "./mutates.ts";
import { isBerry, planBerry } from "./yarn-berry.ts";
import { planClassic } from "./yarn-classic.ts";
import { YARN_FLAGS } from "./yarn-grammar.ts";

/** They write package.json, the lockfile or Yarn's configuration in the project. */
const MUTATES =
  /^(?:add|dedupe|generate-lock-entry|import|init|link|patch|patch-commit|plugin|policies|remove|set|unlink|unplug|up|upgrade|upgrade-interactive|version)$/;

/** Corepack's yarn looks for the version in package.json, whatever the command is. */
const INDEPENDENT: Recognised = { kind: "independent", reads: [".npmrc", ".yarnrc", ".yarnrc.yml", ".yarn/releases", "package.json"] };

export const yarn: Ecosystem = { id: "yarn", programs: ["yarn", "yarnpkg"], recognise, plan };

function recognise(program: string, args: Argv): Recognised | undefined {
  const { words, flags } = readArguments(args, YARN_FLAGS);
  const [command = words.length === 0 ? "install" : undefined, first, second] = words;
  const directory = flags.get("cwd");
  if (flags.has("cwd") && directory === undefined) {
    return { kind: "refused", code: "install-dir-unknown", reason: "the directory that yarn works in is not literal; write the path out" };
  }
  if (command === undefined) return undefined;
  if (words.length < 2 && (isOn(flags, "version") || isOn(flags, "help"))) return INDEPENDENT;
  const tool = monorepoTool(words);
  if (tool !== undefined) return tool;
  const isInstall = command === "install" || (command === "workspaces" && first === "focus") || (command === "workspace" && second === "install");
  const mode = flags.get("mode");
  if (isInstall && (mode === "update-lockfile" || isOn(flags, "flat"))) return mutates(`yarn ${args.join(" ")}`, directory);
  if (isInstall) return ofInstall(program, args, words, directory);
  if (command === "global") return words.includes(undefined) ? undefined : INDEPENDENT;
  if (command === "config") return ofConfig(words, isOn(flags, "global") || isOn(flags, "home"), directory);
  if (command === "cache") return { kind: "cleanup", ofCache: true };
  if (command === "autoclean") return { kind: "cleanup", ofCache: false };
  if (MUTATES.test(command) || (command === "workspace" && MUTATES.test(second ?? "?")))
    return mutates(`yarn ${[command, first].join(" ").trim()}`, directory);
  return { kind: "build" };
}

function ofInstall(program: string, args: Argv, words: Argv, directory: string | undefined): Recognised | undefined {
  if (words.includes(undefined)) return undefined;
  const added = words[0] === "install" ? words[1] : undefined;
  return added === undefined ? { kind: "install", program, directory, words: args } : mutates(`yarn install ${added}`, directory);
}

/** Yarn 1 keeps its settings in the home directory, under names with dashes; later ones in .yarnrc.yml of the project, in camel case. */
function ofConfig([, action = "set", key]: Argv, isOutside: boolean, directory: string | undefined): Recognised | undefined {
  if (isOutside || !/^(?:set|unset|delete)$/.test(action)) return INDEPENDENT;
  if (key === undefined) return undefined;
  return /[A-Z]/.test(key) ? mutates(`yarn config ${action} ${key}`, directory) : INDEPENDENT;
}

function plan(install: InstallCommand, project: Project): Plan | Refusal {
  return isBerry(install, project) ? planBerry(install, project) : planClassic(install, project);
}
