/**
 * Go: `go mod download` reads go.mod and go.sum. Everything else that loads packages downloads their modules on the way: the download is put
 * above the sources, the command itself stays below them. Nothing but the module cache is different, which does not matter in a stage that does
 * not ship (Correction 8). Since go 1.17 go.mod names every module that the build needs (Go Modules Reference, "go mod download").
 */
import { isUnknown, quoteWords } from "./command-line.ts";
import type { Argv, Ecosystem, InstallCommand, Plan, Project, Recognised, Refusal } from "./ecosystem.ts";
import { inProject, missing, refuse } from "./ecosystem.ts";
import { type GoModule, isLocalPath, readGoModule } from "./go-modules.ts";
import {
  directoryOf,
  fileCopies,
  fromProject,
  isRefusal,
  NO_LOCK,
  nearest,
  readManifest,
  unknownDirectory,
  unreadable,
  writtenByVariables,
} from "./manifests.ts";
import { mutates } from "./mutates.ts";

export const go: Ecosystem = { id: "go", programs: ["go"], fetchesOnTheWay: true, recognise, plan };

/** Load packages of the module. */
const LOADING = /^(?:build|fix|generate|get|install|list|run|test|vet)$/;
const INDEPENDENT = /^(?:bug|env|fmt|help|telemetry|tool|version)$/;
const VALUED =
  /^--?(?:C|asmflags|buildmode|compiler|coverpkg|covermode|exec|gccgoflags|gcflags|installsuffix|ldflags|mod|modfile|o|overlay|p|pgo|pkgdir|run|tags|toolexec|f)$/;

function recognise(program: string, args: Argv): Recognised | undefined {
  const { operands, flags } = readArguments(args);
  const [command, second] = operands;
  if (flags.has("C") && isUnknown(flags.get("C"))) return unknownDirectory("go");
  const directory = flags.get("C");
  const install: InstallCommand = { kind: "install", program, directory, words: args };
  if (command === undefined) return operands.length === 0 ? { kind: "independent" } : undefined;
  if (command === "clean") return flags.has("modcache") || flags.has("cache") ? { kind: "cleanup", ofCache: true } : { kind: "build" };
  if (command === "mod") return ofModules(install, second, operands);
  if (INDEPENDENT.test(command)) return { kind: "independent" };
  if (!LOADING.test(command)) return { kind: "build" };
  // `go install pkg@version` ignores the module that it is started in (go help install).
  const isForeign = /^(?:install|run)$/.test(command) && second !== undefined && /^[^./].*@/.test(second);
  if (isForeign) return command === "install" ? { kind: "independent" } : { kind: "build" };
  // `go get` for the module itself, not for a package of others.
  const isOwn = operands.slice(1).every((word) => word !== undefined && /^(?:\.|\.{1,2}\/.*|all)$/.test(word));
  if (command !== "get" || isOwn) return install;
  return operands.slice(1).some(isUnknown) ? undefined : mutates(`go get ${operands[1]}`, directory);
}

function ofModules(install: InstallCommand, command: string | undefined, operands: Argv): Recognised {
  if (command === "init") return refusedHere(install, "no-go-mod", "`go mod init` makes a go.mod that is not part of the build context; commit it");
  if (command === "edit") return mutates("go mod edit", install.directory);
  if (command === "download" && operands.length > 2) return mutates(`go mod download ${operands[2] ?? "…"}`, install.directory);
  return /^(?:download|graph|tidy|vendor|verify|why)$/.test(command ?? "") ? install : { kind: "build" };
}

function refusedHere({ directory }: InstallCommand, code: string, reason: string): Recognised {
  return { kind: "refused", directory, code, reason };
}

interface GoArguments {
  readonly operands: Argv;
  readonly flags: ReadonlyMap<string, string | undefined>;
}

function readArguments(args: Argv): GoArguments {
  const operands: (string | undefined)[] = [];
  const flags = new Map<string, string | undefined>();
  for (let at = 0; at < args.length; at++) {
    const word = args[at];
    const [, name, value] = /^--?([\w-]+)(?:=(.*))?$/s.exec(word ?? "") ?? [];
    if (name === undefined) operands.push(word);
    else flags.set(name, value ?? (VALUED.test(word ?? "") ? args[++at] : ""));
  }
  return { operands, flags };
}

