/**
 * uv: `uv sync` installs the dependencies of pyproject.toml and uv.lock, and then the project. `--no-install-project` leaves it out; the
 * existing command stays below the sources and adds it (uv's documentation, "Using uv in Docker", intermediate layers).
 */
import { hasOption, isUnknown, type OptionTable, quoteWords, readCommandLine, valuesOf } from "./command-line.ts";
import type { Argv, Ecosystem, InstallCommand, Plan, Project, Recognised, Refusal, Written } from "./ecosystem.ts";
import { inProject, joinPath, present, refuse } from "./ecosystem.ts";
import { directoryOf, directoryOption, fileCopies, fromProject, isRefusal, NO_LOCK, nearest, placeInContext } from "./manifests.ts";
import { mutates } from "./mutates.ts";
import { installOf, PIP_OPTIONS, planRequirements } from "./pip.ts";
import { hasLocalSource, isLocalDependency, localDependency, localRequirement, readTomlManifest, type TomlManifest } from "./pyproject.ts";
import { tomlAt, tomlItems, tomlMembers, tomlTexts } from "./toml.ts";

const OPTIONS: OptionTable = {
  valued: new Set([
    ...PIP_OPTIONS.valued,
    ...[
      "directory",
      "project",
      "config-file",
      "color",
      "only-group",
      "no-group",
      "package",
      "no-install-package",
      "refresh-package",
      "reinstall-package",
    ],
    ...[
      "upgrade-package",
      "no-extra",
      "format",
      "script",
      "allow-insecure-host",
      "no-build-isolation-package",
      "index",
      "find-links",
      "no-sources-package",
    ],
  ]),
  short: { ...PIP_OPTIONS.short, V: "version", P: "upgrade-package", o: "output-file" },
};

const INDEPENDENT = /^(?:auth|generate-shell-completion|help|publish|self|tool|version)$/;
const MUTATING = /^(?:add|init|lock|remove)$/;
/** What decides which Python and which settings are used. */
const SETTINGS = [".python-version", ".python-versions", "uv.toml"];

export const uv: Ecosystem = { id: "uv", programs: ["uv", "python", "python3"], recognise, plan };

function recognise(program: string, args: Argv): Recognised | undefined {
  if (program !== "uv") return args[0] === "-m" && args[1] === "uv" ? recognise("uv", args.slice(2)) : undefined;
  const line = readCommandLine(args, OPTIONS);
  const place = directoryOption("uv", valuesOf(line, "directory", "project"));
  if ("kind" in place) return place;
  const [command, second, ...rest] = line.operands;
  if (command === undefined) return line.operands.length === 0 ? { kind: "independent" } : undefined;
  if (command === "python" || command === "venv") return environment(command, second);
  if (command === "cache") return { kind: "cleanup", ofCache: true };
  if (command === "pip") return { ...ofPip(args, second, rest), ...(place.directory === undefined ? {} : place) };
  if (MUTATING.test(command)) return mutates(`uv ${command}`, place.directory);
  if (INDEPENDENT.test(command)) return { kind: "independent", reads: ["uv.toml", "pyproject.toml"] };
  // The dependencies of a script stand in the script.
  if (hasOption(line, "script")) return { kind: "build" };
  return command === "sync" || command === "export" ? { kind: "install", program, ...place, words: args } : { kind: "build" };
}

function environment(command: string, path: string | undefined): Recognised {
  const reads = [...SETTINGS, "pyproject.toml"];
  if (command === "python") return { kind: "independent", reads };
  const name = path ?? ".venv";
  return { kind: "independent", reads, creates: [{ path: name, pattern: `**/${name.replace(/\/+$/, "").replace(/^.*\//, "")}` }] };
}

function ofPip(args: Argv, command: string | undefined, packages: Argv): Recognised {
  const line = readCommandLine(args, OPTIONS);
  if (command === "uninstall") return { kind: "cleanup", ofCache: false };
  if (/^(?:check|freeze|list|show|tree)$/.test(command ?? "")) return { kind: "independent" };
  if (command === "sync") {
    const files = packages.filter((file) => !isUnknown(file));
    return files.length < packages.length
      ? { kind: "build" }
      : { kind: "install", program: "uv", words: args, files: files.map((file) => file ?? "") };
  }
  return (command === "install" ? installOf("uv", "uv pip install", line, packages, args) : undefined) ?? { kind: "build" };
}

