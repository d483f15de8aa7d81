// Iterative proportional fitting. Deming & Stephan, Annals of Mathematical Statistics 11 (1940);
// Bishop, Fienberg & Holland, "Discrete Multivariate Analysis" (1975), section 3.5.

import { InternalError } from "@platewise/core";
import { createMargin, type Margin } from "./margin.ts";
import { type PassArrays, scaleAndSum } from "./scale-and-sum.ts";
import { createTablePass, type TablePass } from "./table-pass.ts";

/** A contingency table and the margins that its fit is to have. */
export interface IpfProblem {
  /** Levels of each factor. */
  readonly sizes: readonly number[];
  /** The generators: lists of axes, counted from 0. */
  readonly margins: readonly (readonly number[])[];
  /** Counts, row-major, last axis fastest; finite and not negative. */
  readonly observed: Float64Array;
  /** Where the fit starts; ones when left out. Its zeros stay zeros. */
  readonly start?: Float64Array | undefined;
  readonly maxSweeps: number;
  /** Ends the fit after the first sweep that found no margin off by more than this, in counts; 0 does all sweeps. */
  readonly tolerance: number;
  readonly onSweep?: ((sweep: number, deviation: number) => void) | undefined;
}

/** What a fit came to. */
export interface IpfFit {
  /** Expected counts, laid out as the observed ones. */
  readonly fitted: Float64Array;
  /** What every cell of each margin was multiplied by in all: the fitted table is the start times these. */
  readonly multipliers: readonly Float64Array[];
  readonly sweeps: number;
  /** How far a margin was off, at most, when the last sweep came to it; Infinity before any sweep. */
  readonly deviation: number;
  readonly converged: boolean;
}

/** A fit that goes from sweep to sweep, so that the caller may pause in between. */
export interface IpfRun {
  /** Does one sweep; false when the fit is over. */
  readonly step: () => boolean;
  /** What the margins are to be, and what they were multiplied by so far: both change no more than by `step`. */
  readonly targets: readonly Float64Array[];
  readonly multipliers: readonly Float64Array[];
  readonly result: () => IpfFit;
}

interface Stop {
  readonly targets: Float64Array;
  readonly sums: Float64Array;
  readonly factors: Float64Array;
  readonly multipliers: Float64Array;
  /** Scales by this margin and sums for the next one. */
  readonly pass: TablePass;
  readonly arrays: PassArrays;
}

function assertProblem({ sizes, margins, observed, start }: IpfProblem): void {
  const cells = sizes.reduce((all, size) => all * size, 1);
  if (observed.length !== cells || (start && start.length !== cells)) throw new InternalError(`a table of ${sizes} needs ${cells} counts`);
  if (margins.length === 0) throw new InternalError("a fit needs a margin");
  const isAxis = (axis: number) => Number.isInteger(axis) && axis >= 0 && axis < sizes.length;
  if (!margins.flat().every(isAxis)) throw new InternalError(`a table of ${sizes} has no margin over ${margins.flat()}`);
  const isCount = (count: number) => count >= 0 && count < Infinity;
  if (!observed.every(isCount) || !(start?.every(isCount) ?? true)) throw new InternalError("counts are finite and not negative");
}

/** The same table without its axes of one level, which no walk need know. */
function withoutSingles({ sizes, margins }: IpfProblem): { sizes: readonly number[]; margins: readonly (readonly number[])[] } {
  const kept = sizes.flatMap((size, axis) => (size > 1 ? [axis] : []));
  const moved = (axes: readonly number[]) => axes.map((axis) => kept.indexOf(axis)).filter((axis) => axis >= 0);
  return { sizes: kept.map((axis) => sizes[axis] as number), margins: margins.map(moved) };
}

function createStops(problem: IpfProblem, cells: Float64Array): readonly Stop[] {
  const { sizes, margins } = withoutSingles(problem);
  const laid = margins.map((axes) => createMargin(sizes, axes));
  const sums = laid.map(({ length }) => new Float64Array(length));
  const factors = laid.map(({ length }) => new Float64Array(length).fill(1));
  return laid.map((margin, i) => {
    const next = (i + 1) % laid.length;
    return {
      targets: new Float64Array(margin.length),
      sums: sums[i] as Float64Array,
      factors: factors[i] as Float64Array,
      multipliers: new Float64Array(margin.length).fill(1),
      pass: createTablePass(sizes, margin, laid[next] as Margin),
      arrays: { cells, factors: factors[i] as Float64Array, sums: sums[next] as Float64Array },
    };
  });
}

/** Makes factors of sums, 0 / 0 = 0; gives how far the sums are off. */
function takeFactors({ targets, sums, factors, multipliers }: Stop): number {
  let deviation = 0;
  for (let i = 0; i < targets.length; i++) {
    const target = targets[i] as number;
    const sum = sums[i] as number;
    deviation = Math.max(deviation, Math.abs(target - sum));
    const factor = sum > 0 ? target / sum : 0;
    factors[i] = factor;
    multipliers[i] = (multipliers[i] as number) * factor;
  }
  return deviation;
}

function sweep(stops: readonly Stop[]): number {
  let deviation = 0;
  for (const stop of stops) {
    deviation = Math.max(deviation, takeFactors(stop));
    scaleAndSum(stop.pass, stop.arrays);
  }
  return deviation;
}

/** A fit of a table to its margins, not begun. InternalError for a table of another length, an axis it lacks, or negative counts. */
export function startIpf(problem: IpfProblem): IpfRun {
  assertProblem(problem);
  const cells = problem.start?.slice() ?? new Float64Array(problem.observed.length).fill(1);
  const stops = createStops(problem, cells);
  // While their factors are all ones, the walks only sum.
  const counts = problem.observed.slice();
  for (const { pass, arrays } of stops) scaleAndSum(pass, { ...arrays, cells: counts });
  for (const { targets, sums } of stops) targets.set(sums);
  const last = stops.at(-1) as Stop;
  scaleAndSum(last.pass, last.arrays);
  const fit = { sweeps: 0, deviation: Infinity, converged: false };
  const isOver = () => fit.converged || fit.sweeps >= problem.maxSweeps;
  const step = () => {
    if (isOver()) return false;
    fit.deviation = sweep(stops);
    fit.sweeps += 1;
    fit.converged = problem.tolerance > 0 && fit.deviation <= problem.tolerance;
    problem.onSweep?.(fit.sweeps, fit.deviation);
    return !isOver();
  };
  const targets = stops.map((stop) => stop.targets);
  const multipliers = stops.map((stop) => stop.multipliers);
  const result = (): IpfFit => ({ ...fit, fitted: cells.slice(), multipliers: multipliers.map((each) => each.slice()) });
  return { step, targets, multipliers, result };
}

/**
 * Fits a table to its margins: the maximum likelihood estimate of the hierarchical log-linear model that they generate, where that
 * exists, and its limit where zero margins keep it at infinity.
 */
export function ipfTable(problem: IpfProblem): IpfFit {
  const run = startIpf(problem);
  while (run.step());
  return run.result();
}
