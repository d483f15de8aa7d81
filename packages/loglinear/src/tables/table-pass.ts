import type { Margin } from "./margin.ts";

/**
 * One walk over a table that multiplies every cell by the factor of its cell in one margin and adds the product to the sum of its cell in
 * another. The trailing axes that neither margin tells apart from their neighbours are one contiguous run; before them comes a block of axes
 * whose offsets are laid out in advance, and before that axes that are counted through.
 */
export interface TablePass {
  /** Cells of a run. */
  readonly length: number;
  /** How the places in the two margins grow along a run: by 0 or 1. */
  readonly scaleStep: number;
  readonly sumStep: number;
  /** Where each run of a block starts in the two margins. */
  readonly scaleOffsets: Int32Array;
  readonly sumOffsets: Int32Array;
  readonly outer: readonly OuterAxis[];
  /** How far each outer axis has been counted. */
  readonly counters: Int32Array;
  /** Where the walk is. */
  readonly place: Place;
}

/** Where a block starts, in the table and in the two margins. */
export interface Place {
  cell: number;
  scale: number;
  sum: number;
}

interface OuterAxis {
  readonly size: number;
  readonly scaleStride: number;
  readonly sumStride: number;
}

/** Most runs whose offsets are laid out in advance. */
const LARGEST_BLOCK = 4096;

const product = (numbers: readonly number[]): number => numbers.reduce((all, each) => all * each, 1);

/** The offsets of all cells of some axes in a margin, in the order of the table. */
function offsetsOf(sizes: readonly number[], strides: readonly number[]): Int32Array {
  const offsets = new Int32Array(product(sizes));
  let filled = 1;
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    const stride = strides[axis] as number;
    const end = filled * (sizes[axis] as number);
    for (let at = filled; at < end; at++) offsets[at] = (offsets[at - filled] as number) + stride;
    filled = end;
  }
  return offsets;
}

/** The walk for a table of these sizes, each at least 2, that scales by one margin and sums for another. */
export function createTablePass(sizes: readonly number[], scaleBy: Margin, sumFor: Margin): TablePass {
  const has = ({ strides }: Margin, axis: number) => (strides[axis] as number) > 0;
  const last = sizes.length - 1;
  const isLikeLast = (axis: number) => has(scaleBy, axis) === has(scaleBy, last) && has(sumFor, axis) === has(sumFor, last);
  let run = sizes.length;
  while (run > 0 && isLikeLast(run - 1)) run--;
  let block = run;
  while (block > 0 && product(sizes.slice(block - 1, run)) <= LARGEST_BLOCK) block--;
  const inBlock = (numbers: readonly number[]) => numbers.slice(block, run);
  return {
    length: product(sizes.slice(run)),
    scaleStep: Math.min(1, scaleBy.strides.at(-1) ?? 0),
    sumStep: Math.min(1, sumFor.strides.at(-1) ?? 0),
    scaleOffsets: offsetsOf(inBlock(sizes), inBlock(scaleBy.strides)),
    sumOffsets: offsetsOf(inBlock(sizes), inBlock(sumFor.strides)),
    outer: sizes.slice(0, block).map((size, axis) => ({
      size,
      scaleStride: scaleBy.strides[axis] as number,
      sumStride: sumFor.strides[axis] as number,
    })),
    counters: new Int32Array(block),
    place: { cell: 0, scale: 0, sum: 0 },
  };
}
