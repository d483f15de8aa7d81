import { portableExp } from "@platewise/core";
import { forwardLogs, type LogSteps } from "./log-walk.ts";

/** Log-weights as weights of which the largest is 1; null where all are −Infinity. */
function toWeights(logs: Float64Array): Float64Array | null {
  const top = logs.reduce((most, x) => Math.max(most, x), -Infinity);
  return top === -Infinity ? null : logs.map((x) => portableExp(x - top));
}

/**
 * Draws the states of a sequence from their joint posterior: forward in logs, then from the last step back, each given the one
 * behind it. `choose` gives a position in proportion to the weights. Null where the sequence is impossible. Source:
 * Frühwirth-Schnatter, Journal of Time Series Analysis 15 (1994).
 */
export function drawPath(steps: LogSteps, choose: (weights: Float64Array) => number): Int32Array | null {
  const { states, length, matrix, matrixAt } = steps;
  const alpha = forwardLogs(steps);
  const path = new Int32Array(length);
  for (let t = length - 1; t >= 0; t--) {
    const logs = alpha.slice(t * states, (t + 1) * states);
    const m = t + 1 < length ? matrixAt(t + 1) + (path[t + 1] as number) : 0;
    if (t + 1 < length) for (let i = 0; i < states; i++) logs[i] = (logs[i] as number) + (matrix[m + i * states] as number);
    const weights = toWeights(logs);
    if (!weights) return null;
    path[t] = choose(weights);
  }
  return path;
}
