// The files of an image: what `docker export` writes of a container that never ran, entry by entry.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { docker } from "./docker.ts";
import type { Engine } from "./engine.setup.ts";

/** Absolute path → type, mode, owner, and hash or target. Times are left out: they tell when an image was built. */
export type FileTree = ReadonlyMap<string, string>;

const BLOCK = 512;
const TYPES: Readonly<Record<string, string>> = {
  "0": "file",
  "\0": "file",
  "1": "link",
  "2": "symlink",
  "3": "character device",
  "4": "block device",
  "5": "directory",
  "6": "fifo",
};

interface Header {
  readonly name: string;
  readonly type: string;
  readonly mode: number;
  readonly owner: string;
  readonly size: number;
  readonly target: string;
}

/** Reads so and so many bytes; fewer only at the end. */
type Take = (bytes: number) => Promise<Buffer>;

function takeFrom(stream: AsyncIterable<Buffer>): Take {
  const chunks = stream[Symbol.asyncIterator]();
  let kept: Buffer = Buffer.alloc(0);
  return async (bytes) => {
    const parts = [kept];
    let size = kept.length;
    while (size < bytes) {
      const { done, value } = await chunks.next();
      if (done === true) break;
      parts.push(value);
      size += value.length;
    }
    const all = parts.length === 1 ? kept : Buffer.concat(parts);
    kept = all.subarray(bytes);
    return all.subarray(0, bytes);
  };
}

const text = (block: Buffer, start: number, length: number): string => {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString("utf8", 0, end === -1 ? length : end);
};
const octal = (block: Buffer, start: number, length: number): number => Number.parseInt(text(block, start, length).trim() || "0", 8);
const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

/** The records of a pax header, "<length> <name>=<value>\n" each (POSIX.1-2017, pax). */
function paxRecords(content: Buffer): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < content.length; ) {
    const blank = content.indexOf(" ", at);
    const length = Number(content.toString("utf8", at, blank));
    if (!(length > 0)) throw new Error("a pax record without a length");
    const record = content.toString("utf8", blank + 1, at + length - 1);
    records.set(record.slice(0, record.indexOf("=")), record.slice(record.indexOf("=") + 1));
    at += length;
  }
  return records;
}

function readHeader(block: Buffer, pax: ReadonlyMap<string, string>): Header {
  const letter = text(block, 156, 1) || "0";
  const type = TYPES[letter];
  if (type === undefined) throw new Error(`an entry of type ${JSON.stringify(letter)} in the archive`);
  const prefix = text(block, 345, 155);
  const name = pax.get("path") ?? (prefix === "" ? "" : `${prefix}/`) + text(block, 0, 100);
  return {
    name: `/${name.replace(/^\.?\//, "").replace(/\/$/, "")}`,
    type,
    mode: octal(block, 100, 8) & 0o7777,
    owner: `${pax.get("uid") ?? octal(block, 108, 8)}:${pax.get("gid") ?? octal(block, 116, 8)}`,
    size: Number(pax.get("size") ?? octal(block, 124, 12)),
    target: pax.get("linkpath") ?? text(block, 157, 100),
  };
}

/** Compiled Python begins with 16 bytes that hold the time and size of its source (PEP 552). */
const hashedFrom = (name: string): number => (name.endsWith(".pyc") ? 16 : 0);

async function hashOf(take: Take, { name, size }: Header): Promise<string> {
  const hash = createHash("sha256");
  let left = size;
  let skip = hashedFrom(name);
  while (left > 0) {
    const part = await take(Math.min(left, 2 ** 20));
    if (part.length === 0) throw new Error("the archive ends inside a file");
    hash.update(part.subarray(skip));
    skip = Math.max(0, skip - part.length);
    left -= part.length;
  }
  await take(padding(size));
  return hash.digest("hex").slice(0, 16);
}

async function readArchive(stream: AsyncIterable<Buffer>): Promise<FileTree> {
  const take = takeFrom(stream);
  const tree = new Map<string, string>();
  let pax: ReadonlyMap<string, string> = new Map();
  for (;;) {
    const block = await take(BLOCK);
    if (block.length < BLOCK) throw new Error("the archive ends without its end mark");
    if (block.every((byte) => byte === 0)) break;
    const letter = text(block, 156, 1);
    if (letter === "x" || letter === "g") {
      const size = octal(block, 124, 12);
      const records = paxRecords(await take(size));
      await take(padding(size));
      if (letter === "x") pax = records;
      continue;
    }
    const header = readHeader(block, pax);
    pax = new Map();
    const hash = await hashOf(take, header);
    const mode = header.mode.toString(8);
    // A hard link is the file it names; which of the names comes first says nothing.
    const linked = header.type === "link" ? tree.get(`/${header.target.replace(/^\.?\//, "")}`) : undefined;
    const content = header.type === "file" ? hash : header.target;
    tree.set(header.name, linked ?? [header.type, mode, header.owner, content].filter((part) => part !== "").join(" "));
  }
  while ((await take(2 ** 20)).length > 0);
  return tree;
}

/** All files of the image, those of its base included, or those below one directory. */
export async function fileTree(engine: Engine, image: string, below?: string): Promise<FileTree> {
  const container = await docker(engine, ["create", image, "unused"]);
  try {
    const args = below === undefined ? ["export", container] : ["cp", `${container}:${below}`, "-"];
    const archive = spawn("docker", args, { env: engine.env, stdio: ["ignore", "pipe", "inherit"] });
    const closed = once(archive, "close");
    const tree = await readArchive(archive.stdout);
    const [status] = await closed;
    if (status !== 0) throw new Error(`the files of ${image} could not be read`);
    return tree;
  } finally {
    await docker(engine, ["rm", "-f", container]);
  }
}

export interface Difference {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export function differences(before: FileTree, after: FileTree): readonly Difference[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .sort()
    .map((path) => ({ path, before: before.get(path), after: after.get(path) }));
}
