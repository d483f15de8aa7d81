import type { CodeColumn, DensityFactor, FusedFactor } from "./body.ts";
import { appendDigit, DIRECT, oneClass, refineClasses } from "./relabel.ts";
import type { CodedColumn } from "./words.ts";

/** The first row of every set of equal rows, and the weight of the set. */
export interface Distinct {
  readonly first: Int32Array;
  readonly weights: Float64Array;
}

/** Whole small numbers (counts) as codes; null where a column holds anything else. */
function countCodes(column: Float64Array): CodedColumn | null {
  let top = 0;
  for (const x of column) {
    if (!Number.isInteger(x) || x < 0 || x > 65535) return null;
    if (x > top) top = x;
  }
  return { codes: new Int32Array(column), size: top + 1 };
}

/** What tells the rows of a body apart, as codes; null where some number is not a small whole one. */
export function codedColumns(
  body: { readonly fused: readonly FusedFactor[]; readonly densities: readonly DensityFactor[]; readonly parents: Int32Array | null },
  groups: number,
): readonly CodedColumn[] | null {
  const columns: CodedColumn[] = body.fused.map((f) => ({ codes: f.code as CodeColumn, size: f.observed }));
  if (body.parents) columns.unshift({ codes: body.parents, size: groups });
  for (const column of body.densities.flatMap((d) => d.columns)) {
    const codes = countCodes(column);
    if (!codes) return null;
    columns.push(codes);
  }
  return columns;
}

/** total[key] += weight and first[key] = the lowest row, for rows from `start` on; backwards, so that the last write is the lowest row. */
function tallyKeys(keys: Int32Array, start: number, weights: Float64Array | null, total: Float64Array, first: Int32Array): void {
  for (let i = keys.length - 1; i >= 0; i--) {
    const key = keys[i] as number;
    total[key] = (total[key] as number) + (weights === null ? 1 : (weights[start + i] as number));
    first[key] = start + i;
  }
}

/** Rows whose keys are made at once: few enough for the first-level cache, so that no memory is taken for all keys. */
const KEYS = 2048;

/** Equal rows by a table over all keys, in the order of the keys. */
function tallyDirectly(columns: readonly CodedColumn[], size: number, count: number, weights: Float64Array | null): Distinct | null {
  const total = new Float64Array(size);
  const first = new Int32Array(size).fill(-1);
  const keys = new Int32Array(Math.min(KEYS, count));
  for (let start = Math.floor((count - 1) / KEYS) * KEYS; start >= 0; start -= KEYS) {
    const end = Math.min(start + KEYS, count);
    const part = keys.subarray(0, end - start).fill(0);
    for (const column of columns) appendDigit(part, column.codes.subarray(start, end), column.size);
    tallyKeys(part, start, weights, total, first);
  }
  let found = 0;
  for (let key = 0; key < size; key++) {
    const row = first[key] as number;
    if (row < 0) continue;
    first[found] = row;
    total[found] = total[key] as number;
    found += 1;
  }
  return found > count / 2 ? null : { first: first.slice(0, found), weights: total.slice(0, found) };
}

/** Rows that are equal in every column, with their total weight; null where few are. */
export function findDistinct(columns: readonly CodedColumn[], count: number, weights: Float64Array | null): Distinct | null {
  const size = columns.reduce((n, column) => n * column.size, 1);
  if (size <= Math.min(DIRECT, 4 * count)) return tallyDirectly(columns, size, count, weights);
  let classes = oneClass(count);
  for (const { codes, size: column } of columns) {
    classes = refineClasses(classes, codes, column);
    if (classes.count > count / 2) return null;
  }
  const first = new Int32Array(classes.count);
  const total = new Float64Array(classes.count);
  tallyKeys(classes.classOf, 0, weights, total, first);
  return { first, weights: total };
}

/** The rows by rising code, equal codes in their order (a counting sort); null where they stand so already. */
export function sortedRows(codes: CodeColumn, size: number): Int32Array | null {
  const next = new Int32Array(size + 1);
  let sorted = true;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    next[code + 1] = (next[code + 1] as number) + 1;
    if (i > 0 && code < (codes[i - 1] as number)) sorted = false;
  }
  if (sorted) return null;
  for (let c = 1; c <= size; c++) next[c] = (next[c] as number) + (next[c - 1] as number);
  const order = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    order[next[code] as number] = i;
    next[code] = (next[code] as number) + 1;
  }
  return order;
}