function plan(install: InstallCommand, project: Project): Plan | Refusal {
  const { flags } = readArguments(install.words);
  if (flags.has("modfile") || project.variables.get("GO111MODULE") === "off") return noModule(project, "another mode or file is in use");
  const workspace = workFile(install, project);
  if (workspace !== undefined && isRefusal(workspace)) return workspace;
  const path = nearest(install, project, "go.mod") ?? (workspace === undefined ? undefined : "");
  if (path === undefined)
    return project.build.isIgnored(inProject(project, "go.mod"))
      ? missing(project, inProject(project, "go.mod"))
      : noModule(project, "there is none");
  const modules = workspace === undefined ? closure(project, [path]) : closure(project, workspace.modules, workspace.path);
  return isRefusal(modules) ? modules : downloads({ install, project, path, modules, workspace: workspace?.path });
}

function noModule(project: Project, why: string): Refusal {
  return refuse(
    "no-go-mod",
    `\`${inProject(project, "go.mod")}\` does not say which modules are needed: ${why}; make the project a module and commit go.mod`,
  );
}

interface Closure {
  /** go.mod and go.sum of every module and local replacement, from the context root. */
  readonly files: readonly string[];
  /** The main modules first. */
  readonly modules: readonly GoModule[];
  readonly mains: number;
}

interface Download {
  readonly install: InstallCommand;
  readonly project: Project;
  /** go.mod of the module; empty when there is only a workspace. */
  readonly path: string;
  readonly modules: Closure;
  readonly workspace: string | undefined;
}

function downloads({ install, project, path, modules, workspace }: Download): Plan | Refusal {
  const root = directoryOf(workspace ?? path);
  const place = { ...project, directory: root };
  if (project.build.has(inProject(place, "vendor/modules.txt"))) {
    return refuse(
      "vendored",
      `the modules are vendored in \`${inProject(place, "vendor")}\`: nothing is downloaded, and go needs the directory itself`,
    );
  }
  if (isVendoring(install, project)) return refuse("vendored", "-mod=vendor takes the modules from the vendor directory, which go needs itself");
  const mains = modules.modules.slice(0, modules.mains);
  const replaced = new Set(
    modules.modules.flatMap(({ replaces }) => replaces.filter(({ target }) => isLocalPath(target)).map(({ module }) => module)),
  );
  if (!modules.modules.some(({ requires }) => requires.some((module) => !replaced.has(module)))) {
    return refuse("nothing-to-download", "the module requires no other module, so that there is nothing to download above the sources");
  }
  const isLocked = modules.files.some((file) => /(?:^|\/)go(?:\.work)?\.sum$/.test(file));
  const { operands } = readArguments(install.words);
  const insert = downloadCommand(install, project, root);
  const isDownload = operands[0] === "mod" && /^(?:download|verify)$/.test(operands[1] ?? "");
  if (!isDownload && insert === undefined)
    return refuse("install-dir-unknown", "the module lies above the directory that -C names; name the directory of go.mod");
  return {
    kind: "plan",
    copies: fileCopies(modules.files),
    // Where GOPATH is the project itself, the module cache is a part of it.
    writes: writtenByVariables(project, project.variables.has("GOMODCACHE") ? { GOMODCACHE: "" } : { GOPATH: "/pkg/mod" }),
    ...(isLocked ? {} : { advice: [NO_LOCK("go.sum")] }),
    ...(isDownload || insert === undefined ? {} : { insert, ...gradeOf(project, mains) }),
  };
}

/** In the directory of the command, or in that of its flag; go looks for go.mod upwards. */
function downloadCommand({ program, directory }: InstallCommand, project: Project, root: string): string | undefined {
  if (directory === undefined || project.contextPath(".") === root) return `${program} mod download`;
  return root === project.directory ? quoteWords([program, "mod", "download", "-C", directory]) : undefined;
}

