import { DiagnosticsError, version } from "platewise";
import { findLocations } from "./locations.ts";
import { type Measured, measureFit, measureGradient, measureInference, measureLoglinear } from "./measure.ts";
import { NOT_YET, type Result } from "./result.ts";
import { peakMemory } from "./stopwatch.ts";
import { tasks } from "./tasks/tasks.ts";

// One task in a process of its own: `run-task.js TASK stages|fit` prints one line `RESULT {json}`, or `not yet: <code>` where the
// model is refused.

async function measure([name, how]: readonly string[]): Promise<Measured & { readonly task: string }> {
  const task = tasks.find((candidate) => candidate.name === name);
  if (task === undefined) throw new Error(`there is no task ${name}; the tasks are ${tasks.map((t) => t.name).join(", ")}`);
  const places = findLocations(process.env);
  if (task.kind === "inference") return { task: task.name, ...(await measureInference(task, places)) };
  if (task.kind === "gradient") return { task: task.name, ...(await measureGradient(task)) };
  const way = how === "fit" ? "fit" : "stages";
  if (task.kind === "loglinear") return { task: task.name, ...(await measureLoglinear(task, places, way)) };
  return { task: task.data, ...(await measureFit(task, places, way)) };
}

async function main(args: readonly string[]): Promise<void> {
  try {
    const done = await measure(args);
    const result: Result = { ...done, version, threads: "1", s_per_iter: done.wall_s / done.iters, peak_mb: peakMemory() };
    console.log(`RESULT ${JSON.stringify(result)}`);
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
    const codes = error.diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
    console.log(`${NOT_YET} ${[...new Set(codes)].join(", ")}`);
  }
}

await main(process.argv.slice(2));
