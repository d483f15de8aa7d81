import type { PriorFamily } from "@platewise/core";
import { cholesky, invertPositiveDefinite, logDeterminantFromCholesky, logMultivariateGamma } from "@platewise/core";

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
};
