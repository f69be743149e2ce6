import type { BuildDeclaration } from "../../src/context/declarations.ts";
import { type RepositoryScan, scanRepository } from "../../src/context/scan.ts";
import { isDockerfileName } from "../../src/discover/names.ts";
import { temporaryTree } from "../discover/tree.ts";

/** A repository of these files, scanned. Dockerfiles may be left empty. */
export function scanned(files: Readonly<Record<string, string>>): Promise<RepositoryScan> {
  return scanRepository({ root: temporaryTree(files), paths: Object.keys(files).sort(), isDockerfile: isDockerfileName });
}

export function dockerfiles(...paths: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(paths.map((path) => [path, "FROM scratch\n"]));
}

/** `file name: Dockerfile < context`, the target in brackets: enough to compare most declarations by. */
export function brief({ name, dockerfile, context = "?", target }: BuildDeclaration): string {
  const stage = target === undefined ? "" : ` [${target ?? "?"}]`;
  return `${name}: ${dockerfile} < ${context}${stage}`;
}
