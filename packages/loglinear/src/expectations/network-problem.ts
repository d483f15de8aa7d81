import type { BoundData, Diagnostic, Outcome } from "@platewise/core";
import { success } from "@platewise/core";
import {
  addTransposed,
  type EliminationOrder,
  type GroundGraph,
  groundModel,
  joinMaps,
  type LinearMap,
  makePlan,
  type ParameterLayout,
  type Plan,
  type WrittenNetwork,
  writtenNetwork,
} from "@platewise/graph";
import { countedLogLik, createPhase, type Phase, runPhase } from "./phase.ts";

/** How a network's problem is built. */
export interface NetworkOptions {
  /** Largest table that exact sums may use, in entries per row. */
  readonly budget: number;
  /** Counts equal rows once (default true). */
  readonly distinct?: boolean;
  readonly elimination?: EliminationOrder | undefined;
}

/**
 * A network with its data: the two phases whose difference is the log-likelihood. A phase that would cost more than the budget is
 * null, and `refused` says what it would cost. `written` is the network within one row, or why there is no such thing.
 */
export interface NetworkProblem {
  readonly data: BoundData;
  readonly ground: GroundGraph;
  readonly layout: ParameterLayout;
  readonly map: LinearMap;
  readonly clamped: Phase | null;
  readonly free: Phase | null;
  /** What complete data say of the parameters; null where something is unknown in them. */
  readonly seen: SeenMoments | null;
  readonly refused: readonly Diagnostic[];
  readonly written: WrittenNetwork | string;
  /** Sum of the weights of the top-level rows. */
  readonly rows: number;
}

/** Complete data by parameter: Σ counts · log-potentials = `constant` + Σ `moments` · theta, at every theta. */
export interface SeenMoments {
  readonly moments: Float64Array;
  readonly constant: number;
}

/** A problem of which both phases are affordable. */
export type ExactProblem = NetworkProblem & { readonly clamped: Phase; readonly free: Phase };

/** True where the log-likelihood and its gradient can be computed exactly. */
export const isExact = (problem: NetworkProblem): problem is ExactProblem => problem.clamped !== null && problem.free !== null;

/** The data with everything that is modelled left out: only `given` columns stay. */
export function withoutObservations(data: BoundData): BoundData {
  const roles = new Map(data.model.nodes.map(({ name, role }) => [name, role]));
  const instances = (name: string): number => {
    const plate = data.model.nodes.find((node) => node.name === name)?.plate ?? null;
    return data.plates.find((p) => p.plate === plate)?.instances ?? 1;
  };
  const nodes = data.nodes.map((node) =>
    roles.get(node.name) === "given" ? node : { ...node, missing: instances(node.name), values: { kind: "absent" } as const },
  );
  return { ...data, nodes };
}

/** Weight of the top-level rows; the steps of a top-level chain are counted, too. */
export function topWeight({ plates, table, droppedRows }: BoundData): number {
  const top = plates.find((plate) => plate.parentOf === null);
  if (!top) return table.rows - droppedRows;
  return top.weights ? top.weights.reduce((a, b) => a + b, 0) : top.instances;
}

/** What costs too much rather than being wrong. */
const costly: readonly string[] = ["joint-too-large"];

/** The plan of a phase; null, with the reasons, where it is over the budget. Anything else that is wrong is a failure. */
function planPhase(data: BoundData, { budget, elimination }: NetworkOptions, refused: Diagnostic[]): Outcome<Plan | null> {
  const plan = makePlan(data, { families: [], method: "em", budget, keepBarren: true, ...(elimination ? { elimination } : {}) });
  if (plan.ok || !plan.diagnostics.every(({ code }) => costly.includes(code))) return plan;
  refused.push(...plan.diagnostics);
  return success(null);
}

/** The plans of both phases of a network, null where over the budget, with the reasons. */
export interface NetworkPlans {
  readonly clamped: Plan | null;
  readonly free: Plan | null;
  readonly refused: readonly Diagnostic[];
}

/** Plans both phases of a network. */
export function planNetwork(data: BoundData, options: NetworkOptions): Outcome<NetworkPlans> {
  const refused: Diagnostic[] = [];
  const clamped = planPhase(data, options, refused);
  if (!clamped.ok) return clamped;
  const free = planPhase(withoutObservations(data), options, refused);
  return free.ok ? success({ clamped: clamped.value, free: free.value, refused }) : free;
}

