import { createRandom, type FitStatus, InternalError, type RunSummary } from "@platewise/core";
import type { ApproximationEnd, Claims, Estimator, EstimatorContext } from "../estimators/estimator.ts";
import { estimators } from "../estimators/estimators.ts";
import { hasUnknowns } from "../estimators/exact.ts";
import { evaluateNetwork, isExact, type NetworkProblem } from "../expectations/network-problem.ts";
import type { OptimizerResult, OptimizerRun } from "../optimizers/optimizer.ts";
import { canonicalForm } from "./canonical-form.ts";
import { type Cells, sortCells } from "./cells.ts";
import { type EstimatedLogZ, estimateLogZ } from "./estimate-log-z.ts";
import { type Identified, identify } from "./identified.ts";
import { type Moments, momentsAt } from "./moments.ts";
import { isPenalised, type Penalty } from "./penalty.ts";
import { type Judgement, statusOf } from "./run-status.ts";

/** Starting values: `given[c]` is 1 where `values[c]` was given by the model or the user. */
export interface StartValues {
  readonly values: Float64Array;
  readonly given: Uint8Array;
}

/** How a network is learned. */
export interface LearnNetworkOptions {
  readonly method: string;
  readonly given: StartValues;
  readonly penalty: Penalty;
  /** What is not given starts at random in every run; else only where something is unknown, and from the second run on. */
  readonly randomStart?: boolean;
  readonly restarts: number;
  readonly maxIterations: number;
  /** Relative change of the objective at which a run stops; undefined: only where nothing changes any more. */
  readonly tolerance: number | undefined;
  /** Largest entry of the gradient per row at which a run stops. */
  readonly gradientTolerance: number;
  readonly k: number;
  readonly chains: number | null;
  readonly seed: number;
  readonly signal: { readonly aborted: boolean } | undefined;
  readonly pause: () => Promise<void>;
  readonly onIteration: (run: number, iteration: number, objective: number, change: number) => void;
}

/** What learning a network came to. `logLik` and `logZ` are null where they could not be computed exactly. */
export interface LearnedNetwork {
  readonly method: string;
  readonly reason: string;
  readonly claims: Claims;
  readonly refused: readonly { readonly choice: string; readonly reason: string }[];
  readonly theta: Float64Array;
  readonly status: FitStatus;
  readonly iterations: number;
  readonly evaluations: number;
  /** The objective before each iteration and at the end: what is maximised, penalties included. */
  readonly trace: readonly number[];
  /** Of estimators that sample, in place of the objective: sizes of a running mean of the gradient. */
  readonly gradientTrace: readonly number[] | null;
  readonly objective: number;
  readonly logLik: number | null;
  readonly logZ: number | null;
  /** Where log Z is not known exactly: what annealed importance sampling says of it. */
  readonly estimated: EstimatedLogZ | null;
  /** Of methods with approximate expectations: how those ended at the estimate. */
  readonly approximation: ApproximationEnd | null;
  /** Largest entry of the objective's gradient, per row. */
  readonly gradientNorm: number;
  readonly moments: Moments | null;
  readonly cells: Cells;
  readonly identified: Identified;
  readonly standardErrors: Float64Array | null;
  readonly runs: readonly RunSummary[];
}

/** The estimator that a network is learned by, and why. */
export interface EstimatorChoice {
  readonly estimator: Estimator;
  readonly reason: string;
  readonly refused: readonly { readonly choice: string; readonly reason: string }[];
}

/** Order in which estimators are tried where none is asked for. */
const preferred: readonly string[] = ["gradient", "pseudo", "pcd"];

const reasons: Readonly<Record<string, string>> = {
  gradient: "the sum over all configurations is affordable, so the likelihood and its gradient are exact",
  pseudo: "exact sums are over the budget, and no node is hidden in every row",
  pcd: "exact sums are over the budget, and something is never seen",
};

/** Chooses the estimator; a text says why the one that was asked for can't be used. */
export function chooseEstimator(problem: NetworkProblem, method: string, penalty: Penalty): EstimatorChoice | string {
  const refused: { choice: string; reason: string }[] = [];
  if (method !== "auto") {
    const estimator = estimators.find(({ name }) => name === method);
    const why = estimator?.refuse(problem, penalty) ?? (estimator ? null : "there is no such method");
    return estimator && why === null ? { estimator, reason: `asked for with --method ${method}`, refused } : (why as string);
  }
  for (const name of preferred) {
    const estimator = estimators.find((e) => e.name === name);
    if (!estimator) continue;
    const why = estimator.refuse(problem, penalty);
    if (why === null) return { estimator, reason: reasons[name] ?? "", refused };
    refused.push({ choice: name, reason: why });
  }
  return refused.map(({ choice, reason }) => `${choice}: ${reason}`).join("; ");
}

/** Standard deviation of random starts: small beside any effect, large enough to tell latent states apart. */
const START_SPREAD = 0.1;

function startOf(
  problem: NetworkProblem,
  { given, seed, randomStart = false }: LearnNetworkOptions,
  run: number,
): { theta: Float64Array; used: string } {
  const random = createRandom(seed).fork(run);
  const isRandom = randomStart || hasUnknowns(problem) || run > 1;
  const theta = given.values.map((value, c) => (given.given[c] === 1 ? value : isRandom ? START_SPREAD * random.normal() : 0));
  const complete = given.given.every((mark) => mark === 1);
  return { theta, used: complete ? "init" : isRandom ? "random" : "zero" };
}

