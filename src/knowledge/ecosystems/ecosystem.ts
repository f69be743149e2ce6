/** What dfmod knows about one package manager: its install commands, and the files that they read. */
import type { BuildContext, Safety } from "../../engine/transform.ts";

/** A directory of the build context that holds a project. */
export interface Project {
  readonly build: BuildContext;
  /** From the context root, `/` between, empty for the root itself. */
  readonly directory: string;
}

/** The words behind the program's name; `undefined` for a word that is not literal. */
export type Argv = readonly (string | undefined)[];

/** What one command is to a package manager. */
export type Recognised =
  | InstallCommand
  /** Reads no file of the project (`npm install -g pm2`, `pip install flask`, `npm --version`); `reads` names what it reads all the same, from the project directory. */
  | { readonly kind: "independent"; readonly reads?: readonly string[] }
  /** Needs the project's sources: a build, a test, a script. */
  | { readonly kind: "build" }
  /** Takes away or changes what an install left: `npm prune`, `npm cache clean`. `ofCache`: only caches outside the project. */
  | { readonly kind: "cleanup"; readonly ofCache: boolean }
  /** An install that can never be moved above the sources. `code` and `reason` as in a Skip. */
  | { readonly kind: "refused"; readonly code: string; readonly reason: string };

export interface InstallCommand {
  readonly kind: "install";
  /** Where the project is, from a flag such as `--prefix`; relative to the working directory unless it starts with `/`. `undefined`: the working directory. */
  readonly directory: string | undefined;
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

/** How an install is taken above the sources. */
export interface Plan {
  readonly kind: "plan";
  /** In the order of the COPY lines. Words in one COPY: manifest, lockfile, then configuration files in alphabetical order (Correction 15). */
  readonly copies: readonly ManifestCopy[];
  /**
   * `undefined`: the install command itself stands above the sources. Otherwise a command of its own is put there and the existing one stays
   * below them (`go mod download` above `go build`; `poetry install --no-root` above `poetry install`).
   */
  readonly insert?: string;
  /** Directories (from the context root) that the install writes and a copy of the sources would overlay, with the ignore pattern that keeps the host's away. */
  readonly writes: readonly { readonly path: string; readonly pattern: string }[];
  /** `safe` unless given. */
  readonly safety?: Safety;
  readonly assumes?: readonly string[];
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
  /** The names a command can have: `pip`, `pip3`. Matched without directory. */
  readonly programs: readonly string[];
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

export function refuse(code: string, reason: string): Refusal {
  return { kind: "refusal", code, reason };
}
