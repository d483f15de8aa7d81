import { createRandom } from "@platewise/core";
import { addTransposed, applyMap } from "@platewise/graph";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { placeAtDrawnRows, sampleChains } from "../../src/local/chain-phases.ts";
import {
  type ChainOptions,
  contrastiveDivergence,
  persistentContrastiveDivergence,
  type SampledProblem,
} from "../../src/local/contrastive-divergence.ts";
import { observedCounts } from "../../src/local/observed-counts.ts";
import type { StochasticRun } from "../../src/local/stochastic-ascent.ts";
import {
  arbitraryCase,
  type Case,
  drawRows,
  empiricalCounts,
  enumerate,
  identityMap,
  isingGrid,
  networkOf,
  randomCase,
  rowOf,
  weightAt,
} from "./networks.ts";

vi.setConfig({ testTimeout: 60_000 });

function finish(run: StochasticRun) {
  while (run.step());
  return run.result();
}

const problemOf = (found: Omit<Case, "theta">, more: Partial<SampledProblem> = {}): SampledProblem => ({
  ...{ network: found.network, map: found.map, size: found.size, data: found.data },
  ...{ positive: null, fixed: null, l1: null, l2: null },
  ...more,
});

const optionsOf = (seed: number, more: Partial<ChainOptions> = {}): ChainOptions => ({
  maxIterations: 6000,
  k: 2,
  chains: 200,
  random: createRandom(seed),
  ...more,
});

/** Expected counts given what is seen in each row, by enumeration. */
function clampedCounts({ network, data }: Pick<Case, "network" | "data">, logPotentials: Float64Array, into: Float64Array): void {
  const counts = new Float64Array(network.entries);
  into.fill(0);
  for (let row = 0; row < data.rows; row++) {
    const seen = rowOf(data, row, network.sizes.length);
    const given = Uint8Array.from(seen, (state) => (state >= 0 ? 1 : 0));
    const columns = network.columns.map((column) => column.slice(row, row + 1));
    const single = { rows: 1, states: Int32Array.from(seen), weights: Float64Array.of(weightAt(data, row)) };
    enumerate({ ...network, given, columns }, single, logPotentials, counts);
    counts.forEach((count, e) => {
      into[e] = (into[e] as number) + count;
    });
  }
}

/** The gradient of the log-likelihood of what is seen, less the quadratic penalty's. */
function gradientAt({ network, map, size, data, l2 }: SampledProblem, theta: Float64Array): Float64Array {
  const logPotentials = new Float64Array(network.entries);
  const [clamped, free] = [new Float64Array(network.entries), new Float64Array(network.entries)];
  applyMap(map, theta, logPotentials);
  clampedCounts({ network, data }, logPotentials, clamped);
  enumerate(network, data, logPotentials, free);
  const gradient = theta.map((x, k) => (l2 === null ? 0 : -(l2[k] as number) * x));
  addTransposed(map, clamped, 1, gradient);
  addTransposed(map, free, -1, gradient);
  expect(gradient.length).toBe(size);
  return gradient;
}

/** That the run ended where the exact gradient is no more than what its own noise explains. */
function expectAtMaximum(problem: SampledProblem, run: StochasticRun): void {
  const { theta, status, noise } = finish(run);
  expect(status).toBe("converged");
  for (const slope of gradientAt(problem, theta)) expect(Math.abs(slope)).toBeLessThan(5 * noise);
}

/** Three variables in a triangle, the first two given; numbers multiply one factor. */
function conditionalCase(rows: number): Omit<Case, "theta"> {
  const random = createRandom(3);
  const columns = [Float64Array.from({ length: rows }, () => random.normal())];
  const network = networkOf([2, 3, 3], [{ scope: [0, 2] }, { scope: [1, 2] }, { scope: [2], basis: 0 }], columns, [0, 1]);
  const states = Int32Array.from({ length: 3 * rows }, (_, at) =>
    at % 3 === 2 ? Math.min(2, random.integer(4)) : random.integer(at % 3 === 0 ? 2 : 3),
  );
  return { network, map: identityMap(network.entries), size: network.entries, data: { rows, states, weights: null } };
}

