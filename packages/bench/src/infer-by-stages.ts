import { families, priorFamilies } from "@platewise/distributions";
import { makePlan, runPass } from "@platewise/graph";
import { createProblem, evaluateProblem, withConstants } from "@platewise/learning";
import { bindData, orThrow, parse, toDataTable } from "platewise";
import { createMarginals } from "./marginals.ts";
import { startValues } from "./start-values.ts";
import { type Taken, timed } from "./stopwatch.ts";
import { type NetworkStart, networkTables, networkText } from "./tasks/network-model.ts";

/** Marginals of all nodes without evidence, with the time of its stages; `first` is the first repetition alone, `all` has them all. */
export interface StagedInference {
  /** Sum of the squares of all marginal probabilities: a number to compare with other programs. */
  readonly checksum: number;
  readonly nodes: number;
  readonly parse: Taken<unknown>;
  readonly plan: Taken<unknown>;
  readonly compile: Taken<unknown>;
  readonly first: Taken<unknown>;
  readonly all: Taken<unknown>;
}

/**
 * Parses, plans (the clique tree is built here), compiles and reads the tables once, then runs the tree `repetitions` times.
 * Throws `DiagnosticsError` where a stage refuses the model.
 */
export async function inferByStages(network: NetworkStart, repetitions: number): Promise<StagedInference> {
  const parsed = await timed(() => parse(networkText("Network", network)));
  const plan = await timed(() => {
    const empty = Object.fromEntries(network.names.map((name) => [name, Float64Array.of(Number.NaN)]));
    const bound = orThrow(bindData(parsed.value.template, orThrow(toDataTable(empty)), {}));
    return orThrow(makePlan(bound, { families, method: "auto", budget: 1e8, keepBarren: true }));
  });
  const compiled = await timed(() => orThrow(createProblem(plan.value, { distinct: false, priorFamilies })));
  const theta = withConstants(plan.value, startValues(plan.value.ground.layout, networkTables(network)).values);
  const { byVariable, onPosterior } = createMarginals();
  const options = { accumulate: false, hard: false, onPosterior };
  const first = await timed(() => evaluateProblem(compiled.value, theta, options));
  const rest = await timed(() => {
    for (let i = 1; i < repetitions; i++) runPass(compiled.value.kernel, { ...options, sameTables: true });
  });
  const all = { ...rest, cpu: first.cpu + rest.cpu, wall: first.wall + rest.wall };
  const checksum = [...byVariable.values()].reduce((sum, p) => sum + p.reduce((s, x) => s + x * x, 0), 0);
  return { checksum, nodes: byVariable.size, parse: parsed, plan, compile: compiled, first, all };
}
