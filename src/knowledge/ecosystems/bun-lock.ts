/** bun.lock: JSON with commas behind the last item, and the ranges of every workspace (Bun's documentation, "Lockfile"). */
import { isObject, isSame, membersOf, parseJson, textsOf } from "./json.ts";
import type { Manifest } from "./package-json.ts";

/** Directory, empty for the root → entry; `undefined` for what is no lockfile. */
export function readBunLock(text: string): ReadonlyMap<string, unknown> | undefined {
  const value = text === "unknown" ? undefined : parseJson(text.replace(/,(?=\s*[}\]])/g, ""));
  return isObject(value) ? membersOf(membersOf(value).get("workspaces")) : undefined;
}

export function isListed(workspaces: ReadonlyMap<string, unknown>, directory: string, manifest: Manifest): boolean {
  const entry = workspaces.get(directory);
  const fields = membersOf(entry);
  return (
    isObject(entry) &&
    isSame(textsOf(fields.get("dependencies")), manifest.dependencies) &&
    isSame(textsOf(fields.get("devDependencies")), manifest.devDependencies) &&
    isSame(textsOf(fields.get("optionalDependencies")), manifest.optionalDependencies) &&
    isSame(textsOf(fields.get("peerDependencies")), manifest.peerDependencies)
  );
}
