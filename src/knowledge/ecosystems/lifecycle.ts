/**
 * Scripts of a package.json that an install runs (npm's documentation, "scripts"). A script may read any source: only those are let through
 * whose every command is known to read nothing, or files that can be copied before the install.
 */
import type { BuildContext } from "../../engine/transform.ts";
import { joinPath } from "./ecosystem.ts";
import { isInside, type Needs, NOTHING, refused, together } from "./needs.ts";
import { readNodeScript, type ScriptPath } from "./node-script.ts";
import type { Manifest } from "./package-json.ts";
import { prismaNeeds, schemaNeeds, writtenNeeds } from "./prisma.ts";
import { readScript, type ScriptCommand } from "./script-words.ts";

export interface Host {
  readonly build: BuildContext;
  readonly manifest: Manifest;
  readonly variables: ReadonlyMap<string, string | undefined>;
}

/** They read nothing of the project but its package.json. */
const HARMLESS: ReadonlySet<string> = new Set([":", "echo", "exit", "is-ci", "only-allow", "opencollective", "opencollective-postinstall", "true"]);
const DEEPEST = 4;

export function lifecycleNeeds(host: Host, events: readonly string[]): Needs {
  const { manifest, build } = host;
  const scripts = events.flatMap((event) => (manifest.scripts.has(event) ? [scriptNeeds(host, event, 0)] : []));
  return together([...scripts, nativeNeeds(build, manifest)]);
}

/** npm, yarn, pnpm and bun run `node-gyp rebuild` for a binding.gyp when no script of the package's own takes its place. */
function nativeNeeds(build: BuildContext, manifest: Manifest): Needs {
  const path = joinPath(manifest.directory, "binding.gyp") ?? "";
  const isOff = manifest.fields.get("gypfile") === false || manifest.scripts.has("install") || manifest.scripts.has("preinstall");
  if (isOff || !build.has(path)) return NOTHING;
  return refused(
    "implicit-native-build",
    `\`${path}\` makes the install compile the native sources; install with --ignore-scripts and run node-gyp below the sources`,
  );
}

function scriptNeeds(host: Host, name: string, depth: number): Needs {
  const body = host.manifest.scripts.get(name) ?? "";
  const commands = depth > DEEPEST ? undefined : readScript(body);
  const needs = commands?.map((command) => commandNeeds(host, command, depth));
  if (needs === undefined || needs.some((need) => need === undefined)) return unknownScript(host.manifest, name, body);
  return together(needs.flatMap((need) => need ?? []));
}

function unknownScript({ path }: Manifest, name: string, body: string): Needs {
  const shown = body.length > 60 ? `${body.slice(0, 60)}…` : body;
  const reason = `the install runs the ${name} script of \`${path}\` (\`${shown}\`), which may read any source; run it in a step of its own and install with --ignore-scripts`;
  return refused("lifecycle-script", reason);
}

/** `undefined`: it may read anything. */
function commandNeeds(host: Host, { words, output }: ScriptCommand, depth: number): Needs | undefined {
  const [program, ...args] = withoutRunner(words);
  const written = output === undefined ? NOTHING : outputNeeds(host, output, () => false);
  const needs = program === undefined ? NOTHING : programNeeds(host, program, args, depth);
  return needs === undefined ? undefined : together([needs, written]);
}

function programNeeds(host: Host, program: string, args: readonly string[], depth: number): Needs | undefined {
  if (HARMLESS.has(program)) return NOTHING;
  if (program === "husky" || program === "husky-run") return huskyNeeds(host);
  if (program === "patch-package") return patchNeeds(host, args);
  if (program === "prisma") return args[0] === "generate" ? generateNeeds(host, args.slice(1)) : undefined;
  if (program === "node") return fileNeeds(host, args, nodeNeeds);
  if (program === "sh" || program === "bash") return fileNeeds(host, args, (file) => shellNeeds(host, file, depth));
  return calledScriptNeeds(host, program, args, depth);
}

/** `npx --yes x` and `cross-env A=b x` start x. */
function withoutRunner(words: readonly string[]): readonly string[] {
  const [first = "", second = ""] = words;
  if (/^(?:npx|pnpx|bunx|cross-env)$/.test(first) || (/^(?:pnpm|npm)$/.test(first) && second === "exec")) {
    const rest = words.slice(second === "exec" ? 2 : 1);
    const start = rest.findIndex((word) => !/^(?:-y|--yes|--no|--no-install|-q|--quiet|--)$|^\w+=/.test(word));
    return start < 0 ? ["?"] : rest.slice(start);
  }
  return words;
}

/** `npm run x`, and `yarn x` where x is a script. */
function calledScriptNeeds(host: Host, program: string, args: readonly string[], depth: number): Needs | undefined {
  if (!/^(?:npm|yarn|pnpm|bun)$/.test(program)) return undefined;
  const [first = "", second = ""] = args;
  const name = first === "run" || first === "run-script" ? second : program === "yarn" || program === "pnpm" ? first : "";
  if (!host.manifest.scripts.has(name) || args.length > (name === first ? 1 : 2)) return undefined;
  const names = [`pre${name}`, name, `post${name}`].filter((script) => host.manifest.scripts.has(script));
  return together(names.map((script) => scriptNeeds(host, script, depth + 1)));
}

/**
 * husky ends well and does nothing where there is no repository. With one it writes hooks and git's configuration, and .git of the context's
 * root is part of a whole copy unless it is ignored.
 */
function huskyNeeds({ build, manifest, variables }: Host): Needs {
  const mayHaveRepository = manifest.directory === "" && !build.isIgnored(".git") && (build.root === "." || build.has(".git"));
  if (!mayHaveRepository || variables.get("HUSKY") === "0") return NOTHING;
  return refused("lifecycle-script", "husky sets up hooks where .git was copied before the install; add .git to .dockerignore");
}

