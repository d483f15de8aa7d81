import { createRandom, InternalError } from "@platewise/core";
import type { RowStates } from "@platewise/graph";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createChainCounts } from "../../src/sampling/chain-counts.ts";
import { type Chains, createChains, placeChains, readChain, releaseChains, scatterChains } from "../../src/sampling/chains.ts";
import { createGibbs, type SweepOrder } from "../../src/sampling/gibbs.ts";
import { createRunningCounts, runChains } from "../../src/sampling/running-counts.ts";
import { activeEntries, bruteForce, jointStates, largestGap, logPotential } from "../support/brute-force.ts";
import { cases, drawCase, isingGrid, type NetworkCase, networkOf } from "../support/random-row-networks.ts";

const orders: readonly SweepOrder[] = ["variables", "blocks"];
const shape = { variables: [3, 5], states: 3, factors: 6, spread: 2, known: 0.25, scaled: 0.3 } as const;
const CHAINS = 6000;

const rowsOf = ({ at }: NetworkCase): RowStates => ({ rows: 1, states: at.states, weights: null });

/** Chains in a case's row that hold what is known. */
function chainsOf(one: NetworkCase, count: number, seed: number): Chains {
  const chains = createChains(one.network, count, createRandom(seed));
  placeChains(one.network, chains, { rows: rowsOf(one), pick: new Int32Array(count), hold: "known" });
  chains.rows.fill(one.at.row);
  return chains;
}

/** Puts every chain at a joint state drawn from the exact law. */
function drawExactly(one: NetworkCase, chains: Chains, seed: number): void {
  const all = jointStates(one);
  const random = createRandom(seed);
  const probabilities = all.map(({ probability }) => probability);
  for (let c = 0; c < chains.count; c++) {
    all[random.categorical(probabilities, 0, all.length)]?.states.forEach((state, v) => {
      chains.states[v * chains.count + c] = state;
    });
  }
}

/**
 * Pearson's chi-square of the joint states of independent chains, in standard deviations above its mean. Joint states that are expected
 * fewer than ten times are taken together.
 */
function chiSquareExcess(one: NetworkCase, chains: Chains): number {
  const { sizes } = one.network;
  const numberOf = (states: ArrayLike<number>): number => sizes.reduce((number, size, v) => number * size + (states[v] as number), 0);
  const found = new Float64Array(sizes.reduce((product, size) => product * size, 1));
  const states = new Int32Array(sizes.length);
  for (let c = 0; c < chains.count; c++) {
    readChain(chains, c, states);
    const at = numberOf(states);
    found[at] = (found[at] as number) + 1;
  }
  const cells = jointStates(one).map((state) => [found[numberOf(state.states)] as number, chains.count * state.probability] as const);
  const rare = cells.filter(([, wanted]) => wanted < 10).reduce(([a, b], [x, y]) => [a + x, b + y], [0, 0] as readonly [number, number]);
  const tested = [...cells.filter(([, wanted]) => wanted >= 10), ...(rare[1] >= 10 ? [rare] : [])];
  const sum = tested.reduce((total, [x, wanted]) => total + (x - wanted) ** 2 / wanted, 0);
  const freedom = tested.length - 1;
  return freedom === 0 ? 0 : (sum - freedom) / Math.sqrt(2 * freedom);
}

