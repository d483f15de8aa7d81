// Written by .ci/kernels.mjs; change that instead.
import type { CodeColumn } from "../kernel/body.ts";

/**
 * Counts the rows' joint codes (row-major, the last stride 1), even and odd rows apart: that hides the latency of hitting
 * one cell twice in a row.
 */
export type Tally = (columns: readonly CodeColumn[], strides: readonly number[], count: number, even: Int32Array, odd: Int32Array) => void;

const tally1: Tally = (columns, _strides, count, even, odd) => {
  const c0 = columns[0] as CodeColumn;
  let i = 0;
  for (; i + 1 < count; i += 2) {
    const evenAt = (c0[i] as number);
    even[evenAt] = (even[evenAt] as number) + 1;
    const oddAt = (c0[i + 1] as number);
    odd[oddAt] = (odd[oddAt] as number) + 1;
  }
  if (i < count) {
    const evenAt = (c0[i] as number);
    even[evenAt] = (even[evenAt] as number) + 1;
  }
};

const tally2: Tally = (columns, strides, count, even, odd) => {
  const c0 = columns[0] as CodeColumn;
  const c1 = columns[1] as CodeColumn;
  const s0 = strides[0] as number;
  let i = 0;
  for (; i + 1 < count; i += 2) {
    const evenAt = Math.imul(c0[i] as number, s0) + (c1[i] as number);
    even[evenAt] = (even[evenAt] as number) + 1;
    const oddAt = Math.imul(c0[i + 1] as number, s0) + (c1[i + 1] as number);
    odd[oddAt] = (odd[oddAt] as number) + 1;
  }
  if (i < count) {
    const evenAt = Math.imul(c0[i] as number, s0) + (c1[i] as number);
    even[evenAt] = (even[evenAt] as number) + 1;
  }
};

const tally3: Tally = (columns, strides, count, even, odd) => {
  const c0 = columns[0] as CodeColumn;
  const c1 = columns[1] as CodeColumn;
  const c2 = columns[2] as CodeColumn;
  const s0 = strides[0] as number;
  const s1 = strides[1] as number;
  let i = 0;
  for (; i + 1 < count; i += 2) {
    const evenAt = Math.imul(c0[i] as number, s0) + Math.imul(c1[i] as number, s1) + (c2[i] as number);
    even[evenAt] = (even[evenAt] as number) + 1;
    const oddAt = Math.imul(c0[i + 1] as number, s0) + Math.imul(c1[i + 1] as number, s1) + (c2[i + 1] as number);
    odd[oddAt] = (odd[oddAt] as number) + 1;
  }
  if (i < count) {
    const evenAt = Math.imul(c0[i] as number, s0) + Math.imul(c1[i] as number, s1) + (c2[i] as number);
    even[evenAt] = (even[evenAt] as number) + 1;
  }
};

const tally4: Tally = (columns, strides, count, even, odd) => {
  const c0 = columns[0] as CodeColumn;
  const c1 = columns[1] as CodeColumn;
  const c2 = columns[2] as CodeColumn;
  const c3 = columns[3] as CodeColumn;
  const s0 = strides[0] as number;
  const s1 = strides[1] as number;
  const s2 = strides[2] as number;
  let i = 0;
  for (; i + 1 < count; i += 2) {
    const evenAt = Math.imul(c0[i] as number, s0) + Math.imul(c1[i] as number, s1) + Math.imul(c2[i] as number, s2) + (c3[i] as number);
    even[evenAt] = (even[evenAt] as number) + 1;
    const oddAt = Math.imul(c0[i + 1] as number, s0) + Math.imul(c1[i + 1] as number, s1) + Math.imul(c2[i + 1] as number, s2) + (c3[i + 1] as number);
    odd[oddAt] = (odd[oddAt] as number) + 1;
  }
  if (i < count) {
    const evenAt = Math.imul(c0[i] as number, s0) + Math.imul(c1[i] as number, s1) + Math.imul(c2[i] as number, s2) + (c3[i] as number);
    even[evenAt] = (even[evenAt] as number) + 1;
  }
};

const tally5: Tally = (columns, strides, count, even, odd) => {
  const c0 = columns[0] as CodeColumn;
  const c1 = columns[1] as CodeColumn;
  const c2 = columns[2] as CodeColumn;
  const c3 = columns[3] as CodeColumn;
  const c4 = columns[4] as CodeColumn;
  const s0 = strides[0] as number;
  const s1 = strides[1] as number;
  const s2 = strides[2] as number;
  const s3 = strides[3] as number;
  let i = 0;
  for (; i + 1 < count; i += 2) {
    const evenAt = Math.imul(c0[i] as number, s0) + Math.imul(c1[i] as number, s1) + Math.imul(c2[i] as number, s2) + Math.imul(c3[i] as number, s3) + (c4[i] as number);
    even[evenAt] = (even[evenAt] as number) + 1;
    const oddAt = Math.imul(c0[i + 1] as number, s0) + Math.imul(c1[i + 1] as number, s1) + Math.imul(c2[i + 1] as number, s2) + Math.imul(c3[i + 1] as number, s3) + (c4[i + 1] as number);
    odd[oddAt] = (odd[oddAt] as number) + 1;
  }
  if (i < count) {
    const evenAt = Math.imul(c0[i] as number, s0) + Math.imul(c1[i] as number, s1) + Math.imul(c2[i] as number, s2) + Math.imul(c3[i] as number, s3) + (c4[i] as number);
    even[evenAt] = (even[evenAt] as number) + 1;
  }
};

/** The tallies by number of columns less one. */
export const tallies: readonly Tally[] = [tally1, tally2, tally3, tally4, tally5];
