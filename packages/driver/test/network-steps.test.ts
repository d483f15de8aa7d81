import { describe, expect, test } from "vitest";
import type { FitOptions, FitResult } from "../src/index.ts";
import { Enumeration } from "./support/network-enumeration.ts";
import type { NetworkKind } from "./support/network-random.ts";
import { forRandomNetworks, mustBeClose, mustHaveParameters, tryFitNetwork } from "./support/network-runs.ts";
import type { NetworkCase } from "./support/network-spec.ts";
import { enumeratedStep, isSharp, logPriorOf, relevanceOf } from "./support/network-step.ts";

/** Notes and errors of fits that are not comparable: a start that is moved first, a column without any spread. */
const EXCUSES = ["symmetric-start", "constant-column"];

const objectiveOf = (c: NetworkCase): number => new Enumeration(c).total() + logPriorOf(c.model);

/** A fit, or null where it is excused; other refusals fail. */
async function fitOf(c: NetworkCase, options: FitOptions): Promise<FitResult | null> {
  const outcome = await tryFitNetwork(c, { tolerance: 0, onSingular: "fail", order: "init", ...options });
  if (outcome.diagnostics.some((d) => EXCUSES.includes(d.code))) return null;
  if (!outcome.ok) throw new Error(outcome.diagnostics.map((d) => `${d.code} ${JSON.stringify(d.details)}`).join("; "));
  return outcome.value.result;
}

const isPossible = (c: NetworkCase): boolean => {
  const all = new Enumeration(c);
  return all.instances.every((i) => all.logEvidence(i) > Number.NEGATIVE_INFINITY);
};

/** One iteration against the M-step of the enumerated posterior; the closed form where nothing that matters is missing. */
async function checkStep(c: NetworkCase): Promise<boolean> {
  if (!isPossible(c)) return false;
  const relevance = relevanceOf(c);
  const step = enumeratedStep(c, relevance);
  if (!isSharp(step)) return false;
  const result = await fitOf(c, { maxIterations: 1 });
  if (result === null) return false;
  const [method, status] = relevance.hidden ? ["em", "max-iterations"] : ["mle", "exact"];
  if (result.method !== method || result.status !== status) throw new Error(`method ${result.method}, ${result.status}; not ${method}`);
  mustHaveParameters(result.params, step.model);
  const after = { ...c, model: step.model };
  mustBeClose("log-likelihood after one step", result.logLik, new Enumeration(after).total());
  mustBeClose("objective after one step", result.objective, objectiveOf(after));
  if (relevance.hidden) mustBeClose("objective of the start", result.trace[0] as number, objectiveOf(c));
  return true;
}

/** The trace of EM, its first entries by enumeration; false where a component collapsed on the way. */
async function checkTrace(c: NetworkCase): Promise<boolean> {
  if (!isPossible(c)) return false;
  const relevance = relevanceOf(c);
  const outcome = await tryFitNetwork(c, { method: "em", maxIterations: 15, tolerance: 0, onSingular: "fail" });
  const codes = outcome.diagnostics.map((d) => d.code);
  if (codes.some((code) => EXCUSES.includes(code) || code === "component-collapsed")) return false;
  if (!outcome.ok) throw new Error(`errors ${codes}`);
  const { trace, objective } = outcome.value.result;
  if (trace.length !== 16 || trace.at(-1) !== objective)
    throw new Error(`${trace.length} entries of the trace, the last of them not the objective`);
  for (let i = 1; i < trace.length; i++) {
    const [old, now] = [trace[i - 1] as number, trace[i] as number];
    if (!(now >= old - 1e-10 * Math.max(1, Math.abs(old)))) throw new Error(`falling objective: from ${old} to ${now} in iteration ${i}`);
  }
  let at = c;
  for (let i = 1; i <= 3; i++) {
    const step = enumeratedStep(at, relevance);
    if (!isSharp(step)) return false;
    at = { ...at, model: step.model };
    mustBeClose(`objective after ${i} iterations`, trace[i] as number, objectiveOf(at));
  }
  return true;
}

const kind = (shape: NetworkKind["shape"], more: Partial<NetworkKind> = {}): NetworkKind => ({
  shape,
  numeric: true,
  priors: true,
  latents: true,
  ...more,
});

describe("one step is the M-step of the enumerated posterior, with and without priors", () => {
  test("in networks of one plate", async () => {
    expect(await forRandomNetworks({ runs: 250, kind: kind("flat") }, checkStep)).toBeGreaterThan(0.5);
  }, 300_000);

  test("in nested, grouped and sibling plates", async () => {
    expect(await forRandomNetworks({ runs: 250, kind: kind("plated") }, checkStep)).toBeGreaterThan(0.4);
  }, 300_000);

  test("where nothing is latent", async () => {
    expect(await forRandomNetworks({ runs: 100, kind: kind("flat", { latents: false }) }, checkStep)).toBeGreaterThan(0.5);
    expect(await forRandomNetworks({ runs: 100, kind: kind("plated", { latents: false }) }, checkStep)).toBeGreaterThan(0.5);
  }, 300_000);
});

describe("fifteen iterations never lower the objective, and begin as enumeration does", () => {
  test.each(["flat", "plated"] as const)(
    "in %s networks",
    async (shape) => {
      expect(await forRandomNetworks({ runs: 100, kind: kind(shape) }, checkTrace)).toBeGreaterThan(0.3);
    },
    300_000,
  );
});
