import { InternalError } from "../diagnostics/internal-error.ts";
import { portableExp } from "./exponential.ts";
import { portableLog } from "./logarithm.ts";
import { drawBinomial, drawPoisson } from "./random-counts.ts";
import { createStream, deriveKey, ROOT_KEY, type StreamKey } from "./random-stream.ts";

/**
 * Random numbers from a seed: the same seed gives the same bits on every machine. Arguments outside a law's domain are
 * our bug and throw InternalError.
 */
export interface Random {
  /** Uniform on the 2^53 evenly spaced values in [0, 1). */
  next(): number;
  /** Standard normal. */
  normal(): number;
  /** Gamma with this shape (0 or more, finite) and rate 1; may underflow to 0 for shapes near 0. */
  gamma(shape: number): number;
  /** Writes one point of the simplex into the first alpha.length places of `into`; alpha holds finite numbers, 0 or more, not all 0. */
  dirichlet(alpha: ArrayLike<number>, into: Float64Array): void;
  /** Uniform on 0 … n-1, for a whole n from 1 to 2^53, without bias. */
  integer(n: number): number;
  /** A position 0 … length-1 drawn in proportion to weights[offset + position]; the weights need not sum to one. */
  categorical(weights: ArrayLike<number>, offset: number, length: number): number;
  /** Number of events of a Poisson law with this finite rate, 0 or more. */
  poisson(rate: number): number;
  /** Number of successes in n trials (a whole number) of probability p. */
  binomial(n: number, p: number): number;
  /**
   * Another stream, independent of this one. It depends on the seed and the labels on the way to it only, not on what
   * has been drawn: fork(1) is the same stream whenever it is called. The label is a finite number.
   */
  fork(label: number): Random;
}

/** Random numbers from a seed, any finite number (integers up to 2^53 in magnitude give distinct streams). */
export function createRandom(seed: number): Random {
  return randomOf(forkKey(ROOT_KEY, seed));
}

function forkKey(key: StreamKey, label: number): StreamKey {
  if (!Number.isFinite(label)) throw new InternalError(`a seed or fork label must be finite, not ${label}`);
  return deriveKey(key, label);
}

function randomOf(key: StreamKey): Random {
  const word = createStream(key);
  const next = (): number => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53;
  const normal = normals(next);
  const logGamma = (shape: number): number => drawLogGamma(next, normal, shape);
  return {
    next,
    normal,
    gamma: (shape) => portableExp(logGamma(shape)),
    dirichlet: (alpha, into) => drawDirichlet(logGamma, alpha, into),
    integer: (n) => drawInteger(word, n),
    categorical: (weights, offset, length) => drawPosition(next(), weights, offset, length),
    poisson: (rate) => drawPoisson(next, rate),
    binomial: (n, p) => drawBinomial(next, n, p),
    fork: (label) => randomOf(forkKey(key, label)),
  };
}

/** Marsaglia & Bray, "A convenient method for generating normal variables", SIAM Review 6 (1964): two at a time. */
function normals(next: () => number): () => number {
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    for (;;) {
      const u = 2 * next() - 1;
      const v = 2 * next() - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * portableLog(square)) / square);
      spare = v * scale;
      return u * scale;
    }
  };
}

/** Marsaglia & Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000); shapes below 1 by their section 6. */
function drawLogGamma(next: () => number, normal: () => number, shape: number): number {
  if (!(shape >= 0 && shape < Infinity)) throw new InternalError(`a gamma shape of ${shape}`);
  if (shape === 0) return -Infinity;
  if (shape < 1) return drawLogGamma(next, normal, shape + 1) + portableLog(1 - next()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const cube = root * root * root;
    const logCube = portableLog(cube);
    if (portableLog(1 - next()) < 0.5 * x * x + d * (1 - cube + logCube)) return portableLog(d) + logCube;
  }
}

function drawDirichlet(logGamma: (shape: number) => number, alpha: ArrayLike<number>, into: Float64Array): void {
  const length = alpha.length;
  let max = -Infinity;
  for (let i = 0; i < length; i++) {
    into[i] = logGamma(alpha[i] as number);
    max = Math.max(max, into[i] as number);
  }
  if (max === -Infinity) throw new InternalError("a Dirichlet law without a positive parameter");
  let sum = 0;
  for (let i = 0; i < length; i++) {
    into[i] = portableExp((into[i] as number) - max);
    sum += into[i] as number;
  }
  for (let i = 0; i < length; i++) into[i] = (into[i] as number) / sum;
}

function drawInteger(word: () => number, n: number): number {
  if (!(Number.isInteger(n) && n >= 1 && n <= 2 ** 53)) throw new InternalError(`a uniform integer below ${n}`);
  const wide = n > 2 ** 32;
  const range = wide ? 2 ** 53 : 2 ** 32;
  const limit = range - (range % n);
  for (;;) {
    const value = wide ? (word() >>> 11) * 2 ** 32 + word() : word();
    if (value < limit) return value % n;
  }
}

function drawPosition(u: number, weights: ArrayLike<number>, offset: number, length: number): number {
  let total = 0;
  for (let i = 0; i < length; i++) total += weights[offset + i] as number;
  if (!(total > 0 && total < Infinity)) throw new InternalError(`categorical weights that sum to ${total}`);
  let left = u * total;
  let last = 0;
  for (let i = 0; i < length; i++) {
    const weight = weights[offset + i] as number;
    if (weight <= 0) continue;
    last = i;
    if (left < weight) return i;
    left -= weight;
  }
  return last;
}
