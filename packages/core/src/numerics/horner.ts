/** The polynomial c[0] + c[1] x + c[2] x² + …, by Horner's rule. */
export function horner(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + (coefficients[i] as number);
  return sum;
}
