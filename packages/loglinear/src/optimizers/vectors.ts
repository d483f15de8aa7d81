/** Σ a[aOffset + i] · b[i] over the length of b. Four sums run side by side, in a fixed order. */
export function dotFrom(a: Float64Array, aOffset: number, b: Float64Array): number {
  const n = b.length;
  const whole = n - (n % 4);
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0, j = aOffset; i < whole; i += 4, j += 4) {
    s0 += (a[j] as number) * (b[i] as number);
    s1 += (a[j + 1] as number) * (b[i + 1] as number);
    s2 += (a[j + 2] as number) * (b[i + 2] as number);
    s3 += (a[j + 3] as number) * (b[i + 3] as number);
  }
  for (let i = whole; i < n; i++) s0 += (a[aOffset + i] as number) * (b[i] as number);
  return s0 + s1 + (s2 + s3);
}

/** Σ a[i] · b[i] over the length of b. */
export const dot = (a: Float64Array, b: Float64Array): number => dotFrom(a, 0, b);

/** Adds `factor` · a[aOffset + i] to every into[i]. */
export function addScaledFrom(factor: number, a: Float64Array, aOffset: number, into: Float64Array): void {
  for (let i = 0; i < into.length; i++) into[i] = (into[i] as number) + factor * (a[aOffset + i] as number);
}

/** The same, and then Σ b[bOffset + i] · into[i], as `dotFrom` sums it: one walk over long vectors rather than two. */
export function addScaledThenDot(
  factor: number,
  [a, aOffset]: readonly [Float64Array, number],
  [b, bOffset]: readonly [Float64Array, number],
  into: Float64Array,
): number {
  const n = into.length;
  const whole = n - (n % 4);
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let i = 0, j = aOffset, k = bOffset; i < whole; i += 4, j += 4, k += 4) {
    const x0 = (into[i] as number) + factor * (a[j] as number);
    const x1 = (into[i + 1] as number) + factor * (a[j + 1] as number);
    const x2 = (into[i + 2] as number) + factor * (a[j + 2] as number);
    const x3 = (into[i + 3] as number) + factor * (a[j + 3] as number);
    into[i] = x0;
    into[i + 1] = x1;
    into[i + 2] = x2;
    into[i + 3] = x3;
    s0 += (b[k] as number) * x0;
    s1 += (b[k + 1] as number) * x1;
    s2 += (b[k + 2] as number) * x2;
    s3 += (b[k + 3] as number) * x3;
  }
  for (let i = whole; i < n; i++) {
    const x = (into[i] as number) + factor * (a[aOffset + i] as number);
    into[i] = x;
    s0 += (b[bOffset + i] as number) * x;
  }
  return s0 + s1 + (s2 + s3);
}

/** The largest absolute value; NaN where an entry is NaN, 0 for an empty array. */
export function infinityNorm(a: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const size = Math.abs(a[i] as number);
    if (!(size <= largest)) {
      if (Number.isNaN(size)) return size;
      largest = size;
    }
  }
  return largest;
}

/** The largest absolute difference of two arrays of one length. */
export function largestDifference(a: Float64Array, b: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs((a[i] as number) - (b[i] as number)));
  return largest;
}
