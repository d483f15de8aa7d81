import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseNpyHeader, readNpyColumns } from "../src/npy.ts";

function npyFile(descr: string, shape: string, data: ArrayBufferView, options: { version?: number; order?: string } = {}): Buffer {
  const { version = 1, order = "False" } = options;
  const dictionary = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
  const lengthBytes = version === 1 ? 2 : 4;
  const text = `${dictionary.padEnd(117 - lengthBytes)}\n`;
  const length = Buffer.alloc(lengthBytes);
  if (version === 1) length.writeUInt16LE(text.length);
  else length.writeUInt32LE(text.length);
  const magic = Buffer.from([0x93, ...Buffer.from("NUMPY"), version, 0]);
  return Buffer.concat([magic, length, Buffer.from(text, "latin1"), Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "npy-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(bytes: Buffer) {
  const path = join(folder, "array.npy");
  writeFileSync(path, bytes);
  return readNpyColumns(path);
}

describe("npy files", () => {
  it("become one typed array per column", () => {
    const { rows, columns } = read(npyFile("<f8", "(3, 2)", Float64Array.of(1, 2, 3, 4, 5, 6.5)));
    expect(rows).toBe(3);
    expect(columns).toEqual([Float64Array.of(1, 3, 5), Float64Array.of(2, 4, 6.5)]);
  });

  it.each([
    ["|u1", Uint8Array.of(0, 255, 7, 3)],
    ["|i1", Int8Array.of(-1, 127, 7, 3)],
    ["<i4", Int32Array.of(-1, 2 ** 31 - 1, 7, 3)],
    ["<f8", Float64Array.of(-0.5, Number.NaN, Number.POSITIVE_INFINITY, 3)],
  ])("of type %s keep their values, in one column where there is one dimension", (descr, values) => {
    expect(read(npyFile(descr, "(4,)", values)).columns).toEqual([values]);
  });

  it("of a later version have a longer head", () => {
    expect(read(npyFile("|u1", "(1, 2)", Uint8Array.of(8, 9), { version: 2 })).columns).toEqual([Uint8Array.of(8), Uint8Array.of(9)]);
  });

  it("longer than a chunk are read whole", () => {
    const values = Int32Array.from({ length: 900_000 }, (_, i) => i);
    const { rows, columns } = read(npyFile("<i4", "(300000, 3)", values));
    expect(rows).toBe(300_000);
    expect(columns.map((column) => [column[0], column[150_000], column[299_999]])).toEqual([
      [0, 450_000, 899_997],
      [1, 450_001, 899_998],
      [2, 450_002, 899_999],
    ]);
  });

  it("of three dimensions have a row for each place of the first two", () => {
    const { shape, rows, columns } = read(
      npyFile(
        "|u1",
        "(2, 3, 2)",
        Uint8Array.from({ length: 12 }, (_, i) => i),
      ),
    );
    expect({ shape, rows }).toEqual({ shape: [2, 3, 2], rows: 6 });
    expect(columns).toEqual([Uint8Array.of(0, 2, 4, 6, 8, 10), Uint8Array.of(1, 3, 5, 7, 9, 11)]);
  });

  it("that can't be read say why", () => {
    expect(() => parseNpyHeader(new TextEncoder().encode("a,b\n1,2\n3,4\n"))).toThrow("not an .npy file");
    expect(() => parseNpyHeader(npyFile("<f4", "(1,)", Float32Array.of(1)))).toThrow("'<f4'");
    expect(() => parseNpyHeader(npyFile("<f8", "(1, 1)", Float64Array.of(1), { order: "True" }))).toThrow("column by column");
    expect(() => read(npyFile("<f8", "(2,)", Float64Array.of(1)))).toThrow("ends before");
  });
});