describe("persistent contrastive divergence", () => {
  it("comes to the maximum of the likelihood of a grid", () => {
    const { network, map, size } = isingGrid(3);
    const random = createRandom(5);
    const logPotentials = Float64Array.from({ length: network.entries }, () => 0.4 * random.normal());
    const problem = problemOf({ network, map, size, data: drawRows(network, logPotentials, 500, random) });
    expectAtMaximum(problem, persistentContrastiveDivergence(problem, new Float64Array(size), optionsOf(1)));
  });

  it("comes to the maximum where rows have laws of their own", () => {
    const found = conditionalCase(150);
    const problem = problemOf(found, { l2: new Float64Array(found.size).fill(1) });
    expectAtMaximum(problem, persistentContrastiveDivergence(problem, new Float64Array(found.size), optionsOf(2)));
  });

  it.each(["sampled", "exact"] as const)("comes to a maximum with what is unknown in the data %s", (kind) => {
    const { network, map, size } = isingGrid(2);
    const random = createRandom(8);
    const complete = drawRows(
      network,
      Float64Array.from({ length: network.entries }, () => 0.6 * random.normal()),
      300,
      random,
    );
    const data = { ...complete, states: complete.states.map((state) => (random.next() < 0.2 ? -1 : state)) };
    const logPotentials = new Float64Array(network.entries);
    const exact = (theta: Float64Array, into: Float64Array): void => {
      applyMap(map, theta, logPotentials);
      clampedCounts({ network, data }, logPotentials, into);
    };
    const problem = problemOf(
      { network, map, size, data },
      { positive: kind === "exact" ? exact : null, l2: new Float64Array(size).fill(2) },
    );
    expectAtMaximum(problem, persistentContrastiveDivergence(problem, new Float64Array(size), optionsOf(3)));
  });

  it("finds zeros by L1: the gradient there is within the weight", () => {
    const { network, map, size } = isingGrid(3);
    const random = createRandom(6);
    const data = drawRows(
      network,
      Float64Array.from({ length: network.entries }, () => 0.3 * random.normal()),
      400,
      random,
    );
    const problem = problemOf({ network, map, size, data }, { l1: new Float64Array(size).fill(40) });
    const { theta, status, noise } = finish(persistentContrastiveDivergence(problem, new Float64Array(size), optionsOf(4)));
    expect(status).toBe("converged");
    const gradient = gradientAt(problem, theta);
    const zeros = theta.filter((x) => x === 0).length;
    expect(zeros).toBeGreaterThan(0);
    expect(zeros).toBeLessThan(size);
    theta.forEach((x, k) => {
      const slope = gradient[k] as number;
      // Where an average is near zero its iterates may have been at zero for a while.
      const least = Math.abs(x) > 0.02 ? Math.abs(slope - 40 * Math.sign(x)) : Math.max(0, Math.abs(slope) - 40);
      expect(least).toBeLessThan(5 * noise);
    });
  });
});

describe("contrastive divergence", () => {
  it("with chains that mix is maximum likelihood", () => {
    const found = conditionalCase(150);
    const problem = problemOf(found, { l2: new Float64Array(found.size).fill(1) });
    // One free variable: one sweep is an exact draw.
    expectAtMaximum(problem, contrastiveDivergence(problem, new Float64Array(found.size), optionsOf(5, { k: 1, chains: 60 })));
    expectAtMaximum(problem, contrastiveDivergence(problem, new Float64Array(found.size), optionsOf(5, { k: 1, chains: 150 })));
  });

  it("learns a small restricted Boltzmann machine to where the exact gradient is small", () => {
    const random = createRandom(21);
    const pairs = [0, 1, 2, 3].flatMap((v) => [4, 5].map((h) => ({ scope: [v, h] })));
    const network = networkOf([2, 2, 2, 2, 2, 2], pairs);
    const logPotentials = Float64Array.from({ length: network.entries }, () => random.normal());
    const complete = drawRows(network, logPotentials, 400, random);
    const data = { ...complete, states: complete.states.map((state, at) => (at % 6 >= 4 ? -1 : state)) };
    const problem = problemOf(
      { network, map: identityMap(network.entries), size: network.entries, data },
      { l2: new Float64Array(network.entries).fill(4) },
    );
    const start = Float64Array.from({ length: network.entries }, () => 0.1 * random.normal());
    expectAtMaximum(problem, contrastiveDivergence(problem, start, optionsOf(6, { k: 5 })));
  });
});

