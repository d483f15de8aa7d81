import type { Column, DataTable } from "@platewise/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fillText, tableCsv, tableJson, toDataTable } from "../src/index.ts";
import { textsOf } from "./support/table-columns.ts";

const numbers = (name: string, values: readonly (number | null)[]): Column => ({
  kind: "number",
  name,
  values: Float64Array.from(values, (value) => value ?? Number.NaN),
  odd: new Map(),
});
const texts = (name: string, values: readonly (string | null)[]): Column => {
  const labels = [...new Set(values.filter((value) => value !== null))];
  return { kind: "text", name, codes: Int32Array.from(values, (value) => (value === null ? -1 : labels.indexOf(value))), labels };
};
const tableOf = (columns: readonly Column[], rows: number): DataTable => ({ name: "t", rows, columns, lineOf: () => null });

const read = (text: string | Uint8Array): DataTable => {
  const table = toDataTable(text);
  if (!table.ok) throw new Error(table.diagnostics.map(({ code }) => code).join());
  return table.value;
};

const awkward = fc
  .array(fc.constantFrom("a", "é", "😀", ",", ";", "\t", '"', "\n", "\r\n", " ", "1", "-", "#"), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(""))
  .filter((text) => text.trim() !== "");

describe("tables as CSV", () => {
  test("are read back as the same cells", () => {
    const cells = fc.integer({ min: 1, max: 8 }).chain((rows) =>
      fc.record({
        number: fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { freq: 4 }), { minLength: rows, maxLength: rows }),
        text: fc.array(fc.option(awkward, { freq: 4 }), { minLength: rows, maxLength: rows }),
        alone: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(cells, awkward, ({ number, text, alone }, name) => {
        const label = text.every((cell) => cell === null || /^[-1\s]*$/.test(cell)) ? [...text.slice(1), "word"] : text;
        const columns = alone ? [texts(name, label)] : [numbers("n", number), texts(`${name}.`, label)];
        const table = tableOf(columns, label.length);
        const back = read(tableCsv(table));
        expect(back.rows).toBe(table.rows);
        expect(back.columns.map((column) => column.name)).toEqual(columns.map((column) => column.name));
        for (const column of columns) expect(textsOf(back, column.name).map(zero)).toEqual(textsOf(table, column.name).map(zero));
      }),
      { numRuns: 500, seed: 11 },
    );
  });

  test("a JSON document holds a record to a row, empty cells null", () => {
    const table = tableOf([numbers("x", [1.5, null]), texts("word", ["a", "b"])], 2);
    expect(JSON.parse(tableJson({ schema: "s" }, table))).toEqual({
      schema: "s",
      rows: [
        { x: 1.5, word: "a" },
        { x: null, word: "b" },
      ],
    });
  });
});

/** Text has no negative zero of its own. */
const zero = (cell: string | null): string | null => (cell === "-0" ? "0" : cell);

const filled = (text: string, cells: Readonly<Record<string, readonly (number | string | null)[]>>): string => {
  const bytes = new TextEncoder().encode(text);
  const before = read(bytes);
  const columns = before.columns.map((column) => {
    const mine = cells[column.name];
    if (!mine) return column;
    return mine.some((cell) => typeof cell === "string")
      ? texts(column.name, mine as (string | null)[])
      : numbers(column.name, mine as (number | null)[]);
  });
  return fillText(bytes, before, { ...before, columns });
};

describe("filled files", () => {
  test("every byte but those of empty cells stays", () => {
    const text = '\uFEFFid;"a" ;b\r\n"x ""y""";1.50;\r\n\r\n z;  ;"q"\r\n007;1e3;';
    expect(filled(text, { a: [1.5, 2.25, 1000], b: ["s;t", "q", "u"] })).toBe(
      '\uFEFFid;"a" ;b\r\n"x ""y""";1.50;"s;t"\r\n\r\n z;2.25;"q"\r\n007;1e3;u',
    );
  });

  test("blank lines are the empty cells of a single column", () => {
    expect(filled("x\n1\n\n3\n\n", { x: [1, 2, 3] })).toBe("x\n1\n2\n3\n\n");
  });

  test("cells that are left empty stay so, and JSON becomes CSV", () => {
    expect(filled("a,b\n,\n1,2\n", { a: [5, 1], b: [null, 2] })).toBe("a,b\n5,\n1,2\n");
    expect(filled('[{"a": 1, "b": null}, {"a": 2, "b": 3}]', { b: [7, 3] })).toBe("a,b\n1,7\n2,3\n");
  });

  test("texts that mean a missing cell are written over", () => {
    const bytes = new TextEncoder().encode("a,b\nNA,1\n2, ? \n");
    const before = toDataTable(bytes, { missing: ["NA", "?"] });
    if (!before.ok) throw new Error("not read");
    expect(fillText(bytes, before.value, read("a,b\n9,1\n2,8\n"))).toBe("a,b\n9,1\n2,8\n");
  });
});
