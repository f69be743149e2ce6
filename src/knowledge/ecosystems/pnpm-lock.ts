/** pnpm-lock.yaml: the ranges of every importer, which `pnpm install` compares with the manifests before it resolves anything. */
import { isSame } from "./json.ts";
import { type Manifest, requirementsOf } from "./package-json.ts";
import { readYamlBlock, type YamlNode } from "./yaml-block.ts";

export interface PnpmLock {
  /** Directory, `.` for the root → name → range; in lock order. */
  readonly importers: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly overrides: ReadonlyMap<string, string>;
  /** The setting it was made with; `undefined` in formats that do not say. */
  readonly autoInstallPeers: string | undefined;
}

/** `undefined` for what is no lockfile, or one that is cut off. */
export function readPnpmLock(text: string): PnpmLock | undefined {
  if (text === "unknown" || !text.endsWith("\n")) return undefined;
  const { root } = readYamlBlock(text);
  if (!root.members.has("lockfileVersion")) return undefined;
  const importers = root.members.get("importers")?.members;
  const overrides = new Map([...(root.members.get("overrides")?.members ?? [])].map(([name, { text: range }]) => [name, range]));
  // Without a workspace, formats before 9 write the one importer at the top.
  return {
    importers: new Map([...(importers ?? [[".", root] as const])].map(([directory, node]) => [directory, rangesOf(node)])),
    overrides,
    autoInstallPeers: root.members.get("settings")?.members.get("autoInstallPeers")?.text,
  };
}

function rangesOf(importer: YamlNode): ReadonlyMap<string, string> {
  const specifiers = importer.members.get("specifiers");
  if (specifiers !== undefined) return new Map([...specifiers.members].map(([name, { text }]) => [name, text]));
  const groups = ["dependencies", "devDependencies", "optionalDependencies"].map(
    (group) => importer.members.get(group)?.members ?? new Map<string, YamlNode>(),
  );
  return new Map(groups.flatMap((group) => [...group]).map(([name, node]) => [name, node.members.get("specifier")?.text ?? "?"]));
}

/** With auto-install-peers, the default since pnpm 8, peers of an importer are among its ranges. */
export function isImported({ importers }: PnpmLock, directory: string, manifest: Manifest): boolean {
  const locked = importers.get(directory === "" ? "." : directory);
  const asked = requirementsOf(manifest);
  return locked !== undefined && (isSame(locked, new Map(asked)) || isSame(locked, new Map([...manifest.peerDependencies, ...asked])));
}
