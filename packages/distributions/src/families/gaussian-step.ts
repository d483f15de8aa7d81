import type { Atom, EstimationProblem, Singularity } from "@platewise/core";
import { cholesky, invertPositiveDefinite, raiseEigenvalues } from "@platewise/core";

/*
 * The M-step of the normal families, for any tying of means and spreads. With expected statistics n_a, S1_a, S2_a about the
 * old mean m0: a mean shared by atoms of one spread is m0 + ΣS1/Σn; one shared by atoms of different spreads solves
 * Σ_a P_a (S1_a − n_a δ) = 0; a spread is the scatter about the new means over its weight. Where the two depend on each
 * other they alternate until neither moves. Source: McLachlan & Krishnan, The EM Algorithm (2008), sections 2.7 and 5.
 */

/** Packed position of (row, column ≤ row) in a lower triangle. */
export const packed = (row: number, column: number): number => (row * (row + 1)) / 2 + column;

const isFull = (problem: EstimationProblem): boolean => problem.shape.spread === "covariance";

/** The scatter of an atom about `theta`'s mean: a packed lower triangle, or the diagonal for the other forms. */
function scatter(problem: EstimationProblem, atom: Atom, delta: Float64Array, into: Float64Array): void {
  const { length: d } = problem.shape;
  const s = atom.statistics;
  const n = s[0] as number;
  const full = isFull(problem);
  for (let i = 0; i < d; i++) {
    for (let j = full ? 0 : i; j <= i; j++) {
      const at = full ? packed(i, j) : i;
      const [di, dj] = [delta[i] as number, delta[j] as number];
      const second = s[1 + d + at] as number;
      into[at] = (into[at] as number) + second - di * (s[1 + j] as number) - dj * (s[1 + i] as number) + n * di * dj;
    }
  }
}

/** The variance of component i that a spread cell stands for (diagonal forms). */
function varianceOf(problem: EstimationProblem, theta: Float64Array, cell: number, i: number): number {
  const { spread } = problem.shape;
  if (spread === "sd") return (theta[cell] as number) ** 2;
  return theta[spread === "diagonal" ? cell + i : cell] as number;
}

interface Cells {
  readonly cell: number;
  readonly atoms: readonly Atom[];
}

function groupBy(problem: EstimationProblem, argument: number): readonly Cells[] {
  const groups = new Map<number, Atom[]>();
  for (const atom of problem.atoms) {
    const cell = atom.cells[argument] as number;
    if (!problem.free(cell)) continue;
    const group = groups.get(cell);
    if (group) group.push(atom);
    else groups.set(cell, [atom]);
  }
  return [...groups].map(([cell, atoms]) => ({ cell, atoms }));
}

const weightOf = (atoms: readonly Atom[]): number => atoms.reduce((sum, atom) => sum + (atom.statistics[0] as number), 0);

/** True where a mean's maximiser does not depend on the spreads. */
const isSeparable = (problem: EstimationProblem, mean: Cells): boolean =>
  problem.prior(mean.cell) === null && mean.atoms.every((atom) => atom.cells[1] === mean.atoms[0]?.cells[1]);

function separableMean(mean: Cells, before: Float64Array, theta: Float64Array, d: number): void {
  const n = weightOf(mean.atoms);
  for (let i = 0; i < d; i++) {
    let sum = 0;
    for (const atom of mean.atoms) sum += atom.statistics[1 + i] as number;
    theta[mean.cell + i] = (before[mean.cell + i] as number) + sum / n;
  }
}

function diagonalMean(problem: EstimationProblem, mean: Cells, before: Float64Array, theta: Float64Array): void {
  const prior = problem.prior(mean.cell);
  for (let i = 0; i < problem.shape.length; i++) {
    const old = before[mean.cell + i] as number;
    let pull = 0;
    let precision = 0;
    for (const atom of mean.atoms) {
      const v = varianceOf(problem, theta, atom.cells[1] as number, i);
      pull += (atom.statistics[1 + i] as number) / v;
      precision += (atom.statistics[0] as number) / v;
    }
    if (prior) {
      const priorPrecision = 1 / (prior.args[1]?.[0] as number) ** 2;
      pull += priorPrecision * ((prior.args[0]?.[0] as number) - old);
      precision += priorPrecision;
    }
    theta[mean.cell + i] = old + pull / precision;
  }
}

