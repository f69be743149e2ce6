import type { Dockerfile, Instruction } from "../dockerfile/model.ts";
import { sourcesOf } from "../dockerfile/sources.ts";
import { ancestorsOf } from "./paths.ts";

/** What a Dockerfile takes from its build context by a plain name: no pattern, no variable, not the whole. From the context root. */
export function concreteSources(dockerfile: Dockerfile): readonly string[] {
  const found = dockerfile.instructions.flatMap((instruction) => [...copied(dockerfile, instruction), ...mounted(instruction)]);
  return [...new Set(found.filter((path) => path !== "" && !/[*?[\\]/.test(path)))];
}

function copied(dockerfile: Dockerfile, instruction: Instruction): readonly string[] {
  const { keyword, flags } = instruction;
  if ((keyword !== "ADD" && keyword !== "COPY") || flags.some(({ name }) => name === "from")) return [];
  return sourcesOf(dockerfile, instruction)
    .filter(({ kind }) => kind === "local")
    .map(({ path }) => path);
}

/** `RUN --mount=type=bind,source=package.json,target=package.json`: without `from`, out of the context (Dockerfile reference, "RUN --mount=type=bind"). */
function mounted({ keyword, flags }: Instruction): readonly string[] {
  if (keyword !== "RUN") return [];
  return flags.flatMap(({ name, value = "" }) => {
    const fields = new Map(value.split(",").map((field) => [field.replace(/=.*$/s, "").toLowerCase(), field.replace(/^[^=]*=?/s, "")]));
    const isBind = name === "mount" && (fields.get("type") ?? "bind") === "bind" && !fields.has("from");
    const source = fields.get("source") ?? fields.get("src");
    return isBind && source !== undefined && !source.includes("$") ? [source.replace(/^(?:\.?\/)+|\/+$/g, "").replace(/^\.$/, "")] : [];
  });
}

/**
 * The directory, from the Dockerfile's own up to the root, in which the most sources exist; of several the nearest. `undefined` when none holds any.
 * In real repositories this is the declared context wherever one is declared.
 */
export function nearestAncestor(directory: string, sources: readonly string[], exists: (path: string) => boolean): string | undefined {
  let best: { readonly directory: string; readonly count: number } | undefined;
  for (const candidate of sources.length === 0 ? [] : ancestorsOf(directory)) {
    const count = sources.filter((source) => exists(candidate === "." ? source : `${candidate}/${source}`)).length;
    if (count > (best?.count ?? 0)) best = { directory: candidate, count };
  }
  return best?.directory;
}
