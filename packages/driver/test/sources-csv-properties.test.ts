import { type Column, type DataTable, describeDiagnostic } from "@platewise/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fromCsvText, readCsv } from "../src/sources/index.ts";

type Cell = number | string | null;
const encoder = new TextEncoder();

function cells(column: Column): Cell[] {
  if (column.kind === "text") return Array.from(column.codes, (code) => column.labels[code] ?? null);
  return Array.from(column.values, (value, row) => column.odd.get(row) ?? (Number.isNaN(value) ? null : value));
}

const looksNumeric = (text: string): boolean => text.trim() !== "" && !Number.isNaN(Number(text));
const odd = /^\s*[+-]?(nan|inf|infinity)\s*$/i;
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.integer({ max: 10 ** 9 }).map((k) => k / 10 ** 4),
);
const text = fc
  .oneof(fc.string(), fc.string({ unit: "grapheme" }), fc.constantFrom('a "quoted" one', "two\nlines", "a,b", "x\r\ny", " padded "))
  .filter((label) => label !== "" && !label.includes("\0") && !looksNumeric(label) && !odd.test(label));
const columnOf = (rows: number): fc.Arbitrary<Cell[]> =>
  fc.oneof(
    fc.array(fc.option(number, { freq: 4 }), { minLength: rows, maxLength: rows }),
    // The last cell is a text, so that the column is not one of numbers, which may come out late.
    fc
      .tuple(text, fc.array(fc.option(fc.oneof(text, number.map(String)), { freq: 4 }), { minLength: rows - 1, maxLength: rows - 1 }))
      .map(([first, rest]) => [...rest, first]),
  );
const tables = fc
  .record({ rows: fc.integer({ min: 1, max: 12 }), width: fc.integer({ min: 1, max: 5 }) })
  .chain(({ rows, width }) => fc.array(columnOf(rows), { minLength: width, maxLength: width }));
const styles = fc.record({
  separator: fc.constantFrom(",", ";", "\t", "|"),
  lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
  final: fc.boolean(),
  bom: fc.boolean(),
  quoteAll: fc.boolean(),
});
type Style = typeof styles extends fc.Arbitrary<infer T> ? T : never;

function write(columns: readonly Cell[][], style: Style): string {
  const cell = (value: Cell): string => {
    const plain = value === null ? "" : Object.is(value, -0) ? "-0" : String(value);
    const special = typeof value === "string" && /[",;\t|\n\r]|^\s+$/.test(plain);
    const quoted = style.quoteAll || special || (plain === "" && columns.length === 1);
    return quoted ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  const header = columns.map((_, c) => `c${c}`).join(style.separator);
  const rows = columns[0]!.map((_, r) => columns.map((column) => cell(column[r]!)).join(style.separator));
  return (style.bom ? "\uFEFF" : "") + [header, ...rows].join(style.lineEnd) + (style.final ? style.lineEnd : "");
}

test("a table written as CSV is read back the same", () => {
  fc.assert(
    fc.property(tables, styles, (columns, style) => {
      const outcome = fromCsvText(write(columns, style), { separator: style.separator });
      if (!outcome.ok) throw new Error(outcome.diagnostics.map((d) => describeDiagnostic(d).message).join("\n"));
      expect(outcome.value.columns.map(cells)).toEqual(columns);
    }),
    { numRuns: 500 },
  );
});

test("numbers are read as JavaScript reads them", () => {
  const digits = fc.stringMatching(/^[0-9]{1,18}$/);
  const decimals = fc
    .tuple(fc.constantFrom("", "-", "+"), digits, digits, fc.constantFrom("", "e5", "E-12"))
    .map(([s, a, b, e]) => `${s}${a}.${b}${e}`);
  fc.assert(
    fc.property(fc.array(decimals, { minLength: 1 }), (texts) => {
      const outcome = fromCsvText(`a,b\n${texts.map((t) => `${t},${t}`).join("\n")}\n`);
      if (!outcome.ok) throw new Error("not read");
      expect(outcome.value.columns.map(cells)).toEqual([texts.map(Number), texts.map(Number)]);
    }),
    { numRuns: 500 },
  );
});

function isSound(table: DataTable): boolean {
  return table.columns.every((column) => {
    if (column.kind === "number") return column.values.length === table.rows;
    return column.codes.length === table.rows && column.codes.every((code) => code >= -1 && code < column.labels.length);
  });
}

test("any bytes give a sound table or findings, never an exception", () => {
  const special = fc.constantFrom(...encoder.encode('",;\t\n\r 0123456789.-eE\0'), 0xef, 0xbb, 0xbf, 0xff, 0xc3, 0xa9);
  const bytes = fc.array(fc.oneof({ weight: 6, arbitrary: special }, fc.integer({ min: 0, max: 255 })), { maxLength: 200 });
  fc.assert(
    fc.property(bytes, fc.boolean(), (input, withMissing) => {
      const outcome = readCsv(Uint8Array.from(input), { name: "t.csv", ...(withMissing ? { missing: ["0", "NA"] } : {}) });
      for (const d of outcome.diagnostics) expect(describeDiagnostic(d).message).not.toBe("");
      expect(outcome.ok ? isSound(outcome.value) : outcome.diagnostics.some((d) => d.severity === "error")).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

test("a mutated file gives a sound table or findings", () => {
  const valid = encoder.encode('sex,height,note\nfemale,147.3,"a ""b"""\n,168.2,x\nmale,1e2,"two\nlines"\n');
  const edit = fc.tuple(fc.nat(valid.length - 1), fc.nat(3), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const bytes = [...valid];
      for (const [at, remove, insert] of edits) bytes.splice(at, remove, insert);
      const outcome = readCsv(Uint8Array.from(bytes), { name: "t.csv" });
      expect(outcome.ok ? isSound(outcome.value) : outcome.diagnostics.length > 0).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
