import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "@platewise/core";
import { describe, expect, test } from "vitest";
import { fit, infer, parse, score, tryFit } from "../src/index.ts";

const weather = (start: string, move: string, emit: string, symbols: string, states: string): string => `model Weather
param start : simplex(2) = ${start}
param move[2] : simplex(2) = ${move}
param emit[2] : simplex(${symbols.split(",").length}) = ${emit}
type State = {${states}}
chain day {
  initial state : State ~ Categorical(start)
  latent state : State ~ Categorical(move[prev state])
  observed seen : {${symbols}} ~ Categorical(emit[state])
}
`;

const umbrella = weather("[0.5, 0.5]", "[[0.7, 0.3], [0.3, 0.7]]", "[[0.9, 0.1], [0.2, 0.8]]", "umbrella, none", "rain, dry");
const walks = weather("[0.6, 0.4]", "[[0.7, 0.3], [0.4, 0.6]]", "[[0.1, 0.4, 0.5], [0.6, 0.3, 0.1]]", "walk, shop, clean", "rainy, sunny");

const moods = readFileSync(join(import.meta.dirname, "..", "..", "language", "test", "fixtures", "moods.pgm"), "utf8");

const markov = (by: string): string => `model Walk
param start : simplex(2)
param move[2] : simplex(2)
chain t${by} {
  initial z ~ Categorical(start)
  observed z ~ Categorical(move[prev z])
}
`;

/** The probability of a node's first state. */
const firstOf = (probabilities: unknown): unknown => (Array.isArray(probabilities) ? probabilities[0] : undefined);

describe("hidden Markov models of textbooks", () => {
  test("the umbrella", async () => {
    const seen = ["umbrella", "umbrella", "none", "umbrella", "umbrella"];
    const { logEvidence, mpeLogProb, rows } = await infer(parse(umbrella), { seen }, { mpe: true });
    expect(logEvidence).toBeCloseTo(-3.3725020443, 9);
    expect(mpeLogProb).toBeCloseTo(-4.459028291, 9);
    [0.86734, 0.82042, 0.30748, 0.82042, 0.86734].forEach((p, row) => {
      expect(firstOf(rows[row]?.marginals.state)).toBeCloseTo(p, 5);
    });
    expect(rows.map((row) => row.mpe?.state)).toEqual(["rain", "rain", "dry", "rain", "rain"]);
    expect(rows.map((row) => row.logEvidence === null)).toEqual([false, true, true, true, true]);
  });

  test("the walker", async () => {
    const { logEvidence, mpeLogProb, rows } = await infer(parse(walks), { seen: ["walk", "shop", "clean"] }, { mpe: true });
    expect(logEvidence).toBeCloseTo(-3.3928721329, 9);
    expect(Math.exp(mpeLogProb as number)).toBeCloseTo(0.01344, 9);
    expect(rows.map((row) => row.mpe?.state)).toEqual(["sunny", "rainy", "rainy"]);
    [0.2317, 0.62406, 0.86398].forEach((p, row) => {
      expect(firstOf(rows[row]?.marginals.state)).toBeCloseTo(p, 5);
    });
  });
});

describe("chains and rows", () => {
  test("steps are ordered by a column, within their sequence", async () => {
    const z = [1, 0, 0, 1];
    const shuffled = { time: [3, 1, 2, 4], z: [0, 1, 0, 1] };
    const inFile = await fit(parse(markov("")), { z });
    const byTime = await fit(parse(markov(" by time")), shuffled);
    expect(byTime.params).toEqual(inFile.params);
    expect(byTime.logLik).toBe(inFile.logLik);
    const model = parse(markov(" by time"));
    const rows = (await score(model, shuffled, { params: byTime.params as never })).rows.map(({ logLik }) => logLik);
    expect(rows).toEqual([byTime.logLik, null, null, null]);
  });

  test("N of the information criteria is the length of a chain at the top, else the number of sequences", async () => {
    const z = [0, 1, 1, 0, 1];
    expect((await fit(parse(markov("")), { z })).rows).toBe(5);
    const note = [0, 1, 2, 3, 0];
    expect((await fit(parse(moods), { seq: [1, 1, 1, 2, 2], note }, { maxIterations: 2 })).rows).toBe(2);
  });

  test("weights are refused", async () => {
    const outcome = await tryFit(parse(markov("")), { z: [0, 1], n: [1, 2] }, { weights: "n" });
    expect(outcome.diagnostics.map(({ code }) => code)).toContain("weights-on-chain");
  });
});

