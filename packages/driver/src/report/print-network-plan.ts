import type { PlanSummary } from "@platewise/core";
import { inBytes } from "@platewise/core";

/** One of a network's sums: its plan, or the sentences that say what is over the budget. Of what is known there is nothing to sum. */
export interface PrintedPhase {
  readonly name: string;
  readonly what: string;
  readonly plan: PlanSummary | null;
  readonly over: readonly string[];
  readonly isKnown: boolean;
}

/** How a network is learned. */
export interface NetworkMethodPlan {
  readonly method: string;
  readonly reason: string;
  readonly refused: PlanSummary["refused"];
  readonly claims: { readonly maximises: string; readonly concave: boolean; readonly consistent: string };
  readonly budget: number;
}

function phaseLines({ name, what, plan, over, isKnown }: PrintedPhase): readonly string[] {
  const head = `${name}: ${what}`;
  if (!plan) return [head, ...over.map((sentence) => `  not taken: ${sentence}`)];
  if (isKnown) return [head, "  nothing is unknown: the data are counted once"];
  const { steps, cost } = plan;
  return [
    head,
    ...steps.flatMap((step) => [
      `  plate ${step.plate}: ${step.what}`,
      `    ${step.states} joint states per instance, ${step.rows} instances; ${step.why}`,
    ]),
    `  cost: at most ${cost.entriesPerRow} table entries per row, ${cost.entriesPerPass} per pass, ${inBytes(cost.bytes)} of tables`,
  ];
}

/** The plan of a network: method, what it maximises, and both sums with their steps, costs and refusals. */
export function printNetworkPlan(
  plan: NetworkMethodPlan,
  phases: readonly PrintedPhase[],
): { readonly text: string; readonly json: unknown } {
  const { method, reason, claims, refused, budget } = plan;
  const lines = [
    `method ${method}: ${reason}`,
    `maximises ${claims.maximises}, ${claims.concave ? "concave" : "not concave"}; ${claims.consistent}`,
    ...phases.flatMap(phaseLines),
    `budget ${budget} states`,
    ...refused.map((one) => `not chosen: ${one.choice}, because ${one.reason}`),
  ];
  const sums = phases.map(({ name, plan: summary, over, isKnown }) => [
    name,
    summary ? { isKnown, steps: summary.steps, cost: summary.cost } : { isKnown, over },
  ]);
  return { text: lines.join("\n"), json: { method, reason, ...claims, refused, budget, ...Object.fromEntries(sums) } };
}
