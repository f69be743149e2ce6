/** The reports as text: JSON for machines, pretty for people. */
import { describe, expect, test } from "vitest";
import type { RewriteResult } from "../../src/engine/result.ts";
import { createPaint } from "../../src/report/color.ts";
import { formatJson } from "../../src/report/json.ts";
import { changedVersions } from "../../src/report/patch.ts";
import { formatDetails, formatFailures, formatPretty, formatSummary, type PrettyOptions } from "../../src/report/pretty.ts";
import { createReport, type FileReport, failedFile, rewrittenFile, skippedFile, unwrittenFile } from "../../src/report/report.ts";

const result: RewriteResult = {
  path: "services/api/Dockerfile",
  status: "changed",
  before: "ADD\n",
  after: "COPY\n",
  changes: [
    { transform: "add-to-copy", grade: "safe", line: 4, endLine: 6, message: "use COPY", applied: true, assumes: [] },
    {
      transform: "exec-form",
      grade: "unsafe",
      line: 9,
      endLine: 9,
      message: "start it",
      applied: false,
      heldBack: "unsafe",
      assumes: ["it forwards signals"],
    },
  ],
  refused: [{ transform: "add-to-copy", line: 5, code: "unknown-type", reason: "not known" }],
  advice: [{ transform: "healthcheck", line: 1, code: "tool-missing", message: "install curl" }],
  suppressed: [{ transform: "exec-form", line: 12, by: "hadolint ignore=DL3025" }],
  files: [{ path: ".dockerignore", action: "append", before: "a\n", text: "a\nb\n" }],
  notes: [{ line: 2, code: "ignore-unused", message: "nothing to ignore here" }],
  failures: [],
};
const changed = rewrittenFile(result, { root: "services/api", from: "own-directory" });
const skipped = skippedFile("a/Dockerfile", { code: "template", reason: "line 2 holds {{" }, "{{\n");
const failed = failedFile("b/Dockerfile", { code: "parse", message: "unknown instruction: FORM", line: 1, hint: "mend it" }, "FORM\n");
const report = createReport("1.2.3", [changed, skipped, failed]);
const options: PrettyOptions = { mode: "write", verbose: false, paint: createPaint(false), display: (path) => path };

describe("the JSON report", () => {
  test("has the fields of the contract in their order, sorted by path", () => {
    expect(formatJson(report)).toBe(
      `${JSON.stringify(
        {
          schemaVersion: 1,
          tool: { name: "dfmod", version: "1.2.3" },
          summary: { files: 3, changed: 1, unchanged: 0, skipped: 1, failed: 1, applied: 1, heldBack: 1, refused: 1, advice: 1 },
          files: [
            {
              path: "a/Dockerfile",
              status: "skipped",
              changes: [],
              refused: [],
              advice: [],
              suppressed: [],
              files: [],
              code: "template",
              reason: "line 2 holds {{",
            },
            {
              path: "b/Dockerfile",
              status: "failed",
              changes: [],
              refused: [],
              advice: [],
              suppressed: [],
              files: [],
              error: { code: "parse", message: "unknown instruction: FORM", line: 1 },
            },
            {
              path: "services/api/Dockerfile",
              status: "changed",
              context: "services/api",
              contextFrom: "own-directory",
              changes: [
                { transform: "add-to-copy", grade: "safe", line: 4, endLine: 6, message: "use COPY", applied: true, assumes: [] },
                {
                  transform: "exec-form",
                  grade: "unsafe",
                  line: 9,
                  endLine: 9,
                  message: "start it",
                  applied: false,
                  heldBack: "unsafe",
                  assumes: ["it forwards signals"],
                },
              ],
              refused: [{ transform: "add-to-copy", line: 5, code: "unknown-type", reason: "not known" }],
              advice: [{ transform: "healthcheck", line: 1, code: "tool-missing", message: "install curl" }],
              suppressed: [{ transform: "exec-form", line: 12, by: "hadolint ignore=DL3025" }],
              files: [{ path: "services/api/.dockerignore", action: "append" }],
              notes: [{ line: 2, code: "ignore-unused", message: "nothing to ignore here" }],
            },
          ],
        },
        undefined,
        2,
      )}\n`,
    );
  });

  test("names the transforms that were dropped from a file that is fine otherwise", () => {
    const dropped: FileReport = { ...changed, failures: [{ code: "transform-threw", message: "boom", transform: "exec-form" }] };
    const json: unknown = JSON.parse(formatJson(createReport("1", [dropped])));
    expect(json).toMatchObject({ files: [{ status: "changed", dropped: [{ transform: "exec-form", code: "transform-threw", message: "boom" }] }] });
  });

  test("has timings only when they were taken", () => {
    expect(formatJson(createReport("1", [], { discover: 1, rewrite: 2, write: 3 }))).toContain('"timings": {\n    "discover": 1');
    expect(formatJson(createReport("1", []))).not.toContain("timings");
  });
});

