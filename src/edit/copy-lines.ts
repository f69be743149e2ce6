/** New COPY lines in the manner of one that is there: its keyword, flags, destination and form. */
import type { Dockerfile, Instruction } from "../dockerfile/model.ts";
import type { Edit } from "./edit.ts";
import { replaceSpan } from "./edits.ts";
import { indentAt, openingOf } from "./style.ts";

/** What a line copies. */
export interface Copied {
  /** `directory`: the content of one directory into a directory; `files`: files into a directory. */
  readonly kind: "directory" | "files";
  /** From the context root. */
  readonly sources: readonly string[];
  /** From the destination of the model; empty for the destination itself. */
  readonly within: string;
}

/** Names that a COPY in shell form would read as patterns, variables or several words. */
export function isPlainName(path: string): boolean {
  return !/[\s*?[\]\\$"'`]/.test(path) && !path.startsWith("-");
}

/**
 * A COPY of files always gets a slash at its end: several files into `/app` would become one file of that name (Dockerfile reference, COPY).
 * The written destination is kept: it may hold variables.
 */
export function copyLine(dockerfile: Dockerfile, model: Instruction, { kind, sources, within }: Copied): string {
  const written = model.words.at(-1);
  const raw = written === undefined ? "." : model.json ? written.value : dockerfile.text.slice(written.start, written.end);
  const target = destinationBelow(raw, kind, within);
  const words = [...sources, target];
  const args = model.json ? `[${words.map((word) => JSON.stringify(word)).join(", ")}]` : words.join(" ");
  return `${indentAt(dockerfile, model.span.start)}${openingOf(dockerfile, model)}${args}`;
}

function destinationBelow(raw: string, kind: Copied["kind"], within: string): string {
  const quoted = /^"([^"]*)"$/.exec(raw)?.[1];
  if (quoted !== undefined) return `"${destinationBelow(quoted, kind, within)}"`;
  const isHere = /^\.?\/?$/.test(raw) && raw !== "/";
  const base = isHere ? "./" : raw.replace(/\/\.?$/, "").concat("/");
  if (within === "") return base;
  const below = isHere && kind === "files" ? within : `${base}${within}`;
  return kind === "files" ? `${below}/` : below;
}

/** The same COPY with another destination. */
export function withDestination(model: Instruction, destination: string): readonly Edit[] {
  const written = model.words.at(-1);
  return written === undefined ? [] : [replaceSpan(written, model.json ? JSON.stringify(destination) : destination)];
}
