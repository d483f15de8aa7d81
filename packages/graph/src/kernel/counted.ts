import { tallies } from "../generated/tallies.ts";
import type { Body, CountCluster, CountedFactor } from "./body.ts";

/** Code of a row over columns, row-major. */
function codeAt({ columns, strides }: Pick<CountedFactor, "columns" | "strides">, row: number): number {
  let code = 0;
  for (let j = 0; j < columns.length; j++) code += (strides[j] as number) * (columns[j]?.[row] as number);
  return code;
}

function clusterCounts(cluster: CountCluster, count: number, weights: Float64Array | null): Float64Array {
  const { columns, strides, size } = cluster;
  const total = new Float64Array(size);
  const tally = tallies[columns.length - 1];
  if (weights || !tally) {
    for (let i = 0; i < count; i++) {
      const code = codeAt(cluster, i);
      total[code] = (total[code] as number) + (weights ? (weights[i] as number) : 1);
    }
    return total;
  }
  const even = new Int32Array(size);
  const odd = new Int32Array(size);
  tally(columns, strides, count, even, odd);
  for (let code = 0; code < size; code++) total[code] = (even[code] as number) + (odd[code] as number);
  return total;
}

/** Counts the rows of a cluster, once, and sums the counts of its laws out of the joint ones. */
export function countCluster(cluster: CountCluster, count: number, weights: Float64Array | null): void {
  if (cluster.counted) return;
  const total = clusterCounts(cluster, count, weights);
  for (const { counts, place } of cluster.members) {
    for (let code = 0; code < total.length; code++) {
      const at = place[code] as number;
      counts[at] = (counts[at] as number) + (total[code] as number);
    }
  }
  cluster.counted = true;
}

/** Adds the counts of a complete body to the statistics of its table laws. */
export function addCounts(body: Body): void {
  for (const { counts, kernel } of body.clusters.flatMap((cluster) => cluster.members)) {
    for (let i = 0; i < counts.length; i++) kernel.statistics[i] = (kernel.statistics[i] as number) + (counts[i] as number);
  }
}

/** Σ counts · log p over the table laws of a complete body, 0 log 0 = 0. */
export function countedLogLik(body: Body): number {
  let sum = 0;
  for (const { counts, kernel } of body.clusters.flatMap((cluster) => cluster.members)) {
    for (let i = 0; i < counts.length; i++) if (counts[i] !== 0) sum += (counts[i] as number) * (kernel.logTable[i] as number);
  }
  return sum;
}

/** Adds the table laws' log-probabilities of rows `start…` of a complete body to `into`. */
export function rowLogLik(body: Body, start: number, count: number, into: Float64Array): void {
  for (const factor of body.clusters.flatMap((cluster) => cluster.members)) {
    const { logTable } = factor.kernel;
    for (let i = 0; i < count; i++) into[i] = (into[i] as number) + (logTable[codeAt(factor, start + i)] as number);
  }
}
