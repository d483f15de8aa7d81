import type { Objective } from "./objective.ts";

/**
 * Why a run ended. `unbounded`: a coordinate passed the bound, or the value is -Infinity, while the value still fell. `line-search-failed`:
 * no step along the gradient lowers the value, or the value at the start is not finite.
 */
export type OptimizerStatus = "converged" | "max-iterations" | "interrupted" | "line-search-failed" | "unbounded";

/** How a run goes. */
export interface OptimizerOptions {
  readonly maxIterations: number;
  /** Ends the run after the first iteration with |new - old| <= tolerance · max(1, |old|); 0 runs exactly `maxIterations`. */
  readonly tolerance: number;
  /** Ends the run once no entry of the gradient is larger than this; 0 never does. */
  readonly gradientTolerance: number;
  /** Looked at before every iteration. */
  readonly signal?: { readonly aborted: boolean } | undefined;
  /** Called after every iteration; `evaluations` counts those of the whole run. */
  readonly onIteration?: ((iteration: number, value: number, gradientNorm: number, evaluations: number) => void) | undefined;
  /** Pairs of steps and gradient changes that the quasi-Newton methods keep; 10 when left out. */
  readonly memory?: number | undefined;
  /** Weights of the absolute values that are added to the objective, one for each coordinate; only OWL-QN takes them. */
  readonly l1?: Float64Array | undefined;
  /** A guess of the Hessian's diagonal, such as the variances of features; the largest entry stands in for those not positive. */
  readonly scale?: Float64Array | undefined;
  /** Size of a coordinate beyond which the objective counts as unbounded; 10^6 when left out. */
  readonly bound?: number | undefined;
}

/** What a run came to. No point that it visited has a lower value, beyond rounding, than `theta`. */
export interface OptimizerResult {
  readonly theta: Float64Array;
  /** The objective at `theta`, L1 terms included. */
  readonly value: number;
  /** Largest entry, by size, of the gradient at `theta`; with L1 of the subgradient that is smallest. */
  readonly gradientNorm: number;
  /** Largest change of a coordinate in the last iteration that moved: not small where the value creeps along a ray. */
  readonly lastChange: number;
  /** True where the run converged after a long step, and the value is no larger where it goes as far again: there is no minimum near. */
  readonly creeps: boolean;
  readonly iterations: number;
  /** Calls of the objective. */
  readonly evaluations: number;
  readonly status: OptimizerStatus;
  /** The value at the start and after each iteration; it never rises beyond rounding. */
  readonly trace: readonly number[];
}

/** A run that goes from iteration to iteration, so that the caller may pause in between. */
export interface OptimizerRun {
  /** Does one iteration; false when the run is over. */
  readonly step: () => boolean;
  /** What the run came to so far; `interrupted` while it is not over. */
  readonly result: () => OptimizerResult;
}

/** A method of minimisation. */
export interface Optimizer {
  readonly name: string;
  /** A phrase for people. */
  readonly about: string;
  readonly needsHessian: boolean;
  readonly takesL1: boolean;
  /** A run from `theta`, which is copied. InternalError for arrays of other lengths, a Hessian that lacks or an L1 that is not taken. */
  readonly start: (objective: Objective, theta: Float64Array, options: OptimizerOptions) => OptimizerRun;
}

/** Runs a method to its end. */
export function minimize(optimizer: Optimizer, objective: Objective, theta: Float64Array, options: OptimizerOptions): OptimizerResult {
  const run = optimizer.start(objective, theta, options);
  while (run.step());
  return run.result();
}
