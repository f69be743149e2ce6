/** What no fixture can say: options, the order of transforms, what the surroundings answer. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openContext } from "../../src/context/build-context.ts";
import { rewrite } from "../../src/engine/pipeline.ts";
import type { BuildContext, Unknown, Usage } from "../../src/engine/transform.ts";
import { imageFacts } from "../../src/knowledge/base-images.ts";
import { testTransform } from "../../src/testing.ts";
import addToCopy from "../../transforms/add-to-copy.ts";
import splitCopy from "../../transforms/split-copy.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const NPM = { "package.json": '{"name":"app","version":"1.0.0","dependencies":{}}', "index.js": "1;\n" };
const WHOLE = "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\n";
const LOCK = '{"name":"app","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{"":{"name":"app","version":"1.0.0"}}}';

function context(files: Readonly<Record<string, string>>, tracked: readonly string[] | Unknown = Object.keys(files)): BuildContext {
  const folder = mkdtempSync(join(tmpdir(), "dfmod-split-"));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return openContext({ rootDir: folder, root: ".", dockerfile: "Dockerfile", tracked: () => tracked });
}

describe("with add-to-copy", () => {
  test("both orders give the same text", () => {
    const dockerfile = "FROM python:3.12\nADD . /app\nWORKDIR /app\nRUN pip install -r requirements.txt\nADD requirements.txt /tmp/\n";
    const build = context({ "requirements.txt": "flask==3.0.3\n", "app.py": "1\n" });
    const outputs = [
      [addToCopy, splitCopy],
      [splitCopy, addToCopy],
    ].map((order) => testTransform(order, { dockerfile, build }).output);
    expect(outputs[0]).toBe(outputs[1]);
    expect(outputs[0]).toBe(
      "FROM python:3.12\nCOPY requirements.txt /app/\nWORKDIR /app\nRUN pip install -r requirements.txt\nCOPY . /app\nCOPY requirements.txt /tmp/\n",
    );
  });
});

describe("the ignore file", () => {
  const files = { ...NPM, "package-lock.json": LOCK };

  test("--no-create refuses the whole change", () => {
    const result = rewrite(
      { path: "Dockerfile", text: WHOLE, build: context(files), usages: [], images: { facts: imageFacts }, neighbours: () => [] },
      { transforms: [splitCopy], knownIds: ["split-copy"], unsafe: false, create: false, settings: {}, ignorePragmas: false },
    );
    expect(result.after).toBe(WHOLE);
    expect(result.refused.map(({ code }) => code)).toEqual(["needs-other-file"]);
    expect(result.files).toEqual([]);
  });

  test("without knowledge of the other Dockerfiles it is not touched", () => {
    const run = testTransform(splitCopy, { dockerfile: WHOLE, build: context(files), neighbours: "unknown" });
    expect(run.outcomes).toEqual([{ kind: "skip", code: "node-modules-not-ignored", line: 3 }]);
  });

  test("without version control, an existing directory is not ignored, an absent one is", () => {
    const withModules = { ...files, "node_modules/left-pad/index.js": "1;\n" };
    const refused = testTransform(splitCopy, { dockerfile: WHOLE, build: context(withModules, "unknown") });
    expect(refused.outcomes).toEqual([{ kind: "skip", code: "node-modules-not-ignored", line: 3 }]);
    const changed = testTransform(splitCopy, { dockerfile: WHOLE, build: context(files, "unknown") });
    expect(changed.files.map(({ path, text }) => [path, text])).toEqual([[".dockerignore", "**/node_modules\n.dockerignore\n"]]);
  });

  test("a neighbour that installs for itself is no obstacle", () => {
    const neighbours = ["FROM node:20\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n"];
    const run = testTransform(splitCopy, { dockerfile: WHOLE, build: context(files), neighbours });
    expect(run.outcomes).toEqual([{ kind: "change", grade: "safe", line: 3 }]);
  });
});

describe("a stage that ships and one that does not", () => {
  test("usages with a target make an inner stage ship", () => {
    const dockerfile = "FROM golang:1.22 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\n";
    const build = context({
      "go.mod": "module a\n\ngo 1.22\n\nrequire b.c/d v1.0.0\n",
      "go.sum": "b.c/d v1.0.0 h1:x=\nb.c/d v1.0.0/go.mod h1:y=\n",
      "main.go": "package main\n",
    });
    const grades = [[], ["build"], ["unknown"]].map((targets) => {
      const usages = targets.map(
        (target): Usage => ({ file: "compose.yaml", kind: "compose", name: "a", target, args: {}, command: undefined, entrypoint: undefined }),
      );
      const { outcomes } = testTransform(splitCopy, { dockerfile, build, usages, unsafe: true });
      return outcomes.flatMap((outcome) => (outcome.kind === "change" ? [outcome.grade] : []));
    });
    expect(grades).toEqual([["safe"], ["unsafe"], ["unsafe"]]);
  });
});

describe("links", () => {
  test("a linked manifest is copied, a directory reached through a link is not", () => {
    const build = context({ "web/package.json": NPM["package.json"], "web/package-lock.json": LOCK, ".dockerignore": "**/node_modules\n" });
    const folder = folders.at(-1) ?? "";
    symlinkSync("web", join(folder, "app"));
    symlinkSync("web/package.json", join(folder, "package.json"));
    symlinkSync("web/package-lock.json", join(folder, "package-lock.json"));
    const root = testTransform(splitCopy, { dockerfile: WHOLE, build });
    expect(root.outcomes).toEqual([{ kind: "change", grade: "safe", line: 3 }]);
    const below = testTransform(splitCopy, { dockerfile: "FROM node:20\nCOPY . /srv\nRUN cd /srv/app && npm ci\n", build });
    expect(below.outcomes).toEqual([{ kind: "skip", code: "symlinked-directory", line: 2 }]);
  });
});
