/** Bun: `bun install` reads package.json, bun.lock or bun.lockb, bunfig.toml, .npmrc, the manifests of members and patches (Bun's documentation, "bun install"). */
import { isOn, isPath, readArguments } from "./arguments.ts";
import { BUN_FLAGS } from "./bun-grammar.ts";
import { planBun } from "./bun-plan.ts";
import type { Argv, Ecosystem, Recognised } from "./ecosystem.ts";
import { monorepoTool } from "./monorepo-tools.ts";
import { mutates } from "./mutates.ts";

const INDEPENDENT: Recognised = { kind: "independent", reads: [".npmrc", "bunfig.toml"] };

export const bun: Ecosystem = { id: "bun", programs: ["bun"], recognise, plan: planBun };

function recognise(program: string, args: Argv): Recognised | undefined {
  const { words, flags } = readArguments(args, BUN_FLAGS);
  const [command, ...packages] = words;
  const directory = flags.get("cwd");
  if (flags.has("cwd") && directory === undefined) {
    return { kind: "refused", code: "install-dir-unknown", reason: "the directory that bun works in is not literal; write the path out" };
  }
  if (words.length === 0) return INDEPENDENT;
  if (command === undefined) return undefined;
  const tool = monorepoTool(command === "x" || command === "run" ? packages : words);
  if (tool !== undefined) return tool;
  const isInstall = /^(?:i|install|ci)$/.test(command);
  if (/^(?:a|add|i|install|rm|r|remove|update)$/.test(command) && isOn(flags, "global")) {
    return packages.includes(undefined) ? undefined : packages.some((word) => word !== undefined && isPath(word)) ? { kind: "build" } : INDEPENDENT;
  }
  const writer = ["lockfile-only", "yarn", "save-text-lockfile"].find((flag) => isInstall && isOn(flags, flag));
  if (writer !== undefined) return mutates(`bun ${command} --${writer}`, directory);
  if (isInstall && packages.includes(undefined)) return undefined;
  if (isInstall && packages.length === 0) return { kind: "install", program, directory, words: args };
  if (isInstall || /^(?:a|add|init|link|patch|patch-commit|r|remove|rm|unlink|update)$/.test(command))
    return mutates(`bun ${[command, packages[0] ?? ""].join(" ").trim()}`, directory);
  if (command === "upgrade") return INDEPENDENT;
  if (command === "pm") return ofPackages(packages, directory);
  return { kind: "build" };
}

function ofPackages([action]: Argv, directory: string | undefined): Recognised {
  if (action === "cache") return { kind: "cleanup", ofCache: true };
  return action === "trust" || action === "pkg" || action === "version" || action === "migrate"
    ? mutates(`bun pm ${action}`, directory)
    : { kind: "build" };
}