/** Before go 1.17 go.mod leaves out modules that are needed, and a download takes more of them than the build. */
function gradeOf(project: Project, mains: readonly GoModule[]): Pick<Plan, "assumes" | "safety"> {
  const isComplete = mains.every(({ version }) => version !== undefined && isAtLeast(version, 17));
  const tool = /(?:^|\/)golang:(\d+)\.(\d+)/.exec(project.image ?? "");
  const isRecent = tool === null || isAtLeast([Number(tool[1]), Number(tool[2])], 17);
  if (isComplete && isRecent && !project.ships) return {};
  const shipped =
    "`go mod download` may leave more modules in the module cache than the build needs, and this stage is, or may be, part of the image that runs";
  const extra = "every module that `go mod download` fetches can be had, also those that the build does not need: go.mod or go is older than 1.17";
  return { safety: "unsafe", assumes: [...(project.ships ? [shipped] : []), ...(isComplete && isRecent ? [] : [extra])] };
}

function isAtLeast([major, minor]: readonly [number, number], least: number): boolean {
  return major > 1 || minor >= least;
}

function isVendoring(install: InstallCommand, project: Project): boolean {
  return readArguments(install.words).flags.get("mod") === "vendor" || /-mod=vendor/.test(project.variables.get("GOFLAGS") ?? "");
}

const MOST_MEMBERS = 30;

interface Workspace {
  readonly path: string;
  /** go.mod of each member, from the context root. */
  readonly modules: readonly string[];
}

/** go.work of the directory or of one above it, unless GOWORK says otherwise. */
function workFile(install: InstallCommand, project: Project): Refusal | Workspace | undefined {
  if (project.variables.get("GOWORK") === "off") return undefined;
  const path = nearest(install, project, "go.work");
  if (path === undefined) return undefined;
  const manifest = readManifest(project, path);
  if (isRefusal(manifest)) return manifest;
  const work = readGoModule(manifest.text);
  if (work === undefined) return unreadable(path);
  const members = work.uses.map((directory) => fromProject(directoryOf(path), `${directory}/go.mod`));
  if (work.uses.length === 0 || work.uses.length > MOST_MEMBERS || members.includes(undefined)) {
    return refuse(
      "workspace-members",
      `the members of \`${path}\` are outside the build context, or more than ${MOST_MEMBERS}; order the copies by hand`,
    );
  }
  return { path, modules: members.flatMap((member) => member ?? []) };
}

/** The modules and, again and again, what they replace by a directory: go reads the go.mod of each (Go Modules Reference, "replace directive"). */
function closure(project: Project, roots: readonly string[], work?: string): Closure | Refusal {
  const files: string[] = work === undefined ? [] : [work, ...sumsOf(project, `${work}.sum`)];
  const modules: GoModule[] = [];
  const queue = [...roots, ...(work === undefined ? [] : replacements(project, work, readGoModule(project.build.read(work))))];
  for (const path of queue) {
    if (path === undefined)
      return refuse(
        "local-dependency",
        "a replace directive leads to a directory outside of the build context; build from a directory that has both",
      );
    if (files.includes(path)) continue;
    const manifest = readManifest(project, path);
    if (isRefusal(manifest)) return manifest;
    const module = readGoModule(manifest.text);
    if (module === undefined) return unreadable(path, "it is written in a way that dfmod cannot read");
    files.push(path, ...sumsOf(project, path.replace(/mod$/, "sum")));
    modules.push(module);
    // Only the replacements of the main modules count; those of a replacement are ignored.
    if (roots.includes(path)) queue.push(...replacements(project, path, module));
  }
  return { files: inOrder(project, files, roots), modules, mains: roots.length };
}

/** Those of `project` first, so that the COPY of the module itself stands first. */
function inOrder({ directory }: Project, files: readonly string[], roots: readonly string[]): readonly string[] {
  if (roots.length === 1) return files;
  return [...files.filter((path) => directoryOf(path) === directory), ...files.filter((path) => directoryOf(path) !== directory)];
}

function sumsOf({ build }: Project, path: string): readonly string[] {
  return build.has(path) ? [path] : [];
}

function replacements(project: Project, path: string, module: GoModule | undefined): readonly (string | undefined)[] {
  return (module?.replaces ?? []).flatMap(({ target }) => {
    if (!isLocalPath(target)) return [];
    if (target.startsWith("/")) {
      const found = project.contextPath(`${target}/go.mod`);
      return found === undefined ? [] : [found];
    }
    return [fromProject(directoryOf(path), `${target}/go.mod`)];
  });
}