describe("either", () => {
  const methods = [contrastiveDivergence, persistentContrastiveDivergence] as const;
  const everything = { given: true, columns: true, tied: true, mixed: true };

  it("depends on the seed alone, stays finite and keeps to what is fixed", () => {
    fc.assert(
      fc.property(arbitraryCase(everything), fc.constantFrom(...methods), fc.boolean(), (found, method, hasHoles) => {
        if (!found.data.weights?.some((weight) => weight > 0) && found.data.weights !== null) return;
        const isGiven = (at: number) => found.network.given[at % found.network.sizes.length] === 1;
        const states = found.data.states.map((state, at) => (hasHoles && at % 3 === 0 && !isGiven(at) ? -1 : state));
        const fixed = Uint8Array.from({ length: found.size }, (_, k) => (k === 0 ? 1 : 0));
        const problem = problemOf({ ...found, data: { ...found.data, states } }, { fixed });
        const run = (seed: number) => finish(method(problem, found.theta, optionsOf(seed, { maxIterations: 70, chains: 5 })));
        const [once, again] = [run(1), run(1)];
        expect(once).toEqual(again);
        expect(once.theta[0]).toBe(found.theta[0]);
        expect(once.theta.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("draws rows by weight, evenly", () => {
    const { network, data } = randomCase(4, { ...everything, columns: false, given: false });
    const weights = Float64Array.from({ length: data.rows }, (_, row) => row % 4);
    const total = weights.reduce((a, b) => a + b, 0);
    const sampled = sampleChains(network, 7, createRandom(1));
    const pick = new Int32Array(7);
    const random = createRandom(2);
    const times = new Float64Array(data.rows);
    for (let i = 0; i < 4000; i++) {
      placeAtDrawnRows(network, sampled, { ...data, weights }, { random, pick });
      for (const row of pick) times[row] = (times[row] as number) + 1;
      const shares = weights.map((weight) => (7 * weight) / total);
      const here = shares.map((_, row) => pick.filter((each) => each === row).length);
      here.forEach((count, row) => expect(Math.abs(count - (shares[row] as number))).toBeLessThan(1));
    }
    expect(sampled.chains.weights.reduce((a, b) => a + b, 0)).toBeCloseTo(total, 9);
    // A share's count is one of two neighbouring whole numbers: its variance is at most ¼.
    times.forEach((count, row) =>
      expect(Math.abs(count / 4000 - (7 * (weights[row] as number)) / total)).toBeLessThan((5 * 0.5) / Math.sqrt(4000)),
    );
  });
});

describe("counts of the data", () => {
  it("are those of enumeration", () => {
    fc.assert(
      fc.property(arbitraryCase({ given: true, columns: true, tied: true, mixed: true }), ({ network, data }) => {
        const expected = empiricalCounts(network, data);
        observedCounts(network, data).forEach((count, e) => expect(count).toBeCloseTo(expected[e] as number, 10));
      }),
    );
  });

  it("of rows with empty cells are our bug", () => {
    const network = networkOf([2], [{ scope: [0] }]);
    expect(() => observedCounts(network, { rows: 1, states: Int32Array.of(-1), weights: null })).toThrow("empty cell");
  });
});
