import type { Family, FamilyShape } from "@platewise/core";
import { cholesky, portableLog } from "@platewise/core";
import { createMvNormalKernel } from "../kernels/mv-normal-kernel.ts";
import { expandSpread, expectedGaussianLogLik } from "./gaussian-likelihood.ts";
import { maximizeGaussian, packed } from "./gaussian-step.ts";
import { precisionOf, spreadFromCovariance } from "./mv-normal-natural.ts";

const LOG_2PI = portableLog(2 * Math.PI);

/** Stored numbers of a spread of each form. */
export function spreadLength(shape: FamilyShape): number {
  if (shape.spread === "covariance") return shape.length * shape.length;
  return shape.spread === "diagonal" ? shape.length : 1;
}

/**
 * Multivariate normal distribution with a full, diagonal or spherical covariance. T(x) = (x, x xᵀ lower triangle),
 * η = (P m, −½ P with off-diagonal entries doubled), A(η) = ½ mᵀ P m − ½ log|P|, log h = −(D/2) log 2π. Statistics are
 * about the current mean: (Σ r, Σ r z, Σ r z zᵀ lower triangle), or the diagonal alone for the smaller forms.
 * Source: Wainwright & Jordan (2008), section 3.
 */
export const mvNormal: Family = {
  name: "MvNormal",
  args: ["mean", "spread"],
  child: "numeric",
  location: 0,
  priors: (shape, argument) => (argument === 0 ? [] : shape.spread === "covariance" ? ["InverseWishart"] : ["InverseGamma"]),
  argumentLength: (shape, argument) => (argument === 0 ? shape.length : spreadLength(shape)),
  statisticsLength: (shape) => 1 + shape.length + (shape.spread === "covariance" ? packed(shape.length, 0) : shape.length),
  sufficient(shape, x, into) {
    const d = shape.length;
    for (let i = 0; i < d; i++) {
      into[i] = x[i] as number;
      for (let j = 0; j <= i; j++) into[d + packed(i, j)] = (x[i] as number) * (x[j] as number);
    }
  },
  natural(shape, args, into) {
    const d = shape.length;
    const precision = precisionOf(shape, args[1] as Float64Array);
    for (let i = 0; i < d; i++) {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += (precision[i * d + j] as number) * (args[0]?.[j] as number);
      into[i] = sum;
      for (let j = 0; j <= i; j++) into[d + packed(i, j)] = -(i === j ? 0.5 : 1) * (precision[i * d + j] as number);
    }
  },
  fromNatural(shape, natural, into) {
    spreadFromCovariance(shape, natural, into);
  },
  logPartition(shape, natural) {
    const d = shape.length;
    const mean = new Float64Array(d);
    const covariance = new Float64Array(d * d);
    spreadFromCovariance({ length: d, spread: "covariance" }, natural, [mean, covariance]);
    const lower = new Float64Array(d * d);
    if (!cholesky(covariance, 0, d, lower, 0)) return Number.NaN;
    let value = 0;
    for (let i = 0; i < d; i++) value += 0.5 * (natural[i] as number) * (mean[i] as number) + portableLog(lower[i * d + i] as number);
    return value;
  },
  logBase: (shape) => -0.5 * shape.length * LOG_2PI,
  sample(shape, args, random, into) {
    const d = shape.length;
    const covariance = new Float64Array(d * d);
    const lower = new Float64Array(d * d);
    expandSpread(shape, args[1] as Float64Array, 0, covariance);
    cholesky(covariance, 0, d, lower, 0);
    const z = Float64Array.from({ length: d }, () => random.normal());
    for (let i = 0; i < d; i++) {
      let value = args[0]?.[i] as number;
      for (let j = 0; j <= i; j++) value += (lower[i * d + j] as number) * (z[j] as number);
      into[i] = value;
    }
  },
  moments(shape, args, mean, covariance) {
    mean.set(args[0] as Float64Array);
    expandSpread(shape, args[1] as Float64Array, 0, covariance);
  },
  createKernel: createMvNormalKernel,
  maximize: (problem, theta) => maximizeGaussian(problem, theta, spreadLength(problem.shape)),
  expectedLogLik: expectedGaussianLogLik,
  perturb(context, args) {
    (args[0] as Float64Array).set(context.row);
  },
};
