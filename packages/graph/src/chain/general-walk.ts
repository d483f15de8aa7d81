import { portableLog } from "@platewise/core";
import type { ChainWalk, Steps } from "./chain-walk.ts";

/** Sums below this are left to the walk in logs. */
const UNDERFLOW = 1e-200;
/** A product of sums is turned into its logarithm below this, and above its inverse. */
const SMALL = 1e-100;
/** Forward weights below this are as good as none: their backward weights may overflow. */
const NOTHING = 1e-250;

/** into[j] = Σ from[at + i] · matrix[m + i * states + j]. */
function advance(states: number, from: Float64Array, at: number, matrix: Float64Array, m: number, into: Float64Array): void {
  into.fill(0);
  for (let i = 0; i < states; i++) {
    const a = from[at + i] as number;
    const row = m + i * states;
    for (let j = 0; j < states; j++) into[j] = (into[j] as number) + a * (matrix[row + j] as number);
  }
}

/** Writes a forward row, rows times emission times `scale`, and returns its sum. */
function writeRow(states: number, steps: Steps, t: number, row: Float64Array, scale: number): number {
  const { emission, place, alpha } = steps;
  const p = place[t] as number;
  let sum = 0;
  for (let k = 0; k < states; k++) {
    const a = (row[k] as number) * ((emission[p + k] as number) * scale);
    alpha[t * states + k] = a;
    sum += a;
  }
  return sum;
}

function forward(states: number, steps: Steps, start: number, end: number, row: Float64Array): number {
  const { initial, matrix, matrixAt, alpha, scale } = steps;
  let sum = writeRow(states, steps, start, initial, 1);
  let product = sum;
  let logLik = 0;
  if (!(sum > UNDERFLOW)) return Number.NaN;
  scale[start] = 1 / sum;
  for (let t = start + 1; t < end; t++) {
    advance(states, alpha, (t - 1) * states, matrix, matrixAt ? (matrixAt[t] as number) : 0, row);
    sum = writeRow(states, steps, t, row, scale[t - 1] as number);
    scale[t] = 1 / sum;
    product *= sum;
    if (product > SMALL && product < 1 / SMALL) continue;
    if (!(sum > UNDERFLOW)) return Number.NaN;
    logLik += portableLog(product);
    product = 1;
  }
  return logLik + portableLog(product);
}

/** Turns the backward row of step t into the message to step t − 1 (`carry` is left as the row of step t − 1), adding the pairs. */
function stepBack(states: number, steps: Steps, t: number, carry: Float64Array, message: Float64Array): void {
  const { emission, place, matrix, matrixAt, alpha, scale, pairs } = steps;
  const p = place[t] as number;
  const m = matrixAt ? (matrixAt[t] as number) : 0;
  const before = scale[t - 1] as number;
  for (let k = 0; k < states; k++) {
    const isReached = (alpha[t * states + k] as number) > NOTHING;
    message[k] = isReached ? (emission[p + k] as number) * (carry[k] as number) * before : 0;
  }
  for (let i = 0; i < states; i++) {
    const a = alpha[(t - 1) * states + i] as number;
    const row = m + i * states;
    let sum = 0;
    for (let j = 0; j < states; j++) {
      const w = message[j] as number;
      sum += (matrix[row + j] as number) * w;
      pairs[row + j] = (pairs[row + j] as number) + a * w;
    }
    carry[i] = sum;
  }
}

function backward(states: number, steps: Steps, start: number, end: number, carry: Float64Array, message: Float64Array): void {
  const { place, alpha, posterior, first } = steps;
  for (let t = end - 1; t >= start; t--) {
    const p = place[t] as number;
    for (let k = 0; k < states; k++) {
      const a = alpha[t * states + k] as number;
      const g = a > NOTHING ? a * (carry[k] as number) : 0;
      posterior[p + k] = (posterior[p + k] as number) + g;
      first[k] = g;
    }
    if (t > start) stepBack(states, steps, t, carry, message);
  }
}

/** A walk for any number of states, and for matrices that differ from step to step. */
export function generalWalk(states: number): ChainWalk {
  const row = new Float64Array(states);
  const carry = new Float64Array(states);
  return {
    width: states,
    forward: (steps, start, end) => forward(states, steps, start, end, row),
    backward(steps, start, end, weight) {
      carry.fill(weight * (steps.scale[end - 1] as number));
      backward(states, steps, start, end, carry, row);
    },
  };
}
