/**
 * ADD differs from COPY in three ways: it fetches URLs, clones git repositories, and unpacks local files whose *content* is a tar archive
 * (Dockerfile reference, ADD; BuildKit, dispatchCopy). Where none of them can happen, the two are the same instruction.
 */
import type { Dockerfile, Flag, Instruction } from "../src/dockerfile/model.ts";
import { type CopySource, landingPath, sourcesOf } from "../src/dockerfile/sources.ts";
import { stageOf } from "../src/dockerfile/stages.ts";
import type { Edit } from "../src/edit/edit.ts";
import { replaceKeyword, replaceSpan } from "../src/edit/edits.ts";
import { indentAt, inKeywordCase } from "../src/edit/style.ts";
import {
  type Advice,
  type BuildContext,
  type Change,
  type ContentKind,
  defineTransform,
  type Outcome,
  type Unknown,
} from "../src/engine/transform.ts";
import { nameKind } from "../src/knowledge/archives.ts";
import { runs, scriptOf, walkCommands } from "../src/shell/commands.ts";

/** Why something cannot become COPY. */
interface Obstacle {
  readonly code: string;
  readonly reason: string;
}

interface Source extends CopySource {
  readonly obstacle: Obstacle | undefined;
}

/** Flags that mean the same on both instructions. */
const SHARED_FLAGS: ReadonlySet<string> = new Set(["chmod", "chown", "exclude", "link"]);

export default defineTransform({
  id: "add-to-copy",
  summary: "Use COPY where ADD has nothing to fetch or unpack",
  category: "correctness",
  safety: "safe",
  covers: { hadolint: ["DL3020"] },
  effects: ["history", "layers"],
  *find(dockerfile, { build }) {
    for (const at of dockerfile.instructions) {
      if ((at.onbuild ?? at).keyword === "ADD") yield* judge(dockerfile, at, build);
    }
  },
});

function* judge(dockerfile: Dockerfile, at: Instruction, build: BuildContext | Unknown): Iterable<Outcome> {
  const add = at.onbuild ?? at;
  const sources = sourcesOf(dockerfile, at).map((source) => ({ ...source, obstacle: obstacleOf(source, at, build) }));
  if (sources.length > 0 && sources.every(({ kind }) => kind === "url")) return yield* advise(dockerfile, at, sources);
  const unpackOff = add.flags.find((flag) => isUnpackOff(dockerfile, flag));
  const obstacle =
    sources.find(({ kind }) => kind !== "local" && kind !== "url")?.obstacle ??
    add.flags.filter((flag) => flag !== unpackOff && !SHARED_FLAGS.has(flag.name)).map(addOnlyFlag)[0] ??
    mixture(unpackOff === undefined ? sources : sources.filter(({ kind }) => kind === "url"), sources.length) ??
    deferred(at, sources);
  if (obstacle !== undefined) yield { kind: "skip", at, ...obstacle };
  if (obstacle?.code === "mixed") yield* split(dockerfile, at, sources);
  if (obstacle !== undefined) return;
  const edits = [replaceKeyword(dockerfile, add, "COPY"), ...(unpackOff === undefined ? [] : [withoutFlag(dockerfile, unpackOff)])];
  const message = "use COPY: nothing here is fetched or unpacked, which is all that ADD does beyond it";
  yield { kind: "change", at, edits, effects: ["history"], message };
}

/** What stands in the way among local files and URLs. What nobody knows comes first: a mixture has to be known to be one. */
function mixture(sources: readonly Source[], count: number): Obstacle | undefined {
  const obstacles = sources.flatMap(({ obstacle }) => obstacle ?? []);
  const first = obstacles.find(({ code }) => code === "unknown-type") ?? obstacles[0];
  if (first === undefined || first.code === "unknown-type" || obstacles.length === count) return first;
  return { code: "mixed", reason: `${first.reason}; the other sources could be copied: give them a COPY of their own` };
}

