import type { BoundData, Outcome } from "@platewise/core";
import { failure, success } from "@platewise/core";
import { addTransposed, type EliminationOrder, type GroundFactor, makePlan, type ParameterLayout, type Plan } from "@platewise/graph";
import { countedLogLik, createPhase, type Phase, runPhase } from "./phase.ts";

/** How a network's problem is built. */
export interface NetworkOptions {
  /** Largest table that exact sums may use, in entries per row. */
  readonly budget: number;
  /** Counts equal rows once (default true). */
  readonly distinct?: boolean;
  readonly elimination?: EliminationOrder | undefined;
}

/** A network with its data: the two phases whose difference is the log-likelihood. */
export interface NetworkProblem {
  readonly data: BoundData;
  readonly layout: ParameterLayout;
  readonly factors: readonly GroundFactor[];
  readonly clamped: Phase;
  readonly free: Phase;
  /** Sum of the weights of the top-level rows. */
  readonly rows: number;
}

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
function topWeight({ plates, table, droppedRows }: BoundData): number {
  const top = plates.find((plate) => plate.parentOf === null);
  if (!top) return table.rows - droppedRows;
  return top.weights ? top.weights.reduce((a, b) => a + b, 0) : top.instances;
}

/** Plans both phases; a phase over the budget is refused with its cost. */
export function planNetwork(
  data: BoundData,
  { budget, elimination }: NetworkOptions,
): Outcome<{ readonly clamped: Plan; readonly free: Plan }> {
  const options = { families: [], method: "em", budget, keepBarren: true, ...(elimination ? { elimination } : {}) } as const;
  const clamped = makePlan(data, options);
  if (!clamped.ok) return clamped;
  const free = makePlan(withoutObservations(data), options);
  return free.ok ? success({ clamped: clamped.value, free: free.value }) : failure(free.diagnostics);
}

/** Plans and compiles both phases of a network. */
export function createNetworkProblem(data: BoundData, options: NetworkOptions): Outcome<NetworkProblem> {
  const plans = planNetwork(data, options);
  if (!plans.ok) return plans;
  const { distinct = true } = options;
  const clamped = createPhase(plans.value.clamped, distinct);
  const free = createPhase(plans.value.free, distinct);
  const { layout } = clamped.plan.ground;
  if (clamped.isComplete) runPhase(clamped, new Float64Array(layout.size));
  return success({ data, layout, factors: clamped.factors, clamped, free, rows: topWeight(data) });
}

/** What an evaluation of a network found. */
export interface NetworkValue {
  /** Log-likelihood of what is seen: clamped minus free. */
  readonly logLik: number;
  /** Σ over rows of log Z. */
  readonly logZ: number;
}

/**
 * The log-likelihood at `theta`; the statistics of both phases are then the empirical and the model's expected counts.
 * A parameter may be −∞: configurations that it rules out have probability zero.
 */
export function evaluateNetwork(problem: NetworkProblem, theta: Float64Array): NetworkValue {
  const { clamped, free } = problem;
  const seen = clamped.isComplete ? countedLogLik(clamped, theta) : runPhase(clamped, theta).logLik;
  const logZ = runPhase(free, theta).logLik;
  return { logLik: seen - logZ, logZ };
}

/** Gradient of the log-likelihood by the last evaluation, empirical minus model: overwrites `gradient`. */
export function networkGradient({ factors, clamped, free }: NetworkProblem, gradient: Float64Array): void {
  gradient.fill(0);
  factors.forEach(({ map }, f) => {
    addTransposed(map, clamped.kernels[f]?.statistics as Float64Array, 1, gradient);
    addTransposed(map, free.kernels[f]?.statistics as Float64Array, -1, gradient);
  });
}
