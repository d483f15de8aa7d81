import type { LinearMap, RowFactor, RowNetwork, RowStates } from "@platewise/graph";
import { weightOf } from "./local-block.ts";

/** A network whose log-potentials are linear in parameters, with what its rows count. */
export interface LinearNetwork {
  readonly network: RowNetwork;
  readonly map: LinearMap;
  /** Number of parameters. */
  readonly size: number;
  readonly data: RowStates;
}

/**
 * Features of some parameters, made non-negative by taking their least value off in every ground factor. `shift[k]` is what was taken
 * off the total of feature k, over all rows; `bound` is the most that the features of one row may sum to.
 */
export interface FeatureBounds {
  readonly bound: number;
  readonly shift: Float64Array;
}

/** The features of one factor without its number: least and largest value of each, and of their sum after each is shifted. */
interface FactorRange {
  readonly basis: number;
  readonly ranges: ReadonlyMap<number, readonly [number, number]>;
  /** Largest sum of features above their least values, and below their largest ones. */
  readonly above: number;
  readonly below: number;
}

/** The coefficients of one entry for the parameters that are looked at. */
function coefficientsOf({ starts, cells, coefficients }: LinearMap, entry: number, isIn: Uint8Array): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (let at = starts[entry] as number; at < (starts[entry + 1] as number); at++) {
    const cell = cells[at] as number;
    if (isIn[cell] === 1) found.set(cell, (found.get(cell) ?? 0) + (coefficients[at] as number));
  }
  return found;
}

function rangeOf({ offset, length, basis }: RowFactor, map: LinearMap, isIn: Uint8Array): FactorRange {
  const rows = Array.from({ length }, (_, i) => coefficientsOf(map, offset + i, isIn));
  const ranges = new Map<number, [number, number]>();
  for (const cell of new Set(rows.flatMap((row) => [...row.keys()]))) ranges.set(cell, [Infinity, -Infinity]);
  for (const row of rows) {
    for (const [cell, range] of ranges) {
      const value = row.get(cell) ?? 0;
      range[0] = Math.min(range[0], value);
      range[1] = Math.max(range[1], value);
    }
  }
  const sums = rows.map((row) => [...row.values()].reduce((a, b) => a + b, 0));
  const [least, most] = [0, 1].map((end) => [...ranges.values()].reduce((sum, range) => sum + (range[end] as number), 0));
  const above = sums.reduce((a, b) => Math.max(a, b), -Infinity) - (least as number);
  const below = (most as number) - sums.reduce((a, b) => Math.min(a, b), Infinity);
  return { basis, ranges, above, below };
}

/** Weighted sums of the positive and of the negative numbers of a basis column; of ones where there is none. */
function basisTotals({ network, data }: LinearNetwork, basis: number): readonly [number, number] {
  let positive = 0;
  let negative = 0;
  for (let row = 0; row < data.rows; row++) {
    const total = weightOf(data, row) * (basis < 0 ? 1 : (network.columns[basis]?.[row] as number));
    if (total > 0) positive += total;
    else negative += total;
  }
  return [positive, negative];
}

function rowBound({ network }: LinearNetwork, factors: readonly FactorRange[], row: number): number {
  let sum = 0;
  for (const { basis, above, below } of factors) {
    const number = basis < 0 ? 1 : (network.columns[basis]?.[row] as number);
    sum += number > 0 ? number * above : -number * below;
  }
  return sum;
}

/** Bounds on the features of the parameters `cells` of a network. */
export function featureBounds(linear: LinearNetwork, cells: Iterable<number>): FeatureBounds {
  const { network, map, size, data } = linear;
  const isIn = new Uint8Array(size);
  for (const cell of cells) isIn[cell] = 1;
  const factors = network.factors.map((factor) => rangeOf(factor, map, isIn)).filter(({ ranges }) => ranges.size > 0);
  const shift = new Float64Array(size);
  for (const { basis, ranges } of factors) {
    const [positive, negative] = basisTotals(linear, basis);
    for (const [cell, [least, most]] of ranges) shift[cell] = (shift[cell] as number) + positive * least + negative * most;
  }
  const numbered = factors.filter(({ basis }) => basis >= 0);
  const fixed = factors.reduce((sum, { basis, above }) => (basis < 0 ? sum + above : sum), 0);
  let bound = fixed;
  if (numbered.length > 0)
    for (let row = 0; row < data.rows; row++) if (weightOf(data, row) > 0) bound = Math.max(bound, fixed + rowBound(linear, numbered, row));
  return { bound, shift };
}
