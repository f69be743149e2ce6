/** npm's command line (npm's documentation, "npm ci", "npm install", "config"). */
import { isOn, isPath, readArguments } from "./arguments.ts";
import type { Argv, Ecosystem, Recognised } from "./ecosystem.ts";
import { mutates } from "./mutates.ts";
import { CLEAN_INSTALL, NPM_FLAGS } from "./npm-grammar.ts";
import { planNpm } from "./npm-plan.ts";

const INSTALL = /^(?:add|i|in|ins|inst|insta|instal|install|isnt|isnta|isntal|isntall)$/;
/** They write package.json or the lockfile. */
const MUTATES = /^(?:create|ddp|dedupe|init|innit|r|remove|rm|shrinkwrap|u|udpate|un|uninstall|unlink|up|update|upgrade|version)$/;
/** They read no file of the project but .npmrc. */
const INDEPENDENT =
  /^(?:access|adduser|c|completion|config|get|help|help-search|info|login|logout|owner|ping|profile|root|s|search|set|show|star|stars|token|v|view|whoami)$/;

export const npm: Ecosystem = { id: "npm", programs: ["npm"], recognise, plan: planNpm };

function recognise(program: string, args: Argv): Recognised | undefined {
  const { words, flags } = readArguments(args, NPM_FLAGS);
  const [command, ...packages] = words;
  const place = { directory: flags.get("prefix") };
  if (flags.has("prefix") && place.directory === undefined) {
    return { kind: "refused", code: "install-dir-unknown", reason: "the directory that npm works in is not literal; write the path out" };
  }
  if (words.length === 0 || isOn(flags, "version") || isOn(flags, "help")) return { kind: "independent", reads: [".npmrc"] };
  if (command === undefined) return undefined;
  if (CLEAN_INSTALL.test(command)) return packages.includes(undefined) ? undefined : { kind: "install", program, ...place, words: args };
  if (isOn(flags, "global") || flags.get("location") === "global") return ofGlobal(words);
  if (INSTALL.test(command)) return ofInstall(program, args, place.directory);
  if (command === "cache") return { kind: "cleanup", ofCache: true };
  if (command === "prune") return { kind: "cleanup", ofCache: false };
  const isMutating = MUTATES.test(command) || (command === "audit" && packages[0] === "fix") || (command === "pkg" && packages[0] !== "get");
  if (isMutating) return mutates(`npm ${[command, packages[0] ?? ""].join(" ").trim()}`, place.directory);
  if (INDEPENDENT.test(command))
    return flags.get("location") === "project"
      ? mutates(`npm ${command} --location=project`, place.directory)
      : { kind: "independent", reads: [".npmrc"] };
  return { kind: "build" };
}

/** Global installs read no manifest, unless they install a directory of their own. */
function ofGlobal(words: Argv): Recognised | undefined {
  const [command = "", ...packages] = words;
  if (packages.includes(undefined)) return undefined;
  const isLocal =
    packages.some((word) => word !== undefined && isPath(word)) || (INSTALL.test(command) && packages.length === 0) || /^(?:ln|link)$/.test(command);
  return isLocal ? { kind: "build" } : { kind: "independent", reads: [".npmrc"] };
}

function ofInstall(program: string, args: Argv, directory: string | undefined): Recognised | undefined {
  const { words, flags } = readArguments(args, NPM_FLAGS);
  const packages = words.slice(1).filter((word) => word !== "." && word !== "./");
  if (packages.includes(undefined)) return undefined;
  const keepsManifest = flags.get("save") === "false" && packages.every((word) => word !== undefined && !isPath(word));
  const writer = ["package-lock-only", "lockfile-version"].find((flag) => isOn(flags, flag));
  if (writer !== undefined) return mutates(`npm ${words[0]} --${writer}`, directory);
  if (packages.length > 0 && !keepsManifest) return mutates(`npm ${words[0]} ${packages[0]}`, directory);
  return { kind: "install", program, directory, words: args };
}
