// Logarithms of factorials and binomial coefficients (small ones as products, large ones by Stirling's formula with its
// remainders, so that nothing cancels), and of the multivariate gamma function (Muirhead, "Aspects of Multivariate
// Statistical Theory", 1982, theorem 2.1.12).

import { HALF_LOG_TWO_PI, lgamma, stirlingRemainder } from "./lgamma.ts";
import { portableLog, portableLog1p } from "./logarithm.ts";

const LOG_PI = 1.1447298858494002;
const SMALL = 30;
/** Made when the first is asked for: to make them at once delays the start of every program. */
let factorials: Float64Array | null = null;

/** log n! for a whole number n >= 0. */
export function logFactorial(n: number): number {
  factorials ??= Float64Array.from({ length: 256 }, (_, k) => lgamma(k + 1));
  return n < 256 ? (factorials[n] ?? NaN) : lgamma(n + 1);
}

/** log of the number of ways to choose k of n, for whole numbers; -Infinity where k < 0 or k > n. */
export function logBinomial(n: number, k: number): number {
  if (k < 0 || k > n) return -Infinity;
  const few = Math.min(k, n - k);
  return few <= SMALL ? logOfProduct(n, few) : logByStirling(n, few);
}

function logOfProduct(n: number, k: number): number {
  let log = 0;
  let product = 1;
  for (let i = 1; i <= k; i++) {
    product *= (n - k + i) / i;
    if (product < 1e200) continue;
    log += portableLog(product);
    product = 1;
  }
  return log + portableLog(product);
}

function logByStirling(n: number, k: number): number {
  const rest = n - k;
  const entropy = k * portableLog(n / k) - rest * portableLog1p(-k / n);
  const remainders = stirlingRemainder(n) - stirlingRemainder(k) - stirlingRemainder(rest);
  return entropy + 0.5 * portableLog(n / k / rest) - HALF_LOG_TWO_PI + remainders;
}

/** log of the multivariate gamma function Γ_d(x) for x > (d - 1) / 2. */
export function logMultivariateGamma(x: number, dimension: number): number {
  let sum = ((dimension * (dimension - 1)) / 4) * LOG_PI;
  for (let i = 0; i < dimension; i++) sum += lgamma(x - i / 2);
  return sum;
}
