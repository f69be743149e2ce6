import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, linkSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DfmodError } from "../../src/errors.ts";
import { writeAtomically } from "../../src/write/atomic.ts";
import { temporaryTree } from "../discover/tree.ts";

const OLD = Buffer.from("FROM a\r\n");
const NEW = Buffer.from("\ufeffFROM b\n");

function codeOf(action: () => void): string {
  try {
    action();
  } catch (error) {
    if (error instanceof DfmodError) return `${error.code}${error.hint === undefined ? " without a hint" : ""}`;
    throw error;
  }
  return "done";
}

const isRoot = process.getuid?.() === 0;

describe("replacing a file", () => {
  test("writes the bytes and leaves nothing else", () => {
    const root = temporaryTree({ Dockerfile: OLD, other: "x" });
    writeAtomically({ absolute: join(root, "Dockerfile"), expected: OLD, bytes: NEW });
    expect(readFileSync(join(root, "Dockerfile")).equals(NEW)).toBe(true);
    expect(readdirSync(root).sort()).toEqual(["Dockerfile", "other"]);
  });

  test("keeps the mode", () => {
    const root = temporaryTree({ Dockerfile: OLD });
    chmodSync(join(root, "Dockerfile"), 0o750);
    writeAtomically({ absolute: join(root, "Dockerfile"), expected: OLD, bytes: NEW });
    expect(statSync(join(root, "Dockerfile")).mode & 0o7777).toBe(0o750);
  });

  test.runIf(isRoot)("keeps the owner, and the set-user bit that a change of owner would cut", () => {
    const root = temporaryTree({ Dockerfile: OLD });
    const path = join(root, "Dockerfile");
    chownSync(path, 12_345, 54_321);
    chmodSync(path, 0o4755);
    writeAtomically({ absolute: path, expected: OLD, bytes: NEW });
    const { uid, gid, mode } = statSync(path);
    expect([uid, gid, mode & 0o7777]).toEqual([12_345, 54_321, 0o4755]);
  });

  test("does not touch equal bytes", () => {
    const root = temporaryTree({ Dockerfile: OLD });
    const before = statSync(join(root, "Dockerfile"));
    writeAtomically({ absolute: join(root, "Dockerfile"), expected: OLD, bytes: Buffer.from(OLD) });
    const after = statSync(join(root, "Dockerfile"));
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });

  test("writes through symbolic links", () => {
    const root = temporaryTree({ "real/Dockerfile": OLD });
    symlinkSync("real/Dockerfile", join(root, "Dockerfile"));
    writeAtomically({ absolute: join(root, "Dockerfile"), expected: OLD, bytes: NEW });
    expect(lstatSync(join(root, "Dockerfile")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(root, "real/Dockerfile")).equals(NEW)).toBe(true);
    expect(readdirSync(join(root, "real"))).toEqual(["Dockerfile"]);
  });

  test("keeps hard links together, shorter content included", () => {
    const root = temporaryTree({ Dockerfile: Buffer.concat([OLD, OLD, OLD]) });
    linkSync(join(root, "Dockerfile"), join(root, "twin"));
    const { ino } = statSync(join(root, "Dockerfile"));
    writeAtomically({ absolute: join(root, "Dockerfile"), expected: Buffer.concat([OLD, OLD, OLD]), bytes: NEW });
    expect(readFileSync(join(root, "twin")).equals(NEW)).toBe(true);
    expect(statSync(join(root, "Dockerfile")).ino).toBe(ino);
  });

  test("an empty file, and one that becomes empty", () => {
    const root = temporaryTree({ a: "", b: "x" });
    writeAtomically({ absolute: join(root, "a"), expected: Buffer.alloc(0), bytes: NEW });
    writeAtomically({ absolute: join(root, "b"), expected: Buffer.from("x"), bytes: Buffer.alloc(0) });
    expect([readFileSync(join(root, "a")).equals(NEW), readFileSync(join(root, "b")).length]).toEqual([true, 0]);
  });
});

