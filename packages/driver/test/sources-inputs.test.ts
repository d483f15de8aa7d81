import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { type Column, type DataTable, describeDiagnostic, type Outcome } from "@platewise/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readDataFile } from "../src/node/read-data-file.ts";
import {
  type DataInput,
  type DataSource,
  fromColumns,
  fromRows,
  loadDataTable,
  readJsonRows,
  sources,
  toDataTable,
} from "../src/sources/index.ts";

function cells(column: Column): (number | string | null)[] {
  if (column.kind === "text") return Array.from(column.codes, (code) => column.labels[code] ?? null);
  return Array.from(column.values, (value, row) => column.odd.get(row) ?? (Number.isNaN(value) ? null : value));
}
function tableOf(outcome: Outcome<DataTable>): DataTable {
  if (!outcome.ok) throw new Error(outcome.diagnostics.map((d) => describeDiagnostic(d).message).join("\n"));
  return outcome.value;
}
const columnsOf = (outcome: Outcome<DataTable>) => Object.fromEntries(tableOf(outcome).columns.map((c) => [c.name, cells(c)]));
const messages = (outcome: Outcome<unknown>): string[] => outcome.diagnostics.map((d) => describeDiagnostic(d).message);

const expected = { sex: ["male", null, "female"], height: [171.5, 160, null] };
const rows = [{ sex: "male", height: 171.5 }, { height: 160 }, { sex: "female", height: null }];
const csv = "sex,height\nmale,171.5\n,160\nfemale,\n";

describe("one table in many forms", () => {
  const vector = (values: unknown[]) => ({
    nullCount: values.filter((value) => value === null).length,
    get: (row: number) => values[row],
    toArray: () => values.map((value) => value ?? 0),
  });
  const arrow = {
    numRows: 3,
    schema: { fields: [{ name: "sex" }, { name: "height" }] },
    getChild: (name: string) => vector(name === "sex" ? ["male", null, "female"] : [171.5, 160, null]),
  };
  const forms: [string, DataInput][] = [
    ["rows", rows],
    ["columns", { sex: ["male", null, "female"], height: Float64Array.of(171.5, 160, Number.NaN) }],
    ["plain columns", { sex: ["male", "", "female"], height: [171.5, 160, undefined] }],
    ["an Arrow table", arrow],
    ["CSV text", csv],
    ["CSV bytes", new TextEncoder().encode(csv)],
    ["JSON text", JSON.stringify(rows, null, 2)],
    ["JSON, a record per line", rows.map((row) => `${JSON.stringify(row)}\n`).join("\n")],
    ["JSON columns", JSON.stringify({ sex: ["male", null, "female"], height: [171.5, 160, null] })],
    ["JSON bytes", new TextEncoder().encode(`\uFEFF${JSON.stringify(rows)}`)],
  ];
  test.each(forms)("%s", (_, input) => {
    expect(columnsOf(toDataTable(input))).toEqual(expected);
  });

  test("a table is passed on", () => {
    const table = tableOf(fromRows(rows));
    expect(tableOf(toDataTable(table))).toBe(table);
  });

  test("a source of the user's own is asked in its turn", () => {
    const pairs: DataSource = {
      name: "pairs",
      accepts: (input) => input instanceof Map,
      read: (input) => fromColumns(Object.fromEntries(input as Map<string, number[]>)),
    };
    expect(columnsOf(toDataTable(new Map([["a", [1]]]) as unknown as DataInput, {}, [pairs, ...sources]))).toEqual({ a: [1] });
  });
});

