import { randomBytes } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { DfmodError } from "../errors.ts";

export interface WriteTarget {
  readonly absolute: string;
  /** What was read; `undefined`: the file must not exist. */
  readonly expected: Buffer | undefined;
  readonly bytes: Buffer;
}

/**
 * Replaces a file whole or not at all. Equal bytes are not touched; symbolic links are written through; mode and owner stay; hard-linked files are written in place.
 * Throws DfmodError `changed-while-running`, `read-only` or `not-written`, and leaves nothing behind.
 */
export function writeAtomically(target: WriteTarget): void {
  if (target.expected?.equals(target.bytes) === true) return;
  try {
    if (target.expected === undefined) createFile(target);
    else replaceFile(target, target.expected);
  } catch (error) {
    throw error instanceof DfmodError ? error : asDfmodError(target.absolute, error);
  }
}

function createFile(target: WriteTarget): void {
  if (lstatSync(target.absolute, { throwIfNoEntry: false }) !== undefined) throw changed(target.absolute);
  refuseReadOnly(dirname(target.absolute), target.absolute);
  withTemporary(target.absolute, target.bytes, undefined, () => {
    if (lstatSync(target.absolute, { throwIfNoEntry: false }) !== undefined) throw changed(target.absolute);
  });
}

function replaceFile(target: WriteTarget, expected: Buffer): void {
  const real = realPathOf(target.absolute);
  const stats = statSync(real);
  refuseReadOnly(real, target.absolute);
  const isUnchanged = () => {
    if (!readFileSync(real).equals(expected)) throw changed(target.absolute);
  };
  if (stats.nlink > 1) {
    writeInPlace(real, target.bytes, isUnchanged);
    return;
  }
  refuseReadOnly(dirname(real), target.absolute);
  withTemporary(real, target.bytes, stats, isUnchanged);
}

/** Writes beside the target and moves the new file over it in one step, after a last look at what is there. */
function withTemporary(real: string, bytes: Buffer, like: Stats | undefined, check: () => void): void {
  const temporary = join(dirname(real), `.${basename(real)}.dfmod-${randomBytes(6).toString("hex")}`);
  const descriptor = openSync(temporary, "wx", like === undefined ? 0o666 : 0o600);
  try {
    let keepsOwner: boolean;
    try {
      writeFully(descriptor, bytes);
      keepsOwner = like === undefined || copyOwnerAndMode(descriptor, like);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (keepsOwner) {
      check();
      renameSync(temporary, real);
      syncDirectory(dirname(real));
    } else {
      writeInPlace(real, bytes, check);
    }
  } finally {
    removeIfThere(temporary);
  }
}

/** False when the owner cannot be kept: then only writing into the file itself keeps it. Owner before mode, which a change of owner would cut. */
function copyOwnerAndMode(descriptor: number, like: Stats): boolean {
  const made = fstatSync(descriptor);
  if (made.uid !== like.uid || made.gid !== like.gid) {
    try {
      fchownSync(descriptor, like.uid, like.gid);
    } catch {
      return false;
    }
  }
  fchmodSync(descriptor, like.mode & 0o7777);
  return true;
}

/** Keeps the other names of a hard-linked file on the same content. */
function writeInPlace(real: string, bytes: Buffer, check: () => void): void {
  const descriptor = openSync(real, "r+");
  try {
    check();
    writeFully(descriptor, bytes);
    ftruncateSync(descriptor, bytes.length);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function writeFully(descriptor: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(descriptor, bytes, written, bytes.length - written, written);
}

/** No write permission for anyone is a request, also to a user whom the system would let through. */
function refuseReadOnly(path: string, shown: string): void {
  if ((statSync(path).mode & 0o222) === 0) throw readOnly(shown, path);
  try {
    accessSync(path, constants.W_OK);
  } catch {
    throw readOnly(shown, path);
  }
}

/** So that the rename survives a crash; not every system can. */
function syncDirectory(directory: string): void {
  try {
    const descriptor = openSync(directory, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // The content is safe; only the moment of the rename is not pinned.
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Renamed: the good case.
  }
}

function realPathOf(absolute: string): string {
  try {
    return realpathSync(absolute);
  } catch {
    throw changed(absolute);
  }
}

function changed(path: string): DfmodError {
  return new DfmodError("changed-while-running", `${path} changed while dfmod ran, so it was left as it is now`, "run dfmod again");
}

function readOnly(path: string, what: string): DfmodError {
  const why = what === path ? "is read-only" : `cannot be written: ${what} is read-only`;
  return new DfmodError("read-only", `${path} ${why}`, `chmod u+w ${what}, or leave the file out`);
}

function asDfmodError(path: string, error: unknown): DfmodError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (["EACCES", "EPERM", "EROFS"].includes(code)) return readOnly(path, dirname(path));
  const message = error instanceof Error ? error.message : String(error);
  return new DfmodError(
    "not-written",
    `${path} could not be written: ${message}`,
    "the file is as it was before; remove the cause and run dfmod again",
  );
}
