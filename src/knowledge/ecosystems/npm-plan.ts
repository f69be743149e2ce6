/** The files that npm reads for an install: package.json, the lockfile, .npmrc, and the manifests of members and linked directories (npm's documentation, "npm ci", "workspaces"). */
import { type Arguments, readArguments } from "./arguments.ts";
import { type InstallCommand, missing, type Plan, type Project, present, type Refusal, refuse } from "./ecosystem.ts";
import { type Host, lifecycleNeeds } from "./lifecycle.ts";
import { type LocalPackages, type LocalRules, localPackages } from "./local-packages.ts";
import { type Needs, NOTHING, refused, together, toPlan } from "./needs.ts";
import { CLEAN_INSTALL, NPM_FLAGS } from "./npm-grammar.ts";
import { isInSync, isLockedLink, isMetByVersionOne, lockedMembers, type NpmLock, readNpmLock } from "./npm-lock.ts";
import { readNpmrc } from "./npmrc.ts";
import { isManifest, type Manifest, readManifest } from "./package-json.ts";
import { prismaNeeds } from "./prisma.ts";
import { expandMembers, manifestPath, projectAt, workspaceRoot } from "./workspaces.ts";

const ROOT_EVENTS = ["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare", "dependencies"];
const MEMBER_EVENTS = ["preinstall", "install", "postinstall", "preprepare", "prepare", "postprepare"];

export function planNpm(install: InstallCommand, project: Project): Plan | Refusal {
  const state = stateOf(install, project);
  if (!("host" in state)) return state;
  const { at, host, lockPath, lock, settings } = state;
  const { build, manifest } = host;
  const members = membersOf(at);
  if (members === undefined) {
    return refuse("workspace-members", `the workspaces of \`${manifest.path}\` cannot be told from their patterns; name each directory`);
  }
  const local = localPackages(host, inLockOrder(members, at.directory, lock), rulesOf(state));
  const scripts = settings("ignore-scripts") === "true" ? NOTHING : together([lifecycleNeeds(host, ROOT_EVENTS), prismaNeeds(build, manifest)]);
  const modules: Needs = { ...NOTHING, writes: [{ path: joined(at.directory, "node_modules"), pattern: "**/node_modules" }] };
  const first = lockPath === undefined ? [manifest.path] : [manifest.path, lockPath];
  return toPlan(at.directory, first, together([modules, state.npmrc, lockNeeds(state, local), scripts, local.needs]));
}

function stateOf(install: InstallCommand, project: Project): State | Refusal {
  const { build, variables, image } = project;
  const isOld = isOlder(npmMajor(image));
  const root = isOld ? project.directory : workspaceRoot(install, project, (directory) => membersOf(projectAt(project, directory)));
  const at = projectAt(project, root);
  const path = manifestPath(at);
  if (!build.has(path)) return missing(project, path);
  const manifest = readManifest(build, path);
  if (!isManifest(manifest)) return manifest;
  const npmrc = readNpmrc(build, joined(root, ".npmrc"));
  const settings = settingsOf(readArguments(install.words, NPM_FLAGS), variables, npmrc.settings);
  const [lockPath] = present(at, ["npm-shrinkwrap.json", "package-lock.json"]);
  const lock = lockPath === undefined ? undefined : readNpmLock(build.read(lockPath));
  return { at, host: { build, manifest, variables }, lockPath, lock, isOld, settings, npmrc: npmrc.needs };
}

