/** What the installs of npm, yarn, pnpm and bun have in common: a manifest, members, lifecycle scripts, and node_modules. */
import { dependencyNeeds } from "./dependency-scripts.ts";
import { joinPath, type Plan, type Project, type Refusal, refuse } from "./ecosystem.ts";
import { type Host, lifecycleNeeds } from "./lifecycle.ts";
import { type LocalRules, localPackages } from "./local-packages.ts";
import { type Needs, NOTHING, refused, together, toPlan } from "./needs.ts";
import type { Manifest } from "./package-json.ts";
import { prismaNeeds } from "./prisma.ts";

export interface Installation {
  readonly project: Project;
  /** The manifest that the install starts from. */
  readonly host: Host;
  readonly lockPath: string | undefined;
  /** Directories, in the order of their COPY lines; `undefined` when nobody can tell. */
  readonly members: readonly string[] | undefined;
  readonly rules: LocalRules;
  /** Scripts of the root that the install runs. */
  readonly rootEvents: readonly string[];
  /** What the package manager reads besides; without files of members. */
  readonly needs: readonly Needs[];
  /** Whether the lockfile stays as it is, given the manifests of members and linked packages. */
  lockNeeds(manifests: readonly Manifest[]): Needs;
}

export function planInstallation(installation: Installation): Plan | Refusal {
  const { project, host, lockPath, members, rules, rootEvents, needs } = installation;
  const { build, manifest } = host;
  if (members === undefined) {
    return refuse("workspace-members", `the members of the workspace of \`${manifest.path}\` cannot be told from its patterns; name each directory`);
  }
  const local = localPackages(host, members, rules);
  const scripts = rules.runsScripts ? together([lifecycleNeeds(host, rootEvents), prismaNeeds(build, manifest), dependencyNeeds(host)]) : NOTHING;
  const first = lockPath === undefined ? [manifest.path] : [manifest.path, lockPath];
  return toPlan(
    manifest.directory,
    first,
    together([...needs, environmentNeeds(project), scripts, local.needs, installation.lockNeeds(local.manifests)]),
  );
}

/** Variables that name a file which every Node program reads, package managers too (Node's documentation, "Environment variables"; npm's, "config"). */
function environmentNeeds({ build, variables, contextPath }: Project): Needs {
  if (/(?:^|\s)(?:-r|--require|--import|--loader|--experimental-loader)\b/.test(variables.get("NODE_OPTIONS") ?? "")) {
    return refused("settings-name-files", "NODE_OPTIONS has the install load a module, which may come with the sources; set it below the install");
  }
  const values = [...variables].filter(([name]) =>
    /^(?:NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|npm_config_(?:cafile|userconfig|globalconfig))$/i.test(name),
  );
  const paths = values.map(([, value]) => (value === undefined || value === "" ? undefined : contextPath(value)));
  return { ...NOTHING, files: paths.filter((path): path is string => path !== undefined && build.has(path) && !build.isDirectory(path)) };
}

export function modulesOf(directory: string): Needs {
  return { ...NOTHING, writes: [{ path: below(directory, "node_modules"), pattern: "**/node_modules" }] };
}

/** The path from the context root of something in a directory. */
export function below(directory: string, name: string): string {
  return joinPath(directory, name) ?? name;
}

/** The other way round. */
export function relativeTo(directory: string, path: string): string {
  return directory === "" ? path : path.slice(directory.length + 1);
}

/** Members that the lockfile names come first, in its order. */
export function inLockOrder(members: readonly string[] | undefined, root: string, locked: readonly string[]): readonly string[] | undefined {
  const places = new Map(locked.map((directory, index) => [below(root, directory), index]));
  const place = (member: string) => places.get(member) ?? places.size;
  return members === undefined ? undefined : [...members].sort((one, other) => place(one) - place(other));
}

export function noLockAdvice(name: string): Needs {
  const message = `there is no ${name}: every build may install other versions; commit one`;
  return { ...NOTHING, advice: [{ code: "lockfile-missing", message }] };
}

/** The install rewrites the lockfile, and the copy of the sources would put the old one back: tree and lock disagree (Correction 9). */
export function outOfSync(why: string, how: string): Needs {
  return refused("lock-out-of-sync", `${why}, and the copy of the sources would put the old one back; ${how}`);
}

export function unreadableLock(path: string, how: string): Needs {
  return refused("lock-unreadable", `\`${path}\` cannot be read to its end, so that nobody can say whether the install would rewrite it; ${how}`);
}

/** A frozen install without a lockfile: the workspace's root, which has it, is not part of the context. */
export function lockOutside({ build, manifest }: Host, name: string, command: string): Needs {
  const path = below(manifest.directory, name);
  if (build.isIgnored(path)) {
    return refused("manifest-ignored", `\`${path}\` is kept out of the build context by the ignore file; take it back with !${path}`);
  }
  return refused("lockfile-outside-context", `${command} needs \`${path}\`, which is not in the build context; build from the directory that has it`);
}
