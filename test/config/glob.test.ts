import { describe, expect, test } from "vitest";
import { compileGlob } from "../../src/config/glob.ts";

/** [glob, paths it covers, paths it does not] */
const cases: readonly (readonly [glob: string, yes: readonly string[], no: readonly string[]])[] = [
  ["third_party/**", ["third_party/Dockerfile", "third_party/a/b/Dockerfile"], ["a/third_party/Dockerfile", "third_party2/Dockerfile"]],
  ["third_party", ["third_party/Dockerfile", "a/third_party/x/Dockerfile"], ["third_party2/Dockerfile"]],
  ["third_party/", ["third_party/Dockerfile"], ["x/third_partyy/Dockerfile"]],
  ["./legacy/*", ["legacy/Dockerfile", "legacy/a/Dockerfile"], ["a/legacy/Dockerfile"]],
  ["/legacy/x", ["legacy/x", "legacy/x/Dockerfile"], ["a/legacy/x"]],
  ["services/*/Dockerfile", ["services/a/Dockerfile"], ["services/a/b/Dockerfile", "services/a/Dockerfile.dev"]],
  ["services/**/Dockerfile", ["services/Dockerfile", "services/a/b/Dockerfile"], ["Dockerfile"]],
  ["**/test/**", ["test/Dockerfile", "a/b/test/c/Dockerfile"], ["a/tests/Dockerfile"]],
  ["*.ci.Dockerfile", ["a.ci.Dockerfile", "x/y/a.ci.Dockerfile"], ["a.Dockerfile"]],
  ["Dockerfile.?", ["Dockerfile.a"], ["Dockerfile.", "Dockerfile.ab"]],
  ["a/{b,c*}/Dockerfile", ["a/b/Dockerfile", "a/cd/Dockerfile"], ["a/d/Dockerfile"]],
  ["a/[bc]/Dockerfile", ["a/b/Dockerfile"], ["a/d/Dockerfile"]],
  ["a/[!bc]/Dockerfile", ["a/d/Dockerfile"], ["a/b/Dockerfile"]],
  ["a+b(c)/$x", ["a+b(c)/$x"], ["aab(c)/$x"]],
];

describe("globs of the configuration", () => {
  test.each(cases)("%s", (glob, yes, no) => {
    const pattern = compileGlob(glob);
    expect(yes.filter((path) => !pattern.test(path))).toEqual([]);
    expect(no.filter((path) => pattern.test(path))).toEqual([]);
  });
});
