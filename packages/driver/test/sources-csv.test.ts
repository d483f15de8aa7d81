import { type Column, type DataTable, describeDiagnostic, type Outcome } from "@platewise/core";
import { describe, expect, test } from "vitest";
import { type CsvOptions, readCsv } from "../src/sources/index.ts";

const encoder = new TextEncoder();
const read = (text: string | Uint8Array, options: Partial<CsvOptions> = {}): Outcome<DataTable> =>
  readCsv(typeof text === "string" ? encoder.encode(text) : text, { name: "t.csv", ...options });

function table(text: string | Uint8Array, options: Partial<CsvOptions> = {}): DataTable {
  const outcome = read(text, options);
  if (!outcome.ok) throw new Error(messages(outcome).join("\n"));
  return outcome.value;
}

const messages = (outcome: Outcome<unknown>): string[] =>
  outcome.diagnostics.map((d) => {
    const { row, line, column } = d.data!;
    const at = [line === null ? "" : `line ${line}`, row === null ? "" : `row ${row + 1}`, column === null ? "" : `column ${column}`];
    return `${at.filter(Boolean).join(", ")}: ${describeDiagnostic(d).message}`;
  });

/** A column as the texts or numbers of its cells, null where missing. */
function cells(column: Column | undefined): (number | string | null)[] {
  if (column === undefined) return [];
  if (column.kind === "text") return Array.from(column.codes, (code) => column.labels[code] ?? null);
  return Array.from(column.values, (value, row) => column.odd.get(row) ?? (Number.isNaN(value) ? null : value));
}
const columns = (text: string | Uint8Array, options: Partial<CsvOptions> = {}) =>
  Object.fromEntries(table(text, options).columns.map((column) => [column.name, cells(column)]));

describe("cells", () => {
  test("numbers in every notation", () => {
    const texts = [
      "1",
      "-2.5",
      "+3",
      ".5",
      "5.",
      " 6 ",
      "1e3",
      "1E-3",
      "-0",
      "0012",
      "12345678901234567890",
      "0.1234567890123456789",
      '"7"',
    ];
    expect(columns(`a\n${texts.join("\n")}\n`).a).toEqual([
      1, -2.5, 3, 0.5, 5, 6, 1000, 0.001, -0, 12, 12345678901234567000, 0.12345678901234568, 7,
    ]);
  });

  test("NaN and infinities are numbers that are odd, not missing", () => {
    const column = table("a,b\n1,x\nNaN,x\n-inf,x\n,x\nInfinity,x\n1e999,x\n").columns[0]!;
    expect(cells(column)).toEqual([1, "NaN", "-inf", null, "Infinity", "1e999"]);
    expect(column.kind === "number" && Array.from(column.values)).toEqual([1, Number.NaN, -Infinity, Number.NaN, Infinity, Infinity]);
  });

  test("a column with one text keeps all its texts", () => {
    expect(columns('a,b\n1.50,1\n,2\n"007",x\nabc,3\n1.50,4\n')).toEqual({
      a: ["1.50", null, "007", "abc", "1.50"],
      b: ["1", "2", "x", "3", "4"],
    });
  });

  test("labels in order of first appearance, the same label quoted or not", () => {
    const column = table('a\nb\n"a"\n"b"\n"a ""x"""\na ""x""\n').columns[0]!;
    expect(column.kind === "text" && column.labels).toEqual(["b", "a", 'a "x"', 'a ""x""']);
  });

  test("quotes: separators, doubled quotes and line breaks inside", () => {
    expect(columns('a,b\n"x,y","he said ""hi"""\n"two\r\nlines"  ,"" \n')).toEqual({
      a: ["x,y", "two\r\nlines"],
      b: ['he said "hi"', null],
    });
  });

  test("texts are not trimmed, names are", () => {
    expect(columns(' a , "b"\nx ,1\n x,2\n')).toEqual({ a: ["x ", " x"], '"b"': [1, 2] });
  });

  test("missing tokens, also numeric and quoted ones", () => {
    const text = 'a,b\nNA,-9\n"?",1\n x,-9.0\n NA ,2\n';
    expect(columns(text, { missing: ["NA", "?", "-9"] })).toEqual({ a: [null, null, " x", null], b: [null, 1, -9, 2] });
  });

  test("a column without a value, and one whose first value comes late", () => {
    expect(columns("a,b,c\n,,\n,,\n,1,x\n")).toEqual({ a: [null, null, null], b: [null, null, 1], c: [null, null, "x"] });
  });

  test("hexadecimal, grouped and comma numbers are texts", () => {
    expect(columns("a;b\n0x10;1,5\n1_000;2\n", { separator: ";" })).toEqual({ a: ["0x10", "1_000"], b: ["1,5", "2"] });
  });
});

