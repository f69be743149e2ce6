/** The files that pnpm reads for an install: the manifests of all members, the lockfile, its settings, pnpmfile and patches (pnpm's documentation, "pnpm install"). */
import type { BuildContext } from "../../engine/transform.ts";
import { type Arguments, isOn, readArguments } from "./arguments.ts";
import { type InstallCommand, joinPath, missing, type Plan, type Project, present, type Refusal, refuse } from "./ecosystem.ts";
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
import { isSame, membersOf, textsOf } from "./json.ts";
import type { Host } from "./lifecycle.ts";
import type { LocalRules } from "./local-packages.ts";
import { type Needs, NOTHING, refused } from "./needs.ts";
import { readNodeScript } from "./node-script.ts";
import { readNpmrc } from "./npmrc.ts";
import { isManifest, type Manifest, readManifest, requirementsOf } from "./package-json.ts";
import { PNPM_FLAGS } from "./pnpm-grammar.ts";
import { isImported, type PnpmLock, readPnpmLock } from "./pnpm-lock.ts";
import { type PnpmWorkspace, readPnpmWorkspace } from "./pnpm-workspace.ts";
import { directoriesAbove, manifestPath, projectAt } from "./workspaces.ts";

const EVENTS = ["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"];

export function planPnpm(install: InstallCommand, project: Project): Plan | Refusal {
  const { build, variables } = project;
  const root = rootOf(install, project);
  if (typeof root !== "string") return root;
  const at = projectAt(project, root);
  const path = manifestPath(at);
  if (!build.has(path)) return missing(project, path);
  const manifest = readManifest(build, path);
  if (!isManifest(manifest)) return manifest;
  const host: Host = { build, manifest, variables };
  const read = readArguments(install.words, PNPM_FLAGS);
  const workspace = readPnpmWorkspace(build, at.directory);
  const npmrc = readNpmrc(build, below(at.directory, ".npmrc"));
  const setting = (kebab: string, camel: string) => read.flags.get(kebab) ?? npmrc.settings.get(kebab) ?? workspace?.setting(camel);
  const [lockPath] = present(at, ["pnpm-lock.yaml"]);
  const lock = lockPath === undefined ? undefined : readPnpmLock(build.read(lockPath));
  const isInjected = setting("inject-workspace-packages", "injectWorkspacePackages") === "true";
  return planInstallation({
    project,
    host,
    lockPath,
    members: inLockOrder(workspace === undefined ? [] : workspace.members, at.directory, [...(lock?.importers.keys() ?? [])]),
    rules: { ...RULES, runsScripts: setting("ignore-scripts", "ignoreScripts") !== "true" && read.words[0] !== "fetch" },
    rootEvents: ["pnpm:devPreinstall", ...EVENTS],
    needs: [modulesOf(at.directory), npmrc.needs, workspace?.needs ?? NOTHING, patchNeeds(host, workspace), pnpmfileNeeds(build, at.directory)],
    lockNeeds: (manifests) =>
      sourceNeeds([manifest, ...manifests], isInjected, workspace) ??
      lockNeeds({ host, read, lockPath, lock, workspace, peers: setting("auto-install-peers", "autoInstallPeers") }, manifests),
  });
}

/** The workspace that the project belongs to, unless --ignore-workspace keeps it apart. */
function rootOf(install: InstallCommand, project: Project): string | Refusal {
  const { build, directory } = project;
  if (isOn(readArguments(install.words, PNPM_FLAGS).flags, "ignore-workspace")) return directory;
  const above = directoriesAbove(install, project).find((each) => readPnpmWorkspace(build, each) !== undefined);
  if (above === undefined || readPnpmWorkspace(build, directory) !== undefined) return directory;
  if (readPnpmWorkspace(build, above)?.members?.includes(directory) === true) return above;
  return refuse(
    "workspace-members",
    `pnpm takes \`${above || "."}\` for the workspace of \`${directory}\`, whose patterns do not name it; use --ignore-workspace, or add it`,
  );
}

const RULES: LocalRules = {
  events: EVENTS,
  runsScripts: true,
  extras: [".npmrc", "pnpm-lock.yaml"],
  directory: (name, range) =>
    range.startsWith("link:")
      ? "manifest"
      : refuse(
          "local-dependency",
          `pnpm copies ${name} from ${range} into node_modules, which needs its sources; make it a workspace member or use link:`,
        ),
};

/** patchedDependencies of package.json or pnpm-workspace.yaml; pnpm fails without them. */
function patchNeeds({ build, manifest }: Host, workspace: PnpmWorkspace | undefined): Needs {
  const declared = textsOf(membersOf(manifest.fields.get("pnpm")).get("patchedDependencies"));
  return patchFiles(build, manifest.directory, [...declared.values(), ...(workspace?.patches.values() ?? [])]);
}

