/** The files that Bun reads for an install (Bun's documentation, "bun install", "bunfig.toml"). */
import type { BuildContext } from "../../engine/transform.ts";
import { type Arguments, isOn, readArguments } from "./arguments.ts";
import { BUN_FLAGS } from "./bun-grammar.ts";
import { isListed, readBunLock } from "./bun-lock.ts";
import { type InstallCommand, missing, type Plan, type Project, present, type Refusal, refuse } from "./ecosystem.ts";
import { below, lockOutside, modulesOf, noLockAdvice, outOfSync, planInstallation, relativeTo, unreadableLock } from "./javascript-install.ts";
import { textsOf } from "./json.ts";
import type { Host } from "./lifecycle.ts";
import type { LocalRules } from "./local-packages.ts";
import { type Needs, NOTHING, refused } from "./needs.ts";
import { readNpmrc } from "./npmrc.ts";
import { isManifest, type Manifest, readManifest } from "./package-json.ts";
import { patchFiles } from "./pnpm-plan.ts";
import { declaredMembers, manifestPath, projectAt, workspaceRoot } from "./workspaces.ts";

const EVENTS = ["preinstall", "install", "postinstall", "preprepare", "prepare", "postprepare"];
/** Bun makes its own lockfile from one of these when it has none. */
const FOREIGN_LOCKS = ["package-lock.json", "yarn.lock", "pnpm-lock.yaml"];
const ENVIRONMENTS = [".env", ".env.development", ".env.development.local", ".env.local", ".env.production", ".env.production.local"];

export function planBun(install: InstallCommand, project: Project): Plan | Refusal {
  const { build, variables } = project;
  const at = projectAt(
    project,
    workspaceRoot(install, project, (directory) => declaredMembers(build, directory)),
  );
  const path = manifestPath(at);
  if (!build.has(path)) return missing(project, path);
  const manifest = readManifest(build, path);
  if (!isManifest(manifest)) return manifest;
  const host: Host = { build, manifest, variables };
  const read = readArguments(install.words, BUN_FLAGS);
  if (read.flags.has("config")) return refuse("settings-name-files", "bun reads its settings from the file of --config; call it bunfig.toml");
  const npmrc = readNpmrc(build, below(at.directory, ".npmrc"));
  const locks = present(at, ["bun.lock", "bun.lockb"]);
  return planInstallation({
    project,
    host,
    lockPath: locks[0],
    members: declaredMembers(build, at.directory),
    rules: { ...RULES, runsScripts: !isOn(read.flags, "ignore-scripts") && npmrc.settings.get("ignore-scripts") !== "true" },
    rootEvents: EVENTS,
    needs: [
      { ...modulesOf(at.directory), files: [...locks.slice(1), ...(locks.length === 0 ? present(at, FOREIGN_LOCKS) : [])] },
      npmrc.needs,
      settingNeeds(build, at.directory),
      patchFiles(build, at.directory, [...textsOf(manifest.fields.get("patchedDependencies")).values()]),
    ],
    lockNeeds: (manifests) => lockNeeds(host, read, locks[0], manifests),
  });
}

const RULES: LocalRules = {
  events: EVENTS,
  runsScripts: true,
  directory: (name, range) =>
    refuse("local-dependency", `Bun copies ${name} from ${range} into node_modules, which needs its sources; make it a workspace member`),
};

/** Bun reads .env files before anything else (bun 1.4 takes the registry of bunfig.toml from a variable of .env), so they count when settings may come from there. */
function settingNeeds(build: BuildContext, directory: string): Needs {
  const path = below(directory, "bunfig.toml");
  const text = build.has(path) ? build.read(path) : "";
  if (text === "unknown")
    return refused("manifest-unreadable", `\`${path}\` is empty or cannot be read, so that nobody can say what the install reads; remove or mend it`);
  const named = /^\s*(dir|globalDir|cafile|globalBinDir|preload)\s*=\s*(?!"(?:\/|~))/m.exec(text)?.[1];
  if (named !== undefined) return refused("settings-name-files", `\`${path}\` sets ${named} to a path of the project; set it outside the project`);
  const usesVariables = text.includes("$") || build.read(below(directory, ".npmrc")).includes("$");
  const isSetting = (file: string) =>
    usesVariables || build.read(file) === "unknown" || /^\s*(?:export\s+)?(?:BUN_|NPM_|npm_|CI=|HTTPS?_PROXY|https?_proxy)/m.test(build.read(file));
  const environments = ENVIRONMENTS.map((name) => below(directory, name)).filter((file) => build.has(file) && isSetting(file));
  return { ...NOTHING, files: [...(text === "" ? [] : [path]), ...environments] };
}

function lockNeeds(host: Host, { flags, words }: Arguments, path: string | undefined, manifests: readonly Manifest[]): Needs {
  const { build, manifest } = host;
  // bun 1.4 writes no lockfile with --production either.
  const isFrozen = isOn(flags, "frozen-lockfile") || isOn(flags, "production") || words[0] === "ci";
  if (isFrozen && path === undefined) return words[0] === "ci" ? lockOutside(host, "bun.lock", "bun ci") : NOTHING;
  if (isFrozen || flags.get("save") === "false") return NOTHING;
  if (path === undefined) return noLockAdvice("bun.lock");
  const how = "use --frozen-lockfile";
  const lock = readBunLock(build.read(path));
  if (lock === undefined) return unreadableLock(path, how);
  const isKept =
    lock.hasConfigVersion && [manifest, ...manifests].every((each) => isListed(lock, relativeTo(manifest.directory, each.directory), each));
  return isKept
    ? NOTHING
    : outOfSync(
        `\`${path}\` is not what this package.json and a current bun give: bun install writes it anew`,
        `run bun install and commit the lockfile, or ${how}`,
      );
}
