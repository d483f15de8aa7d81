import { expect, test } from "vitest";
import { type FitOptions, fit, parse, tryFit } from "../src/index.ts";
import { type ChainCase, chainColumns, chainParams, printChain } from "./support/chain-spec.ts";
import { chainSightings, chainStep, isHidden } from "./support/chain-step.ts";
import { forRandomChains } from "./support/for-random-chains.ts";

const flat = (value: unknown): readonly number[] => (Array.isArray(value) ? value.flatMap(flat) : [value as number]);

const run = (c: ChainCase, options: FitOptions) =>
  tryFit(parse(printChain(c)), chainColumns(c), { init: chainParams(c) as never, tolerance: 0, order: "init", ...options });

test("a step of EM on random chains is that of the enumerated posterior", { timeout: 300_000 }, async () => {
  const compared = await forRandomChains({ runs: 300, seed: 21 }, async (c) => {
    const { sequences, sightings } = chainSightings(c);
    if (sequences.some(({ logLik }) => logLik === -Infinity)) return false;
    const wanted = chainStep(c, sightings);
    const outcome = wanted ? await run(c, { maxIterations: 1 }) : null;
    // A column of equal numbers has no spread to learn.
    if (!wanted || !outcome?.ok) return false;
    const { params, method, diagnostics } = outcome.value.result;
    // Where nothing tells a latent's states apart, the start is moved.
    if (diagnostics.some(({ code }) => code === "symmetric-start")) return false;
    expect(method).toBe(isHidden(c) ? "em" : "mle");
    for (const [name, values] of Object.entries(wanted)) {
      flat(params[name]).forEach((x, i) => {
        const y = values[i] as number;
        if (!(Math.abs(x - y) <= 1e-10 * Math.max(1, Math.abs(y)))) throw new Error(`${name}[${i}] is ${x}, by enumeration ${y}`);
      });
    }
    return true;
  });
  expect(compared).toBeGreaterThan(0.5);
});

test("the likelihood of random chains never falls, and ends where the enumeration has it", { timeout: 300_000 }, async () => {
  const compared = await forRandomChains({ runs: 300, seed: 21 }, async (c) => {
    const outcome = await run(c, { maxIterations: 12 });
    if (!outcome.ok || !Number.isFinite(outcome.value.result.logLik)) return false;
    const { trace, logLik, diagnostics } = outcome.value.result;
    // A collapsing spread is raised to a floor, and then the likelihood may fall.
    if (diagnostics.some(({ code }) => code === "spread-floored")) return false;
    trace.forEach((value, i) => {
      if (i > 0) expect(value).toBeGreaterThanOrEqual((trace[i - 1] as number) - 1e-9 * Math.max(1, Math.abs(value)));
    });
    expect(trace.at(-1)).toBe(logLik);
    return true;
  });
  expect(compared).toBeGreaterThan(0.5);
});

test("chains of which everything is seen are counted", async () => {
  const source =
    "model Walk\nparam start : simplex(2)\nparam move[2] : simplex(2)\nplate s by seq { chain t {\ninitial z ~ Categorical(start)\nobserved z ~ Categorical(move[prev z])\n} }";
  const { params, logLik, method } = await fit(parse(source), { seq: [1, 1, 2, 1, 2, 2], z: [0, 1, 1, 1, 0, 0] });
  expect(method).toBe("mle");
  expect(params).toEqual({
    start: [0.5, 0.5],
    move: [
      [0.5, 0.5],
      [0.5, 0.5],
    ],
  });
  expect(logLik).toBeCloseTo(6 * Math.log(0.5), 12);
});
