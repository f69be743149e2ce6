/** What dfmod knows about one package manager: its install commands, and the files that they read. */
import type { BuildContext, Safety } from "../../engine/transform.ts";

/** Where a command runs, and what it sees there. */
export interface Project {
  readonly build: BuildContext;
  /**
   * The working directory (behind `directory` of the command), from the context root, `/` between, empty for the root itself. When only
   * `files` of the command lie in what was copied: the directory of the first of them.
   */
  readonly directory: string;
  /** Where a path of the command line (absolute, or from the directory the command runs in, that is *without* a directory flag) comes from, from the context root; `undefined`: it is not part of the copy. */
  contextPath(path: string): string | undefined;
  /** ENV, ARG, `export` and assignments in front of the command; `undefined` as value: set, but to what is not known. What the base image sets is not there. */
  readonly variables: ReadonlyMap<string, string | undefined>;
  /** The base image of the stage, with its tag, when it is known: `node:20`. */
  readonly image: string | undefined;
  /** The stage is, or may be, part of the image that runs; `false` only when its results are copied out with COPY --from. */
  readonly ships: boolean;
}

/** The words behind the program's name; `undefined` for a word that is not literal. */
export type Argv = readonly (string | undefined)[];

/** What one command is to a package manager. */
export type Recognised =
  | InstallCommand
  /**
   * Reads no file of the project (`npm install -g pm2`, `pip install flask`, `npm --version`). `reads` names what it reads all the same when
   * it is there, and `creates` what it makes, both as written (from the working directory): `python -m venv .venv`.
   */
  | { readonly kind: "independent"; readonly reads?: readonly string[]; readonly creates?: readonly Written[] }
  /** Needs the project's sources: a build, a test, a script. */
  | { readonly kind: "build" }
  /** Takes away or changes what an install left: `npm prune`, `npm cache clean`. `ofCache`: only caches outside the project. */
  | { readonly kind: "cleanup"; readonly ofCache: boolean }
  /** An install that can never be moved above the sources. `code` and `reason` as in a Skip. Outside of what was copied it does not matter. */
  | ({ readonly kind: "refused"; readonly code: string; readonly reason: string } & Location);

/** Where a command finds its project. */
export interface Location {
  /** From a flag such as `--prefix`; relative to the working directory unless it starts with `/`. `undefined`: the working directory. */
  readonly directory?: string | undefined;
  /** Files and directories of the project that the command line names (`-r requirements.txt`), as written: they count even when the working directory is another one. */
  readonly files?: readonly string[];
}

export interface InstallCommand extends Location {
  readonly kind: "install";
  /** The words that matter to `plan`, whatever they are to this package manager (files of `-r`, `--frozen-lockfile` …). */
  readonly words: Argv;
  readonly program: string;
}

/** Files to copy before the install. All paths are from the context root. */
export interface ManifestCopy {
  /** `files`: one COPY for all of them into `to`. `directory`: the content of the one source directory into the directory `to`. */
  readonly kind: "directory" | "files";
  readonly sources: readonly string[];
  /** The directory they belong in, from the context root; empty for the root. */
  readonly to: string;
}

/** Something a command makes in the project, with the ignore pattern that keeps the host's away: `node_modules` with the pattern for it at any depth. */
export interface Written {
  readonly path: string;
  readonly pattern: string;
}

/** How an install is taken above the sources. */
export interface Plan {
  readonly kind: "plan";
  /** In the order of the COPY lines. Words in one COPY: manifest, lockfile, then configuration files in alphabetical order (Correction 15). */
  readonly copies: readonly ManifestCopy[];
  /**
   * `undefined`: the install command itself stands above the sources. Otherwise this command is put there, behind what stands in front of the
   * existing one (`cd`, `export` …), and the existing one stays below them (`go mod download` above `go build`; `poetry install --no-root`
   * above `poetry install`). Its first word names the program, which is written like the existing command does (`./mvnw`, `python -m poetry`).
   */
  readonly insert?: string;
  /** Directories (from the context root) that the install writes and a copy of the sources would overlay. */
  readonly writes: readonly Written[];
  /** Single files (from the context root) that the install creates or changes: refused when the sources bring them too. */
  readonly overwrites?: readonly string[];
  /** `safe` unless given. */
  readonly safety?: Safety;
  readonly assumes?: readonly string[];
  /** Codes in kebab-case, without a slash: `lockfile-missing`, `npmrc-secret`. */
  readonly advice?: readonly { readonly code: string; readonly message: string }[];
}

export interface Refusal {
  readonly kind: "refusal";
  readonly code: string;
  readonly reason: string;
}

export interface Ecosystem {
  /** `npm`, `yarn`, `pip` … */
  readonly id: string;
  /** The names a command can have: `pip`, `pip3`, `python`. Matched without directory. Several ecosystems may name the same program. */
  readonly programs: readonly string[];
  /**
   * Commands that build fetch what is missing by themselves, wherever in the project they run (`go build` in a directory of the module): one
   * install above the sources, in whatever directory, makes the file a split one.
   */
  readonly fetchesOnTheWay?: true;
  /** What a command of this program is; `undefined` when that is not known: it may read and write anything. */
  recognise(program: string, args: Argv): Recognised | undefined;
  /** The files that the install reads, or why that cannot be said. Only ever called for a known build context. */
  plan(install: InstallCommand, project: Project): Plan | Refusal;
}

/** Joins context paths; `.` and empty parts fall away, `..` goes up; `undefined` when it leaves the context. */
export function joinPath(...parts: readonly string[]): string | undefined {
  const path: string[] = [];
  for (const part of parts.join("/").split("/")) {
    if (part === "..") {
      if (path.pop() === undefined) return undefined;
    } else if (part !== "" && part !== ".") path.push(part);
  }
  return path.join("/");
}

/** The path from the context root of a file beside the project's manifest. */
export function inProject({ directory }: Project, name: string): string {
  return directory === "" ? name : `${directory}/${name}`;
}

/** Those of `names` that are in the project's directory and not ignored, in this order, as paths from the context root. */
export function present(project: Project, names: readonly string[]): readonly string[] {
  return names.map((name) => inProject(project, name)).filter((path) => project.build.has(path) && !project.build.isDirectory(path));
}

export function refuse(code: string, reason: string): Refusal {
  return { kind: "refusal", code, reason };
}

/** The refusal for a file the install cannot do without: it is ignored, or not there. */
export function missing({ build }: Project, path: string): Refusal {
  if (build.isIgnored(path)) {
    return refuse(
      "manifest-ignored",
      `\`${path}\` is kept out of the build context by the ignore file, so that no COPY can bring it; take it back with !${path}`,
    );
  }
  const where = build.root === "." ? "the build context" : `the build context ${build.root}`;
  return refuse("manifest-not-found", `\`${path}\` is not in ${where}; name the directory that this file is built from with --context`);
}
