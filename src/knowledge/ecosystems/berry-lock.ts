/** yarn.lock of Yarn 2 and later: a mapping whose entries of workspaces repeat what their manifests ask for. */
import { isSame } from "./json.ts";
import { type Manifest, requirementsOf } from "./package-json.ts";
import { readYamlBlock, type YamlNode } from "./yaml-block.ts";

/** Directory of a workspace, `.` for the root → name → range. */
export type LockedWorkspaces = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** `undefined` for what is no such lockfile, or one that is cut off. */
export function readBerryLock(text: string): LockedWorkspaces | undefined {
  if (text === "unknown" || !text.endsWith("\n")) return undefined;
  const { members } = readYamlBlock(text).root;
  if (!members.has("__metadata")) return undefined;
  const workspaces = new Map<string, ReadonlyMap<string, string>>();
  for (const [key, entry] of members) {
    const directory = /@workspace:([^,@]+)$/.exec(entry.members.get("resolution")?.text ?? key)?.[1];
    if (directory !== undefined) workspaces.set(directory, rangesOf(entry.members.get("dependencies")));
  }
  return workspaces;
}

function rangesOf(node: YamlNode | undefined): ReadonlyMap<string, string> {
  return new Map([...(node?.members ?? [])].map(([name, { text }]) => [name, normal(text)]));
}

/** Since version 6 of the format the default protocol is written out. */
function normal(range: string): string {
  return range.replace(/^npm:/, "");
}

export function isLocked(workspaces: LockedWorkspaces, directory: string, manifest: Manifest): boolean {
  const asked = new Map(requirementsOf(manifest).map(([name, range]) => [name, normal(range)]));
  const locked = workspaces.get(directory === "" ? "." : directory);
  return locked !== undefined && isSame(locked, asked);
}
