import type { ParamDomain } from "@platewise/core";
import { cholesky } from "@platewise/core";

function isPositiveDefinite(element: readonly number[], size: number): boolean {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [element[i * size + j] as number, element[j * size + i] as number];
      if (Math.abs(a - b) > 1e-9 * Math.max(Math.abs(a), Math.abs(b), 1e-300)) return false;
    }
  }
  return cholesky(Float64Array.from(element), 0, size, new Float64Array(size * size), 0);
}

/** What one element of a parameter would have to be, where `element` is not; null where it is fine. */
export function checkElement(domain: ParamDomain, element: readonly number[]): string | null {
  switch (domain.kind) {
    // A rate may be estimated as 0; a spread of 0 is refused where densities are taken.
    case "positive":
      return element.every((x) => x >= 0) ? null : "at least 0";
    case "spherical":
    case "diagonal":
      return element.every((x) => x > 0) ? null : "greater than 0";
    case "probability":
      return element.every((x) => x >= 0 && x <= 1) ? null : "between 0 and 1";
    case "simplex": {
      const total = element.reduce((a, b) => a + b, 0);
      return element.every((x) => x >= 0) && Math.abs(total - 1) <= 1e-6 ? null : "probabilities that sum to 1";
    }
    case "covariance":
      return isPositiveDefinite(element, domain.size) ? null : "a symmetric positive definite matrix";
    case "int":
      return element.every(Number.isInteger) ? null : "a whole number";
    default:
      return null;
  }
}

/** An element exactly inside its domain: a simplex sums to 1, a covariance is exactly symmetric. */
export function normaliseElement(domain: ParamDomain, element: readonly number[]): readonly number[] {
  if (domain.kind === "simplex") {
    const total = element.reduce((a, b) => a + b, 0);
    return total === 1 ? element : element.map((x) => x / total);
  }
  if (domain.kind !== "covariance") return element;
  const { size } = domain;
  return element.map((x, at) => 0.5 * (x + (element[(at % size) * size + Math.floor(at / size)] as number)));
}
