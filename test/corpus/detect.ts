/** What the three transforms should look at, found with regular expressions over BuildKit's own nodes: no code is shared with the transforms. */
import type { BuildKitNode } from "./corpus.ts";

export interface Place {
  readonly transform: "add-to-copy" | "apt-cleanup" | "exec-form";
  /** 1-based. */
  readonly line: number;
  readonly text: string;
  /** Part of the share that has to be rewritten; what that means stands at each detector. */
  readonly counts: boolean;
}

export function detect(nodes: readonly BuildKitNode[], text: string): readonly Place[] {
  const lines = text.split("\n");
  return nodes.flatMap((node, index) => {
    // BuildKit's list does not tell the form of what an ONBUILD defers.
    const json = node.json || /^\s*onbuild\s+\w+\s*\[/i.test(lines[node.start - 1] ?? "");
    const formed = { ...node, json };
    return [...shellForms(formed, nodes.slice(index + 1)), ...localAdds(formed), ...installs(formed)];
  });
}

/** The inner instruction of an ONBUILD, else the node itself. */
function inner(node: BuildKitNode): {
  readonly keyword: string;
  readonly args: readonly string[];
  readonly json: boolean;
  readonly deferred: boolean;
} {
  const { keyword, args, json } = node;
  if (keyword.toUpperCase() !== "ONBUILD") return { keyword: keyword.toUpperCase(), args, json, deferred: false };
  const [first = "", ...rest] = args;
  return { keyword: first.toUpperCase(), args: rest, json, deferred: true };
}

/** Words that a shell runs itself. */
const BUILTIN =
  /^(?:alias|bg|break|cd|command|continue|eval|exec|exit|export|false|fg|getopts|hash|jobs|kill|local|printf|pwd|read|readonly|return|set|shift|source|test|times|trap|true|type|ulimit|umask|unalias|unset|wait|echo|\.|:)$/;

/**
 * CMD and ENTRYPOINT in shell form.
 * Counted: plain words (no character that means anything to a shell) that start a program, the last of their kind in the stage.
 */
function* shellForms(node: BuildKitNode, later: readonly BuildKitNode[]): Iterable<Place> {
  const { keyword, args, json, deferred } = inner(node);
  const text = args.join(" ").trim();
  if (!/^(?:CMD|ENTRYPOINT)$/.test(keyword) || json || text === "") return;
  const end = later.findIndex((other) => other.keyword.toUpperCase() === "FROM");
  const isLast = !(end < 0 ? later : later.slice(0, end)).some((other) => other.keyword.toUpperCase() === keyword);
  const isPlain = /^[\w@%+:,./-][\w@%+=:,./-]*(?:\s+[\w@%+=:,./-]+)*$/.test(text) && !BUILTIN.test(text.split(/\s/)[0] ?? "");
  yield { transform: "exec-form", line: node.start, text, counts: isPlain && isLast && !deferred };
}

/** Endings whose files ADD never unpacks, however they are filled in practice. */
const HARMLESS =
  /\.(?:c|cc|cfg|cgi|cnf|conf|config|cpp|crt|cs|css|csv|deb|env|erl|ex|exe|exs|go|gradle|h|hpp|html?|ini|ipynb|jar|java|js|json|key|ldif|list|lock|lua|md|ml|mjs|patch|pem|php|pl|pm|properties|pub|py|r|rb|repo|rpm|rs|rst|scala|service|sh|so|sql|supervisor|tf|toml|ts|txt|vcl|war|whl|xml|ya?ml|zip)$/i;

/**
 * ADD with a source that is neither a URL nor a git repository.
 * Counted: the content is known without looking, because every source is the context itself, ends in a slash, or has a harmless ending.
 */
function* localAdds(node: BuildKitNode): Iterable<Place> {
  const { keyword, args, deferred } = inner(node);
  if (keyword !== "ADD") return;
  const sources = args.slice(0, -1).filter((source) => !source.startsWith("<<"));
  const isRemote = (source: string): boolean => /^(?:[a-z+]+:\/\/|git@)/i.test(source);
  if (sources.length > 0 && sources.every(isRemote)) return;
  const isKnown = (source: string): boolean => !source.includes("$") && (/^\.?\/?\.?$/.test(source) || source.endsWith("/") || HARMLESS.test(source));
  yield { transform: "add-to-copy", line: node.start, text: args.join(" "), counts: !deferred && sources.every(isKnown) };
}

const INSTALL = /(?:^|[\s;&|({"'`/])(?:apt-get|apt|aptitude)\s(?:[^;&|#\n]*?\s)?(?:install|build-dep)(?=[\s"',;\]]|$)/;
const CLEANUP = /\b(?:rm|find)\b[^;&|]*\/var\/lib\/(?:apt(?:\/lists)?\b|\*|\{[^}]*apt)|\bapt(?:-get)?\s[^;&|]*\bdist-?clean\b/;

/**
 * RUN that installs with apt and does not remove the lists.
 * Counted: all of them but those that a mount keeps out of the layer.
 */
function* installs(node: BuildKitNode): Iterable<Place> {
  const { keyword, args, deferred } = inner(node);
  if (keyword !== "RUN") return;
  const text = [...args, ...node.heredocs.map(({ content }) => content)].join(" ");
  // What stands in single quotes is somebody's argument, as a rule a script that is written to a file.
  if (!INSTALL.test(text.replace(/(?<!-\w*c\s+)'[^']*'/g, "''")) || CLEANUP.test(text)) return;
  const isMounted = node.flags.some((flag) => /^--mount=.*\/var\/(?:lib|cache)\/apt/.test(flag));
  yield { transform: "apt-cleanup", line: node.start, text, counts: !isMounted && !deferred };
}

/**
 * Installs that find no package lists: the lists are there from an update to a removal, across RUNs and into the stages
 * that are FROM this one. What else fills or empties them is not seen, so only a difference between two texts says something.
 */
export function installsWithoutLists(nodes: readonly BuildKitNode[]): readonly string[] {
  const atEnd = new Map<string, boolean>();
  const without: string[] = [];
  let live = false;
  let stage = "";
  for (const node of nodes) {
    const { keyword, args } = inner(node);
    if (keyword === "FROM") {
      live = atEnd.get((args[0] ?? "").toLowerCase()) ?? false;
      stage = (args[2] ?? "").toLowerCase();
    }
    if (keyword === "RUN") {
      const text = [...args, ...node.heredocs.map(({ content }) => content)].join(" ");
      for (const command of text.split(/&&|\|\||[;\n]/)) {
        if (INSTALL.test(command) && !live) without.push(command.trim().replace(/\s+/g, " "));
        if (CLEANUP.test(command)) live = false;
        else if (/\b(?:apt-get|apt|aptitude)\s(?:.*\s)?update\b/.test(command)) live = true;
      }
    }
    atEnd.set(stage, live);
  }
  return without;
}
