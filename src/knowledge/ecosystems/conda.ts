/** Conda, mamba and micromamba: environments made from a file (conda's documentation, "Managing environments"). */
import { isUnknown, type OptionTable, readCommandLine, valuesOf } from "./command-line.ts";
import type { Argv, Ecosystem, InstallCommand, Plan, Project, Recognised, Refusal, Written } from "./ecosystem.ts";
import { refuse } from "./ecosystem.ts";
import { directoryCopies, directoryOf, fileCopies, isRefusal, placeInContext, readManifest, unknownDirectory, unreadable } from "./manifests.ts";
import { addLocal, findLinks, locate, notLiteral, requirementsClosure } from "./requirements.ts";

const OPTIONS: OptionTable = {
  valued: new Set([
    "file",
    "name",
    "prefix",
    "root-prefix",
    "channel",
    "solver",
    "platform",
    "subdir",
    "rc-file",
    "log-level",
    "repodata-fn",
    "download-threads",
  ]),
  short: { f: "file", n: "name", p: "prefix", r: "root-prefix", c: "channel", y: "yes", q: "quiet" },
};

const CHANGES = /^(?:create|install|update)$/;

export const conda: Ecosystem = { id: "conda", programs: ["conda", "mamba", "micromamba"], recognise, plan };

function recognise(program: string, args: Argv): Recognised | undefined {
  const line = readCommandLine(args, OPTIONS);
  const [first, second] = line.operands;
  const command = first === "env" ? second : first;
  if (first === undefined) return line.operands.length === 0 ? { kind: "independent" } : undefined;
  if (first === "clean") return { kind: "cleanup", ofCache: true };
  if (/^(?:remove|uninstall)$/.test(command ?? "")) return { kind: "cleanup", ofCache: false };
  if (/^(?:activate|build|convert|deactivate|develop|render|run|skeleton)$/.test(first)) return { kind: "build" };
  if (!CHANGES.test(command ?? "")) return { kind: "independent" };
  const files = valuesOf(line, "file");
  if (files.some(isUnknown)) return unknownDirectory(program);
  const named = files.length === 0 && first === "env" ? ["environment.yml"] : files.flatMap((file) => file ?? []);
  return named.length === 0 ? { kind: "independent" } : { kind: "install", program, words: args, files: named };
}

function plan(install: InstallCommand, project: Project): Plan | Refusal {
  const search: Search = { project, files: new Set(), directories: new Set(), writes: [] };
  for (const file of install.files ?? []) {
    const refusal = addEnvironment(search, file);
    if (refusal !== undefined) return refusal;
  }
  const line = readCommandLine(install.words, OPTIONS);
  const prefixes = valuesOf(line, "prefix");
  if (prefixes.some(isUnknown)) return notLiteral();
  const prefixed = prefixes.flatMap((prefix) => placeInContext(project, prefix ?? "/") ?? []).filter((path) => path !== "");
  return {
    kind: "plan",
    copies: [...fileCopies([...search.files].sort()), ...directoryCopies([...search.directories].sort())],
    writes: [...search.writes, ...prefixed.map((path) => ({ path, pattern: path }))],
  };
}

interface Search {
  readonly project: Project;
  readonly files: Set<string>;
  readonly directories: Set<string>;
  readonly writes: Written[];
}

function addEnvironment(search: Search, name: string): Refusal | undefined {
  if (/^https?:/.test(name)) return undefined;
  const path = locate(search.project, name);
  if (typeof path !== "string") return path;
  const manifest = readManifest(search.project, path);
  if (isRefusal(manifest)) return manifest;
  search.files.add(path);
  if (!/\.ya?ml$/.test(path)) return undefined;
  const local = /^\s*-\s+["']?(?:file:|\.{0,2}\/)\S*/m.exec(manifest.text)?.[0].trim();
  if (local !== undefined)
    return refuse("local-dependency", `\`${path}\` takes packages from a directory (${local}); copy it before the install by hand`);
  return addPipSection(search, name, path, manifest.text);
}

/** `- pip:` with a list under it. conda and mamba run pip in the directory of the file. */
function addPipSection(search: Search, name: string, path: string, text: string): Refusal | undefined {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, ""))
    .filter((line) => line.trim() !== "");
  const at = lines.findIndex((line) => /^\s*-\s*["']?pip["']?\s*:\s*$/.test(line));
  if (at < 0)
    return lines.some((line) => /\bpip["']?\s*:\s*\S/.test(line))
      ? unreadable(path, "its list for pip is written in a way that dfmod cannot read")
      : undefined;
  const indent = lines[at]?.search(/\S/) ?? 0;
  const place: Project = { ...search.project, directory: directoryOf(path), contextPath: (each) => search.project.contextPath(beside(name, each)) };
  for (const line of lines.slice(at + 1)) {
    const [, item] = /^\s*-\s+(.*?)\s*$/.exec(line) ?? [];
    if (line.search(/\S/) <= indent || item === undefined) break;
    const refusal = addItem({ ...search, project: place }, path, item.replace(/^(["'])(.*)\1$/, "$2"));
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function beside(name: string, path: string): string {
  return path.startsWith("/") || !name.includes("/") ? path : `${name.slice(0, name.lastIndexOf("/"))}/${path}`;
}

function addItem(search: Search, path: string, item: string): Refusal | undefined {
  const [, option, value = ""] = /^(-r|--requirement|-c|--constraint|-f|--find-links|-e|--editable)(?:\s+|=|(?<=^-\w))(.*)$/.exec(item) ?? [];
  if (option === "-e" || option === "--editable") return /^\w+\+/.test(value) ? undefined : addLocal(search, value);
  if (option === "-f" || option === "--find-links") return findLinks(search, undefined, value);
  if (option !== undefined) {
    const closure = requirementsClosure(search.project, [value]);
    if (isRefusal(closure)) return closure;
    for (const file of closure.files) search.files.add(file);
    for (const directory of closure.directories) search.directories.add(directory);
    search.writes.push(...closure.writes);
    return undefined;
  }
  if (item.startsWith("-")) return undefined;
  if (/\$\{|\{\{/.test(item)) return unreadable(path, `\`${item}\` depends on the environment`);
  return /^\.|^file:|^[^\s@:]*\//.test(item) ? addLocal(search, item.replace(/^file:(?:\/\/)?/, "")) : undefined;
}
