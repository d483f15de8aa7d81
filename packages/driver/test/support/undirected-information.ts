import { enumerate } from "./undirected-enumeration.ts";
import type { FactorTable, Unit, Variable } from "./undirected-unroll.ts";

/** A square matrix as rows. */
export type Matrix = readonly Float64Array[];

const zeros = (size: number): Matrix => Array.from({ length: size }, () => new Float64Array(size));

/** The features of a unit in one configuration. */
export function featuresOf({ factors, variables }: Unit, states: readonly number[], size: number): Float64Array {
  const features = new Float64Array(size);
  for (const { scope, features: table } of factors) {
    const entry = scope.reduce((at, v) => at * (variables[v] as Variable).labels.length + (states[v] as number), 0);
    for (const [cell, by] of table[entry] ?? []) features[cell] = (features[cell] as number) + by;
  }
  return features;
}

/** The largest value of each parameter's feature, by size; 1 where all are smaller. */
export function largestFeatures(units: readonly Unit[], size: number): Float64Array {
  const largest = new Float64Array(size).fill(1);
  for (const [cell, by] of units.flatMap(({ factors }) => factors.flatMap(({ features }) => features.flat())))
    largest[cell] = Math.max(largest[cell] as number, Math.abs(by));
  return largest;
}

/** How far each parameter's feature may go up and down in one factor. */
function rangesOf({ features }: FactorTable, size: number): Float64Array {
  const [least, most] = [new Float64Array(size), new Float64Array(size)];
  for (const entry of features) {
    const sums = new Map<number, number>();
    for (const [cell, by] of entry) sums.set(cell, (sums.get(cell) ?? 0) + by);
    for (const [cell, sum] of sums) {
      least[cell] = Math.min(least[cell] as number, sum);
      most[cell] = Math.max(most[cell] as number, sum);
    }
  }
  return most.map((x, cell) => x - (least[cell] as number));
}

/**
 * The most that the log-likelihood can curve along each parameter, at any place: no variance exceeds the square of half the range.
 * Source: Popoviciu's inequality.
 */
export function largestCurvatures(units: readonly Unit[], size: number): Float64Array {
  const largest = new Float64Array(size);
  for (const { factors, weight } of units) {
    const ranges = factors.map((factor) => rangesOf(factor, size));
    for (let cell = 0; cell < size; cell++) {
      const range = ranges.reduce((sum, each) => sum + (each[cell] as number), 0);
      largest[cell] = (largest[cell] as number) + (weight * range * range) / 4;
    }
  }
  return largest;
}

/** The size of the largest log-potential of a factor, by what it is summed from; what is at −∞ counts as nothing. */
function largestPotential({ constants, features }: FactorTable, theta: Float64Array): number {
  const sizeOf = (x: number): number => (Number.isFinite(x) ? Math.abs(x) : 0);
  const sizes = constants.map((constant, entry) =>
    (features[entry] ?? []).reduce((sum, [cell, by]) => sum + sizeOf(by * (theta[cell] as number)), sizeOf(constant)),
  );
  return Math.max(0, ...sizes);
}

/** The size of what is added up to a log-likelihood, however small the sum: log-potentials may be large and cancel. */
export const sizeOfTerms = (units: readonly Unit[], theta: Float64Array): number =>
  units.reduce((total, { factors, weight }) => {
    const largest = factors.reduce((sum, factor) => sum + largestPotential(factor, theta), 0);
    return total + weight * (1 + largest);
  }, 0);

function addOuter(into: Matrix, by: number, x: Float64Array): void {
  x.forEach((a, i) => {
    if (a === 0) return;
    const row = into[i] as Float64Array;
    x.forEach((b, j) => {
      row[j] = (row[j] as number) + by * a * b;
    });
  });
}

/** Adds `by` times the covariance of a unit's features, with what is seen held or with everything that is modelled unknown. */
function addCovariance(into: Matrix, by: number, unit: Unit, theta: Float64Array, seen: boolean): void {
  const size = theta.length;
  const mean = new Float64Array(size);
  const found: { readonly p: number; readonly x: Float64Array }[] = [];
  enumerate(unit, theta, seen).each((states, p) => {
    const x = featuresOf(unit, states, size);
    found.push({ p, x });
    x.forEach((value, c) => {
      mean[c] = (mean[c] as number) + p * value;
    });
  });
  for (const { p, x } of found)
    addOuter(
      into,
      by * p,
      x.map((value, c) => value - (mean[c] as number)),
    );
}

/** The observed information: covariance of the features under the model, less that of what the data leave open. Louis, JRSS B 44 (1982). */
export function informationOf(units: readonly Unit[], theta: Float64Array): Matrix {
  const total = zeros(theta.length);
  for (const unit of units) {
    if (unit.weight === 0) continue;
    addCovariance(total, unit.weight, unit, theta, false);
    addCovariance(total, -unit.weight, unit, theta, true);
  }
  return total;
}

/** Variances below this are those of constants. */
const ROUNDING = 1e-14;

/**
 * A generalised inverse of a positive semi-definite matrix, by Gauss–Jordan elimination with the largest remaining pivot; rows of
 * cells that are not `free`, or depend on those chosen before, stay zero.
 */
export function generalisedInverse(matrix: Matrix, free: (c: number) => boolean): { readonly inverse: Matrix; readonly rank: number } {
  const size = matrix.length;
  const work = matrix.map((row, i) =>
    Float64Array.from({ length: 2 * size }, (_, j) => (j < size ? (row[j] as number) : Number(j - size === i))),
  );
  const open = new Set([...Array(size).keys()].filter((c) => free(c) && (matrix[c]?.[c] as number) > ROUNDING));
  const chosen: number[] = [];
  for (;;) {
    const left = (c: number): number => (work[c]?.[c] as number) / (matrix[c]?.[c] as number);
    const pivot = [...open].reduce((best, c) => (left(c) > (best < 0 ? 1e-9 : left(best)) ? c : best), -1);
    if (pivot < 0) break;
    open.delete(pivot);
    chosen.push(pivot);
    const head = work[pivot] as Float64Array;
    const scale = head[pivot] as number;
    for (let j = 0; j < 2 * size; j++) head[j] = (head[j] as number) / scale;
    work.forEach((row, i) => {
      const by = i === pivot ? 0 : (row[pivot] as number);
      if (by !== 0) for (let j = 0; j < 2 * size; j++) row[j] = (row[j] as number) - by * (head[j] as number);
    });
  }
  const inverse = zeros(size);
  for (const i of chosen) for (const j of chosen) (inverse[i] as Float64Array)[j] = work[i]?.[size + j] as number;
  return { inverse, rank: chosen.length };
}

/** A matrix times a vector. */
export const times = (matrix: Matrix, x: Float64Array): Float64Array =>
  Float64Array.from(matrix, (row) => row.reduce((sum, a, j) => sum + a * (x[j] as number), 0));

/** The sum of the products of two vectors. */
export const product = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);
