/** Steps that the plans of most package managers share: finding the manifest, taking along what is beside it, laying out the COPY lines. */
import { isUnknown } from "./command-line.ts";
import {
  type InstallCommand,
  inProject,
  joinPath,
  type ManifestCopy,
  missing,
  type Project,
  type Recognised,
  type Refusal,
  refuse,
  type Written,
} from "./ecosystem.ts";

/** A file of the project with its text. */
export interface Manifest {
  readonly path: string;
  readonly text: string;
}

/** The file, or why it cannot be worked with: it is not there, or nobody can say what it holds. */
export function readManifest(project: Project, path: string): Manifest | Refusal {
  if (!project.build.has(path) || project.build.isDirectory(path)) return missing(project, path);
  const text = project.build.read(path);
  return text === "unknown" ? unreadable(path) : { path, text: text.replace(/^\ufeff/, "") };
}

export function isRefusal(value: object): value is Refusal {
  return "kind" in value && value.kind === "refusal";
}

/** An empty file, a Git LFS pointer, or something that no reader here understands: never proof of anything. */
export function unreadable(path: string, why = "its content is not known"): Refusal {
  return refuse("manifest-unreadable", `\`${path}\` decides what the install reads, and ${why}; order the copies by hand`);
}

/** One COPY for the files of each directory, in the order in which the directories come. */
export function fileCopies(paths: readonly string[]): readonly ManifestCopy[] {
  const byDirectory = new Map<string, string[]>();
  for (const path of new Set(paths)) {
    const directory = directoryOf(path);
    byDirectory.set(directory, [...(byDirectory.get(directory) ?? []), path]);
  }
  return [...byDirectory].map(([to, sources]) => ({ kind: "files", sources, to }));
}

/** One COPY for each directory, under its own name. */
export function directoryCopies(paths: readonly string[]): readonly ManifestCopy[] {
  return [...new Set(paths)].map((path) => ({ kind: "directory", sources: [path], to: path }));
}

export function directoryOf(path: string): string {
  return joinPath(path, "..") ?? "";
}

/** A path from the directory of the manifest, as a path from the context root; `undefined` when it leads out of the context. */
export function fromProject(directory: string, path: string): string | undefined {
  return path.startsWith("/") ? undefined : joinPath(directory, path);
}

/** Where in the context a directory would be that need not be there yet; `undefined` when nothing of the context is copied around it. */
export function placeInContext(project: Project, path: string): string | undefined {
  if (!path.startsWith("/")) return joinPath(project.directory, path);
  const parts = path.split("/").filter((part) => part !== "");
  for (let length = parts.length; length >= 0; length--) {
    const found = project.contextPath(`/${parts.slice(0, length).join("/")}`);
    if (found !== undefined) return joinPath(found, ...parts.slice(length));
  }
  return undefined;
}

/** Where the variables lead to that say where packages or caches go, as far as that is a directory of the project: `below` is put behind the value. */
export function writtenByVariables(project: Project, names: Readonly<Record<string, string>>): readonly Written[] {
  return Object.entries(names).flatMap(([name, below]) => {
    const value = project.variables.get(name);
    const path = value === undefined || isUnknown(value) || value === "" ? undefined : placeInContext(project, `${value}${below}`);
    return path === undefined || path === "" || path === project.directory ? [] : [{ path, pattern: path }];
  });
}

/** How many directories above the project are looked into. */
const HIGHEST = 8;

/** The file of that name in the nearest directory above the project (`from` 1) or in the project itself (0) that the copies bring. */
export function nearest(install: InstallCommand, project: Project, name: string, from = 0): string | undefined {
  if (from === 0 && project.build.has(inProject(project, name))) return inProject(project, name);
  for (let level = 1; level <= HIGHEST; level++) {
    const found = project.contextPath(`${install.directory ?? "."}/${"../".repeat(level)}${name}`);
    if (found !== undefined && project.build.has(found)) return found;
  }
  return undefined;
}

export const unknownDirectory = (tool: string): Recognised => ({
  kind: "refused",
  code: "install-dir-unknown",
  reason: `the directory or file that ${tool} works on is not literal; write the path out`,
});

/** The program has to build the project itself, which takes its sources. */
export function installsProject(what: string, files?: readonly string[]): Recognised {
  const reason = `${what} builds and installs the project itself, which takes its sources; install the dependencies from a list of their own first`;
  return { kind: "refused", code: "installs-project", reason, ...(files === undefined ? {} : { files }) };
}

/** The last value of a directory option; the refusal when it is not literal. */
export function directoryOption(tool: string, values: readonly (string | undefined)[]): { readonly directory?: string } | Recognised {
  const last = values.at(-1);
  if (values.length === 0) return {};
  return isUnknown(last) ? unknownDirectory(tool) : { directory: last };
}

export const NO_LOCK = (name: string) => ({
  code: "lockfile-missing",
  message: `there is no ${name}: every build may install other versions; commit one`,
});