/** ONBUILD runs in another build: only the root of the context is known to be no archive there. */
function deferred(at: Instruction, sources: readonly Source[]): Obstacle | undefined {
  const file = at.onbuild === undefined ? undefined : sources.find(({ path }) => path !== "");
  if (file === undefined) return undefined;
  return { code: "onbuild", reason: `\`${file.path}\` comes from the context of another build, where it may be an archive; use COPY if it never is` };
}

function isUnpackOff({ directives }: Dockerfile, { name, value }: Flag): boolean {
  const syntax = directives.find((directive) => directive.name === "syntax")?.value ?? "";
  const minor = /docker\/dockerfile:1\.(\d+)/.exec(syntax)?.[1] ?? "17";
  return name === "unpack" && value?.toLowerCase() === "false" && Number(minor) >= 17;
}

function addOnlyFlag({ name, text }: Flag): Obstacle {
  const how = name === "unpack" ? "COPY never unpacks" : "it is meant for remote sources; without it this could be a COPY";
  return { code: "add-only-flag", reason: `COPY does not know \`${text}\`: ${how}` };
}

/** COPY never unpacks, so the flag that forbids it goes, with the blanks behind it, or at a line's end those in front. */
function withoutFlag({ text }: Dockerfile, { start, end }: Flag): Edit {
  const behind = /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
  if (!/[\\`]/.test(text[end + behind] ?? "")) return replaceSpan({ start, end: end + behind }, "");
  const front = /[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  return replaceSpan({ start: start - front, end }, "");
}

function obstacleOf({ kind, path, slash }: CopySource, at: Instruction, build: BuildContext | Unknown): Obstacle | undefined {
  if (kind === "variable") {
    return { code: "variable-source", reason: `\`${path}\` has no value fixed by this file: it may name an archive or a URL; write the path out` };
  }
  if (kind === "git") return { code: "git", reason: `\`${path}\` is a git repository, which only ADD fetches; keep ADD` };
  if (kind === "url") return { code: "remote-url", reason: `\`${path}\` is a download, which only ADD fetches` };
  if (kind === "scheme") {
    return { code: "remote-url", reason: `\`${path}\` looks like a URL, but ADD fetches http:// and https:// only, in lower case; correct it` };
  }
  return localObstacle(path, slash, at.onbuild === undefined ? build : "unknown");
}

