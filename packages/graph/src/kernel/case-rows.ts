import type { GroundVariable } from "../grounding/ground-graph.ts";
import type { CodeColumn } from "./body.ts";

/** The codes of a variable, with its instance for each of the plate's (null: the same). */
export interface SeenColumn {
  readonly codes: CodeColumn;
  readonly map: Int32Array | null;
}

/** The first of every set of equal plate instances, with the weight of the set. */
export interface Cases {
  readonly first: Int32Array;
  readonly weights: Float64Array;
}

/** Numbers the keys anew in order of first appearance; returns how many there are. */
function renumber(keys: Float64Array): number {
  const known = new Map<number, number>();
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as number;
    const found = known.get(key);
    keys[i] = found ?? known.size;
    if (found === undefined) known.set(key, known.size);
  }
  return known.size;
}

/** keys = keys · size + the code of each row. */
function appendCodes(keys: Float64Array, size: number, rows: Int32Array, { codes, map }: SeenColumn): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    keys[i] = (keys[i] as number) * size + (codes[map ? (map[row] as number) : row] as number);
  }
}

/** Counts the instances in `rows` once that agree in all `seen` variables. */
export function findCases(
  rows: Int32Array,
  seen: readonly GroundVariable[],
  columns: readonly SeenColumn[],
  weights: Float64Array | null,
): Cases {
  if (rows.length === 1) return { first: rows, weights: Float64Array.of(weights ? (weights[rows[0] as number] as number) : 1) };
  const keys = new Float64Array(rows.length);
  let kinds = 1;
  for (const v of seen) {
    const size = v.states as number;
    if (kinds * size > Number.MAX_SAFE_INTEGER) kinds = renumber(keys);
    appendCodes(keys, size, rows, columns[v.id] as SeenColumn);
    kinds *= size;
  }
  const count = renumber(keys);
  const first = new Int32Array(count);
  const total = new Float64Array(count);
  for (let i = rows.length - 1; i >= 0; i--) {
    const kind = keys[i] as number;
    const row = rows[i] as number;
    first[kind] = row;
    total[kind] = (total[kind] as number) + (weights ? (weights[row] as number) : 1);
  }
  return { first, weights: total };
}