describe("the report for people", () => {
  test("says what was done, held back, advised, refused and skipped", () => {
    expect(formatDetails(report, options)).toBe(
      `services/api/Dockerfile
  +    4  add-to-copy  use COPY
  ?    9  exec-form  start it (held back: unsafe) (assumes it forwards signals)
  !    2  ignore-unused  nothing to ignore here
  +       append  services/api/.dockerignore

Advice
      1 × healthcheck/tool-missing  install curl (services/api/Dockerfile:1)

Left alone, by reason
      1 × add-to-copy/unknown-type  not known (services/api/Dockerfile:5)

Skipped files
      1 × template: line 2 holds {{ (a/Dockerfile)

`,
    );
  });

  test("with -v lists every refusal, suppression and file", () => {
    const text = formatDetails(createReport("1", [changed, skipped, { ...changed, path: "z", status: "unchanged", changes: [], files: [] }]), {
      ...options,
      verbose: true,
    });
    expect(text).toContain("  -    5  add-to-copy  not known [unknown-type]\n");
    expect(text).toContain("  -   12  exec-form  suppressed by hadolint ignore=DL3025\n");
    expect(text).toContain("z (unchanged)\n");
    expect(text).not.toContain("by reason");
  });

  test("puts failures of one kind together, with the way out", () => {
    const failures = createReport("1", [failed, { ...failed, path: "c/Dockerfile" }]);
    expect(formatFailures(failures, options)).toBe(
      "error: b/Dockerfile:1: unknown instruction: FORM [parse]\n  hint: mend it\n  also: c/Dockerfile:1\n",
    );
  });

  test("sums up in one line that names the flag and the command", () => {
    expect(formatSummary(report, options)).toBe(
      "1 file changed, 0 unchanged, 1 skipped, 1 failed; 1 change applied, 1 held back (--unsafe applies it), 1 place refused (dfmod why <file> says why), 1 advice\n",
    );
    expect(formatSummary(report, { ...options, mode: "dry-run" })).toMatch(/^1 file would be changed, .*; 1 change would be applied, /);
  });

  test("is the three parts, coloured where asked", () => {
    expect(formatPretty(report, options)).toBe(formatDetails(report, options) + formatFailures(report, options) + formatSummary(report, options));
    expect(formatPretty(report, { ...options, paint: createPaint(true) })).toContain("\u001b[31merror:\u001b[39m");
  });

  test("groups equal refusals", () => {
    const other = { ...changed, path: "x/Dockerfile" };
    expect(formatDetails(createReport("1", [changed, other]), options)).toContain(
      "      2 × add-to-copy/unknown-type  not known (first: services/api/Dockerfile:5)\n",
    );
  });
});

describe("what is assembled", () => {
  test("a file that could not be written has nothing applied", () => {
    const file = unwrittenFile(changed, { code: "dirty", message: "m" });
    expect(file).toMatchObject({ status: "failed", after: "ADD\n", files: [], failures: [{ code: "dirty" }] });
    expect(createReport("1", [file]).summary).toMatchObject({ failed: 1, applied: 0, heldBack: 1 });
  });

  test("a second file of several Dockerfiles is in the patch once, from its first to its last text", () => {
    const second = { path: ".dockerignore", action: "append" } as const;
    const files = [
      rewrittenFile({ ...result, path: "a", files: [{ ...second, before: undefined, text: "1\n" }] }, { root: ".", from: "own-directory" }),
      rewrittenFile({ ...result, path: "b", files: [{ ...second, before: "1\n", text: "1\n2\n" }] }, { root: ".", from: "own-directory" }),
    ];
    expect(changedVersions(createReport("1", files))).toEqual([
      { path: ".dockerignore", before: undefined, after: "1\n2\n" },
      { path: "a", before: "ADD\n", after: "COPY\n" },
      { path: "b", before: "ADD\n", after: "COPY\n" },
    ]);
  });
});
