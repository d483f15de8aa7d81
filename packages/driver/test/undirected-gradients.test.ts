import { createNetworkProblem, type ExactProblem, evaluateNetwork, isExact, momentsAt, networkGradient } from "@platewise/loglinear";
import { expect, test } from "vitest";
import { orThrow } from "../src/index.ts";
import { bindInput, DEFAULT_BUDGET } from "../src/stages/prepare.ts";
import { expectedFeatures, likelihoodOf } from "./support/undirected-enumeration.ts";
import { largestFeatures } from "./support/undirected-information.ts";
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
    // A slope is as exact as the two expectations that it is the difference of.
    const size = Math.max(1, Math.abs(data[c] as number), Math.abs(model[c] as number));
    mustAgree(`slope ${c} over ${size}`, (gradient[c] as number) / size, ((data[c] as number) - (model[c] as number)) / size);
    mustAgree(`mean ${c} of the data`, moments.empirical[c], (data[c] as number) / rows);
    mustAgree(`mean ${c} of the model`, moments.model[c], (model[c] as number) / rows);
  });
  // The larger a feature, the shorter the step along its parameter.
  const sizes = largestFeatures(units, theta.length);
  const direction = theta.map((x, c) => (Number.isFinite(x) ? Math.cos(3 * c + 1) / (sizes[c] as number) : 0));
  const along = gradient.reduce((sum, x, c) => sum + x * (direction[c] as number), 0);
  mustAgree("the slope by differences", slopeOf(run, direction), along, 1e-6);
  return true;
}

test("log-likelihoods, gradients and moments of random networks are those of enumeration", async () => {
  expect(await forRandomUndirected({ runs: 400, kind: anyKind }, check)).toBeGreaterThan(0.5);
}, 300_000);

/** Log-likelihoods at evenly spaced places of a line lie below none of their chords, and above all of their tangents' ends. */
async function checkConcave(run: UndirectedRun): Promise<boolean> {
  const problem = problemOf(run);
  const along = run.theta.map((_, c) => Math.sin(5 * c + 2));
  const values = [-3, -2, -1, 0, 1, 2, 3].map((t) => {
    const theta = run.theta.map((x, c) => x + t * (along[c] as number));
    const gradient = new Float64Array(theta.length);
    const { logLik } = evaluateNetwork(problem, theta);
    networkGradient(problem, gradient);
    return { logLik, slope: gradient.reduce((sum, x, c) => sum + x * (along[c] as number), 0) };
  });
  values.slice(1).forEach(({ logLik, slope }, i) => {
    const before = values[i] as (typeof values)[number];
    const room = 1e-10 * Math.max(1, Math.abs(logLik), Math.abs(before.logLik), Math.abs(slope), Math.abs(before.slope));
    if (slope > before.slope + room) throw new Error(`the slope rises from ${before.slope} to ${slope}`);
    if (logLik > before.logLik + before.slope + room) throw new Error(`${logLik} lies above the tangent ${before.logLik + before.slope}`);
  });
  return values.some(({ slope }, i) => i > 0 && slope < (values[i - 1]?.slope as number) - 1e-6);
}

test("log-likelihoods of complete data are concave along random lines", async () => {
  const kind = { ...anyKind, empty: 0, latent: 0, holes: 0 } as const;
  expect(await forRandomUndirected({ runs: 150, kind }, checkConcave)).toBeGreaterThan(0.6);
}, 300_000);
