/** `ignored-ok`: git ignores the file, nothing of it can be lost in a diff of the repository. */
export type Dirtiness = "ignored-ok" | "modified" | "staged" | "untracked";

/** Which of these paths (from the repository root, `/` between) git could not give back. Clean paths are absent. */
export function dirtyPaths(_repositoryRoot: string, _paths: readonly string[]): ReadonlyMap<string, Dirtiness> {
  throw new Error("not built yet");
}
