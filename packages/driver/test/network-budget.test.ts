import type { Diagnostic, Outcome } from "@platewise/core";
import { describe, expect, test } from "vitest";
import { Enumeration } from "./support/network-enumeration.ts";
import { enumeratedMarginals, mustAgree, orNull } from "./support/network-posteriors.ts";
import { forRandomNetworks, mustBeClose, tryFitNetwork, tryScoreNetwork } from "./support/network-runs.ts";
import type { NetworkCase } from "./support/network-spec.ts";

const BUDGETS = [10, 20, 40, 80];

/** Refusals that name what would be needed, with the name of the number in their details; the last one counts parameters. */
const COSTS: Readonly<Record<string, string>> = { "joint-too-large": "states", "table-too-large": "slots", "too-many-parameters": "total" };

/** What would be needed, in units of the budget, where a law or a parameter alone is over it; null where a joint table is. */
function costOf({ diagnostics }: Outcome<unknown>, budget: number): number | null {
  const errors = diagnostics.filter((d) => d.severity === "error");
  const costs = errors.map((d: Diagnostic) => {
    const details = d.details as Readonly<Record<string, number>>;
    const cost = details[COSTS[d.code] ?? ""];
    if (!(typeof cost === "number" && cost > (details["limit"] ?? budget)))
      throw new Error(`refusal by ${d.code} without a cost over ${budget}`);
    return d.code === "joint-too-large" ? cost : Number.POSITIVE_INFINITY;
  });
  return Math.max(...costs);
}

/** The log-likelihood and posteriors under a budget; a refusal says what it would cost, and at that cost there is none. */
async function checkBudget(c: NetworkCase, budget: number): Promise<boolean> {
  const score = await tryScoreNetwork(c, { budget });
  const all = new Enumeration(c);
  if (score.ok) {
    mustAgree("log-likelihood under a budget", score.value.logLik, orNull(all.total()));
    if (score.value.logLik !== null) await checkPosteriors(c, all, budget);
    return true;
  }
  const cost = costOf(score, budget) as number;
  if (cost === Number.POSITIVE_INFINITY) return false;
  const enough = await tryScoreNetwork(c, { budget: cost });
  if (!enough.ok && costOf(enough, cost) !== Number.POSITIVE_INFINITY) throw new Error(`budget ${cost} is refused where it was asked for`);
  return true;
}

async function checkPosteriors(c: NetworkCase, all: Enumeration, budget: number): Promise<void> {
  const fit = await tryFitNetwork(c, { method: "em", maxIterations: 0, posteriors: true, budget });
  if (!fit.ok) {
    costOf(fit, budget);
    return;
  }
  const expected = enumeratedMarginals(c, all);
  for (const { node, probabilities } of fit.value.posteriors) {
    expected.get(node)?.forEach((p, i) => {
      mustBeClose(`posterior of ${node} at ${i}`, probabilities[i] as number, p);
    });
  }
}

describe("a small budget changes no number, or is refused with the cost", () => {
  test.each(["flat", "plated"] as const)(
    "in %s networks",
    async (shape) => {
      let turn = 0;
      const check = (c: NetworkCase): Promise<boolean> => checkBudget(c, BUDGETS[turn++ % BUDGETS.length] as number);
      expect(await forRandomNetworks({ runs: 100, kind: { shape, numeric: true, priors: false, latents: true } }, check)).toBeGreaterThan(
        0.5,
      );
    },
    300_000,
  );
});
