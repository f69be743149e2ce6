import type { Directive } from "./model.ts";

const KNOWN: ReadonlySet<string> = new Set(["check", "escape", "syntax"]);

/** Collects parser directives: lines `# name=value` at the very top. The first line that is anything else ends the block. */
export interface DirectiveReader {
  readonly found: readonly Directive[];
  escape(): "\\" | "`";
  /** Looks at a line (leading blanks removed). Returns why BuildKit rejects it, if it does. */
  offer(line: string, start: number, number: number): string | undefined;
}

export function directiveReader(): DirectiveReader {
  const found: Directive[] = [];
  let escape: "\\" | "`" = "\\";
  let isDone = false;
  return {
    found,
    escape: () => escape,
    offer(line, start, number) {
      if (isDone) return undefined;
      const match = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/.exec(line);
      const name = match?.[1]?.toLowerCase() ?? "";
      const value = match?.[2] ?? "";
      isDone = !KNOWN.has(name);
      if (isDone) return undefined;
      if (found.some((directive) => directive.name === name)) return `only one ${name} parser directive can be used`;
      found.push({ start, end: start + line.length, name, value, line: number });
      if (name !== "escape") return undefined;
      if (value !== "\\" && value !== "`") return `invalid escape token '${value}' does not match \` or \\`;
      escape = value;
      return undefined;
    },
  };
}