function fullMean(problem: EstimationProblem, mean: Cells, before: Float64Array, theta: Float64Array): void {
  const d = problem.shape.length;
  const total = new Float64Array(d * d);
  const pull = new Float64Array(d);
  const precision = new Float64Array(d * d);
  for (const atom of mean.atoms) {
    if (!invertPositiveDefinite(theta, atom.cells[1] as number, d, precision, 0)) return;
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) {
        const p = precision[i * d + j] as number;
        total[i * d + j] = (total[i * d + j] as number) + (atom.statistics[0] as number) * p;
        pull[i] = (pull[i] as number) + p * (atom.statistics[1 + j] as number);
      }
    }
  }
  if (!invertPositiveDefinite(total, 0, d, precision, 0)) return;
  for (let i = 0; i < d; i++) {
    let delta = 0;
    for (let j = 0; j < d; j++) delta += (precision[i * d + j] as number) * (pull[j] as number);
    theta[mean.cell + i] = (before[mean.cell + i] as number) + delta;
  }
}

function updateMean(problem: EstimationProblem, mean: Cells, before: Float64Array, theta: Float64Array): void {
  if (!(weightOf(mean.atoms) > 0) && !problem.prior(mean.cell)) return;
  if (isSeparable(problem, mean)) separableMean(mean, before, theta, problem.shape.length);
  else if (isFull(problem)) fullMean(problem, mean, before, theta);
  else diagonalMean(problem, mean, before, theta);
}

/** Mode of a scalar spread given its scatter and weight `n`: on the variance or on the sd, as declared, with its prior. */
function scalarMode(problem: EstimationProblem, cell: number, total: number, n: number): number {
  // Rounding can leave the scatter of equal values below zero.
  const s = Math.max(0, total);
  const prior = problem.prior(cell);
  const onSd = problem.shape.spread === "sd";
  if (!prior) return onSd ? Math.sqrt(s / n) : s / n;
  const [a, b] = [prior.args[0]?.[0] as number, prior.args[1]?.[0] as number];
  if (!onSd) return (s / 2 + b) / (n / 2 + a + 1);
  return (b + Math.sqrt(b * b + 4 * (n + a + 1) * s)) / (2 * (n + a + 1));
}

function writeCovariance(problem: EstimationProblem, spread: Cells, total: Float64Array, theta: Float64Array): void {
  const d = problem.shape.length;
  const prior = problem.prior(spread.cell);
  const psi = prior?.args[1];
  const n = weightOf(spread.atoms) + (prior ? (prior.args[0]?.[0] as number) + d + 1 : 0);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      const extra = psi ? (psi[i * d + j] as number) : 0;
      const value = ((total[packed(i, j)] as number) + extra) / n;
      theta[spread.cell + i * d + j] = value;
      theta[spread.cell + j * d + i] = value;
    }
  }
  if (problem.floor > 0) raiseCovariance(problem, spread.cell, theta);
}

/**
 * The best covariance of which no direction, in units of the data's deviations, has less variance than the floor: eigenvalues below
 * it are raised.
 */
function raiseCovariance({ shape, scale, floor }: EstimationProblem, cell: number, theta: Float64Array): void {
  const d = shape.length;
  const deviation = Array.from(scale, (s) => (s > 0 ? Math.sqrt(s) : 1));
  const scaled = new Float64Array(d * d);
  const unit = (i: number, j: number): number => (deviation[i] as number) * (deviation[j] as number);
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) scaled[i * d + j] = (theta[cell + i * d + j] as number) / unit(i, j);
  if (!raiseEigenvalues(scaled, 0, d, floor)) return;
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) theta[cell + i * d + j] = (scaled[i * d + j] as number) * unit(i, j);
}