interface Attempt {
  readonly result: OptimizerResult;
  readonly used: string;
}

/** Value that a change must not exceed for a run to be over by itself: rounding. */
const STANDSTILL = 1e-16;

function contextOf(problem: NetworkProblem, options: LearnNetworkOptions, cells: Cells, run: number): EstimatorContext & { used: string } {
  const { theta, used } = startOf(problem, options, run);
  const onIteration = (iteration: number, value: number): void => {
    options.onIteration(run, iteration, -value, previous.value - value);
    previous.value = value;
  };
  const previous = { value: Number.NaN };
  return {
    problem,
    cells,
    penalty: options.penalty,
    theta,
    used,
    options: {
      maxIterations: options.maxIterations,
      tolerance: options.tolerance ?? STANDSTILL,
      gradientTolerance: options.gradientTolerance * problem.rows,
      signal: options.signal,
      onIteration,
    },
    sampling: { k: options.k, chains: options.chains, random: createRandom(options.seed).fork(-run) },
  };
}

/** Rise of what is minimised, relative to its size, that rounding can explain. */
const ROUNDING = 1e-9;

function assertMonotone({ name }: Estimator, { trace }: OptimizerResult): void {
  const fall = trace.findIndex((value, i) => i > 0 && value > (trace[i - 1] as number) + ROUNDING * Math.max(1, Math.abs(value)));
  if (fall < 0) return;
  throw new InternalError(
    `the objective fell from ${-(trace[fall - 1] as number)} to ${-(trace[fall] as number)} in iteration ${fall} of ${name}`,
  );
}

async function finish(estimator: Estimator, run: OptimizerRun, pause: () => Promise<void>): Promise<OptimizerResult> {
  while (run.step()) await pause();
  const result = run.result();
  if (!estimator.isNoisy) assertMonotone(estimator, result);
  return result;
}

/** A line of the table of restarts. */
function summaryOf({ result, used }: Attempt, about: Pick<RunSummary, "run" | "seed" | "chosen"> & Judgement): RunSummary {
  const { run, seed, chosen } = about;
  const { iterations, value } = result;
  return { run, seed, start: used, status: statusOf(result, about), iterations, objective: -value, chosen };
}

/** Learns the weights of a network, with restarts where more than one maximum is possible; the best run is kept. */
export async function learnNetwork(
  problem: NetworkProblem,
  choice: EstimatorChoice,
  options: LearnNetworkOptions,
): Promise<LearnedNetwork> {
  const { estimator, reason, refused } = choice;
  const penalised = isPenalised(options.penalty);
  const cells = sortCells(problem, options.penalty);
  const attempts: Attempt[] = [];
  for (let run = 1; run <= Math.max(1, options.restarts); run++) {
    const context = contextOf(problem, options, cells, run);
    attempts.push({ result: await finish(estimator, estimator.start(context), options.pause), used: context.used });
    if (options.signal?.aborted) break;
  }
  const best = attempts.reduce((a, b) => (b.result.value < a.result.value ? b : a));
  const { result } = best;
  const isNoisy = estimator.isNoisy === true;
  const judgement = { penalised, isNoisy, untilStill: options.tolerance === undefined, rows: problem.rows };
  return {
    method: estimator.name,
    reason,
    claims: estimator.claims(problem),
    refused,
    status: statusOf(result, judgement),
    iterations: result.iterations,
    evaluations: attempts.reduce((n, a) => n + a.result.evaluations, 0),
    trace: estimator.isNoisy ? [] : result.trace.map((value) => -value),
    gradientTrace: estimator.isNoisy ? result.trace : null,
    gradientNorm: result.gradientNorm / problem.rows,
    approximation: estimator.approximation?.(problem, result.theta) ?? null,
    cells,
    runs: attempts.map((attempt, i) => summaryOf(attempt, { ...judgement, run: i + 1, seed: options.seed, chosen: attempt === best })),
    ...describe(problem, estimator, options, cells, result.theta),
    objective: -result.value,
  };
}

type Described = Pick<LearnedNetwork, "theta" | "logLik" | "logZ" | "estimated" | "moments" | "identified" | "standardErrors">;

/** What is known of the estimate: in reported form, with its exact likelihood and moments where they are affordable. */
function describe(
  problem: NetworkProblem,
  { errors }: Estimator,
  options: LearnNetworkOptions,
  cells: Cells,
  found: Float64Array,
): Described {
  const penalised = isPenalised(options.penalty);
  const theta = penalised || options.maxIterations === 0 ? found : canonicalForm(problem, found);
  const identified = identify(problem, cells);
  const base = { theta, identified, standardErrors: penalised ? null : (errors?.(problem, cells, theta) ?? null) };
  if (!isExact(problem)) {
    const estimated = estimateLogZ(problem, theta, createRandom(options.seed).fork(1));
    return { ...base, logLik: null, logZ: null, estimated, moments: null };
  }
  const { logLik, logZ } = evaluateNetwork(problem, theta);
  const moments = momentsAt(problem, theta);
  return { ...base, logLik, logZ: logZ / problem.rows, estimated: null, moments };
}
