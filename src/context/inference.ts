import type { Dockerfile, Instruction } from "../dockerfile/model.ts";
import { cleanPath } from "../dockerfile/stages.ts";
import { expandWord } from "../dockerfile/words.ts";
import { ancestorsOf } from "./paths.ts";

/** What a Dockerfile takes from its build context by a plain name: no pattern, no variable, not the whole. From the context root. */
export function concreteSources({ instructions, escape }: Dockerfile): readonly string[] {
  const found = instructions.flatMap((instruction) => (instruction.keyword === "RUN" ? mounted(instruction) : copied(instruction, escape)));
  return [...new Set(found.filter((path) => path !== "" && !/[*?[\\]/.test(path)))];
}

/** Without the state in effect: the few sources that ENV of the file would resolve are no loss to the evidence. */
function copied({ keyword, flags, words, heredocs }: Instruction, escape: string): readonly string[] {
  if ((keyword !== "ADD" && keyword !== "COPY") || flags.some(({ name }) => name === "from")) return [];
  const sources = words.slice(0, -1).filter((word) => !heredocs.some(({ operator }) => operator.start === word.start));
  return sources.flatMap(({ value }) => {
    const path = expandWord(value, () => null, escape);
    return path === undefined || isRemote(path) ? [] : [cleanPath(path).slice(1)];
  });
}

function isRemote(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/|^[\w-]+@[\w.-]+:/i.test(path);
}

/** `RUN --mount=type=bind,source=package.json,target=package.json`: without `from`, out of the context (Dockerfile reference, "RUN --mount=type=bind"). */
function mounted({ flags }: Instruction): readonly string[] {
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
