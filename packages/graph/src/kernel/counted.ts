import type { Body, CodeColumn, CountCluster, CountedFactor } from "./body.ts";

/** Code of a row over columns, row-major. */
function codeAt({ columns, strides }: Pick<CountedFactor, "columns" | "strides">, row: number): number {
  let code = 0;
  for (let j = 0; j < columns.length; j++) code += (strides[j] as number) * (columns[j]?.[row] as number);
  return code;
}

/*
 * Odd and even rows are tallied apart (the second half of `tally`), which hides the latency of hitting one cell twice in
 * a row. One function per number of columns, so that each loop is compiled for its own.
 */
type Tally = (columns: readonly CodeColumn[], strides: readonly number[], count: number, tally: Int32Array) => void;

const tallies: readonly Tally[] = [
  () => undefined,
  ([a], _strides, count, tally) => tally1(a as CodeColumn, count, tally),
  ([a, b], strides, count, tally) => tally2(a as CodeColumn, b as CodeColumn, strides[0] as number, count, tally),
  (columns, strides, count, tally) => tally3(columns as readonly [CodeColumn, CodeColumn, CodeColumn], strides, count, tally),
  (columns, strides, count, tally) => tally4(columns as readonly [CodeColumn, CodeColumn, CodeColumn, CodeColumn], strides, count, tally),
  (columns, strides, count, tally) =>
    tally5(columns as readonly [CodeColumn, CodeColumn, CodeColumn, CodeColumn, CodeColumn], strides, count, tally),
];

function tally1(a: CodeColumn, count: number, tally: Int32Array): void {
  const half = tally.length >> 1;
  for (let i = 0; i < count; i++) {
    const at = (a[i] as number) + (i & 1) * half;
    tally[at] = (tally[at] as number) + 1;
  }
}

function tally2(a: CodeColumn, b: CodeColumn, sa: number, count: number, tally: Int32Array): void {
  const half = tally.length >> 1;
  for (let i = 0; i < count; i++) {
    const at = Math.imul(a[i] as number, sa) + (b[i] as number) + (i & 1) * half;
    tally[at] = (tally[at] as number) + 1;
  }
}

function tally3(
  [a, b, c]: readonly [CodeColumn, CodeColumn, CodeColumn],
  strides: readonly number[],
  count: number,
  tally: Int32Array,
): void {
  const half = tally.length >> 1;
  const [sa, sb] = strides as readonly [number, number];
  for (let i = 0; i < count; i++) {
    const at = Math.imul(a[i] as number, sa) + Math.imul(b[i] as number, sb) + (c[i] as number) + (i & 1) * half;
    tally[at] = (tally[at] as number) + 1;
  }
}

function tally4(
  [a, b, c, d]: readonly [CodeColumn, CodeColumn, CodeColumn, CodeColumn],
  strides: readonly number[],
  count: number,
  tally: Int32Array,
): void {
  const half = tally.length >> 1;
  const [sa, sb, sc] = strides as readonly [number, number, number];
  for (let i = 0; i < count; i++) {
    const at =
      Math.imul(a[i] as number, sa) + Math.imul(b[i] as number, sb) + Math.imul(c[i] as number, sc) + (d[i] as number) + (i & 1) * half;
    tally[at] = (tally[at] as number) + 1;
  }
}

function tally5(
  [a, b, c, d, e]: readonly [CodeColumn, CodeColumn, CodeColumn, CodeColumn, CodeColumn],
  strides: readonly number[],
  count: number,
  tally: Int32Array,
): void {
  const half = tally.length >> 1;
  const [sa, sb, sc, sd] = strides as readonly [number, number, number, number];
  for (let i = 0; i < count; i++) {
    const high = Math.imul(a[i] as number, sa) + Math.imul(b[i] as number, sb);
    const at = high + Math.imul(c[i] as number, sc) + Math.imul(d[i] as number, sd) + (e[i] as number) + (i & 1) * half;
    tally[at] = (tally[at] as number) + 1;
  }
}

function clusterCounts(cluster: CountCluster, count: number, weights: Float64Array | null): Float64Array {
  const { columns, strides, size } = cluster;
  const total = new Float64Array(size);
  const tally = tallies[columns.length];
  if (weights || !tally) {
    for (let i = 0; i < count; i++) {
      const code = codeAt(cluster, i);
      total[code] = (total[code] as number) + (weights ? (weights[i] as number) : 1);
    }
    return total;
  }
  const halves = new Int32Array(2 * size);
  tally(columns, strides, count, halves);
  for (let code = 0; code < size; code++) total[code] = (halves[code] as number) + (halves[size + code] as number);
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
