// Tables for the exponential. They use only + - * / and sqrt, so that every machine computes the same bits. Products and
// roots are carried in double-double arithmetic (Dekker, "A floating-point technique for extending the available
// precision", Numerische Mathematik 18, 1971), and rounded once at the end.

interface DoubleDouble {
  readonly high: number;
  readonly low: number;
}

const SPLITTER = 2 ** 27 + 1;

function sumOfOrdered(high: number, low: number): DoubleDouble {
  const sum = high + low;
  return { high: sum, low: low - (sum - high) };
}

function exactProduct(a: number, b: number): DoubleDouble {
  const aHigh = a * SPLITTER - (a * SPLITTER - a);
  const bHigh = b * SPLITTER - (b * SPLITTER - b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  const high = a * b;
  return { high, low: aHigh * bHigh - high + aHigh * bLow + aLow * bHigh + aLow * bLow };
}

function product(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const exact = exactProduct(a.high, b.high);
  return sumOfOrdered(exact.high, exact.low + (a.high * b.low + a.low * b.high));
}

function squareRoot(a: DoubleDouble): DoubleDouble {
  const root = Math.sqrt(a.high);
  const square = exactProduct(root, root);
  return sumOfOrdered(root, (a.high - square.high - square.low + a.low) / (2 * root));
}

/** 2^(j/256) for j < 256, correctly rounded. */
export function rootsOfTwo(): Float64Array {
  const table = new Float64Array(256);
  const entries: DoubleDouble[] = [{ high: 1, low: 0 }];
  const roots: DoubleDouble[] = [squareRoot({ high: 2, low: 0 })];
  while (roots.length < 8) roots.push(squareRoot(roots[roots.length - 1] as DoubleDouble));
  for (let root = roots.pop(); root !== undefined; root = roots.pop()) {
    const step = root;
    entries.push(...entries.map((entry) => product(entry, step)));
  }
  for (let j = 0; j < 256; j++) table[j] = (entries[j] as DoubleDouble).high;
  return table;
}

/**
 * Powers of two: entry k + 1075 is 2^k for -1074 <= k <= 1023. Entry 0 is 2^-1074 too, for the last results before zero:
 * they lie in [2^-1075, 2^-1074).
 */
export function powersOfTwo(): Float64Array {
  const table = new Float64Array(1075 + 1024);
  table[1075] = 1;
  for (let k = 1; k < 1024; k++) table[1075 + k] = (table[1074 + k] as number) * 2;
  for (let k = -1; k >= -1074; k--) table[1075 + k] = (table[1076 + k] as number) / 2;
  table[0] = table[1] as number;
  return table;
}
