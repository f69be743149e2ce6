/**
 * Which files of the project a small JavaScript program reads and writes, when its text proves it: modules by literal names, `fs` with literal
 * paths, and nothing else that could reach a file. Anything beyond that has no answer.
 */
export interface ScriptFacts {
  /** Module names that start with a dot, relative to the script. */
  readonly modules: readonly string[];
  /** Paths relative to the script's directory (`fromScript`) or to the working directory. */
  readonly reads: readonly ScriptPath[];
  readonly writes: readonly ScriptPath[];
}

export interface ScriptPath {
  readonly path: string;
  readonly fromScript: boolean;
}

const QUOTED = String.raw`(?:"([^"\\\n]*)"|'([^'\\\n]*)'|${"`"}([^${"`"}\\$]*)${"`"})`;
const BOUND = String.raw`(?:[\w$]+|\{[\w$\s,]*\}|\*(?:\s*as\s+[\w$]+)?)`;
const IN_SCRIPT = String.raw`path\.(?:join|resolve)\(\s*__dirname((?:\s*,\s*(?:"[^"\\\n]*"|'[^'\\\n]*'))*)\s*\)`;
const READS = "readFileSync|readFile|existsSync|statSync|lstatSync|accessSync|readdirSync";
const WRITES = "writeFileSync|writeFile|appendFileSync|appendFile";
const HARMLESS = "(?:node:)?(?:path|os|url|util|crypto|assert|events|buffer|string_decoder|querystring|timers|perf_hooks)";

const FS_BINDING = String.raw`(?:fs|\*\s*as\s+fs|\{\s*(?:(?:${READS}|${WRITES})\s*(?:,\s*)?)*\})`;
const FS_MODULE = "[\"'](?:node:)?fs[\"']";
const IMPORTS_FS = new RegExp(
  String.raw`(?:const|let|var)\s+${FS_BINDING}\s*=\s*require\(\s*${FS_MODULE}\s*\)|import\s+${FS_BINDING}\s*from\s*${FS_MODULE}`,
  "g",
);
const IMPORTS_HARMLESS = new RegExp(
  String.raw`(?:const|let|var)\s+${BOUND}\s*=\s*require\(\s*["']${HARMLESS}["']\s*\)|import\s+${BOUND}\s*from\s*["']${HARMLESS}["']`,
  "g",
);
const LOCAL = new RegExp(
  String.raw`\brequire\(\s*["'](\.{1,2}/[^"'\n]*)["']\s*\)|\bimport\(\s*["'](\.{1,2}/[^"'\n]*)["']\s*\)|\b(?:import|export)\s+(?:${BOUND}\s*from\s*)?["'](\.{1,2}/[^"'\n]*)["']`,
  "g",
);
const FS_CALL = new RegExp(String.raw`\b(?:fs\.)?(${READS}|${WRITES})\(\s*(?:${QUOTED}|${IN_SCRIPT})\s*(?=[,)])`, "g");
/** A line that starts with two slashes is never code, unless it ends a block comment or stands in a template. */
const COMMENT_LINE = /^[ \t]*\/\/(?!.*(?:\*\/|\$\{)).*$/gm;
const PROCESS = /\bprocess\.(?:env|exit|exitCode|argv|platform|arch|version|versions|stdout|stderr|pid|nextTick)\b/g;
const EXPORTS = /\bmodule\.exports\b|\bexport\s+(?:default\b|(?=const|let|var|function|class|async|\{))/g;

/** What may still reach a file, or another program, when the known forms are taken away. */
const REACHES = new RegExp(
  String.raw`\b(?:require|import|process|fs|module|eval|Function|constructor|globalThis|global|__dirname|__filename|Deno|Bun|${READS}|${WRITES})\b|\bfrom\s*["'${"`"}]`,
);

export function readNodeScript(text: string): ScriptFacts | undefined {
  const modules: string[] = [];
  const reads: ScriptPath[] = [];
  const writes: ScriptPath[] = [];
  const rest = text
    .replace(COMMENT_LINE, "")
    .replace(IMPORTS_FS, "")
    .replace(IMPORTS_HARMLESS, "")
    .replace(LOCAL, (_all, ...names: readonly unknown[]) => {
      modules.push(...names.slice(0, 3).filter((name): name is string => typeof name === "string"));
      return "";
    })
    .replace(FS_CALL, (_all, call: string, ...paths: readonly unknown[]) => {
      (call.startsWith("write") || call.startsWith("append") ? writes : reads).push(pathOf(paths.slice(0, 4)));
      return "";
    })
    .replace(PROCESS, "")
    .replace(EXPORTS, "");
  return REACHES.test(rest) || /\\[ux]/.test(rest) ? undefined : { modules, reads, writes };
}

function pathOf(groups: readonly unknown[]): ScriptPath {
  const [double, single, template, parts] = groups;
  const literal = [double, single, template].find((text): text is string => typeof text === "string");
  if (literal !== undefined) return { path: literal, fromScript: false };
  const names = [...String(parts).matchAll(/["']([^"']*)["']/g)].map(([, name = ""]) => name);
  return { path: names.join("/"), fromScript: true };
}
