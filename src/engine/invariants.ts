/** What no rewrite may break. Checked after every step, before anything is written; see docs/safety.md. */
import type { Comment, Dockerfile, Heredoc, Instruction, Span } from "../dockerfile/model.ts";
import type { SecondReader } from "../dockerfile/second-reader.ts";
import type { Edit } from "../edit/edit.ts";
import { scriptOf } from "../shell/commands.ts";
import type { Change } from "./transform.ts";

export type InvariantName =
  | "re-reads"
  | "comments-kept"
  | "directives-kept"
  | "line-endings-kept"
  | "heredocs-kept"
  | "instructions-kept"
  | "settles"
  | "shell-parses";

export interface Violation {
  readonly invariant: InvariantName;
  readonly message: string;
}

/** One step: the file before and after the changes of one transform. */
export interface Step {
  readonly before: Dockerfile;
  readonly after: Dockerfile;
  readonly changes: readonly Change[];
  readonly secondReader: SecondReader | undefined;
}

/** The first invariant that a step breaks. The seventh, that a second run changes nothing, is the pipeline's own. */
export function findViolation(step: Step): Violation | undefined {
  for (const check of [reReads, shellParses, directivesKept, lineEndingsKept, heredocsKept, instructionsKept, commentsKept]) {
    const violation = check(step);
    if (violation !== undefined) return violation;
  }
  return undefined;
}

function reReads({ before, after, secondReader }: Step): Violation | undefined {
  const problem = after.problems[0];
  if (problem !== undefined) return { invariant: "re-reads", message: `the result does not build: line ${problem.line}: ${problem.message}` };
  if (secondReader === undefined) return undefined;
  if (secondOutline(before, secondReader) !== outline(before)) return undefined;
  if (secondOutline(after, secondReader) === outline(after)) return undefined;
  return { invariant: "re-reads", message: "the two readers agree on the file but not on the result" };
}

const secondOutlines = new WeakMap<Dockerfile, string>();

/** What the second reader sees; empty when the text is too large for it. */
function secondOutline(dockerfile: Dockerfile, secondReader: SecondReader): string {
  const known = secondOutlines.get(dockerfile);
  if (known !== undefined) return known;
  const seen = secondReader(dockerfile.text)?.join() ?? "";
  secondOutlines.set(dockerfile, seen);
  return seen;
}

function outline(dockerfile: Dockerfile): string {
  return dockerfile.instructions.map(({ keyword, line, endLine }) => `${keyword} ${line}-${endLine}`).join();
}

/** Every comment, those in shell text included, is still there, in order, unless a change names it. */
function commentsKept({ before, after, changes }: Step): Violation | undefined {
  const touched = new Set(changes.flatMap((change) => change.touches?.comments ?? []).map((comment) => comment.start));
  const kept = before.comments.filter((comment) => !touched.has(comment.start));
  const lost = missingInOrder(kept, after.comments) ?? missingShellComment(before, after, touched);
  return lost === undefined ? undefined : { invariant: "comments-kept", message: `the comment of line ${lost.line} is lost: ${lost.text}` };
}

function missingInOrder(comments: readonly Comment[], among: readonly Comment[]): Comment | undefined {
  let at = 0;
  for (const comment of comments) {
    while (at < among.length && among[at]?.text !== comment.text) at++;
    if (at++ >= among.length) return comment;
  }
  return undefined;
}

function missingShellComment(before: Dockerfile, after: Dockerfile, touched: ReadonlySet<number>): Comment | undefined {
  const left = shellComments(after).map((comment) => comment.text);
  for (const comment of shellComments(before)) {
    if (touched.has(comment.start)) continue;
    const at = left.indexOf(comment.text);
    if (at < 0) return comment;
    left.splice(at, 1);
  }
  return undefined;
}

function shellComments(dockerfile: Dockerfile): readonly Comment[] {
  return dockerfile.instructions.flatMap((instruction) => {
    if (!dockerfile.text.slice(instruction.span.start, instruction.span.end).includes("#")) return [];
    const script = scriptOf(dockerfile, instruction);
    if (script.kind !== "script") return [];
    return script.comments.map(({ span, at }) => ({ ...span, text: script.source.text.slice(at.start, at.end), line: instruction.line }));
  });
}

