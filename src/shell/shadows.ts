/** Directories of the host that a copy of the sources would lay over what the install made, and the ignore lines that keep them away. */
import { type DirectoryCopy, directoryCopy, isExcluded, sourceAt } from "../dockerfile/copies.ts";
import type { Dockerfile } from "../dockerfile/model.ts";
import type { Project, Written } from "../knowledge/ecosystems/ecosystem.ts";
import { readRun } from "./installs.ts";
import type { Obstacle } from "./run-verdict.ts";

/** `path` is from the context root. */
export type Shadow = Written;

/** What the installs write (`path`: a place) that one of the copies may bring from the host too: absence on this machine proves nothing. */
export function shadowsOf(writes: readonly Written[], copies: readonly DirectoryCopy[], build: Project["build"]): readonly Shadow[] {
  const shadows = new Map<string, Shadow>();
  for (const { path: place, pattern } of writes) {
    for (const copy of copies) {
      const path = sourceAt(copy, place);
      if (path === undefined || path === "") continue;
      const isKeptOut = (build.isIgnored(path) && !build.has(path)) || isExcluded(copy, path) === "surely";
      if (!isKeptOut) shadows.set(path, { path, pattern });
    }
  }
  return [...shadows.values()];
}

export interface IgnoreLines {
  readonly path: string;
  readonly action: "append" | "create";
  readonly text: string;
  readonly patterns: readonly string[];
}

/** The lines for the ignore file in effect; a created one ignores itself, so that it does not get into the image. */
export function ignoreLines(
  shadows: readonly Shadow[],
  build: Project["build"],
  others: readonly Dockerfile[] | "unknown",
  own: Dockerfile,
): IgnoreLines | Obstacle {
  const patterns = new Set<string>();
  for (const shadow of shadows) {
    const pattern = [shadow.pattern, shadow.path].find((each) => isFree(each, shadow.path, build));
    if (pattern === undefined) return notIgnored(shadow, "version control holds files in it");
    if (others === "unknown") return notIgnored(shadow, "which other Dockerfiles use this build context is not known");
    if ([own, ...others].some((dockerfile) => namesPath(dockerfile, shadow.path)))
      return notIgnored(shadow, "a Dockerfile of this context copies it by name");
    if (others.some((dockerfile) => reliesOn(dockerfile, shadow.path, build)))
      return notIgnored(shadow, "another Dockerfile of this context copies it and installs nothing itself");
    patterns.add(pattern);
  }
  const { path, text } = build.ignoreFile;
  if (text === undefined) return { path, action: "create", text: [...patterns, path, ""].join("\n"), patterns: [...patterns] };
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const start = text === "" || text.endsWith("\n") ? "" : eol;
  return { path, action: "append", text: start + [...patterns, ""].join(eol), patterns: [...patterns] };
}

function isFree(pattern: string, path: string, build: Project["build"]): boolean {
  const tracked = build.tracked(pattern);
  return tracked === false || (tracked === "unknown" && !build.has(path));
}

function notIgnored({ path, pattern }: Shadow, why: string): Obstacle {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const code = name === "node_modules" ? "node-modules-not-ignored" : /^\.?v?env$/.test(name) ? "venv-not-ignored" : "install-result-not-ignored";
  return {
    code,
    reason: `the copy below the install would lay the host's \`${path}\` over the installed one, and ${why}; put \`${pattern}\` into the ignore file`,
  };
}

/** `COPY node_modules ./`, or a bind mount of it. */
function namesPath({ instructions }: Dockerfile, path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return instructions.some((each) => {
    const { keyword, words, flags } = each.onbuild ?? each;
    if (keyword === "RUN")
      return flags.some(
        ({ name: flag, value = "" }) => flag === "mount" && value.split(/[,=/]/).includes(name) && !/type=(?:cache|tmpfs)|from=/.test(value),
      );
    if (keyword !== "COPY" && keyword !== "ADD") return false;
    return !flags.some((flag) => flag.name === "from") && words.slice(0, -1).some(({ value }) => value.split("/").includes(name));
  });
}

/** It brings the directory from the host and has no install that would make one. */
function reliesOn(dockerfile: Dockerfile, path: string, build: Project["build"]): boolean {
  const runs = dockerfile.instructions.filter(({ keyword }) => keyword === "RUN");
  if (runs.some((run) => readRun(dockerfile, run).steps.some(({ uses }) => uses.some(({ kind }) => kind === "install" || kind === "refused"))))
    return false;
  return dockerfile.instructions.some((at) => {
    const copy = directoryCopy(dockerfile, at, build);
    return copy !== undefined && copy.from === undefined && (copy.source === "" || path.startsWith(`${copy.source}/`));
  });
}
