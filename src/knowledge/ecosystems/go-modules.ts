/** go.mod and go.work (Go Modules Reference, "go.mod files", "Workspaces"). */

export interface GoModule {
  /** As numbers: `[1, 21]`; `undefined` without a go line. */
  readonly version: readonly [number, number] | undefined;
  /** Required module paths. */
  readonly requires: readonly string[];
  readonly replaces: readonly { readonly module: string; readonly target: string }[];
  /** Directories of a `use` line of go.work. */
  readonly uses: readonly string[];
}

const DIRECTIVE = /^(?:module|go|toolchain|require|exclude|replace|retract|use|tool|godebug|ignore)$/;

/** `undefined` for a line that is not understood. */
export function readGoModule(text: string): GoModule | undefined {
  const lines = directives(text);
  if (lines === undefined) return undefined;
  const of = (name: string) => lines.filter(([directive]) => directive === name).map(([, ...words]) => words);
  const [major, minor] = (of("go")[0]?.[0] ?? "").split(".").map(Number);
  return {
    version: major === undefined || minor === undefined || Number.isNaN(minor) ? undefined : [major, minor],
    requires: of("require").flatMap(([module]) => module ?? []),
    replaces: of("replace").flatMap((words) => {
      const target = words[words.indexOf("=>") + 1];
      return words.includes("=>") && words[0] !== undefined && target !== undefined ? [{ module: words[0], target }] : [];
    }),
    uses: of("use").flatMap(([directory]) => directory ?? []),
  };
}

/** One list of words for each line, with the directive of its block in front. */
function directives(text: string): readonly (readonly string[])[] | undefined {
  const lines: (readonly string[])[] = [];
  let block: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const words = wordsOf(line);
    const [first, second] = words;
    if (first === undefined) continue;
    if (block !== undefined) {
      if (first === ")") block = undefined;
      else lines.push([block, ...words]);
      continue;
    }
    if (!DIRECTIVE.test(first)) return undefined;
    if (second === "(" && words.length === 2) block = first;
    else lines.push(words);
  }
  return block === undefined ? lines : undefined;
}

function wordsOf(line: string): readonly string[] {
  const words =
    line
      .replace(/(?:^|\s)\/\/.*$/, "")
      .replace(/\(\s*$/, " ( ")
      .match(/"[^"]*"|`[^`]*`|[^\s"`]+/g) ?? [];
  return words.map((word) => word.replace(/^(["`])(.*)\1$/, "$2"));
}

/** A replacement on disk rather than a module path (Go Modules Reference, "replace directive"). */
export function isLocalPath(target: string): boolean {
  return /^(?:\.{1,2}(?:\/|$)|\/)/.test(target);
}
