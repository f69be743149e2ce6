/** Yarn 1: `yarn install` reads package.json, yarn.lock, .npmrc and .yarnrc, the last two also of the directories above (Yarn 1's documentation, "yarnrc"). */
import type { BuildContext } from "../../engine/transform.ts";
import { type Arguments, isOn, readArguments } from "./arguments.ts";
import { type InstallCommand, joinPath, missing, type Plan, type Project, present, type Refusal, refuse } from "./ecosystem.ts";
import { below, modulesOf, noLockAdvice, outOfSync, planInstallation, unreadableLock } from "./javascript-install.ts";
import type { LocalRules } from "./local-packages.ts";
import { type Needs, NOTHING, refused } from "./needs.ts";
import { readNpmrc } from "./npmrc.ts";
import { isManifest, type Manifest, readManifest } from "./package-json.ts";
import { declaredMembers, directoriesAbove, manifestPath, projectAt, workspaceRoot } from "./workspaces.ts";
import { YARN_FLAGS } from "./yarn-grammar.ts";
import { isKept, readYarnLock } from "./yarn-lock.ts";

const ROOT_EVENTS = ["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"];
const MEMBER_EVENTS = ["preinstall", "install", "postinstall"];

export function planClassic(install: InstallCommand, project: Project): Plan | Refusal {
  const { build, variables } = project;
  const at = projectAt(
    project,
    workspaceRoot(install, project, (directory) => declaredMembers(build, directory)),
  );
  const path = manifestPath(at);
  if (!build.has(path)) return missing(project, path);
  const manifest = readManifest(build, path);
  if (!isManifest(manifest)) return manifest;
  const read = readArguments(install.words, YARN_FLAGS);
  const places = [...new Set([at.directory, project.directory, ...directoriesAbove(install, project)])];
  const npmrc = places.map((place) => readNpmrc(build, below(place, ".npmrc")));
  const ignoresScripts = isOn(read.flags, "ignore-scripts") || npmrc.some(({ settings }) => settings.get("ignore-scripts") === "true");
  const [lockPath] = present(at, ["yarn.lock"]);
  return planInstallation({
    project,
    host: { build, manifest, variables },
    lockPath,
    members: declaredMembers(build, at.directory),
    rules: { ...RULES, runsScripts: !ignoresScripts },
    rootEvents: ROOT_EVENTS,
    needs: [modulesNeeds(read, at, project), ...npmrc.map(({ needs }) => needs), ...places.map((place) => yarnrcNeeds(build, place))],
    lockNeeds: (manifests) => lockNeeds(build, read, lockPath, [manifest, ...manifests]),
  });
}

const RULES: LocalRules = {
  events: MEMBER_EVENTS,
  runsScripts: true,
  directory: (name, range) =>
    range.startsWith("link:")
      ? "manifest"
      : refuse(
          "local-dependency",
          `Yarn 1 copies ${name} from ${range} into node_modules, which needs its sources; make it a workspace member or use link:`,
        ),
};

/** `--modules-folder` takes the place of node_modules. */
function modulesNeeds({ flags }: Arguments, at: Project, project: Project): Needs {
  if (!flags.has("modules-folder")) return modulesOf(at.directory);
  const folder = flags.get("modules-folder");
  if (folder === undefined) return refused("install-dir-unknown", "the directory of --modules-folder is not literal; write the path out");
  const path = project.contextPath(folder);
  return path === undefined || path === "" ? NOTHING : { ...NOTHING, writes: [{ path, pattern: path }] };
}

/** Yarn 1 checks a lockfile that it must not write less strictly than others, but it leaves it alone. */
function lockNeeds(build: BuildContext, { flags }: Arguments, path: string | undefined, manifests: readonly Manifest[]): Needs {
  if (isOn(flags, "frozen-lockfile") || isOn(flags, "pure-lockfile") || isOn(flags, "immutable") || flags.get("lockfile") === "false") return NOTHING;
  if (path === undefined) return noLockAdvice("yarn.lock");
  const how = "use --frozen-lockfile";
  const lock = readYarnLock(build.read(path));
  if (lock === undefined) return unreadableLock(path, how);
  return isKept(lock, manifests)
    ? NOTHING
    : outOfSync(
        `\`${path}\` does not have exactly what package.json asks for: yarn install writes it anew`,
        `run yarn install and commit the lockfile, or ${how}`,
      );
}

/** .yarnrc is `key "value"`, one to a line. */
function yarnrcNeeds(build: BuildContext, directory: string): Needs {
  const path = below(directory, ".yarnrc");
  if (!build.has(path)) return NOTHING;
  const text = build.read(path);
  if (text === "unknown")
    return refused("manifest-unreadable", `\`${path}\` is empty or cannot be read, so that nobody can say what the install reads; remove or mend it`);
  const files = [path];
  const directories: string[] = [];
  for (const [, key = "", value = ""] of text.matchAll(/^\s*"?([\w@:.-]+)"?\s+"?([^"\n]*?)"?\s*$/gm)) {
    if (/^\/|^~|^https?:/.test(value)) continue;
    const named = joinPath(directory, value);
    if (key === "yarn-path" && named !== undefined && build.has(named)) files.push(named);
    else if (key === "yarn-offline-mirror" && named !== undefined && build.isDirectory(named)) directories.push(named);
    else if (/^(?:yarn-path|yarn-offline-mirror|.*-folder|cafile|.*modules-folder|--(?:.*\.)?(?:cwd|use-yarnrc))$/.test(key)) {
      return refused(
        "settings-name-files",
        `\`${path}\` sets ${key} to a path of the project, which the install reads or writes; set it outside the project`,
      );
    }
  }
  return { ...NOTHING, files, directories };
}
