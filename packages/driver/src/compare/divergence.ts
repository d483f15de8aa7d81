import type { Divergence } from "./compare-result.ts";

/** Σ p log(p / q), in nats; infinite where q is 0 and p is not. */
export function kullbackLeibler(p: Float64Array, q: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const x = p[i] as number;
    if (x > 0) sum += x * Math.log(x / (q[i] as number));
  }
  return Math.max(0, sum);
}

const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** The divergences between two joints, state by state. */
export function divergenceOf(directed: Float64Array, undirected: Float64Array): Divergence {
  let distance = 0;
  for (let i = 0; i < directed.length; i++) distance += Math.abs((directed[i] as number) - (undirected[i] as number)) / 2;
  return {
    how: "enumerated",
    states: directed.length,
    fromDirected: finite(kullbackLeibler(directed, undirected)),
    fromUndirected: finite(kullbackLeibler(undirected, directed)),
    totalVariation: distance,
  };
}
