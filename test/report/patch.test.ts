/** Patches are held against the real `git apply`, byte for byte, over files that tools get wrong. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { createPaint, paintPatch } from "../../src/report/color.ts";
import { type FileVersions, formatVersions } from "../../src/report/patch.ts";

const root = mkdtempSync(join(tmpdir(), "dfmod-patch-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const environment = { PATH: process.env.PATH ?? "", HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" };
const git = (cwd: string, args: readonly string[], input?: string): string =>
  execFileSync("git", args, { cwd, env: environment, input, encoding: "utf8", stdio: "pipe" });

let count = 0;
function applied(versions: readonly FileVersions[]): string {
  const repository = join(root, `${count++}`);
  mkdirSync(repository);
  git(repository, ["init", "-q"]);
  for (const { path, before } of versions) {
    if (before !== undefined) {
      mkdirSync(dirname(join(repository, path)), { recursive: true });
      writeFileSync(join(repository, path), before);
    }
  }
  git(repository, ["-c", "core.autocrlf=false", "add", "-A"]);
  git(repository, ["-c", "core.autocrlf=false", "apply", "--index", "-"], formatVersions(versions));
  return repository;
}

const long = Array.from({ length: 60 }, (_, i) => `RUN echo ${i}`).join("\n");
const many = Array.from({ length: 5_000 }, (_, i) => `RUN echo ${i}`);

/** name → [path, before, after] */
const awkward: Readonly<Record<string, readonly [path: string, before: string | undefined, after: string]>> = {
  plain: ["Dockerfile", "FROM a\nADD x /\n", "FROM a\nCOPY x /\n"],
  "CRLF endings": ["Dockerfile", "FROM a\r\nADD x /\r\nRUN b\r\n", "FROM a\r\nCOPY x /\r\nRUN b\r\n"],
  "mixed endings": ["Dockerfile", "FROM a\r\nADD x /\nRUN b\r\n", "FROM a\r\nCOPY x /\nRUN b\r\n"],
  "an ending that changes": ["Dockerfile", "FROM a\r\n", "FROM a\n"],
  "a lone carriage return": ["Dockerfile", "FROM a\rb\nADD x /\n", "FROM a\rb\nCOPY x /\n"],
  "no final newline": ["Dockerfile", "FROM a\nADD x /", "FROM a\nCOPY x /"],
  "no final newline, change above": ["Dockerfile", "FROM a\nADD x /\nRUN b", "FROM a\nCOPY x /\nRUN b"],
  "a final newline added": ["Dockerfile", "FROM a\nADD x /", "FROM a\nADD x /\n"],
  "a final newline removed": ["Dockerfile", "FROM a\nADD x /\n", "FROM a\nADD x /"],
  "no final newline with CRLF": ["Dockerfile", "FROM a\r\nADD x /", "FROM a\r\nCOPY x /"],
  "a byte order mark": ["Dockerfile", "\ufeffFROM a\nADD x /\n", "\ufeffFROM a\nCOPY x /\n"],
  "a byte order mark on the changed line": ["Dockerfile", "\ufeffADD x /\n", "\ufeffCOPY x /\n"],
  "one line": ["Dockerfile", "FROM a", "FROM b"],
  "the first line": ["Dockerfile", `FROM a\n${long}\n`, `FROM b\n${long}\n`],
  "the last line": ["Dockerfile", `${long}\nCMD a\n`, `${long}\nCMD b\n`],
  "lines inserted at the start": ["Dockerfile", "FROM a\n", "# c\n# d\nFROM a\n"],
  "lines appended": ["Dockerfile", "FROM a\n", "FROM a\nCMD b\nCMD c\n"],
  "everything removed": ["Dockerfile", "FROM a\nRUN b\n", ""],
  "filled from empty": ["Dockerfile", "", "FROM a\n"],
  "far hunks": ["Dockerfile", `ADD a\n${long}\nADD b\n${long}\nADD c`, `COPY a\n${long}\nCOPY b\n${long}\nCOPY c`],
  "touching hunks": ["Dockerfile", "ADD a\n1\n2\n3\n4\n5\n6\nADD b\n", "COPY a\n1\n2\n3\n4\n5\n6\nCOPY b\n"],
  "trailing blanks": ["Dockerfile", "FROM a   \nADD x / \t\n\n\n", "FROM a   \nCOPY x / \t\n\n\n"],
  "blank lines only differ": ["Dockerfile", "FROM a\n\n\nRUN b\n", "FROM a\n\nRUN b\n"],
  "lines that look like a patch": [
    "Dockerfile",
    "--- a\n+++ b\n@@ -1 +1 @@\ndiff --git a/x b/x\n-- x\n",
    "--- a\n+++ b\n@@ -1 +1 @@\ndiff --git a/x b/x\n++ x\n",
  ],
  "the text of the marker": ["Dockerfile", "\\ No newline at end of file\nADD", "\\ No newline at end of file\nCOPY"],
  "form feeds and separators": ["Dockerfile", "A\u000c\u2028\u0085B\nADD\n", "A\u000c\u2028\u0085B\nCOPY\n"],
  "letters outside ASCII": ["Dockerfile", "# naïve 漢字 🐳\nADD ü /\n", "# naïve 漢字 🐳\nCOPY ü /\n"],
  "a name with a space": ["my app/Dockerfile dev", "ADD\n", "COPY\n"],
  "a name with a leading and a trailing space": [" a /Dockerfile ", "ADD\n", "COPY\n"],
  "a name outside ASCII": ["dienste/übergröße/Dockerfile.日本", "ADD\n", "COPY\n"],
  "a name with quotes": ['it\'s "quoted"/Dockerfile', "ADD\n", "COPY\n"],
  "a name with a backslash": ["a\\b/Dockerfile", "ADD\n", "COPY\n"],
  "a name with a tab and a line break": ["a\tb\nc/Dockerfile", "ADD\n", "COPY\n"],
  "a name like a prefix": ["a/b/Dockerfile", "ADD\n", "COPY\n"],
  "a name with ' b/' inside": ["x b/x b/Dockerfile", "ADD\n", "COPY\n"],
  "a name like an option": ["-n/--Dockerfile", "ADD\n", "COPY\n"],
  "a created file": ["svc/.dockerignore", undefined, "node_modules\n"],
  "a created file without final newline": ["svc/.dockerignore", undefined, "node_modules"],
  "a created file with CRLF": ["svc/.dockerignore", undefined, "a\r\nb\r\n"],
  "a created file with an odd name": ['my "ä" dir/.dockerignore', undefined, "a\n"],
  "a created file, trailing space in the name": ["d/x ", undefined, "a\n"],
  "more edits than the diff is asked to search": [
    "Dockerfile",
    `${many.join("\n")}\n`,
    `${many.map((line) => line.replace("RUN", "CMD")).join("\n")}`,
  ],
  "heredoc with patch inside": ["Dockerfile", "RUN <<EOF\n-a\n+b\n context\nEOF\nADD\n", "RUN <<EOF\n-a\n+b\n context\nEOF\nCOPY\n"],
};

