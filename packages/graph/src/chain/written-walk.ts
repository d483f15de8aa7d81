import { heap, type Room } from "@platewise/core";
import type { ChainWalk, Steps } from "./chain-walk.ts";

/** Loops written out for one number of states, by `.ci/kernels.mjs`. */
export interface WrittenChain {
  readonly forward: ChainWalk["forward"];
  /**
   * The backward recursion over steps `first` … `last` − 1 of the sequence from `start` on. `carry` holds the backward row of step
   * `last` − 1 and receives that of `first` − 1; `messages` receives, a row per step, what the states of the step before it get.
   */
  readonly backward: (
    steps: Steps,
    range: { start: number; first: number; last: number },
    carry: Float64Array,
    messages: Float64Array,
  ) => void;
  /** Adds the pairs of the steps of a block, after the recursion; left out: in loops. */
  readonly addPairs?: (steps: Steps, messages: Float64Array, tail: Tail) => void;
}

/** Numbers in a row of a walk's tables. */
export const paddedWidth = (states: number): number => (states + 3) & ~3;

/** Steps whose messages are kept before they are multiplied into the pairs. */
export const BLOCK = 32;

/** The steps from `from` to `to` − 1 of a block that begins at `first`. */
export interface Tail {
  first: number;
  from: number;
  to: number;
}

/** pairs[i * width + j] += Σ alpha[(t − 1) * width + i] · messages[(t − first) * width + j] for four i and two j. */
function addTile(width: number, { alpha, pairs }: Steps, messages: Float64Array, { first, from, to }: Tail, i: number, j: number): void {
  let [a0, a1, b0, b1, c0, c1, d0, d1] = [0, 0, 0, 0, 0, 0, 0, 0];
  let p = (from - 1) * width + i;
  let q = (from - first) * width + j;
  for (let t = from; t < to; t++) {
    const x = messages[q] as number;
    const y = messages[q + 1] as number;
    const a = alpha[p] as number;
    const b = alpha[p + 1] as number;
    const c = alpha[p + 2] as number;
    const d = alpha[p + 3] as number;
    a0 += a * x;
    a1 += a * y;
    b0 += b * x;
    b1 += b * y;
    c0 += c * x;
    c1 += c * y;
    d0 += d * x;
    d1 += d * y;
    p += width;
    q += width;
  }
  const at = i * width + j;
  pairs[at] = (pairs[at] as number) + a0;
  pairs[at + 1] = (pairs[at + 1] as number) + a1;
  pairs[at + width] = (pairs[at + width] as number) + b0;
  pairs[at + width + 1] = (pairs[at + width + 1] as number) + b1;
  pairs[at + 2 * width] = (pairs[at + 2 * width] as number) + c0;
  pairs[at + 2 * width + 1] = (pairs[at + 2 * width + 1] as number) + c1;
  pairs[at + 3 * width] = (pairs[at + 3 * width] as number) + d0;
  pairs[at + 3 * width + 1] = (pairs[at + 3 * width + 1] as number) + d1;
}

/** Adds the pairs of a block of steps, tile by tile; the width is a multiple of 4. */
function addPairs(width: number, steps: Steps, messages: Float64Array, tail: Tail): void {
  for (let i = 0; i < width; i += 4) for (let j = 0; j < width; j += 2) addTile(width, steps, messages, tail, i, j);
}

/** A walk of written-out loops; the rows of `alpha` and `pairs` are padded to a multiple of 4. */
export function writtenWalk(states: number, loops: WrittenChain, room: Room = heap): ChainWalk {
  const width = paddedWidth(states);
  const carry = room.floats(width);
  const messages = room.floats(BLOCK * width);
  const add = loops.addPairs ?? ((steps, from, tail) => addPairs(width, steps, from, tail));
  const range = { start: 0, first: 0, last: 0 };
  const tail = { first: 0, from: 0, to: 0 };
  return {
    width,
    forward: loops.forward,
    backward(steps, start, end, weight) {
      carry.fill(weight * (steps.scale[end - 1] as number));
      range.start = start;
      for (range.last = end; range.last > start; range.last = range.first) {
        range.first = Math.max(start, range.last - BLOCK);
        loops.backward(steps, range, carry, messages);
        tail.first = range.first;
        tail.from = Math.max(range.first, start + 1);
        tail.to = range.last;
        add(steps, messages, tail);
      }
    },
  };
}
