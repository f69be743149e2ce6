/** Pipenv: `pipenv install` and `pipenv sync` read Pipfile and Pipfile.lock (pipenv's documentation, "Commands"). */
import { hasOption, isUnknown, type OptionTable, readCommandLine } from "./command-line.ts";
import type { Argv, Ecosystem, InstallCommand, Plan, Project, Recognised, Refusal } from "./ecosystem.ts";
import { inProject, refuse } from "./ecosystem.ts";
import { directoryOf, fileCopies, isRefusal, NO_LOCK } from "./manifests.ts";
import { mutates } from "./mutates.ts";
import { hasLocalSource, isLocalDependency, localDependency, readTomlManifest } from "./pyproject.ts";

const OPTIONS: OptionTable = {
  valued: new Set(["python", "pypi-mirror", "index", "categories", "extra-pip-args", "requirements", "editable"]),
  short: { i: "index", r: "requirements", e: "editable", d: "dev" },
};

export const pipenv: Ecosystem = { id: "pipenv", programs: ["pipenv", "python", "python3"], recognise, plan };

function recognise(program: string, args: Argv): Recognised | undefined {
  if (program !== "pipenv") return args[0] === "-m" && args[1] === "pipenv" ? recognise("pipenv", args.slice(2)) : undefined;
  const line = readCommandLine(args, OPTIONS);
  const [command, ...packages] = line.operands;
  if (command === undefined) return line.operands.length === 0 && hasOption(line, "version", "help") ? { kind: "independent" } : { kind: "build" };
  if (/^(?:lock|uninstall|update|upgrade)$/.test(command)) return mutates(`pipenv ${command}`, undefined);
  if (command === "clean") return { kind: "cleanup", ofCache: false };
  if (command !== "install" && command !== "sync") return { kind: "build" };
  if (packages.length > 0 || hasOption(line, "requirements", "editable")) return mutates(`pipenv ${command} ${packages[0] ?? "-r"}`, undefined);
  return { kind: "install", program, words: args };
}

function plan(install: InstallCommand, project: Project): Plan | Refusal {
  const path = pipfile(project);
  if (typeof path !== "string") return path;
  const manifest = readTomlManifest(project, path);
  if (isRefusal(manifest)) return manifest;
  // Every table but [[source]], [requires], [pipenv] and [scripts] is a category of packages.
  const tables = [...manifest.table.members].filter(([name]) => !/^(?:source|requires|pipenv|scripts)$/.test(name)).map(([, table]) => table);
  const local = localDependency(tables, ({ members }) => members.has("path") || members.has("editable") || isFile(members.get("file")));
  if (local !== undefined) return isLocalDependency(path, local);
  if (hasLocalSource(manifest.table.members.get("source"))) return isLocalDependency(path, "packages (source)");
  const lock = [`${path}.lock`].filter((each) => project.build.has(each));
  const line = readCommandLine(install.words, OPTIONS);
  const place = { ...project, directory: directoryOf(path) };
  const isWritten = lock.length > 0 && line.operands[0] === "install" && !hasOption(line, "deploy", "ignore-pipfile", "skip-lock");
  return {
    kind: "plan",
    copies: fileCopies([path, ...lock]),
    writes: hasOption(line, "system") ? [] : [{ path: inProject(place, ".venv"), pattern: "**/.venv" }],
    // Pipenv writes the lockfile anew when it does not fit, and the copy of the sources would put the old one back (Correction 9).
    ...(isWritten ? { safety: "unsafe", assumes: [`\`${path}.lock\` is up to date with \`${path}\`, so that pipenv does not rewrite it`] } : {}),
    ...(lock.length === 0 ? { advice: [NO_LOCK("Pipfile.lock")] } : {}),
  };
}

function isFile(value: unknown): boolean {
  return typeof value === "string" && !/^https?:/.test(value);
}

/** PIPENV_PIPFILE names it; otherwise the nearest one upwards, of which only the working directory's counts here. */
function pipfile(project: Project): Refusal | string {
  if (!project.variables.has("PIPENV_PIPFILE")) return inProject(project, "Pipfile");
  const named = project.variables.get("PIPENV_PIPFILE");
  const path = isUnknown(named) ? undefined : project.contextPath(named);
  return path ?? refuse("manifest-not-found", "PIPENV_PIPFILE names no file that is copied from the build context; write its path out");
}
