import { rmSync } from "node:fs";
import { join } from "node:path";
import { type FileReport, unwrittenFile } from "../report/report.ts";
import { writeAtomically } from "../write/atomic.ts";
import { type Dirtiness, dirtyPaths } from "../write/dirty.ts";
import { failureOf } from "./rewriting.ts";
import type { Session } from "./session.ts";

interface Version {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
}

/** Writes every changed file that git could give back, or whatever is changed with `allowDirty`. One file that fails does not stop the others. */
export function writeFiles(session: Session, reports: readonly FileReport[], allowDirty: boolean): readonly FileReport[] {
  const dirty = allowDirty || !session.inGit ? new Map<string, Dirtiness>() : findDirty(session, reports);
  return reports.map((report) => (report.status === "changed" ? writeFile(session, report, dirty) : report));
}

/** What lies outside the repository is nothing that git could give back or lose. */
function findDirty({ root }: Session, reports: readonly FileReport[]): ReadonlyMap<string, Dirtiness> {
  const paths = reports.filter(({ status }) => status === "changed").flatMap((report) => versionsOf(report).map(({ path }) => path));
  const inside = [...new Set(paths)].filter((path) => !path.startsWith("../"));
  return inside.length === 0 ? new Map() : dirtyPaths(root, inside);
}

function versionsOf(report: FileReport): readonly Version[] {
  return [...report.files, report];
}

function writeFile({ root }: Session, report: FileReport, dirty: ReadonlyMap<string, Dirtiness>): FileReport {
  const refused = versionsOf(report).find(({ path }) => (dirty.get(path) ?? "ignored-ok") !== "ignored-ok");
  if (refused !== undefined) {
    const other = refused.path === report.path ? "" : `${refused.path} `;
    return unwrittenFile(report, {
      code: "dirty",
      message: `${other}is ${dirty.get(refused.path)} in git, so that the rewrite could not be told from your own work`,
      hint: "commit first, also between two selective runs, or pass --allow-dirty",
    });
  }
  return writeVersions(root, report);
}

/** Second files first: a Dockerfile never stands without the ignore file its new text relies on. What was written is taken back when a later one fails. */
function writeVersions(root: string, report: FileReport): FileReport {
  const written: Version[] = [];
  try {
    for (const version of versionsOf(report)) {
      write(root, version);
      written.unshift(version);
    }
    return report;
  } catch (error) {
    for (const version of written) {
      takeBack(root, version);
    }
    return unwrittenFile(report, failureOf(error, root));
  }
}

function write(root: string, { path, before, after }: Version): void {
  writeAtomically({ absolute: join(root, path), expected: before === undefined ? undefined : Buffer.from(before), bytes: Buffer.from(after) });
}

function takeBack(root: string, { path, before, after }: Version): void {
  if (before === undefined) {
    rmSync(join(root, path), { force: true });
  } else {
    write(root, { path, before: after, after: before });
  }
}
