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
