/**
 * What is taken off the log-likelihood: Σ precision/2 · (theta − mean)², and `constant`, which makes the priors among them densities.
 * `l1` are weights of absolute values, which the optimiser adds itself.
 */
export interface Penalty {
  readonly precision: Float64Array;
  readonly mean: Float64Array;
  readonly constant: number;
  readonly l1: Float64Array | null;
}

/** True where something pulls a parameter. */
export const isPenalised = ({ precision, l1 }: Penalty): boolean => precision.some((x) => x > 0) || (l1?.some((x) => x > 0) ?? false);

/** True where all quadratic terms pull towards zero. */
export const pullsToZero = ({ precision, mean }: Penalty): boolean => precision.every((x, c) => x === 0 || mean[c] === 0);

/** The quadratic part of the penalty at `theta`, its derivatives added to `gradient` (both of what is minimised). */
export function addPenalty({ precision, mean, constant }: Penalty, theta: Float64Array, gradient: Float64Array): number {
  let sum = constant;
  for (let c = 0; c < precision.length; c++) {
    const weight = precision[c] as number;
    if (weight === 0) continue;
    const off = (theta[c] as number) - (mean[c] as number);
    sum += (weight / 2) * off * off;
    gradient[c] = (gradient[c] as number) + weight * off;
  }
  return sum;
}

/** All of the penalty at `theta`. */
export function penaltyAt(penalty: Penalty, theta: Float64Array): number {
  const { l1 } = penalty;
  let sum = addPenalty(penalty, theta, new Float64Array(theta.length));
  l1?.forEach((weight, c) => {
    if (weight > 0) sum += weight * Math.abs(theta[c] as number);
  });
  return sum;
}