function writeSpread(problem: EstimationProblem, spread: Cells, total: Float64Array, theta: Float64Array): void {
  const { length: d, spread: form } = problem.shape;
  const n = weightOf(spread.atoms);
  const lowest = (i: number): number => problem.floor * (problem.scale[i] as number);
  if (form === "covariance") writeCovariance(problem, spread, total, theta);
  else if (form === "diagonal") {
    for (let i = 0; i < d; i++) theta[spread.cell + i] = Math.max(scalarMode(problem, spread.cell, total[i] as number, n), lowest(i));
  } else {
    let trace = 0;
    for (let i = 0; i < d; i++) trace += total[i] as number;
    const positive = problem.scale.filter((scale) => scale > 0);
    const least = positive.length > 0 ? Math.min(...positive) * problem.floor : 0;
    theta[spread.cell] = Math.max(scalarMode(problem, spread.cell, trace, n * d), form === "sd" ? Math.sqrt(least) : least);
  }
}

function updateSpread(problem: EstimationProblem, spread: Cells, before: Float64Array, theta: Float64Array): void {
  const { length: d } = problem.shape;
  if (!(weightOf(spread.atoms) > 0) && !problem.prior(spread.cell)) return;
  const total = new Float64Array(isFull(problem) ? packed(d, 0) : d);
  const delta = new Float64Array(d);
  for (const atom of spread.atoms) {
    const mean = atom.cells[0] as number;
    for (let i = 0; i < d; i++) delta[i] = (theta[mean + i] as number) - (before[mean + i] as number);
    scatter(problem, atom, delta, total);
  }
  writeSpread(problem, spread, total, theta);
}

/** Relative variance below which a component counts as collapsed on fewer points than it has dimensions. */
const COLLAPSED = 1e-10;

function hasCollapsed(problem: EstimationProblem, theta: Float64Array, cell: number): boolean {
  const { length: d } = problem.shape;
  const scale = (i: number): number => COLLAPSED * (problem.scale[i] as number);
  if (!isFull(problem)) {
    for (let i = 0; i < d; i++) if (!(varianceOf(problem, theta, cell, i) > scale(i))) return true;
    return false;
  }
  const lower = new Float64Array(d * d);
  if (!cholesky(theta, cell, d, lower, 0)) return true;
  for (let i = 0; i < d; i++) if (!((lower[i * d + i] as number) ** 2 > scale(i))) return true;
  return false;
}

function findSingularities(problem: EstimationProblem, theta: Float64Array): readonly Singularity[] {
  const found: Singularity[] = [];
  problem.atoms.forEach((atom, index) => {
    const [mean, spread] = [atom.cells[0] as number, atom.cells[1] as number];
    if (!((atom.statistics[0] as number) > 0)) {
      if (problem.free(mean) || problem.free(spread)) found.push({ kind: "empty", cell: mean, atom: index });
    } else if (problem.free(spread) && hasCollapsed(problem, theta, spread)) found.push({ kind: "spread", cell: spread, atom: index });
  });
  return found;
}

function largestMove(cells: readonly Cells[], length: number, a: Float64Array, b: Float64Array): number {
  let move = 0;
  for (const { cell } of cells) {
    for (let i = 0; i < length; i++) {
      const [x, y] = [a[cell + i] as number, b[cell + i] as number];
      move = Math.max(move, Math.abs(x - y) / Math.max(1e-300, Math.abs(x), Math.abs(y)));
    }
  }
  return move;
}

/** Maximises the expected log-likelihood (plus log prior) over the free means and spreads; see the top of the file. */
export function maximizeGaussian(problem: EstimationProblem, theta: Float64Array, spreadLength: number): readonly Singularity[] {
  const before = theta.slice();
  const means = groupBy(problem, 0);
  const spreads = groupBy(problem, 1);
  const coupled = spreads.length > 0 && means.some((mean) => !isSeparable(problem, mean));
  for (let round = 0; round < (coupled ? 2000 : 1); round++) {
    const previous = coupled ? theta.slice() : theta;
    for (const mean of means) updateMean(problem, mean, before, theta);
    for (const spread of spreads) updateSpread(problem, spread, before, theta);
    const moved = Math.max(largestMove(means, problem.shape.length, previous, theta), largestMove(spreads, spreadLength, previous, theta));
    if (coupled && moved <= 1e-14) break;
  }
  return findSingularities(problem, theta);
}
