// Loader, "Fast and accurate computation of binomial probabilities" (2000).

import { portableLog } from "./logarithm.ts";

/** x log(x / mean) - x + mean, half the Poisson deviance, for x >= 0 and mean > 0; no cancellation where x is near mean. */
export function poissonDeviance(x: number, mean: number): number {
  if (x === 0) return mean;
  const difference = x - mean;
  if (!(Math.abs(difference) < 0.1 * (x + mean))) return x * portableLog(x / mean) - difference;
  const v = difference / (x + mean);
  let sum = difference * v;
  let term = 2 * x * v;
  for (let odd = 3; ; odd += 2) {
    term *= v * v;
    const next = sum + term / odd;
    if (next === sum) return sum;
    sum = next;
  }
}
