import type { FitResult } from "platewise";
import type { Scored } from "./covered.ts";
import type { Results, TrustedCase } from "./trusted-case.ts";

const quoted = (labels: readonly string[]): string => `{${labels.map((label) => `"${label}"`).join(", ")}}`;

/** A log-linear model as `.pgm` text: a table for each margin of the case, over rows with counts. */
export function contingencyNetwork({ levels = {}, margins = [] }: TrustedCase): string {
  const nodes = Object.entries(levels).map(([name, labels]) => `  observed ${name} : ${quoted(labels)}`);
  const factors = margins.map((names) => `  factor table(${names.join(", ")})`);
  return ["network Margins", "plate cell weighted by count {", ...nodes, ...factors, "}", ""].join("\n");
}

const sum = (terms: readonly number[]): number => terms.reduce((a, b) => a + b, 0);

/** log n! of a whole number. */
const logFactorial = (n: number): number => sum(Array.from({ length: n }, (_, i) => Math.log(i + 1)));

/** n log(x), which is 0 where n is. */
const times = (n: number, log: () => number): number => (n === 0 ? 0 : n * log());

/**
 * The fitted cells of a contingency table, in file order, and how far they are from the counts: the deviance G², Pearson's X², the
 * log-likelihood of independent Poisson counts, and the degrees of freedom.
 */
export async function fittedCells(_: TrustedCase, fit: FitResult, { score, data }: Scored): Promise<Results> {
  const { rows } = await score(fit.params);
  const counts = data
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => Number(line.split(",").at(-1)));
  const total = sum(counts);
  const fitted = rows.map(({ logLik }) => (logLik === null ? 0 : total * Math.exp(logLik)));
  const each = (f: (n: number, m: number) => number): number => sum(counts.map((n, i) => f(n, fitted[i] as number)));
  return {
    params: { fitted },
    values: {
      deviance: 2 * each((n, m) => times(n, () => Math.log(n / m))),
      pearson: each((n, m) => (n === m ? 0 : (n - m) ** 2 / m)),
      logLikPoisson: each((n, m) => times(n, () => Math.log(m)) - m - logFactorial(n)),
      df: rows.length - 1 - fit.freeParameters,
    },
  };
}
