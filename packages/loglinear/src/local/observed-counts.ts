import { InternalError } from "@platewise/core";
import type { RowNetwork, RowStates } from "@platewise/graph";
import { bindRows, weightOf } from "./local-block.ts";

/**
 * Counts of entries in complete rows, summed with the rows' weights (and the numbers that multiply factors): the empirical half of the
 * gradient. InternalError where a cell that a factor needs is empty.
 */
export function observedCounts(network: RowNetwork, data: RowStates): Float64Array {
  const { columns } = bindRows(network, data);
  const counts = new Float64Array(network.entries);
  for (const { scope, strides, offset, basis } of network.factors) {
    const numbers = basis < 0 ? null : (network.columns[basis] as Float64Array);
    for (let row = 0; row < data.rows; row++) {
      let entry = offset;
      for (let i = 0; i < scope.length; i++) {
        const state = columns[scope[i] as number]?.[row] as number;
        if (state < 0) throw new InternalError(`row ${row} has an empty cell, and is to be counted`);
        entry += state * (strides[i] as number);
      }
      counts[entry] = (counts[entry] as number) + weightOf(data, row) * (numbers === null ? 1 : (numbers[row] as number));
    }
  }
  return counts;
}
