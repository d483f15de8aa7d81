import { expect, test } from "vitest";
import type { FitOptions, FitResult, NetworkMethod } from "../src/index.ts";
import { orThrow, tryFit } from "../src/index.ts";
import { expectedFeatures, likelihoodOf } from "./support/undirected-enumeration.ts";
import { largestCurvatures, sizeOfTerms } from "./support/undirected-information.ts";
import { anyKind, forRandomUndirected, freeOf, mustAgree, numbersIn, type UndirectedRun } from "./support/undirected-runs.ts";

const small = { ...anyKind, shapes: ["flat", "flat", "flat", "grouped", "chains"], holes: 0, constants: false, given: 15 } as const;
const complete = { ...small, empty: 0, latent: 0, priors: 0, rows: [8, 25] } as const;

const fitOf = async ({ model, csv }: UndirectedRun, options: FitOptions): Promise<FitResult> =>
  orThrow(await tryFit(model, csv, options)).result;

/** The parameters of a fit, in the places of the enumeration. */
const thetaOf = ({ places }: UndirectedRun, { params }: FitResult): Float64Array =>
  Float64Array.from(places.flatMap(({ name }) => numbersIn(params[name])));

/** The gradient of the log-likelihood, enumerated. */
function gradientAt({ units }: UndirectedRun, theta: Float64Array): Float64Array {
  const { data, model } = expectedFeatures(units, theta);
  return data.map((x, c) => x - (model[c] as number));
}

function mustRise({ trace, iterations }: FitResult): void {
  expect(trace).toHaveLength(iterations + 1);
  trace.forEach((value, i) => {
    const before = trace[i - 1] ?? Number.NEGATIVE_INFINITY;
    if (value < before - 1e-10 * Math.max(1, Math.abs(value))) throw new Error(`the objective fell from ${before} to ${value}`);
  });
}

/** Part of what is added up to a log-likelihood by which two ways of adding may differ. */
const REORDERING = 1e-14;

/** The log-likelihood against enumeration: equal to ten digits, or to what the terms that cancel leave of them. */
function mustAgreeUpToRounding({ units }: UndirectedRun, theta: Float64Array, logLik: number): void {
  const expected = likelihoodOf(units, theta).logLik;
  const size = Math.max(1, Math.abs(logLik), Math.abs(expected));
  const tolerance = Math.max(1e-10, (REORDERING * sizeOfTerms(units, theta)) / size);
  mustAgree("the log-likelihood of the estimate", logLik, expected, tolerance);
}

/** The log-likelihood that is reported is the enumerated one, the trace never falls, and a fit begins again where it ended. */
async function mustBeSound(run: UndirectedRun, result: FitResult): Promise<Float64Array> {
  const theta = thetaOf(run, result);
  mustAgreeUpToRounding(run, theta, result.logLik);
  mustRise(result);
  const again = await fitOf(run, { init: result, maxIterations: 0 });
  mustAgree("the log-likelihood of a fit that is evaluated", again.logLik, result.logLik);
  expect(again.iterations).toBe(0);
  return theta;
}

/** Part of what is added up to an objective that rounding may take from it. */
const ROUNDING = 1e-15;

/**
 * Sizes of slopes that the rounding of the objective may hide. Along a parameter it curves by L at most, so a slope of s is left only
 * where s² / 2L is still to be gained; `stiffness` is what a penalty adds to L.
 */
function roomsOf({ units }: UndirectedRun, theta: Float64Array, { logLik, objective }: FitResult, stiffness = 0): Float64Array {
  const hidden = ROUNDING * (sizeOfTerms(units, theta) + Math.abs(objective - logLik));
  return largestCurvatures(units, theta.length).map((curvature) => Math.sqrt(2 * (curvature + stiffness) * hidden));
}

const isInside = ({ status, network }: FitResult): boolean => status === "converged" && network?.atMinusInfinity.length === 0;

async function checkMethods(run: UndirectedRun): Promise<boolean> {
  const best = await fitOf(run, { method: "gradient" });
  const free = freeOf(run);
  const theta = await mustBeSound(run, best);
  if (!isInside(best)) return false;
  const rooms = roomsOf(run, theta, best);
  gradientAt(run, theta).forEach((slope, c) => {
    if (free[c] === 1 && Math.abs(slope) > (rooms[c] as number)) throw new Error(`slope ${c} is ${slope}`);
  });
  for (const method of ["newton", "ipf", "gis"] as readonly NetworkMethod[]) {
    const outcome = await tryFit(run.model, run.csv, { method, maxIterations: 400 });
    if (!outcome.ok) continue;
    const { result } = outcome.value;
    mustRise(result);
    if (result.logLik > best.logLik + 1e-8 * Math.max(1, Math.abs(best.logLik)))
      throw new Error(`${method} found ${result.logLik}, gradient ${best.logLik}`);
    if (result.status === "converged") mustAgree(`the log-likelihood by ${method}`, result.logLik, best.logLik, 1e-8);
  }
  return true;
}

