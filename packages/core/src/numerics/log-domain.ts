import { portableExp } from "./exponential.ts";
import { portableLog, portableLog1p } from "./logarithm.ts";

/**
 * log Σ exp(values[offset + i]) over i < length, without overflow. -Infinity for an empty range or one that holds only
 * -Infinity; Infinity if an entry is Infinity.
 */
export function logSumExp(values: Float64Array, offset: number, length: number): number {
  let max = -Infinity;
  for (let i = offset; i < offset + length; i++) max = Math.max(max, values[i] as number);
  if (max === -Infinity || max === Infinity) return max;
  let sum = 0;
  for (let i = offset; i < offset + length; i++) sum += portableExp((values[i] as number) - max);
  return max + portableLog(sum);
}

/** log(1 + e^x), the softplus function, without overflow. */
export function log1pExp(x: number): number {
  return x > 0 ? x + portableLog1p(portableExp(-x)) : portableLog1p(portableExp(x));
}

/** 1 / (1 + e^-x), the logistic function; keeps its relative accuracy for very negative x. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + portableExp(-x));
  const e = portableExp(x);
  return e / (1 + e);
}