describe("creating a file", () => {
  test("writes it with the usual mode", () => {
    const root = temporaryTree({ x: "" });
    writeAtomically({ absolute: join(root, ".dockerignore"), expected: undefined, bytes: NEW });
    expect(readFileSync(join(root, ".dockerignore")).equals(NEW)).toBe(true);
    expect(statSync(join(root, ".dockerignore")).mode & 0o777).toBe(statSync(join(root, "x")).mode & 0o777);
    expect(readdirSync(root).sort()).toEqual([".dockerignore", "x"]);
  });

  test("refuses when something is there by now, a dangling link included", () => {
    const root = temporaryTree({ a: "someone's" });
    symlinkSync("gone", join(root, "b"));
    expect(codeOf(() => writeAtomically({ absolute: join(root, "a"), expected: undefined, bytes: NEW }))).toBe("changed-while-running");
    expect(codeOf(() => writeAtomically({ absolute: join(root, "b"), expected: undefined, bytes: NEW }))).toBe("changed-while-running");
    expect([readFileSync(join(root, "a"), "utf8"), readdirSync(root).sort()]).toEqual(["someone's", ["a", "b"]]);
  });

  test("in a directory that is gone", () => {
    const root = temporaryTree({ x: "" });
    expect(codeOf(() => writeAtomically({ absolute: join(root, "gone/a"), expected: undefined, bytes: NEW }))).toBe("not-written");
  });
});

describe("refusing", () => {
  test.each([
    ["changed", (path: string) => writeFileSync(path, "FROM other\n")],
    ["longer by a byte", (path: string) => writeFileSync(path, Buffer.concat([OLD, Buffer.from("\n")]))],
  ])("a file that is %s is left as it is", (_what, change) => {
    const root = temporaryTree({ Dockerfile: OLD });
    const path = join(root, "Dockerfile");
    change(path);
    const now = readFileSync(path);
    expect(codeOf(() => writeAtomically({ absolute: path, expected: OLD, bytes: NEW }))).toBe("changed-while-running");
    expect(readFileSync(path).equals(now)).toBe(true);
    expect(readdirSync(root)).toEqual(["Dockerfile"]);
  });

  test("a changed hard-linked file", () => {
    const root = temporaryTree({ Dockerfile: "other" });
    linkSync(join(root, "Dockerfile"), join(root, "twin"));
    expect(codeOf(() => writeAtomically({ absolute: join(root, "Dockerfile"), expected: OLD, bytes: NEW }))).toBe("changed-while-running");
    expect(readFileSync(join(root, "twin"), "utf8")).toBe("other");
  });

  test("a file that is gone", () => {
    const root = temporaryTree({ x: "" });
    expect(codeOf(() => writeAtomically({ absolute: join(root, "Dockerfile"), expected: OLD, bytes: NEW }))).toBe("changed-while-running");
    expect(readdirSync(root)).toEqual(["x"]);
  });

  test("a read-only file, whoever asks", () => {
    const root = temporaryTree({ Dockerfile: OLD });
    chmodSync(join(root, "Dockerfile"), 0o444);
    expect(codeOf(() => writeAtomically({ absolute: join(root, "Dockerfile"), expected: OLD, bytes: NEW }))).toBe("read-only");
    expect([readFileSync(join(root, "Dockerfile")).equals(OLD), readdirSync(root)]).toEqual([true, ["Dockerfile"]]);
  });

  test("a read-only directory, whoever asks", () => {
    const root = temporaryTree({ "d/Dockerfile": OLD });
    chmodSync(join(root, "d"), 0o555);
    expect(codeOf(() => writeAtomically({ absolute: join(root, "d/Dockerfile"), expected: OLD, bytes: NEW }))).toBe("read-only");
    expect(codeOf(() => writeAtomically({ absolute: join(root, "d/new"), expected: undefined, bytes: NEW }))).toBe("read-only");
    chmodSync(join(root, "d"), 0o755);
    expect([readFileSync(join(root, "d/Dockerfile")).equals(OLD), readdirSync(join(root, "d"))]).toEqual([true, ["Dockerfile"]]);
  });

  test.runIf(isRoot)("someone else's file, as an ordinary user: written in place when that is allowed, so that the owner stays", () => {
    const root = temporaryTree({ Dockerfile: OLD });
    chmodSync(root, 0o777);
    chmodSync(join(root, "Dockerfile"), 0o666);
    const script = `
      import { writeAtomically } from "${join(import.meta.dirname, "../../src/write/atomic.ts")}";
      process.setgid(65534);
      process.setuid(65534);
      writeAtomically({ absolute: ${JSON.stringify(join(root, "Dockerfile"))}, expected: Buffer.from("FROM a\\r\\n"), bytes: Buffer.from("FROM b\\n") });
    `;
    const run = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], { encoding: "utf8" });
    expect([run.status, run.stderr.includes("Error")]).toEqual([0, false]);
    expect([readFileSync(join(root, "Dockerfile"), "utf8"), statSync(join(root, "Dockerfile")).uid, readdirSync(root)]).toEqual([
      "FROM b\n",
      0,
      ["Dockerfile"],
    ]);
  });
});
