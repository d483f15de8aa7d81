import type { Random } from "@platewise/core";
import { awkwardNumbers, type Mutation, pick, replaceAt, splice } from "./mutation.ts";
import { characterMutations } from "./mutations-of-text.ts";

type Cells = readonly (readonly string[])[];

const awkwardCells: readonly string[] = [...awkwardNumbers, "", " ", "NA", "?", '"', '""', '"a', 'a"b', "true", "no", "x,y", "\u0000", "€"];

/** Changes the rows of a table that is cut at every comma. */
const onCells =
  (change: (cells: Cells, random: Random) => Cells): Mutation<string> =>
  (text, random) => {
    const rows = text.split("\n").map((line) => line.split(","));
    return change(rows, random)
      .map((row) => row.join(","))
      .join("\n");
  };

const onRow = (change: (row: readonly string[], random: Random) => readonly string[]): Mutation<string> =>
  onCells((cells, random) => {
    const at = random.integer(cells.length);
    return replaceAt(cells, at, change(cells[at] as readonly string[], random));
  });

const onColumn = (change: (cell: string, random: Random, row: number) => string): Mutation<string> =>
  onCells((cells, random) => {
    const column = random.integer(cells[0]?.length ?? 1);
    return cells.map((row, r) => row.map((cell, c) => (c === column && r > 0 ? change(cell, random, r) : cell)));
  });

const swapColumns: Mutation<string> = onCells((cells, random) => {
  const [a, b] = [random.integer(cells[0]?.length ?? 1), random.integer(cells[0]?.length ?? 1)];
  return cells.map((row) => row.map((cell, c) => (c === a ? (row[b] ?? cell) : c === b ? (row[a] ?? cell) : cell)));
});

const dropColumn: Mutation<string> = onCells((cells, random) => {
  const column = random.integer(cells[0]?.length ?? 1);
  return cells.map((row) => replaceAt(row, column));
});

/** Spoils of a CSV file: those of any text, and cells, rows, columns and the header. */
export const tableMutations: readonly Mutation<string>[] = [
  ...characterMutations,
  onRow((row, random) => replaceAt(row, random.integer(row.length), pick(awkwardCells, random))),
  onRow((row, random) => replaceAt(row, random.integer(row.length), pick(awkwardCells, random))),
  onRow((row, random) => [...row, pick(awkwardCells, random)]),
  onRow((row) => row.slice(1)),
  onRow((row) => row.map(() => "")),
  onColumn(() => ""),
  onColumn((_, random) => (random.next() < 0.2 ? "" : _)),
  onColumn((cell, random) => (random.next() < 0.1 ? pick(awkwardCells, random) : cell)),
  onColumn(() => "1"),
  onColumn((cell) => (cell === "" ? "" : `${cell}e300`)),
  onColumn((cell) => (cell === "" ? "" : `${cell}e-300`)),
  onColumn((_, __, row) => String(row)),
  swapColumns,
  dropColumn,
  (text) => text.split("\n").slice(0, 1).join("\n"),
  (text) => text.split("\n").slice(0, 2).join("\n"),
  (text, random) => {
    const lines = text.split("\n");
    return lines.filter((_, i) => i === 0 || random.next() < 0.1).join("\n");
  },
  (text, random) => text.replaceAll(",", pick([";", "\t", "|", ", "], random)),
  (text, random) => text.replaceAll("\n", pick(["\r\n", "\r", "\n\n"], random)),
  (text, random) => splice(text, 0, text.indexOf("\n") + 1, pick(["", "a,a\n", ",,,\n", "\n\n"], random)),
];

/** Spoils of a file as bytes: flipped bits, bytes that no text has, and a torn end. */
export const byteMutations: readonly Mutation<Uint8Array>[] = [
  (bytes, random) => bytes.map((byte, i) => (i === Math.floor(bytes.length / 2) ? byte ^ (1 << random.integer(8)) : byte)),
  (bytes, random) => {
    const at = random.integer(Math.max(1, bytes.length));
    return bytes.map((byte, i) => (i === at ? random.integer(256) : byte));
  },
  (bytes, random) => {
    const torn = random.integer(Math.max(1, bytes.length));
    return Uint8Array.from([...bytes.subarray(0, torn), pick([0xff, 0xc3, 0x00, 0xed], random), ...bytes.subarray(torn)]);
  },
  (bytes) => Uint8Array.from([0xff, 0xfe, ...bytes]),
  (bytes) => Uint8Array.from([0xef, 0xbb, 0xbf, ...bytes]),
  (bytes, random) => bytes.subarray(0, random.integer(bytes.length + 1)),
];
