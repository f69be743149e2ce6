/** What keeps a copy of the sources where it is, whatever the install behind it reads. */
import type { ContextTree, DirectoryCopy } from "../dockerfile/copies.ts";
import type { Dockerfile, Instruction } from "../dockerfile/model.ts";
import { HOME_SETTINGS, SYSTEM_DIRECTORIES } from "../knowledge/commands.ts";
import type { Candidate } from "./candidates.ts";
import type { Obstacle } from "./run-verdict.ts";

/** What the base image is, as far as it is known. */
export interface Base {
  /** As FROM names it. */
  readonly reference: string;
  readonly family: string | undefined;
  readonly onbuild: boolean | undefined;
}

export function copyObstacle(
  dockerfile: Dockerfile,
  copy: DirectoryCopy,
  candidate: Candidate,
  base: Base,
  build: ContextTree | "unknown",
): Obstacle | undefined {
  const { at, from, target, oddity } = copy;
  if (base.family === "windows" || /windows|nanoserver|servercore/i.test(base.reference)) return OBSTACLES.windows;
  if (at.onbuild !== undefined) return OBSTACLES.onbuild;
  if (base.onbuild === true) return OBSTACLES.baseOnbuild;
  if (from !== undefined) return notFromContext(from);
  if (candidate.kind === "child") return inChild(candidate);
  if (candidate.kind === "unreadable") return unreadable(candidate);
  if (candidate.kind === "opaque") return opaque(candidate);
  if (oddity !== undefined) return OBSTACLES[oddity];
  if (target === undefined) return unresolved(dockerfile, at);
  return build === "unknown" ? OBSTACLES.context : systemObstacle(copy, target, build);
}

/** The commands behind the copy read these places too, without naming them. */
function systemObstacle({ source }: DirectoryCopy, target: string, build: ContextTree): Obstacle | undefined {
  const system = /^\/$|^<workdir>$/.test(target) ? SYSTEM_DIRECTORIES : /^\/root$|^\/home\/[^/]+$/.test(target) ? HOME_SETTINGS : [];
  const found = system.find((name) => build.has([source, name].filter((part) => part !== "").join("/")));
  return found === undefined ? undefined : intoSystem(`${target === "<workdir>" ? "" : target}/${found}`.replace("//", "/"));
}

const OBSTACLES = {
  windows: { code: "windows", reason: "paths and shell of Windows images are not read here; order the COPY by hand" },
  onbuild: { code: "onbuild", reason: "ONBUILD copies the context of another build, whose manifests are not here; split it by hand" },
  baseOnbuild: {
    code: "base-onbuild",
    reason: "the triggers of the base image copy and install before this file does; use a base image without ONBUILD",
  },
  several: {
    code: "several-sources",
    reason: "several directories are copied at once, so that a file of the image has no single source; give each a COPY of its own",
  },
  glob: { code: "glob-source", reason: "a pattern copies the content of directories, not the directories; write `.`" },
  parents: { code: "parents-flag", reason: "--parents puts the sources elsewhere than their own copy would; order it by hand" },
  context: {
    code: "context-unknown",
    reason: "the build context is not known, so that nobody can say what the install reads; name it with --context",
  },
} as const satisfies Readonly<Record<string, Obstacle>>;

function notFromContext(from: string): Obstacle {
  return { code: "not-build-context", reason: `the files come from \`${from}\`, not from the build context; let it hand over the manifests first` };
}

function inChild({ run }: Candidate): Obstacle {
  return {
    code: "install-in-child-stage",
    reason: `the install of line ${run.line} is in a stage built from this one; copy the manifests and install before the sources, in one stage`,
  };
}

function opaque({ run, what }: Candidate): Obstacle {
  return {
    code: "opaque-install",
    reason: `\`${what}\` of line ${run.line} may read any file of the sources; call the package manager itself, or copy what the script reads first`,
  };
}

export function unresolved({ text }: Dockerfile, at: Instruction): Obstacle {
  const word = at.words.at(-1);
  const written = word === undefined ? "" : text.slice(word.start, word.end);
  return {
    code: "dest-unresolved",
    reason: `\`${written}\` depends on a variable that has no value in this stage, or another one below; declare it, or write the path out`,
  };
}

function intoSystem(name: string): Obstacle {
  return {
    code: "copies-into-system",
    reason: `the copy may bring ${name}, which the commands behind it read; copy it into a directory of its own`,
  };
}

function unreadable({ run, what }: Candidate): Obstacle {
  return { code: "unreadable-shell", reason: `the RUN of line ${run.line} cannot be read: ${what}; order it by hand` };
}
