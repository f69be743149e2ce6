/** yarn.lock of Yarn 1: one entry for every range that somebody asks for. */
import { textsOf } from "./json.ts";
import { localPath } from "./local-packages.ts";
import { type Manifest, requirementsOf } from "./package-json.ts";

/** `name@range` → what that package asks for in turn, in the same form. */
export type YarnLock = ReadonlyMap<string, readonly string[]>;

/** `undefined` for what is no lockfile of Yarn 1, or one that is cut off. */
export function readYarnLock(text: string): YarnLock | undefined {
  if (text === "unknown" || !/^# yarn lockfile v1\s*$/m.test(text) || !text.endsWith("\n")) return undefined;
  const lock = new Map<string, readonly string[]>();
  for (const entry of text.split(/\r?\n(?=[^\s#])/)) {
    const [head = "", ...lines] = entry.split(/\r?\n/);
    if (!/^[^\s#].*:$/.test(head)) continue;
    const asked = lines.flatMap((line) => {
      const [, quoted, plain, range] = /^ {4}(?:"([^"]+)"|(\S+)) "?([^"]*)"?$/.exec(line) ?? [];
      return range === undefined ? [] : [`${quoted ?? plain}@${range}`];
    });
    for (const range of head.slice(0, -1).split(", ")) lock.set(range.replace(/^"(.*)"$/, "$1"), asked);
  }
  return lock;
}

/**
 * Yarn has nothing to add and nothing to take away: every requirement has its entry, and every entry is required. Members of the workspace have none. A
 * resolution takes the place of other ranges of its package, so that only its own is looked for.
 */
export function isKept(lock: YarnLock, manifests: readonly Manifest[]): boolean {
  const members = new Set(manifests.map(({ name }) => name));
  const resolutions = manifests.flatMap(({ fields }) => [...textsOf(fields.get("resolutions"))]).map(([key, range]) => [nameOf(key), range] as const);
  const replaced = new Set(resolutions.map(([name]) => name));
  const isAsked = (name: string, range: string) => /^(?:file|link):/.test(range) || (!members.has(name) && localPath(range) === undefined);
  const asked = manifests.flatMap(requirementsOf).filter(([name, range]) => isAsked(name, range));
  const open = [...asked.filter(([name]) => !replaced.has(name)), ...resolutions].map(([name, range]) => `${name}@${range}`);
  const seen = new Set<string>();
  for (let range = open.pop(); range !== undefined; range = open.pop()) {
    if (seen.has(range) || (seen.size > 0 && replaced.has(nameOf(range.slice(0, range.lastIndexOf("@")))) && !lock.has(range))) continue;
    const next = lock.get(range);
    if (next === undefined) return false;
    seen.add(range);
    open.push(...next);
  }
  return [...lock.keys()].every((range) => seen.has(range));
}

/** `**` in front of a name, or a path of names: the last one is meant. */
function nameOf(key: string): string {
  return /(?:^|\/)((?:@[^/]+\/)?[^/]+)$/.exec(key)?.[1] ?? key;
}
