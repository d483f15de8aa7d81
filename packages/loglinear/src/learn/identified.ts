import type { Random } from "@platewise/core";
import { type ExactProblem, isExact, type NetworkProblem } from "../expectations/network-problem.ts";
import type { Cells } from "./cells.ts";
import { countEffects, plainTables } from "./effects.ts";
import { differenceHessian, maskedObjective, negativeLogLik } from "./objectives.ts";
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
const RANK_TOLERANCE = 1e-6;

/** Cells that span a positive semi-definite matrix: Cholesky with the largest pivot first. */
export function spanningCells(matrix: Float64Array, size: number): readonly number[] {
  const rest = matrix.slice();
  const diagonal = Array.from({ length: size }, (_, i) => rest[i * size + i] as number);
  const top = Math.max(0, ...diagonal);
  const basis: number[] = [];
  for (;;) {
    let pivot = -1;
    for (let i = 0; i < size; i++) {
      const left = rest[i * size + i] as number;
      const enough = left > RANK_TOLERANCE * Math.max(diagonal[i] as number, 1e-6 * top);
      if (enough && !basis.includes(i) && (pivot < 0 || left > (rest[pivot * size + pivot] as number))) pivot = i;
    }
    if (pivot < 0) return basis;
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

/** Work of one evaluation, in table entries. */
const workOf = ({ clamped, free }: ExactProblem): number =>
  free.plan.summary.cost.entriesPerPass + (clamped.isComplete ? 0 : clamped.plan.summary.cost.entriesPerPass);

/** True where a Hessian by differences is affordable. */
export const affordsHessian = (problem: NetworkProblem): problem is ExactProblem =>
  isExact(problem) && problem.layout.size <= MOST_PARAMETERS && 2 * problem.layout.size * workOf(problem) <= MOST_WORK;

const noPenalty = (size: number): Penalty => ({ precision: new Float64Array(size), mean: new Float64Array(size), constant: 0, l1: null });

/** The information matrix of a problem at `theta`, over the free cells. */
export function information(problem: ExactProblem, cells: Cells, theta: Float64Array): Float64Array {
  const size = theta.length;
  const objective = maskedObjective(cells, noPenalty(size), negativeLogLik(problem));
  const moves = (c: number): boolean => cells.free[c] === 1 && cells.removed[c] === 0;
  const matrix = new Float64Array(size * size);
  differenceHessian(objective, moves)(theta, matrix);
  return matrix;
}

/** Counts the identified parameters: by effects in hierarchical models, else by the rank of the information at a random place. */
export function identify(problem: NetworkProblem, cells: Cells, random: Random): Identified {
  const free = cells.free.reduce((n, mark) => n + mark, 0);
  const tables = plainTables(problem);
  if (tables) return { count: countEffects(problem, tables), basis: null, bound: false };
  if (!affordsHessian(problem) || !problem.clamped.isComplete) return { count: free, basis: null, bound: true };
  const all = { ...cells, removed: new Uint8Array(free === 0 ? cells.removed.length : cells.removed.length) };
  const theta = Float64Array.from(cells.free, (mark) => (mark === 1 ? 0.3 * random.normal() : 0));
  const basis = spanningCells(information(problem, all, theta), theta.length);
  return { count: basis.length, basis, bound: false };
}
