import { createRandom, type Random } from "@platewise/core";
import { describe, expect, it } from "vitest";
import { type ChainWalk, chooseWalk, type Steps } from "../src/chain/chain-walk.ts";
import { generalWalk } from "../src/chain/general-walk.ts";
import { bestPath, type LogSteps, logLikInLogs, posteriorInLogs } from "../src/chain/log-walk.ts";

const STEPS = 100;

interface Sequence {
  readonly states: number;
  readonly initial: Float64Array;
  readonly matrix: Float64Array;
  readonly emission: Float64Array;
}

const rowsOf = (random: Random, rows: number, columns: number): Float64Array => {
  const all = new Float64Array(rows * columns).map(() => 0.01 + random.next());
  for (let r = 0; r < rows; r++) {
    const row = all.subarray(r * columns, (r + 1) * columns);
    const total = row.reduce((a, b) => a + b, 0);
    row.forEach((x, i) => {
      row[i] = x / total;
    });
  }
  return all;
};

function sequenceOf(states: number, random: Random): Sequence {
  const emission = new Float64Array(STEPS * states).map(() => random.next() ** 4);
  return { states, initial: rowsOf(random, 1, states), matrix: rowsOf(random, states, states), emission };
}

function stepsOf({ states, initial, matrix, emission }: Sequence, walk: ChainWalk): Steps {
  return {
    emission,
    place: Int32Array.from({ length: STEPS }, (_, t) => t * states),
    initial,
    matrix,
    matrixAt: null,
    alpha: new Float64Array(STEPS * walk.width),
    scale: new Float64Array(STEPS),
    posterior: new Float64Array(STEPS * states),
    pairs: new Float64Array(walk.width ** 2),
    first: new Float64Array(states),
  };
}

const logStepsOf = ({ states, initial, matrix, emission }: Sequence): LogSteps => ({
  states,
  length: STEPS,
  initial: initial.map(Math.log),
  logs: emission.map(Math.log),
  matrix: matrix.map(Math.log),
  matrixAt: () => 0,
});

/** Posteriors of states, and of pairs with their transition multiplied in. */
function walkAlong(
  sequence: Sequence,
  walk: ChainWalk,
): { logLik: number; states: Float64Array; pairs: Float64Array; first: Float64Array } {
  const steps = stepsOf(sequence, walk);
  const logLik = walk.forward(steps, 0, STEPS);
  walk.backward(steps, 0, STEPS, 1);
  const { states, matrix } = sequence;
  const pairs = matrix.map((p, at) => p * (steps.pairs[Math.floor(at / states) * walk.width + (at % states)] as number));
  return { logLik, states: steps.posterior, pairs, first: steps.first };
}

function expectClose(found: Float64Array, wanted: Float64Array): void {
  expect(found.length).toBe(wanted.length);
  found.forEach((x, i) => {
    if (!(Math.abs(x - (wanted[i] as number)) <= 1e-11)) throw new Error(`entry ${i} is ${x}, not ${wanted[i]}`);
  });
}

describe("walks along a chain", () => {
  it.each(Array.from({ length: 18 }, (_, i) => i + 2))("of %d states agree, written out, in loops and in logs", (states) => {
    const sequence = sequenceOf(states, createRandom(states));
    const pairs = new Float64Array(states * states);
    const { logLik, states: posterior } = posteriorInLogs(logStepsOf(sequence), (_, i, j, p) => {
      pairs[i * states + j] = (pairs[i * states + j] as number) + p;
    });
    expect(logLikInLogs(logStepsOf(sequence))).toBe(logLik);
    for (const walk of [chooseWalk(states, true), generalWalk(states)]) {
      const found = walkAlong(sequence, walk);
      expect(found.logLik).toBeCloseTo(logLik, 9);
      expectClose(found.states, posterior);
      expectClose(found.first, posterior.slice(0, states));
      expectClose(found.pairs, pairs);
    }
  });

  it("weigh what they add, and leave the other steps alone", () => {
    const sequence = sequenceOf(5, createRandom(1));
    const walk = chooseWalk(5, true);
    const steps = stepsOf(sequence, walk);
    walk.forward(steps, 40, 60);
    walk.backward(steps, 40, 60, 0.25);
    for (let t = 0; t < STEPS; t++) {
      const total = steps.posterior.slice(t * 5, t * 5 + 5).reduce((a, b) => a + b, 0);
      expect(total).toBeCloseTo(t >= 40 && t < 60 ? 0.25 : 0, 12);
    }
    expect(steps.first.reduce((a, b) => a + b, 0)).toBeCloseTo(0.25, 12);
  });

  it("say where a sum comes near underflow", () => {
    for (const walk of [chooseWalk(3, true), generalWalk(3)]) {
      const steps = stepsOf(sequenceOf(3, createRandom(2)), walk);
      expect(walk.forward(steps, 0, STEPS)).toBeLessThan(0);
      steps.emission.fill(1e-220, 30, 33);
      expect(walk.forward(steps, 0, STEPS)).toBeNaN();
      expect(walk.forward(steps, 10, 11)).toBeNaN();
    }
  });

  it("find the most probable path, of equal ones the one with the lowest states from the end on", () => {
    const even: LogSteps = {
      states: 3,
      length: 4,
      initial: new Float64Array(3),
      logs: new Float64Array(12),
      matrix: new Float64Array(9),
      matrixAt: () => 0,
    };
    expect([...bestPath(even).path]).toEqual([0, 0, 0, 0]);
    const forced = {
      ...even,
      logs: even.logs.map((_, i) => (i === 10 ? 0 : i >= 9 ? -1 : 0)),
      matrix: Float64Array.of(0, -2, 0, 0, 0, 0, 0, -1, 0),
    };
    expect(bestPath(forced)).toEqual({ logProb: 0, path: Int32Array.of(1, 1, 1, 1) });
  });
});
