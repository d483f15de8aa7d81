// Cyclic Jacobi rotations: Golub & Van Loan, "Matrix Computations", 4th edition (2013), section 8.5.

/**
 * The eigenvalues of the symmetric n × n matrix at `offset` of `a` (only its lower triangle is read), ascending, written to
 * into[0 … n-1]. `work` holds at least n² numbers and is overwritten; it may be `a` itself if offset is 0. Meant for n up
 * to about 64 and finite entries.
 */
export function symmetricEigenvalues(a: Float64Array, offset: number, n: number, work: Float64Array, into: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) work[i * n + j] = a[offset + i * n + j] as number;
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) work[j * n + i] = work[i * n + j] as number;
  }
  for (let sweep = 0; sweep < 50 && rotateAll(work, n); sweep++);
  for (let i = 0; i < n; i++) into[i] = work[i * n + i] as number;
  into.subarray(0, n).sort();
}

/** The smallest eigenvalue of the symmetric n × n matrix at `offset` of `a`; `work` holds at least n² + n numbers. */
export function smallestEigenvalue(a: Float64Array, offset: number, n: number, work: Float64Array): number {
  const values = work.subarray(n * n, n * n + n);
  symmetricEigenvalues(a, offset, n, work, values);
  return values[0] as number;
}

/**
 * Replaces the symmetric n × n matrix at `offset` of `a`, whose entries are finite, by the nearest one whose eigenvalues are all at least
 * `least`: its smaller ones are raised to that. False where there are none, and nothing is written.
 */
export function raiseEigenvalues(a: Float64Array, offset: number, n: number, least: number): boolean {
  const m = a.slice(offset, offset + n * n);
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let sweep = 0; sweep < 50 && rotateAll(m, n, vectors); sweep++);
  let raised = false;
  for (let k = 0; k < n; k++) {
    const by = least - (m[k * n + k] as number);
    if (!(by > 0)) continue;
    raised = true;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        const sum = (a[offset + i * n + j] as number) + by * (vectors[k * n + i] as number) * (vectors[k * n + j] as number);
        a[offset + i * n + j] = a[offset + j * n + i] = sum;
      }
    }
  }
  return raised;
}

/** One sweep over all pairs, the rows of `vectors` turned along; false when every entry off the diagonal had vanished to rounding. */
function rotateAll(m: Float64Array, n: number, vectors?: Float64Array): boolean {
  let largest = 0;
  for (let i = 0; i < n * n; i++) largest = Math.max(largest, Math.abs(m[i] as number));
  const negligible = largest * 2 ** -56;
  let rotated = false;
  for (let p = 0; p < n; p++) {
    for (let q = p + 1; q < n; q++) {
      if (Math.abs(m[p * n + q] as number) <= negligible) continue;
      rotate(m, n, p, q, vectors);
      rotated = true;
    }
  }
  return rotated;
}

/** Turns the plane of axes p and q so that the entry (p, q) vanishes. */
function rotate(m: Float64Array, n: number, p: number, q: number, vectors: Float64Array | undefined): void {
  const off = m[p * n + q] as number;
  const tau = ((m[q * n + q] as number) - (m[p * n + p] as number)) / (2 * off);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    if (k === p || k === q) continue;
    const kp = m[p * n + k] as number;
    const kq = m[q * n + k] as number;
    m[p * n + k] = m[k * n + p] = c * kp - s * kq;
    m[q * n + k] = m[k * n + q] = s * kp + c * kq;
  }
  for (let k = 0; vectors && k < n; k++) {
    const [vp, vq] = [vectors[p * n + k] as number, vectors[q * n + k] as number];
    vectors[p * n + k] = c * vp - s * vq;
    vectors[q * n + k] = s * vp + c * vq;
  }
  m[p * n + p] = (m[p * n + p] as number) - t * off;
  m[q * n + q] = (m[q * n + q] as number) + t * off;
  m[p * n + q] = m[q * n + p] = 0;
}
