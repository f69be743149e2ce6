import { expect, test } from "vitest";
import { type NameKind, nameKind } from "../../src/knowledge/archives.ts";

const NAMES: Readonly<Record<NameKind, readonly string[]>> = {
  archive: ["a.tar", "A.TAR.GZ", "x/a.tgz", "a.tbz2", "a.tzst", "a.tlzma", "a.tar-old", "a.tar.1", "a.tgz.txt", "a.tar.bak", "a.tar.lz4"],
  compressed: ["a.gz", "a.sql.bz2", "a.xz", "a.zst", "a.Z", "a.gz.txt"],
  harmless: ["a.py", "a.conf", "a.JAR", "a.tar.gz.asc", "a.tgz.sha256", "b.target", "b.targets", ".npmrc", ".git", "tar.conf", "x.tar/a.txt"],
  unknown: ["a", "tar", ".secret", "a.", "a.bin", "a.apk", "a.gem", "a.1", "x.tar/a", ""],
};

test.each(Object.entries(NAMES).flatMap(([kind, names]) => names.map((name) => [name, kind])))("%s is %s", (name, kind) => {
  expect(nameKind(name)).toBe(kind);
});
