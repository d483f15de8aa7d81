import type { PlanStep } from "@platewise/core";
import type { GroundVariable } from "../grounding/ground-graph.ts";
import type { PlateScope } from "../plan/scopes.ts";
import { type ChainPlan, chainEntries } from "./chain-plan.ts";
import { PORTION } from "./portions.ts";

const names = (axes: readonly GroundVariable[]): string => axes.map((v) => v.key).join(", ");

/** Steps of the longest sequence of a chain. */
function longestSequence(firsts: Uint8Array): number {
  let longest = 0;
  let length = 0;
  for (const isFirst of firsts) {
    length = isFirst === 1 ? 1 : length + 1;
    if (length > longest) longest = length;
  }
  return longest;
}

/**
 * Bytes of the rows that forward–backward keeps of the steps that it works on at once: a longest sequence, or some short ones. Weights
 * and posteriors take as much again each, for every outer state, unless a step is but a code.
 */
export function chainBytes({ firsts, instances }: PlateScope, { outer, state, paired }: ChainPlan): number {
  const size = (axes: readonly GroundVariable[]): number => axes.reduce((n, v) => n * (v.states as number), 1);
  const steps = Math.min(instances, Math.max(PORTION, longestSequence(firsts ?? new Uint8Array(0))));
  const perStep = size(state) * (paired ? 1 + size(state) : 1);
  return 8 * steps * (size(state) + 2 * size(outer) * perStep);
}

/** What is done about the chains of a plate, for people: the unknowns that forward–backward runs over, and what else is unknown. */
export function describeChain(scope: PlateScope, chains: readonly ChainPlan[]): PlanStep {
  const worst = chains.reduce((a, b) => (chainEntries(b) > chainEntries(a) ? b : a));
  const states = worst.state.reduce((n, v) => n * (v.states as number), 1);
  const sequences = (scope.firsts ?? new Uint8Array(0)).reduce((a, b) => a + b, 0);
  const outside = worst.outer.length > 0 ? `, for every state of ${names(worst.outer)}` : "";
  const local = [...new Set(chains.flatMap((c) => c.slices.flatMap((p) => p.axes.slice(p.outer))))];
  const inside = local.length > 0 ? `, with joint tables of ${names(local)} within a step` : "";
  return {
    plate: scope.name,
    what: `forward–backward over ${names(worst.state)}${outside}${inside}`,
    why: `${sequences} sequence${sequences === 1 ? "" : "s"} with ${states} states a step ${sequences === 1 ? "is" : "are"} affordable, so the posterior is exact`,
    states: chainEntries(worst),
    rows: scope.instances,
    distinctRows: scope.instances,
  };
}