test("gradient, newton, ipf and gis agree, and match the enumerated moments", async () => {
  expect(await forRandomUndirected({ runs: 80, kind: complete }, checkMethods)).toBeGreaterThan(0.3);
}, 300_000);

async function checkPenalised(run: UndirectedRun): Promise<boolean> {
  const l2 = 0.5;
  const result = await fitOf(run, { l2, method: "gradient" });
  expect(result.status).toBe("converged");
  const theta = thetaOf(run, result);
  const slopes = gradientAt(run, theta);
  let penalty = 0;
  const { params } = run.model.template;
  run.places.forEach(({ name, offset, count }) => {
    const spec = run.spec.params.find((p) => p.name === name);
    const written = /~ Normal\((.+), (?:(sd|variance) = )?(.+)\)/.exec(spec?.line ?? "");
    const variance = written ? Number(written[3]) ** (written[2] === "variance" ? 1 : 2) : 1 / l2;
    const mean = written ? Number(written[1]) : 0;
    const rooms = roomsOf(run, theta, result, 1 / variance);
    for (let c = offset; c < offset + count; c++) {
      if (spec?.fixed) continue;
      const off = (theta[c] as number) - mean;
      if (written || l2 > 0) penalty += off ** 2 / (2 * variance) + (written ? Math.log(2 * Math.PI * variance) / 2 : 0);
      const slope = (slopes[c] as number) - off / variance;
      if (Math.abs(slope) > (rooms[c] as number))
        throw new Error(`the slope of the penalised objective at ${name} ${c - offset} is ${slope}`);
    }
  });
  mustAgree("the log-likelihood", result.logLik, likelihoodOf(run.units, theta).logLik);
  mustAgree("the penalised objective", result.objective, result.logLik - penalty);
  mustRise(result);
  return params.some(({ prior }) => prior !== null);
}

test("with Normal priors and a quadratic penalty the slope of what is maximised is zero", async () => {
  expect(await forRandomUndirected({ runs: 60, kind: { ...complete, priors: 60, rows: [4, 12] } }, checkPenalised)).toBeGreaterThan(0.2);
}, 300_000);

async function checkSparse(run: UndirectedRun): Promise<boolean> {
  const l1 = 0.7;
  const result = await fitOf(run, { l1, method: "gradient" });
  mustRise(result);
  if (result.status !== "converged") return false;
  const theta = thetaOf(run, result);
  const free = freeOf(run);
  const slopes = gradientAt(run, theta);
  const rooms = roomsOf(run, theta, result);
  theta.forEach((x, c) => {
    if (free[c] === 0) return;
    const slope = slopes[c] as number;
    const off = x === 0 ? Math.max(0, Math.abs(slope) - l1) : Math.abs(slope - l1 * Math.sign(x));
    if (off > 10 * (rooms[c] as number)) throw new Error(`the slope at ${x} is ${slope} (${result.status}, ${c})`);
  });
  const size = theta.reduce((sum, x, c) => sum + (free[c] === 1 ? Math.abs(x) : 0), 0);
  mustAgree("the penalised objective", result.objective, likelihoodOf(run.units, theta).logLik - l1 * size);
  return theta.some((x, c) => free[c] === 1 && x === 0);
}

test("with an L1 penalty the conditions of the optimum hold", async () => {
  expect(await forRandomUndirected({ runs: 60, kind: { ...complete, rows: [4, 12] } }, checkSparse)).toBeGreaterThan(0.2);
}, 300_000);

async function checkUnknown(run: UndirectedRun): Promise<boolean> {
  const start = run.params as never;
  const result = await fitOf(run, { init: start, tolerance: 0, maxIterations: 15, l2: 0.1 });
  expect(result.iterations).toBe(15);
  mustRise(result);
  const theta = thetaOf(run, result);
  mustAgree("the log-likelihood", result.logLik, likelihoodOf(run.units, theta).logLik);
  const twice = await Promise.all([1, 2].map(() => fitOf(run, { restarts: 3, seed: 11, maxIterations: 8, l2: 0.1 })));
  expect(twice[0]?.params).toEqual(twice[1]?.params);
  expect(twice[0]?.runs.map(({ objective }) => objective)).toEqual(twice[1]?.runs.map(({ objective }) => objective));
  expect(twice[0]?.objective).toBe(Math.max(...(twice[0]?.runs.map(({ objective }) => objective) ?? [])));
  const fixed = run.spec.params.filter((p) => p.fixed);
  for (const { name, value } of fixed) expect(result.params[name]).toEqual(value);
  return true;
}

test("with unknown cells the objective rises for as many iterations as were asked for; restarts are those of the seed", async () => {
  expect(await forRandomUndirected({ runs: 60, kind: { ...small, fixed: 30 } }, checkUnknown)).toBe(1);
}, 300_000);
