/** Packages that lie in the project: workspace members, and dependencies by path. Their manifests belong in front of the install. */
import { joinPath, type Refusal } from "./ecosystem.ts";
import { type Host, lifecycleNeeds } from "./lifecycle.ts";
import { type Needs, NOTHING, refused, together } from "./needs.ts";
import { isManifest, type Manifest, readManifest, requirementsOf } from "./package-json.ts";
import { prismaNeeds } from "./prisma.ts";
import { MOST_MEMBERS } from "./workspaces.ts";

/** What differs between the package managers. */
export interface LocalRules {
  /** Scripts that an install runs in members and linked packages. */
  readonly events: readonly string[];
  readonly runsScripts: boolean;
  /**
   * What becomes of a dependency that names a directory. `manifest`: a link, whose package.json is read. `nothing`: a link that nobody looks into.
   * A refusal: the sources are packed.
   */
  directory(name: string, range: string, target: string): "manifest" | "nothing" | Refusal;
  /** Further files of a member, by name. */
  readonly extras?: readonly string[];
}

export interface LocalPackages {
  readonly manifests: readonly Manifest[];
  readonly needs: Needs;
}

const LOCAL = /^(?:file:|link:|portal:)?(\.{0,2}\/.*|\.{1,2}|~\/.*)$|^(?:file|link|portal):(.+)$/;

/** Members in the given order, then what they and the root depend on by path. */
export function localPackages(host: Host, members: readonly string[], rules: LocalRules): LocalPackages {
  if (members.length > MOST_MEMBERS) {
    const reason = `the workspace has ${members.length} members, whose manifests would need a COPY each; a COPY --parents of them is shorter`;
    return { manifests: [], needs: refused("workspace-members", reason) };
  }
  const manifests = new Map<string, Manifest>();
  const parts: Needs[] = [];
  const open: Manifest[] = [host.manifest];
  const take = (directory: string) => {
    if (manifests.has(directory) || directory === host.manifest.directory) return;
    const manifest = readManifest(host.build, joinPath(directory, "package.json") ?? "");
    if (!isManifest(manifest)) return parts.push({ ...NOTHING, refusals: [manifest] });
    manifests.set(directory, manifest);
    open.push(manifest);
    return parts.push(packageNeeds({ ...host, manifest }, rules));
  };
  for (const member of members) take(member);
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { directories, needs } = pathDependencies({ ...host, manifest: next }, rules);
    parts.push(needs);
    for (const directory of directories) take(directory);
  }
  const all = [host.manifest, ...manifests.values()];
  return { manifests: [...manifests.values()], needs: together([...parts, ...all.map((each) => strangerNeeds(each, all))]) };
}

/** A dependency on a member that is not in the context, and paths where nobody looks for them. */
function strangerNeeds(manifest: Manifest, all: readonly Manifest[]): Needs {
  const { path, fields } = manifest;
  const stranger = requirementsOf(manifest).find(
    ([name, range]) =>
      range.startsWith("workspace:") && !all.some((each) => each.name === name) && localPath(range.slice("workspace:".length)) === undefined,
  );
  if (stranger !== undefined) {
    const reason = `\`${path}\` takes ${stranger[0]} from its workspace, whose root is not in the build context; build from the directory that has it`;
    return refused("lockfile-outside-context", reason);
  }
  const replaced = ["overrides", "resolutions", "pnpm"].map((name) => JSON.stringify(fields.get(name) ?? ""));
  if (!replaced.some((text) => /"(?:file|link|portal|exec):/.test(text))) return NOTHING;
  return refused("local-dependency", `\`${path}\` replaces a dependency by one of the project, which the install reads; depend on it directly`);
}

function packageNeeds(host: Host, rules: LocalRules): Needs {
  const { build, manifest } = host;
  const extras = (rules.extras ?? []).map((name) => `${manifest.directory}/${name}`).filter((path) => build.has(path));
  const own: Needs = {
    ...NOTHING,
    files: [manifest.path, ...extras],
    writes: [{ path: `${manifest.directory}/node_modules`, pattern: "**/node_modules" }],
  };
  const scripts = rules.runsScripts ? [lifecycleNeeds(host, rules.events), prismaNeeds(build, manifest)] : [];
  return together([own, binNeeds(host), ...scripts]);
}

/**
 * npm, yarn and bun link the commands of a member only when their files are there, and make them executable; a later copy of the sources does not
 * link them, and takes the mode back (Correction 2). So they are copied along, when they are executable as they are.
 */
function binNeeds({ build, manifest }: Host): Needs {
  const { bins, directory, path } = manifest;
  const files = bins?.map((bin) => joinPath(directory, bin));
  for (const file of files ?? [undefined]) {
    if (file !== undefined && !build.has(file) && build.isIgnored(file)) continue;
    const mode = file === undefined || build.isDirectory(file) ? "unknown" : build.mode(file);
    const text = file === undefined ? "unknown" : build.read(file);
    const isReady = mode !== "unknown" && (mode & 0o111) === 0o111 && text !== "unknown" && !/^[^\n]*\r/.test(text);
    if (isReady) continue;
    const what =
      file === undefined
        ? "a whole directory of commands"
        : `\`${file}\`, which is ${build.has(file) ? "not a plain executable file" : "not in the build context"}`;
    return refused(
      "workspace-bin",
      `the install links the command that \`${path}\` names (${what}), and would leave it out or change its mode without the sources; commit it with mode 755`,
    );
  }
  return { ...NOTHING, files: (files ?? []).filter((file): file is string => file !== undefined && build.has(file)) };
}

interface Targets {
  readonly directories: readonly string[];
  readonly needs: Needs;
}

function pathDependencies(host: Host, rules: LocalRules): Targets {
  const directories: string[] = [];
  const parts: Needs[] = [];
  for (const [name, range] of requirementsOf(host.manifest)) {
    const path = localPath(range);
    if (path === undefined) continue;
    const target = joinPath(host.manifest.directory, path);
    if (target === undefined || /^[~/]/.test(path)) parts.push(outside(host.manifest, name, range));
    else if (/\.(?:tgz|tar\.gz|tar)$/.test(target)) parts.push(archiveNeeds(host, target));
    else {
      const treatment = rules.directory(name, range, target);
      if (treatment === "manifest") directories.push(target);
      else if (treatment !== "nothing") parts.push({ ...NOTHING, refusals: [treatment] });
    }
  }
  return { directories, needs: together(parts) };
}

/** The path of a dependency that names one. */
export function localPath(range: string): string | undefined {
  const [, plain, prefixed] = LOCAL.exec(range) ?? [];
  return plain ?? prefixed;
}

function outside({ path }: Manifest, name: string, range: string): Needs {
  return refused(
    "local-dependency",
    `\`${path}\` takes ${name} from ${range}, which is not in the build context; build from a directory that has both`,
  );
}

function archiveNeeds({ build, manifest }: Host, path: string): Needs {
  if (build.has(path)) return { ...NOTHING, files: [path] };
  return refused("local-dependency", `\`${manifest.path}\` depends on \`${path}\`, which is not in the build context`);
}
