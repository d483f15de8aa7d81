import { writtenRowNormalisers } from "@platewise/core";
import type { Scratch } from "../kernel/body.ts";
import { fillTable } from "../kernel/fill-table.ts";
import type { ChainBody, Portion, Slice } from "./chain-body.ts";
import { isPlain, rowDensityOf, writeRows } from "./row-densities.ts";

/** Steps that a sequence of a portion must have on average: its blocks end where it does, and small blocks are dear. */
const LONG = 64;

/** table[k * stride + i] goes to into[at + i * states + k]: two states a pass, which takes half the stores' addresses. */
function transpose(table: Float64Array, stride: number, states: number, count: number, into: Float64Array, at: number): void {
  for (let k = 0; k + 1 < states; k += 2) {
    const source = k * stride;
    for (let i = 0, to = at + k; i < count; i++, to += states) {
      into[to] = table[source + i] as number;
      into[to + 1] = table[source + stride + i] as number;
    }
  }
  if (states % 2 === 0) return;
  const source = (states - 1) * stride;
  for (let i = 0, to = at + states - 1; i < count; i++, to += states) into[to] = table[source + i] as number;
}

/** True where a step's weights are those of one plain slice, in long sequences. */
function isSimple(chain: ChainBody, { from, to, first, last }: Portion): boolean {
  const [slice, ...others] = chain.slices;
  if (!slice || others.length > 0 || chain.paired || chain.evidence) return false;
  return isPlain(chain, slice) && to - from >= LONG * (last - first);
}

/**
 * Weights of a portion's steps that sum to one in every step, straight from the blocks of a simple slice; `shift` receives, at the first
 * step of each block, the logarithm of what the block's weights were divided by. False, with both half written, where the
 * slice is not simple or a step is out of the written normalisations' reach.
 */
export function fillWeights(chain: ChainBody, portion: Portion, scratch: Scratch, into: Float64Array, shift: Float64Array): boolean {
  const { slices, states, starts, ends } = chain;
  const normalise = chain.walk.normalise ?? writtenRowNormalisers[states];
  if (!normalise || !isSimple(chain, portion)) return false;
  const slice = slices[0] as Slice;
  const { body } = slice;
  const density = rowDensityOf(chain, slice);
  shift.fill(0, 0, portion.to - portion.from);
  for (let q = portion.first; q < portion.last; q++) {
    const end = ends[q] as number;
    for (let start = starts[q] as number; start < end; start += body.block) {
      const count = Math.min(body.block, end - start);
      const at = (start - portion.from) * states;
      if (density) writeRows(density, body.base, start, count, into, at);
      else {
        fillTable(body, start, count, scratch);
        transpose(scratch.table, body.block, states, count, into, at);
      }
      const total = normalise(into, at, count);
      if (!(total > -Infinity)) return false;
      shift[start - portion.from] = total;
    }
  }
  return true;
}
