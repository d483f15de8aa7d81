import { type ExactProblem, isExact, type NetworkProblem } from "../expectations/network-problem.ts";
import type { Phase } from "../expectations/phase.ts";
import type { Cells } from "./cells.ts";
import { countEffects, plainTables } from "./effects.ts";
import { featureScales, fineHessian } from "./fine-hessian.ts";
import { maskedObjective, negativeLogLik } from "./objectives.ts";
import type { Penalty } from "./penalty.ts";

/**
 * Which parameters the model can tell apart. `count` is the number of identified ones; `basis` are as many cells that alone make the
 * same family of distributions, the others held at any value (null where that was not worked out). `bound` is true where `count` may be
 * too large.
 */
export interface Identified {
  readonly count: number;
  readonly basis: readonly number[] | null;
  readonly bound: boolean;
}

/** Most parameters whose information matrix is made to count them, and most table entries of work that may take. */
const MOST_PARAMETERS = 300;
const MOST_WORK = 3e8;

/** Part of a pivot that is taken for rounding. */
const RANK_TOLERANCE = 1e-7;

/** Cells that span a positive semi-definite matrix: elimination with the pivot first of which the largest part is left. */
export function spanningCells(matrix: Float64Array, size: number): readonly number[] {
  const rest = matrix.slice();
  const diagonal = Array.from({ length: size }, (_, i) => rest[i * size + i] as number);
  const open = new Set([...diagonal.keys()].filter((i) => (diagonal[i] as number) > 0));
  const basis: number[] = [];
  for (;;) {
    let [pivot, most] = [-1, RANK_TOLERANCE];
    for (const i of open) {
      const part = (rest[i * size + i] as number) / (diagonal[i] as number);
      if (part > most) [pivot, most] = [i, part];
    }
    if (pivot < 0) return basis;
    open.delete(pivot);
    basis.push(pivot);
    eliminate(rest, size, pivot);
  }
}

function eliminate(rest: Float64Array, size: number, pivot: number): void {
  const row = rest.slice(pivot * size, (pivot + 1) * size);
  const head = row[pivot] as number;
  for (let i = 0; i < size; i++) {
    const factor = (row[i] as number) / head;
    if (factor === 0) continue;
    for (let j = 0; j < size; j++) rest[i * size + j] = (rest[i * size + j] as number) - factor * (row[j] as number);
  }
}

/** Part of the instances of its plates, at most, that a pass goes over: equal ones count once. */
function distinctShare({ plan, kernel }: Phase): number {
  if (kernel.chains.length > 0 || kernel.cases) return 1;
  const shares = plan.plates.map(({ scope }) => {
    const counts = kernel.bodies.filter(({ plate }) => plate === scope.plate).map(({ count }) => count);
    return counts.reduce((sum, count) => sum + count, 0) / Math.max(1, scope.instances);
  });
  return Math.min(1, Math.max(0, ...shares));
}

const passWork = (phase: Phase): number => phase.plan.summary.cost.entriesPerPass * distinctShare(phase);

/** Work of one evaluation, in table entries. */
const workOf = ({ clamped, free }: ExactProblem): number => passWork(free) + (clamped.isComplete ? 0 : passWork(clamped));

/** True where a Hessian by differences is affordable. */
export const affordsHessian = (problem: NetworkProblem): problem is ExactProblem =>
  isExact(problem) && problem.layout.size <= MOST_PARAMETERS && 4 * problem.layout.size * workOf(problem) <= MOST_WORK;

const noPenalty = (size: number): Penalty => ({ precision: new Float64Array(size), mean: new Float64Array(size), constant: 0, l1: null });

/** Part of a feature's size below which its variance, found by differences, is nothing but rounding. */
const ROUNDING = 1e-9;

/** Sums of the sizes of every parameter's feature, by the last evaluation. */
function featureSizes({ free }: ExactProblem, size: number): Float64Array {
  const sizes = new Float64Array(size);
  free.factors.forEach(({ map }, f) => {
    free.kernels[f]?.statistics.forEach((count, e) => {
      for (let k = map.starts[e] as number; k < (map.starts[e + 1] as number); k++) {
        const by = Math.abs(map.coefficients[k] as number);
        const cell = map.cells[k] as number;
        sizes[cell] = (sizes[cell] as number) + Math.abs(count) * by * Math.max(1, by);
      }
    });
  });
  return sizes;
}

/** Part of the largest variance, for features of one size, below which rounding elsewhere drowns a parameter's. */
const DROWNED = 1e-12;

/** Which parameters have information that is more than rounding. */
function informed(problem: ExactProblem, matrix: Float64Array, scales: Float64Array): readonly boolean[] {
  const size = scales.length;
  const variances = Float64Array.from(scales, (scale, c) => (scale > 0 ? (matrix[c * size + c] as number) / (scale * scale) : 0));
  const top = variances.reduce((most, x) => Math.max(most, x), 0);
  const sizes = featureSizes(problem, size);
  const isSeen = (c: number): boolean => (matrix[c * size + c] as number) > ROUNDING * (sizes[c] as number);
  return Array.from(variances, (variance, c) => variance > DROWNED * top && isSeen(c));
}

/** The information matrix of a problem at `theta`, over the free cells; zero for a parameter whose feature never varies. */
export function information(problem: ExactProblem, cells: Cells, theta: Float64Array): Float64Array {
  const size = theta.length;
  const objective = maskedObjective(cells, noPenalty(size), negativeLogLik(problem));
  const moves = (c: number): boolean => cells.free[c] === 1 && cells.removed[c] === 0;
  const matrix = new Float64Array(size * size);
  const scales = featureScales(problem);
  fineHessian(objective, moves, scales)(theta, matrix);
  informed(problem, matrix, scales).forEach((isInformed, c) => {
    if (isInformed) return;
    for (let d = 0; d < size; d++) {
      matrix[c * size + d] = 0;
      matrix[d * size + c] = 0;
    }
  });
  return matrix;
}

/**
 * Counts the identified parameters: by effects in hierarchical models, else by the rank of the information where all weights are 0. Of
 * complete data it has the same rank everywhere.
 */
export function identify(problem: NetworkProblem, cells: Cells): Identified {
  const free = cells.free.reduce((n, mark) => n + mark, 0);
  const tables = plainTables(problem);
  if (tables) return { count: countEffects(problem, tables), basis: null, bound: false };
  if (!affordsHessian(problem) || !problem.clamped.isComplete) return { count: free, basis: null, bound: true };
  const none = new Uint8Array(cells.removed.length);
  const all = { ...cells, removed: none, idle: none };
  const basis = spanningCells(information(problem, all, new Float64Array(cells.free.length)), cells.free.length);
  return { count: basis.length, basis, bound: false };
}
