import { addTransposed, applyMap } from "@platewise/graph";
import type { SampledChains } from "./chain-phases.ts";
import type { LinearNetwork } from "./feature-bounds.ts";

/** Power iterations: enough for a step size, which needs one digit. */
const ROUNDS = 20;

/** Subtracts the weighted mean and multiplies by weights that sum to one: the weights of a covariance with the values. */
function deviations(values: Float64Array, weights: Float64Array, into: Float64Array): void {
  let [total, sum] = [0, 0];
  for (let c = 0; c < values.length; c++) {
    total += weights[c] as number;
    sum += (weights[c] as number) * (values[c] as number);
  }
  for (let c = 0; c < values.length; c++) into[c] = ((weights[c] as number) * ((values[c] as number) - sum / total)) / total;
}

function normalise(vector: Float64Array): number {
  const size = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  if (size > 0) for (let k = 0; k < vector.length; k++) vector[k] = (vector[k] as number) / size;
  return size;
}

/**
 * The largest variance that a combination of features (with coefficients of length 1) has over chains as they stand, by power iteration:
 * the largest eigenvalue of their covariance, which is the Hessian of the negative log-likelihood where the chains are at the model.
 */
export function largestVariance({ map, network, size }: Omit<LinearNetwork, "data">, { chains, counts }: SampledChains): number {
  const linear = { ...map, constant: new Float64Array(network.entries) };
  const direction = Float64Array.from({ length: size }, (_, k) => 1 + ((k * 0.618) % 1));
  const potentials = new Float64Array(network.entries);
  const values = new Float64Array(chains.count);
  const weights = chains.weights.slice();
  normalise(direction);
  let variance = 0;
  for (let round = 0; round < ROUNDS; round++) {
    applyMap(linear, direction, potentials);
    counts.readPotentials(potentials, values);
    deviations(values, weights, chains.weights);
    potentials.fill(0);
    counts.add(1, potentials);
    direction.fill(0);
    addTransposed(map, potentials, 1, direction);
    variance = normalise(direction);
    if (variance === 0) break;
  }
  chains.weights.set(weights);
  return variance;
}
