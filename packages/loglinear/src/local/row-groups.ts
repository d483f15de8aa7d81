/** Rows put into groups: `of[row]` is the group of a row, numbered from 0 by first appearance; −1: the row is left out. */
export interface RowGroups {
  readonly of: Int32Array;
  readonly count: number;
}

/** One group of all rows for which `isIn` holds. */
export function oneGroup(rows: number, isIn: (row: number) => boolean): RowGroups {
  const of = Int32Array.from({ length: rows }, (_, row) => (isIn(row) ? 0 : -1));
  return { of, count: of.includes(0) ? 1 : 0 };
}

/** Tables up to so many cells per row are plain arrays; larger ones are hashed. */
const CELLS_PER_ROW = 8;

function createNumbering(keys: number, rows: number): (key: number) => number {
  let count = 0;
  if (keys <= CELLS_PER_ROW * rows + 64) {
    const table = new Int32Array(keys).fill(-1);
    return (key) => {
      if (table[key] === -1) table[key] = count++;
      return table[key] as number;
    };
  }
  const seen = new Map<number, number>();
  return (key) => {
    const known = seen.get(key);
    if (known !== undefined) return known;
    seen.set(key, count);
    return count++;
  };
}

/** Splits groups by a code of rows, 0 … size − 1; rows of code −1 leave their group. */
export function splitGroups({ of, count }: RowGroups, codes: Int32Array, size: number): RowGroups {
  const number = createNumbering(count * size, of.length);
  const split = new Int32Array(of.length);
  let last = -1;
  for (let row = 0; row < of.length; row++) {
    const group = of[row] as number;
    const code = codes[row] as number;
    const at = group < 0 || code < 0 ? -1 : number(group * size + code);
    split[row] = at;
    if (at > last) last = at;
  }
  return { of: split, count: last + 1 };
}

/** The distinct numbers of a column, coded 0 … size − 1 by first appearance. NaN is a number like others here. */
export function codeNumbers(column: Float64Array): { readonly codes: Int32Array; readonly size: number } {
  const seen = new Map<number, number>();
  const codes = Int32Array.from(column, (value) => {
    const code = seen.get(value) ?? seen.size;
    seen.set(value, code);
    return code;
  });
  return { codes, size: seen.size };
}

/** The first row of every group. */
export function firstRows({ of, count }: RowGroups): Int32Array {
  const rows = new Int32Array(count).fill(-1);
  for (let row = 0; row < of.length; row++) {
    const group = of[row] as number;
    if (group >= 0 && rows[group] === -1) rows[group] = row;
  }
  return rows;
}

/** Sum of the weights of the rows of every group; null: every row counts one. */
export function groupWeights({ of, count }: RowGroups, weights: Float64Array | null): Float64Array {
  const sums = new Float64Array(count);
  for (let row = 0; row < of.length; row++) {
    const group = of[row] as number;
    if (group >= 0) sums[group] = (sums[group] as number) + (weights === null ? 1 : (weights[row] as number));
  }
  return sums;
}
