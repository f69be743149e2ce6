/** Just enough of TypeScript to ask a file structural questions: code without comments, and strings by number. */

export interface ScannedSource {
  /** Comments gone, regular expressions `/§/`, the n-th string `"§n"`; code inside template literals stays. Lines keep their numbers. */
  readonly code: string;
  readonly strings: readonly string[];
  readonly imports: readonly ScannedImport[];
}

export interface ScannedImport {
  /** `node:fs`, `yargs`, `../errors.ts`. */
  readonly specifier: string;
  /** Erased by the compiler: `import type`, or every name marked so. */
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

const TOKEN = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`|[{}]|\/(?![*/])/g;
const REGEXP = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;

export function scanSource(text: string): ScannedSource {
  const strings: string[] = [];
  const code: string[] = [];
  // What each open brace belongs to: a template's `${` or anything else.
  const braces: ("block" | "template")[] = [];
  let at = 0;
  const keep = (to: number): void => {
    code.push(text.slice(at, to));
    at = to;
  };
  const drop = (to: number, instead: string): void => {
    code.push(instead, text.slice(at, to).replace(/[^\n]/g, ""));
    at = to;
  };
  const addString = (to: number, value: string): void => {
    drop(to, `"§${strings.length}"`);
    strings.push(value);
  };
  const readTemplate = (): void => {
    let end = at;
    while (end < text.length && text[end] !== "`" && !text.startsWith("${", end)) end += text[end] === "\\" ? 2 : 1;
    addString(end, text.slice(at, end));
    if (text[end] === "`") drop(end + 1, "");
    else {
      drop(end + 2, "(");
      braces.push("template");
    }
  };
  for (;;) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    if (token === null) break;
    keep(token.index);
    const [found] = token;
    const end = at + found.length;
    if (found.startsWith("//") || found.startsWith("/*")) drop(end, " ");
    else if (found === "`") {
      drop(end, "");
      readTemplate();
    } else if (found === "{") {
      braces.push("block");
      keep(end);
    } else if (found === "}") {
      if (braces.pop() === "template") {
        drop(end, ")");
        readTemplate();
      } else keep(end);
    } else if (found === "/") {
      REGEXP.lastIndex = at;
      const isOperand = /[\w)\]"]\s*$/.test(code.join("").slice(-40)) && !/\b(?:return|case|typeof|yield)\s*$/.test(code.join("").slice(-40));
      const expression = isOperand ? null : REGEXP.exec(text);
      if (expression === null) keep(end);
      else drop(at + expression[0].length, "/§/");
    } else addString(end, found.slice(1, -1));
  }
  keep(text.length);
  const scanned = code.join("");
  return { code: scanned, strings, imports: importsOf(scanned, strings) };
}

function importsOf(code: string, strings: readonly string[]): readonly ScannedImport[] {
  const imports: ScannedImport[] = [];
  for (const [, names = "", number] of code.matchAll(/^(?:import|export)\b([^;"]*?)(?:\bfrom\s*)?"§(\d+)"/gm)) {
    if (names.trim() !== "" && !/^[\s\w${},*]+$/.test(names)) continue;
    imports.push({ specifier: strings[Number(number)] ?? "", typeOnly: isTypeOnly(names), dynamic: false });
  }
  for (const [, number] of code.matchAll(/\bimport\(\s*"§(\d+)"/g)) {
    imports.push({ specifier: strings[Number(number)] ?? "", typeOnly: false, dynamic: true });
  }
  return imports;
}

function isTypeOnly(names: string): boolean {
  if (/^\s*type\s/.test(names)) return true;
  const listed = /^\s*\{([\s\S]*)\}\s*$/.exec(names)?.[1];
  return listed?.split(",").every((name) => name.trim() === "" || /^type\s/.test(name.trim())) ?? false;
}
