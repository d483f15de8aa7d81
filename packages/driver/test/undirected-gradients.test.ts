import { createNetworkProblem, type ExactProblem, evaluateNetwork, isExact, momentsAt, networkGradient } from "@platewise/loglinear";
import { expect, test } from "vitest";
import { orThrow } from "../src/index.ts";
import { bindInput, DEFAULT_BUDGET } from "../src/stages/prepare.ts";
import { expectedFeatures, likelihoodOf } from "./support/undirected-enumeration.ts";
import { anyKind, forRandomUndirected, mustAgree, rowsOf, type UndirectedRun } from "./support/undirected-runs.ts";

function problemOf({ model, csv, elimination, table }: UndirectedRun): ExactProblem {
  const data = orThrow(bindInput(model, csv, {}));
  const order = elimination ? { elimination } : {};
  const problem = orThrow(createNetworkProblem(data, { budget: DEFAULT_BUDGET, distinct: table.rows % 2 === 0, ...order }));
  if (!isExact(problem)) throw new Error("a small network is over the budget");
  return problem;
}

const STEP = 1e-5;

/** Slope of the enumerated log-likelihood in a direction, by central differences. */
function slopeOf({ units, theta }: UndirectedRun, direction: Float64Array): number {
  const at = (by: number): number =>
    likelihoodOf(
      units,
      theta.map((x, c) => x + by * (direction[c] as number)),
    ).logLik;
  return (at(STEP) - at(-STEP)) / (2 * STEP);
}

async function check(run: UndirectedRun): Promise<boolean> {
  const { units, theta } = run;
  const { logLik, logZ } = likelihoodOf(units, theta);
  const rows = rowsOf(run);
  if (!Number.isFinite(logLik) || rows === 0) return false;
  const problem = problemOf(run);
  expect(problem.layout.entries.map(({ decl, offset }) => [decl.name, offset])).toEqual(
    run.places.map(({ name, offset }) => [name, offset]),
  );
  const value = evaluateNetwork(problem, theta);
  mustAgree("the log-likelihood", value.logLik, logLik);
  mustAgree("log Z", value.logZ, logZ);
  const gradient = new Float64Array(theta.length);
  networkGradient(problem, gradient);
  const { data, model } = expectedFeatures(units, theta);
  const moments = momentsAt(problem, theta);
  theta.forEach((_, c) => {
    mustAgree(`slope ${c}`, gradient[c], (data[c] as number) - (model[c] as number));
    mustAgree(`mean ${c} of the data`, moments.empirical[c], (data[c] as number) / rows);
    mustAgree(`mean ${c} of the model`, moments.model[c], (model[c] as number) / rows);
  });
  const direction = theta.map((x, c) => (Number.isFinite(x) ? Math.cos(3 * c + 1) : 0));
  const along = gradient.reduce((sum, x, c) => sum + x * (direction[c] as number), 0);
  mustAgree("the slope by differences", slopeOf(run, direction), along, 1e-6);
  return true;
}

test("log-likelihoods, gradients and moments of random networks are those of enumeration", async () => {
  expect(await forRandomUndirected({ runs: 400, kind: anyKind }, check)).toBeGreaterThan(0.5);
}, 300_000);
