/** pnpm's command line (pnpm's documentation, "CLI"). */
import { isOn, isPath, readArguments } from "./arguments.ts";
import type { Argv, Ecosystem, Recognised } from "./ecosystem.ts";
import { monorepoTool } from "./monorepo-tools.ts";
import { mutates } from "./mutates.ts";
import { PNPM_FLAGS } from "./pnpm-grammar.ts";
import { planPnpm } from "./pnpm-plan.ts";

const MUTATES =
  /^(?:add|approve-builds|config-dependencies|dedupe|import|init|link|ln|patch|patch-commit|patch-remove|remove|rm|un|uninstall|unlink|up|update|upgrade)$/;

/** Pnpm's own shim and Corepack's read package.json for the version, whatever the command is. */
const INDEPENDENT: Recognised = { kind: "independent", reads: [".npmrc", "package.json", "pnpm-workspace.yaml"] };

export const pnpm: Ecosystem = { id: "pnpm", programs: ["pnpm"], recognise, plan: planPnpm };

function recognise(program: string, args: Argv): Recognised | undefined {
  const { words, flags } = readArguments(args, PNPM_FLAGS);
  const [command, ...rest] = words[0] === "recursive" || words[0] === "multi" || words[0] === "m" ? words.slice(1) : words;
  const directory = flags.get("dir");
  if (flags.has("dir") && directory === undefined) {
    return { kind: "refused", code: "install-dir-unknown", reason: "the directory that pnpm works in is not literal; write the path out" };
  }
  if (words.length === 0 || (words.length < 2 && (isOn(flags, "version") || isOn(flags, "help")))) return INDEPENDENT;
  if (command === undefined) return undefined;
  const tool = monorepoTool(command === "exec" || command === "dlx" ? rest : [command, ...rest]);
  if (tool !== undefined) return tool;
  if (isOn(flags, "global"))
    return rest.includes(undefined) ? undefined : rest.some((word) => word !== undefined && isPath(word)) ? { kind: "build" } : INDEPENDENT;
  if (/^(?:i|install|ci|clean-install|fetch)$/.test(command)) return ofInstall(program, args, rest, directory);
  if (command === "store") return /^(?:prune)$/.test(rest[0] ?? "") ? { kind: "cleanup", ofCache: true } : INDEPENDENT;
  if (command === "cache") return { kind: "cleanup", ofCache: true };
  if (command === "prune") return { kind: "cleanup", ofCache: false };
  if (MUTATES.test(command)) return mutates(`pnpm ${[command, rest[0] ?? ""].join(" ").trim()}`, directory);
  if (/^(?:config|c|get|set)$/.test(command))
    return flags.get("location") === "project" ? mutates(`pnpm ${command} --location=project`, directory) : INDEPENDENT;
  if (/^(?:env|setup|self-update|help|root|bin|doctor|login|logout)$/.test(command)) return INDEPENDENT;
  return { kind: "build" };
}

function ofInstall(program: string, args: Argv, packages: Argv, directory: string | undefined): Recognised | undefined {
  const [added] = packages;
  const writer = ["lockfile-only", "fix-lockfile", "merge-git-branch-lockfiles"].find((flag) => isOn(readArguments(args, PNPM_FLAGS).flags, flag));
  if (writer !== undefined) return mutates(`pnpm install --${writer}`, directory);
  if (packages.includes(undefined)) return undefined;
  return added === undefined ? { kind: "install", program, directory, words: args } : mutates(`pnpm install ${added}`, directory);
}
