/** What ADD and COPY read, and where it lands. */
import type { Dockerfile, Instruction, Word } from "./model.ts";
import { cleanPath, lookupIn, stateAt } from "./stages.ts";
import { expandWord, type Lookup } from "./words.ts";

export interface CopySource {
  readonly word: Word;
  /** As the builder sees it, quotes and variables resolved; for `local` from the context root, without `.`, `..` and slashes at the ends (empty: the root). */
  readonly path: string;
  /** `variable`: the file fixes no value. `scheme`: written like a URL, but the builder looks for a file of that name. */
  readonly kind: "git" | "local" | "scheme" | "url" | "variable";
  /** Written with a slash at the end. */
  readonly slash: boolean;
}

/** The sources of an ADD or COPY, or of the one that an ONBUILD defers; heredocs are not among them. */
export function sourcesOf(dockerfile: Dockerfile, instruction: Instruction): readonly CopySource[] {
  const { words, heredocs } = instruction.onbuild ?? instruction;
  const isHeredoc = (word: Word): boolean => heredocs.some(({ operator }) => operator.start === word.start);
  return words
    .slice(0, -1)
    .filter((word) => !isHeredoc(word))
    .map((word) => readSource(dockerfile, instruction, word));
}

function readSource(dockerfile: Dockerfile, instruction: Instruction, word: Word): CopySource {
  const path = resolve(dockerfile, instruction, word);
  if (path === undefined) return { word, ...openSource(dockerfile, word), slash: false };
  const kind = remoteKind(path) ?? "local";
  if (kind !== "local") return { word, path, kind, slash: false };
  const slashed = dockerfile.escape === "`" ? path.replaceAll("\\", "/") : path;
  return { word, path: cleanPath(slashed).slice(1), kind, slash: slashed.endsWith("/") };
}

/** With a variable nobody knows, a literal `https://` in front still says that it is remote; how it ends has to be literal too. */
function openSource(dockerfile: Dockerfile, word: Word): Pick<CopySource, "kind" | "path"> {
  const path = expandWord(word.value, (name) => `\${${name}}`, dockerfile.escape) ?? word.value;
  const kind = path.endsWith("}") && !path.includes("#") ? undefined : remoteKind(path);
  return { path, kind: kind ?? "variable" };
}

/** Only ENV of this file fixes a value: ARG has as many as there are builds, and ONBUILD sees what ENV holds at the end of the image. */
function resolve(dockerfile: Dockerfile, instruction: Instruction, word: Word): string | undefined {
  const lookup: Lookup = instruction.onbuild === undefined ? lookupIn(stateAt(dockerfile, instruction)) : () => null;
  return expandWord(word.value, lookup, dockerfile.escape);
}

/** As BuildKit decides (gitutil.ParseGitRef, isHTTPSource): git by scheme, by the scp form, or by `.git` at the end of an HTTP path. */
function remoteKind(path: string): "git" | "scheme" | "url" | undefined {
  const [, scheme = ""] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(path) ?? [];
  if (/^(?:git|ssh)$/i.test(scheme) || /^[\w-]+@[\w.-]+:/.test(path)) return "git";
  if (/^https?$/i.test(scheme) && /\.git(?:[?#]|$)/.test(path)) return "git";
  if (scheme === "http" || scheme === "https") return "url";
  return scheme === "" ? undefined : "scheme";
}

/** Where the source named `name` lands, absolute; `undefined` when a variable or an inherited WORKDIR hides it. */
export function landingPath(dockerfile: Dockerfile, instruction: Instruction, name: string): string | undefined {
  const destination = instruction.words.at(-1);
  const written = destination === undefined ? undefined : resolve(dockerfile, instruction, destination);
  const { workdir } = stateAt(dockerfile, instruction);
  if (written === undefined || (workdir === undefined && !written.startsWith("/"))) return undefined;
  const target = written.endsWith("/") ? `${written}${name}` : written;
  return cleanPath(target.startsWith("/") ? target : `${workdir}/${target}`);
}
