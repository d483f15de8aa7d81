import type { Argument, Support } from "@platewise/core";
import { cholesky, findSignature } from "@platewise/core";
import type { Value } from "@platewise/graph";
import { flatten } from "@platewise/graph";

/** Sums of probabilities may miss 1 by this much. */
const SUM_TOLERANCE = 1e-6;

const isPositiveDefinite = (numbers: readonly number[], size: number): boolean =>
  cholesky(Float64Array.from(numbers), 0, size, new Float64Array(size * size), 0);

/** What every number of an argument must be, in words, and the test. A rate or a spread may be 0: then there is nothing to draw. */
const supports: Readonly<Record<Support, { readonly needs: string; readonly holds: (x: number) => boolean }>> = {
  real: { needs: "a finite number", holds: Number.isFinite },
  positive: { needs: "a number from 0 up", holds: (x) => x >= 0 && x < Infinity },
  nonnegative: { needs: "a number from 0 up", holds: (x) => x >= 0 && x < Infinity },
  spread: { needs: "a positive definite matrix", holds: Number.isFinite },
  probability: { needs: "a probability from 0 to 1", holds: (x) => x >= 0 && x <= 1 },
  simplex: { needs: "probabilities that sum to 1", holds: (x) => x >= 0 && x <= 1 },
  count: { needs: "a whole number from 0 up", holds: (x) => x >= 0 && Number.isSafeInteger(x) },
};

/** How the value of an argument falls short of what the law takes: what it came to and what is needed; null where it is fine. */
export function argumentProblem(
  family: string,
  { name }: Argument,
  value: Value,
): { readonly found: string; readonly needs: string } | null {
  const signature = findSignature(family);
  const support = signature?.args.find((arg) => arg.name === (signature.alternatives[name] ?? name))?.support ?? "real";
  const { needs, holds } = supports[support];
  const numbers = flatten(value);
  const bad = numbers.find((x) => !holds(x));
  if (bad !== undefined) return { found: String(bad), needs };
  const sum = numbers.reduce((a, b) => a + b, 0);
  if (support === "simplex" && Math.abs(sum - 1) > SUM_TOLERANCE) return { found: `numbers that sum to ${sum}`, needs };
  const size = Math.round(Math.sqrt(numbers.length));
  const isFine = support !== "spread" || isPositiveDefinite(numbers, size);
  return isFine ? null : { found: "a matrix that is not", needs };
}
