/** yarn.lock of Yarn 1: one entry for every range that somebody asks for. */

import { textsOf } from "./json.ts";
import { localPath } from "./local-packages.ts";
import { type Manifest, requirementsOf } from "./package-json.ts";

/** `name@range` of every entry; `undefined` for what is no lockfile of Yarn 1, or one that is cut off. */
export function readYarnLock(text: string): ReadonlySet<string> | undefined {
  if (text === "unknown" || !/^# yarn lockfile v1\s*$/m.test(text) || !/(?:\n|v1\s*)$/.test(text)) return undefined;
  const ranges = new Set<string>();
  for (const line of text.split(/\r?\n/)) {
    if (!/^[^\s#].*:$/.test(line)) continue;
    for (const range of line.slice(0, -1).split(", ")) ranges.add(range.replace(/^"(.*)"$/, "$1"));
  }
  return ranges;
}

/** Every requirement has its entry, so that Yarn has nothing to add. Members of the workspace have none. */
export function isMet(ranges: ReadonlySet<string>, manifests: readonly Manifest[]): boolean {
  const members = new Set(manifests.map(({ name }) => name));
  const replaced = new Set(
    manifests.flatMap(({ fields }) => [...textsOf(fields.get("resolutions")).keys()].map((key) => key.split("/").slice(-2).join("/"))),
  );
  const isLocked = (name: string, range: string) =>
    ranges.has(`${name}@${range}`) ||
    members.has(name) ||
    localPath(range) !== undefined ||
    ([...replaced].some((key) => key === name || key.endsWith(`/${name}`)) && [...ranges].some((each) => each.startsWith(`${name}@`)));
  return manifests.every((manifest) => requirementsOf(manifest).every(([name, range]) => isLocked(name, range)));
}
