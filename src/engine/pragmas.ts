/** Ignore comments: ours, hadolint's and BuildKit's. */
import type { Comment, Dockerfile, Instruction } from "../dockerfile/model.ts";
import type { Note } from "./result.ts";
import type { Transform } from "./transform.ts";

/** One ignore comment. */
export interface Pragma {
  /** How the report names it: `dfmod-ignore`, `hadolint ignore=DL3025`. */
  readonly by: string;
  readonly line: number;
  /** `undefined`: the whole file. Otherwise the instruction it stands above. */
  readonly at: Instruction | undefined;
  /** Ids of transforms (`all` for any), or codes of another linter. */
  readonly names: readonly string[];
  readonly kind: "buildkit" | "dfmod" | "hadolint";
  readonly hasReason: boolean;
}

/** All ignore comments of a file. One of ours that stands above nothing counts for no instruction and is reported as unused. */
export function readPragmas(dockerfile: Dockerfile): readonly Pragma[] {
  const pragmas: Pragma[] = [];
  const owners = new Map<Comment, Instruction>();
  for (const instruction of dockerfile.instructions) for (const comment of instruction.leadingComments) owners.set(comment, instruction);
  for (const comment of dockerfile.comments) {
    const pragma = readPragma(comment, owners.get(comment));
    if (pragma !== undefined) pragmas.push(pragma);
  }
  for (const directive of dockerfile.directives) {
    const skip = directive.name === "check" ? /(?:^|;)\s*skip=([^;]*)/i.exec(directive.value)?.[1] : undefined;
    if (skip === undefined) continue;
    pragmas.push({ by: `check=skip=${skip}`, line: directive.line, at: undefined, names: splitNames(skip), kind: "buildkit", hasReason: true });
  }
  return pragmas;
}

function readPragma(comment: Comment, owner: Instruction | undefined): Pragma | undefined {
  const { text, line } = comment;
  const ours = /^#\s*dfmod-ignore(-file)?(?=\s|$)\s*([^-\s][^\s]*(?:\s*,\s*[^\s,]+)*)?\s*(?:--\s*(.*))?$/.exec(text);
  if (ours !== null) {
    const [, file, names = "", reason = ""] = ours;
    const at = file === undefined ? owner : undefined;
    if (file === undefined && owner === undefined)
      return { by: "dfmod-ignore", line, at: undefined, names: [], kind: "dfmod", hasReason: reason !== "" };
    return { by: `dfmod-ignore${file ?? ""}`, line, at, names: splitNames(names), kind: "dfmod", hasReason: reason !== "" };
  }
  const hadolint = /^#\s*hadolint\s+(global\s+)?ignore\s*=\s*([A-Za-z0-9_,\s]+)/.exec(text);
  if (hadolint === null || (hadolint[1] === undefined && owner === undefined)) return undefined;
  const codes = splitNames(hadolint[2] ?? "");
  const by = `hadolint ${hadolint[1] === undefined ? "" : "global "}ignore=${codes.join(",")}`;
  return { by, line, at: hadolint[1] === undefined ? owner : undefined, names: codes, kind: "hadolint", hasReason: true };
}

/** The ignore comment that silences `transform` at any of `places`, if one does. */
export function suppressing(pragmas: readonly Pragma[], transform: Transform, places: readonly Instruction[]): Pragma | undefined {
  return pragmas.find((pragma) => covers(pragma, transform) && (pragma.at === undefined || places.includes(pragma.at)));
}

function covers(pragma: Pragma, transform: Transform): boolean {
  if (pragma.kind === "dfmod") return pragma.names.includes(transform.id) || (pragma.by === "dfmod-ignore-file" && pragma.names.includes("all"));
  const codes = (pragma.kind === "hadolint" ? transform.covers?.hadolint : transform.covers?.buildkit) ?? [];
  if (pragma.kind === "buildkit")
    return codes.length > 0 && pragma.names.some((name) => name === "all" || codes.some((code) => sameCode(code, name)));
  return pragma.names.some((name) => codes.some((code) => sameCode(code, name)));
}

/** Notes about ignore comments of ours: without a reason, with an unknown id, never used. */
export function pragmaNotes(pragmas: readonly Pragma[], knownIds: readonly string[], used: ReadonlySet<number>): readonly Note[] {
  const notes: Note[] = [];
  for (const pragma of pragmas) {
    if (pragma.kind !== "dfmod") continue;
    const unknown = pragma.names.filter((name) => name !== "all" && !knownIds.includes(name));
    if (unknown.length > 0) notes.push({ line: pragma.line, code: "ignore-unknown", message: `no transform is called ${unknown.join(", ")}` });
    if (!pragma.hasReason) notes.push({ line: pragma.line, code: "ignore-reasonless", message: "give the reason behind ` -- `" });
    if (unknown.length === 0 && !used.has(pragma.line)) {
      notes.push({ line: pragma.line, code: "ignore-unused", message: "this comment ignores nothing; remove it" });
    }
  }
  return notes;
}

function splitNames(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((name) => name !== "");
}

function sameCode(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
