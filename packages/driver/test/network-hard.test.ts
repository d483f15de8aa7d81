import { describe, expect, test } from "vitest";
import type { NodePosterior } from "../src/index.ts";
import { Enumeration } from "./support/network-enumeration.ts";
import type { GroundNetworkNode, PlateInstance } from "./support/network-ground.ts";
import { fitNetwork, forRandomNetworks, isClose, mustBeClose, mustHaveParameters, tryFitNetwork } from "./support/network-runs.ts";
import type { NetworkCase } from "./support/network-spec.ts";
import { enumeratedStep, isSharp, logPriorOf, relevanceOf } from "./support/network-step.ts";

/** Completions nearer than this may be told apart by rounding alone. */
const TIE = 1e-9;

/** The state that a posterior has on an instance's first row, which must be the only one. */
function assignmentOf(posteriors: readonly NodePosterior[]): (ground: GroundNetworkNode, instance: PlateInstance) => number {
  const byName = new Map(posteriors.map((p) => [p.node, p]));
  return ({ key }, { rows }) => {
    const found = byName.get(key);
    if (!found) throw new Error(`assignment of ${key} is missing`);
    const states = found.states.length;
    const row = [...found.probabilities.slice((rows[0] as number) * states, ((rows[0] as number) + 1) * states)];
    if (row.filter((p) => p === 1).length !== 1 || row.some((p) => p !== 0 && p !== 1)) throw new Error(`assignment of ${key} is ${row}`);
    return row.indexOf(1);
  };
}

/** The assignment of every instance must be as probable as the most probable one, given the assignments around it. */
function mustBeBest(all: Enumeration, posteriors: readonly NodePosterior[]): void {
  const assigned = assignmentOf(posteriors);
  for (const instance of all.instances) {
    all.logAssigned(instance, assigned, ({ plate, rows }, log, best) => {
      if (!isClose(log, best)) throw new Error(`assignment in ${plate} at row ${rows[0]} of ${log}, by enumeration ${best}`);
    });
  }
}

async function checkHard(c: NetworkCase): Promise<boolean> {
  const all = new Enumeration(c);
  if (!all.instances.every((i) => all.logEvidence(i) > Number.NEGATIVE_INFINITY)) return false;
  const relevance = relevanceOf(c);
  const { result, posteriors } = await fitNetwork(c, { method: "hard-em", maxIterations: 0, posteriors: true });
  const kept = new Enumeration(c, relevance.isDropped);
  mustBeClose("objective of the start", result.objective, kept.total(true) + logPriorOf(c.model));
  mustBeClose("log-likelihood of the start", result.logLik, all.total());
  mustBeBest(all, posteriors);
  return kept.margin() > TIE ? checkHardStep(c) : false;
}

/** One iteration; false where it is not comparable. */
async function checkHardStep(c: NetworkCase): Promise<boolean> {
  const relevance = relevanceOf(c);
  const step = enumeratedStep(c, relevance, true);
  if (!isSharp(step)) return false;
  const outcome = await tryFitNetwork(c, { method: "hard-em", maxIterations: 1, onSingular: "fail", order: "init" });
  const codes = outcome.diagnostics.map((d) => d.code);
  if (codes.includes("symmetric-start") || codes.includes("constant-column")) return false;
  if (!outcome.ok) throw new Error(`errors ${codes}`);
  const { params, objective } = outcome.value.result;
  mustHaveParameters(params, step.model);
  const after = new Enumeration({ ...c, model: step.model }, relevance.isDropped);
  mustBeClose("objective after one step", objective, after.total(true) + logPriorOf(step.model));
  return true;
}

const ALL = { numeric: true, priors: true, latents: true } as const;

describe("hard EM takes the most probable completion by enumeration, and learns from it", () => {
  test("in networks of one plate", async () => {
    expect(await forRandomNetworks({ runs: 150, kind: { shape: "flat", ...ALL } }, checkHard)).toBeGreaterThan(0.3);
  }, 300_000);

  test("in nested, grouped and sibling plates", async () => {
    expect(await forRandomNetworks({ runs: 150, kind: { shape: "plated", ...ALL } }, checkHard)).toBeGreaterThan(0.3);
  }, 300_000);
});
