// Poisson and binomial variates. Small means by inversion; large ones by transformed rejection: Hörmann, "The transformed
// rejection method for generating Poisson random variables", Insurance: Mathematics and Economics 12 (1993), algorithm
// PTRS, and "The generation of binomial random variates", J. Statist. Comput. Simul. 46 (1993), algorithm BTRS.

import { InternalError } from "../diagnostics/internal-error.ts";
import { portableExp } from "./exponential.ts";
import { HALF_LOG_TWO_PI, stirlingRemainder } from "./lgamma.ts";
import { portableLog, portableLog1p } from "./logarithm.ts";
import { poissonDeviance } from "./poisson-deviance.ts";

/** Number of events of a Poisson law; `next` is uniform on [0, 1). */
export function drawPoisson(next: () => number, rate: number): number {
  if (!(rate >= 0 && rate < Infinity)) throw new InternalError(`a Poisson rate of ${rate}`);
  return rate < 10 ? poissonByInversion(next(), rate) : poissonByRejection(next, rate);
}

/** Number of successes of a binomial law; `next` is uniform on [0, 1). */
export function drawBinomial(next: () => number, n: number, p: number): number {
  if (!(Number.isInteger(n) && n >= 0 && p >= 0 && p <= 1)) throw new InternalError(`a binomial of n ${n} and p ${p}`);
  if (p > 0.5) return n - drawBinomial(next, n, 1 - p);
  return n * p < 10 ? binomialByInversion(next(), n, p) : binomialByRejection(next, n, p);
}

function poissonByInversion(u: number, rate: number): number {
  let probability = portableExp(-rate);
  let left = u;
  let count = 0;
  while (left >= probability && probability > 0) {
    left -= probability;
    count += 1;
    probability *= rate / count;
  }
  return count;
}

function binomialByInversion(u: number, n: number, p: number): number {
  const odds = p / (1 - p);
  let probability = portableExp(n * portableLog1p(-p));
  let left = u;
  let count = 0;
  while (left >= probability && count < n && probability > 0) {
    left -= probability;
    count += 1;
    probability *= (odds * (n - count + 1)) / count;
  }
  return count;
}

/** log of the Poisson probability of a count: Loader's saddle-point form. */
function logPoisson(count: number, rate: number): number {
  if (count === 0) return -rate;
  return -poissonDeviance(count, rate) - HALF_LOG_TWO_PI - 0.5 * portableLog(count) - stirlingRemainder(count);
}

function poissonByRejection(next: () => number, rate: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(rate);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const accepted = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = next() - 0.5;
    const v = 1 - next();
    const edge = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / edge + b) * u + rate + 0.43);
    if (edge >= 0.07 && v <= accepted) return count;
    if (!(count >= 0 && count < Infinity) || (edge < 0.013 && v > edge)) continue;
    const log = portableLog((v * inverseAlpha) / (a / (edge * edge) + b));
    if (log <= logPoisson(count, rate)) return count;
  }
}

/** log of the binomial probability of a count up to terms that do not depend on the count: Loader's saddle-point form. */
function logBinomialShape(count: number, n: number, p: number): number {
  const rest = n - count;
  const half = (x: number): number => (x === 0 ? 0 : HALF_LOG_TWO_PI + 0.5 * portableLog(x) + stirlingRemainder(x));
  return -poissonDeviance(count, n * p) - poissonDeviance(rest, n * (1 - p)) - half(count) - half(rest);
}

function binomialByRejection(next: () => number, n: number, p: number): number {
  const deviation = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * deviation;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const alpha = (2.83 + 5.1 / b) * deviation;
  const accepted = 0.92 - 4.2 / b;
  const atMode = logBinomialShape(Math.floor((n + 1) * p), n, p);
  for (;;) {
    const u = next() - 0.5;
    const v = 1 - next();
    const edge = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / edge + b) * u + n * p + 0.5);
    if (edge >= 0.07 && v <= accepted) return count;
    if (!(count >= 0 && count <= n)) continue;
    const log = portableLog((v * alpha) / (a / (edge * edge) + b));
    if (log <= logBinomialShape(count, n, p) - atMode) return count;
  }
}
