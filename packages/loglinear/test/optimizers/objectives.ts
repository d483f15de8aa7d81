import { createRandom, type Random } from "@platewise/core";
import type { Objective } from "../../src/index.ts";

/** Numbers drawn evenly from (-1, 1). */
export const drawn = (random: Random, n: number): Float64Array => Float64Array.from({ length: n }, () => 2 * random.next() - 1);

/** Σ over j of a[i, j] x[j]. */
export const times = (a: Float64Array, x: Float64Array): Float64Array =>
  Float64Array.from({ length: a.length / x.length }, (_, i) => x.reduce((sum, each, j) => sum + each * (a[i * x.length + j] as number), 0));

/** A symmetric matrix with eigenvalues from `least` on: B Bᵀ + least · I. */
export function positiveDefinite(random: Random, n: number, least: number): Float64Array {
  const b = drawn(random, n * n);
  const entry = (i: number, j: number) => Array.from({ length: n }, (_, k) => b[i * n + k]! * b[j * n + k]!).reduce((x, y) => x + y, 0);
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return entry(Math.min(i, j), Math.max(i, j)) + (i === j ? least : 0);
  });
}

/** (x - minimum)ᵀ A (x - minimum) / 2 + constant. */
export function quadratic(a: Float64Array, minimum: Float64Array, constant = 0): Objective {
  return {
    size: minimum.length,
    evaluate: (theta, gradient) => {
      const away = theta.map((each, i) => each - minimum[i]!);
      gradient.set(times(a, away));
      return constant + away.reduce((sum, each, i) => sum + each * gradient[i]!, 0) / 2;
    },
    hessian: (_, into) => into.set(a),
  };
}

/** Σ 100 (x[i+1] - x[i]²)² + (1 - x[i])²; its minimum is 0, at ones. */
export function rosenbrock(n: number): Objective {
  return {
    size: n,
    evaluate: (x, gradient) => {
      gradient.fill(0);
      let value = 0;
      for (let i = 0; i + 1 < n; i++) {
        const [bend, rest] = [x[i + 1]! - x[i]! * x[i]!, 1 - x[i]!];
        value += 100 * bend * bend + rest * rest;
        gradient[i] = gradient[i]! - 400 * bend * x[i]! - 2 * rest;
        gradient[i + 1] = gradient[i + 1]! + 200 * bend;
      }
      return value;
    },
    hessian: (x, into) => {
      into.fill(0);
      for (let i = 0; i + 1 < n; i++) {
        into[i * (n + 1)] = into[i * (n + 1)]! + 1200 * x[i]! * x[i]! - 400 * x[i + 1]! + 2;
        into[(i + 1) * (n + 1)] = into[(i + 1) * (n + 1)]! + 200;
        into[i * n + i + 1] = -400 * x[i]!;
        into[(i + 1) * n + i] = -400 * x[i]!;
      }
    },
  };
}

/** Rows of numbers and an outcome of ±1 for each. */
export interface Labelled {
  readonly rows: readonly Float64Array[];
  readonly labels: readonly number[];
}

/** Rows whose outcomes follow a logistic law, with the first column all ones. */
export function drawLabelled(seed: number, rows: number, columns: number): Labelled {
  const random = createRandom(seed);
  const weights = drawn(random, columns).map((each) => 2 * each);
  const table = Array.from({ length: rows }, () => drawn(random, columns).with(0, 1));
  const labels = table.map((row) => (random.next() < 1 / (1 + Math.exp(-times(row, weights)[0]!)) ? 1 : -1));
  return { rows: table, labels };
}

/** Σ log(1 + exp(-label · row · theta)) + ridge · |theta|² / 2. */
export function logistic({ rows, labels }: Labelled, ridge: number): Objective {
  const margin = (theta: Float64Array, i: number) => labels[i]! * rows[i]!.reduce((sum, each, j) => sum + each * theta[j]!, 0);
  const size = rows[0]!.length;
  return {
    size,
    evaluate: (theta, gradient) => {
      gradient.set(theta.map((each) => ridge * each));
      let value = theta.reduce((sum, each) => sum + (ridge * each * each) / 2, 0);
      rows.forEach((row, i) => {
        const m = margin(theta, i);
        value += m > 0 ? Math.log1p(Math.exp(-m)) : Math.log1p(Math.exp(m)) - m;
        const pull = -labels[i]! / (1 + Math.exp(m));
        for (let j = 0; j < size; j++) gradient[j] = gradient[j]! + pull * row[j]!;
      });
      return value;
    },
    hessian: (theta, into) => {
      into.fill(0);
      for (let j = 0; j < size; j++) into[j * (size + 1)] = ridge;
      rows.forEach((row, i) => {
        const p = 1 / (1 + Math.exp(margin(theta, i)));
        for (let j = 0; j < size; j++)
          for (let k = 0; k < size; k++) into[j * size + k] = into[j * size + k]! + p * (1 - p) * row[j]! * row[k]!;
      });
    },
  };
}

/** A smooth function with many bends that is bounded from below: waves along random directions over a shallow bowl. */
export function wavy(seed: number, n: number): Objective {
  const random = createRandom(seed);
  const waves = Array.from({ length: 2 * n }, () => ({ along: drawn(random, n).map((each) => 3 * each), height: random.next() }));
  return {
    size: n,
    evaluate: (theta, gradient) => {
      gradient.set(theta.map((each) => 0.2 * each));
      let value = theta.reduce((sum, each) => sum + 0.1 * each * each, 0);
      for (const { along, height } of waves) {
        const phase = times(along, theta)[0]!;
        value += height * Math.sin(phase);
        for (let j = 0; j < n; j++) gradient[j] = gradient[j]! + height * Math.cos(phase) * along[j]!;
      }
      return value;
    },
  };
}
