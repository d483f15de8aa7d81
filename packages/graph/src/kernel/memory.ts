/**
 * Numbers for the many small arrays of a kernel, cut from large ones: an engine keeps books on every buffer, and thousands of
 * small ones cost more than what is in them. All zero when handed out.
 */
export interface Memory {
  floats(length: number): Float64Array;
  ints(length: number): Int32Array;
}

/** Numbers of a large array that small ones are cut from; an array of a quarter of it stands alone. */
const CHUNK = 1 << 14;

/** Memory that nothing has been cut from. */
export function createMemory(): Memory {
  let [floats, ints] = [new Float64Array(0), new Int32Array(0)];
  let [usedFloats, usedInts] = [0, 0];
  return {
    floats(length) {
      if (length * 4 > CHUNK) return new Float64Array(length);
      if (usedFloats + length > floats.length) [floats, usedFloats] = [new Float64Array(CHUNK), 0];
      usedFloats += length;
      return floats.subarray(usedFloats - length, usedFloats);
    },
    ints(length) {
      if (length * 4 > CHUNK) return new Int32Array(length);
      if (usedInts + length > ints.length) [ints, usedInts] = [new Int32Array(CHUNK), 0];
      usedInts += length;
      return ints.subarray(usedInts - length, usedInts);
    },
  };
}

/** Memory where every array stands alone. */
export const separateMemory: Memory = {
  floats: (length) => new Float64Array(length),
  ints: (length) => new Int32Array(length),
};
