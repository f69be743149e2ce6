/** package-lock.json and npm-shrinkwrap.json (npm's documentation, "package-lock.json"), as far as an install may rewrite them. */
import { isObject, membersOf, parseJson, textOf, textsOf } from "./json.ts";
import { type Manifest, requirementsOf } from "./package-json.ts";
import { isSatisfied } from "./version-range.ts";

export interface NpmLock {
  /** Everything at the top. */
  readonly fields: ReadonlyMap<string, unknown>;
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
    fields,
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

/** What npm takes over from package.json into the lockfile (npm 11 writes it anew when one of these differs, the version number alone too). */
const RECORDED = [
  ...["version", "license", "engines", "os", "cpu", "libc", "bin", "funding", "workspaces", "acceptDependencies", "bundleDependencies"],
  ...["dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "peerDependenciesMeta", "hasInstallScript"],
];

/** `npm install` would keep the entry of this package as it is. */
export function isInSync({ packages }: NpmLock, location: string, manifest: Manifest): boolean {
  const entry = packages.get(location);
  if (!isObject(entry)) return false;
  const fields = membersOf(entry);
  const name = fields.get("name") ?? location.split("/").at(-1);
  const isNamed = name === manifest.name || (location === "" && !fields.has("name") && manifest.name === undefined);
  return isNamed && RECORDED.every((field) => canonical(normalField(fields, field)) === canonical(recordedField(manifest, field)));
}

function recordedField(manifest: Manifest, field: string): unknown {
  if (field === "dependencies") return Object.fromEntries(manifest.dependencies);
  if (field === "bundleDependencies") return manifest.fields.get(field) ?? manifest.fields.get("bundledDependencies");
  if (field === "hasInstallScript") return ["preinstall", "install", "postinstall"].some((script) => manifest.scripts.has(script));
  if (field === "license") return membersOf(manifest.fields.get(field)).get("type") ?? manifest.fields.get(field);
  return normalField(manifest.fields, field);
}

function normalField(fields: ReadonlyMap<string, unknown>, field: string): unknown {
  const value = fields.get(field);
  if (field === "funding" && typeof value === "string") return { url: value };
  if (field !== "bin") return value;
  const name = textOf(fields.get("name"))?.replace(/^@[^/]+\//, "") ?? "";
  const bins = typeof value === "string" ? [[name, value] as const] : [...textsOf(value)];
  return Object.fromEntries(bins.map(([command, path]) => [command, path.replace(/^\.\//, "")]));
}

/** Equal texts for equal values; nothing for what npm leaves out: empty objects and what is false. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "" : JSON.stringify(value);
  if (!isObject(value)) return value === undefined || value === null || value === false ? "" : JSON.stringify(value);
  const members = [...membersOf(value)].sort(([one], [other]) => (one < other ? -1 : 1));
  return members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join();
}

/**
 * Whether the lockfile keeps to the overrides of package.json, which it does not record: of plain ones every locked version of the package has to be in
 * the range. Of others nobody can tell without resolving.
 */
export function keepsOverrides({ packages }: NpmLock, manifest: Manifest): boolean {
  return [...membersOf(manifest.fields.get("overrides"))].every(([name, range]) => {
    if (typeof range !== "string") return false;
    const versions = [...packages]
      .filter(([location]) => location.endsWith(`node_modules/${name}`))
      .map(([, entry]) => textOf(membersOf(entry).get("version")));
    return versions.every((version) => version !== undefined && isSatisfied(version, range));
  });
}

/** Version 1 names no ranges: every requirement has to be met by what is locked. npm 6 also takes over name and version. */
export function isMetByVersionOne({ fields, dependencies }: NpmLock, manifest: Manifest): boolean {
  if (fields.get("name") !== manifest.name || fields.get("version") !== manifest.fields.get("version")) return false;
  return requirementsOf(manifest).every(([name, range]) => {
    const version = membersOf(dependencies.get(name)).get("version");
    return typeof version === "string" && isSatisfied(version, range);
  });
}