function directivesKept({ before, after, changes }: Step): Violation | undefined {
  const named = new Set(changes.flatMap((change) => change.touches?.directives ?? []));
  const written = (dockerfile: Dockerfile): string =>
    dockerfile.directives
      .filter(({ name }) => !named.has(name))
      .map((directive) => dockerfile.text.slice(directive.start, directive.end))
      .join("\n");
  return written(before) === written(after) ? undefined : { invariant: "directives-kept", message: "the parser directives at the top changed" };
}

function lineEndingsKept({ before, after }: Step): Violation | undefined {
  const violation = (message: string): Violation => ({ invariant: "line-endings-kept", message });
  if (before.bom !== after.bom) return violation("the byte order mark changed");
  if (before.finalNewline !== after.finalNewline) return violation("the final newline changed");
  const [was, is] = [lineEndings(before.text), lineEndings(after.text)];
  if ((!was.crlf && is.crlf) || (!was.lf && is.lf)) return violation("a line ending of another kind appeared");
  return undefined;
}

function lineEndings(text: string): { readonly crlf: boolean; readonly lf: boolean } {
  return { crlf: text.includes("\r\n"), lf: /(?<!\r)\n/.test(text) };
}

function heredocsKept({ before, after, changes }: Step): Violation | undefined {
  const edits = changes.flatMap((change) => change.edits);
  const untouched = (heredoc: Heredoc): boolean => !edits.some((edit) => meets(edit, heredoc.body));
  const bodies = before.instructions.flatMap((instruction) => instruction.heredocs.filter(untouched));
  const left = after.instructions.flatMap((instruction) => instruction.heredocs).map((heredoc) => heredoc.content);
  for (const { content, name } of bodies) {
    const at = left.indexOf(content);
    if (at < 0) return { invariant: "heredocs-kept", message: `the body of heredoc ${name} changed outside the edits` };
    left.splice(at, 1);
  }
  return undefined;
}

/** An instruction that no edit meets stands at its moved place with the same keyword, flags and arguments. */
function instructionsKept({ before, after, changes }: Step): Violation | undefined {
  const edits = changes.flatMap((change) => change.edits);
  const byOffset = new Map(after.instructions.map((instruction) => [instruction.span.start, instruction]));
  for (const instruction of before.instructions) {
    if (edits.some((edit) => meets(edit, instruction.span))) continue;
    const now = byOffset.get(movedOffset(edits, instruction.span.start));
    if (now === undefined || signature(now) !== signature(instruction)) {
      return { invariant: "instructions-kept", message: `the ${instruction.keyword} of line ${instruction.line} changed although no edit names it` };
    }
  }
  return undefined;
}

function signature(instruction: Instruction): string {
  const { keyword, flags, args, json, heredocs } = instruction;
  return JSON.stringify([keyword, flags.map((flag) => flag.text), args.text, json, heredocs.map((heredoc) => heredoc.content)]);
}

/** A RUN that was touched and parsed as shell still does. */
function shellParses({ before, after, changes }: Step): Violation | undefined {
  const edits = changes.flatMap((change) => change.edits);
  const touched = before.instructions.filter((instruction) => edits.some((edit) => meets(edit, instruction.span)));
  if (touched.some((instruction) => instruction.keyword === "RUN" && !parses(before, instruction))) return undefined;
  const kept = new Set(before.instructions.filter((each) => !touched.includes(each)).map((each) => movedOffset(edits, each.span.start)));
  const broken = after.instructions.find((each) => each.keyword === "RUN" && !kept.has(each.span.start) && !parses(after, each));
  return broken === undefined ? undefined : { invariant: "shell-parses", message: `the RUN of line ${broken.line} is no valid shell any more` };
}

function parses(dockerfile: Dockerfile, instruction: Instruction): boolean {
  const script = scriptOf(dockerfile, instruction);
  return instruction.json || script.kind === "script" || script.code !== "syntax";
}

/** An edit meets a range when it replaces part of it or inserts inside it or at its end; an insertion at its start only moves it. */
function meets(edit: Edit, span: Span): boolean {
  if (edit.start === edit.end) return edit.start > span.start && edit.start <= span.end;
  return edit.start < span.end && edit.end > span.start;
}

function movedOffset(edits: readonly Edit[], offset: number): number {
  let moved = offset;
  for (const edit of edits) if (edit.end <= offset) moved += edit.text.length - (edit.end - edit.start);
  return moved;
}
