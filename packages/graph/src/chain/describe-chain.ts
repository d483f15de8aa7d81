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

const sizeOf = (axes: readonly GroundVariable[]): number => axes.reduce((n, v) => n * (v.states as number), 1);

const sequencesIn = (firsts: Uint8Array | null | undefined): number => (firsts ?? new Uint8Array(0)).reduce((a, b) => a + b, 0);

/** Entries of the transitions of a chain, over all that the laws mention. */
function transitionEntries({ ground, outer, previous, state, transition }: ChainPlan): number {
  const ids = new Set([...outer, ...previous, ...state].map((v) => v.id));
  for (const law of transition) for (const id of [...law.parents, law.child]) ids.add(id);
  return sizeOf([...ids].map((id) => ground.variables[id] as GroundVariable));
}

/** Tables of transitions that a chain holds: logarithms, weights, counts, and what walks read and add up. */
const TRANSITION_TABLES = 8;

/**
 * Bytes of a chain's transitions, and of the rows that forward–backward keeps of the steps that it works on at once: a longest
 * sequence, or some short ones. Weights and posteriors take as much again each, for every outer state, unless a step is but a code.
 */
export function chainBytes({ firsts, instances }: PlateScope, chain: ChainPlan): number {
  const [states, outerStates] = [sizeOf(chain.state), sizeOf(chain.outer)];
  const steps = Math.min(instances, Math.max(PORTION, longestSequence(firsts ?? new Uint8Array(0))));
  const perStep = states * (chain.paired ? 1 + states : 1);
  const scales = 5 + 2 * outerStates;
  const beginnings = Math.min(steps, sequencesIn(firsts)) * (1 + outerStates * states);
  const rows = beginnings + steps * (states + scales + 2 * outerStates * perStep);
  return 8 * (TRANSITION_TABLES * transitionEntries(chain) + rows);
}

/** What is done about the chains of a plate, for people: the unknowns that forward–backward runs over, and what else is unknown. */
export function describeChain(scope: PlateScope, chains: readonly ChainPlan[]): PlanStep {
  const worst = chains.reduce((a, b) => (chainEntries(b) > chainEntries(a) ? b : a));
  const states = sizeOf(worst.state);
  const sequences = sequencesIn(scope.firsts);
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
