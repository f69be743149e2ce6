export interface SkipReason {
  readonly code: "generated" | "template";
  /** Names the line, and says what a person can do. */
  readonly reason: string;
}

/** Tags that no Dockerfile and no shell has a use for: `{% if x %}`, `<%= x %>`. Not `%{http_code}`, `${a%%.*}` or git's `<%aE>`. */
const TAG = /\{%[-+]?(?:\s|\w[^\n]{0,200}%\})|<%(?:[-=#]|\s|[^\n]{0,200}%>)/g;

/** `{{ x }}`, with a blank or closed on the same line: not the brace expansion `{{a,b},c}`. */
const MUSTACHE = /\{\{(?:[-~]?\s|[^{}\n]{1,200}\}\})/g;

/** Block tags that authors hide in comments, so that the template still looks like a Dockerfile. */
const BLOCK_MUSTACHE = /\{\{[-~#/]?\s*(?:block|define|else|end|if|include|range|template|with)\b/g;

/** `%%NAME%%`, `@@NAME@@`, `@NAME@`. */
const PLACEHOLDER = /%%[A-Z][A-Z0-9_]*%%|@@[A-Z][A-Z0-9_]*@@|(?<![\w.@])@[A-Z][A-Z0-9_]+@(?![\w.])/g;

const TEMPLATE_NAME = /\.(?:ejs|em|erb|gotmpl|hbs|in|j2|jinja2?|m4|mustache|template|tmpl|tpl)$/i;

/** Instructions whose text is handed to a shell, where a marker may be an argument. */
const SHELL_KEYWORDS = new Set(["CMD", "ENTRYPOINT", "HEALTHCHECK", "ONBUILD", "RUN", "SHELL"]);

/** What starts an instruction; any other first word is taken for the continuation of one, or for the body of a heredoc. */
const KEYWORD =
  /^\s*(add|arg|cmd|copy|entrypoint|env|expose|from|healthcheck|label|maintainer|onbuild|run|shell|stopsignal|user|volume|workdir)(?=\s|$)/i;

const GENERATED = [
  /@generated\b/i,
  /\bdo not (?:hand[- ]?)?edit\b/i,
  /\bdo(?:n't| not) (?:change|edit|modify|touch) (?:it|this(?: docker)?(?: ?file)?)\b/i,
  /\b(?:auto(?:matically)?|machine)[- ]?generated (?:by|docker ?file|file|from|using|via|with)\b/i,
  /\b(?:docker)?file (?:is|was|has been) (?:auto(?:matically)?[- ]?)?generated\b/i,
  /^#+\W*(?:auto(?:matically)?|machine)[- ]?generated\W*$/i,
];

/** Why this text is no source of its own: the template of a Dockerfile, or the output of a generator. Pure. */
export function skipReason(text: string, path: string): SkipReason | undefined {
  return templateReason(text, path) ?? generatedReason(text);
}

function templateReason(text: string, path: string): SkipReason | undefined {
  const named = TEMPLATE_NAME.test(path);
  for (const { line, number, keyword } of instructionLines(text)) {
    const marker = markerIn(line, keyword, named);
    if (marker === undefined) continue;
    const reason = `line ${number} has the template marker ${marker}: this text is not what gets built; rewrite the Dockerfile that it renders to, or its source by hand`;
    return { code: "template", reason };
  }
  return undefined;
}

function markerIn(line: string, keyword: string, named: boolean): string | undefined {
  if (line.trimStart().startsWith("#")) return firstOf(line, [TAG, BLOCK_MUSTACHE], () => false);
  const excused = (at: number) => !named && SHELL_KEYWORDS.has(keyword) && isShellArgument(line, at);
  const quoted = (at: number) => excused(at) || (!named && SHELL_KEYWORDS.has(keyword) && isQuoted(line, at));
  return firstOf(line, [TAG], () => false) ?? firstOf(line, [MUSTACHE], excused) ?? firstOf(line, [PLACEHOLDER], quoted);
}

function firstOf(line: string, patterns: readonly RegExp[], excused: (at: number) => boolean): string | undefined {
  for (const pattern of patterns) {
    for (const match of line.matchAll(pattern)) {
      if (!excused(match.index)) return match[0].trim().slice(0, 40);
    }
  }
  return undefined;
}

/**
 * Markers that a program gets to see: what `sed` replaces (`s/{{name}}/`, in the pattern, not in the replacement),
 * and a Go template after an option (`go list -f '{{.Dir}}'`, `docker inspect --format="{{json .State}}"`).
 */
function isShellArgument(line: string, at: number): boolean {
  const before = lookBack(line, at);
  if (/\bs([/|#,@:!~%+])(?:(?!\1).)*$/.test(before)) return true;
  return /(?:^|\s)--?[\w-]+[= ]\s*(?:'[^']*|"[^"]*)$/.test(before) && /^\{\{-?\s*(?:\w+\s+){0,5}[.$(]/.test(line.slice(at, at + LOOK));
}

/** As far as an argument reaches, so that long lines cost no more than short ones. */
const LOOK = 500;

function lookBack(line: string, at: number): string {
  return line.slice(Math.max(0, at - LOOK), at);
}

/** Rough: an odd number of quotes of one kind in front of it on its line. */
function isQuoted(line: string, at: number): boolean {
  const before = lookBack(line, at);
  return ["'", '"'].some((quote) => before.split(quote).length % 2 === 0);
}

interface InstructionLine {
  readonly line: string;
  /** 1-based. */
  readonly number: number;
  /** Upper case, of the instruction that the line belongs to, as far as line ends tell. */
  readonly keyword: string;
}

function* instructionLines(text: string): Iterable<InstructionLine> {
  let keyword = "";
  let continued = false;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const isComment = line.trimStart().startsWith("#");
    if (!continued && !isComment) keyword = KEYWORD.exec(line)?.[1]?.toUpperCase() ?? keyword;
    yield { line, number: index + 1, keyword };
    if (!isComment && line.trim() !== "") continued = /[\\`]\s*$/.test(line);
  }
}

function generatedReason(text: string): SkipReason | undefined {
  for (const [index, line] of text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() !== "" && !line.trimStart().startsWith("#")) return undefined;
    if (!GENERATED.some((pattern) => pattern.test(line.trim()))) continue;
    const reason = `line ${index + 1} says that this file is generated ("${line
      .replace(/^[#\s]+/, "")
      .trim()
      .slice(0, 80)}"): change its source, or use --include-generated`;
    return { code: "generated", reason };
  }
  return undefined;
}
