import { type FileHandle, open, readdir } from "node:fs/promises";
import { dirname } from "node:path";
import { type DataTable, diagnostic, failure, type Outcome } from "@platewise/core";
import type { ReadOptions } from "../sources/data-input.ts";
import { collectBytes } from "../sources/from-stream.ts";
import { toDataTable } from "../sources/to-data-table.ts";

/** Reads a CSV or JSON file, or standard input where `path` is `-`. Messages call the table by its path. */
export async function readDataFile(path: string, options: ReadOptions = {}): Promise<Outcome<DataTable>> {
  const name = options.name ?? (path === "-" ? "<stdin>" : path);
  try {
    const bytes = path === "-" ? await collectBytes(process.stdin) : await readWhole(path);
    return toDataTable(bytes, { ...options, name });
  } catch (error) {
    const data = { table: name, row: null, line: null, column: null };
    return failure([diagnostic("data-file-unreadable", { path, reason: reasonOf(error), others: await tablesNear(path) }, { data })]);
  }
}

/** Tables in the folder where one was looked for. */
async function tablesNear(path: string): Promise<readonly string[]> {
  try {
    const names = await readdir(dirname(path));
    return names.filter((name) => /\.(csv|tsv|json)$/.test(name)).sort();
  } catch {
    return [];
  }
}

/** Reads in pieces, because one read call of Node gives no more than 2 GiB. */
async function readWhole(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    return size > 0 ? await readSized(file, size) : await collectBytes(file.createReadStream({ autoClose: false }));
  } finally {
    await file.close();
  }
}

async function readSized(file: FileHandle, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let at = 0;
  while (at < size) {
    const { bytesRead } = await file.read(bytes, at, Math.min(size - at, 2 ** 30), null);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes.subarray(0, at);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "there is no permission to read it",
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
