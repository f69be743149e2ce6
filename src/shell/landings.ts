/** Which file of the build context stands at a place of the image, as far as the COPY and ADD of a stage say. */
import { type ContextTree, type DirectoryCopy, type Landing, landingsOf } from "../dockerfile/copies.ts";
import type { Dockerfile, Instruction } from "../dockerfile/model.ts";
import { pathWithin } from "../dockerfile/places.ts";

export interface OwnedLanding extends Landing {
  readonly owner: Instruction;
}

export function ownedLandings(dockerfile: Dockerfile, owner: Instruction, build: ContextTree): readonly OwnedLanding[] | undefined {
  return landingsOf(dockerfile, owner, build)?.map((landing) => ({ ...landing, owner }));
}

/** What the last of the landings puts at `place`: the path in the context and the instruction that brings it. */
export function broughtTo(
  landings: readonly OwnedLanding[],
  place: string,
  build: ContextTree,
): { readonly path: string; readonly owner: Instruction } | undefined {
  for (const landing of [...landings].reverse()) {
    const path = pathAt(landing, place);
    if (path !== undefined && (path === "" || build.has(path))) return { path, owner: landing.owner };
  }
  return undefined;
}

function pathAt({ place, source, isDirectory }: Landing, at: string): string | undefined {
  if (source === undefined) return undefined;
  if (!isDirectory) return place === at ? source : undefined;
  const within = pathWithin(place, at);
  return within === undefined ? undefined : [source, within].filter((part) => part !== "").join("/");
}

/** The directory of the context whose content stands at `place`: brought as a directory, or file by file. */
export function directoryAt(landings: readonly OwnedLanding[], place: string, build: ContextTree): string | undefined {
  const whole = broughtTo(landings, place, build);
  if (whole !== undefined && (whole.path === "" || build.isDirectory(whole.path))) return whole.path;
  const files = landings.filter((landing) => !landing.isDirectory && landing.source !== undefined && parentPlace(landing.place) === place);
  const directories = new Set(files.map(({ source = "" }) => parentPath(source)));
  const [only] = directories;
  return directories.size === 1 ? only : undefined;
}

export function parentPath(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

export function parentPlace(place: string): string {
  const at = place.lastIndexOf("/");
  return at > 0 ? place.slice(0, at) : at === 0 ? "/" : place;
}

/** How `to` is reached from `from`, both from the context root. */
export function relativePath(from: string, to: string): string {
  const [a, b] = [from, to].map((path) => path.split("/").filter((part) => part !== ""));
  let same = 0;
  while (same < (a?.length ?? 0) && a?.[same] === b?.[same]) same++;
  return [...(a ?? []).slice(same).map(() => ".."), ...(b ?? []).slice(same)].join("/") || ".";
}

/** Whether one place is the other, or in it, or around it. */
export function meets(a: string, b: string): boolean {
  return pathWithin(a, b) !== undefined || pathWithin(b, a) !== undefined;
}

/** Whether a copy of a directory overlays `place`, or something in it, with what the context has there. */
export function overlays({ source, target }: DirectoryCopy, place: string, build: ContextTree): boolean {
  if (target === undefined) return true;
  const within = pathWithin(target, place);
  if (within === undefined) return pathWithin(place, target) !== undefined;
  const path = [source, within].filter((part) => part !== "").join("/");
  return path === "" || build.has(path);
}
