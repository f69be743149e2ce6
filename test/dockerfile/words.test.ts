import { describe, expect, test } from "vitest";
import { parseImageReference } from "../../src/dockerfile/image-ref.ts";
import { expandWord, hasVariable, type Lookup } from "../../src/dockerfile/words.ts";

const VALUES: Readonly<Record<string, string | null>> = { A: "one", EMPTY: "", PATHS: "a/b/c.tar.gz", UNKNOWN: null };
const lookup: Lookup = (name) => (Object.hasOwn(VALUES, name) ? VALUES[name] : undefined);

describe("BuildKit's word rules", () => {
  test.each([
    ["plain", "plain"],
    ["$A-${A}", "one-one"],
    ["'$A'", "$A"],
    ['"$A b"', "one b"],
    ["\\$A", "$A"],
    ['"a\\"b\\x"', 'a"b\\x'],
    ["$NONE.", "."],
    ["${NONE:-x}${NONE-y}${EMPTY:-z}${EMPTY-w}", "xyz"],
    ["${A:+set}${NONE:+set}${EMPTY+set}", "setset"],
    ["${NONE:-$A}", "one"],
    ["${PATHS#*/}", "b/c.tar.gz"],
    ["${PATHS##*/}", "c.tar.gz"],
    ["${PATHS%.*}", "a/b/c.tar"],
    ["${PATHS%%.*}", "a/b/c"],
    ["${PATHS/b/x}", "a/x/c.tar.gz"],
    ["${PATHS//[/]/-}", "a/b/c.tar.gz"],
    ["${PATHS//a/-}", "-/b/c.t-r.gz"],
    ["$", "$"],
    ["a$", "a$"],
    ["$UNKNOWN", undefined],
    ["${UNKNOWN:-x}", undefined],
    ["${NONE:?must}", undefined],
    ["${}", undefined],
    ["'open", undefined],
    ['"open', undefined],
  ])("%s → %s", (raw, value) => {
    expect(expandWord(raw, lookup, "\\")).toBe(value);
  });

  test("the escape directive moves the escape character", () => {
    expect(expandWord("c:\\x`$A", lookup, "`")).toBe("c:\\x$A");
    expect(hasVariable("c:\\$A", "`")).toBe(true);
    expect(hasVariable("\\$A", "\\")).toBe(false);
  });
});

describe("image references", () => {
  test.each([
    ["node", "docker.io", "library/node", undefined, undefined],
    ["node:20-alpine", "docker.io", "library/node", "20-alpine", undefined],
    ["bitnami/redis", "docker.io", "bitnami/redis", undefined, undefined],
    ["docker.io/library/node:1", "docker.io", "library/node", "1", undefined],
    ["localhost:5000/a/b:x", "localhost:5000", "a/b", "x", undefined],
    ["gcr.io/distroless/static-debian12", "gcr.io", "distroless/static-debian12", undefined, undefined],
    [`a:1@sha256:${"0".repeat(64)}`, "docker.io", "library/a", "1", `sha256:${"0".repeat(64)}`],
  ])("%s", (text, registry, repository, tag, digest) => {
    expect(parseImageReference(text)).toEqual({ registry, repository, tag, digest });
  });

  test.each(["", "$X", "Node", "a:", "a@sha256:12"])("%j is none", (text) => {
    expect(parseImageReference(text)).toBeUndefined();
  });
});
