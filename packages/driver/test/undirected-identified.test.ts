import { expect, test } from "vitest";
import { orThrow, tryFit } from "../src/index.ts";
import { likelihoodOf } from "./support/undirected-enumeration.ts";
import { generalisedInverse, informationOf } from "./support/undirected-information.ts";
import { anyKind, forRandomUndirected, freeOf, mustAgree, type UndirectedRun } from "./support/undirected-runs.ts";

const complete = { ...anyKind, empty: 0, latent: 0, holes: 0, priors: 0, constants: false } as const;

const tables = { ...complete, tables: true, given: 8, shapes: ["flat", "grouped", "grouped", "chain", "chains"] } as const;

async function checkCount(run: UndirectedRun): Promise<boolean> {
  const { model, csv, params, units, theta } = run;
  const free = freeOf(run);
  const { rank } = generalisedInverse(informationOf(units, new Float64Array(theta.length)), (c) => free[c] === 1);
  const { freeParameters, network } = orThrow(
    await tryFit(model, csv, { init: params as never, maxIterations: 0, method: "gradient" }),
  ).result;
  mustAgree("the number of identified parameters", freeParameters, rank);
  mustAgree("the number of aliased ones", network?.aliased, free.reduce((n, x) => n + x, 0) - rank);
  return rank > 0;
}

test("identified parameters are as many as the rank of the enumerated information", async () => {
  expect(await forRandomUndirected({ runs: 100, kind: complete }, checkCount)).toBeGreaterThan(0.5);
}, 300_000);

test("so they are where every factor is a table", async () => {
  expect(await forRandomUndirected({ runs: 80, kind: tables }, checkCount)).toBeGreaterThan(0.5);
}, 300_000);

async function checkForm(run: UndirectedRun): Promise<boolean> {
  const { model, csv, params, units, places } = run;
  const outcome = await tryFit(model, csv, { init: params as never, maxIterations: 2, tolerance: 0, method: "gradient" });
  const { result } = orThrow(outcome);
  const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(numbers) : [value as number]);
  const theta = Float64Array.from(places.flatMap(({ name }) => numbers(result.params[name])));
  mustAgree("the log-likelihood of the reported form", likelihoodOf(units, theta).logLik, result.objective);
  mustAgree("the log-likelihood that is reported", result.logLik, result.objective);
  for (const { name } of places) {
    const finite = numbers(result.params[name]).filter(Number.isFinite);
    if (name.startsWith("table") && result.network?.atMinusInfinity.length === 0)
      mustAgree(
        `the sum of ${name}`,
        finite.reduce((a, b) => a + b, 0),
        0,
      );
  }
  return places.some(({ name }) => name.startsWith("table"));
}

test("the form that is reported has the distribution of the one that was found, and tables that sum to zero", async () => {
  expect(await forRandomUndirected({ runs: 100, kind: complete }, checkForm)).toBeGreaterThan(0.3);
}, 300_000);

test("so it has where every factor is a table", async () => {
  expect(await forRandomUndirected({ runs: 80, kind: tables }, checkForm)).toBeGreaterThan(0.9);
}, 300_000);
