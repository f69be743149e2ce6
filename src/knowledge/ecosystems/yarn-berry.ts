/** Yarn 2 and later: `yarn install` reads package.json, yarn.lock, .yarnrc.yml, the release and the plugins that it names, and patches (Yarn's documentation, "yarnrc"). */
import type { BuildContext } from "../../engine/transform.ts";
import { type Arguments, isOn, readArguments } from "./arguments.ts";
import { isLocked, readBerryLock } from "./berry-lock.ts";
import { type InstallCommand, joinPath, missing, type Plan, type Project, present, type Refusal, refuse, type Written } from "./ecosystem.ts";
import { below, lockOutside, noLockAdvice, outOfSync, planInstallation, relativeTo, unreadableLock } from "./javascript-install.ts";
import { textOf, textsOf } from "./json.ts";
import type { Host } from "./lifecycle.ts";
import type { LocalRules } from "./local-packages.ts";
import { type Needs, NOTHING, refused, together } from "./needs.ts";
import { isManifest, type Manifest, readManifest, requirementsOf } from "./package-json.ts";
import { declaredMembers, directoriesAbove, manifestPath, projectAt, workspaceRoot } from "./workspaces.ts";
import { YARN_FLAGS } from "./yarn-grammar.ts";
import { readYarnrc, type Yarnrc } from "./yarnrc.ts";

/** Yarn runs no prepare script of a workspace. */
const EVENTS = ["preinstall", "install", "postinstall"];

/** The project says which Yarn it is for: by its settings, its lockfile, or Corepack's field. */
export function isBerry(install: InstallCommand, project: Project): boolean {
  const { build } = project;
  return [project.directory, ...directoriesAbove(install, project)].some((directory) => {
    const manifest = readManifest(build, below(directory, "package.json"));
    const version = isManifest(manifest) ? textOf(manifest.fields.get("packageManager")) : undefined;
    return (
      build.has(below(directory, ".yarnrc.yml")) ||
      /^__metadata:/m.test(build.read(below(directory, "yarn.lock"))) ||
      /^yarn@[2-9]/.test(version ?? "")
    );
  });
}

export function planBerry(install: InstallCommand, project: Project): Plan | Refusal {
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
  const read = readArguments(install.words, YARN_FLAGS);
  const places = [...new Set([at.directory, project.directory, ...directoriesAbove(install, project)])];
  const settings = places.map((place) => readYarnrc(build, place));
  const [lockPath] = present(at, ["yarn.lock"]);
  const members = declaredMembers(build, at.directory);
  return planInstallation({
    project,
    host,
    lockPath,
    members,
    rules: { ...RULES, runsScripts: read.flags.get("mode") !== "skip-build" },
    rootEvents: EVENTS,
    needs: [layoutNeeds(build, at.directory, settings, members ?? []), ...settings.map(({ needs }) => needs), patchNeeds(host, at.directory)],
    lockNeeds: (manifests) =>
      together([
        lockNeeds(host, read, settings, lockPath, manifests),
        ...manifests.map((each) => patchNeeds({ ...host, manifest: each }, at.directory)),
      ]),
  });
}

const RULES: LocalRules = {
  events: EVENTS,
  runsScripts: true,
  directory: (name, range) => {
    if (range.startsWith("portal:")) return "manifest";
    if (range.startsWith("link:")) return "nothing";
    return refuse("local-dependency", `Yarn packs ${name} from ${range}, which needs its sources; make it a workspace member or use portal:`);
  },
};

/** What lies beside the manifest, and what the install leaves there. */
function layoutNeeds(build: BuildContext, root: string, settings: readonly Yarnrc[], members: readonly string[]): Needs {
  const cache = below(root, ".yarn/cache");
  if (build.list(`${cache}/*.zip`).length > 0 || build.has(below(root, ".pnp.cjs")) || build.has(below(root, ".pnp.js"))) {
    const reason = `the packages lie in \`${cache}\` or .pnp.cjs already, so that the install takes seconds and needs as much as the sources; ignore them in .dockerignore if they are not committed`;
    return refused("zero-install", reason);
  }
  const linker = settings.map(({ values }) => values.get("nodeLinker")).find((value) => value !== undefined) ?? "pnp";
  const own = (name: string): Written => ({ path: below(root, name), pattern: below(root, name) });
  const modules = ["", ...members.map((member) => relativeTo(root, member))].map(
    (directory): Written => ({ path: below(root, `${directory}/node_modules`), pattern: "**/node_modules" }),
  );
  const writes = linker === "pnp" ? [".pnp.cjs", ".pnp.loader.mjs", ".yarn/unplugged"].map(own) : modules;
  const directories = [".yarn/releases", ".yarn/plugins", ".yarn/patches"].map((name) => below(root, name)).filter((path) => build.isDirectory(path));
  return { ...NOTHING, directories, writes: [...writes, own(".yarn/install-state.gz")] };
}

/** `patch:name@npm:1.0.0#./path.patch`, also in resolutions; `~/` is the project's root (Yarn's documentation, "patch:"). */
function patchNeeds({ build, manifest }: Host, root: string): Needs {
  const ranges = [...requirementsOf(manifest), ...textsOf(manifest.fields.get("resolutions"))].map(([, range]) => range);
  const names = ranges.filter((range) => range.startsWith("patch:")).flatMap((range) => (/#([^#]*?)(?:::.*)?$/.exec(range)?.[1] ?? "").split("&"));
  const files = names.map((name) => name.replace(/^optional!/, "")).filter((name) => name !== "" && !/^~?builtin</.test(name));
  return together(
    files.map((name) => patchFile(build, manifest, name.startsWith("~/") ? below(root, name.slice(2)) : joinPath(manifest.directory, name), name)),
  );
}

function patchFile(build: BuildContext, manifest: Manifest, path: string | undefined, name: string): Needs {
  if (path !== undefined && build.has(path)) return { ...NOTHING, files: [path] };
  return refused("local-dependency", `\`${manifest.path}\` patches a dependency with \`${name}\`, which is not in the build context`);
}

function lockNeeds(
  host: Host,
  { flags, words }: Arguments,
  settings: readonly Yarnrc[],
  path: string | undefined,
  manifests: readonly Manifest[],
): Needs {
  const { build, manifest, variables } = host;
  const isSet = (name: string) => variables.has(name) && !/^(?:|0|false)$/.test(variables.get(name) ?? "0");
  const isImmutable =
    isOn(flags, "immutable") ||
    isOn(flags, "frozen-lockfile") ||
    words[0] === "workspaces" ||
    (!flags.has("immutable") &&
      (isSet("YARN_ENABLE_IMMUTABLE_INSTALLS") || isSet("CI") || settings[0]?.values.get("enableImmutableInstalls") === "true"));
  if (isImmutable) return path === undefined ? lockOutside(host, "yarn.lock", "yarn install --immutable") : NOTHING;
  if (path === undefined) return noLockAdvice("yarn.lock");
  const workspaces = readBerryLock(build.read(path));
  if (workspaces === undefined) return unreadableLock(path, "use yarn install --immutable");
  const isPatched = [manifest, ...manifests].some(({ fields }) => JSON.stringify([...fields]).includes('"patch:'));
  if (isPatched) return outOfSync(`Yarn writes \`${path}\` anew when a patch is not the one it was made for`, "use yarn install --immutable");
  const isKept = [manifest, ...manifests].every((each) => isLocked(workspaces, relativeTo(manifest.directory, each.directory), each));
  return isKept
    ? NOTHING
    : outOfSync(`\`${path}\` does not match package.json: yarn install writes it anew`, "run yarn install and commit the lockfile");
}
