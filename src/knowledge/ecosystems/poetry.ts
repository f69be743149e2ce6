/**
 * Poetry: `poetry install` installs the dependencies of pyproject.toml and poetry.lock, and then the project itself, for which it needs the
 * sources. `--no-root` leaves the project out; the existing command stays below the sources and adds it (poetry's documentation, "install").
 */
import { hasOption, isUnknown, type OptionTable, quoteWords, readCommandLine, valuesOf } from "./command-line.ts";
import type { Argv, Ecosystem, InstallCommand, Plan, Project, Recognised, Refusal } from "./ecosystem.ts";
import { inProject, present, refuse } from "./ecosystem.ts";
import { directoryOption, fileCopies, installsProject, isRefusal, NO_LOCK, writtenByVariables } from "./manifests.ts";
import { mutates } from "./mutates.ts";
import { hasLocalSource, isLocalDependency, localDependency, localRequirement, readTomlManifest, tablesAt } from "./pyproject.ts";
import { readToml, type TomlTable, tomlAt, tomlMembers } from "./toml.ts";

const OPTIONS: OptionTable = {
  valued: new Set(["directory", "project", "extras", "only", "with", "without", "output", "format"]),
  short: { C: "directory", P: "project", E: "extras", o: "output", f: "format", n: "no-interaction", V: "version" },
};

const INDEPENDENT = /^(?:about|completions|config|help|list|plugin|publish|python|search|self|source)$/;
const MUTATING = /^(?:add|init|lock|new|remove|update)$/;

export const poetry: Ecosystem = { id: "poetry", programs: ["poetry", "python", "python3"], recognise, plan };

function recognise(program: string, args: Argv): Recognised | undefined {
  if (program !== "poetry") return args[0] === "-m" && args[1] === "poetry" ? recognise("poetry", args.slice(2)) : undefined;
  const line = readCommandLine(args, OPTIONS);
  const place = directoryOption("poetry", valuesOf(line, "directory", "project"));
  if ("kind" in place) return place;
  const [command] = line.operands;
  if (command === undefined) return line.operands.length === 0 ? { kind: "independent" } : undefined;
  if (command === "config" && hasOption(line, "local")) return mutates("poetry config --local", place.directory);
  if (INDEPENDENT.test(command)) return { kind: "independent", reads: ["poetry.toml"] };
  if (MUTATING.test(command)) return mutates(`poetry ${command}`, place.directory);
  if (command === "cache") return { kind: "cleanup", ofCache: true };
  if (command === "install" && hasOption(line, "only-root")) return installsProject("`poetry install --only-root`");
  // A list that is printed or written from pyproject.toml and poetry.lock.
  return /^(?:export|install|sync)$/.test(command) ? { kind: "install", program, ...place, words: args } : { kind: "build" };
}

function plan(install: InstallCommand, project: Project): Plan | Refusal {
  const manifest = readTomlManifest(project, inProject(project, "pyproject.toml"));
  if (isRefusal(manifest)) return manifest;
  const refusal = obstacle(manifest.path, manifest.table) ?? tooOld(project);
  if (refusal !== undefined) return refusal;
  const line = readCommandLine(install.words, OPTIONS);
  const lock = present(project, ["poetry.lock"]);
  const plan: Plan = {
    kind: "plan",
    copies: fileCopies([manifest.path, ...lock, ...present(project, ["poetry.toml"])]),
    writes: [
      ...(makesEnvironment(project) ? [{ path: inProject(project, ".venv"), pattern: "**/.venv" }] : []),
      ...writtenByVariables(project, { POETRY_VIRTUALENVS_PATH: "", VIRTUAL_ENV: "" }),
    ],
    ...(lock.length === 0 ? { advice: [NO_LOCK("poetry.lock")] } : {}),
  };
  if (line.operands[0] === "export") return { ...plan, ...outputs(project, valuesOf(line, "output")) };
  if (hasOption(line, "no-root") || tomlAt(manifest.table, "tool", "poetry", "package-mode") === false) return plan;
  const words = quoteWords([install.program, ...install.words, "--no-root"]);
  return words === undefined ? notLiteral() : { ...plan, insert: words };
}

function notLiteral(): Refusal {
  const reason =
    "the arguments of `poetry install` are not literal, so that no `poetry install --no-root` can be put above the sources; write them out";
  return refuse("install-not-literal", reason);
}

function outputs(project: Project, files: Argv): Pick<Plan, "overwrites"> {
  return { overwrites: files.flatMap((file) => (isUnknown(file) || file.startsWith("/") ? [] : [inProject(project, file)])) };
}

function obstacle(path: string, table: TomlTable): Refusal | undefined {
  const settings = ["tool", "poetry"];
  const groups = [...tomlMembers(tomlAt(table, ...settings, "group")).keys()];
  const places = [["dependencies"], ["dev-dependencies"], ["requires-plugins"], ...groups.map((group) => ["group", group, "dependencies"])];
  const tables = tablesAt(table, ...places.map((place) => [...settings, ...place]));
  const local = localDependency(tables, ({ members }) => members.has("path") || members.has("file")) ?? localRequirement(table);
  if (local !== undefined) return isLocalDependency(path, local);
  if (hasLocalSource(tomlAt(table, ...settings, "source"))) return isLocalDependency(path, "packages (source)");
  if (tomlAt(table, "tool", "poetry-dynamic-versioning", "enable") !== true) return undefined;
  const reason = "poetry-dynamic-versioning takes the version from version control, which is not there above the sources; order the copies by hand";
  return refuse("installs-project", reason);
}

/** `--no-root` came with poetry 1.0; the lockfile of older ones holds its hashes in a table of their own. */
function tooOld(project: Project): Refusal | undefined {
  const lock = project.build.read(inProject(project, "poetry.lock"));
  const isOld = /^\[metadata\.hashes\]/m.test(lock) || /^0\./.test(project.variables.get("POETRY_VERSION") ?? "");
  return isOld ? refuse("tool-unsupported", "poetry before 1.0 cannot leave the project itself out (--no-root); use a newer poetry") : undefined;
}

/** A `.venv` that is there is used whatever the settings say, unless they rule environments out. */
function makesEnvironment(project: Project): boolean {
  const local = readToml(project.build.read(inProject(project, "poetry.toml")));
  const setting = (name: string) => tomlAt(local, "virtualenvs", name);
  const isOff = (name: string) => /^(?:0|false)$/i.test(project.variables.get(name) ?? "");
  const isOutside =
    isOff("POETRY_VIRTUALENVS_IN_PROJECT") || (setting("in-project") === false && !project.variables.has("POETRY_VIRTUALENVS_IN_PROJECT"));
  return !isOutside;
}
