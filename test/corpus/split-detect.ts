/** What `split-copy` should look at, found with regular expressions over lists of instructions: no code is shared with the transform. */
import { posix } from "node:path";
import type { BuildKitNode } from "./corpus.ts";

/** A COPY or ADD of a directory of the build context in front of an install. */
export interface SplitPlace {
  /** 1-based. */
  readonly line: number;
  /** Of the first install behind it that has to do with it. */
  readonly installLine: number;
  /** Every COPY and ADD of the stage in front of that install; what is said about one of them holds for all, since they move or stay together. */
  readonly group: readonly number[];
  readonly ecosystem: string;
  readonly kind: "directory" | "whole";
  readonly text: string;
  readonly install: string;
  /**
   * Why nothing needs to be done here: `installed` an install of the same ecosystem stands before the copy; `manifest` a manifest of it was
   * copied before; `again` the directory is part of what is copied again behind the install, so it was put here on purpose.
   */
  readonly split: "again" | "installed" | "manifest" | undefined;
}

/** Looks into the build context; `undefined` when it is not known. */
export type IsDirectory = (path: string) => boolean;

/** What an install of the project is, and what its manifests are called; commands that add named packages are none. */
const ECOSYSTEMS: readonly (readonly [id: string, install: RegExp, manifest: RegExp])[] = [
  [
    "npm",
    /^npm\s(?!.*\s(?:-g|--global|--location=global)\b)(?:-\S+\s+)*(?:ci|i|install|clean-install)(?:\s+(?:-\S+|\.\/?))*$/,
    /package(?:-lock)?\*?\.json|package\*/,
  ],
  [
    "yarn",
    /^yarn(?:pkg)?(?:\s+--?[\w-]+(?:[= ](?!install)[\w./:-]+)?)*(?:\s+install)?(?:\s+-\S+(?:\s+\d+)?)*$/,
    /package\*?\.json|package\*|yarn\.lock/,
  ],
  ["pnpm", /^pnpm\s(?!.*\s(?:-g|--global)\b)(?:-\S+\s+)*(?:i|install|ci|fetch)(?:\s+(?:-\S+|\S+\.\.\.))*$/, /package\*?\.json|pnpm-lock/],
  ["bun", /^bun\s(?:-\S+\s+)*(?:i|install|ci)(?:\s+-\S+)*$/, /package\*?\.json|bun\.lock/],
  [
    "pip",
    /^(?:pip[\d.]*|python[\d.]*\s+-m\s+pip)\s(?:-\S+\s+)*install\s.*(?:-r|--requirement)|^(?:pip[\d.]*|python[\d.]*\s+-m\s+pip)\s(?:-\S+\s+)*install(?:\s+-\S+)*\s+["']?\.[/.\w]*(?:\[[^\]]*\])?["']?(?:\s|$)/,
    /requirement|constraints|setup\.(?:py|cfg)|pyproject\.toml|\.txt\b/,
  ],
  ["poetry", /^poetry\s(?:-\S+\s+)*(?:install|sync)\b/, /pyproject\.toml|poetry\.lock/],
  ["uv", /^uv\s(?:-\S+\s+)*(?:sync\b|pip\s+(?:sync|install)\s.*(?:-r|--requirement|\s\.))/, /pyproject\.toml|uv\.lock|requirement/],
  ["pipenv", /^(?:python[\d.]*\s+-m\s+)?pipenv\s(?:-\S+\s+)*(?:install(?:\s+-\S+)*$|sync\b)/, /Pipfile/],
  ["conda", /^(?:conda|mamba|micromamba)\s+(?:env\s+(?:create|update)|install|create)\s.*(?:-f|--file)\b/, /environment|\.ya?ml\b|requirement/],
  ["go", /^go\s+(?:mod\s+(?:download|vendor|tidy)|build|test|(?:install|get)(?:\s+-(?!u\b)\S+)*(?:\s+\.\S*)*$)/, /go\.(?:mod|sum|\*)/],
  ["cargo", /^cargo\s+(?:\+\S+\s+)?(?:build|b|check|run|test|fetch|rustc|install\s.*--path|vendor|chef\s+cook)\b/, /Cargo\.(?:toml|lock|\*)/],
  ["maven", /^mvnw?(?:\.cmd)?\s(?!.*(?:^|\s)(?:--version|-v|--help)(?:\s|$))/, /pom\.xml/],
  ["gradle", /^gradlew?(?:\.bat)?(?:\s(?!.*(?:--version|--help|\s-v\b))|$)/, /(?:build|settings)\.gradle|gradlew?\b/],
  ["bundler", /^bundler?(?:\s+_\S+_)?(?:\s+(?:install|i))?(?:\s+-\S+(?:[ =][\w/.]+)*)*$/, /Gemfile/],
  [
    "composer",
    /^(?:php\s(?:-\S+\s+)*)?composer(?:\.phar)?\s(?:-\S+\s+)*(?:install|i|update|u)(?:\s+-\S+(?:\s+\/\S+)?)*$/,
    /composer\.(?:json|lock|\*)/,
  ],
  ["dotnet", /^dotnet\s+(?:restore|build|publish|test|run|pack|paket\s+(?:install|restore))\b/, /proj\b|\.sln|nuget/i],
  ["mix", /^mix\s+(?:do\s+)?(?:.*\s)?deps\.get\b/, /mix\.(?:exs|lock)/],
  ["sbt", /^sbt(?:\s(?!.*(?:--?version|sbtVersion|about)\b)|$)/, /build\.sbt|project\//],
];

interface Copied {
  readonly node: BuildKitNode;
  readonly sources: readonly string[];
  /** `undefined`: not known. */
  readonly target: string | undefined;
}

interface Installed {
  readonly line: number;
  readonly ecosystem: string;
  readonly text: string;
  readonly directory: string | undefined;
  /** Paths on the command line. */
  readonly named: readonly (string | undefined)[];
}

/** What a stage did so far; that of the stage it is FROM included. */
interface Stage {
  readonly copies: Copied[];
  readonly installs: Installed[];
  /** Of every COPY and ADD. */
  readonly lines: number[];
  workdir: string | undefined;
}

/** Everything in one file, stage by stage. */
export function detectSplits(nodes: readonly BuildKitNode[], isDirectory?: IsDirectory): readonly SplitPlace[] {
  const places: SplitPlace[] = [];
  const named = new Map<string, Stage>();
  let stage: Stage = { copies: [], installs: [], lines: [], workdir: undefined };
  let own: Stage = stage;
  const finish = (): void => void places.push(...placesOf(own, stage, isDirectory));
  for (const node of nodes) {
    const keyword = node.keyword.toUpperCase();
    if (keyword === "FROM") {
      finish();
      const parent = named.get((node.args[0] ?? "").toLowerCase());
      stage = { copies: [...(parent?.copies ?? [])], installs: [...(parent?.installs ?? [])], lines: [], workdir: parent?.workdir };
      own = { copies: [], installs: [], lines: [], workdir: undefined };
      named.set((node.args[2] ?? `${named.size}`).toLowerCase(), stage);
    }
    if (keyword === "WORKDIR") stage.workdir = resolvePath(stage.workdir, node.args.join(" "));
    if (keyword === "COPY" || keyword === "ADD") own.lines.push(node.start);
    const copied = keyword === "COPY" || keyword === "ADD" ? copyOf(node, stage.workdir) : undefined;
    if (copied !== undefined) for (const list of [stage.copies, own.copies]) list.push(copied);
    if (keyword !== "RUN") continue;
    for (const installed of installsOf(node, stage.workdir)) for (const list of [stage.installs, own.installs]) list.push(installed);
  }
  finish();
  return places;
}

function placesOf(own: Stage, all: Stage, isDirectory: IsDirectory | undefined): readonly SplitPlace[] {
  return own.copies.flatMap((copied) => {
    const kind = kindOf(copied, isDirectory);
    if (kind === undefined) return [];
    const line = copied.node.start;
    const install = own.installs.find((each) => each.line > line && concerns(copied, each, kind, isDirectory));
    if (install === undefined) return [];
    const text = `${copied.node.keyword} ${copied.node.args.join(" ")}`;
    const { ecosystem } = install;
    const group = own.lines.filter((each) => each < install.line);
    return [{ line, installLine: install.line, group, ecosystem, kind, text, install: install.text, split: splitOf(copied, install, all, kind) }];
  });
}

function copyOf(node: BuildKitNode, workdir: string | undefined): Copied | undefined {
  if (node.flags.some((flag) => flag.startsWith("--from")) || node.heredocs.length > 0) return undefined;
  return { node, sources: node.args.slice(0, -1), target: resolvePath(workdir, node.args.at(-1) ?? "") };
}

/** Files without an ending that projects have. */
const FILE_NAMES =
  /(?:^|\/)(?:\.?[^/]*\.[^/]+|[A-Z][A-Z_]+|Makefile|Dockerfile|Gemfile|Rakefile|Pipfile|Procfile|Cakefile|Brewfile|gradlew|mvnw|artisan|crontab|entrypoint|hosts|wrapper)$/;

function kindOf({ sources }: Copied, isDirectory: IsDirectory | undefined): SplitPlace["kind"] | undefined {
  if (sources.some((source) => /^(?:\.?\/?\.?\/?|\*)$/.test(source))) return "whole";
  const isOne = (source: string): boolean => {
    if (/^[a-z+]+:\/\/|^git@|\$/i.test(source) || /[*?[]/.test(source)) return false;
    return isDirectory === undefined ? source.endsWith("/") || !FILE_NAMES.test(source) : isDirectory(source.replace(/^\/+/, ""));
  };
  return sources.some(isOne) ? "directory" : undefined;
}

/** The install runs in what is copied or around it, or names something in it; a directory beside it is no matter. */
function concerns({ sources, target }: Copied, install: Installed, kind: SplitPlace["kind"], isDirectory: IsDirectory | undefined): boolean {
  const places = [install.directory, ...install.named].filter((place) => place !== undefined);
  if (target === undefined || places.length <= install.named.length) return kind === "whole";
  if (kind === "whole") return places.some((place) => isBelow(place, target) || isBelow(target, place));
  if (install.directory !== undefined && target !== install.directory && isBelow(target, install.directory)) return true;
  const inside = places.filter((place) => isBelow(place, target));
  if (isDirectory === undefined) return inside.length > 0;
  return inside.some((place) => sources.some((source) => exists(posix.join(source.replace(/^\/+/, ""), posix.relative(target, place)), isDirectory)));
}

function exists(path: string, isDirectory: IsDirectory): boolean {
  return isDirectory(path.replace(/\/$/, "")) || isDirectory(`file:${path}`);
}

function isBelow(place: string, target: string): boolean {
  return place === target || place.startsWith(target === "/" ? "/" : `${target}/`);
}

function splitOf({ node, sources, target }: Copied, { ecosystem, line }: Installed, all: Stage, kind: SplitPlace["kind"]): SplitPlace["split"] {
  if (all.installs.some((each) => each.ecosystem === ecosystem && each.line < node.start)) return "installed";
  const manifest = ECOSYSTEMS.find(([id]) => id === ecosystem)?.[2];
  if (all.copies.some((each) => each.node.start < node.start && each.sources.some((source) => manifest?.test(source)))) return "manifest";
  const again =
    target !== undefined &&
    all.copies.some(
      (each) =>
        each.node.start > line && each.target !== undefined && isBelow(target, each.target) && each.sources.some((source) => covers(source, sources)),
    );
  return kind === "directory" && again ? "again" : undefined;
}

function covers(source: string, sources: readonly string[]): boolean {
  const plain = (path: string): string => posix.join("/", path);
  return sources.every((each) => isBelow(plain(each), plain(source)));
}

function installsOf(node: BuildKitNode, workdir: string | undefined): readonly Installed[] {
  const text = [...(node.json ? [node.args.join(" ")] : node.args), ...node.heredocs.map(({ content }) => content)].join("\n");
  let directory = workdir;
  return text.split(/&&|\|\||[;|\n]/).flatMap((part) => {
    const command = plainCommand(part);
    const to = /^(?:cd|pushd)\s+(\S+)/.exec(command)?.[1];
    if (to !== undefined) directory = resolvePath(directory, to);
    const found = ECOSYSTEMS.find(([, install]) => install.test(command));
    return found === undefined ? [] : [{ line: node.start, ecosystem: found[0], text: command, directory, named: namedIn(command, directory) }];
  });
}

/** Without what stands in front of the program: assignments, `sudo`, `(`, `if`, directories. */
function plainCommand(part: string): string {
  return part
    .replace(/\s+#.*$/, "")
    .replace(/\s*\d?>&?\s*\S+/g, "")
    .trim()
    .replace(
      /^(?:(?:\(|\{|!|@|if|then|do|else|time|sudo(?:\s+-\w+)*|exec|env|command|nice|yes|[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|\S*))\s*(?=\S))+(?<=[\s(])/,
      "",
    )
    .replace(/^(?:~|\$HOME|\.{1,2})?(?:\/[\w.-]+)*\/(?=[\w.-]+(?:\s|$))/, "")
    .replace(/\s*[)}]+$/, "")
    .replace(/\s+/g, " ")
    .trim();
}

const DIRECTORY_OPTION =
  /\s(?:-r|--requirement|-f|--file|-C|-p|--prefix|--cwd|--dir|-d|--working-dir|--manifest-path|--project|--directory|-c|--gemfile)[= ]?["']?([\w./-]+)/g;

function namedIn(command: string, directory: string | undefined): readonly (string | undefined)[] {
  const options = [...command.matchAll(DIRECTORY_OPTION)].map((match) => match[1] ?? "");
  const operands = command
    .split(" ")
    .slice(2)
    .filter((word) => /^\.{0,2}[\w-]*\/[\w./-]+$/.test(word));
  return [...options, ...operands].map((path) => resolvePath(directory, path));
}

/** `undefined` when a variable is in it, or when it hangs on a directory that is not known. */
function resolvePath(base: string | undefined, path: string): string | undefined {
  const plain = path.replace(/^["']|["']$/g, "").replaceAll("\\", "/");
  if (/[$~]/.test(plain)) return undefined;
  // Without WORKDIR everything hangs on one directory, whichever it is.
  const joined = plain.startsWith("/") ? plain : posix.join(base ?? "/?", plain);
  return joined === "/" ? "/" : posix.normalize(joined).replace(/\/$/, "");
}
