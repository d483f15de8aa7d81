import type { Law } from "@platewise/core";
import type { ParameterEntry, Plan } from "@platewise/graph";

const MOST_STEPS = 10_000;
const SETTLED = 1e-12;

/** The transition law of a chain's latent as a parameter, and which of its indices is the latent one step earlier. */
function transitionOf({ ground }: Plan, latent: string): { readonly entry: ParameterEntry; readonly axis: number } | null {
  const law: Law | undefined = ground.graph.factors.find(({ child, step }) => child === latent && step === "every")?.law;
  const p = law?.args.find((arg) => arg.name === "p")?.value;
  if (p?.op !== "param") return null;
  const axis = p.indices.findIndex((index) => index.op === "node" && index.previous && index.name === latent);
  const entry = ground.layout.byName.get(p.name);
  return entry && axis >= 0 ? { entry, axis } : null;
}

/** Row-major transition probabilities, the mean over all other indices. */
function meanTransitions({ entry, axis }: { entry: ParameterEntry; axis: number }, theta: Float64Array): Float64Array {
  const { length, offset, dimensions, count } = entry;
  const inner = dimensions.slice(axis + 1).reduce((a, b) => a * b, 1);
  const states = dimensions[axis] as number;
  const mean = new Float64Array(states * length);
  for (let e = 0; e < count; e++) {
    const from = Math.floor(e / inner) % states;
    for (let j = 0; j < length; j++) {
      const at = from * length + j;
      mean[at] = (mean[at] as number) + ((theta[offset + e * length + j] as number) * states) / count;
    }
  }
  return mean;
}

/**
 * The shares of a chain latent's states in the long run, from uniform shares on: the limit of steps that stay half of the time, so
 * that a chain that goes round in circles settles too. Null for a latent without a transition of its own.
 */
export function stationaryShare(plan: Plan, latent: string, theta: Float64Array): Float64Array | null {
  const found = transitionOf(plan, latent);
  if (!found) return null;
  const states = found.entry.length;
  const matrix = meanTransitions(found, theta);
  let share = new Float64Array(states).fill(1 / states);
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = share.map((x) => x / 2);
    for (let i = 0; i < states; i++) {
      for (let j = 0; j < states; j++) next[j] = (next[j] as number) + 0.5 * (share[i] as number) * (matrix[i * states + j] as number);
    }
    const moved = next.reduce((most, x, k) => Math.max(most, Math.abs(x - (share[k] as number))), 0);
    share = next;
    if (moved < SETTLED) break;
  }
  return share;
}
