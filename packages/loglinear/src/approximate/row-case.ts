import { InternalError } from "@platewise/core";
import type { RowNetwork, RowStates } from "@platewise/graph";

/** One row with what is known of it: its place in the columns of numbers, and the state of each variable (−1: unknown). */
export interface RowCase {
  readonly row: number;
  readonly states: Int32Array;
}

/** A case of which nothing is known, for networks without given variables and columns, in which every row has the same law. */
export function openCase({ sizes }: RowNetwork): RowCase {
  return { row: 0, states: new Int32Array(sizes.length).fill(-1) };
}

/** The case of a row; its states are a view of those of the rows. */
export function rowCase({ sizes }: RowNetwork, rows: RowStates, row: number): RowCase {
  return { row, states: rows.states.subarray(row * sizes.length, (row + 1) * sizes.length) };
}

/** Where the states of each variable start in an array of all states of all variables; the last entry is its length. */
export function findStateStarts(sizes: Int32Array): Int32Array {
  const starts = new Int32Array(sizes.length + 1);
  for (let v = 0; v < sizes.length; v++) starts[v + 1] = (starts[v] as number) + (sizes[v] as number);
  return starts;
}

/** What multiplies a factor of this basis in a row: a number of its column, or 1. */
export function factorScale({ columns }: RowNetwork, basis: number, row: number): number {
  return basis < 0 ? 1 : ((columns[basis] as Float64Array)[row] as number);
}

/** Throws InternalError where a given variable is not known. */
export function assertGivenKnown({ given, keys }: RowNetwork, states: Int32Array): void {
  for (let v = 0; v < given.length; v++) {
    if (given[v] === 1 && (states[v] as number) < 0) throw new InternalError(`the given variable ${keys[v]} has no state`);
  }
}
