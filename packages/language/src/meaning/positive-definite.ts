/** True when a square matrix is symmetric (to rounding) and its Cholesky factorisation exists. */
export function isPositiveDefinite(rows: readonly (readonly number[])[]): boolean {
  const size = rows.length;
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Number.NaN;
  const factor: number[][] = [];
  for (let i = 0; i < size; i++) {
    const line: number[] = [];
    factor.push(line);
    for (let j = 0; j <= i; j++) {
      if (!(Math.abs(at(i, j) - at(j, i)) <= 1e-9 * Math.max(1, Math.abs(at(i, j))))) return false;
      const rest = at(i, j) - line.reduce((sum, value, k) => sum + value * (factor[j]?.[k] ?? 0), 0);
      if (i === j && !(rest > 0)) return false;
      line.push(i === j ? Math.sqrt(rest) : rest / (factor[j]?.[j] ?? 1));
    }
  }
  return true;
}