describe("lines", () => {
  test.each([
    ["LF", "a,b\n1,2\n3,4\n"],
    ["no final line break", "a,b\n1,2\n3,4"],
    ["CRLF", "a,b\r\n1,2\r\n3,4\r\n"],
    ["lone CR", "a,b\r1,2\r3,4\r"],
    ["a byte-order mark", "\uFEFFa,b\n1,2\n3,4\n"],
    ["blank lines at the end", "a,b\n1,2\n3,4\n\n\r\n\n"],
    ["blank lines before the header", "\n\na,b\n1,2\n3,4\n"],
    ["mixed line breaks", "a,b\r\n1,2\r3,4\n"],
  ])("%s", (_, text) => {
    expect(columns(text)).toEqual({ a: [1, 3], b: [2, 4] });
  });

  test("of rows after quoted line breaks and blank lines", () => {
    const outcome = read('a,b\n1,"x\ny"\n2,z\n\n\n3,z\n');
    expect(messages(outcome)).toEqual(["line 5: skipped 2 blank lines between the rows"]);
    expect(outcome.ok && [0, 1, 2, 3, -1].map(outcome.value.lineOf)).toEqual([2, 4, 7, null, null]);
  });

  test("a blank line in a single column is an empty cell, but not at the end", () => {
    const single = table('a\n1\n\n\n2\n""\n\n');
    expect(cells(single.columns[0])).toEqual([1, null, null, 2, null]);
    expect([0, 1, 2, 3, 4].map(single.lineOf)).toEqual([2, 3, 4, 5, 6]);
  });
});

describe("separators", () => {
  test.each([
    [";", "semicolons"],
    ["\t", "tabs"],
  ])("%j is found in the header", (separator, word) => {
    const outcome = read(`a${separator}b\n1${separator}x,y\n`);
    expect(messages(outcome)).toEqual([`line 1: the header has no comma, so cells are taken to be separated by ${word} (2 columns)`]);
    expect(outcome.ok && outcome.value.columns.map(cells)).toEqual([[1], ["x,y"]]);
  });

  test("a quoted header that contains a semicolon is one column", () => {
    expect(columns('"a;b"\n1\n')).toEqual({ "a;b": [1] });
  });

  test("must be one character", () => {
    expect(messages(read("a\n1\n", { separator: "::" }))).toEqual([
      ': a separator is one character, such as a comma, a semicolon or a tab; found "::"',
    ]);
  });
});

describe("mistakes", () => {
  test.each([
    ["", ": the data is empty: expected a line with the names of the columns, and a line per row"],
    ["\uFEFF \n\n", ": the data is empty: expected a line with the names of the columns, and a line per row"],
    ["a,b\n", ": the table has 2 columns but no rows: expected at least one row below the header"],
    ["a,b\n1,2\n3\n", "line 3, row 2: expected 2 cells, as in the header, found 1"],
    ["a,b\n1,2,3,\n", "line 2, row 1: expected 2 cells, as in the header, found 4"],
    ['a,b\n1,2\n3,"x\n4,5\n', "line 3, row 2, column b: the double quote that opens here is never closed"],
    ['a,b\n1,2\n3,4,"x\n', "line 3, row 2: the double quote that opens here is never closed"],
    ['a,"b\n1,2\n', "line 1: the double quote that opens here is never closed"],
    ['a,b\n1,"x"y\n', "line 2, row 1, column b: expected the end of the cell after the closing double quote, found `y`"],
    ["a,b\n1,x\0y\n", "line 2, row 1, column b: found a NUL byte, which no text file has: the file is damaged, or not CSV"],
  ])("%j", (text, message) => {
    const outcome = read(text);
    expect(outcome.ok).toBe(false);
    expect(messages(outcome)).toContain(message);
  });

  test("bytes that are not UTF-8", () => {
    const latin1 = Uint8Array.from([...encoder.encode("a,b\n1,caf"), 0xe9, ...encoder.encode("\n2,x\n")]);
    expect(messages(read(latin1))).toEqual(["line 2, row 1, column b: the data is not UTF-8 text: found `caf\uFFFD`"]);
    const late = Uint8Array.from([...encoder.encode("a\n1\n2\n"), 0xe9, 10]);
    expect(messages(read(late))).toEqual(["line 4, row 3, column a: the data is not UTF-8 text: found `\uFFFD`"]);
    expect(messages(read(Uint8Array.of(0xff, 0xfe, 97, 0)))).toEqual([": the data is not UTF-8 text: found a byte-order mark of UTF-16"]);
  });

  test("twenty ragged rows are shown, the others counted", () => {
    const shown = messages(read(`a,b\n${"1\n".repeat(25)}`));
    expect(shown).toHaveLength(21);
    expect(shown[0]).toBe("line 2, row 1: expected 2 cells, as in the header, found 1");
    expect(shown[20]).toBe(": ragged rows: 5 more like these");
  });

  test("names that are empty or doubled don't stop a table from being read", () => {
    const outcome = read(",a,b,a\n1,2,3,4\n");
    expect(outcome.ok).toBe(true);
    expect(messages(outcome)).toEqual([
      "line 1: column 1 has no name, so no model can read it",
      "line 1, column a: columns 2 and 4 are both called `a`: a model that reads `a` can't tell which is meant",
    ]);
  });
});
