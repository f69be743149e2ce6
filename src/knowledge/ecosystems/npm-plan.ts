/** The files that npm reads for an install: package.json, the lockfile, .npmrc, and the manifests of members and linked directories (npm's documentation, "npm ci", "workspaces"). */
import { type Arguments, readArguments } from "./arguments.ts";
import { type InstallCommand, missing, type Plan, type Project, present, type Refusal, refuse } from "./ecosystem.ts";
import {
  below,
  inLockOrder,
  lockOutside,
  modulesOf,
  noLockAdvice,
  outOfSync,
  planInstallation,
  relativeTo,
  unreadableLock,
} from "./javascript-install.ts";
import type { Host } from "./lifecycle.ts";
import type { LocalRules } from "./local-packages.ts";
import { type Needs, NOTHING, refused } from "./needs.ts";
import { CLEAN_INSTALL, NPM_FLAGS } from "./npm-grammar.ts";
import { isInSync, isLockedLink, isMetByVersionOne, keepsOverrides, lockedMembers, type NpmLock, readNpmLock } from "./npm-lock.ts";
import { readNpmrc } from "./npmrc.ts";
import { isManifest, type Manifest, readManifest } from "./package-json.ts";
import { declaredMembers, manifestPath, projectAt, workspaceRoot } from "./workspaces.ts";

const ROOT_EVENTS = ["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare", "dependencies"];
const MEMBER_EVENTS = ["preinstall", "install", "postinstall", "preprepare", "prepare", "postprepare"];

export function planNpm(install: InstallCommand, project: Project): Plan | Refusal {
  const state = stateOf(install, project);
  if (!("host" in state)) return state;
  const { at, host, lockPath, lock } = state;
  const { build } = project;
  return planInstallation({
    project,
    host,
    lockPath,
    members: inLockOrder(declaredMembers(build, at.directory), at.directory, lock === undefined ? [] : lockedMembers(lock)),
    rules: rulesOf(state),
    rootEvents: ROOT_EVENTS,
    needs: [modulesOf(at.directory), state.npmrc, flagNeeds(install)],
    lockNeeds: (manifests) => lockNeeds(state, manifests),
  });
}

/** `--userconfig .npmrc.ci`: a file that is named on the command line. */
function flagNeeds({ words }: InstallCommand): Needs {
  const { flags } = readArguments(words, NPM_FLAGS);
  const named = ["userconfig", "globalconfig", "cafile", "script-shell", "node-options"].find((flag) => flags.has(flag));
  if (named === undefined) return NOTHING;
  return refused(
    "settings-name-files",
    `--${named} names a file that the install reads, and that may come with the sources; copy it before the install`,
  );
}

function stateOf(install: InstallCommand, project: Project): State | Refusal {
  const { build, variables, image } = project;
  const isOld = hasNpmSix(image);
  const root = isOld ? project.directory : workspaceRoot(install, project, (directory) => declaredMembers(build, directory));
  const at = projectAt(project, root);
  const path = manifestPath(at);
  if (!build.has(path)) return missing(project, path);
  const manifest = readManifest(build, path);
  if (!isManifest(manifest)) return manifest;
  const npmrc = readNpmrc(build, below(root, ".npmrc"));
  const settings = settingsOf(readArguments(install.words, NPM_FLAGS), variables, npmrc.settings);
  const [lockPath] = present(at, ["npm-shrinkwrap.json", "package-lock.json"]);
  const lock = lockPath === undefined ? undefined : readNpmLock(build.read(lockPath));
  return { at, host: { build, manifest, variables }, lockPath, lock, isOld, settings, npmrc: npmrc.needs };
}

/** What decides about one install. */
interface State {
  readonly at: Project;
  readonly host: Host;
  readonly lockPath: string | undefined;
  readonly lock: NpmLock | undefined;
  /** npm 6 or older, which knows neither workspaces nor linked directories' dependencies. */
  readonly isOld: boolean;
  readonly settings: Settings;
  /** What .npmrc brings along. */
  readonly npmrc: Needs;
}

/** The value of a setting; `undefined` when it is not set, `?` when nobody knows. */
type Settings = (name: string) => string | undefined;

/** The command line counts before the environment, and that before .npmrc (npm's documentation, "config"). */
function settingsOf({ flags, words }: Arguments, variables: Project["variables"], npmrc: ReadonlyMap<string, string>): Settings {
  const environment = new Map([...variables].map(([name, value]) => [name.toLowerCase().replaceAll("-", "_"), value ?? "?"]));
  return (name) => {
    if (name === "command") return words[0];
    if (flags.has(name)) return flags.get(name) ?? "?";
    return environment.get(`npm_config_${name.replaceAll("-", "_")}`) ?? npmrc.get(name);
  };
}

function rulesOf({ at, lock, isOld, settings, host }: State): LocalRules {
  return {
    events: MEMBER_EVENTS,
    runsScripts: settings("ignore-scripts") !== "true",
    // A lock that calls it a link makes npm 7 and later install what its package.json and the lock say.
    directory: (name, range, target) =>
      !isOld && lock !== undefined && (settings("install-links") ?? "false") === "false" && isLockedLink(lock, name, relativeTo(at.directory, target))
        ? "manifest"
        : refuse(
            "local-dependency",
            `\`${host.manifest.path}\` takes ${name} from ${range}, and no lockfile of npm 7 or later says that it is only linked; commit one, or copy the directory before the install`,
          ),
  };
}

/** npm install writes the lockfile when it does not fit, and the copy of the sources would put the old one back (Correction 9). */
function lockNeeds(state: State, manifests: readonly Manifest[]): Needs {
  const { lockPath, lock, settings, isOld, at, host } = state;
  if (CLEAN_INSTALL.test(settings("command") ?? "")) return lockPath === undefined ? lockOutside(host, "package-lock.json", "npm ci") : NOTHING;
  if (settings("package-lock") === "false" || settings("save") === "false") return NOTHING;
  const yarnLock = below(at.directory, "yarn.lock");
  // npm 7 and later fills it from what it installed.
  if (at.build.has(yarnLock)) return outOfSync(`npm install rewrites \`${yarnLock}\` too`, "remove it, or use npm ci");
  if (lockPath === undefined) return noLockAdvice("package-lock.json");
  if (lock === undefined) return unreadableLock(lockPath, "use npm ci");
  if (isKept(state, lock, manifests)) return NOTHING;
  const why = lock.version === 1 && !isOld ? "is of version 1, which npm 7 and later rewrites" : "does not match package.json";
  return outOfSync(`\`${lockPath}\` ${why}`, "run npm install and commit the lockfile");
}

function isKept({ isOld, host, at }: State, lock: NpmLock, manifests: readonly Manifest[]): boolean {
  if (lock.version === 1) return isOld && isMetByVersionOne(lock, host.manifest);
  if (isOld && lock.version > 2) return false;
  return (
    keepsOverrides(lock, host.manifest) &&
    isInSync(lock, "", host.manifest) &&
    manifests.every((each) => isInSync(lock, relativeTo(at.directory, each.directory), each))
  );
}

/** The official image of node 14 and older brings npm 6 (node's release notes). Of other images nobody knows: npm 7 is of 2020. */
function hasNpmSix(image: string | undefined): boolean {
  const major = /(?:^|\/)node:v?(\d+)/.exec(image ?? "")?.[1];
  return major !== undefined && Number(major) <= 14;
}
