import type { PriorFamily } from "@platewise/core";
import { lgamma, portableLog } from "@platewise/core";

/** Dirichlet(alpha) on a simplex; alpha has an entry per state. */
export const dirichletPrior: PriorFamily = {
  name: "Dirichlet",
  logDensity(args, theta, at, length) {
    const alpha = args[0] as Float64Array;
    let sum = 0;
    let total = 0;
    for (let i = 0; i < length; i++) {
      const a = alpha[i] as number;
      total += a;
      sum += (a === 1 ? 0 : (a - 1) * portableLog(theta[at + i] as number)) - lgamma(a);
    }
    return sum + lgamma(total);
  },
  sample(args, random, theta, at, length) {
    random.dirichlet(args[0] as Float64Array, theta.subarray(at, at + length));
  },
};