function localObstacle(path: string, slash: boolean, build: BuildContext | Unknown): Obstacle | undefined {
  if (path === "") return undefined;
  if (/[*?[]/.test(path)) return patternObstacle(path, build);
  // A directory is copied as it is, archives inside included. The builder drops a slash at the end, so alone it proves little.
  if (build !== "unknown" && build.isDirectory(path)) return undefined;
  if (slash && nameKind(path) === "unknown" && contentOf(path, build) === "unknown") return undefined;
  return fileObstacle(path, build);
}

function contentOf(path: string, build: BuildContext | Unknown): ContentKind {
  return build === "unknown" ? "unknown" : build.kind(path);
}

function fileObstacle(path: string, build: BuildContext | Unknown): Obstacle | undefined {
  const content = contentOf(path, build);
  const name = nameKind(path);
  if (content === "gzip" || content === "zip" || content === "binary" || content === "text") return undefined;
  const isTar = content === "tar" || content === "gzip-tar";
  if (isTar) return { code: "archive-extracted", reason: `\`${path}\` is a tar archive, which ADD unpacks; keep ADD` };
  if (name === "archive") return { code: "archive-extracted", reason: `\`${path}\` is named like a tar archive, which ADD unpacks; keep ADD` };
  if (name === "harmless" && content === "unknown") return undefined;
  const known = content === "unknown" ? "is not known here" : `is compressed (${content})`;
  return { code: "unknown-type", reason: `the content of \`${path}\` ${known}, and ADD unpacks what is a tar inside; use COPY if it is none` };
}

/** A pattern may match files that exist only in CI, so it has to end in an extension that no archive has. */
function patternObstacle(pattern: string, build: BuildContext | Unknown): Obstacle | undefined {
  const matched = build === "unknown" ? [] : build.list(pattern);
  const isArchive = (path: string): boolean => fileObstacle(path, build)?.code === "archive-extracted";
  const archive = nameKind(pattern) === "archive" ? pattern : matched.find(isArchive);
  if (archive !== undefined) return { code: "glob-matches-archive", reason: `\`${pattern}\` matches \`${archive}\`, which ADD unpacks; keep ADD` };
  const tail = /[^*?[\]]*$/.exec(pattern)?.[0] ?? "";
  if (nameKind(`x${tail}`) === "harmless") return undefined;
  return { code: "unknown-type", reason: `\`${pattern}\` may match an archive, if only in CI, which ADD would unpack; use COPY if it never does` };
}

/** COPY for what is copied, ADD for what is unpacked, in the order of the sources, because a later file wins. */
function* split(dockerfile: Dockerfile, at: Instruction, sources: readonly Source[]): Iterable<Change> {
  const destination = at.words.at(-1);
  if (destination?.value.endsWith("/") !== true || at.json || at.multiline || at.heredocs.length > 0) return;
  if (at.onbuild !== undefined || sources.some(({ kind }) => kind !== "local")) return;
  const written = ({ start, end }: { start: number; end: number }): string => dockerfile.text.slice(start, end);
  const groups: { keyword: string; words: string[] }[] = [];
  for (const { word, obstacle } of sources) {
    const keyword = inKeywordCase(dockerfile, at, obstacle === undefined ? "COPY" : "ADD");
    const last = groups.at(-1);
    if (last?.keyword === keyword) last.words.push(written(word));
    else groups.push({ keyword, words: [written(word)] });
  }
  const lines = groups.map(({ keyword, words }) => [keyword, ...at.flags.map(written), ...words, written(destination)].join(" "));
  const edits = [replaceSpan(at.span, lines.join(`${dockerfile.eol}${indentAt(dockerfile, at.span.start)}`))];
  const message = "split: COPY for the files that are copied, ADD only for the archives";
  yield { kind: "change", at, safety: "unsafe", assumes: ["the number of layers does not matter"], edits, message };
}

function* advise(dockerfile: Dockerfile, at: Instruction, sources: readonly Source[]): Iterable<Advice> {
  if (!(at.onbuild ?? at).flags.some(({ name }) => name === "checksum")) {
    const message = "the download is not pinned: the image changes when the server's file does; add --checksum=sha256:… (Dockerfile 1.6)";
    yield { kind: "advice", at, code: "remote-checksum", message };
  }
  if (!sources.some(({ path }) => isUnpackedLater(dockerfile, at, path))) return;
  const message = "a later RUN unpacks the archive, but it stays in the layer of ADD; use ADD --unpack=true (Dockerfile 1.17)";
  yield { kind: "advice", at, code: "remote-archive-layer", message };
}

function isUnpackedLater(dockerfile: Dockerfile, add: Instruction, url: string): boolean {
  const name =
    url
      .replace(/[?#].*$/s, "")
      .split("/")
      .at(-1) ?? "";
  const archive = add.onbuild === undefined ? landingPath(dockerfile, add, name) : undefined;
  const later = stageOf(dockerfile, add)?.instructions.filter((each) => each.index > add.index && each.keyword === "RUN") ?? [];
  return archive !== undefined && later.some((run) => unpacks(dockerfile, run, archive));
}

function unpacks(dockerfile: Dockerfile, run: Instruction, archive: string): boolean {
  const script = scriptOf(dockerfile, run);
  if (script.kind === "opaque") return false;
  return [...walkCommands(script.list)].some(({ command }) => runs(command, "tar") && command.words.some(({ value }) => value === archive));
}
