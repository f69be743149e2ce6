/** pip: `pip install -r` reads the named files and what they name (pip's documentation, "pip install"). */
import { type CommandLine, hasOption, isUnknown, type OptionTable, readCommandLine, valuesOf } from "./command-line.ts";
import type { Argv, Ecosystem, InstallCommand, Plan, Project, Recognised, Refusal, Written } from "./ecosystem.ts";
import { refuse } from "./ecosystem.ts";
import {
  directoryCopies,
  directoryOf,
  fileCopies,
  installsProject,
  isRefusal,
  placeInContext,
  unknownDirectory,
  writtenByVariables,
} from "./manifests.ts";
import { addLocal, findLinks, indexObstacle, locate, notLiteral, requirementsClosure } from "./requirements.ts";

const VERSIONS = ["", "2", "2.7", "3", ...Array.from({ length: 12 }, (_, minor) => `3.${minor + 4}`)];
const PYTHONS = VERSIONS.map((version) => `python${version}`);

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

export const PIP_OPTIONS: OptionTable = {
  valued: words(
    "requirement constraint build-constraint editable target platform python-version implementation abi root prefix src upgrade-strategy index-url " +
      "pypi-url extra-index-url find-links no-binary only-binary progress-bar root-user-action report config-settings config-setting global-option " +
      "install-option build-option log log-file proxy retries timeout default-timeout exists-action trusted-host cert client-cert cache-dir use-feature " +
      "use-deprecated python keyring-provider wheel-dir dest group resume-retries override overrides extra index default-index link-mode " +
      "index-strategy resolution prerelease exclude-newer output-file build requirements-from-script no-build-package torch-backend python-platform",
  ),
  short: {
    r: "requirement",
    c: "constraint",
    e: "editable",
    t: "target",
    i: "index-url",
    f: "find-links",
    C: "config-settings",
    w: "wheel-dir",
    d: "dest",
    b: "build",
    p: "python",
  },
};

export const pip: Ecosystem = {
  id: "pip",
  programs: [...VERSIONS.map((version) => `pip${version}`), ...PYTHONS, "virtualenv"],
  recognise,
  plan,
};

function recognise(program: string, args: Argv): Recognised | undefined {
  if (program === "virtualenv") return newEnvironment(args);
  if (!PYTHONS.includes(program)) return ofPip(program, args);
  const [first, second] = args;
  if (first === "-m" && second === "pip") return ofPip(program, args.slice(2));
  if (first === "-m" && /^(?:venv|virtualenv)$/.test(second ?? "")) return newEnvironment(args.slice(2));
  if (first === "-m" && /^(?:ensurepip|site|sysconfig|platform)$/.test(second ?? "")) return { kind: "independent" };
  if (first === "-m" && second === "build") return installsProject("python -m build");
  if (args.length === 1 && /^(?:-V+|--version)$/.test(first ?? "")) return { kind: "independent" };
  const script = args.findIndex((word) => word !== undefined && /(?:^|\/)setup\.py$/.test(word));
  if (script >= 0) return installsProject("setup.py", [args[script] ?? ""]);
  return { kind: "build" };
}

const ENVIRONMENT: OptionTable = { valued: words("prompt python app-data activators creator seeder"), short: { p: "python" } };

function newEnvironment(args: Argv): Recognised {
  const { operands } = readCommandLine(args, ENVIRONMENT);
  if (operands.some(isUnknown)) return unknownDirectory("the virtual environment");
  return {
    kind: "independent",
    creates: operands.flatMap((path = "") => [{ path, pattern: `**/${path.replace(/\/+$/, "").replace(/^.*\//, "")}` }]),
  };
}

const READING = /^(?:check|completion|config|debug|freeze|hash|help|index|inspect|list|search|show)$/;

function ofPip(program: string, args: Argv): Recognised | undefined {
  const line = readCommandLine(args, PIP_OPTIONS);
  const [command, ...packages] = line.operands;
  if (command === "cache") return { kind: "cleanup", ofCache: true };
  if (command === "uninstall") return { kind: "cleanup", ofCache: false };
  if (command === undefined) return line.operands.length === 0 ? { kind: "independent" } : undefined;
  if (READING.test(command)) return { kind: "independent" };
  return /^(?:install|download|wheel)$/.test(command) ? installOf(program, `pip ${command}`, line, packages, args) : undefined;
}

