import type { CellPrior, DensityKernel, Diagnostic, Outcome, PriorFamily, Singularity, TableKernel } from "@platewise/core";
import { failure, success } from "@platewise/core";
import { compileKernel, type Kernel, type ParameterEntry, type PassOptions, type PassResult, type Plan, runPass } from "@platewise/graph";
import { type EstimationBlock, entryOf, findEstimationBlocks, maximizeBlock, poolStatistics } from "./estimation-blocks.ts";
import { readPrior, refusePriors } from "./priors.ts";

/** A plan made runnable: law kernels, estimation blocks, priors, and the flat parameter vector's known parts. */
export interface Problem {
  readonly plan: Plan;
  readonly kernels: readonly (TableKernel | DensityKernel)[];
  readonly kernel: Kernel;
  readonly blocks: readonly EstimationBlock[];
  readonly priors: Map<string, CellPrior>;
  readonly priorFamilies: readonly PriorFamily[];
  readonly isFree: (cell: number) => boolean;
}

/** What an evaluation found: the pass, and the objective with the log prior added. */
export interface Evaluation extends PassResult {
  readonly logPrior: number;
  readonly objective: number;
}

/** How a problem is built. `distinct` counts equal discrete rows once. */
export interface ProblemOptions {
  readonly distinct: boolean;
  readonly priorFamilies: readonly PriorFamily[];
}

function findBlocks({ ground }: Plan): { readonly blocks: readonly EstimationBlock[]; readonly found: readonly Diagnostic[] } {
  // The weights of a network are not estimated block by block.
  if (ground.factors.length > 0) return { blocks: [], found: [] };
  const { blocks, diagnostics } = findEstimationBlocks(ground);
  return { blocks, found: [...diagnostics, ...refusePriors(ground, blocks)] };
}

/** What of a plan can't be learned: parameters shared by unlike families, and priors without an M-step. */
export const refuseUnlearnable = (plan: Plan): readonly Diagnostic[] => findBlocks(plan).found;

/** Builds the problem of a plan, and all its memory; what can't be learned is refused. */
export function createProblem(plan: Plan, options: ProblemOptions): Outcome<Problem> {
  const { ground } = plan;
  const { blocks, found } = findBlocks(plan);
  if (found.length > 0) return failure(found);
  const kernels = ground.laws.map((law) => law.family.createKernel(law));
  const priors = new Map<string, CellPrior>();
  for (const { decl } of ground.layout.entries) {
    const prior = readPrior(ground.layout, decl, options.priorFamilies);
    if (prior && decl.fixed === null) priors.set(decl.name, prior);
  }
  const isFree = (cell: number): boolean => entryOf(ground, cell)?.decl.fixed === null;
  const kernel = compileKernel(plan, kernels, options);
  return success({ plan, kernels, kernel, blocks, priors, priorFamilies: options.priorFamilies, isFree });
}

/** Appends the constants that arguments use to a parameter vector of the layout's size. */
export function withConstants(plan: Plan, theta: Float64Array): Float64Array {
  const { layout, constants } = plan.ground;
  const all = new Float64Array(layout.size + constants.length);
  all.set(theta.subarray(0, layout.size));
  all.set(constants, layout.size);
  return all;
}

function logPriorOf(problem: Problem, name: string, prior: CellPrior, theta: Float64Array): number {
  const { offset, count, length } = problem.plan.ground.layout.byName.get(name) as ParameterEntry;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += prior.family.logDensity(prior.args, theta, offset + i * length, length);
  return sum;
}

/** Σ log prior density over all elements of all parameters with a prior. */
export function totalLogPrior(problem: Problem, theta: Float64Array): number {
  let sum = 0;
  for (const [name, prior] of problem.priors) sum += logPriorOf(problem, name, prior, theta);
  return sum;
}

/** Parameters whose prior density is zero or without bound at `theta`, with its logarithm. */
export function infinitePriors(problem: Problem, theta: Float64Array): readonly { readonly param: string; readonly logDensity: number }[] {
  return [...problem.priors]
    .map(([param, prior]) => ({ param, logDensity: logPriorOf(problem, param, prior, theta) }))
    .filter(({ logDensity }) => !Number.isFinite(logDensity));
}

/** Prepares every law at `theta` and runs one pass; statistics start from zero. */
export function evaluateProblem(problem: Problem, theta: Float64Array, options: PassOptions): Evaluation {
  for (const kernel of problem.kernels) {
    kernel.statistics.fill(0);
    kernel.prepare(theta);
  }
  const pass = runPass(problem.kernel, options);
  const logPrior = totalLogPrior(problem, theta);
  return { ...pass, logPrior, objective: pass.logLik + logPrior };
}

/** A singularity with the block it happened in. */
export interface BlockSingularity extends Singularity {
  readonly block: EstimationBlock;
}

/** The M-step of all blocks on the statistics of the last accumulating evaluation; `floorOf` a block is that of its spreads. */
export function maximizeProblem(
  problem: Problem,
  theta: Float64Array,
  floorOf: (block: EstimationBlock) => number,
): readonly BlockSingularity[] {
  const { ground } = problem.plan;
  const prior = (cell: number): CellPrior | null => {
    const entry = entryOf(ground, cell);
    return entry ? (problem.priors.get(entry.decl.name) ?? null) : null;
  };
  return problem.blocks.flatMap((block) => {
    poolStatistics(block, problem.kernels);
    return maximizeBlock(block, { free: problem.isFree, prior, floor: floorOf(block) }, theta).map((s) => ({ ...s, block }));
  });
}