describe("values in memory", () => {
  test("typed arrays are not copied", () => {
    const x = Float64Array.of(1, 2);
    const s = Uint8Array.of(0, 1);
    const [first, second] = tableOf(fromColumns({ x, s })).columns;
    expect(first?.kind === "number" && first.values).toBe(x);
    expect(second?.kind === "number" && second.values).toBe(s);
  });

  test("truth values and mixed values are texts, big integers numbers, infinities odd", () => {
    const input = { a: [true, false], b: [1, "x"], c: [1n, 2n], d: [Infinity, 1], e: BigInt64Array.of(3n, 4n), f: ["01", "2"] };
    expect(columnsOf(fromColumns(input))).toEqual({
      a: ["true", "false"],
      b: ["1", "x"],
      c: [1, 2],
      d: ["Infinity", 1],
      e: [3, 4],
      f: ["01", "2"],
    });
  });

  test("missing tokens", () => {
    expect(columnsOf(fromRows([{ a: "NA" }, { a: 3 }, { a: -9 }], { missing: ["NA", "-9"] }))).toEqual({ a: [null, 3, null] });
  });

  test.each<[string, Outcome<DataTable>, string]>([
    ["a list inside", fromRows([{ a: [1] as unknown as number }]), "expected a number, a text, true, false or null, found a list"],
    [
      "rows that are none",
      fromRows([{ a: 1 }, 2 as never]),
      'expected a list of rows such as [{ "x": 1 }] or an object of columns such as { "x": [1, 2] }, found a row that is a number',
    ],
    ["no rows", fromRows([]), "the data is empty: expected a line with the names of the columns, and a line per row"],
    ["empty columns", fromColumns({ a: [] }), "the table has 1 column but no rows: expected at least one row below the header"],
    ["unequal columns", fromColumns({ a: [1, 2], b: [1] }), "columns must be equally long: `a` has 2 values and `b` has 1"],
    [
      "a column that is none",
      fromColumns({ a: 5 as never }),
      'expected a list of rows such as [{ "x": 1 }] or an object of columns such as { "x": [1, 2] }, found a column that is a number',
    ],
    [
      "a JSON number",
      readJsonRows("5"),
      'expected a list of rows such as [{ "x": 1 }] or an object of columns such as { "x": [1, 2] }, found a number',
    ],
    [
      "nothing",
      toDataTable(undefined as never),
      'expected a list of rows such as [{ "x": 1 }] or an object of columns such as { "x": [1, 2] }, found nothing',
    ],
  ])("%s", (_, outcome, message) => {
    expect(outcome.ok).toBe(false);
    expect(messages(outcome)).toEqual([message]);
  });

  test("JSON that does not parse names the line", () => {
    const outcome = toDataTable('[{ "a": 1 },\n { "a": 2 }\n');
    expect(outcome.diagnostics[0]?.code).toBe("bad-json");
    expect(outcome.diagnostics[0]?.data?.line).toBe(3);
    expect(toDataTable('{ "a": 1 }\n\n{ "a": 2 \n').diagnostics[0]?.data?.line).toBe(3);
  });
});

describe("files and streams", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "platewise-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("a CSV file, whose path names the table", async () => {
    const path = join(folder, "a.csv");
    await writeFile(path, csv);
    const outcome = await readDataFile(path);
    expect(columnsOf(outcome)).toEqual(expected);
    expect(tableOf(outcome).name).toBe(path);
  });

  test("a JSON file", async () => {
    const path = join(folder, "a.json");
    await writeFile(path, JSON.stringify(rows));
    expect(columnsOf(await readDataFile(path))).toEqual(expected);
  });

  test("an empty file", async () => {
    const path = join(folder, "empty.csv");
    await writeFile(path, "");
    expect((await readDataFile(path)).diagnostics.map((d) => d.code)).toEqual(["empty-file"]);
  });

  test("a file that is not there, and a folder", async () => {
    const path = join(folder, "none.csv");
    expect(messages(await readDataFile(path))).toEqual(["the data file can't be read: there is no such file"]);
    expect(messages(await readDataFile(folder))).toEqual(["the data file can't be read: it is a folder"]);
  });

  test("a stream in pieces", async () => {
    expect(columnsOf(await loadDataTable(Readable.from([csv.slice(0, 7), csv.slice(7)])))).toEqual(expected);
    expect(columnsOf(await loadDataTable(rows))).toEqual(expected);
  });
});
