/** Where the arrays that a loop works on are made, zeroed. */
export interface Room {
  readonly floats: (length: number) => Float64Array;
  readonly ints: (length: number) => Int32Array;
  /** The same numbers, in an array made here. */
  readonly copy: (numbers: Float64Array) => Float64Array;
}

/** Arrays of their own. */
export const heap: Room = {
  floats: (length) => new Float64Array(length),
  ints: (length) => new Int32Array(length),
  copy: (numbers) => numbers.slice(),
};

/** Arrays side by side in one zeroed buffer, each from a multiple of 16 bytes on with as many to spare. Making one throws when it is full. */
export function roomIn(buffer: ArrayBuffer): Room {
  let next = 16;
  const place = (bytes: number): number => {
    const at = next;
    next += ((bytes + 15) & ~15) + 16;
    return at;
  };
  const floats = (length: number): Float64Array => new Float64Array(buffer, place(8 * length), length);
  return {
    floats,
    ints: (length) => new Int32Array(buffer, place(4 * length), length),
    copy(numbers) {
      const copy = floats(numbers.length);
      copy.set(numbers);
      return copy;
    },
  };
}
