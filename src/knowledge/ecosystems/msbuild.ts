/** Solutions and projects of MSBuild: what a restore reads (MSBuild reference; NuGet's documentation, "PackageReference in project files"). */
import type { Project, Refusal } from "./ecosystem.ts";
import { joinPath, refuse } from "./ecosystem.ts";
import { directoryOf, isRefusal, readManifest, unreadable } from "./manifests.ts";
import { elementsOf, readXml } from "./xml.ts";

export interface Restore {
  /** Projects in the order in which they are found. */
  readonly projects: readonly string[];
  /** Files beside and above them that count: props, targets, NuGet's configuration and locks. */
  readonly settings: readonly string[];
  /** Directories that NuGet takes packages from. */
  readonly sources: readonly string[];
}

/** Where the copies bring something: paths from the context root that the image has in the same place to each other. */
export interface Brought {
  readonly project: Project;
  /** Whether the copies bring this path. */
  has(path: string): boolean;
}

const SETTINGS = [
  "Directory.Build.props",
  "Directory.Build.targets",
  "Directory.Build.rsp",
  "Directory.Packages.props",
  "Directory.Solution.props",
  "Directory.Solution.targets",
];
const NUGET = ["nuget.config", "NuGet.config", "NuGet.Config"];
const PROJECT = /\.(?:[a-z]+proj)$/i;

interface Search extends Brought {
  readonly projects: Set<string>;
  readonly settings: Set<string>;
  readonly sources: Set<string>;
  /** A project of a solution that is not there is passed over. */
  readonly isTolerant: boolean;
}

export function restoreOf(brought: Brought, start: string, isTolerant: boolean): Refusal | Restore {
  const search: Search = { ...brought, projects: new Set(), settings: new Set(), sources: new Set(), isTolerant };
  const refusal = addAbove(search, directoryOf(start)) ?? (PROJECT.test(start) ? addProject(search, start) : addSolution(search, start));
  if (refusal !== undefined) return refusal;
  return { projects: [...search.projects], settings: [...search.settings], sources: [...search.sources] };
}

