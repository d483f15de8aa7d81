import type { DataTable, Outcome } from "@platewise/core";
import type { DataInput, ReadOptions } from "./data-input.ts";
import { toDataTable } from "./to-data-table.ts";

/** Bytes or text in pieces, such as a Node stream. */
export type DataStream = AsyncIterable<Uint8Array | string>;

/** Reads CSV or JSON from a stream; rejects where the stream does. */
export async function fromStream(stream: DataStream, options: ReadOptions = {}): Promise<Outcome<DataTable>> {
  return toDataTable(await collectBytes(stream), { name: "<stream>", ...options });
}

/** Reads whatever holds a table, streams included. */
export async function loadDataTable(input: DataInput | DataStream, options: ReadOptions = {}): Promise<Outcome<DataTable>> {
  return isStream(input) ? fromStream(input, options) : toDataTable(input, options);
}

/** All pieces of a stream as one array of bytes. */
export async function collectBytes(stream: DataStream): Promise<Uint8Array> {
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(typeof piece === "string" ? encoder.encode(piece) : piece);
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function isStream(input: unknown): input is DataStream {
  return typeof input === "object" && input !== null && Symbol.asyncIterator in input;
}
