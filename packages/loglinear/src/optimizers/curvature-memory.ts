// The inverse Hessian of limited-memory BFGS. Nocedal & Wright, "Numerical Optimization", 2nd edition (2006), algorithm 7.4.

import { addScaledFrom, addScaledThenDot, dot, dotFrom } from "./vectors.ts";
import type { Point } from "./workspace.ts";

/** The last steps s and gradient changes y, in a ring; `inverseDiagonal` is the guess of the inverse Hessian before any. */
export interface CurvatureMemory {
  readonly capacity: number;
  readonly size: number;
  readonly steps: Float64Array;
  readonly changes: Float64Array;
  /** 1 / (s · y) of every pair. */
  readonly rho: Float64Array;
  /** The factors of the first loop. */
  readonly alpha: Float64Array;
  readonly inverseDiagonal: Float64Array;
  /** Pairs held. */
  count: number;
  /** Slot of the next pair. */
  next: number;
  /** What the inverse diagonal is multiplied by. */
  factor: number;
}

/** An empty memory for `capacity` pairs of `size` numbers. */
export function createCurvatureMemory(size: number, capacity: number, inverseDiagonal: Float64Array): CurvatureMemory {
  return {
    ...{ capacity, size, inverseDiagonal },
    steps: new Float64Array(capacity * size),
    changes: new Float64Array(capacity * size),
    rho: new Float64Array(capacity),
    alpha: new Float64Array(capacity),
    ...{ count: 0, next: 0, factor: 1 },
  };
}

/** The inverse of a guess of the Hessian's diagonal; the largest entry stands in for those not positive. All ones without a guess. */
export function invertDiagonal(size: number, scale: Float64Array | undefined): Float64Array {
  const largest = scale?.reduce((most, each) => Math.max(most, each), 0) ?? 0;
  const inverse = new Float64Array(size).fill(1);
  if (!(scale && largest > 0)) return inverse;
  return inverse.map((_, i) => 1 / ((scale[i] as number) > 0 ? (scale[i] as number) : largest));
}

/** Forgets all pairs. */
export function forget(memory: CurvatureMemory): void {
  memory.count = 0;
  memory.next = 0;
  memory.factor = 1;
}

/** Cosine of the angle between s and y below which their product may be all rounding. */
const LEAST_COSINE = 2 ** -44;

/** Adds the pair of a step between two points, unless the curvature along it is not positive; such a pair is skipped. */
export function remember(memory: CurvatureMemory, from: Point, to: Point): void {
  const { size, next, steps, changes, inverseDiagonal } = memory;
  let product = 0;
  let stepSquares = 0;
  let changeSquares = 0;
  let scaledSquares = 0;
  for (let i = 0; i < size; i++) {
    const s = (to.theta[i] as number) - (from.theta[i] as number);
    const y = (to.gradient[i] as number) - (from.gradient[i] as number);
    product += s * y;
    stepSquares += s * s;
    changeSquares += y * y;
    scaledSquares += y * y * (inverseDiagonal[i] as number);
  }
  if (!(product > LEAST_COSINE * Math.sqrt(stepSquares) * Math.sqrt(changeSquares))) return;
  for (let i = 0, at = next * size; i < size; i++, at++) {
    steps[at] = (to.theta[i] as number) - (from.theta[i] as number);
    changes[at] = (to.gradient[i] as number) - (from.gradient[i] as number);
  }
  memory.rho[next] = 1 / product;
  memory.factor = product / scaledSquares;
  memory.next = (next + 1) % memory.capacity;
  memory.count = Math.min(memory.count + 1, memory.capacity);
}

/** Replaces a vector by its product with the inverse Hessian. */
export function applyInverseHessian(memory: CurvatureMemory, vector: Float64Array): void {
  const { capacity, size, count, next, steps, changes, rho, alpha, inverseDiagonal, factor } = memory;
  const slotOf = (age: number): number => (next - age + capacity) % capacity;
  let product = dotFrom(steps, slotOf(1) * size, vector);
  for (let age = 1; age <= count; age++) {
    const slot = slotOf(age);
    const share = (rho[slot] as number) * product;
    alpha[slot] = share;
    const change = [changes, slot * size] as const;
    if (age === count) addScaledFrom(-share, ...change, vector);
    else product = addScaledThenDot(-share, change, [steps, slotOf(age + 1) * size], vector);
  }
  for (let i = 0; i < size; i++) vector[i] = (vector[i] as number) * factor * (inverseDiagonal[i] as number);
  product = dotFrom(changes, slotOf(count) * size, vector);
  for (let age = count; age >= 1; age--) {
    const slot = slotOf(age);
    const share = (alpha[slot] as number) - (rho[slot] as number) * product;
    const step = [steps, slot * size] as const;
    if (age === 1) addScaledFrom(share, ...step, vector);
    else product = addScaledThenDot(share, step, [changes, slotOf(age - 1) * size], vector);
  }
}

/** Length by which a first step along the bare gradient is divided, so that it is no longer than 1. */
export const firstStepShare = (vector: Float64Array): number => Math.min(1, 1 / Math.sqrt(dot(vector, vector)));
