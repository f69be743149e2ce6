/** Checks of a rewrite that share nothing with the engine's own: they look at lines, at another parser's view, and at what real programs say. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diffArrays } from "diff";
import { DockerfileParser } from "dockerfile-ast";

/** An instruction: what any reader can say about it. */
export interface Outline {
  readonly keyword: string;
  /** 1-based lines. */
  readonly start: number;
  readonly end: number;
}

/** A change that the report says was made. */
export interface Reported {
  readonly transform: string;
  readonly line: number;
}

/** What each transform may change at all. */
const CHANGES: Readonly<Record<string, readonly string[]>> = {
  "add-to-copy": ["ADD", "COPY", "ONBUILD"],
  "apt-cleanup": ["RUN"],
  "exec-form": ["CMD", "ENTRYPOINT"],
  "split-copy": ["ADD", "COPY", "RUN"],
};

export function changedKeywords(changes: readonly Reported[]): ReadonlySet<string> {
  return new Set(changes.flatMap(({ transform }) => CHANGES[transform] ?? []));
}

/**
 * Comments: the lines that begin with `#`, those of heredoc bodies included, are the same lines, and in the same order unless a RUN that went
 * into another took the comment above it along; and of every other line whatever follows a `#` (a shell comment, or part of a word) is still somewhere.
 */
export function commentsLost(before: string, after: string, changes: readonly Reported[]): readonly string[] {
  const commentLines = (text: string): readonly string[] =>
    text
      .replace(/^\ufeff/, "")
      .split(/\r*\n/)
      .map((line) => line.trim())
      .filter((line) => line.startsWith("#"));
  const mayMove = changes.some(({ transform }) => transform === "apt-cleanup" || transform === "split-copy");
  const listed = (text: string): readonly string[] => (mayMove ? commentLines(text).toSorted() : commentLines(text));
  const [was, is] = [listed(before), listed(after)];
  const lost =
    was.join("\n") === is.join("\n")
      ? []
      : [`comment lines differ: ${JSON.stringify(diffArrays([...was], [...is]).filter(({ added, removed }) => added || removed))}`];
  const kept = after.replace(/\\(.)/g, "$1");
  for (const line of before.split(/\r*\n/)) {
    const tail = /\s#(.*?)[\\`]?\s*$/.exec(line)?.[1]?.trim() ?? "";
    if (!kept.includes(tail.replace(/\\(.)/g, "$1"))) lost.push(`gone: #${tail}`);
  }
  return lost;
}

/** The byte order mark, the final newline, and no kind of line ending that was not there. */
export function endingsChanged(before: string, after: string): readonly string[] {
  const changed: string[] = [];
  if (before.startsWith("\ufeff") !== after.startsWith("\ufeff")) changed.push("byte order mark");
  if (before.endsWith("\n") !== after.endsWith("\n")) changed.push("final newline");
  const kinds = (text: string): ReadonlySet<string> => new Set(text.match(/\r*\n/g));
  for (const kind of kinds(after)) if (!kinds(before).has(kind)) changed.push(`line ending ${JSON.stringify(kind)} appeared`);
  return changed;
}

