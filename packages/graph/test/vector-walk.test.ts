import { readFileSync } from "node:fs";
import { createRandom, heap, type Room, writtenRowNormalisers } from "@platewise/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { vectorPath, vectorSource, vectorStates } from "../../../.ci/vector-chains.mjs";
import { chooseWalk, type Steps } from "../src/chain/chain-walk.ts";
import { type VectorWalk, vectorWalk } from "../src/chain/vector-walk.ts";

const SPAN = 90;

function stepsIn(room: Room, states: number, width: number): Steps {
  return {
    emission: room.floats(SPAN * states),
    place: room.ints(SPAN),
    initial: room.floats(width).subarray(0, states),
    matrix: new Float64Array(states * states),
    matrixAt: null,
    alpha: room.floats(SPAN * width),
    scale: room.floats(SPAN),
    posterior: room.floats(SPAN * states),
    pairs: room.floats(width * width),
    first: room.floats(width).subarray(0, states),
  };
}

/** Weights with zeros, and with rows so small that products of sums leave the range; steps may share a row. */
function fill(steps: Steps, states: number, seed: number, smallest: number): void {
  const random = createRandom(seed);
  const weight = (): number => (random.next() < 0.2 ? 0 : random.next());
  for (let t = 0; t < SPAN; t++) {
    const scale = 10 ** (smallest * random.next());
    for (let k = 0; k < states; k++) steps.emission[t * states + k] = scale * weight();
    steps.place[t] = Math.floor((random.next() < 0.5 ? t : SPAN * random.next()) % SPAN) * states;
  }
  for (const row of [steps.initial, steps.matrix]) for (let i = 0; i < row.length; i++) row[i] = weight() / states;
}

const made = (states: number): VectorWalk => {
  const width = (states + 3) & ~3;
  const walk = vectorWalk(states, chooseWalk(states, true), SPAN, 2 * SPAN * (2 * states + width) + 4 * width * width);
  if (!walk) throw new Error("this host has no vector code");
  return walk;
};

const results = ({ alpha, scale, posterior, pairs, first }: Steps, width: number, start: number, end: number): readonly number[][] => [
  [...alpha.subarray(start * width, end * width)],
  [...scale.subarray(start, end)],
  [...posterior],
  [...pairs],
  [...first],
];

describe.each(vectorStates)("the vector code of %d states", (states: number) => {
  it("is what the generator writes", () => {
    expect(readFileSync(vectorPath(states), "utf8")).toBe(vectorSource(states));
  });

  it("gives the bits of the written-out recursions", () => {
    const { walk, room } = made(states);
    const plain = chooseWalk(states, true);
    const [ours, theirs] = [stepsIn(room, states, walk.width), stepsIn(heap, states, walk.width)];
    let finite = 0;
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom(0, -5, -60, -190),
        fc.nat(SPAN - 1),
        fc.integer({ min: 1, max: SPAN }),
        (seed, smallest, start, length) => {
          const end = Math.min(SPAN, start + length);
          for (const steps of [ours, theirs]) fill(steps, states, seed, smallest);
          const logLik = walk.forward(ours, start, end);
          expect(logLik).toBe(plain.forward(theirs, start, end));
          if (Number.isNaN(logLik)) return;
          finite++;
          for (const [steps, way] of [
            [ours, walk],
            [theirs, plain],
          ] as const)
            way.backward(steps, start, end, 0.75);
          expect(results(ours, walk.width, start, end)).toEqual(results(theirs, walk.width, start, end));
        },
      ),
    );
    expect(finite).toBeGreaterThan(20);
  });

  it("normalises rows with the bits of the written-out normalisation, where it has one", () => {
    const { walk, room } = made(states);
    const plain = writtenRowNormalisers[states];
    expect(walk.normalise !== undefined).toBe([4, 6, 8].includes(states));
    if (!walk.normalise || !plain) return;
    const [ours, elsewhere] = [room.floats(SPAN * states), new Float64Array(SPAN * states)];
    let finite = 0;
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom(1, 30, 400, 800),
        fc.nat(9),
        fc.integer({ min: 1, max: SPAN - 9 }),
        (seed, spread, first, count) => {
          const random = createRandom(seed);
          const rows = ours.map(() => (random.next() < 0.05 ? -Infinity : -20 - spread * random.next()));
          for (let i = 0; i < rows.length; i += states) rows[i] = Math.max(rows[i] as number, -1000);
          const [theirs, at] = [rows.slice(), first * states];
          ours.set(rows);
          elsewhere.set(rows);
          const wanted = plain(theirs, at, count);
          expect(walk.normalise?.(ours, at, count)).toBe(wanted);
          expect(walk.normalise?.(elsewhere, at, count)).toBe(wanted);
          if (Number.isNaN(wanted)) return;
          finite++;
          expect(ours).toEqual(theirs);
          expect(elsewhere).toEqual(theirs);
        },
      ),
      // Three in ten are in reach of the written-out normalisation.
      { numRuns: 300 },
    );
    expect(finite).toBeGreaterThan(20);
  });

  it("leaves arrays that stand elsewhere to the written-out recursions", () => {
    const { walk } = made(states);
    const plain = chooseWalk(states, true);
    const [ours, theirs] = [stepsIn(heap, states, walk.width), stepsIn(heap, states, walk.width)];
    for (const steps of [ours, theirs]) fill(steps, states, 3, -3);
    for (const [steps, way] of [
      [ours, walk],
      [theirs, plain],
    ] as const) {
      way.forward(steps, 0, 9);
      way.backward(steps, 0, 9, 1);
    }
    expect(results(ours, walk.width, 0, 9)).toEqual(results(theirs, walk.width, 0, 9));
  });
});

it("there is no vector code for other numbers of states, nor for more memory than addresses reach", () => {
  expect(vectorWalk(17, chooseWalk(17, true), SPAN, 1)).toBeNull();
  expect(vectorWalk(3, chooseWalk(3, true), SPAN, 1)).toBeNull();
  expect(vectorWalk(4, chooseWalk(4, true), 2 ** 28, 1)).toBeNull();
});
