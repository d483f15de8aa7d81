import fc from "fast-check";
import { expect, test } from "vitest";
import { infer, parse } from "../src/index.ts";

const STATES = 8;
const ROWS = 2000;

const chain = parse(`model Wave
const K = ${STATES}
param move[K] : simplex(K)
chain t {
  initial level ~ Categorical(uniform(K))
  latent level ~ Categorical(move[prev level])
  observed height ~ Normal([0, 1, 2, 3, 4, 5, 6, 7][level], 0.3)
}`);
const mixture = parse(`model Blend
const K = ${STATES}
param move[K] : simplex(K)
plate row {
  observed before ~ Categorical(uniform(K))
  latent level ~ Categorical(move[before])
  observed height ~ Normal([0, 1, 2, 3, 4, 5, 6, 7][level], 0.3)
}`);

const weights = fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: STATES, maxLength: STATES });
const simplex = weights.map((raw) => raw.map((x) => x / raw.reduce((a, b) => a + b, 0)));
const waves = fc.record({
  move: fc.array(simplex, { minLength: STATES, maxLength: STATES }),
  step: fc.double({ min: 0.5, max: 3, noNaN: true }),
  size: fc.double({ min: 7, max: 21, noNaN: true }),
});

test.each([chain, mixture])("marginals lie in [0, 1] and sum to 1: $name", async (model) => {
  const property = fc.asyncProperty(waves, async ({ move, step, size }) => {
    const height = Array.from({ length: ROWS }, (_, i) => 3.5 + (size / 2) * Math.sin(i * step));
    const before = Array.from({ length: ROWS }, (_, i) => i % STATES);
    const { rows } = await infer(model, { height, before }, { params: { move } });
    const marginals = rows.map((row) => row.marginals.level as readonly number[]);
    const off = marginals.map((p) => Math.abs(p.reduce((a, b) => a + b, 0) - 1));
    expect(marginals).toHaveLength(ROWS);
    expect(Math.min(...marginals.flat())).toBeGreaterThanOrEqual(0);
    expect(Math.max(...marginals.flat())).toBeLessThanOrEqual(1);
    expect(Math.max(...off)).toBeLessThanOrEqual(1e-12);
  });
  await fc.assert(property, { numRuns: 10 });
});
