import { portableLog } from "@platewise/core";
import type { NetworkProblem } from "../expectations/network-problem.ts";
import { type PlainTable, plainTables } from "../learn/effects.ts";
import { isPenalised } from "../learn/penalty.ts";
import type { OptimizerResult, OptimizerRun, OptimizerStatus } from "../optimizers/optimizer.ts";
import { type IpfRun, startIpf } from "../tables/ipf-table.ts";
import { createMargin } from "../tables/margin.ts";
import type { EstimatorContext } from "./estimator.ts";
import { writtenOf } from "./local.ts";

/** Most cells of a contingency table that is fitted whole. */
const MOST_CELLS = 1 << 20;

/** A hierarchical model as a contingency table: its counts, and the axes of each parameter's margin. */
interface Contingency {
  readonly sizes: readonly number[];
  readonly observed: Float64Array;
  readonly tables: readonly PlainTable[];
  readonly margins: readonly (readonly number[])[];
}

/** The model's data as counts of a joint table; null where it is not a small table of its own parameters, all of it seen. */
function contingencyOf(problem: NetworkProblem): Contingency | null {
  const { network, data } = writtenOf(problem);
  const tables = plainTables(problem);
  const sizes = Array.from(network.sizes);
  const cells = sizes.reduce((a, b) => a * b, 1);
  if (!tables || cells > MOST_CELLS || data.states.includes(-1) || network.given.includes(1)) return null;
  const place = new Map(network.keys.map((key, v) => [key, v]));
  const margins = tables.map(({ axes }) => axes.map((id) => place.get(problem.ground.variables[id]?.key ?? "") ?? -1));
  const observed = new Float64Array(cells);
  for (let row = 0; row < data.rows; row++) {
    let cell = 0;
    for (let v = 0; v < sizes.length; v++) cell = cell * (sizes[v] as number) + (data.states[row * sizes.length + v] as number);
    observed[cell] = (observed[cell] as number) + (data.weights ? (data.weights[row] as number) : 1);
  }
  return { sizes, observed, tables, margins };
}

/** Largest entry of the gradient: how far the margins were off when the last sweep came to them; of the start, it is not known. */
interface State {
  readonly run: IpfRun;
  readonly contingency: Contingency;
  readonly rows: number;
  readonly trace: number[];
  iterations: number;
  deviation: number;
  status: OptimizerStatus | null;
}

/** The negative log-likelihood after a sweep, which leaves the sum of the table that of the data. */
function negativeLogLik({ run, rows }: State): number {
  let sum = 0;
  run.targets.forEach((targets, m) => {
    const multipliers = run.multipliers[m] as Float64Array;
    for (let i = 0; i < targets.length; i++)
      if ((targets[i] as number) > 0) sum += (targets[i] as number) * portableLog(multipliers[i] as number);
  });
  return rows * portableLog(rows) - sum;
}

/** The place of each element of a table in its margin, whose axes stand in the order of the contingency table. */
function placesIn(margin: readonly number[], sizes: readonly number[]): readonly number[] {
  const { strides } = createMargin(sizes, margin);
  const steps = (axis: number): readonly number[] =>
    Array.from({ length: sizes[axis] as number }, (_, state) => state * (strides[axis] as number));
  return margin.reduce<readonly number[]>((places, axis) => places.flatMap((place) => steps(axis).map((step) => place + step)), [0]);
}

function thetaOf({ run, contingency: { tables, margins, sizes } }: State, size: number): Float64Array {
  const theta = new Float64Array(size);
  tables.forEach(({ entry }, m) => {
    placesIn(margins[m] as readonly number[], sizes).forEach((place, i) => {
      theta[entry.offset + i] = portableLog(run.multipliers[m]?.[place] as number);
    });
  });
  return theta;
}

function iterate(state: State, { options }: EstimatorContext, deviations: { last: number }): void {
  if (options.signal?.aborted) {
    state.status = "interrupted";
    return;
  }
  state.run.step();
  state.iterations += 1;
  state.deviation = deviations.last;
  const old = state.trace.at(-1) as number;
  const value = negativeLogLik(state);
  state.trace.push(value);
  options.onIteration?.(state.iterations, value, state.deviation, state.iterations);
  const settled = options.tolerance > 0 && Math.abs(value - old) <= options.tolerance * Math.max(1, Math.abs(old));
  if ((options.gradientTolerance > 0 && state.deviation <= options.gradientTolerance) || settled) state.status = "converged";
  else if (state.iterations >= options.maxIterations) state.status = "max-iterations";
}

/** Iterative proportional fitting on the whole contingency table, from a table of ones; null where that does not apply. */
export function startTableIpf(context: EstimatorContext): OptimizerRun | null {
  const { problem, penalty, theta, options } = context;
  const contingency = isPenalised(penalty) || theta.some((x) => x !== 0) ? null : contingencyOf(problem);
  if (!contingency) return null;
  const { sizes, observed, tables, margins } = contingency;
  const deviations = { last: Number.POSITIVE_INFINITY };
  const onSweep = (_: number, deviation: number): void => {
    deviations.last = deviation;
  };
  const run = startIpf({ sizes, margins, observed, maxSweeps: options.maxIterations, tolerance: 0, onSweep });
  const start = problem.rows * portableLog(observed.length);
  const status = options.maxIterations > 0 ? null : "max-iterations";
  const state: State = { run, contingency, rows: problem.rows, trace: [start], iterations: 0, deviation: Number.NaN, status };
  return {
    step: () => {
      if (state.status === null) iterate(state, context, deviations);
      return state.status === null;
    },
    result: (): OptimizerResult => ({
      theta: thetaOf(state, theta.length),
      value: state.trace.at(-1) as number,
      gradientNorm: state.deviation,
      lastChange: 0,
      creeps: false,
      iterations: state.iterations,
      evaluations: state.iterations * tables.length,
      status: state.status ?? "interrupted",
      trace: [...state.trace],
    }),
  };
}
