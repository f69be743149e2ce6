/** Mounts of a RUN that lie over the directory of the sources. */
import type { DirectoryCopy } from "../dockerfile/copies.ts";
import type { Dockerfile, Instruction } from "../dockerfile/model.ts";
import { pathWithin, placeOf } from "../dockerfile/places.ts";
import { meets } from "./landings.ts";
import type { Obstacle } from "./run-verdict.ts";

/** A bind mount brings files that no COPY does; any mount over the directory itself hides what is copied there. */
export function mountObstacle(dockerfile: Dockerfile, at: Instruction, copies: readonly DirectoryCopy[]): Obstacle | undefined {
  for (const { name, value = "" } of at.flags) {
    const mount = name === "mount" ? readMount(value) : undefined;
    if (mount === undefined || mount.type === "secret" || mount.type === "ssh") continue;
    const place = mount.target === undefined ? undefined : placeOf(dockerfile, at, mount.target);
    const isOver = copies.some(({ target }) => {
      if (place === undefined || target === undefined) return true;
      return mount.type === "cache" ? pathWithin(place, target) !== undefined : meets(place, target);
    });
    if (!isOver) continue;
    return {
      code: "mount-covers-sources",
      reason: `a ${mount.type} mount of line ${at.line} lies over the copied directory, so that the install may read other files; take it out, or order it by hand`,
    };
  }
  return undefined;
}

/**
 * What stays in a cache mount is no part of a layer: where the layer of the install comes from a cache and the mount was emptied, or the layer was
 * built on another machine, what follows would find nothing (Dockerfile reference, "RUN --mount=type=cache": "your build should work with any contents").
 * While both ran in one RUN, or one behind the other after each edit, the install filled it again.
 */
export function resultsInCache(dockerfile: Dockerfile, at: Instruction, results: readonly string[]): Obstacle | undefined {
  const isHeld = cacheMounts(dockerfile, at).some((place) => place === undefined || results.some((result) => meets(place, result)));
  return isHeld ? lost(at, "the install leaves its result in a cache mount") : undefined;
}

/** The same where what goes below the sources may not download what it misses. */
export function needsCache(dockerfile: Dockerfile, at: Instruction, below: readonly string[]): Obstacle | undefined {
  if (cacheMounts(dockerfile, at).length === 0 || !below.some((text) => OFFLINE.test(text))) return undefined;
  return lost(at, "what follows the install works offline, from a cache mount");
}

const OFFLINE = /\s--(?:offline|no-index)\b|\bmvnw?\b.*\s-[BqeXU]*o[BqeXU]*(?=\s|$)/s;

function lost({ line }: Instruction, why: string): Obstacle {
  return {
    code: "mount-covers-sources",
    reason: `${why} (line ${line}), which may be empty when the layer of the install is taken from the build cache; take the mount out, or order it by hand`,
  };
}

function cacheMounts(dockerfile: Dockerfile, at: Instruction): readonly (string | undefined)[] {
  const mounts = at.flags.filter(({ name }) => name === "mount").map(({ value = "" }) => readMount(value));
  return mounts.filter(({ type }) => type === "cache").map(({ target }) => (target === undefined ? undefined : placeOf(dockerfile, at, target)));
}

/** Dockerfile reference, "RUN --mount": without a type it is a bind mount. */
function readMount(value: string): { readonly type: string; readonly target: string | undefined } {
  const fields = new Map(
    value.split(",").map((field): [string, string] => [field.replace(/=.*$/s, "").toLowerCase(), field.replace(/^[^=]*=?/s, "")]),
  );
  return { type: fields.get("type") ?? "bind", target: fields.get("target") ?? fields.get("dst") ?? fields.get("destination") };
}