/** Without its patches patch-package ends well and patches nothing. */
function patchNeeds({ build, manifest }: Host, args: readonly string[]): Needs | undefined {
  const [, named] = /(?:^| )--patch-dir[= ](\S+)/.exec(args.join(" ")) ?? [];
  const directory = joinPath(manifest.directory, named ?? "patches");
  if (directory === undefined) return undefined;
  return build.isDirectory(directory) ? { ...NOTHING, directories: [directory] } : NOTHING;
}

function generateNeeds({ build, manifest }: Host, args: readonly string[]): Needs | undefined {
  const [, named] = /(?:^| )--schema[= ](\S+)/.exec(args.join(" ")) ?? [];
  const others = args.join(" ").replace(/(?:^| )--schema[= ]\S+/, "");
  if (!/^(?:\s*--(?:no-engine|no-hints|allow-no-models|data-proxy))*\s*$/.test(others)) return undefined;
  return named === undefined ? prismaNeeds(build, manifest) : schemaNeeds(build, joinPath(manifest.directory, named), named);
}

/** A file that a script makes needs its directory, which is there when it is the manifest's or one that was copied for the script. */
function outputNeeds({ build, manifest }: Host, output: string, isCopied: (path: string) => boolean): Needs {
  const path = output.startsWith("/") ? undefined : joinPath(manifest.directory, output);
  if (path?.split("/").includes("node_modules") === true) return NOTHING;
  const isPlaced = path !== undefined && (joinPath(path, "..") === manifest.directory || isCopied(path) || build.has(path));
  if (isPlaced) return writtenNeeds(build, path);
  return refused(
    "lifecycle-script",
    `a script of \`${manifest.path}\` writes \`${output}\`, whose directory comes with the sources; run it in a step of its own`,
  );
}

/** `node <file>`: the file itself, when it stands beside the manifest, and otherwise the directory it is in. */
function fileNeeds(host: Host, args: readonly string[], read: (file: Closure) => Needs | undefined): Needs | undefined {
  const [name] = args;
  const file = name === undefined || name.startsWith("-") || name.startsWith("/") ? undefined : joinPath(host.manifest.directory, name);
  const path = file === undefined ? undefined : [file, `${file}.js`, `${file}.cjs`, `${file}.mjs`].find((each) => isFile(host.build, each));
  if (path === undefined) return undefined;
  const directory = joinPath(path, "..") ?? "";
  const isBeside = directory === host.manifest.directory;
  const needs = read({ host, path, isCopied: (other) => (isBeside ? other === path : isInside(other, directory)) });
  const copied: Needs = isBeside ? { ...NOTHING, files: [path] } : { ...NOTHING, directories: [directory] };
  return needs === undefined ? undefined : together([copied, needs]);
}

/** A script, and what stands beside it after the copy. */
interface Closure {
  readonly host: Host;
  readonly path: string;
  readonly isCopied: (path: string) => boolean;
}

function nodeNeeds(start: Closure): Needs | undefined {
  const { host } = start;
  const seen = new Set<string>();
  const open = [start.path];
  const parts: Needs[] = [];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const text = host.build.read(path);
    const facts = text === "unknown" ? undefined : path.endsWith(".json") ? { modules: [], reads: [], writes: [] } : readNodeScript(text);
    const modules = facts?.modules.map((name) => moduleFile(host.build, path, name));
    if (facts === undefined || modules === undefined) return undefined;
    for (const file of modules) {
      if (file === undefined || !isThere(start, file)) return undefined;
      open.push(file);
    }
    const place = (named: ScriptPath) =>
      named.path.startsWith("/") ? undefined : joinPath(named.fromScript ? `${path}/..` : host.manifest.directory, named.path);
    if (!facts.reads.map(place).every((file) => file !== undefined && isThere(start, file))) return undefined;
    parts.push(...facts.writes.map((named) => outputNeeds(host, relativeTo(host.manifest.directory, place(named)), start.isCopied)));
  }
  return together(parts);
}

/** What is not in the context at all is missing before and after. */
function isThere({ host, isCopied }: Closure, path: string): boolean {
  return isCopied(path) || path === host.manifest.path || path.split("/").includes("node_modules") || !host.build.has(path);
}

function relativeTo(directory: string, path: string | undefined): string {
  if (path === undefined) return "/";
  return directory === "" ? path : isInside(path, directory) ? path.slice(directory.length + 1) : "/";
}

/** How Node resolves a relative module name (Node's documentation, "CommonJS modules"). */
function moduleFile(build: BuildContext, from: string, name: string): string | undefined {
  const base = joinPath(from, "..", name);
  if (base === undefined) return undefined;
  return [base, `${base}.js`, `${base}.json`, `${base}.cjs`, `${base}.mjs`, `${base}/index.js`].find((path) => isFile(build, path));
}

function isFile(build: BuildContext, path: string): boolean {
  return build.has(path) && !build.isDirectory(path);
}

/** A shell script, when every line is a command that a package.json could have. */
function shellNeeds(host: Host, { path }: Closure, depth: number): Needs | undefined {
  const text = host.build.read(path);
  if (text === "unknown" || depth > DEEPEST) return undefined;
  const lines = text.replace(/^\s*#.*$/gm, "").replace(/^\s*set\s+-[eux]+\s*$/gm, "");
  const needs = readScript(lines)?.map((command) => commandNeeds(host, command, depth + 1));
  if (needs === undefined || needs.some((need) => need === undefined)) return undefined;
  return together(needs.flatMap((need) => need ?? []));
}
