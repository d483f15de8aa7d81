import type { Body, CodeColumn, CountedFactor } from "./body.ts";

/** Entry of a fully observed table law at a row. */
function codeAt({ columns, strides }: Pick<CountedFactor, "columns" | "strides">, row: number): number {
  let code = 0;
  for (let j = 0; j < columns.length; j++) code += (strides[j] as number) * (columns[j]?.[row] as number);
  return code;
}

const bump = (tally: Int32Array, code: number): void => {
  tally[code] = (tally[code] as number) + 1;
};

/** Odd and even rows are tallied apart, which hides the latency of hitting one cell twice in a row. */
function tallyPairs(a: CodeColumn, b: CodeColumn, stride: number, count: number, odd: Int32Array, even: Int32Array): void {
  let i = 0;
  for (; i + 1 < count; i += 2) {
    bump(odd, (a[i] as number) * stride + (b[i] as number));
    bump(even, (a[i + 1] as number) * stride + (b[i + 1] as number));
  }
  if (i < count) bump(odd, (a[i] as number) * stride + (b[i] as number));
}

function tallyColumns({ columns, strides }: CountedFactor, count: number, tally: Int32Array): void {
  const [a, b, c, d] = columns as [CodeColumn, CodeColumn, CodeColumn, CodeColumn];
  const [sa, sb, sc] = strides as [number, number, number];
  const even = new Int32Array(tally.length);
  if (columns.length === 1) tallyPairs(a, a, 0, count, tally, even);
  else if (columns.length === 2) tallyPairs(a, b, sa, count, tally, even);
  else if (columns.length === 3) for (let i = 0; i < count; i++) bump(i & 1 ? even : tally, (a[i] as number) * sa + (b[i] as number) * sb + (c[i] as number));
  else if (columns.length === 4) for (let i = 0; i < count; i++) bump(i & 1 ? even : tally, (a[i] as number) * sa + (b[i] as number) * sb + (c[i] as number) * sc + (d[i] as number));
  else for (let i = 0; i < count; i++) bump(tally, codeAt({ columns, strides }, i));
  for (let code = 0; code < tally.length; code++) tally[code] = (tally[code] as number) + (even[code] as number);
}

/** Fills the counts of a fully observed table law, once. */
export function countTable(factor: CountedFactor, count: number, weights: Float64Array | null): void {
  if (factor.counted) return;
  const { counts } = factor;
  if (weights) {
    for (let i = 0; i < count; i++) {
      const code = codeAt(factor, i);
      counts[code] = (counts[code] as number) + (weights[i] as number);
    }
  } else {
    const tally = new Int32Array(counts.length);
    tallyColumns(factor, count, tally);
    counts.set(tally);
  }
  factor.counted = true;
}

/** Σ counts · log p over the table laws of a complete body, 0 log 0 = 0. */
export function countedLogLik(body: Body): number {
  let sum = 0;
  for (const { counts, kernel } of body.counted) {
    for (let i = 0; i < counts.length; i++) if (counts[i] !== 0) sum += (counts[i] as number) * (kernel.logTable[i] as number);
  }
  return sum;
}

/** Adds the table laws' log-probabilities of rows `start…` of a complete body to `into`. */
export function rowLogLik(body: Body, start: number, count: number, into: Float64Array): void {
  for (const factor of body.counted) {
    const { logTable } = factor.kernel;
    for (let i = 0; i < count; i++) into[i] = (into[i] as number) + (logTable[codeAt(factor, start + i)] as number);
  }
}
