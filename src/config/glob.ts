/** A glob of the configuration as a regular expression over paths from the configuration's directory. */
export function compileGlob(glob: string): RegExp {
  const trimmed = glob.replace(/^\.?\//, "").replace(/\/$/, "");
  const anywhere = trimmed.includes("/") ? "" : "(?:.*/)?";
  return new RegExp(`^${anywhere}${source(trimmed)}(?:/.*)?$`, "s");
}

const tokens = /\*\*\/|\/\*\*$|\*\*|\*|\?|\[[^\]]+\]|\{[^{}]*\}|[\s\S]/g;

function source(glob: string): string {
  return (glob.match(tokens) ?? []).map(tokenSource).join("");
}

function tokenSource(token: string): string {
  switch (token) {
    case "**/":
      return "(?:.*/)?";
    case "/**":
      return "/.*";
    case "**":
      return ".*";
    case "*":
      return "[^/]*";
    case "?":
      return "[^/]";
  }
  if (token.length > 1 && token.startsWith("[")) {
    return token.replace(/^\[!/, "[^").replaceAll("\\", "\\\\");
  }
  if (token.length > 1 && token.startsWith("{")) {
    return `(?:${token.slice(1, -1).split(",").map(source).join("|")})`;
  }
  return token.replace(/[\\^$.*+?()[\]{}|]/, "\\$&");
}
