/** What make, just or task hands to a shell, and where it stands. */
export interface Recipe {
  readonly script: string;
  /** 1-based line of its start. */
  readonly line: number;
}

/** A variable that no script sets: what the build tool knows and we do not. */
const UNKNOWN_VARIABLE = "${DFMOD_UNKNOWN}";

/** The recipe lines of a makefile, each one shell (GNU make's manual, "Recipe Execution"), variables that are set once to plain text replaced. */
export function makeRecipes(text: string): readonly Recipe[] {
  const lines = logicalLines(text);
  const variables = makeVariables(lines.filter(({ script }) => !script.startsWith("\t")));
  return lines
    .filter(({ script }) => script.startsWith("\t"))
    .map(({ script, line }) => ({ script: expandMake(script.replace(/^[\t @+-]+/, "").replace(/\\\r?\n\t/g, "\\\n"), variables, 0), line }));
}

/** The recipe lines of a justfile; one that starts with `#!` is a script as a whole. */
export function justRecipes(text: string): readonly Recipe[] {
  const recipes: { script: string; line: number; isScript: boolean }[] = [];
  let open = false;
  for (const { script, line } of logicalLines(text)) {
    const isBody = /^[ \t]+\S/.test(script);
    const body = script.replace(/^[ \t]+[@-]*/, "").replace(/\{\{(?!\{)[^}]*\}\}/g, UNKNOWN_VARIABLE);
    const last = recipes.at(-1);
    if (isBody && open && last?.isScript === true) last.script += `\n${body}`;
    else if (isBody) recipes.push({ script: body, line, isScript: body.startsWith("#!") });
    open = isBody || (open && script.trim() === "");
  }
  return recipes;
}

/** Lines with their continuations. */
function logicalLines(text: string): readonly Recipe[] {
  const recipes: { script: string; line: number }[] = [];
  let open = false;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const last = recipes.at(-1);
    if (open && last !== undefined) last.script += `\n${line}`;
    else recipes.push({ script: line, line: index + 1 });
    open = /(?<!\\)(?:\\\\)*\\$/.test(line);
  }
  return recipes;
}

function makeVariables(lines: readonly Recipe[]): ReadonlyMap<string, string> {
  const variables = new Map<string, string | undefined>([["CURDIR", "."]]);
  for (const { script } of lines) {
    const [, name, operator = "", value = ""] =
      /^\s*(?:export\s+|override\s+)?([\w.-]+)\s*(::?:?=|\?=|\+=|!=|=)\s*(.*?)\s*(?:(?<=\s)#.*)?$/.exec(script) ?? [];
    if (name === undefined) continue;
    // Set twice, appended to, or the output of a command: which value holds depends on more than this line.
    variables.set(name, variables.has(name) || operator === "+=" || operator === "!=" ? undefined : value);
  }
  return new Map([...variables].filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** `$(X)`, `${X}` and `$X`; what is no plain variable (functions, `$@`) becomes a shell variable that nothing sets. `$$` is the shell's dollar. */
function expandMake(text: string, variables: ReadonlyMap<string, string>, depth: number): string {
  let result = "";
  for (let at = 0; at < text.length; at++) {
    const next = text.charAt(at + 1);
    if (text.charAt(at) !== "$" || next === "") result += text.charAt(at);
    else if (next === "$") {
      result += "$";
      at += 1;
    } else {
      const end = next === "(" || next === "{" ? closingOf(text, at + 1) : at + 1;
      const name = end === at + 1 ? next : text.slice(at + 2, end);
      const value = depth > 8 ? undefined : variables.get(name);
      result += value === undefined ? UNKNOWN_VARIABLE : expandMake(value, variables, depth + 1);
      at = end;
    }
  }
  return result;
}

function closingOf(text: string, start: number): number {
  const [opening, closing] = text.charAt(start) === "(" ? ["(", ")"] : ["{", "}"];
  let open = 0;
  for (let at = start; at < text.length; at++) {
    if (text.charAt(at) === opening) open += 1;
    else if (text.charAt(at) === closing && --open === 0) return at;
  }
  return text.length;
}

/** A command of a taskfile with its templates, which are filled in before the shell sees them, left unknown. */
export function withoutTemplates(text: string): string {
  return text.replace(/\{\{[^}]*\}\}/g, UNKNOWN_VARIABLE);
}
