/** Requirement files: what pip reads beside them (pip's documentation, "Requirements File Format"). */
import { isUnknown } from "./command-line.ts";
import { joinPath, missing, type Project, type Refusal, refuse, type Written } from "./ecosystem.ts";
import { directoryOf, isRefusal, unreadable } from "./manifests.ts";

export interface Required {
  /** From the context root. */
  readonly files: readonly string[];
  readonly directories: readonly string[];
  readonly writes: readonly Written[];
}

interface Search {
  readonly project: Project;
  readonly files: Set<string>;
  readonly directories: Set<string>;
  readonly writes: Written[];
}

const ARCHIVE = /\.(?:whl|zip|tar|tar\.(?:gz|bz2|xz|lzma)|tgz|tbz|txz)$/i;
const REMOTE = /^(?:(?:git|hg|svn|bzr)\+|https?:|ftp:|ssh:)/i;

/** The closure of `-r` and `-c` over the named files, with the local archives and directories of archives that they name. */
export function requirementsClosure(project: Project, names: readonly (string | undefined)[]): Refusal | Required {
  const search: Search = { project, files: new Set(), directories: new Set(), writes: [] };
  for (const name of names) {
    const refusal = isUnknown(name) ? notLiteral() : addFile(search, name);
    if (refusal !== undefined) return refusal;
  }
  return { files: [...search.files].sort(), directories: [...search.directories].sort(), writes: search.writes };
}

export function notLiteral(): Refusal {
  return refuse("install-dir-unknown", "a file that the install reads is not named literally; write its path out");
}

/** A file or directory as the command line names it, or why it cannot be said which one that is. */
export function locate(project: Project, name: string): Refusal | string {
  const found = project.contextPath(name);
  if (found !== undefined && project.build.has(found)) return found;
  const expected = name.startsWith("/") ? undefined : joinPath(project.directory, name);
  if (expected !== undefined && !project.build.has(expected)) return missing(project, expected);
  return refuse("manifest-not-found", `\`${name}\` is not part of what is copied from the build context, so that its content is not known`);
}