const isArchive = (word: string): boolean => /\.(?:whl|zip|tar\.gz|tgz|tar\.bz2)(?:\[.*\])?$/.test(word) && !/:\/\//.test(word);
const isDirectory = (word: string): boolean => /^(?:\.{1,2}(?:$|[/[])|file:|~)|^(?!\w[\w+.-]*:|.*@).*\//.test(word) && !isArchive(word);

/** What an `install` of pip or of `uv pip` reads of the project: the files it names, or the project itself. */
export function installOf(program: string, what: string, line: CommandLine, packages: Argv, args: Argv): Recognised | undefined {
  const editable = valuesOf(line, "editable");
  const files = valuesOf(line, "requirement", "constraint", "build-constraint", "override", "overrides");
  if (files.some(isUnknown)) return unknownDirectory(what);
  if ([...packages, ...editable].some((word) => isUnknown(word) && !isPinned(word))) return undefined;
  const targets = [...packages, ...editable].flatMap((word = "") => (isPinned(word) ? [] : [word]));
  const local = [...targets.filter(isDirectory), ...editable.flatMap((word = "") => (/^\w+\+|:\/\//.test(word) ? [] : [word]))];
  if (local.length > 0) return installsProject(`\`${what} ${local[0]}\``, [...local.map((word) => word.replace(/\[.*\]$/, "")), ...present(files)]);
  const archives = targets.filter(isArchive);
  const groups = hasOption(line, "group", "requirements-from-script") ? ["pyproject.toml"] : [];
  const named = [...present(files), ...archives, ...groups].filter((file) => !/^(?:https?|ftp):/.test(file));
  if (named.length === 0 && !hasOption(line, "find-links")) return { kind: "independent" };
  return { kind: "install", program, words: args, files: named };
}

/** `poetry==$VERSION` names a package, whatever the version is. */
function isPinned(word: string | undefined): boolean {
  return word !== undefined && /^[A-Za-z][\w.-]*(?:\[[\w,.-]*\])?\s*(?:[=~!<>]=|[<>](?!\w+ (?:of|in) ))/.test(word);
}

function present(values: Argv): readonly string[] {
  return values.filter((value) => value !== undefined);
}

function plan(install: InstallCommand, project: Project): Plan | Refusal {
  if (project.variables.has("PIP_CONFIG_FILE")) {
    const reason = "PIP_CONFIG_FILE names a file whose settings may name others that the install reads; set them by variables or on the command line";
    return refuse("settings-name-files", reason);
  }
  return planRequirements(install.words, project, "PIP_");
}

/** `prefix`: of the environment variables that stand for options (pip's documentation, "Configuration"). */
export function planRequirements(args: Argv, project: Project, prefix: string): Plan | Refusal {
  const line = readCommandLine(args, PIP_OPTIONS);
  const setting = (name: string): Argv =>
    project.variables.has(prefix + name) ? (project.variables.get(prefix + name)?.split(/\s+/) ?? [undefined]) : [];
  const lists = [
    ...valuesOf(line, "requirement", "constraint", "build-constraint", "override", "overrides"),
    ...setting("REQUIREMENT"),
    ...setting("CONSTRAINT"),
  ];
  const closure = requirementsClosure(project, lists);
  if (isRefusal(closure)) return closure;
  const search = { project, files: new Set(closure.files), directories: new Set(closure.directories) };
  const links = [...valuesOf(line, "find-links"), ...setting("FIND_LINKS")];
  const refusals = [
    ...valuesOf(line, "index-url", "extra-index-url", "index", "default-index").map((value) => indexObstacle(value)),
    ...links.map((value) => (isUnknown(value) ? notLiteral() : findLinks(search, undefined, value))),
    ...line.operands.slice(1).map((word) => (word !== undefined && isArchive(word) ? addLocal(search, word) : undefined)),
    ...[...valuesOf(line, "cert", "client-cert"), ...setting("CONFIG_FILE"), ...setting("CERT")].map((file) => addSetting(search, file)),
    ...valuesOf(line, "group").map((group) => addSetting(search, group?.includes(":") === true ? group.replace(/:.*$/, "") : "pyproject.toml")),
  ];
  const written = targetsOf(project, [...valuesOf(line, "target", "wheel-dir", "dest", "prefix", "root", "src"), ...setting("TARGET")]);
  const refusal = refusals.find((each) => each !== undefined) ?? (isRefusal(written) ? written : undefined);
  if (refusal !== undefined || isRefusal(written)) return refusal ?? notLiteral();
  const files = [...search.files].filter((path) => !search.directories.has(directoryOf(path)));
  return {
    kind: "plan",
    copies: [...fileCopies(files.sort()), ...directoryCopies([...search.directories].sort())],
    writes: [...closure.writes, ...written, ...writtenByVariables(project, { VIRTUAL_ENV: "" })],
  };
}

/** Settings and certificates count where they are part of the copy. */
function addSetting({ project, files }: { readonly project: Project; readonly files: Set<string> }, file: string | undefined): Refusal | undefined {
  if (isUnknown(file)) return notLiteral();
  const path = file === "pyproject.toml" ? locate(project, file) : project.contextPath(file);
  if (path === undefined) return undefined;
  if (typeof path !== "string") return path;
  if (project.build.has(path)) files.add(path);
  return undefined;
}

/** Directories of the project that the packages are put into: the copy of the sources lays the host's over them. */
function targetsOf(project: Project, values: Argv): readonly Written[] | Refusal {
  const written: Written[] = [];
  for (const value of values) {
    if (isUnknown(value)) return notLiteral();
    const path = placeInContext(project, value);
    if (path === undefined) continue;
    if (path === project.directory || path === "") {
      const reason =
        "the install puts packages beside the sources, which are copied over them afterwards; install them into a directory of their own";
      return refuse("install-writes-tracked-paths", reason);
    }
    written.push({ path, pattern: path });
  }
  return written;
}
