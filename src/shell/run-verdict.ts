/** What a RUN means to a copied directory: it installs from it, needs it, names paths of it, or has nothing to do with it. */
import { type DirectoryCopy, sourceAt } from "../dockerfile/copies.ts";
import { areComparable, pathWithin } from "../dockerfile/places.ts";
import type { Project, Written } from "../knowledge/ecosystems/ecosystem.ts";
import type { Step } from "./installs.ts";
import { parentPath } from "./landings.ts";
import { isRepeated, relationOf } from "./relevant.ts";
import type { InstallUse, PathAction, Use } from "./uses.ts";

/** Why something is not done: a stable code, and what a person can do about it. */
export interface Obstacle {
  readonly code: string;
  readonly reason: string;
}

/** The directories that were copied so far, and the installs made before them. */
export interface Copied {
  readonly build: Project["build"];
  readonly copies: readonly DirectoryCopy[];
  readonly earlier: readonly InstallUse[];
  /** Directories that are there without any copy. */
  readonly workdirs: readonly string[];
}

export interface Verdict {
  readonly installs: readonly InstallUse[];
  /** What needs the sources, in words. */
  readonly needs: string | undefined;
  /** Paths of the context whose copies it reads or changes. */
  readonly named: readonly string[];
  /** Places that it reads where they exist. */
  readonly reads: readonly string[];
  readonly creates: readonly Written[];
  readonly refused: Obstacle | undefined;
  readonly state: "other" | "repeatable" | undefined;
  /** Takes away, moves or re-owns what a command before it left. */
  readonly cleans: boolean;
  /** It does something beside naming paths and setting state. */
  readonly works: boolean;
}

const NOTHING: Verdict = {
  installs: [],
  needs: undefined,
  named: [],
  reads: [],
  creates: [],
  refused: undefined,
  state: undefined,
  cleans: false,
  works: false,
};

export function judgeStep({ uses }: Step, copied: Copied): Verdict {
  const verdicts = uses.map((use) => ({ ...NOTHING, ...judge(use, copied) }));
  const states = verdicts.map(({ state }) => state);
  return {
    installs: verdicts.flatMap(({ installs }) => installs),
    needs: verdicts.find(({ needs }) => needs !== undefined)?.needs,
    named: verdicts.flatMap(({ named }) => named),
    reads: verdicts.flatMap(({ reads }) => reads),
    creates: verdicts.flatMap(({ creates }) => creates),
    refused: verdicts.find(({ refused }) => refused !== undefined)?.refused,
    state: states.find((state) => state === "other") ?? states.find((state) => state !== undefined),
    cleans: verdicts.some(({ cleans }) => cleans),
    works: verdicts.some(({ works }) => works) || uses.length === 0,
  };
}

function judge(use: Use, copied: Copied): Partial<Verdict> {
  if (use.kind === "state") return { state: use.repeatable ? "repeatable" : "other" };
  if (use.kind === "cleanup") return { cleans: true, works: true };
  if (use.kind === "reads") return { reads: use.places, works: true };
  if (use.kind === "creates") return { creates: use.written, works: true };
  if (use.kind === "opaque") return isElsewhere(use.directory, copied) ? { works: true } : { needs: `\`${use.text}\`` };
  if (use.kind === "paths") return judgePaths(use, copied);
  const relations = new Set(copied.copies.map((copy) => relationOf(use, copy)));
  if (!["within", "around", "unknown"].some((relation) => [...relations].some((each) => each === relation))) return { works: true };
  if (isRepeated(use, copied.earlier)) return { needs: "an install that is made a second time" };
  if (use.kind === "refused") return { refused: use.refusal };
  if (relations.has("within") || relations.has("around")) return { installs: [use] };
  const reason =
    "where the install runs and where the sources lie cannot be compared: one of them depends on the base image or on a variable; write both out";
  return { refused: { code: "install-dir-unknown", reason } };
}

/** A command that may do anything does it where it runs: what is built below /tmp knows nothing of a project elsewhere. */
function isElsewhere(directory: string | undefined, { copies }: Copied): boolean {
  if (directory === undefined) return false;
  return copies.every(({ target }) => {
    if (target === undefined) return false;
    if (!areComparable(directory, target)) return directory.startsWith("/tmp/");
    return pathWithin(target, directory) === undefined && pathWithin(directory, target) === undefined;
  });
}

function judgePaths({ action, places }: Extract<Use, { kind: "paths" }>, copied: Copied): Partial<Verdict> {
  const named: string[] = [];
  let outside = false;
  let stores = false;
  for (const place of places) {
    if (place === undefined) return { needs: "a path that only the shell knows" };
    const found = copied.copies.flatMap((copy) => namedPath(place, copy, action, copied) ?? []);
    named.push(...found);
    stores ||= action === "tree" && copied.copies.some((copy) => holdsResults(place, copy, copied.build));
    outside ||= copied.copies.every((copy) => sourceAt(copy, place) === undefined);
  }
  return { named, cleans: stores, works: places.length === 0 || outside };
}

/** A directory with something that the sources do not bring: moved or given another owner, it is stored a second time in a layer of its own. */
function holdsResults(place: string, copy: DirectoryCopy, build: Project["build"]): boolean {
  if (copy.target !== undefined && pathWithin(place, copy.target) !== undefined) return true;
  const path = sourceAt(copy, place);
  return path !== undefined && (path === "" || !build.has(path));
}

/** The path of the context that a command touches through the image; `undefined` when the copy has nothing to do with it. */
function namedPath(place: string, copy: DirectoryCopy, action: PathAction, { build, workdirs }: Copied): string | undefined {
  const { source, target } = copy;
  if (target === undefined) return source;
  if (!areComparable(place, target)) return isBrought(place, copy, build) ? source : undefined;
  const path = sourceAt(copy, place);
  if (path === undefined) return pathWithin(place, target) === undefined || action === "make" || action === "touch" ? undefined : source;
  const known = path.replace(/(?:^|\/)[^/]*<.*$/, "");
  if (known !== path) return known;
  if (action === "make" && (path === "" || build.isDirectory(path))) return undefined;
  const parent = parentPath(path);
  // The manifests make the directory that the whole context goes to; of others only WORKDIR says that they are there.
  const isMade = parent === source && (source === "" || workdirs.some((each) => pathWithin(target, each) !== undefined));
  const isReachable = action !== "touch" || isMade || !build.has(parent);
  return path !== "" && !build.has(path) && isReachable ? undefined : path;
}

/** Where the directory lies is not known: it counts when the copy brings something that the path may end in. */
function isBrought(place: string, { source }: DirectoryCopy, build: Project["build"]): boolean {
  const parts = place.split("/").filter((part) => part !== "");
  return parts.some((_, index) => build.has([source, ...parts.slice(index)].filter((part) => part !== "").join("/")));
}
