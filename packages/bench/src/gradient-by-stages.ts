import { InternalError } from "@platewise/core";
import { createNetworkProblem, evaluateNetwork, isExact, networkGradient } from "@platewise/loglinear";
import { bindData, orThrow, parse, toDataTable } from "platewise";
import { type Taken, timed } from "./stopwatch.ts";
import type { GradientTask } from "./tasks/task.ts";

/** The gradient of a network for a single row, with the time of its stages; `first` is the first repetition alone, `all` has them all. */
export interface StagedGradient {
  readonly logZ: number;
  readonly parameters: number;
  readonly parse: Taken<unknown>;
  readonly compile: Taken<unknown>;
  readonly first: Taken<unknown>;
  readonly all: Taken<unknown>;
}

/** Parses, plans and compiles once, then takes the gradient `repetitions` times. Throws `DiagnosticsError` where a stage refuses the network. */
export async function gradientByStages({ text, parameters, repetitions }: GradientTask): Promise<StagedGradient> {
  const parsed = await timed(() => parse(text));
  const { template } = parsed.value;
  const compiled = await timed(() => {
    const row = Object.fromEntries(template.nodes.map(({ name }) => [name, Uint8Array.of(0)]));
    return orThrow(createNetworkProblem(orThrow(bindData(template, orThrow(toDataTable(row)), {})), { budget: 1e6 }));
  });
  const problem = compiled.value;
  if (!isExact(problem)) throw new InternalError("the network is over the budget");
  const theta = new Float64Array(problem.layout.size);
  for (const { decl, offset } of problem.layout.entries) theta.set(parameters[decl.name] ?? [], offset);
  const gradient = new Float64Array(theta.length);
  const once = (): number => {
    const { logZ } = evaluateNetwork(problem, theta);
    networkGradient(problem, gradient);
    return logZ;
  };
  const first = await timed(once);
  const rest = await timed(() => {
    for (let i = 1; i < repetitions; i++) once();
  });
  const all = { ...rest, cpu: first.cpu + rest.cpu, wall: first.wall + rest.wall };
  return { logZ: first.value, parameters: theta.length, parse: parsed, compile: compiled, first, all };
}
