import type { Body, CountCluster, CountedFactor } from "./body.ts";
import { joinWordColumns, wordColumns } from "./words.ts";

/** Code of a row over columns, row-major. */
function codeAt({ columns, strides }: Pick<CountedFactor, "columns" | "strides">, row: number): number {
  let code = 0;
  for (let j = 0; j < columns.length; j++) code += (strides[j] as number) * (columns[j]?.[row] as number);
  return code;
}

/** Words of four rows that are counted at once; few calls, and their codes stay in the cache. */
const WORDS = 8192;

/**
 * Tallies code high · size + low of the four rows of every word, two of them in one product of half words; in two tables by
 * turns, which hides the latency of hitting one cell twice in a row.
 */
function tallyWords(high: Int32Array, low: Int32Array, size: number, count: number, even: Int32Array, odd: Int32Array): void {
  for (let i = 0; i < count; i++) {
    const h = high[i] as number;
    const l = low[i] as number;
    const one = Math.imul(h & 0xff00ff, size) + (l & 0xff00ff);
    const other = Math.imul((h >>> 8) & 0xff00ff, size) + ((l >>> 8) & 0xff00ff);
    const a = one & 0xffff;
    const b = other & 0xffff;
    const c = one >>> 16;
    const d = other >>> 16;
    even[a] = (even[a] as number) + 1;
    odd[b] = (odd[b] as number) + 1;
    even[c] = (even[c] as number) + 1;
    odd[d] = (odd[d] as number) + 1;
  }
}

function addTable(total: Float64Array, table: Int32Array): void {
  for (let code = 0; code < table.length; code++) total[code] = (total[code] as number) + (table[code] as number);
}

/** Tallies all rows but the last few, which make no whole word; returns how many, 0 where codes are too wide for it. */
function tallyPacked({ columns, strides, size, split }: CountCluster, count: number, total: Float64Array): number {
  const words = wordColumns(columns.map((codes, j) => ({ codes, size: (strides[j - 1] ?? size) / (strides[j] as number) })));
  if (!words) return 0;
  const [first, last] = [words.slice(0, split), words.slice(split)];
  const lastSize = strides[split - 1] as number;
  const whole = count >> 2;
  const [high, low] = [new Int32Array(Math.min(WORDS, whole)), new Int32Array(Math.min(WORDS, whole))];
  const even = new Int32Array(size);
  const odd = new Int32Array(size);
  for (let start = 0; start < whole; start += WORDS) {
    const length = Math.min(WORDS, whole - start);
    joinWordColumns(high.subarray(0, length), first, start);
    joinWordColumns(low.subarray(0, length), last, start);
    tallyWords(high, low, lastSize, length, even, odd);
  }
  for (const table of [even, odd]) addTable(total, table);
  return 4 * whole;
}

function clusterCounts(cluster: CountCluster, count: number, weights: Float64Array | null): Float64Array {
  const total = new Float64Array(cluster.size);
  const done = weights || cluster.split === 0 ? 0 : tallyPacked(cluster, count, total);
  for (let i = done; i < count; i++) {
    const code = codeAt(cluster, i);
    total[code] = (total[code] as number) + (weights ? (weights[i] as number) : 1);
  }
  return total;
}

/** counts[place[code]] += total[code]. */
function sumInto(counts: Float64Array, place: Int32Array, total: Float64Array): void {
  for (let code = 0; code < total.length; code++) {
    const at = place[code] as number;
    counts[at] = (counts[at] as number) + (total[code] as number);
  }
}

/** Counts the rows of a cluster, once, and sums the counts of its laws out of the joint ones. */
export function countCluster(cluster: CountCluster, count: number, weights: Float64Array | null): void {
  if (cluster.counted) return;
  const total = clusterCounts(cluster, count, weights);
  for (const { counts, place } of cluster.members) sumInto(counts, place, total);
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
