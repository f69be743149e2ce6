/**
 * Diffs that a person has read as the reviewer of a migration: right, minimal, in the file's own style, to be merged? A rewrite that has
 * changed since must be read again: run the transform on the file, judge the diff, and write the new hash into verdicts.tsv.
 * `no` is the verdict of the first reading; the fixture in the last column holds what was mended, and the hash is that of the mended output.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testTransform } from "../../src/testing.ts";
import { transforms } from "../../transforms/index.ts";
import { corpusFiles, hasCorpus, projectRoot } from "./corpus.ts";

const rows = readFileSync(join(import.meta.dirname, "verdicts.tsv"), "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [file = "", input = "", id = "", mode = "", output = "", merge = "", why = "", fixture = ""] = line.split("\t");
    return { file, input, id, mode, output, merge, why, fixture };
  });

test("at least 150 diffs are read, spread over the three transforms, each with a reason", () => {
  expect(rows.length).toBeGreaterThanOrEqual(150);
  for (const id of ["add-to-copy", "apt-cleanup", "exec-form"]) expect(rows.filter((row) => row.id === id).length).toBeGreaterThanOrEqual(40);
  for (const { merge, why } of rows) expect([merge, why !== ""]).toEqual([expect.stringMatching(/^(?:yes|no)$/), true]);
});

test("every diff that was not to be merged has become a fixture", () => {
  for (const { id, merge, fixture } of rows) {
    if (merge === "yes") continue;
    const path = join(projectRoot, "__testfixtures__", id, fixture);
    expect([fixture, existsSync(`${path}.expect.json`) || existsSync(join(path, "expect.json"))]).toEqual([fixture, true]);
  }
});

describe.skipIf(!hasCorpus)("the rewrites are those that were read", () => {
  const texts = new Map((hasCorpus ? corpusFiles() : []).map(({ file, text }) => [file, text]));

  // Those of split-copy need their repository: split-count.test.ts.
  const alone = rows.filter(({ id }) => id !== "split-copy");

  test.each(alone.map((row) => [`${row.id} ${row.mode} ${row.file}`, row] as const))("%s", (_name, { file, input, id, mode, output }) => {
    const transform = transforms.find((each) => each.id === id);
    const dockerfile = texts.get(file);
    if (transform === undefined || dockerfile === undefined) throw new Error(`${id} or ${file} is gone`);
    expect(hash(dockerfile)).toBe(input);
    expect(hash(testTransform(transform, { dockerfile, unsafe: mode === "unsafe" }).output), "read this diff again").toBe(output);
  });
});

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
