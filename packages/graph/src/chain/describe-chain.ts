import type { PlanStep } from "@platewise/core";
import type { GroundVariable } from "../grounding/ground-graph.ts";
import type { PlateScope } from "../plan/scopes.ts";
import { type ChainPlan, chainEntries } from "./chain-plan.ts";

const names = (axes: readonly GroundVariable[]): string => axes.map((v) => v.key).join(", ");

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