function addSolution(search: Search, path: string): Refusal | undefined {
  const manifest = readManifest(search.project, path);
  if (isRefusal(manifest)) return manifest;
  const named = path.endsWith(".slnx")
    ? elementsOf(manifest.text, "Project").map(({ attributes }) => attributes.get("Path"))
    : [...manifest.text.matchAll(/^\s*Project\("\{[^}]*\}"\)\s*=\s*"[^"]*"\s*,\s*"([^"]*)"/gm)].map(([, name]) => name);
  if (!path.endsWith(".slnx") && !/Microsoft Visual Studio Solution File/.test(manifest.text)) return unreadable(path);
  for (const name of named) {
    if (name === undefined || !PROJECT.test(name)) continue;
    const found = pathFrom(path, name);
    const isThere = found !== undefined && search.project.build.has(found);
    if (!isThere && search.isTolerant) continue;
    const refusal = found === undefined ? unresolved(path, name) : isThere ? addProject(search, found) : notThere(path, name);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function addProject(search: Search, path: string): Refusal | undefined {
  if (search.projects.has(path)) return undefined;
  search.projects.add(path);
  const directory = directoryOf(path);
  for (const name of ["packages.lock.json", `${path.replace(/^.*\//, "")}.user`]) {
    const beside = directory === "" ? name : `${directory}/${name}`;
    if (search.project.build.has(beside)) search.settings.add(beside);
  }
  return addAbove(search, directory) ?? addFile(search, path, true);
}

/** What the file imports and refers to. */
function addFile(search: Search, path: string, isProject: boolean): Refusal | undefined {
  const manifest = readManifest(search.project, path);
  if (isRefusal(manifest)) return manifest;
  const xml = readXml(manifest.text);
  if (xml === undefined) return unreadable(path);
  if (/<(?:BaseIntermediateOutputPath|MSBuildProjectExtensionsPath|UseArtifactsOutput|ArtifactsPath)\b/.test(xml)) {
    return refuse(
      "install-dir-unknown",
      `\`${path}\` sends the results of a restore to another directory than obj, so that nobody can say whether the sources overlay them`,
    );
  }
  if (/\bSystem\.IO\.|<Exec\b|<ReadLinesFromFile\b|<XmlPeek\b|<(?:ItemGroup|Package\w+|PropertyGroup)\b[^>]*\bExists\s*\(/.test(xml)) {
    return refuse(
      "project-reference",
      `\`${path}\` looks at other files or runs programs while it is evaluated or restored; order the copies by hand`,
    );
  }
  for (const { attributes } of elementsOf(xml, "Import")) {
    const refusal = addImport(search, path, attributes);
    if (refusal !== undefined) return refusal;
  }
  const references = isProject || /<ProjectReference\b/.test(xml) ? elementsOf(xml, "ProjectReference") : [];
  for (const { attributes } of references) {
    const refusal = addReferences(search, path, attributes.get("Include") ?? "");
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function addReferences(search: Search, path: string, include: string): Refusal | undefined {
  for (const name of include.split(";").map((each) => each.trim())) {
    if (name === "") continue;
    const found = pathFrom(path, name);
    const refusal = found === undefined ? unresolved(path, name) : search.project.build.has(found) ? addProject(search, found) : notThere(path, name);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** `Directory.Build.props` that imports the one above it is found anyway. */
function addImport(search: Search, path: string, attributes: ReadonlyMap<string, string>): Refusal | undefined {
  const name = attributes.get("Project") ?? "";
  if (attributes.has("Sdk") || name === "") return undefined;
  if (/GetPathOfFileAbove\(|GetDirectoryNameOfFileAbove\(/.test(name)) return addAbove(search, joinPath(directoryOf(path), "..") ?? "");
  const found = pathFrom(path, name);
  if (found === undefined) return /\$\((?:MSBuild(?:Extensions|Tools|SDKs)\w*|VSToolsPath)\)/i.test(name) ? undefined : unresolved(path, name);
  if (!search.project.build.has(found)) return /Exists\s*\(/i.test(attributes.get("Condition") ?? "") ? undefined : notThere(path, name);
  if (search.settings.has(found)) return undefined;
  search.settings.add(found);
  return addFile(search, found, false);
}

/** Backslashes separate too. `undefined` for what only MSBuild can resolve, or what leaves the context. */
function pathFrom(path: string, name: string): string | undefined {
  const plain = name
    .replaceAll("\\", "/")
    .replace(/\$\((?:MSBuildThisFileDirectory|MSBuildProjectDirectory|ProjectDir|SolutionDir)\)\/?/g, (whole) =>
      /SolutionDir|ProjectDir|MSBuildProject/.test(whole) ? "$" : "",
    );
  return /[$*?%@]/.test(plain) || /^(?:\/|[A-Za-z]:)/.test(plain) ? undefined : joinPath(directoryOf(path), plain);
}

function unresolved(path: string, name: string): Refusal {
  return refuse(
    "project-reference",
    `\`${path}\` refers to \`${name}\`, which only MSBuild can resolve or which is outside of the build context; order the copies by hand`,
  );
}

function notThere(path: string, name: string): Refusal {
  return refuse("project-reference", `\`${path}\` refers to \`${name}\`, which is not in the build context; build from the directory that has it`);
}

/** Settings of the directory and of those above it, as far as the copies bring them. MSBuild takes the nearest of each name, NuGet all. */
function addAbove(search: Search, directory: string): Refusal | undefined {
  const open = new Set(SETTINGS);
  let place: string | undefined = directory;
  while (place !== undefined) {
    for (const name of [...open, ...NUGET]) {
      const path: string = place === "" ? name : `${place}/${name}`;
      if (!search.project.build.has(path) || !search.has(path)) continue;
      open.delete(name);
      const isNew = !search.settings.has(path);
      search.settings.add(path);
      const refusal = !isNew || name.endsWith(".rsp") ? undefined : NUGET.includes(name) ? addSources(search, path) : addFile(search, path, false);
      if (refusal !== undefined) return refusal;
    }
    place = place === "" ? undefined : directoryOf(place);
  }
  return undefined;
}

/** A package source that is a directory of the project. */
function addSources(search: Search, path: string): Refusal | undefined {
  const manifest = readManifest(search.project, path);
  if (isRefusal(manifest)) return manifest;
  for (const { content } of elementsOf(manifest.text, "packageSources")) {
    for (const { attributes } of elementsOf(content, "add")) {
      const value = attributes.get("value") ?? "";
      if (/^[a-z]+:\/\//i.test(value)) continue;
      const found = pathFrom(path, value);
      if (found === undefined || found === "")
        return refuse(
          "local-dependency",
          `\`${path}\` takes packages from \`${value}\`, which cannot be told apart from the sources; order the copies by hand`,
        );
      if (search.project.build.isDirectory(found)) search.sources.add(found);
    }
  }
  return undefined;
}
