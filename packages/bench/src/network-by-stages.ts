import {
  chooseEstimator,
  createNetworkProblem,
  type LearnedNetwork,
  learnNetwork,
  type NetworkProblem,
  type Penalty,
} from "@platewise/loglinear";
import { bindData, type DataInput, orThrow, parse, toDataTable } from "platewise";
import { createStopwatch, type Taken, timed } from "./stopwatch.ts";
import type { LoglinearTask, NetworkOptions } from "./tasks/task.ts";

/**
 * The fit of a network with the time of its stages; `compile` plans, too, and counts complete data; `report` is all after the last
 * iteration. `learn` is the first time, `again` the times after it, on the same problem.
 */
export interface StagedNetworkFit {
  readonly learned: LearnedNetwork;
  readonly parse: Taken<unknown>;
  readonly table: Taken<unknown>;
  readonly bind: Taken<unknown>;
  readonly compile: Taken<unknown>;
  readonly learn: Taken<unknown>;
  readonly report: Taken<unknown>;
  readonly again: readonly Pick<Taken<unknown>, "cpu" | "wall">[];
}

function penaltyOf({ layout }: NetworkProblem, { l2 = 0 }: NetworkOptions): Penalty {
  return { precision: new Float64Array(layout.size).fill(l2), mean: new Float64Array(layout.size), constant: 0, l1: null };
}

/** Learns up to the last iteration of the optimiser; what follows looks at the estimate again, for what is reported of it. */
async function learnTimed(
  problem: NetworkProblem,
  options: NetworkOptions,
): Promise<Taken<LearnedNetwork> & { readonly report: Taken<unknown> }> {
  const penalty = penaltyOf(problem, options);
  const choice = chooseEstimator(problem, options.method, penalty);
  if (typeof choice === "string") throw new Error(choice);
  const { size } = problem.layout;
  // Reading the CPU's clock takes as long as a sweep over a small table: once, where the last iteration is known beforehand.
  const isFixed = options.tolerance === 0;
  const watch = createStopwatch();
  let last = watch();
  const value = await learnNetwork(problem, choice, {
    ...options,
    tolerance: options.tolerance,
    gradientTolerance: options.gradientTolerance ?? 0,
    given: { values: new Float64Array(size), given: new Uint8Array(size) },
    penalty,
    restarts: 1,
    k: 1,
    chains: 1,
    seed: 1,
    signal: undefined,
    pause: () => Promise.resolve(),
    onIteration: (_run, iteration) => {
      if (!isFixed || iteration === options.maxIterations) last = watch();
    },
  });
  const end = watch();
  return { value, ...last, report: { value, cpu: end.cpu - last.cpu, wall: end.wall - last.wall } };
}

/** What the driver's `fit` does of a network, one stage at a time. Throws `DiagnosticsError` where a stage refuses it. */
export async function networkByStages({ text, options, repetitions }: LoglinearTask, input: DataInput): Promise<StagedNetworkFit> {
  const parsed = await timed(() => parse(text));
  const table = await timed(() => orThrow(toDataTable(input)));
  const bound = await timed(() => orThrow(bindData(parsed.value.template, table.value, {})));
  const compiled = await timed(() => orThrow(createNetworkProblem(bound.value, { budget: 1e6 })));
  const { report, ...learn } = await learnTimed(compiled.value, options);
  const again: Pick<Taken<unknown>, "cpu" | "wall">[] = [];
  while (again.length < repetitions - 1) {
    const { cpu, wall } = await learnTimed(compiled.value, options);
    again.push({ cpu, wall });
  }
  return { again, learned: learn.value, parse: parsed, table, bind: bound, compile: compiled, learn, report };
}