/** The directories that patches lie in, so that the next patch needs no other COPY. */
export function patchFiles(build: BuildContext, directory: string, paths: readonly string[]): Needs {
  const files = paths.map((path) => joinPath(directory, path));
  const lost = paths.find((_, index) => !build.has(files[index] ?? "../"));
  if (lost !== undefined)
    return refused("local-dependency", `the patch \`${lost}\` is not in the build context; commit it, or take it back with !${lost}`);
  const known = files.filter((file): file is string => file !== undefined);
  const inDirectory = (file: string) => joinPath(file, "..") !== directory;
  return {
    ...NOTHING,
    files: known.filter((file) => !inDirectory(file)),
    directories: [...new Set(known.filter(inDirectory).map((file) => joinPath(file, "..") ?? ""))],
  };
}

/** A program that may change every manifest: it is copied when it reads no other file. */
function pnpmfileNeeds(build: BuildContext, directory: string): Needs {
  const path = [".pnpmfile.cjs", ".pnpmfile.mjs", "pnpmfile.js"].map((name) => below(directory, name)).find((each) => build.has(each));
  if (path === undefined) return NOTHING;
  const text = build.read(path);
  const facts = text === "unknown" ? undefined : readNodeScript(text);
  const isAlone = facts !== undefined && [facts.modules, facts.reads, facts.writes].every((list) => list.length === 0);
  return isAlone
    ? { ...NOTHING, files: [path] }
    : refused("lifecycle-script", `\`${path}\` is a program that may read any source, and pnpm runs it before it resolves`);
}

/** What needs more than manifests: members that are copied instead of linked, and catalogs whose file is elsewhere. */
function sourceNeeds(manifests: readonly Manifest[], isInjected: boolean, workspace: PnpmWorkspace | undefined): Needs | undefined {
  const injects = manifests.find(({ fields }) => JSON.stringify(fields.get("dependenciesMeta") ?? "").includes('"injected":true'));
  const linked = manifests.find(({ fields }) => membersOf(fields.get("publishConfig")).has("directory"));
  if (isInjected || injects !== undefined || linked !== undefined) {
    const path = (injects ?? linked ?? manifests[0])?.path ?? "package.json";
    return refused("local-dependency", `\`${path}\` has pnpm copy or link the files of workspace members, which needs their sources`);
  }
  const cataloged = manifests.find((manifest) => requirementsOf(manifest).some(([, range]) => range.startsWith("catalog:")));
  if (workspace !== undefined || cataloged === undefined) return undefined;
  return refused(
    "lockfile-outside-context",
    `\`${cataloged.path}\` takes versions from a catalog, whose pnpm-workspace.yaml is not in the build context; build from the directory that has it`,
  );
}

interface Locking {
  readonly host: Host;
  readonly read: Arguments;
  readonly lockPath: string | undefined;
  readonly lock: PnpmLock | undefined;
  readonly workspace: PnpmWorkspace | undefined;
  /** auto-install-peers, when it is set. */
  readonly peers: string | undefined;
}

/** Where the lockfile fits, pnpm installs it as it is (pnpm's documentation, "prefer-frozen-lockfile"). */
function lockNeeds({ host, read, lockPath, lock, workspace, peers }: Locking, manifests: readonly Manifest[]): Needs {
  const { manifest, variables } = host;
  const { flags, words } = read;
  const isCi = variables.has("CI") && !/^(?:|0|false)$/.test(variables.get("CI") ?? "0");
  const isFrozen = flags.has("frozen-lockfile") ? isOn(flags, "frozen-lockfile") : isCi || /^(?:ci|clean-install|fetch)$/.test(words[0] ?? "");
  if (isFrozen) return lockPath === undefined ? lockOutside(host, "pnpm-lock.yaml", "a frozen pnpm install") : NOTHING;
  if (flags.get("lockfile") === "false") return NOTHING;
  if (lockPath === undefined) return noLockAdvice("pnpm-lock.yaml");
  if (lock === undefined) return unreadableLock(lockPath, "use --frozen-lockfile");
  const settings = membersOf(manifest.fields.get("pnpm"));
  const isPatched = textsOf(settings.get("patchedDependencies")).size > 0 || (workspace?.patches.size ?? 0) > 0;
  if (isPatched) return outOfSync(`pnpm writes \`${lockPath}\` anew when a patch is not the one it was made for`, "use --frozen-lockfile");
  const overrides = new Map([...textsOf(settings.get("overrides")), ...(workspace?.overrides ?? [])]);
  const isKept = [manifest, ...manifests].every((each) => isImported(lock, relativeTo(manifest.directory, each.directory), each));
  const hasOtherPeers = peers !== undefined && lock.autoInstallPeers !== undefined && peers !== lock.autoInstallPeers;
  if (isKept && !hasOtherPeers && isSame(lock.overrides, overrides)) return NOTHING;
  return outOfSync(`\`${lockPath}\` does not match the manifests: pnpm install writes it anew`, "run pnpm install and commit the lockfile");
}
