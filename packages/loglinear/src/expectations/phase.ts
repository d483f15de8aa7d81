import { type DensityKernel, InternalError, type TableKernel } from "@platewise/core";
import {
  compileKernel,
  type GroundFactor,
  type Kernel,
  type PassOptions,
  type PassResult,
  type Plan,
  type PotentialKernel,
  runPass,
} from "@platewise/graph";

/** The kernel of a factor as an engine sees it, with its log-potentials. */
export type FactorKernel = (TableKernel | DensityKernel) & PotentialKernel;

/**
 * A network met by data, compiled: sums over everything that is unknown in it. With the data it is *clamped*, with all that is
 * modelled left out it is *free*.
 */
export interface Phase {
  readonly plan: Plan;
  readonly factors: readonly GroundFactor[];
  readonly kernels: readonly FactorKernel[];
  readonly kernel: Kernel;
  /** True where nothing is unknown: its counts never change. */
  readonly isComplete: boolean;
}

/** Compiles a plan; all memory is taken here. `distinct` counts equal rows once. */
export function createPhase(plan: Plan, distinct: boolean): Phase {
  const { factors, laws } = plan.ground;
  if (laws.length !== factors.length) throw new InternalError("a network's phase holds laws");
  const kernels = laws.map((law) => law.family.createKernel(law) as FactorKernel);
  const isComplete = plan.plates.every(({ patterns, chains }) => chains.length === 0 && patterns.every(({ axes }) => axes.length === 0));
  return { plan, factors, kernels, kernel: compileKernel(plan, kernels, { distinct }), isComplete };
}

/** Weighted number of instances of a factor, by its counts: each instance adds up to one. */
function massOf({ statistics }: FactorKernel): number {
  let sum = 0;
  for (const count of statistics) sum += count;
  return sum;
}

/** What was taken off the tables of the factors, over all rows; asks for the counts of a pass that accumulated. */
function shifts({ kernels }: Phase): number {
  let sum = 0;
  for (const kernel of kernels) if (kernel.shift !== 0) sum += kernel.shift * massOf(kernel);
  return sum;
}

/**
 * Σ over rows of the log of the sum over what is unknown of exp(log-potential), at `theta`; the kernels' statistics are then the
 * expected counts of every entry of every factor. `shift` is what the tables of all rows were divided by, which what a pass tells of
 * single rows leaves out.
 */
export function runPhase(phase: Phase, theta: Float64Array, options: Partial<PassOptions> = {}): PassResult & { readonly shift: number } {
  for (const kernel of phase.kernels) {
    kernel.statistics.fill(0);
    kernel.prepare(theta);
  }
  const pass = runPass(phase.kernel, { accumulate: true, hard: false, ...options });
  const shift = shifts(phase);
  return { ...pass, logLik: pass.logLik + shift, shift };
}

/** Σ counts · log-potential of a phase of which nothing is unknown, without another pass; 0 · −∞ = 0. */
export function countedLogLik({ kernels }: Phase, theta: Float64Array): number {
  let sum = 0;
  for (const kernel of kernels) {
    kernel.prepare(theta);
    const { potentials, statistics } = kernel;
    for (let e = 0; e < potentials.length; e++) {
      const count = statistics[e] as number;
      if (count !== 0) sum += count * (potentials[e] as number);
    }
  }
  return sum;
}