describe.each(orders)("Gibbs sampling in the order of %s", { timeout: 60_000 }, (order) => {
  test.each([1, 2, 3, 4, 5])("one sweep leaves the exact law as it is (case %i)", (seed) => {
    const one = drawCase(seed, { ...shape, spread: 3 });
    const chains = chainsOf(one, CHAINS, seed);
    drawExactly(one, chains, seed + 100);
    expect(chiSquareExcess(one, chains)).toBeLessThan(4);
    createGibbs(one.network, chains, order).sweep(one.potentials, 1);
    expect(chiSquareExcess(one, chains)).toBeLessThan(4);
  });

  test.each([11, 12, 13, 14])("chains from even starts reach the exact law (case %i)", (seed) => {
    const one = drawCase(seed, { ...shape, spread: 1 });
    const chains = chainsOf(one, CHAINS, seed);
    createGibbs(one.network, chains, order).sweep(one.potentials, 30);
    expect(chiSquareExcess(one, chains)).toBeLessThan(4);
  });

  test.each([2, 3, 4, 8])("so it does with forbidden states and columns (case %i)", (seed) => {
    const one = drawCase(seed, { ...shape, forbidden: 0.1, scaled: 0.6 });
    const chains = chainsOf(one, CHAINS, seed);
    drawExactly(one, chains, seed + 100);
    createGibbs(one.network, chains, order).sweep(one.potentials, 1);
    expect(chiSquareExcess(one, chains)).toBeLessThan(4);
    const logs = new Float64Array(CHAINS);
    createChainCounts(one.network, chains).readPotentials(one.potentials, logs);
    expect(Math.min(...logs)).toBeGreaterThan(-Infinity);
  });

  test("a column of 0 takes away what forbids", () => {
    const network = { ...networkOf([2, 3], [[0, 1], [1], [0]], [0, 0]), columns: [Float64Array.of(0)] };
    const potentials = Float64Array.of(-Infinity, 3, -Infinity, 2, -Infinity, -Infinity, -Infinity, 0, 1, 0, 1);
    const one = { network, potentials, at: { row: 0, states: Int32Array.of(-1, -1) } };
    const chains = chainsOf(one, CHAINS, 1);
    createGibbs(network, chains, order).sweep(potentials, 3);
    expect(chiSquareExcess(one, chains)).toBeLessThan(4);
  });

  test.each([2, 3])("a chain leaves where all of %i states are forbidden", (size) => {
    const network = networkOf([size, size], [[0, 1]]);
    const potentials = new Float64Array(size * size).fill(-Infinity);
    potentials[size * size - 1] = 0;
    const chains = createChains(network, 100, createRandom(6));
    createGibbs(network, chains, order).sweep(potentials, 80);
    expect(chains.states.every((state) => state === size - 1)).toBe(true);
  });

  test("a forbidden state is never entered, and left if a chain starts there", () => {
    const network = networkOf([2, 3, 2], [[0, 1], [1, 2], [1]]);
    const potentials = Float64Array.of(-Infinity, 0, 1, 0, -Infinity, 0, 0, 0.5, 1, 0, -Infinity, 0, 0, 0, 0);
    const one = { network, potentials, at: { row: 0, states: Int32Array.of(-1, -1, -1) } };
    const chains = createChains(network, 4000, createRandom(4));
    scatterChains(network, chains);
    createGibbs(network, chains, order).sweep(potentials, 50);
    const logs = new Float64Array(4000);
    createChainCounts(network, chains).readPotentials(potentials, logs);
    expect(Math.min(...logs)).toBeGreaterThan(-Infinity);
    expect(chiSquareExcess(one, chains)).toBeLessThan(4);
  });

  test.each([21, 22, 23])("long-run means are within five standard errors of the exact counts (case %i)", (seed) => {
    const one = drawCase(seed, { ...shape, variables: [5, 7], spread: 1 });
    const gibbs = createGibbs(one.network, chainsOf(one, 20, seed), order);
    const running = createRunningCounts(one.network, gibbs, 100);
    runChains(gibbs, one.potentials, { discard: 100, records: 3000, every: 1 }, running);
    const means = new Float64Array(one.network.entries);
    const errors = new Float64Array(one.network.entries);
    running.readMeans(means);
    running.readErrors(errors);
    bruteForce(one).counts.forEach((wanted, e) => {
      expect(Math.abs((means[e] as number) - wanted)).toBeLessThanOrEqual(5 * (errors[e] as number) + 1e-12);
    });
    // 60,000 states of chains that forget fast: no error may be large.
    expect(Math.max(...errors)).toBeLessThan(0.02);
  });

  test("what is held never changes, and what is not does", () => {
    fc.assert(
      fc.property(cases(shape), fc.nat(1000), (one, seed) => {
        const chains = chainsOf(one, 50, seed);
        createGibbs(one.network, chains, order).sweep(one.potentials, 3);
        one.at.states.forEach((state, v) => {
          const own = chains.states.subarray(v * 50, (v + 1) * 50);
          const size = one.network.sizes[v] as number;
          expect(own.every((k) => (state >= 0 ? k === state : k >= 0 && k < size))).toBe(true);
        });
        releaseChains(one.network, chains);
        createGibbs(one.network, chains, order).sweep(new Float64Array(one.network.entries), 1);
        one.network.given.forEach((given, v) => {
          const own = chains.states.subarray(v * 50, (v + 1) * 50);
          expect(new Set(own).size > 1).toBe(given === 0);
        });
      }),
    );
  });

  test.each([2, 3])("chains may hold different variables of %i states", (size) => {
    const network = networkOf(
      [size, size, size],
      [
        [0, 1],
        [1, 2],
      ],
    );
    const rows = { rows: 3, states: Int32Array.of(1, -1, -1, -1, 1, -1, 1, -1, 1), weights: null };
    const chains = createChains(network, 300, createRandom(9));
    placeChains(network, chains, { rows, pick: Int32Array.from({ length: 300 }, (_, c) => c % 3), hold: "known" });
    createGibbs(network, chains, order).sweep(new Float64Array(network.entries), 2);
    chains.states.forEach((state, at) => {
      if (rows.states[3 * ((at % 300) % 3) + Math.floor(at / 300)] === 1) expect(state).toBe(1);
    });
    for (let v = 0; v < 3; v++) expect(new Set(chains.states.subarray(300 * v, 300 * (v + 1))).size).toBe(size);
  });

  test("a chain's path depends on the seed and its own number, not on how many there are", () => {
    const paths = [1, 4, 9].map((count) => {
      const one = drawCase(5, { ...shape, known: 0 });
      const chains = chainsOf(one, count, 77);
      createGibbs(one.network, chains, order).sweep(one.potentials, 10);
      return Array.from({ length: Math.min(count, 4) }, (_, c) => {
        const states = new Int32Array(one.network.sizes.length);
        readChain(chains, c, states);
        return [...states];
      });
    });
    expect(paths[0]).toEqual(paths[1]?.slice(0, 1));
    expect(paths[2]).toEqual(paths[1]);
  });
});

