/**
 * .NET: `dotnet restore` reads solutions, projects and the settings around them; `dotnet publish` and its like restore on the way, so that a
 * restore is put above the sources and they stay below, unchanged: their own restore then has nothing left to do ("dotnet restore").
 */
import { hasOption, isUnknown, type OptionTable, quoteWords, readCommandLine, valuesOf } from "./command-line.ts";
import {
  type Argv,
  type Ecosystem,
  type InstallCommand,
  inProject,
  joinPath,
  missing,
  type Plan,
  type Project,
  present,
  type Recognised,
  type Refusal,
  refuse,
} from "./ecosystem.ts";
import { directoryCopies, directoryOf, fileCopies, isRefusal, placeInContext, unknownDirectory, writtenByVariables } from "./manifests.ts";
import { type Brought, type Restore, restoreOf } from "./msbuild.ts";

const OPTIONS: OptionTable = {
  valued: new Set(
    "arch os runtime source configfile packages verbosity lock-file-path configuration framework output version-suffix artifacts-path logger filter project launch-profile collect settings results-directory test-adapter-path diag tl terminalLogger".split(
      " ",
    ),
  ),
  short: { a: "arch", r: "runtime", s: "source", v: "verbosity", c: "configuration", f: "framework", o: "output", l: "logger", d: "diag" },
};
/** What takes the next word, as it is written. */
const valued = new Set([...OPTIONS.valued].map((name) => `--${name}`).concat(Object.keys(OPTIONS.short).map((name) => `-${name}`)));
const RESTORING = /^(?:build|pack|publish|run|test)$/;
const INDEPENDENT = /^(?:dev-certs|help|new|nuget|sdk|template|workload)$/;

export const dotnet: Ecosystem = { id: "dotnet", programs: ["dotnet"], fetchesOnTheWay: true, recognise, plan };

/** `/p:X=Y`, `-p:X=Y` and `-nowarn:x` are one word each; everything else is read as usual. */
function readDotnet(args: Argv): ReturnType<typeof readCommandLine> {
  const isSwitch = (word: string | undefined): boolean =>
    /^(?:-[A-Za-z]\w*:|\/[A-Za-z]\w*(?::|$)|-(?:nologo|m|nr|warnaserror|noautorsp|maxcpucount|restore|graph)\b)/.test(word ?? "");
  // The directory of `-o /app` is written like a switch.
  const isValue = (before: string | undefined): boolean => valued.has(before ?? "");
  return readCommandLine(
    args.filter((word, index) => !isSwitch(word) || isValue(args[index - 1])),
    OPTIONS,
  );
}

function recognise(program: string, args: Argv): Recognised | undefined {
  const line = readDotnet(args);
  const [command, target] = line.operands;
  if (command === undefined) return line.operands.length === 0 ? { kind: "independent", reads: ["global.json"] } : undefined;
  if (command === "tool") return ofTool(program, args, target, hasOption(line, "global", "g", "tool-path"));
  if (INDEPENDENT.test(command)) return { kind: "independent", reads: ["global.json", "nuget.config", "NuGet.config", "NuGet.Config"] };
  if (/^(?:add|remove|sln|package|reference)$/.test(command)) return { kind: "build" };
  const builds = RESTORING.test(command) && !hasOption(line, "no-restore", "no-build");
  if (command !== "restore" && !builds) return { kind: "build" };
  const named = command === "run" ? valuesOf(line, "project") : [target].filter((_, index) => line.operands.length > index + 1);
  if (named.some(isUnknown)) return unknownDirectory("dotnet");
  return { kind: "install", program, words: args, ...(named.length === 0 ? {} : { files: named.flatMap((name) => name ?? []) }) };
}

function ofTool(program: string, args: Argv, command: string | undefined, isGlobal: boolean): Recognised {
  if (isGlobal || /^(?:list|search|uninstall)$/.test(command ?? ""))
    return { kind: "independent", reads: ["nuget.config", "NuGet.config", "NuGet.Config"] };
  return command === "restore" ? { kind: "install", program, words: args } : { kind: "build" };
}

function plan(install: InstallCommand, project: Project): Plan | Refusal {
  const line = readDotnet(install.words);
  if (line.operands[0] === "tool") return planTools(project);
  const target = targetOf(install, project);
  if (typeof target !== "string") return target;
  const brought = broughtFrom(install, project, target);
  const isTolerant = install.words.some((word) => /^[-/]nowarn:.*msb3202/i.test(word ?? ""));
  const restore = restoreOf(brought, target, isTolerant);
  if (isRefusal(restore)) return restore;
  const packages = valuesOf(line, "packages");
  const configured = valuesOf(line, "configfile").flatMap((file) => (isUnknown(file) ? [] : (project.contextPath(file) ?? [])));
  const writes = [
    ...restore.projects.map((path) => ({ path: joinPath(directoryOf(path), "obj") ?? "obj", pattern: "**/obj" })),
    ...packages.flatMap((each) => writtenAt(project, each)),
    ...writtenByVariables(project, { NUGET_PACKAGES: "" }),
  ];
  const plan: Plan = { kind: "plan", copies: copiesOf(project, target, restore, [...globalJson(install, project, brought), ...configured]), writes };
  if (line.operands[0] === "restore") return plan;
  const insert = quoteWords([install.program, "restore", ...(install.files ?? [])]);
  if (insert === undefined)
    return refuse(
      "install-not-literal",
      "the project is not named literally, so that no `dotnet restore` can be put above the sources; write its path out",
    );
  // Correction 8, "S087 likewise".
  const shipped =
    "`dotnet restore` may leave more packages in the package cache than before, and this stage is, or may be, part of the image that runs";
  return { ...plan, insert, ...(project.ships ? { safety: "unsafe", assumes: [shipped] } : {}) };
}

