import { type Column, InternalError } from "@platewise/core";
import { parseDecimal } from "../sources/csv/decimal.ts";
import { compareCodePoints } from "./labels-from-data.ts";

/** Instances of a plate over the rows of a table; −1 in `instanceOfRow` for rows that are left out. */
export interface RowGroups {
  readonly instances: number;
  readonly instanceOfRow: Int32Array;
  /** First row of each instance. */
  readonly rowOf: Int32Array;
  readonly parentOf: Int32Array | null;
  /** Instance i is row i, for every row of the table. */
  readonly whole: boolean;
}

/** One instance per kept row, in file order. */
export function keptRows(rows: number, kept: Uint8Array | null): RowGroups {
  const instanceOfRow = new Int32Array(rows).fill(-1);
  let instances = 0;
  for (let row = 0; row < rows; row += 1) {
    if (kept !== null && kept[row] === 0) continue;
    instanceOfRow[row] = instances;
    instances += 1;
  }
  const rowOf = new Int32Array(instances);
  for (let row = 0; row < rows; row += 1) if (instanceOfRow[row]! >= 0) rowOf[instanceOfRow[row]!] = row;
  return { instances, instanceOfRow, rowOf, parentOf: null, whole: instances === rows };
}

/** One instance per kept row, ordered by the parent's instance, then by `rank` (null: file order). */
export function rowsWithin(parent: RowGroups | null, all: RowGroups, rank: Float64Array | null): RowGroups {
  if (parent === null && rank === null) return all;
  const parentRow = parent === null ? all.rowOf : gatherParents(all.rowOf, parent.instanceOfRow);
  const order = parent === null ? Int32Array.from(all.rowOf.keys()) : stableOrder(parentRow, parent.instances);
  if (rank !== null) sortRuns(order, all, rank, parent === null ? null : parentRow);
  const rowOf = order.map((i) => all.rowOf[i]!);
  const instanceOfRow = new Int32Array(all.instanceOfRow.length).fill(-1);
  for (let i = 0; i < rowOf.length; i += 1) instanceOfRow[rowOf[i]!] = i;
  const whole = all.whole && rowOf.every((row, i) => row === i);
  return { instances: rowOf.length, instanceOfRow, rowOf, parentOf: parent && gatherParents(rowOf, parent.instanceOfRow), whole };
}

/** One instance per value (code) of a column within the parent's instance, ordered by parent, then by first appearance. */
export function groupsWithin(parent: RowGroups | null, all: RowGroups, codes: Int32Array): RowGroups {
  const firstRows: number[] = [];
  const draft = new Int32Array(codes.length).fill(-1);
  const known = new Map<number, number>();
  const width = codes.reduce((most, code) => Math.max(most, code), 0) + 1;
  for (const row of all.rowOf) {
    const key = (parent === null ? 0 : parent.instanceOfRow[row]!) * width + codes[row]!;
    let instance = known.get(key);
    if (instance === undefined) {
      instance = firstRows.length;
      known.set(key, instance);
      firstRows.push(row);
    }
    draft[row] = instance;
  }
  const rowOf = Int32Array.from(firstRows);
  const instances = rowOf.length;
  if (parent === null) return { instances, instanceOfRow: draft, rowOf, parentOf: null, whole: false };
  const order = stableOrder(gatherParents(rowOf, parent.instanceOfRow), parent.instances);
  const place = new Int32Array(instances);
  order.forEach((instance, i) => {
    place[instance] = i;
  });
  const sortedRows = order.map((instance) => rowOf[instance]!);
  const instanceOfRow = draft.map((instance) => (instance < 0 ? -1 : place[instance]!));
  return { instances, instanceOfRow, rowOf: sortedRows, parentOf: gatherParents(sortedRows, parent.instanceOfRow), whole: false };
}

/** A number per distinct value of the column, −1 for empty cells. */
export function groupCodes(column: Column): Int32Array {
  if (column.kind === "text") return column.codes;
  const known = new Map<number | string, number>();
  return Int32Array.from({ length: column.values.length }, (_, row) => {
    const value = column.odd.get(row) ?? column.values[row]!;
    if (Number.isNaN(value)) return -1;
    const code = known.get(value) ?? known.size;
    known.set(value, code);
    return code;
  });
}

/** Numbers that are ordered as the cells are: numbers by value, texts by code point unless all are numbers. */
export function orderRanks(column: Column): Float64Array {
  if (column.kind === "number") return Float64Array.from(column.values);
  const values = column.labels.map(parseDecimal);
  const byValue = !values.includes(null);
  const sorted = column.labels.map((_, code) => code).sort((a, b) => compareCodePoints(column.labels[a]!, column.labels[b]!));
  const rankOf = new Float64Array(column.labels.length);
  sorted.forEach((code, rank) => {
    rankOf[code] = byValue ? values[code]! : rank;
  });
  return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : rankOf[code]!));
}

function gatherParents(rows: Int32Array, parentOfRow: Int32Array): Int32Array {
  const parents = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) parents[i] = parentOfRow[rows[i]!]!;
  return parents;
}

/** Positions of `keys` (0 … size − 1) sorted by key, equal ones in their order. */
function stableOrder(keys: Int32Array, size: number): Int32Array {
  const starts = new Int32Array(size + 1);
  for (const key of keys) {
    if (key < 0) throw new InternalError("a kept row belongs to no instance");
    starts[key + 1]! += 1;
  }
  for (let key = 0; key < size; key += 1) starts[key + 1]! += starts[key]!;
  const order = new Int32Array(keys.length);
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i]!;
    order[starts[key]!] = i;
    starts[key]! += 1;
  }
  return order;
}

/** Sorts each run of `order` with one parent by rank, stably. */
function sortRuns(order: Int32Array, all: RowGroups, rank: Float64Array, parentRow: Int32Array | null): void {
  const rankAt = (i: number): number => rank[all.rowOf[i]!]!;
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && (parentRow === null || parentRow[order[end]!] === parentRow[order[start]!])) end += 1;
    order.subarray(start, end).sort((a, b) => rankAt(a) - rankAt(b) || a - b);
    start = end;
  }
}
