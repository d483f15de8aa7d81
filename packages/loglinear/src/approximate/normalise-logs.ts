import { logSumExp } from "@platewise/core";

/**
 * Shifts log-weights values[offset … offset+length-1] so that their exponentials sum to one, and returns the log of the sum they
 * had. If all are −Infinity they stay so, and so does the answer.
 */
export function normaliseLogs(values: Float64Array, offset: number, length: number): number {
  const total = logSumExp(values, offset, length);
  if (total === -Infinity) return total;
  for (let i = offset; i < offset + length; i++) values[i] = (values[i] as number) - total;
  return total;
}