describe("chains", { timeout: 60_000 }, () => {
  test("stand at the rows that were picked, with their weights; unknown states are drawn evenly", () => {
    const network = { ...networkOf([3, 2], [[0, 1]]), given: Uint8Array.of(0, 1) };
    const rows = { rows: 2, states: Int32Array.of(-1, 1, 2, 0), weights: Float64Array.of(3, 0.5) };
    const chains = createChains(network, 3001, createRandom(8));
    const pick = Int32Array.from({ length: 3001 }, (_, c) => (c === 3000 ? 1 : 0));
    placeChains(network, chains, { rows, pick, hold: "given" });
    expect([...chains.weights.slice(2999)]).toEqual([3, 0.5]);
    expect([...chains.rows.slice(2999)]).toEqual([0, 1]);
    const last = new Int32Array(2);
    readChain(chains, 3000, last);
    expect([...last]).toEqual([2, 0]);
    for (const k of [0, 1, 2]) expect(Math.abs(chains.states.subarray(0, 3000).filter((s) => s === k).length - 1000)).toBeLessThan(4 * 26);
    expect([...chains.held.slice(2999, 3002), chains.held[6001]]).toEqual([0, 0, 1, 1]);
    const unknown = { rows: 1, states: Int32Array.of(0, -1), weights: null };
    expect(() => placeChains(network, chains, { rows: unknown, pick: new Int32Array(3001), hold: "given" })).toThrow(InternalError);
    expect(() => placeChains(network, chains, { rows, pick: null, hold: "given" })).toThrow(InternalError);
  });

  test("counts and log-potentials are those of their states, with weights and columns", () => {
    fc.assert(
      fc.property(cases({ ...shape, forbidden: 0.05, scaled: 0.5 }), fc.nat(1000), (one, seed) => {
        const chains = chainsOf(one, 7, seed);
        chains.weights.set([1, 2, 0, 0.5, 1, 1, 3]);
        for (let c = 0; c < 7; c++) chains.rows[c] = c % 3;
        const counts = createChainCounts(one.network, chains);
        const found = new Float64Array(one.network.entries);
        const logs = new Float64Array(7);
        counts.add(2, found);
        counts.readPotentials(one.potentials, logs);
        const wanted = new Float64Array(one.network.entries);
        const states = new Int32Array(one.network.sizes.length);
        for (let c = 0; c < 7; c++) {
          readChain(chains, c, states);
          const there = { ...one, at: { row: c % 3, states } };
          const log = logPotential(there, states);
          if (log === -Infinity) expect(logs[c]).toBe(log);
          else expect(Math.abs((logs[c] as number) - log)).toBeLessThan(1e-12);
          for (const [entry, scale] of activeEntries(there, states)) {
            wanted[entry] = (wanted[entry] as number) + 2 * (chains.weights[c] as number) * scale;
          }
        }
        expect(largestGap(found, wanted)).toBeLessThan(1e-12);
      }),
    );
  });

  test("each chain has the law of its own row", () => {
    const one = drawCase(31, { ...shape, spread: 1, scaled: 0.8, known: 0 });
    for (const row of [0, 1, 2]) {
      const mixed = chainsOf(one, CHAINS, 3);
      for (let c = 0; c < CHAINS; c++) mixed.rows[c] = c % 3;
      createGibbs(one.network, mixed).sweep(one.potentials, 25);
      const own = { ...mixed, count: Math.floor(CHAINS / 3) };
      const states = Int32Array.from({ length: one.network.sizes.length * own.count }, (_, i) => {
        const v = Math.floor(i / own.count);
        return mixed.states[v * CHAINS + 3 * (i % own.count) + row] as number;
      });
      expect(chiSquareExcess({ ...one, at: { ...one.at, row } }, { ...own, states })).toBeLessThan(4);
    }
  });
});

describe("running means", () => {
  test("their errors are those of the spread between batches", () => {
    const grid = isingGrid(2, 0, 0.1);
    const chains = createChains(grid.network, 1, createRandom(1));
    const gibbs = createGibbs(grid.network, chains);
    const running = createRunningCounts(grid.network, gibbs, 2);
    const errors = new Float64Array(grid.network.entries);
    const means = new Float64Array(grid.network.entries);
    // The first variable's state in seven records: three batches with means 1/2, 1, 1/2, and a last record alone.
    [0, 1, 1, 1, 1, 0, 1].forEach((state) => {
      chains.states[0] = state;
      running.record();
      running.readErrors(errors);
      if (running.draws() < 4) expect(errors[0]).toBe(Infinity);
    });
    running.readMeans(means);
    expect([running.draws(), means[0], means[1]]).toEqual([7, 2 / 7, 5 / 7]);
    expect(errors[0]).toBeCloseTo(1 / 6, 14);
  });
});
