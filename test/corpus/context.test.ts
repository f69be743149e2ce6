/** Where each Dockerfile of the skeletons is built: what build files declare is what is found, and what is copied leads to the same place. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { concreteSources } from "../../src/context/inference.ts";
import { type DisagreeingContexts, type LocatedContext, locateContext } from "../../src/context/locate.ts";
import { scanRepository } from "../../src/context/scan.ts";
import { isDockerfileName } from "../../src/discover/names.ts";
import { readDockerfile } from "../../src/dockerfile/read.ts";
import { git, hasCorpus, print, skeletons } from "./corpus.ts";

interface Located {
  readonly path: string;
  readonly location: DisagreeingContexts | LocatedContext;
  /** As it would be found without any build file. */
  readonly inferred: string;
}

async function locateAll(folder: string): Promise<readonly Located[]> {
  const paths = git(folder, "ls-files", "-z")
    .split("\0")
    .filter((path) => path !== "");
  const scan = await scanRepository({ root: folder, paths, isDockerfile: isDockerfileName });
  const dockerfiles = paths.filter(
    (path) => isDockerfileName(basename(path)) && existsSync(join(folder, path)) && statSync(join(folder, path)).isFile(),
  );
  return dockerfiles.map((path) => {
    const sources = () => concreteSources(readDockerfile(readFileSync(join(folder, path), "utf8")));
    const place = { dockerfile: join(folder, path), repositoryRoot: folder, sources, exists: scan.repository.has };
    const inferred = locateContext(place);
    return {
      path,
      location: locateContext({ ...place, declarations: scan.declarationsOf(path) }),
      inferred: inferred.kind === "known" ? inferred.root : "?",
    };
  });
}

/** A second reading, as plain as it gets: no merging, no `extends`, defaults of variables, literal lines of makefiles. Dockerfile → contexts. */
function declaredIn(folder: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const add = (base: string, context: string, dockerfile: string): void => {
    if (`${context}${dockerfile}`.includes("$")) return;
    const root = normalize(join(base, context)).replace(/(?<=.)\/$/, "");
    const path = normalize(join(root, dockerfile));
    if (existsSync(join(folder, path))) found.set(path, (found.get(path) ?? new Set()).add(root));
  };
  const listed = execFileSync("git", ["-C", folder, "ls-files"], { encoding: "utf8", maxBuffer: 1 << 28 }).split("\n");
  for (const path of listed) {
    if (/compose[^/]*\.ya?ml$/.test(path)) addCompose(join(folder, path), (context, dockerfile) => add(dirname(path), context, dockerfile));
    if (/(?:^|\/)skaffold\.yaml$/.test(path)) addSkaffold(join(folder, path), (context, dockerfile) => add(dirname(path), context, dockerfile));
  }
  for (const path of listed.filter((each) => /(?:^|\/)Makefile$/.test(each))) {
    addMakefile(join(folder, path), (context, dockerfile) => {
      const file = normalize(join(dirname(path), dockerfile));
      if (!found.has(file))
        add(dirname(path), context, normalize(join(dirname(path), dockerfile)).replace(`${normalize(join(dirname(path), context))}/`, ""));
    });
  }
  return found;
}

type Add = (context: string, dockerfile: string) => void;

function load(path: string): readonly Record<string, unknown>[] {
  const documents = parseAllDocuments(readFileSync(path, "utf8"), { merge: true, logLevel: "silent" });
  return Array.isArray(documents) ? documents.map((each) => each.toJS() ?? {}) : [];
}

function addCompose(path: string, add: Add): void {
  for (const { services = {} } of load(path)) {
    for (const service of Object.values(services as Record<string, { build?: string | { context?: string; dockerfile?: string } } | null>)) {
      const build = service?.build;
      if (build === undefined || build === null) continue;
      const { context = ".", dockerfile = "Dockerfile" } = typeof build === "string" ? { context: build } : build;
      add(withDefaults(context), withDefaults(dockerfile));
    }
  }
}

function withDefaults(text: string): string {
  return text.replace(/\$\{\w+:?-([^}]*)\}/g, "$1");
}

function addSkaffold(path: string, add: Add): void {
  for (const { build = {} } of load(path)) {
    const { artifacts = [] } = build as { artifacts?: { context?: string; docker?: { dockerfile?: string }; kaniko?: { dockerfile?: string } }[] };
    for (const { context = ".", docker, kaniko } of artifacts) add(context, (docker ?? kaniko)?.dockerfile ?? "Dockerfile");
  }
}

function addMakefile(path: string, add: Add): void {
  const text = readFileSync(path, "utf8").replaceAll("\\\n", " ");
  for (const [, directory = ".", command = ""] of text.matchAll(/^\t[@-]*(?:cd (\S+) && )?docker (?:buildx )?build (.*)$/gm)) {
    const words = command.trim().split(/\s+/);
    const context = words.at(-1) ?? "";
    const file = words[words.findIndex((word) => word === "-f" || word === "--file") + 1];
    const named = words.includes("-f") || words.includes("--file") ? (file ?? "") : `${context}/Dockerfile`;
    if (!`${directory}${context}${named}`.includes("$")) add(join(directory, context), join(directory, named));
  }
}

describe.skipIf(!hasCorpus)("build contexts of the skeletons", () => {
  const table: string[] = [];
  const totals = { files: 0, declared: 0, ancestor: 0, own: 0, disagree: 0, same: 0, apart: 0 };

  test.each(hasCorpus ? skeletons().map(({ name, folder }) => [name, folder] as const) : [])("%s", async (name, folder) => {
    const located = await locateAll(folder);
    const declared = declaredIn(folder);
    const wrong: string[] = [];
    const row = { files: located.length, declared: 0, ancestor: 0, own: 0, disagree: 0, same: 0, apart: 0 };
    for (const { path, location, inferred } of located) {
      const from = location.kind === "disagree" ? "disagree" : location.from;
      row[from === "disagree" ? "disagree" : from === "nearest-ancestor" ? "ancestor" : from === "own-directory" ? "own" : "declared"] += 1;
      const places = [...(declared.get(path) ?? [])];
      const found = location.kind === "disagree" ? location.places.map(({ context }) => context) : [location.root];
      if (places.length > 0 && JSON.stringify([...found].sort()) !== JSON.stringify([...places].sort()))
        wrong.push(`${path}: ${found} instead of ${places}`);
      if (location.kind === "known" && location.declaredIn !== undefined) row[inferred === location.root ? "same" : "apart"] += 1;
    }
    table.push(
      `${name.padEnd(40)}${Object.values(row)
        .map((count) => String(count).padStart(10))
        .join("")}`,
    );
    for (const key of Object.keys(row) as (keyof typeof row)[]) totals[key] += row[key];
    expect(wrong).toEqual([]);
    // What is declared and read by the plain reader is never left to inference.
    expect(
      [...declared.keys()].filter(
        (path) => !located.some((each) => each.path === path && each.location.kind === "known" && each.location.declaredIn === undefined),
      ),
    ).toHaveLength(declared.size);
  });

  test("together", () => {
    const heading = ["Dockerfiles", "declared", "ancestor", "own", "disagree", "inf. same", "inf. apart"].map((each) => each.padStart(10)).join("");
    print(`Build contexts${" ".repeat(28)}${heading}`, [
      ...table,
      `${"all".padEnd(40)}${Object.values(totals)
        .map((count) => String(count).padStart(10))
        .join("")}`,
    ]);
    expect(totals.declared).toBeGreaterThan(100);
    expect(totals.apart).toBeLessThan(totals.same / 10);
  });
});