function writtenAt(project: Project, path: string | undefined): Plan["writes"] {
  const within = isUnknown(path) ? undefined : placeInContext(project, path);
  return within === undefined || within === "" ? [] : [{ path: within, pattern: within }];
}

/** The project or solution named, or the only one in the directory (MSB1011 is what MSBuild says of two). */
function targetOf(install: InstallCommand, project: Project): Refusal | string {
  const [named] = install.files ?? [];
  const path =
    named === undefined
      ? project.directory
      : (project.contextPath(named) ?? (named.startsWith("/") ? undefined : joinPath(project.directory, named)));
  if (path === undefined)
    return refuse("manifest-not-found", `\`${named}\` is not part of what is copied from the build context; name the context with --context`);
  if (path !== "" && !project.build.isDirectory(path)) {
    if (/\.(?:sln|slnx|[a-z]+proj)$/i.test(path)) return project.build.has(path) ? path : missing(project, path);
    return project.build.has(path)
      ? refuse("project-reference", `\`${path}\` is no project or solution that dfmod can read`)
      : missing(project, path);
  }
  const beside = project.build.list(path === "" ? "*" : `${path}/*`).filter((each) => /\.(?:sln|slnx|slnf|[a-z]+proj)$/i.test(each));
  const [only] = beside;
  if (only === undefined) return missing(project, path === "" ? "*.csproj" : `${path}/*.csproj`);
  return beside.length === 1
    ? only
    : refuse("project-reference", `\`${path || "."}\` holds several projects or solutions (${beside.join(", ")}); name one on the command line`);
}

/** Paths of the context that lie, in the image, where they lie here as seen from the project. */
function broughtFrom(install: InstallCommand, project: Project, target: string): Brought {
  const [named] = install.files ?? [];
  const isFile = named !== undefined && /\.\w+$/.test(named);
  const base = named === undefined ? "." : isFile ? (named.includes("/") ? named.slice(0, named.lastIndexOf("/")) || "/" : ".") : named;
  const from = directoryOf(target);
  return { project, has: (path) => project.contextPath(`${base}/${relative(from, path)}`) === path };
}

function relative(from: string, to: string): string {
  const start = from === "" ? [] : from.split("/");
  const end = to.split("/");
  let same = 0;
  while (same < start.length && start[same] === end[same]) same++;
  return [...start.slice(same).map(() => ".."), ...end.slice(same)].join("/");
}

/** The nearest one upwards chooses the SDK. */
function globalJson(install: InstallCommand, project: Project, brought: Brought): readonly string[] {
  let place: string | undefined = project.directory;
  while (place !== undefined) {
    const path: string = place === "" ? "global.json" : `${place}/global.json`;
    if (project.build.has(path) && brought.has(path)) return [path];
    place = place === "" ? undefined : directoryOf(place);
  }
  const own = install.files === undefined ? undefined : project.contextPath("global.json");
  return own !== undefined && project.build.has(own) ? [own] : [];
}

/** The target and what lies in its directory first; then, in alphabetical order, the other directories. */
function copiesOf(project: Project, target: string, restore: Restore, others: readonly string[]): Plan["copies"] {
  const top = directoryOf(target);
  const files = [...new Set([...restore.settings, ...others])].filter((path) => !restore.projects.includes(path));
  const here = [
    target,
    ...restore.projects.filter((path) => path !== target && directoryOf(path) === top),
    ...files.filter((path) => directoryOf(path) === top).sort(),
  ];
  const rest = [...restore.projects, ...files].filter((path) => !here.includes(path));
  const byDirectory = rest.sort((one, other) => order(directoryOf(one), directoryOf(other)) || rank(one) - rank(other) || order(one, other));
  const directories = restore.sources.filter((path) => project.build.isDirectory(path));
  return [...fileCopies([...here, ...byDirectory]), ...directoryCopies(directories)];
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function rank(path: string): number {
  return /proj$/i.test(path) ? 0 : 1;
}

function planTools(project: Project): Plan | Refusal {
  const [manifest] = present(project, [".config/dotnet-tools.json", "dotnet-tools.json"]);
  if (manifest === undefined) return missing(project, inProject(project, ".config/dotnet-tools.json"));
  return {
    kind: "plan",
    copies: fileCopies([manifest, ...present(project, ["global.json", "nuget.config", "NuGet.config", "NuGet.Config"])]),
    writes: [],
  };
}
