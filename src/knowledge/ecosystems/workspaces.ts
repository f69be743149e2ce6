/** Workspaces: which directories are members, and which directory an install in one of them works from. */
import type { BuildContext } from "../../engine/transform.ts";
import { type InstallCommand, inProject, joinPath, type Project } from "./ecosystem.ts";
import { isManifest, readManifest } from "./package-json.ts";

/** The COPY lines a reader can be asked to read. */
export const MOST_MEMBERS = 30;
const DEEPEST = 6;
const DEEPER = Array.from({ length: DEEPEST + 1 }, () => "*").join("/");

/**
 * The directories below `root` with a package.json that the patterns name, sorted; `undefined` for patterns that cannot be expanded. An exclusion
 * takes away whatever stands in front of or behind it, as npm, yarn and pnpm have it.
 */
export function expandMembers(build: BuildContext, root: string, patterns: readonly string[]): readonly string[] | undefined {
  const members = new Set<string>();
  for (const pattern of patterns.filter((each) => !each.startsWith("!"))) {
    const found = expandPattern(build, root, pattern);
    if (found === undefined) return undefined;
    for (const member of found) members.add(member);
  }
  const excluded = patterns.filter((each) => each.startsWith("!")).map((each) => each.slice(1));
  if (![...patterns, ...excluded].every(isPlain)) return undefined;
  const exclusions = excluded.map((pattern) => patternRegExp(joinPath(root, pattern) ?? "/"));
  return [...members].filter((member) => member !== root && !exclusions.some((exclusion) => exclusion.test(member))).sort();
}

function isPlain(pattern: string): boolean {
  return /^!?[\w@./*?{},-]+$/.test(pattern) && !/^!?\/|\{[^}]*\{/.test(pattern);
}

function expandPattern(build: BuildContext, root: string, pattern: string): readonly string[] | undefined {
  const found: string[] = [];
  for (const alternative of alternatives(pattern)) {
    const path = joinPath(root, alternative);
    if (path === undefined || !isPlain(pattern)) return undefined;
    for (const glob of depths(path)) found.push(...build.list(`${glob}/package.json`));
    // One level deeper than what is looked through: the pattern means more than that.
    if (path.includes("**") && build.list(`${path.replace("**", DEEPER)}/package.json`).some(isOwn)) return undefined;
  }
  return found.filter(isOwn).map((path) => joinPath(path, "..") ?? "");
}

function isOwn(path: string): boolean {
  return !path.split("/").includes("node_modules");
}

/** `{a,b}/*` → `a/*`, `b/*`. */
function alternatives(pattern: string): readonly string[] {
  const [, before = "", choice, after = ""] = /^([^{]*)\{([^{}]*)\}(.*)$/.exec(pattern) ?? [];
  if (choice === undefined) return [pattern];
  return choice.split(",").flatMap((part) => alternatives(`${before}${part}${after}`));
}

// Two stars at the end: the directory itself and, level by level, what is below.
function depths(path: string): readonly string[] {
  if (!path.includes("**")) return [path];
  const [before = "", ...after] = path.split(/\/?\*\*\/?/);
  return Array.from({ length: DEEPEST }, (_, depth) =>
    [before, ...Array.from({ length: depth }, () => "*"), ...after].filter((part) => part !== "").join("/"),
  );
}

function patternRegExp(pattern: string): RegExp {
  const sources = alternatives(pattern).map((each) =>
    each
      .split(/(\/?\*\*(?:\/|$)|[*?])/)
      .map(patternPart)
      .join(""),
  );
  return new RegExp(`^(?:${sources.join("|")})$`);
}

function patternPart(part: string): string {
  if (part === "*") return "[^/]*";
  if (part === "?") return "[^/]";
  if (!part.includes("**")) return part.replace(/[.+^$()|[\]\\{}]/g, "\\$&");
  const before = part.startsWith("/") ? "/" : "";
  return part.endsWith("/") ? `${before}(?:.*/)?` : `(?:${before}.*)?`;
}

/**
 * The directory whose package.json makes the install's directory a member (npm ≥ 7, yarn, pnpm and bun look upwards), as far as it was copied
 * along; the install's own directory otherwise. `membersOf` gives the members of a directory above.
 */
export function workspaceRoot(install: InstallCommand, project: Project, membersOf: (directory: string) => readonly string[] | undefined): string {
  for (const directory of directoriesAbove(install, project)) {
    if (membersOf(directory)?.includes(project.directory) === true) return directory;
  }
  return project.directory;
}

/** The directories above the project that were copied along with it, the nearest first. */
export function directoriesAbove(install: InstallCommand, project: Project): readonly string[] {
  const above: string[] = [];
  let directory = joinPath(project.directory, "..");
  let written = `${install.directory ?? "."}/..`;
  while (directory !== undefined && project.contextPath(written) === directory) {
    above.push(directory);
    directory = joinPath(directory, "..");
    written = `${written}/..`;
  }
  return above;
}

/** The members that a manifest's own patterns name; none when there is no readable manifest. */
export function declaredMembers(build: BuildContext, directory: string): readonly string[] | undefined {
  const manifest = readManifest(build, joinPath(directory, "package.json") ?? "");
  return isManifest(manifest) ? expandMembers(build, directory, manifest.workspaces) : [];
}

export function projectAt(project: Project, directory: string): Project {
  return { ...project, directory };
}

/** `package.json` of a directory that COPY can see. */
export function manifestPath(project: Project): string {
  return inProject(project, "package.json");
}