function plan(install: InstallCommand, project: Project): Plan | Refusal {
  const line = readCommandLine(install.words, OPTIONS);
  return line.operands[0] === "pip" ? planPip(install, project) : planSync(install, project);
}

/** `uv pip` takes its settings from uv.toml, or from pyproject.toml where that has a table for uv. */
function planPip(install: InstallCommand, project: Project): Plan | Refusal {
  const line = readCommandLine(install.words, OPTIONS);
  const lists = [...valuesOf(line, "requirement"), ...(line.operands[1] === "sync" ? line.operands.slice(2) : [])];
  const projects = lists.filter((file) => file !== undefined && /(?:^|\/)(?:pyproject\.toml|setup\.(?:py|cfg))$/.test(file));
  const refusal = projects
    .map((file = "") => (file.endsWith(".toml") ? dynamicObstacle(project, file) : buildsProject(file)))
    .find((each) => each !== undefined);
  if (refusal !== undefined) return refusal;
  const words = lists.flatMap((file) => (projects.includes(file) ? [] : ["-r", file]));
  const others = line.options.filter(({ name }) => name !== "requirement").flatMap(({ name, value }) => [`--${name}=${value ?? "$"}`]);
  const plan = planRequirements(["install", ...words, ...others], project, "UV_");
  if (plan.kind === "refusal") return plan;
  const manifest = present(project, ["pyproject.toml"]).filter(
    (path) => projects.length > 0 || /^\s*\[tool\.uv\b|^unknown$/m.test(project.build.read(path)),
  );
  const beside = [...manifest, ...present(project, SETTINGS)];
  return {
    ...plan,
    copies: [
      ...fileCopies([...plan.copies.flatMap(({ kind, sources }) => (kind === "files" ? sources : [])), ...beside]),
      ...plan.copies.filter(({ kind }) => kind === "directory"),
    ],
  };
}

function buildsProject(file: string): Refusal {
  return refuse("installs-project", `the dependencies in \`${file}\` are told by building the project, which takes its sources`);
}

function dynamicObstacle(project: Project, file: string): Refusal | undefined {
  const path = project.contextPath(file) ?? joinPath(project.directory, file) ?? file;
  const manifest = readTomlManifest(project, path);
  if (isRefusal(manifest)) return manifest;
  return isDynamic(manifest, /dependencies$/) ? buildsProject(file) : undefined;
}

function isDynamic({ table }: TomlManifest, names: RegExp): boolean {
  return tomlTexts(tomlAt(table, "project", "dynamic")).some((name) => names.test(name));
}

function planSync(install: InstallCommand, project: Project): Plan | Refusal {
  const manifest = readTomlManifest(project, inProject(project, "pyproject.toml"));
  if (isRefusal(manifest)) return manifest;
  const lock = present(project, ["uv.lock"]);
  const members = membersOf(install, project, manifest);
  if (isRefusal(members)) return members;
  const manifests = [manifest, ...members];
  const refusal = manifests.map((each) => obstacle(each, lock.length > 0)).find((each) => each !== undefined);
  if (refusal !== undefined) return refusal;
  const writes = environmentOf(project);
  if (isRefusal(writes)) return writes;
  const plan: Plan = {
    kind: "plan",
    copies: fileCopies([manifest.path, ...lock, ...present(project, SETTINGS), ...members.map(({ path }) => path)]),
    writes,
    ...(lock.length === 0 ? { advice: [NO_LOCK("uv.lock")] } : {}),
  };
  return withInsert(plan, install, project, members.length > 0);
}

function withInsert(plan: Plan, install: InstallCommand, project: Project, isWorkspace: boolean): Plan | Refusal {
  const line = readCommandLine(install.words, OPTIONS);
  const isOn = /^(?:1|true|yes|on)$/i.test(project.variables.get("UV_NO_INSTALL_PROJECT") ?? "");
  const leaves = hasOption(line, "no-install-workspace") || (!isWorkspace && (hasOption(line, "no-install-project") || isOn));
  if (line.operands[0] === "export")
    return { ...plan, overwrites: valuesOf(line, "output-file").flatMap((file) => (isUnknown(file) ? [] : (placeInContext(project, file) ?? []))) };
  if (leaves) return plan;
  const words = quoteWords([install.program, ...install.words, isWorkspace ? "--no-install-workspace" : "--no-install-project"]);
  if (words !== undefined) return { ...plan, insert: words };
  return refuse(
    "install-not-literal",
    "the arguments of `uv sync` are not literal, so that the dependencies cannot be installed above the sources; write them out",
  );
}

/** Metadata that only a build tells: without the sources uv cannot lock; with a lock only dynamic dependencies matter. */
function obstacle(manifest: TomlManifest, isLocked: boolean): Refusal | undefined {
  const { path, table } = manifest;
  const isLocal = (source: { readonly members: ReadonlyMap<string, unknown> }) => source.members.has("path");
  const local = localDependency([...tomlItems(tomlAt(table, "tool", "uv", "sources"))], isLocal) ?? localRequirement(table);
  if (local !== undefined) return isLocalDependency(path, local);
  const links = tomlTexts(tomlAt(table, "tool", "uv", "find-links")).find((link) => !/^https?:/.test(link));
  if (links !== undefined) return isLocalDependency(path, `packages (find-links \`${links}\`)`);
  const index = hasLocalSource(tomlAt(table, "tool", "uv", "index"));
  if (index) return isLocalDependency(path, "packages (index)");
  return isDynamic(manifest, isLocked ? /dependencies$/ : /./) ? buildsProject(path) : undefined;
}

const MOST_MEMBERS = 30;

/** The other members of the workspace whose root this is; in a member itself the root decides, which is not provided for. */
function membersOf(install: InstallCommand, project: Project, root: TomlManifest): readonly TomlManifest[] | Refusal {
  const outer = nearest(install, project, "pyproject.toml", 1);
  const outerText = outer === undefined ? "" : project.build.read(outer);
  const isMember = outer !== undefined && (outerText === "unknown" || /^\s*\[tool\.uv\.workspace\]/m.test(outerText));
  const workspace = tomlAt(root.table, "tool", "uv", "workspace");
  if (workspace === undefined) {
    return isMember
      ? refuse(
          "workspace-members",
          `the workspace of \`${outer}\` decides what is installed here; install from its root, or order the copies by hand`,
        )
      : [];
  }
  const found = expand(project, tomlTexts(tomlMembers(workspace).get("members")));
  const left = expand(project, tomlTexts(tomlMembers(workspace).get("exclude")));
  if (found === undefined || left === undefined || found.length > MOST_MEMBERS) {
    return refuse(
      "workspace-members",
      `the members of the workspace in \`${root.path}\` cannot be told from their patterns, or are too many; order the copies by hand`,
    );
  }
  const manifests = found.filter((path) => !left.includes(path) && path !== root.path).map((path) => readTomlManifest(project, path));
  return manifests.find(isRefusal) ?? manifests.flatMap((each) => (isRefusal(each) ? [] : [each]));
}

/** The pyproject.toml in the directories that match. */
function expand(project: Project, patterns: readonly string[]): readonly string[] | undefined {
  const found: string[] = [];
  for (const pattern of patterns) {
    const glob = /\*\*|[{}!]/.test(pattern) ? undefined : fromProject(project.directory, `${pattern}/pyproject.toml`);
    if (glob === undefined) return undefined;
    found.push(...project.build.list(glob));
  }
  return [...new Set(found)]
    .filter(
      (path) =>
        !directoryOf(path)
          .split("/")
          .some((part) => part.startsWith(".")),
    )
    .sort();
}

function environmentOf(project: Project): readonly Written[] | Refusal {
  const name = "UV_PROJECT_ENVIRONMENT";
  if (!project.variables.has(name)) return [{ path: inProject(project, ".venv"), pattern: "**/.venv" }];
  const path = project.variables.get(name);
  if (isUnknown(path)) return refuse("install-dir-unknown", `${name} is not literal, so that nobody can say where the environment is; write it out`);
  const within = placeInContext(project, path);
  return within === undefined || within === "" ? [] : [{ path: within, pattern: within.endsWith(".venv") ? "**/.venv" : within }];
}
