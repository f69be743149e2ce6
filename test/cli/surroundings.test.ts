import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseCommandLine } from "../../src/cli/options.ts";
import { type SelectedFile, selectFiles } from "../../src/cli/selection.ts";
import { openSession } from "../../src/cli/session.ts";
import { openSurroundings, pathsNear } from "../../src/cli/surroundings.ts";
import type { LocatedContext } from "../../src/context/locate.ts";
import { committedTree, temporaryTree } from "../discover/tree.ts";

const naive = "FROM node:22\nCOPY . .\n";

/** The surroundings of everything below a root, as the command opens them. */
async function opened(root: string, ...args: readonly string[]) {
  const line = parseCommandLine(args.length === 0 ? ["--all"] : args);
  if (line === "version") throw new Error("no run");
  const paths = line.selector.kind === "paths" ? line.selector.paths : undefined;
  const session = await openSession(line, root, paths ?? []);
  const { files, paths: listed } = await selectFiles(line, session, paths);
  const surroundings = await openSurroundings(line, session, listed());
  const located = (path: string): { readonly file: SelectedFile; readonly context: LocatedContext } => {
    const file = files.find((each) => each.path === path);
    const context = file === undefined ? undefined : surroundings.locate(file, readFileSync(file.absolute, "utf8"));
    if (file === undefined || context?.kind !== "known") throw new Error(`no context for ${path}`);
    return { file, context };
  };
  return { surroundings, located, listed: listed() };
}

describe("in a repository", () => {
  test("neighbours are built from the same directory; what is deleted is none", async () => {
    const root = committedTree({
      Dockerfile: naive,
      "docker/a.Dockerfile": "FROM node:22\nCOPY package.json .\n",
      "b/Dockerfile": naive,
      "c/Dockerfile": "FROM node:20\n",
      "gone/Dockerfile": naive,
      "package.json": "{}",
      "compose.yaml": "services: { c: { build: { context: ., dockerfile: c/Dockerfile } } }\n",
    });
    rmSync(join(root, "gone"), { recursive: true });
    const { surroundings, located } = await opened(root);
    const { file, context } = located("Dockerfile");
    const neighbours = surroundings.neighbours(file.path, context);
    expect(neighbours === "unknown" || neighbours.map(({ text }) => text.split("\n")[0])).toEqual(["FROM node:20", "FROM node:22"]);
    expect(surroundings.neighbours("b/Dockerfile", located("b/Dockerfile").context)).toEqual([]);
  });

  test("one that cannot be read makes them unknown", async () => {
    const root = committedTree({ Dockerfile: naive, "b/Dockerfile": "FROM x\0\n" });
    const { surroundings, located } = await opened(root, "Dockerfile");
    expect(surroundings.neighbours("Dockerfile", located("Dockerfile").context)).toBe("unknown");
  });

  test("tracked files are those of the context", async () => {
    const { surroundings, located } = await opened(committedTree({ "a/Dockerfile": naive, "a/x/y": "", z: "" }));
    expect(surroundings.tracked(located("a/Dockerfile").context)).toEqual(["Dockerfile", "x/y"]);
  });

  test("one file by hand still knows the whole repository", async () => {
    const root = committedTree({
      "docker/Dockerfile": naive,
      "ci/compose.yaml": "services: { a: { build: { context: .., dockerfile: docker/Dockerfile } } }\n",
    });
    const { surroundings, located } = await opened(root, "docker/Dockerfile");
    expect(located("docker/Dockerfile").context).toMatchObject({ root: ".", from: "compose.yaml", declaredIn: "ci/compose.yaml" });
    expect(surroundings.usagesOf("docker/Dockerfile")).toHaveLength(1);
  });
});

describe("outside a repository", () => {
  const files = { "a/b/Dockerfile": naive, "a/compose.yaml": "services: { x: { build: b } }\n", "a/other/compose.yaml": "", "z/y": "" };

  test("only what stands above a file given by hand is looked at", async () => {
    const root = temporaryTree(files);
    const { surroundings, located, listed } = await opened(root, "a/b/Dockerfile");
    expect(listed).toEqual(["a/b/Dockerfile", "a/compose.yaml"]);
    const { context } = located("a/b/Dockerfile");
    expect(context).toMatchObject({ root: "a/b", from: "compose.yaml" });
    expect(surroundings.tracked(context)).toBe("unknown");
    expect(surroundings.neighbours("a/b/Dockerfile", context)).toBe("unknown");
  });

  test("--all looks at everything below", async () => {
    expect((await opened(temporaryTree(files))).listed).toHaveLength(4);
  });

  test("a file outside the root has nothing near it", () => {
    expect(pathsNear("/nowhere", [{ path: "../x/Dockerfile" }, { path: "a/Dockerfile" }])).toEqual([]);
  });
});
