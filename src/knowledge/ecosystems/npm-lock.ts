/** package-lock.json and npm-shrinkwrap.json (npm's documentation, "package-lock.json"), as far as an install may rewrite them. */
import { isObject, isSame, listOf, membersOf, parseJson, textsOf } from "./json.ts";
import { type Manifest, requirementsOf } from "./package-json.ts";
import { isSatisfied } from "./version-range.ts";

export interface NpmLock {
  readonly version: number;
  /** Location → entry; empty for version 1. */
  readonly packages: ReadonlyMap<string, unknown>;
  /** Name → entry; only in versions 1 and 2. */
  readonly dependencies: ReadonlyMap<string, unknown>;
}

/** `undefined` for what is no lockfile. */
export function readNpmLock(text: string): NpmLock | undefined {
  const value = text === "unknown" ? undefined : parseJson(text);
  if (!isObject(value)) return undefined;
  const fields = membersOf(value);
  const version = fields.get("lockfileVersion");
  return {
    version: typeof version === "number" ? version : 1,
    packages: membersOf(fields.get("packages")),
    dependencies: membersOf(fields.get("dependencies")),
  };
}

/** Directories of local packages, in lock order, from the lockfile's directory. */
export function lockedMembers({ packages }: NpmLock): readonly string[] {
  return [...packages.keys()].filter((location) => location !== "" && !/(?:^|\/)node_modules\//.test(location));
}

/** The lock says that this dependency is a link to the directory. */
export function isLockedLink({ packages }: NpmLock, name: string, directory: string): boolean {
  return [...packages].some(([location, entry]) => {
    const fields = membersOf(entry);
    return (
      (location === `node_modules/${name}` || location.endsWith(`/node_modules/${name}`)) &&
      fields.get("link") === true &&
      fields.get("resolved") === directory
    );
  });
}

/**
 * The ranges that the lock was made for are those of the manifest, so that `npm install` keeps it: it compares names and ranges only (npm 11 leaves
 * a lock alone whose version number alone is behind).
 */
export function isInSync({ packages }: NpmLock, location: string, manifest: Manifest): boolean {
  const fields = membersOf(packages.get(location));
  const workspaces = fields.get("workspaces");
  const patterns = Array.isArray(workspaces) ? listOf(workspaces) : listOf(membersOf(workspaces).get("packages"));
  return (
    isObject(packages.get(location)) &&
    isSame(textsOf(fields.get("dependencies")), manifest.dependencies) &&
    isSame(textsOf(fields.get("devDependencies")), manifest.devDependencies) &&
    isSame(textsOf(fields.get("optionalDependencies")), manifest.optionalDependencies) &&
    isSame(textsOf(fields.get("peerDependencies")), manifest.peerDependencies) &&
    patterns.join("\n") === manifest.workspaces.join("\n")
  );
}

/** Version 1 names no ranges: every requirement has to be met by what is locked. */
export function isMetByVersionOne({ dependencies }: NpmLock, manifest: Manifest): boolean {
  return requirementsOf(manifest).every(([name, range]) => {
    const version = membersOf(dependencies.get(name)).get("version");
    return typeof version === "string" && isSatisfied(version, range);
  });
}
