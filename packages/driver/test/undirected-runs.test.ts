import { describe, expect, test } from "vitest";
import { type FitResult, fit, infer, type NetworkMethod, parse, score } from "../src/index.ts";
import { mustAgree } from "./support/undirected-runs.ts";

const loop = `network Loop
plate row weighted by n {
  observed a : {no, yes}
  observed b : {1, 2, 3}
  observed c : {red, green}
  factor table(b, a)
  factor table(c, b)
  factor table(a, c)
}
`;

const counts = [7, 2, 9, 4, 1, 6, 3, 8, 2, 5, 4, 10];

/** A line for every cell of the table with its count. */
const csvOf = (numbers: readonly number[]): string =>
  [
    "a,b,c,n",
    ...["no", "yes"].flatMap((a, i) =>
      ["1", "2", "3"].flatMap((b, j) => ["red", "green"].map((c, k) => `${a},${b},${c},${numbers[6 * i + 2 * j + k]}`)),
    ),
  ].join("\n");

const methods: readonly NetworkMethod[] = ["gradient", "newton", "ipf", "gis"];

/** A fit as it comes back from its file. */
const saved = (result: FitResult): FitResult => JSON.parse(JSON.stringify(result)) as FitResult;

describe("a run by", () => {
  test.each(methods)("%s does as many iterations as are asked for, and its objective never falls", async (method) => {
    for (const maxIterations of [1, 4, 60]) {
      const { iterations, trace, objective, logLik } = await fit(parse(loop), csvOf(counts), { method, maxIterations, tolerance: 0 });
      expect(iterations).toBe(maxIterations);
      expect(trace).toHaveLength(maxIterations + 1);
      trace.forEach((value, i) => expect(value).toBeGreaterThanOrEqual((trace[i - 1] ?? value) - 1e-10 * Math.abs(value)));
      mustAgree("the objective at the end", trace.at(-1), objective);
      mustAgree("the log-likelihood", logLik, objective);
    }
  });

  test.each(methods)("%s stops after the first iteration that changes the objective by no more than the tolerance", async (method) => {
    const tolerance = 1e-4;
    const { trace, status } = await fit(parse(loop), csvOf(counts), { method, tolerance });
    const isSmall = trace.map(
      (value, i) => i > 0 && Math.abs(value - (trace[i - 1] as number)) <= tolerance * Math.max(1, Math.abs(trace[i - 1] as number)),
    );
    expect(status).toBe("converged");
    expect(isSmall.indexOf(true)).toBe(trace.length - 1);
  });

  test.each(methods)("%s evaluates a start, at zero or from a file", async (method) => {
    const zero = await fit(parse(loop), csvOf(counts), { method, maxIterations: 0 });
    const total = counts.reduce((a, b) => a + b, 0);
    mustAgree("the log-likelihood at zero", zero.logLik, -total * Math.log(12));
    expect([zero.iterations, zero.trace.length]).toEqual([0, 1]);
    const best = await fit(parse(loop), csvOf(counts), { method });
    const again = await fit(parse(loop), csvOf(counts), { method, init: saved(best), maxIterations: 0 });
    mustAgree("the log-likelihood of a fit from its file", again.logLik, best.logLik, 1e-12);
    expect(again.params).toEqual(best.params);
  });

  test.each(methods)("%s comes back from its file with weights at minus infinity", async (method) => {
    const holes = counts.map((n, at) => (at === 2 || at === 3 ? 0 : n));
    const best = await fit(parse(loop), csvOf(holes), { method });
    expect(best.network?.atMinusInfinity).toHaveLength(1);
    const scored = await score(parse(loop), csvOf(holes), { params: saved(best) });
    mustAgree("the score", scored.logLik, best.logLik);
    expect(scored.rows.map(({ logLik }) => logLik === null)).toEqual(holes.map((n) => n === 0));
    const { rows } = await infer(parse(loop), "a,b,c,n\nno,2,,1\n,2,red,1\n", { params: saved(best) });
    expect(rows[0]?.logEvidence).toBeNull();
    expect(rows[1]?.marginals.a).toEqual([0, 1]);
    const again = await fit(parse(loop), csvOf(holes), { method, init: saved(best) });
    mustAgree("the log-likelihood from there", again.logLik, best.logLik, 1e-8);
  });
});

test("a run that is stopped hands over what it has", async () => {
  const stop = new AbortController();
  const { status, iterations, logLik, trace } = await fit(parse(loop), csvOf(counts), {
    method: "gis",
    signal: stop.signal,
    onProgress: ({ iteration }) => {
      if (iteration === 3) stop.abort();
    },
  });
  expect([status, iterations]).toEqual(["interrupted", 3]);
  mustAgree("the log-likelihood", logLik, trace.at(-1) as number);
});

test("restarts of a network with a latent node differ, are told apart and come again by their seed", async () => {
  const latent = parse(loop.replace("observed c", "latent c"));
  const of = (seed: number) => fit(latent, csvOf(counts), { seed, restarts: 4, maxIterations: 30 });
  const [first, second, other] = await Promise.all([of(3), of(3), of(4)]);
  expect(first.runs).toEqual(second.runs);
  expect(first.params).toEqual(second.params);
  expect(other.runs.map(({ objective }) => objective)).not.toEqual(first.runs.map(({ objective }) => objective));
  expect(first.runs.filter(({ chosen }) => chosen).map(({ objective }) => objective)).toEqual([
    Math.max(...first.runs.map(({ objective }) => objective)),
  ]);
});
