import type { PriorFamily, Random } from "@platewise/core";
import { lgamma, portableLog, portableLog1p } from "@platewise/core";

const first = (args: readonly Float64Array[], i: number): number => args[i]?.[0] as number;

type Density = (x: number, a: number, b: number) => number;
type Draw = (random: Random, a: number, b: number) => number;

/** The sum over the stored numbers of a density of one number with two arguments, and draws of one number at a time. */
function each(name: string, logDensity: Density, draw: Draw): PriorFamily {
  return {
    name,
    sample(args, random, theta, at, length) {
      for (let i = 0; i < length; i++) theta[at + i] = draw(random, first(args, 0), first(args, 1));
    },
    logDensity(args, theta, at, length) {
      let sum = 0;
      for (let i = 0; i < length; i++) sum += logDensity(theta[at + i] as number, first(args, 0), first(args, 1));
      return sum;
    },
  };
}

/** Power x^k as a logarithm, with 0 log 0 = 0. */
const power = (k: number, logX: number): number => (k === 0 ? 0 : k * logX);

/** The first of two shares of a Dirichlet law. */
function drawBeta(random: Random, a: number, b: number): number {
  const shares = new Float64Array(2);
  random.dirichlet([a, b], shares);
  return shares[0] as number;
}

/** Beta(a, b) on a probability. */
export const betaPrior: PriorFamily = each(
  "Beta",
  (x, a, b) => power(a - 1, portableLog(x)) + power(b - 1, portableLog1p(-x)) + lgamma(a + b) - lgamma(a) - lgamma(b),
  drawBeta,
);

/** Gamma(shape, rate) on a positive number. */
export const gammaPrior: PriorFamily = each(
  "Gamma",
  (x, a, b) => a * portableLog(b) - lgamma(a) + power(a - 1, portableLog(x)) - b * x,
  (random, a, b) => random.gamma(a) / b,
);

/** InverseGamma(shape, scale) on a positive number. */
export const inverseGammaPrior: PriorFamily = each(
  "InverseGamma",
  (x, a, b) => a * portableLog(b) - lgamma(a) - (a + 1) * portableLog(x) - b / x,
  (random, a, b) => b / random.gamma(a),
);

/** Normal(mean, sd) on a real number. */
export const normalPrior: PriorFamily = each(
  "Normal",
  (x, m, s) => -0.5 * portableLog(2 * Math.PI) - portableLog(s) - 0.5 * ((x - m) / s) ** 2,
  (random, m, s) => m + s * random.normal(),
);
