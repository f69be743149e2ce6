import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { contentKind } from "../../src/context/content.ts";
import { temporaryTree } from "../discover/tree.ts";
import { tarOf } from "./tar.ts";

const kindOf = (content: Buffer | string) => contentKind(join(temporaryTree({ f: content }), "f"));

describe("by content alone", () => {
  test.each<[string, Buffer | string, string]>([
    ["a POSIX tar", tarOf("a", "x"), "tar"],
    ["an old tar", tarOf("a", "x", true), "tar"],
    ["a tar in gzip", gzipSync(tarOf("a", "x")), "gzip-tar"],
    ["an old tar in gzip", gzipSync(tarOf("a", "x", true)), "gzip-tar"],
    ["a tar in gzip that hardly shrinks", gzipSync(Buffer.concat([tarOf("a", "x"), randomBytes(300_000)]), { level: 0 }), "gzip-tar"],
    ["a tar after an empty gzip member", Buffer.concat([gzipSync(""), gzipSync(tarOf("a", "x"))]), "gzip-tar"],
    ["text in gzip", gzipSync("create table x;\n".repeat(10_000)), "gzip"],
    ["a little in gzip", gzipSync("x"), "gzip"],
    ["noise in gzip", gzipSync(randomBytes(200_000)), "gzip"],
    ["bzip2", Buffer.from("425a6839314159", "hex"), "bzip2"],
    ["xz", Buffer.from("fd377a585a000004", "hex"), "xz"],
    ["zstd", Buffer.from("28b52ffd0058", "hex"), "zstd"],
    ["zstd behind a skippable frame", Buffer.from("502a4d18040000000000000028b52ffd", "hex"), "zstd"],
    ["zip", Buffer.from("504b0304140000", "hex"), "zip"],
    ["an empty zip", Buffer.from("504b0506000000", "hex"), "zip"],
    ["text", "print('hello')\n", "text"],
    ["long text", "x".repeat(100_000), "text"],
    ["text that is not UTF-8", Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a]), "text"],
    ["NUL", Buffer.from("7f454c46020100", "hex"), "binary"],
    ["zeros", Buffer.alloc(2048), "binary"],
    ["the start of a tar", tarOf("a", "x").subarray(0, 400), "binary"],
    ["nothing", "", "unknown"],
    ["a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "unknown"],
    ["damaged gzip", Buffer.from("1f8b08000000ffffffffffffffffff", "hex"), "unknown"],
    ["half a gzip header", Buffer.from("1f8b08", "hex"), "unknown"],
  ])("%s", (_what, content, kind) => {
    expect(kindOf(content)).toBe(kind);
  });

  test("a file that is not there or no file", () => {
    const root = temporaryTree({ "d/x": "" });
    expect(contentKind(join(root, "nope"))).toBe("unknown");
    expect(contentKind(join(root, "d"))).toBe("unknown");
  });

  test("a gzip that would fill the memory is only looked into", () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const started = performance.now();
    expect(kindOf(bomb)).toBe("gzip");
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
