import { createRandom, type Random } from "@platewise/core";
import { expect, test } from "vitest";
import { fit, parse } from "../src/index.ts";

const model = (states: number): string => `model Long
const K = ${states}
param start   : simplex(K)
param move[K] : simplex(K)
param mean[K] : real
param sd[K]   : positive
plate sequence by seq {
  chain t {
    initial state ~ Categorical(start)
    latent  state ~ Categorical(move[prev state])
    observed x    ~ Normal(mean[state], sd[state])
  }
}
`;

interface Start {
  readonly start: readonly number[];
  readonly move: readonly (readonly number[])[];
  readonly mean: readonly number[];
  readonly sd: readonly number[];
}

interface Sums {
  logLik: number;
  readonly weight: number[];
  readonly first: number[];
  readonly pairs: number[][];
  readonly first1: number[];
  readonly first2: number[];
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const shares = (values: readonly number[]): number[] => values.map((v) => v / sum(values));
const at = (values: readonly number[], i: number): number => values[i] as number;
const row = (rows: readonly (readonly number[])[], i: number): readonly number[] => rows[i] as readonly number[];

function startOf(states: number, random: Random): Start {
  const simplex = (): number[] => shares(Array.from({ length: states }, () => 0.1 + random.next()));
  return {
    start: simplex(),
    move: Array.from({ length: states }, simplex),
    mean: Array.from({ length: states }, (_, k) => k + random.next()),
    sd: Array.from({ length: states }, () => 0.5 + random.next()),
  };
}

/** Adds one sequence's posteriors, by forward and backward rows that each sum to one. */
function addSequence({ start, move, mean, sd }: Start, xs: readonly number[], sums: Sums): void {
  const all = start.map((_, k) => k);
  const logs = xs.map((x) =>
    all.map((k) => -0.5 * ((x - at(mean, k)) / at(sd, k)) ** 2 - Math.log(at(sd, k)) - 0.5 * Math.log(2 * Math.PI)),
  );
  const tops = logs.map((l) => Math.max(...l));
  const emission = logs.map((l, t) => l.map((v) => Math.exp(v - at(tops, t))));
  const forward: number[][] = [];
  xs.forEach((_, t) => {
    const before = forward[t - 1];
    const prior = all.map((j) => (before ? sum(all.map((i) => at(before, i) * at(row(move, i), j))) : at(start, j)));
    const weights = prior.map((p, j) => p * at(row(emission, t), j));
    sums.logLik += Math.log(sum(weights)) + at(tops, t);
    forward.push(shares(weights));
  });
  let behind = all.map(() => 1);
  for (let t = xs.length - 1; t >= 0; t--) {
    const posterior = shares(all.map((k) => at(row(forward, t), k) * at(behind, k)));
    posterior.forEach((p, k) => {
      sums.weight[k] = at(sums.weight, k) + p;
      sums.first1[k] = at(sums.first1, k) + p * at(xs, t);
      sums.first2[k] = at(sums.first2, k) + p * at(xs, t) ** 2;
      if (t === 0) sums.first[k] = at(sums.first, k) + p;
    });
    if (t === 0) continue;
    const message = all.map((j) => at(row(emission, t), j) * at(behind, j));
    const pairs = all.map((i) => all.map((j) => at(row(forward, t - 1), i) * at(row(move, i), j) * at(message, j)));
    const total = sum(pairs.flat());
    for (const i of all) for (const j of all) (sums.pairs[i] as number[])[j] = at(row(sums.pairs, i), j) + at(row(pairs, i), j) / total;
    behind = shares(all.map((i) => sum(all.map((j) => at(row(move, i), j) * at(message, j)))));
  }
}

const zeros = (n: number): number[] => Array.from({ length: n }, () => 0);

function expectStep(states: number, found: Readonly<Record<string, unknown>>, sums: Sums): void {
  const close = (name: string, wanted: readonly number[]): void => {
    const values = (found[name] as readonly (number | readonly number[])[]).flat() as number[];
    expect(values).toHaveLength(wanted.length);
    values.forEach((v, i) => {
      expect(Math.abs(v - at(wanted, i)), `${states} states, ${name}[${i}]`).toBeLessThan(1e-9);
    });
  };
  const means = sums.first1.map((s, k) => s / at(sums.weight, k));
  close("start", shares(sums.first));
  close("move", sums.pairs.flatMap(shares));
  close("mean", means);
  close(
    "sd",
    sums.first2.map((s, k) => Math.sqrt(s / at(sums.weight, k) - at(means, k) ** 2)),
  );
}

test.each([2, 3, 5, 8, 9])("a step of EM on long sequences of %i states is that of plain recursions, outliers or not", async (states) => {
  for (const outlier of [null, 45]) {
    const random = createRandom(states);
    const lengths = [300, 64, 257];
    const sequences = lengths.map((n) =>
      Array.from({ length: n }, (_, i) => (i === 20 && outlier !== null ? outlier : random.next() * states)),
    );
    const init = startOf(states, random);
    const sums = { logLik: 0, weight: zeros(states), first: zeros(states), first1: zeros(states), first2: zeros(states) };
    const all: Sums = { ...sums, pairs: init.move.map(() => zeros(states)) };
    for (const xs of sequences) addSequence(init, xs, all);
    const table = { seq: lengths.flatMap((n, q) => Array.from({ length: n }, () => q)), x: sequences.flat() };
    const { params, trace } = await fit(parse(model(states)), table, {
      init: init as never,
      tolerance: 0,
      order: "init",
      maxIterations: 1,
    });
    expect(Math.abs(at(trace, 0) - all.logLik)).toBeLessThan(1e-8);
    expectStep(states, params, all);
  }
});
