import type { PriorFamily, Random } from "@platewise/core";
import { cholesky, invertLower, invertPositiveDefinite, logDeterminantFromCholesky, logMultivariateGamma } from "@platewise/core";

/** The lower triangular root of a draw from Wishart(df, identity): Bartlett's decomposition. */
function wishartRoot(random: Random, df: number, size: number): Float64Array {
  const root = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) root[i * size + j] = random.normal();
    root[i * size + i] = Math.sqrt(2 * random.gamma((df - i) / 2));
  }
  return root;
}

/**
 * S = C A⁻ᵀ A⁻¹ Cᵀ with scale = C Cᵀ and A the root of a Wishart(df, identity) draw. Source: Smith & Hocking, Applied
 * Statistics 21 (1972), algorithm AS 53.
 */
function draw(random: Random, df: number, scale: Float64Array, into: Float64Array): void {
  const size = Math.round(Math.sqrt(into.length));
  const c = new Float64Array(into.length);
  cholesky(scale, 0, size, c, 0);
  const inverse = new Float64Array(into.length);
  invertLower(wishartRoot(random, df, size), 0, size, inverse, 0);
  const root = new Float64Array(into.length);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let k = 0; k <= i; k++) sum += (c[i * size + k] as number) * (inverse[j * size + k] as number);
      root[i * size + j] = sum;
    }
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += (root[i * size + k] as number) * (root[j * size + k] as number);
      into[i * size + j] = sum;
    }
  }
}

/**
 * InverseWishart(df, scale) on a D×D covariance S: density ∝ |S|^(−(df+D+1)/2) exp(−tr(scale S⁻¹)/2). −Infinity outside
 * the positive definite matrices. Source: Gelman et al., Bayesian Data Analysis (2013), appendix A.
 */
export const inverseWishartPrior: PriorFamily = {
  name: "InverseWishart",
  logDensity(args, theta, at, length) {
    const df = args[0]?.[0] as number;
    const scale = args[1] as Float64Array;
    const d = Math.round(Math.sqrt(length));
    const lower = new Float64Array(length);
    const inverse = new Float64Array(length);
    if (!cholesky(scale, 0, d, lower, 0)) return -Infinity;
    const logScale = logDeterminantFromCholesky(lower, 0, d);
    if (!cholesky(theta, at, d, lower, 0) || !invertPositiveDefinite(theta, at, d, inverse, 0)) return -Infinity;
    let trace = 0;
    for (let i = 0; i < length; i++) trace += (scale[i] as number) * (inverse[i] as number);
    const normaliser = 0.5 * df * (logScale - d * Math.LN2) - logMultivariateGamma(df / 2, d);
    return normaliser - 0.5 * (df + d + 1) * logDeterminantFromCholesky(lower, 0, d) - 0.5 * trace;
  },
  sample(args, random, theta, at, length) {
    draw(random, args[0]?.[0] as number, args[1] as Float64Array, theta.subarray(at, at + length));
  },
};
