/** Rows sorted into classes: `classOf[i]` is the class of row i, classes numbered in order of first appearance. */
export interface Classes {
  readonly classOf: Int32Array;
  readonly count: number;
}

/** An open-addressing map from non-negative whole numbers below 2^53 to class numbers, for one pass over the rows. */
function createClassMap(expected: number): (key: number) => number {
  let capacity = 16;
  while (capacity < expected * 2) capacity *= 2;
  let keys = new Float64Array(capacity).fill(-1);
  let classes = new Int32Array(capacity);
  let used = 0;
  const slotOf = (table: Float64Array, key: number): number => {
    const mask = table.length - 1;
    let slot = (Math.imul((key % 4294967291) | 0, 0x9e3779b1) ^ Math.imul((key / 4294967291) | 0, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    while (table[slot] !== -1 && table[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  };
  const grow = (): void => {
    const [oldKeys, oldClasses] = [keys, classes];
    keys = new Float64Array(oldKeys.length * 2).fill(-1);
    classes = new Int32Array(oldKeys.length * 2);
    oldKeys.forEach((key, i) => {
      if (key === -1) return;
      const slot = slotOf(keys, key);
      keys[slot] = key;
      classes[slot] = oldClasses[i] as number;
    });
  };
  return (key) => {
    const slot = slotOf(keys, key);
    if (keys[slot] === key) return classes[slot] as number;
    keys[slot] = key;
    classes[slot] = used;
    used += 1;
    if (used * 2 > keys.length) grow();
    return used - 1;
  };
}

/** codes = codes · size + digit; a function of its own, so that the engine compiles it once for all columns. */
export function appendDigit(codes: Uint8Array | Uint16Array | Int32Array, digit: ArrayLike<number>, size: number): void {
  for (let i = 0; i < codes.length; i++) codes[i] = (codes[i] as number) * size + (digit[i] as number);
}

/** Largest table of direct addresses, in entries; beyond it a hash map is used. */
export const DIRECT = 1 << 21;

function refineDirectly(classes: Classes, codes: ArrayLike<number>, size: number): Classes {
  const table = new Int32Array(classes.count * size).fill(-1);
  const { classOf } = classes;
  let count = 0;
  for (let i = 0; i < classOf.length; i++) {
    const key = (classOf[i] as number) * size + (codes[i] as number);
    let found = table[key] as number;
    if (found < 0) {
      found = count;
      table[key] = found;
      count += 1;
    }
    classOf[i] = found;
  }
  return { classOf, count };
}

/** Splits classes by a column of codes in 0 … size−1. `classes.classOf` is overwritten. */
export function refineClasses(classes: Classes, codes: ArrayLike<number>, size: number): Classes {
  if (classes.count * size <= DIRECT) return refineDirectly(classes, codes, size);
  const { classOf } = classes;
  const find = createClassMap(1024);
  let count = 0;
  for (let i = 0; i < classOf.length; i++) {
    const found = find((classOf[i] as number) * size + (codes[i] as number));
    if (found >= count) count = found + 1;
    classOf[i] = found;
  }
  return { classOf, count };
}

/** All rows in one class. */
export function oneClass(rows: number): Classes {
  return { classOf: new Int32Array(rows), count: rows > 0 ? 1 : 0 };
}

/** The rows of every class, in row order. */
export function membersOf(classes: Classes): readonly Int32Array[] {
  const sizes = new Int32Array(classes.count);
  for (const c of classes.classOf) sizes[c] = (sizes[c] as number) + 1;
  const members = Array.from(sizes, (size) => new Int32Array(size));
  sizes.fill(0);
  classes.classOf.forEach((c, row) => {
    const at = sizes[c] as number;
    (members[c] as Int32Array)[at] = row;
    sizes[c] = at + 1;
  });
  return members;
}
