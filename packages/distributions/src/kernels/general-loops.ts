import type { Block, NumericColumns } from "@platewise/core";
import type { GaussianLoops, Whitened } from "./mv-normal-kernel.ts";

const BLOCK = 256;
const square = new Float64Array(BLOCK);
const sum = new Float64Array(BLOCK);
const weighted = new Float64Array(BLOCK);

type Range = Pick<Block, "start" | "count" | "at" | "values">;

function addFullLogDensity(constants: Whitened, slot: number, columns: NumericColumns, { start, count, at, values }: Range): void {
  const { means, whitening, logConstants } = constants;
  const d = columns.length;
  const triangle = (d * (d + 1)) / 2;
  const constant = logConstants[slot] as number;
  square.fill(0, 0, count);
  for (let row = 0; row < d; row++) {
    sum.fill(0, 0, count);
    for (let j = 0; j <= row; j++) {
      const x = columns[j] as Float64Array;
      const m = means[slot * d + j] as number;
      const w = whitening[slot * triangle + (row * (row + 1)) / 2 + j] as number;
      for (let i = 0; i < count; i++) sum[i] = (sum[i] as number) + w * ((x[start + i] as number) - m);
    }
    for (let i = 0; i < count; i++) square[i] = (square[i] as number) + (sum[i] as number) * (sum[i] as number);
  }
  for (let i = 0; i < count; i++) values[at + i] = (values[at + i] as number) + constant - 0.5 * (square[i] as number);
}

/** weighted[i] = r (x − m) for one component; returns its sum. */
function weigh(x: Float64Array, m: number, { start, count, at, values }: Range): number {
  let first = 0;
  for (let i = 0; i < count; i++) {
    const rz = (values[at + i] as number) * ((x[start + i] as number) - m);
    weighted[i] = rz;
    first += rz;
  }
  return first;
}

function accumulateFull(means: Float64Array, slot: number, columns: NumericColumns, range: Range, statistics: Float64Array): void {
  const { start, count, at, values } = range;
  const d = columns.length;
  const base = slot * (1 + d + (d * (d + 1)) / 2);
  for (let i = 0; i < count; i++) statistics[base] = (statistics[base] as number) + (values[at + i] as number);
  for (let row = 0; row < d; row++) {
    const first = weigh(columns[row] as Float64Array, means[slot * d + row] as number, range);
    statistics[base + 1 + row] = (statistics[base + 1 + row] as number) + first;
    for (let j = 0; j <= row; j++) {
      const y = columns[j] as Float64Array;
      const my = means[slot * d + j] as number;
      const place = base + 1 + d + (row * (row + 1)) / 2 + j;
      let second = 0;
      for (let i = 0; i < count; i++) second += (weighted[i] as number) * ((y[start + i] as number) - my);
      statistics[place] = (statistics[place] as number) + second;
    }
  }
}

const range: Block = { start: 0, count: 0, at: 0, values: square };

/** Cuts a block into pieces that the scratch rows can hold. */
function setRange(block: Block, done: number): void {
  range.start = block.start + done;
  range.count = Math.min(BLOCK, block.count - done);
  range.at = block.at + done;
  range.values = block.values;
}

/** Loops for a full covariance of any size, component by component so that every inner loop runs along the rows. */
export const fullLoops: GaussianLoops = {
  addLogDensity(constants, slot, columns, block) {
    for (let done = 0; done < block.count; done += BLOCK) {
      setRange(block, done);
      addFullLogDensity(constants, slot, columns, range);
    }
  },
  accumulate(means, slot, columns, block, statistics) {
    for (let done = 0; done < block.count; done += BLOCK) {
      setRange(block, done);
      accumulateFull(means, slot, columns, range, statistics);
    }
  },
};

/** Loops for diagonal and spherical covariances of any size. */
export const diagonalLoops: GaussianLoops = {
  addLogDensity({ means, whitening, logConstants }, slot, columns, { start, count, at, values }) {
    const d = columns.length;
    const constant = logConstants[slot] as number;
    for (let j = 0; j < d; j++) {
      const x = columns[j] as Float64Array;
      const m = means[slot * d + j] as number;
      const h = -0.5 * (whitening[slot * d + j] as number) ** 2;
      const c = j === 0 ? constant : 0;
      for (let i = 0; i < count; i++) {
        const z = (x[start + i] as number) - m;
        values[at + i] = (values[at + i] as number) + c + h * z * z;
      }
    }
  },
  accumulate(means, slot, columns, { start, count, at, values }, statistics) {
    const d = columns.length;
    const base = slot * (1 + 2 * d);
    let weight = 0;
    for (let i = 0; i < count; i++) weight += values[at + i] as number;
    statistics[base] = (statistics[base] as number) + weight;
    for (let j = 0; j < d; j++) {
      const x = columns[j] as Float64Array;
      const m = means[slot * d + j] as number;
      let first = 0;
      let second = 0;
      for (let i = 0; i < count; i++) {
        const z = (x[start + i] as number) - m;
        const rz = (values[at + i] as number) * z;
        first += rz;
        second += rz * z;
      }
      statistics[base + 1 + j] = (statistics[base + 1 + j] as number) + first;
      statistics[base + 1 + d + j] = (statistics[base + 1 + d + j] as number) + second;
    }
  },
};
