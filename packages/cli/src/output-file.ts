import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { reasonOf } from "./read-inputs.ts";
import { mistake } from "./usage.ts";

/** A file to be written whole or not at all. */
export interface OutputFile {
  readonly path: string;
  /** Puts the text where the path is, at once: readers see the old file or the new one. */
  readonly commit: (text: string) => void;
  /** Leaves everything as it was. Does nothing after `commit`. */
  readonly discard: () => void;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "the folder does not exist",
  ENOTDIR: "the path leads through something that is not a folder",
  EISDIR: "it is a folder",
  EACCES: "there is no permission to write there",
  EPERM: "there is no permission to write there",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
};

/**
 * Makes ready to write `path`: a temporary file is made beside it now, so that a path that can't be written is found before
 * the work begins, and is renamed to it by `commit`, after its contents are on the disk. A link is followed; a device or a
 * pipe is written directly.
 */
export function openOutput(path: string): OutputFile {
  try {
    const existing = statSync(path, { throwIfNoEntry: false });
    if (existing?.isDirectory()) throw mistake("file-unwritable", { path, reason: "it is a folder" });
    if (existing) accessSync(path, constants.W_OK);
    if (existing && !existing.isFile()) return { path, commit: (text) => writeDirectly(path, text), discard: () => undefined };
    return besideTarget(path, existing ? realpathSync(path) : path, existing);
  } catch (error) {
    throw asMistake(path, error);
  }
}

function writeDirectly(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw asMistake(path, error);
  }
}

function besideTarget(path: string, target: string, existing: Stats | undefined): OutputFile {
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  const file = openSync(temporary, "wx", existing ? existing.mode & 0o777 : 0o666);
  let open = true;
  const discard = (): void => {
    if (!open) return;
    open = false;
    closeSync(file);
    unlinkSync(temporary);
  };
  const commit = (text: string): void => {
    try {
      writeFileSync(file, text);
      fsyncSync(file);
      closeSync(file);
      renameSync(temporary, target);
      open = false;
    } catch (error) {
      discard();
      throw asMistake(path, error);
    }
  };
  return { path, commit, discard };
}

function asMistake(path: string, error: unknown): unknown {
  const isSystemError = error instanceof Error && "syscall" in error;
  return isSystemError ? mistake("file-unwritable", { path, reason: reasonOf(error, reasons) }) : error;
}