/** pip reads the files that a file names relative to that file. */
function addFile(search: Search, name: string): Refusal | undefined {
  const { project, files } = search;
  if (/^(?:https?|ftp):/.test(name)) return undefined;
  const path = locate(project, name);
  if (typeof path !== "string") return path;
  if (files.has(path)) return undefined;
  files.add(path);
  const text = project.build.read(path);
  if (text === "unknown") return unreadable(path);
  for (const line of logicalLines(text)) {
    const refusal = addLine(search, { name, path }, line);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function logicalLines(text: string): readonly string[] {
  const joined = text.replace(/^\ufeff/, "").replace(/\\\r?\n/g, "");
  return joined.split(/\r?\n/).flatMap((line) => {
    const content = line.replace(/(?:^|\s)#.*$/, "").trim();
    return content === "" ? [] : [content];
  });
}

interface Place {
  /** As the command line names it. */
  readonly name: string;
  readonly path: string;
}

function addLine(search: Search, place: Place, line: string): Refusal | undefined {
  if (/\$\{\w+\}/.test(line) && !REMOTE.test(line.replace(/^.*?(?:\s|=|@\s)/, "")))
    return unreadable(place.path, `\`${line}\` depends on the environment`);
  const [, long, short, value = ""] = /^(?:--([\w-]+)|-([a-zA-Z]))(?:\s*=\s*|\s+|(?<=^-[a-zA-Z]))(.*)$/.exec(line) ?? [];
  const name =
    long ?? (short === undefined ? undefined : { r: "requirement", c: "constraint", e: "editable", f: "find-links", i: "index-url" }[short]);
  if (name === "requirement" || name === "constraint") return addFile(search, besideOf(place, value));
  if (name === "editable") return editable(search, value);
  if (name === "index-url" || name === "extra-index-url") return indexObstacle(value);
  if (name === "find-links") return findLinks(search, place, value);
  return line.startsWith("-") ? undefined : requirement(search, line);
}

function besideOf({ name }: Place, value: string): string {
  const file = value.replace(/^(["'])(.*)\1$/, "$2");
  if (/^(?:\/|\w+:\/\/)/.test(file) || !name.includes("/")) return file;
  return `${name.slice(0, name.lastIndexOf("/"))}/${file}`;
}

/** Without a virtual environment pip checks the source out below `src` of the working directory (pip's documentation, "--src"). */
function editable(search: Search, value: string): Refusal | undefined {
  if (!REMOTE.test(value)) return localProject(value);
  const egg = /#(?:.*&)?egg=([\w.-]+)/.exec(value)?.[1] ?? /\/([\w.-]+?)(?:\.git)?(?:@[^/]*)?$/.exec(value)?.[1];
  const path = egg === undefined ? undefined : joinPath(search.project.directory, "src", egg.toLowerCase().replaceAll("_", "-"));
  if (path === undefined) return refuse("local-dependency", `\`-e ${value}\` is checked out into the project; name it with #egg=`);
  search.writes.push({ path, pattern: path });
  return undefined;
}

function localProject(value: string): Refusal {
  if (/^\.\/?(?:\[.*\])?$/.test(value)) {
    return refuse(
      "editable-project",
      "the requirements name the project itself (`.`), which takes its sources; install it in a step of its own below them",
    );
  }
  return refuse("local-dependency", `\`${value}\` is a directory of the project that pip builds; copy it before the install by hand`);
}

/** Relative to the file when it is there, else to the working directory (pip, req_file.py). */
export function findLinks(search: Pick<Search, "project" | "directories" | "files">, place: Place | undefined, value: string): Refusal | undefined {
  if (REMOTE.test(value)) return undefined;
  if (isUnknown(value)) return notLiteral();
  const name = value.replace(/^file:(?:\/\/)?/, "");
  const { project } = search;
  const path = (place === undefined ? undefined : project.contextPath(besideOf(place, name))) ?? project.contextPath(name);
  if (path === undefined) return undefined;
  if (path === "")
    return refuse("local-dependency", `pip looks for archives in \`${value}\`, the whole build context; put them into a directory of their own`);
  (project.build.isDirectory(path) ? search.directories : search.files).add(path);
  return undefined;
}

/** An index that is a directory. */
export function indexObstacle(value: string | undefined): Refusal | undefined {
  if (value === undefined || /^(?:https?:|[$<"']|\w+=)/.test(value)) return undefined;
  return refuse("local-dependency", `\`${value}\` is an index in a directory; copy it before the install by hand`);
}

/** Something to install: what looks like a path is one, relative to the working directory. */
function requirement(search: Search, line: string): Refusal | undefined {
  const address = /^[\w.-]+\s*(?:\[[^\]]*\])?\s*@\s*(\S+)/.exec(line)?.[1] ?? line.split(/\s*;|\s+--/)[0] ?? "";
  const name = address.replace(/^file:(?:\/\/)?/, "");
  if (REMOTE.test(address)) return undefined;
  const isPath = address !== name || /^\.|\//.test(name) || ARCHIVE.test(name);
  return isPath ? addLocal(search, name.replace(/#.*$/, "")) : undefined;
}

/** An archive is copied; of a directory that holds nothing else, all of it. */
export function addLocal(search: Pick<Search, "project" | "directories" | "files">, name: string): Refusal | undefined {
  if (!ARCHIVE.test(name.replace(/\[.*\]$/, ""))) return localProject(name);
  const path = locate(search.project, name);
  if (typeof path !== "string") return path;
  const directory = directoryOf(path);
  const beside = search.project.build.list(`${directory}/*`);
  const isStore = directory !== "" && beside.length > 0 && beside.every((each) => ARCHIVE.test(each));
  (isStore ? search.directories : search.files).add(isStore ? directory : path);
  return undefined;
}

export function isRequired(value: Refusal | Required): value is Required {
  return !isRefusal(value);
}