function seenMoments(clamped: Phase, size: number): SeenMoments {
  const moments = new Float64Array(size);
  addPhaseCounts(clamped, 1, moments);
  let constant = 0;
  clamped.factors.forEach(({ map }, f) => {
    clamped.kernels[f]?.statistics.forEach((count, e) => {
      if (count !== 0) constant += count * (map.constant[e] as number);
    });
  });
  return { moments, constant };
}

/** 0 · −∞ = 0. */
function seenLogLik({ moments, constant }: SeenMoments, theta: Float64Array): number {
  let sum = constant;
  for (let c = 0; c < theta.length; c++) {
    const moment = moments[c] as number;
    if (moment !== 0) sum += moment * (theta[c] as number);
  }
  return sum;
}

/** Plans and compiles both phases of a network as far as they are affordable. */
export function createNetworkProblem(data: BoundData, options: NetworkOptions): Outcome<NetworkProblem> {
  const plans = planNetwork(data, options);
  if (!plans.ok) return plans;
  const { distinct = true } = options;
  const grounded = plans.value.clamped ? success(plans.value.clamped.ground) : groundModel(data, { families: [], budget: options.budget });
  if (!grounded.ok) return grounded;
  const ground = grounded.value;
  const clamped = plans.value.clamped ? createPhase(plans.value.clamped, distinct) : null;
  const free = plans.value.free ? createPhase(plans.value.free, distinct) : null;
  if (clamped?.isComplete) runPhase(clamped, new Float64Array(ground.layout.size));
  const seen = clamped?.isComplete ? seenMoments(clamped, ground.layout.size) : null;
  const written = writtenNetwork(ground, data);
  const map = joinMaps(ground.factors);
  return success({
    data,
    ground,
    layout: ground.layout,
    map,
    clamped,
    free,
    seen,
    refused: plans.value.refused,
    written,
    rows: topWeight(data),
  });
}

/** A row, or an instance of a plate, that has probability zero at `theta`; null where there is none or the sum costs too much. */
export function impossibleInstance(
  { clamped }: NetworkProblem,
  theta: Float64Array,
): { readonly plate: number; readonly instance: number } | null {
  return clamped ? runPhase(clamped, theta).impossible : null;
}

/** What an evaluation of a network found. */
export interface NetworkValue {
  /** Log-likelihood of what is seen: clamped minus free. */
  readonly logLik: number;
  /** Σ over rows of log Z. */
  readonly logZ: number;
}

/** Log-potential of what is seen, summed over what is not; the clamped statistics are then the counts of the data. */
export const clampedValue = (clamped: Phase, theta: Float64Array): number =>
  clamped.isComplete ? countedLogLik(clamped, theta) : runPhase(clamped, theta).logLik;

/**
 * The log-likelihood at `theta`; the statistics of both phases are then the empirical and the model's expected counts.
 * A parameter may be −∞: configurations that it rules out have probability zero.
 */
export function evaluateNetwork({ clamped, free, seen }: ExactProblem, theta: Float64Array): NetworkValue {
  const value = seen ? seenLogLik(seen, theta) : runPhase(clamped, theta).logLik;
  const logZ = runPhase(free, theta).logLik;
  return { logLik: value - logZ, logZ };
}

/** Adds `scale` times the last counts of a phase, in the parameters' places, to `into`. */
export function addPhaseCounts({ factors, kernels }: Phase, scale: number, into: Float64Array): void {
  factors.forEach(({ map }, f) => {
    addTransposed(map, kernels[f]?.statistics as Float64Array, scale, into);
  });
}

/** The last counts of a phase, one factor's entries after the other's: overwrites `into`. */
export function copyPhaseCounts({ kernels }: Phase, into: Float64Array): void {
  let at = 0;
  for (const { statistics } of kernels) {
    into.set(statistics, at);
    at += statistics.length;
  }
}

/** Gradient of the log-likelihood by the last evaluation, empirical minus model: overwrites `gradient`. */
export function networkGradient({ clamped, free, seen }: ExactProblem, gradient: Float64Array): void {
  if (seen) gradient.set(seen.moments);
  else {
    gradient.fill(0);
    addPhaseCounts(clamped, 1, gradient);
  }
  addPhaseCounts(free, -1, gradient);
}
