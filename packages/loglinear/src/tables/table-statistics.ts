import { lgamma, poissonDeviance, portableLog } from "@platewise/core";

/** How a fitted table stands to the observed one. Cells where both are 0 add nothing. */
export interface TableStatistics {
  /** G², the deviance of Poisson counts: 2 Σ n log(n / m), as both have the same total. Infinity where m is 0 and n is not. */
  readonly deviance: number;
  /** X², Σ (n - m)² / m. Infinity where m is 0 and n is not. */
  readonly pearson: number;
  /** Log-likelihood of the rows: Σ n log(m / total of m). */
  readonly logLik: number;
  /** Log-likelihood of the counts as independent Poisson ones: Σ n log m - m - log n!. */
  readonly poissonLogLik: number;
}

const plogq = (count: number, q: number): number => (count === 0 ? 0 : count * portableLog(q));

/** n log(n / m) - n + m where m may be 0. */
const halfDeviance = (n: number, m: number): number => (m > 0 ? poissonDeviance(n, m) : n > 0 ? Infinity : 0);

const squareOver = (n: number, m: number): number => (m > 0 ? ((n - m) * (n - m)) / m : n > 0 ? Infinity : 0);

/** The statistics of a fit; both tables have the same length. */
export function tableStatistics(observed: Float64Array, fitted: Float64Array): TableStatistics {
  const total = fitted.reduce((sum, each) => sum + each, 0);
  const statistics = { deviance: 0, pearson: 0, logLik: 0, poissonLogLik: 0 };
  observed.forEach((n, i) => {
    const m = fitted[i] as number;
    statistics.deviance += 2 * halfDeviance(n, m);
    statistics.pearson += squareOver(n, m);
    statistics.logLik += plogq(n, m / total);
    statistics.poissonLogLik += plogq(n, m) - m - lgamma(n + 1);
  });
  return statistics;
}
