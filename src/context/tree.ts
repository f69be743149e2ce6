import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join, posix, relative, sep } from "node:path";
import type { Overlay } from "./overlay.ts";

/** A file or directory below a root, symbolic links followed. */
export interface TreeEntry {
  /** The real path. */
  readonly absolute: string;
  /** The real path from the root of the tree, `/` between, empty for the root itself. */
  readonly path: string;
  readonly directory: boolean;
  /** `undefined` for what only the overlay holds. */
  readonly stats: Stats | undefined;
}

/** A directory tree, looked at only where asked, each place once. */
export interface Tree {
  /** `undefined` when absent or when a link leaves the tree. Names are compared as they are written, also where the disk would not care. */
  find(path: string): TreeEntry | undefined;
  /** Names in a directory, sorted; empty for anything else. */
  names(path: string): readonly string[];
}

/** `root` is an absolute real path. */
export function openTree(root: string, overlay: Overlay | undefined): Tree {
  const entries = new Map<string, { readonly value: TreeEntry | undefined }>();
  const listings = new Map<string, { readonly value: ReadonlyMap<string, Dirent | undefined> }>();
  const listing = (directory: TreeEntry) => memo(listings, directory.absolute, () => readListing(directory.absolute, overlay));

  const look = (path: string): TreeEntry | undefined => {
    if (path === "") return { absolute: root, path, directory: true, stats: statOf(root) };
    const parent = find(parentOf(path));
    const name = posix.basename(path);
    if (parent === undefined || !parent.directory || !listing(parent).has(name)) return undefined;
    return entryAt(root, parent, name, listing(parent).get(name));
  };
  const find = (path: string) => memo(entries, path, () => look(path));
  const names = (path: string) => {
    const directory = find(path);
    return directory?.directory === true ? [...listing(directory).keys()].sort() : [];
  };
  return { find, names };
}

function entryAt(root: string, parent: TreeEntry, name: string, dirent: Dirent | undefined): TreeEntry | undefined {
  const path = parent.path === "" ? name : `${parent.path}/${name}`;
  const absolute = join(parent.absolute, name);
  if (dirent === undefined) return { absolute, path, directory: false, stats: undefined };
  if (!dirent.isSymbolicLink()) return withStats(absolute, path);
  const target = realPathOf(absolute);
  if (target === undefined) return undefined;
  const inside = relative(root, target).split(sep).join("/");
  return inside === ".." || inside.startsWith("../") || posix.isAbsolute(inside) ? undefined : withStats(target, inside);
}

function withStats(absolute: string, path: string): TreeEntry | undefined {
  const stats = statOf(absolute);
  return stats === undefined ? undefined : { absolute, path, directory: stats.isDirectory(), stats };
}

/** Names with their kinds; `undefined` for files of the overlay that are not on disk. */
function readListing(absolute: string, overlay: Overlay | undefined): ReadonlyMap<string, Dirent | undefined> {
  const listing = new Map<string, Dirent | undefined>();
  for (const path of overlay?.paths() ?? []) {
    if (dirname(path) === absolute) listing.set(basename(path), undefined);
  }
  try {
    for (const dirent of readdirSync(absolute, { withFileTypes: true })) listing.set(dirent.name, dirent);
  } catch {
    // What cannot be listed is absent to the builder too: it fails there.
  }
  return listing;
}

function parentOf(path: string): string {
  const parent = posix.dirname(path);
  return parent === "." ? "" : parent;
}

function statOf(absolute: string): Stats | undefined {
  return statSync(absolute, { throwIfNoEntry: false });
}

function realPathOf(absolute: string): string | undefined {
  try {
    return realpathSync(absolute);
  } catch {
    return undefined;
  }
}

function memo<V>(cache: Map<string, { readonly value: V }>, key: string, compute: () => V): V {
  const known = cache.get(key);
  if (known !== undefined) return known.value;
  const value = compute();
  cache.set(key, { value });
  return value;
}