/** Lines of the input that are gone must be lines of an instruction that a reported change may touch, or blank, or a comment that is still there. */
export function linesOutside(before: string, after: string, nodes: readonly Outline[], changes: readonly Reported[]): readonly string[] {
  const allowed = changedKeywords(changes);
  const outside: string[] = [];
  let line = 1;
  for (const { value, added, removed } of diffArrays(before.split("\n"), after.split("\n"))) {
    if (added) continue;
    for (const text of removed ? value : []) {
      const node = nodes.find(({ start, end }) => start <= line && line <= end);
      const isKept = /^\s*(?:#|$)/.test(text) && after.includes(text.trim());
      if (!isKept && !(node !== undefined && allowed.has(node.keyword.toUpperCase()))) outside.push(`line ${line} changed: ${text}`);
      line++;
    }
    if (!removed) line += value.length;
  }
  return outside;
}

interface Seen extends Outline {
  /** The bytes. */
  readonly text: string;
}

/** The file as dockerfile-ast reads it. */
function otherReader(text: string): readonly Seen[] {
  const parsed = DockerfileParser.parse(text);
  const lines = text.split("\n");
  return parsed.getInstructions().map((instruction) => {
    const { start, end } = instruction.getRange();
    const whole = lines.slice(start.line, end.line + 1).join("\n");
    const cut = (lines[end.line]?.length ?? 0) - end.character;
    return { keyword: instruction.getKeyword(), start: start.line + 1, end: end.line + 1, text: whole.slice(start.character, whole.length - cut) };
  });
}

export interface OtherView {
  /** False where the other parser misreads the input; then it cannot say anything about the output. */
  readonly sees: boolean;
  readonly violations: readonly string[];
}

/** Instructions as another parser sees them: those that no change names are the same bytes, and each that is named changes as its transform may. */
export function instructionsOutside(before: string, after: string, nodes: readonly Outline[], changes: readonly Reported[]): OtherView {
  const was = otherReader(before);
  const place = ({ keyword, start, end }: Outline): string => `${keyword.toUpperCase()} ${start}-${end}`;
  if (was.map(place).join() !== nodes.map(place).join()) return { sees: false, violations: [] };
  const violations: string[] = [];
  const removed: Seen[] = [];
  const added: Seen[] = [];
  const flush = (): void => {
    violations.push(...judge(removed.splice(0), added.splice(0), changes, moved));
  };
  const parts = diffArrays([...was], [...otherReader(after)], { comparator: (a, b) => a.text === b.text });
  const texts = (side: "added" | "removed"): ReadonlySet<string> =>
    new Set(parts.flatMap((part) => (part[side] ? part.value.map(({ text }) => text) : [])));
  const moved = new Set([...texts("removed")].filter((text) => texts("added").has(text)));
  for (const part of parts) {
    if (part.added) added.push(...part.value);
    else if (part.removed) removed.push(...part.value);
    else flush();
  }
  flush();
  return { sees: true, violations };
}

function judge(removed: readonly Seen[], added: readonly Seen[], changes: readonly Reported[], moved: ReadonlySet<string>): readonly string[] {
  const violations: string[] = [];
  const allowed = changedKeywords(changes);
  const splits = changes.some(({ transform }) => transform === "split-copy");
  // What split-copy moves a COPY past is the same instruction on both sides.
  for (const { keyword, start, text } of [...removed, ...added].filter((each) => !splits || !moved.has(each.text))) {
    if (!allowed.has(keyword.toUpperCase())) violations.push(`${keyword} of line ${start} changed: ${text.slice(0, 200)}`);
  }
  const at = (transform: string, { start }: Seen): boolean => changes.some((change) => change.transform === transform && change.line === start);
  for (const each of removed) {
    const keyword = each.keyword.toUpperCase();
    if (keyword === "CMD" || keyword === "ENTRYPOINT") {
      if (!at("exec-form", each)) violations.push(`${keyword} of line ${each.start} changed unreported`);
    }
    if (keyword === "ADD" || keyword === "ONBUILD") {
      // What split-copy moves is checked by its own tests; here only its keywords are.
      if (splits) continue;
      if (!at("add-to-copy", each)) violations.push(`${keyword} of line ${each.start} changed unreported`);
      const copy = each.text.replace(/\badd(?=\s)/i, (word) => (word === "add" ? "copy" : word === "ADD" ? "COPY" : "Copy"));
      const isSplit = added.some((other) => other.text.toUpperCase().startsWith("ADD"));
      if (!isSplit && !added.some((other) => other.text === copy || other.text === copy.replace(/\s*--unpack=false/, ""))) {
        violations.push(`ADD of line ${each.start} became something else than its COPY`);
      }
    }
  }
  const count = (seen: readonly Seen[], keyword: string): number => seen.filter((each) => each.keyword.toUpperCase() === keyword).length;
  for (const keyword of ["CMD", "ENTRYPOINT"]) {
    if (count(removed, keyword) !== count(added, keyword)) violations.push(`another number of ${keyword}`);
  }
  return violations;
}

/** Which of many scripts `bash -n` rejects. It only reads them: nothing is run. */
export function rejectedByBash(scripts: ReadonlySet<string>): ReadonlySet<string> {
  const folder = mkdtempSync(join(tmpdir(), "dfmod-bash-"));
  try {
    const list = [...scripts];
    for (const [index, script] of list.entries()) writeFileSync(join(folder, String(index)), script);
    const loop = `cd "$1" && for f in *; do bash -n "./$f" 2>/dev/null || echo "$f"; done`;
    const rejected = execFileSync("bash", ["-c", loop, "bash", folder], { encoding: "utf8", maxBuffer: 1 << 26 });
    return new Set(rejected.split("\n").flatMap((index) => (index === "" ? [] : [list[Number(index)] ?? ""])));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