describe("git apply takes the patch byte-exactly", () => {
  test.each(Object.entries(awkward))("%s", (_name, [path, before, after]) => {
    const repository = applied([{ path, before, after }]);
    expect(readFileSync(join(repository, path)).equals(Buffer.from(after))).toBe(true);
    if (before === undefined) {
      expect(statSync(join(repository, path)).mode & 0o777).toBe(0o644);
    }
  });

  test("many files in one patch", () => {
    const versions = Object.values(awkward).map(([path, before, after], i) => ({ path: `${i}/${path}`, before, after }));
    const repository = applied(versions);
    for (const { path, after } of versions) {
      expect(readFileSync(join(repository, path)).equals(Buffer.from(after))).toBe(true);
    }
  });

  test("any text", () => {
    const line = fc.stringMatching(/^[-+ @\\a\r\t\ufeffü]{0,4}$/);
    const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join("\n"));
    const version = fc.record({ before: fc.option(text, { nil: undefined }), after: text });
    fc.assert(
      fc.property(fc.array(version, { minLength: 1, maxLength: 12 }), (versions) => {
        const files = versions
          .map((each, i) => ({ ...each, path: `d ${i}/Dockerfile` }))
          .filter(({ before, after }) => before !== after && !(before === undefined && after === ""));
        if (files.length > 0) {
          const repository = applied(files);
          for (const { path, after } of files) {
            expect(readFileSync(join(repository, path)).equals(Buffer.from(after))).toBe(true);
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe("what a patch holds", () => {
  test("nothing for files that are the same", () => {
    expect(formatVersions([{ path: "Dockerfile", before: "FROM a\n", after: "FROM a\n" }])).toBe("");
  });

  test("git's own layout", () => {
    expect(formatVersions([{ path: "s/Dockerfile", before: "1\n2\n3\n4\nADD\n6\n7\n8\n9\n", after: "1\n2\n3\n4\nCOPY\n6\n7\n8\n9\n" }])).toBe(
      "diff --git a/s/Dockerfile b/s/Dockerfile\n--- a/s/Dockerfile\n+++ b/s/Dockerfile\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-ADD\n+COPY\n 6\n 7\n 8\n",
    );
  });

  test("colour goes around lines, for a terminal", () => {
    const patch = formatVersions([{ path: "Dockerfile", before: "ADD\n", after: "COPY\n" }]);
    const painted = paintPatch(patch, createPaint(true));
    expect(painted).toContain("\u001b[31m-ADD\u001b[39m\n\u001b[32m+COPY\u001b[39m\n");
    expect(painted.replaceAll(/\u001b\[\d+m/g, "")).toBe(patch);
    expect(paintPatch(patch, createPaint(false))).toBe(patch);
  });
});
