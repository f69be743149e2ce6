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

/** Dockerfile reference, "RUN --mount": without a type it is a bind mount. */
function readMount(value: string): { readonly type: string; readonly target: string | undefined } {
  const fields = new Map(
    value.split(",").map((field): [string, string] => [field.replace(/=.*$/s, "").toLowerCase(), field.replace(/^[^=]*=?/s, "")]),
  );
  return { type: fields.get("type") ?? "bind", target: fields.get("target") ?? fields.get("dst") ?? fields.get("destination") };
}