function joined(directory: string, name: string): string {
  return directory === "" ? name : `${directory}/${name}`;
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

function membersOf(project: Project): readonly string[] | undefined {
  const manifest = readManifest(project.build, manifestPath(project));
  return isManifest(manifest) ? expandMembers(project.build, project.directory, manifest.workspaces) : [];
}

function inLockOrder(members: readonly string[], root: string, lock: NpmLock | undefined): readonly string[] {
  const locked = (lock === undefined ? [] : lockedMembers(lock)).map((directory) => joined(root, directory));
  const place = (member: string) => (locked.includes(member) ? locked.indexOf(member) : locked.length);
  return [...members].sort((one, other) => place(one) - place(other));
}

function rulesOf({ at, lock, isOld, settings, host }: State): LocalRules {
  const relative = (target: string) => (at.directory === "" ? target : target.slice(at.directory.length + 1));
  return {
    events: MEMBER_EVENTS,
    runsScripts: settings("ignore-scripts") !== "true",
    // A lock that calls it a link makes npm 7 and later install what its package.json and the lock say.
    directory: (name, range, target) =>
      !isOld && lock !== undefined && (settings("install-links") ?? "false") === "false" && isLockedLink(lock, name, relative(target))
        ? "manifest"
        : refuse(
            "local-dependency",
            `\`${host.manifest.path}\` takes ${name} from ${range}, and no lockfile of npm 7 or later says that it is only linked; commit one, or copy the directory before the install`,
          ),
  };
}

/** npm install writes the lockfile when it does not fit, and the copy of the sources would put the old one back (Correction 9). */
function lockNeeds(state: State, { manifests }: LocalPackages): Needs {
  const { lockPath, lock, settings, isOld, at } = state;
  if (CLEAN_INSTALL.test(settings("command") ?? "")) return lockPath === undefined ? noLock(at) : NOTHING;
  if (settings("package-lock") === "false" || settings("save") === "false") return NOTHING;
  const yarnLock = joined(at.directory, "yarn.lock");
  // npm 7 and later fills it from what it installed.
  if (at.build.has(yarnLock)) return outOfSync(`npm install rewrites \`${yarnLock}\` too`, "remove it, or use npm ci");
  const message = "there is no package-lock.json: every build may install other versions; commit one";
  if (lockPath === undefined) return { ...NOTHING, advice: [{ code: "lockfile/missing", message }] };
  if (lock === undefined) {
    const reason = `\`${lockPath}\` cannot be read to its end, so that nobody can say whether npm install would rewrite it; use npm ci`;
    return refused("lock-unreadable", reason);
  }
  if (isKept(state, lock, manifests)) return NOTHING;
  const why = lock.version === 1 && !isOld ? "is of version 1, which npm 7 and later rewrites" : "does not match package.json";
  return outOfSync(`\`${lockPath}\` ${why}`, "run npm install and commit the lockfile");
}

function outOfSync(why: string, how: string): Needs {
  return refused("lock-out-of-sync", `${why}, and the copy of the sources would put the old one back; ${how}`);
}

function isKept({ isOld, host, at }: State, lock: NpmLock, manifests: readonly Manifest[]): boolean {
  if (lock.version === 1) return isOld && isMetByVersionOne(lock, host.manifest);
  if (isOld && lock.version > 2) return false;
  const location = (directory: string) => (at.directory === "" ? directory : directory.slice(at.directory.length + 1));
  return isInSync(lock, "", host.manifest) && manifests.every((each) => isInSync(lock, location(each.directory), each));
}

/** `npm ci` without a lockfile: the workspace's root, which has it, is not part of the context. */
function noLock(at: Project): Needs {
  const path = joined(at.directory, "package-lock.json");
  if (at.build.isIgnored(path)) return { ...NOTHING, refusals: [missing(at, path)] };
  return refused(
    "lockfile-outside-context",
    `npm ci needs \`${path}\`, which is not in the build context; build from the directory that has the lockfile`,
  );
}

/** npm of the official image (node's release notes); `undefined` for every other one. */
function npmMajor(image: string | undefined): number | undefined {
  const major = /(?:^|\/)node:v?(\d+)(?![\d])/.exec(image ?? "")?.[1];
  if (major === undefined) return undefined;
  return Number(major) <= 14 ? 6 : 7;
}

function isOlder(major: number | undefined): boolean {
  return major !== undefined && major < 7;
}
