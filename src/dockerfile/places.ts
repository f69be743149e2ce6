/**
 * Places in the image. Where the base image or a build argument decides, the beginning gets a name of its own (`<workdir>`, `<APP_DIR in /srv>`,
 * `<!APP_DIR>` when its default is absolute), the same for the same value, so that places below it can be compared with each other though nobody knows where they are.
 */
import type { Dockerfile, Instruction } from "./model.ts";
import { cleanPath, lookupIn, type PointState, type Stage, stageOf, stateAt, type Variable } from "./stages.ts";
import { expandWord, type Lookup } from "./words.ts";

/** The working directory that the base image sets. */
const INHERITED = "<workdir>";

/** The working directory before `instruction`; `undefined` when a WORKDIR names a variable that nothing in the file declares. */
export function workdirAt(dockerfile: Dockerfile, instruction: Instruction): string | undefined {
  const stage = stageOf(dockerfile, instruction);
  return stage === undefined ? INHERITED : workdirIn(dockerfile, stage, instruction.index);
}

function workdirIn(dockerfile: Dockerfile, stage: Stage, before: number): string | undefined {
  const inherited = (): string | undefined =>
    stage.parent === undefined ? INHERITED : workdirIn(dockerfile, stage.parent, Number.POSITIVE_INFINITY);
  if (stage.parent === undefined && stage.possibleParents.length > 0) return undefined;
  let place = inherited();
  for (const each of stage.instructions) {
    if (each.index >= before) break;
    if (each.keyword === "WORKDIR") place = placeFrom(dockerfile, each, each.words[0]?.value ?? "", place);
  }
  return place;
}

/** Where a word of `instruction` (the destination of a COPY) leads; `undefined` when that is not known. */
export function placeOf(dockerfile: Dockerfile, instruction: Instruction, raw: string): string | undefined {
  return placeFrom(dockerfile, instruction, raw, workdirAt(dockerfile, instruction));
}

function placeFrom(dockerfile: Dockerfile, instruction: Instruction, raw: string, from: string | undefined): string | undefined {
  const path = expandWord(raw, namedLookup(dockerfile, instruction), dockerfile.escape);
  return path === undefined ? undefined : placeBelow(from, path);
}

/** Variables that are declared but not known stand for themselves. */
export function namedLookup(dockerfile: Dockerfile, instruction: Instruction): Lookup {
  const state = stateAt(dockerfile, instruction);
  const known = lookupIn(state);
  return (name) => {
    const declared = state.args.get(name) ?? state.env.get(name);
    const mark = declared !== undefined && isAbsolute(dockerfile, state, declared, 0) ? "!" : "";
    return known(name) ?? (declared === undefined ? null : `<${mark}${name} of ${declared.at.index}>`);
  };
}

/** The default begins with a slash; with a relative value in its place the file would copy to one directory and work in another. */
function isAbsolute(dockerfile: Dockerfile, state: PointState, { name, at }: Variable, depth: number): boolean {
  const written = at.assignments.find((each) => each.name === name)?.value ?? globalDefault(dockerfile, name) ?? "";
  const plain = written.replace(/^(["'])(.*)\1$/s, "$2");
  const other = /^\$\{?(\w+)\}?$/.exec(plain)?.[1];
  const next = other === undefined ? undefined : (state.args.get(other) ?? state.env.get(other));
  return plain.startsWith("/") || (next !== undefined && next.at !== at && depth < 5 && isAbsolute(dockerfile, state, next, depth + 1));
}

function globalDefault({ instructions }: Dockerfile, name: string): string | undefined {
  const before = instructions.slice(
    0,
    Math.max(
      0,
      instructions.findIndex(({ keyword }) => keyword === "FROM"),
    ),
  );
  return before.flatMap(({ assignments }) => assignments).findLast((each) => each.name === name)?.value;
}

/** `path` as seen from `from`. */
export function placeBelow(from: string | undefined, path: string): string | undefined {
  if (path.startsWith("/")) return cleanPath(path);
  if (from === undefined || path.startsWith("~")) return undefined;
  const unknown = /^<([^>]*)>/.exec(path);
  if (unknown?.[1]?.startsWith("!") === true) return cleanBelow(unknown[0], path.slice(unknown[0].length));
  if (unknown !== null) return cleanBelow(`<${unknown[1]} in ${from.replace(/[</>]/g, "|")}>`, path.slice(unknown[0].length));
  if (from.startsWith("/")) return cleanPath(`${from}/${path}`);
  const [base = "", ...rest] = from.split("/");
  return cleanBelow(base, `${rest.join("/")}/${path}`);
}

function cleanBelow(base: string, path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== "" && part !== ".") parts.push(part);
  }
  return [base, ...parts].join("/");
}

/** The way from `directory` to `place`, empty when they are the same; `undefined` when `place` is not known to be in it. */
export function pathWithin(directory: string, place: string): string | undefined {
  if (place === directory) return "";
  const prefix = directory.endsWith("/") ? directory : `${directory}/`;
  return place.startsWith(prefix) ? place.slice(prefix.length) : undefined;
}

/** Whether two places can be compared: both known, or both below the same unknown beginning. */
export function areComparable(a: string, b: string): boolean {
  const baseOf = (place: string): string => (place.startsWith("/") ? "" : (place.split("/")[0] ?? ""));
  return baseOf(a) === baseOf(b);
}
