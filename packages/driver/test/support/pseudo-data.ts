/** A stream of numbers in (0, 1) that is the same everywhere: a linear congruential generator (Park & Miller 1988). */
export function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** Nearly normal numbers: sums of twelve uniforms about their mean. */
export function normals(seed: number): () => number {
  const next = uniforms(seed);
  return () => Array.from({ length: 12 }, next).reduce((a, b) => a + b, -6);
}

/** Rows of a table of clusters, with their labels: cluster k is centred at `centres[k]`, rows in turn from each. */
export function clusters(
  centres: readonly (readonly number[])[],
  rows: number,
  seed: number,
): { readonly points: readonly (readonly number[])[]; readonly labels: readonly number[] } {
  const next = normals(seed);
  const labels = Array.from({ length: rows }, (_, i) => i % centres.length);
  const points = labels.map((k) => (centres[k] as readonly number[]).map((c) => c + next() * (0.5 + 0.3 * k)));
  return { points, labels };
}

/** Points as columns x0, x1, … */
export const asColumns = (points: readonly (readonly number[])[]): Record<string, number[]> =>
  Object.fromEntries((points[0] as readonly number[]).map((_, j) => [`x${j}`, points.map((p) => p[j] as number)]));
