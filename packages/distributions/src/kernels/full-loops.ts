import type { Block } from "@platewise/core";
import { type GaussianLoops, type GaussianSlots, TILE } from "./gaussian-loops.ts";

/** Columns of centred values, one number a row, and another. */
interface Scratch {
  readonly centred: Float64Array;
  readonly row: Float64Array;
  readonly squares: Float64Array;
}

function centre({ means }: GaussianSlots, slot: number, d: number, tile: Float64Array, count: number, into: Float64Array): void {
  for (let j = 0; j < d; j++) {
    const m = means[slot * d + j] as number;
    const x = TILE * j;
    for (let i = 0; i < count; i++) into[x + i] = (tile[x + i] as number) - m;
  }
}

/** row[i] = Σ_j w[first + j] z_j[i] for j < terms, four terms at a time. */
function whiten({ centred: z, row }: Scratch, weights: Float64Array, first: number, terms: number, count: number): void {
  row.fill(0, 0, count);
  let j = 0;
  for (; j + 4 <= terms; j += 4) {
    const [a, b] = [weights[first + j] as number, weights[first + j + 1] as number];
    const [c, e] = [weights[first + j + 2] as number, weights[first + j + 3] as number];
    for (let i = 0, at = TILE * j; i < count; i++, at++) {
      const two = (row[i] as number) + a * (z[at] as number) + b * (z[at + TILE] as number);
      row[i] = two + c * (z[at + 2 * TILE] as number) + e * (z[at + 3 * TILE] as number);
    }
  }
  for (; j < terms; j++) {
    const a = weights[first + j] as number;
    for (let i = 0, at = TILE * j; i < count; i++, at++) row[i] = (row[i] as number) + a * (z[at] as number);
  }
}

/** Adds Σ_i row[i] z[at + i] over even rows, then over odd ones, as vector code has them side by side. */
function addProduct({ centred: z, row }: Scratch, at: number, count: number, statistics: Float64Array, place: number): void {
  for (let first = 0; first < 2; first++) {
    let sum = 0;
    for (let i = first; i < count; i += 2) sum += (row[i] as number) * (z[at + i] as number);
    statistics[place] = (statistics[place] as number) + sum;
  }
}

/** The same for four columns of z side by side. */
function addProducts({ centred: z, row }: Scratch, at: number, count: number, statistics: Float64Array, place: number): void {
  for (let first = 0; first < 2; first++) {
    let [a, b, c, e] = [0, 0, 0, 0];
    for (let i = first, from = at + first; i < count; i += 2, from += 2) {
      const t = row[i] as number;
      a += t * (z[from] as number);
      b += t * (z[from + TILE] as number);
      c += t * (z[from + 2 * TILE] as number);
      e += t * (z[from + 3 * TILE] as number);
    }
    statistics[place] = (statistics[place] as number) + a;
    statistics[place + 1] = (statistics[place + 1] as number) + b;
    statistics[place + 2] = (statistics[place + 2] as number) + c;
    statistics[place + 3] = (statistics[place + 3] as number) + e;
  }
}

function addRow(row: Float64Array, count: number, statistics: Float64Array, place: number): void {
  for (let first = 0; first < 2; first++) {
    let sum = 0;
    for (let i = first; i < count; i += 2) sum += row[i] as number;
    statistics[place] = (statistics[place] as number) + sum;
  }
}

function addMoments(scratch: Scratch, { statistics }: GaussianSlots, slot: number, d: number, { count, at, values }: Block): void {
  const { centred, row } = scratch;
  const base = slot * (1 + d + (d * (d + 1)) / 2);
  for (let i = 0; i < count; i++) row[i] = values[at + i] as number;
  addRow(row, count, statistics, base);
  for (let v = 0; v < d; v++) {
    for (let i = 0; i < count; i++) row[i] = (values[at + i] as number) * (centred[TILE * v + i] as number);
    addRow(row, count, statistics, base + 1 + v);
    const place = base + 1 + d + (v * (v + 1)) / 2;
    let w = 0;
    for (; w + 4 <= v + 1; w += 4) addProducts(scratch, TILE * w, count, statistics, place + w);
    for (; w <= v; w++) addProduct(scratch, TILE * w, count, statistics, place + w);
  }
}

/** Loops for a full covariance of `d` dimensions, every inner one along the rows. */
export function fullLoops(d: number): GaussianLoops {
  const scratch = { centred: new Float64Array(TILE * d), row: new Float64Array(TILE), squares: new Float64Array(TILE) };
  const { row, squares } = scratch;
  return {
    addLogDensity(slots, slot, tile, { count, at, values }) {
      const constant = slots.logConstants[slot] as number;
      centre(slots, slot, d, tile, count, scratch.centred);
      squares.fill(0, 0, count);
      for (let v = 0; v < d; v++) {
        whiten(scratch, slots.whitening, slot * ((d * (d + 1)) / 2) + (v * (v + 1)) / 2, v + 1, count);
        for (let i = 0; i < count; i++) squares[i] = (squares[i] as number) + (row[i] as number) * (row[i] as number);
      }
      for (let i = 0; i < count; i++) values[at + i] = (values[at + i] as number) + (constant - 0.5 * (squares[i] as number));
    },
    accumulate(slots, slot, tile, block) {
      centre(slots, slot, d, tile, block.count, scratch.centred);
      addMoments(scratch, slots, slot, d, block);
    },
  };
}
