/** bun.lock: JSON with commas behind the last item, and the ranges of every workspace (Bun's documentation, "Lockfile"). */
import { isObject, isSame, membersOf, parseJson, textsOf } from "./json.ts";
import type { Manifest } from "./package-json.ts";

export interface BunLock {
  /** Directory, empty for the root → entry. */
  readonly workspaces: ReadonlyMap<string, unknown>;
  /** It has the field that later versions of Bun add to every lockfile they may write (bun 1.4 does). */
  readonly hasConfigVersion: boolean;
}

/** `undefined` for what is no lockfile. */
export function readBunLock(text: string): BunLock | undefined {
  const value = text === "unknown" ? undefined : parseJson(text.replace(/,(?=\s*[}\]])/g, ""));
  if (!isObject(value)) return undefined;
  const fields = membersOf(value);
  return { workspaces: membersOf(fields.get("workspaces")), hasConfigVersion: fields.has("configVersion") };
}

/** Of members the version and the commands are taken over too (bun 1.4). */
export function isListed({ workspaces }: BunLock, directory: string, manifest: Manifest): boolean {
  const entry = workspaces.get(directory);
  const fields = membersOf(entry);
  return (
    isObject(entry) &&
    (directory === "" || ["version", "bin"].every((name) => JSON.stringify(fields.get(name)) === JSON.stringify(manifest.fields.get(name)))) &&
    isSame(textsOf(fields.get("dependencies")), manifest.dependencies) &&
    isSame(textsOf(fields.get("devDependencies")), manifest.devDependencies) &&
    isSame(textsOf(fields.get("optionalDependencies")), manifest.optionalDependencies) &&
    isSame(textsOf(fields.get("peerDependencies")), manifest.peerDependencies)
  );
}
