/** A literal character of a class: `]` and `-` only behind a backslash. */
const CLASS_CHARACTER = String.raw`(?:\\[\s\S]|[^\\\]\-])`;
const TOKEN = new RegExp(String.raw`\*|\?|\\[\s\S]|\[(?:\^|(?!\^))(?:${CLASS_CHARACTER}(?:-${CLASS_CHARACTER})?)+\]|[^*?\\[]`, "uy");

/**
 * One path component of a COPY or ADD source, as Go's `filepath.Match` reads it (Dockerfile reference, "COPY", "Source").
 * `*` and `?` stay within the component, `**` is two stars. `undefined` for a malformed pattern, which fails the build.
 */
export function componentMatcher(pattern: string): ((name: string) => boolean) | undefined {
  let source = "";
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < pattern.length) {
    const token = TOKEN.exec(pattern)?.[0];
    if (token === undefined) return undefined;
    source += tokenSource(token);
  }
  try {
    const expression = new RegExp(`^${source}$`, "u");
    return (name) => expression.test(name);
  } catch {
    // A range that runs backwards: Go matches nothing.
    return () => false;
  }
}

function tokenSource(token: string): string {
  if (token === "*") return "[^/]*";
  if (token === "?") return "[^/]";
  if (!token.startsWith("[") || token.length === 1) return literal(token);
  const negated = token.startsWith("[^");
  const inner = token.slice(negated ? 2 : 1, -1).replace(/\\[\s\S]|[^-]/gu, literal);
  return `[${negated ? "^" : ""}${inner}]`;
}

function literal(token: string): string {
  const character = token.length > 1 && token.startsWith("\\") ? token.slice(1) : token;
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
