import { existsSync, rmSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { findRepository } from "../discover/repository.ts";
import { type FileReport, unwrittenFile } from "../report/report.ts";
import { writeAtomically } from "../write/atomic.ts";
import { type Dirtiness, dirtyPaths } from "../write/dirty.ts";
import type { Interruption } from "./interruption.ts";
import { failureOf } from "./rewriting.ts";
import type { Session } from "./session.ts";

const INTERRUPTED = { code: "not-written", message: "interrupted before it was written", hint: "run dfmod again for the rest" };

interface Version {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
}

/** Writes every changed file that git could give back, or whatever is changed with `allowDirty`. One file that fails does not stop the others. */
export async function writeFiles(
  { root }: Session,
  reports: readonly FileReport[],
  allowDirty: boolean,
  interruption: Interruption,
): Promise<readonly FileReport[]> {
  const dirty = allowDirty ? new Map<string, Dirtiness>() : findDirty(root, reports);
  const written: FileReport[] = [];
  for (const report of reports) {
    if (report.status !== "changed") written.push(report);
    else if (await interruption.arrived()) written.push(unwrittenFile(report, INTERRUPTED));
    else written.push(writeFile(root, report, dirty));
  }
  return written;
}

/** Each file is asked about in its own repository, which may be a submodule, a clone below the root, or one beside it. Outside any, nothing guards. */
function findDirty(root: string, reports: readonly FileReport[]): ReadonlyMap<string, Dirtiness> {
  const byRepository = new Map<string, Map<string, string>>();
  for (const { path } of reports.filter(({ status }) => status === "changed").flatMap(versionsOf)) {
    const absolute = join(root, path);
    const repository = repositoryOf(absolute);
    if (repository !== undefined) {
      const paths = byRepository.get(repository) ?? new Map<string, string>();
      byRepository.set(repository, paths.set(relative(repository, absolute).replaceAll(sep, "/"), path));
    }
  }
  const dirty = new Map<string, Dirtiness>();
  for (const [repository, paths] of byRepository) {
    for (const [path, state] of dirtyPaths(repository, [...paths.keys()])) {
      dirty.set(paths.get(path) ?? path, state);
    }
  }
  return dirty;
}

/** A directory that went away while the program ran is in no repository; writing into it will say so. */
function repositoryOf(absolute: string): string | undefined {
  return existsSync(dirname(absolute)) ? findRepository(dirname(absolute))?.root : undefined;
}

function versionsOf(report: FileReport): readonly Version[] {
  return [...report.files, report];
}

function writeFile(root: string, report: FileReport, dirty: ReadonlyMap<string, Dirtiness>): FileReport {
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
