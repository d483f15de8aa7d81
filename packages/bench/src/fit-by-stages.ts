import type { Outcome } from "@platewise/core";
import { families, priorFamilies } from "@platewise/distributions";
import { makePlan, type ParameterLayout } from "@platewise/graph";
import { createProblem, type GivenParameters, type LearnOptions, learn } from "@platewise/learning";
import { bindData, type ParamInput, parse, toDataTable } from "platewise";
import { type Taken, timed } from "./stopwatch.ts";
import type { TaskModel } from "./tasks/task.ts";

/** A fit with the time of its stages: text to model, columns to bound data, plan, compiling (equal rows are collapsed here), learning. */
export interface StagedFit {
  readonly logLik: number;
  readonly iterations: number;
  readonly parse: Taken<unknown>;
  readonly bind: Taken<unknown>;
  readonly plan: Taken<unknown>;
  readonly compile: Taken<unknown>;
  readonly learn: Taken<unknown>;
}

function unwrap<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.diagnostics.map(({ code, details }) => ({ code, details }))));
  return outcome.value;
}

const deepNumbers = (value: unknown): readonly number[] => (Array.isArray(value) ? (value.flat(9) as number[]) : [value as number]);

/** Nested start values laid out as the learner wants them; a task gives all of its parameters or none. */
function startValues(layout: ParameterLayout, init: ParamInput | null): GivenParameters {
  const values = new Float64Array(layout.size);
  if (init !== null) for (const { decl, offset } of layout.entries) values.set(deepNumbers(init[decl.name]), offset);
  return { values, given: new Uint8Array(layout.size).fill(init === null ? 0 : 1) };
}

const settings: Omit<LearnOptions, "given" | "maxIterations"> = {
  start: "auto",
  restarts: 1,
  tolerance: 0,
  seed: 1,
  policy: "fail",
  order: "init",
  signal: undefined,
  onIteration: () => undefined,
  pause: () => Promise.resolve(),
};

/** What the driver's `fit` does, one stage at a time, with every stage timed. */
export async function fitByStages({ text, init, iterations }: TaskModel, columns: Parameters<typeof toDataTable>[0]): Promise<StagedFit> {
  const parsed = await timed(() => parse(text));
  const bound = await timed(() => unwrap(bindData(parsed.value.template, unwrap(toDataTable(columns)), {})));
  const plan = await timed(() => unwrap(makePlan(bound.value, { families, method: "auto", budget: 1e6 })));
  const compiled = await timed(() => unwrap(createProblem(plan.value, { distinct: true, priorFamilies })));
  const given = startValues(plan.value.ground.layout, init);
  const learned = await timed(() => learn(compiled.value, { ...settings, given, maxIterations: iterations }));
  const { run } = learned.value;
  const done = { logLik: run.last.logLik, iterations: Math.max(1, run.iterations) };
  return { ...done, parse: parsed, bind: bound, plan, compile: compiled, learn: learned };
}
