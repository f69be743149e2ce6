import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** The git repository around `cwd`, as an absolute real path, or `undefined` outside one. Walks up to `.git`: git itself need not be installed. */
export function findRepository(cwd: string): { readonly root: string } | undefined {
  let directory = realpathSync(cwd);
  while (!holdsRepository(directory)) {
    const parent = dirname(directory);
    if (parent === directory) return undefined;
    directory = parent;
  }
  return { root: directory };
}

/** `.git` is a directory with a HEAD, or in worktrees and submodules a file that points to one. */
function holdsRepository(directory: string): boolean {
  const marker = join(directory, ".git");
  const stats = statSync(marker, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  return stats.isDirectory() ? statSync(join(marker, "HEAD"), { throwIfNoEntry: false }) !== undefined : pointsElsewhere(marker);
}

function pointsElsewhere(marker: string): boolean {
  try {
    return readFileSync(marker, "utf8").startsWith("gitdir:");
  } catch {
    return false;
  }
}