/** Symbols of a chain that stays in its state for long. */
function symbols(count: number, seed: number): number[] {
  const random = createRandom(seed);
  let state = 0;
  return Array.from({ length: count }, () => {
    if (random.next() < 0.1) state = random.integer(3);
    return random.next() < 0.7 ? state : random.integer(4);
  });
}

describe("learning hidden chains", () => {
  test("exchangeable states are put in order of their shares in the long run", async () => {
    const note = symbols(600, 3);
    const seq = note.map((_, i) => Math.floor(i / 60));
    const { params, status } = await fit(parse(moods), { seq, note }, { seed: 4, maxIterations: 300 });
    expect(status).toBe("converged");
    const move = params.move as readonly (readonly number[])[];
    let share = [1 / 3, 1 / 3, 1 / 3];
    for (let step = 0; step < 2000; step++) share = share.map((_, j) => share.reduce((sum, p, i) => sum + p * (move[i]?.[j] as number), 0));
    expect([...share].sort((a, b) => b - a)).toEqual(share);
  });

  test("hard EM ends where the best paths give the parameters back", async () => {
    const note = symbols(300, 5);
    const seq = note.map((_, i) => Math.floor(i / 30));
    const start = {
      start: [0.4, 0.3, 0.3],
      move: [
        [0.8, 0.1, 0.1],
        [0.1, 0.8, 0.1],
        [0.1, 0.1, 0.8],
      ],
      emit: [
        [0.7, 0.1, 0.1, 0.1],
        [0.1, 0.7, 0.1, 0.1],
        [0.1, 0.1, 0.7, 0.1],
      ],
    };
    const { params, trace, status, objective } = await fit(parse(moods), { seq, note }, { method: "hard-em", init: start });
    expect(status).toBe("converged");
    trace.forEach((value, i) => {
      if (i > 0) expect(value).toBeGreaterThanOrEqual((trace[i - 1] as number) - 1e-9);
    });
    const { rows, mpeLogProb } = await infer(parse(moods), { seq, note }, { params: params as never, mpe: true });
    expect(mpeLogProb).toBeCloseTo(objective, 8);
    const path = rows.map(({ mpe }) => Number(mpe?.mood));
    const counted = [0, 1, 2].map((k) => [0, 1, 2, 3].map((s) => path.filter((state, row) => state === k && note[row] === s).length));
    counted.forEach((row, k) => {
      const total = row.reduce((a, b) => a + b, 0);
      row.forEach((n, s) => {
        expect((params.emit as readonly (readonly number[])[])[k]?.[s]).toBeCloseTo(n / total, 12);
      });
    });
  });

  test("a prior makes the fit the mode of the posterior, and what is fixed stays", async () => {
    const note = symbols(200, 6);
    const source = moods
      .replace("param emit[K] : simplex(4)", "param emit[K] : simplex(4) ~ Dirichlet(3)")
      .replace("param start   : simplex(K)", "param start : simplex(K) = [1, 0, 0]");
    const { params, trace } = await fit(parse(source), { seq: note.map(() => 1), note }, { seed: 2, maxIterations: 50 });
    expect(params.start).toEqual([1, 0, 0]);
    expect((params.emit as readonly (readonly number[])[]).flat().every((p) => p > 0.003)).toBe(true);
    trace.forEach((value, i) => {
      if (i > 0) expect(value).toBeGreaterThanOrEqual((trace[i - 1] as number) - 1e-9 * Math.abs(value));
    });
  });

  test("a factorial chain in a fixed plate is one of the product of its states", async () => {
    const factorial = `model Pair
param start[2] : simplex(2)
param move[2, 2] : simplex(2)
param emit[2, 2] : simplex(3)
chain t {
  plate a in 2 {
    initial z[a] : {0, 1} ~ Categorical(start[a])
    latent z[a] : {0, 1} ~ Categorical(move[a, prev z[a]])
  }
  observed x : {0, 1, 2} ~ Categorical(emit[z[0], z[1]])
}
`;
    const params = {
      start: [
        [0.3, 0.7],
        [0.6, 0.4],
      ],
      move: [
        [
          [0.9, 0.1],
          [0.2, 0.8],
        ],
        [
          [0.5, 0.5],
          [0.3, 0.7],
        ],
      ],
      emit: [
        [
          [0.8, 0.1, 0.1],
          [0.2, 0.5, 0.3],
        ],
        [
          [0.1, 0.3, 0.6],
          [0.4, 0.4, 0.2],
        ],
      ],
    };
    const product = `model Product
param start : simplex(4)
param move[4] : simplex(4)
param emit[4] : simplex(3)
chain t {
  initial z : {0, 1, 2, 3} ~ Categorical(start)
  latent z : {0, 1, 2, 3} ~ Categorical(move[prev z])
  observed x : {0, 1, 2} ~ Categorical(emit[z])
}
`;
    const both = [0, 1, 2, 3].map((s) => [s >> 1, s & 1] as const);
    const joined = {
      start: both.map(([a, b]) => (params.start[0]?.[a] as number) * (params.start[1]?.[b] as number)),
      move: both.map(([a, b]) => both.map(([c, d]) => (params.move[0]?.[a]?.[c] as number) * (params.move[1]?.[b]?.[d] as number))),
      emit: both.map(([a, b]) => params.emit[a]?.[b] as number[]),
    };
    const x = [0, 1, 2, 2, null, 1, 0, 0, 2];
    const [one, other] = [await infer(parse(factorial), { x }, { params }), await infer(parse(product), { x }, { params: joined })];
    expect(one.logEvidence).toBeCloseTo(other.logEvidence as number, 12);
    one.rows.forEach(({ marginals }, row) => {
      const z = other.rows[row]?.marginals.z as readonly number[];
      expect((marginals["z[0]"] as readonly number[])[1]).toBeCloseTo((z[2] as number) + (z[3] as number), 12);
      expect((marginals["z[1]"] as readonly number[])[1]).toBeCloseTo((z[1] as number) + (z[3] as number), 12);
    });
    const { trace } = await fit(
      parse(factorial),
      { x: symbols(80, 8).map((s) => s % 3) },
      { init: params, tolerance: 0, maxIterations: 20 },
    );
    expect(trace.at(-1)).toBeGreaterThan(trace[0] as number);
  });
});

