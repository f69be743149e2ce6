import { closeSync, openSync, readSync } from "node:fs";
import { constants, gunzipSync } from "node:zlib";
import type { ContentKind } from "../engine/transform.ts";

const BLOCK = 512;
const TEXT_PROBE = 8 * 1024;
/** Compressed bytes to look at until one tar block is out: a gzip header may carry 64 KiB of extra fields. */
const GZIP_PROBES = [1024, 8 * 1024, 128 * 1024];

const MAGIC: readonly (readonly [ContentKind, readonly number[]])[] = [
  ["bzip2", [0x42, 0x5a, 0x68]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["zip", [0x50, 0x4b, 0x03, 0x04]],
  ["zip", [0x50, 0x4b, 0x05, 0x06]],
  ["zip", [0x50, 0x4b, 0x07, 0x08]],
];

export const LFS_POINTER = "version https://git-lfs.github.com/spec/";

/** What a file is, by its content alone. ADD unpacks what the builder can read as tar, whatever its name. */
export function contentKind(absolute: string): ContentKind {
  const head = readHead(absolute, TEXT_PROBE);
  if (head === undefined || head.length === 0 || head.toString("latin1").startsWith(LFS_POINTER)) return "unknown";
  if (startsWith(head, [0x1f, 0x8b])) return gzipKind(absolute);
  const magic = MAGIC.find(([, bytes]) => startsWith(head, bytes))?.[0];
  if (magic !== undefined) return magic;
  if (isSkippableZstdFrame(head)) return "zstd";
  if (isTarBlock(head)) return "tar";
  return head.includes(0) ? "binary" : "text";
}

function gzipKind(absolute: string): ContentKind {
  for (const size of GZIP_PROBES) {
    const packed = readHead(absolute, size);
    const plain = packed === undefined ? undefined : inflateStart(packed);
    if (packed === undefined || plain === undefined) return "unknown";
    if (plain.length >= BLOCK) return isTarBlock(plain) ? "gzip-tar" : "gzip";
    // The whole file gives less than one block: no tar, if it is whole.
    if (packed.length < size) return isComplete(packed) ? "gzip" : "unknown";
  }
  return "unknown";
}

/** What the first bytes inflate to; `undefined` for damaged data. */
function inflateStart(packed: Buffer): Buffer | undefined {
  try {
    return gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return undefined;
  }
}

function isComplete(packed: Buffer): boolean {
  try {
    gunzipSync(packed, { maxOutputLength: BLOCK });
    return true;
  } catch {
    return false;
  }
}

/** POSIX tar by its magic, older tar by its checksum, which is how the builder's own reader decides. */
function isTarBlock(bytes: Buffer): boolean {
  if (bytes.length < BLOCK) return false;
  if (bytes.toString("latin1", 257, 262) === "ustar") return true;
  const stored = Number.parseInt(bytes.toString("latin1", 148, 156).replace(/^[ \0]+|[ \0]+$/g, ""), 8);
  let unsigned = 0;
  let signed = 0;
  for (let i = 0; i < BLOCK; i++) {
    const inField = i >= 148 && i < 156;
    unsigned += inField ? 32 : bytes.readUInt8(i);
    signed += inField ? 32 : bytes.readInt8(i);
  }
  return stored === unsigned || stored === signed;
}

function isSkippableZstdFrame(head: Buffer): boolean {
  return head.length >= 4 && (head[0] ?? 0) >> 4 === 5 && startsWith(head.subarray(1), [0x2a, 0x4d, 0x18]);
}

function startsWith(bytes: Buffer, prefix: readonly number[]): boolean {
  return prefix.every((byte, i) => bytes[i] === byte);
}

/** At most `size` bytes; `undefined` when the file cannot be read. */
function readHead(absolute: string, size: number): Buffer | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(absolute, "r");
    const buffer = Buffer.alloc(size);
    return buffer.subarray(0, readSync(descriptor, buffer, 0, size, 0));
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
