import type { NetworkProblem } from "../expectations/network-problem.ts";
import type { Objective } from "../optimizers/objective.ts";

/** Step of differences of fourth order, for a feature that goes up to 1: the fifth root of the precision of numbers, roughly. */
const STEP = 1e-3;

/** Least size that a feature's step is scaled by. */
const LEAST = 1e-2;

/** Largest absolute value of every parameter's feature, in any configuration of any row. */
export function featureScales({ ground, layout }: NetworkProblem): Float64Array {
  const scales = new Float64Array(layout.size);
  for (const { law, map } of ground.factors) {
    const values = law.family.child === "finite" ? null : ground.variables[law.child]?.bound?.values;
    const column = values?.kind === "numbers" ? (values.components[0] as Float64Array) : Float64Array.of(1);
    // What looks back has no number at a first step.
    const most = column.filter((x) => !Number.isNaN(x)).reduce((top, x) => Math.max(top, Math.abs(x)), 0);
    map.cells.forEach((cell, k) => {
      scales[cell] = Math.max(scales[cell] as number, most * Math.abs(map.coefficients[k] as number));
    });
  }
  return scales;
}

/**
 * The Hessian of an objective over the coordinates that move, by differences of fourth order of its gradient: close enough to the
 * true one to count its rank. Steps are the shorter the larger a coordinate's feature. Fornberg, Mathematics of Computation 51 (1988).
 */
export function fineHessian(
  { size, evaluate }: Objective,
  moves: (c: number) => boolean,
  scales: Float64Array,
): (theta: Float64Array, into: Float64Array) => void {
  const at = new Float64Array(size);
  const slope = new Float64Array(size);
  return (theta, into) => {
    into.fill(0);
    at.set(theta);
    for (let c = 0; c < size; c++) {
      if (!moves(c)) continue;
      const step = STEP / Math.max(LEAST, scales[c] as number);
      for (const [steps, weight] of [
        [-2, 1],
        [-1, -8],
        [1, 8],
        [2, -1],
      ] as const) {
        at[c] = (theta[c] as number) + steps * step;
        evaluate(at, slope);
        for (let d = 0; d < size; d++) into[c * size + d] = (into[c * size + d] as number) + (weight / (12 * step)) * (slope[d] as number);
      }
      at[c] = theta[c] as number;
    }
    symmetrise(into, size);
  };
}

/** Puts the means of opposite entries in the place of both. */
function symmetrise(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const mean = ((matrix[i * size + j] as number) + (matrix[j * size + i] as number)) / 2;
      matrix[i * size + j] = mean;
      matrix[j * size + i] = mean;
    }
  }
}
