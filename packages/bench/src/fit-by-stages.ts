import { families, priorFamilies } from "@platewise/distributions";
import { makePlan } from "@platewise/graph";
import { createProblem, type LearnOptions, learn, type Problem } from "@platewise/learning";
import { bindData, orThrow, parse, toDataTable } from "platewise";
import { startValues } from "./start-values.ts";
import { createStopwatch, type Taken, timed } from "./stopwatch.ts";
import type { TaskModel, TaskTable } from "./tasks/task.ts";

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

const settings: Omit<LearnOptions, "given" | "maxIterations" | "onIteration"> = {
  start: "auto",
  restarts: 1,
  tolerance: 0,
  seed: 1,
  policy: "fail",
  order: "init",
  signal: undefined,
  pause: () => Promise.resolve(),
};

/**
 * Learning up to the last M-step. What follows is one more look at the data for the log-likelihood at the final parameters, which
 * the other programs' figures leave out too. An iteration is reported after the look that the next one starts with, so the
 * report before the last one is where the time is taken.
 */
async function learnTimed(problem: Problem, options: Omit<LearnOptions, "onIteration">): Promise<Taken<Awaited<ReturnType<typeof learn>>>> {
  const watch = createStopwatch();
  let [before, last] = [watch(), watch()];
  const onIteration = (): void => {
    [before, last] = [last, watch()];
  };
  const value = await learn(problem, { ...options, onIteration });
  const end = watch();
  return { value, ...(value.run.iterations > 1 ? before : end) };
}

/** What the driver's `fit` does, one stage at a time, with every stage timed. Throws `DiagnosticsError` where a stage refuses the model. */
export async function fitByStages({ text, init, iterations }: TaskModel, columns: TaskTable): Promise<StagedFit> {
  const parsed = await timed(() => parse(text));
  const bound = await timed(() => orThrow(bindData(parsed.value.template, orThrow(toDataTable(columns)), {})));
  const plan = await timed(() => orThrow(makePlan(bound.value, { families, method: "auto", budget: 1e6 })));
  const compiled = await timed(() => orThrow(createProblem(plan.value, { distinct: true, priorFamilies })));
  const given = startValues(plan.value.ground.layout, init);
  const learned = await learnTimed(compiled.value, { ...settings, given, maxIterations: iterations });
  const { run } = learned.value;
  const done = { logLik: run.last.logLik, iterations: Math.max(1, run.iterations) };
  return { ...done, parse: parsed, bind: bound, plan, compile: compiled, learn: learned };
}