const jumps = `model Jumps
param start : simplex(2)
param move[2] : simplex(2)
param level[2] : real
chain t {
  initial z ~ Categorical(start)
  latent z : {0, 1} ~ Categorical(move[prev z])
  observed x ~ Normal(level[z], 1)
}
`;

describe("extreme chains", () => {
  const params = {
    start: [1, 0],
    move: [
      [1, 0],
      [0.5, 0.5],
    ],
    level: [0, 100],
  };

  test("a state that the data contradict a thousand times over keeps its likelihood", async () => {
    // Only state 0 can be reached, though every value lies a hundred sds away from it: each step has weight exp(−5000).
    const x = Array.from({ length: 50 }, () => 100);
    const { logEvidence, rows } = await infer(parse(jumps), { x }, { params });
    expect(logEvidence).toBeCloseTo(50 * (-0.5 * Math.log(2 * Math.PI) - 5000), 6);
    expect(rows.every(({ marginals }) => (marginals.z as readonly number[])[0] === 1)).toBe(true);
  });

  test("a state that is left behind for good does not spoil the others", async () => {
    // From state 1 one falls into state 0 and stays, while the data speak for state 1 by a little, for very long.
    const x = Array.from({ length: 5000 }, () => 1.2);
    const { logEvidence, rows } = await infer(parse(jumps), { x }, { params: { ...params, level: [0, 2] } });
    expect(logEvidence).toBeCloseTo(5000 * (-0.5 * Math.log(2 * Math.PI) - 0.72), 6);
    expect(rows.every(({ marginals }) => (marginals.z as readonly number[])[0] === 1)).toBe(true);
  });

  test("an impossible sequence has no likelihood and is named", async () => {
    const model = parse(umbrella.replace("[[0.9, 0.1], [0.2, 0.8]]", "[[1, 0], [1, 0]]"));
    const { logEvidence, rows } = await infer(model, { seen: ["umbrella", "none", "umbrella"] });
    expect(logEvidence).toBeNull();
    expect(rows).toHaveLength(3);
  });

  test("a million steps have a likelihood and learn", async () => {
    const x = Float64Array.from(symbols(1_000_000, 9));
    const source = moods.replace("plate sequence by seq {", "").replace(/\}\s*$/, "");
    const start = {
      start: [0.4, 0.3, 0.3],
      move: [
        [0.8, 0.1, 0.1],
        [0.1, 0.8, 0.1],
        [0.1, 0.1, 0.8],
      ],
      emit: [
        [0.7, 0.1, 0.1, 0.1],
        [0.1, 0.7, 0.1, 0.1],
        [0.1, 0.1, 0.7, 0.1],
      ],
    };
    const { trace, params } = await fit(parse(source), { note: x }, { init: start, tolerance: 0, maxIterations: 2 });
    expect(trace[1]).toBeGreaterThan(trace[0] as number);
    expect(trace[2]).toBeGreaterThan(trace[1] as number);
    for (const row of [params.start, ...(params.move as readonly unknown[])] as readonly (readonly number[])[]) {
      expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    }
  });
});
