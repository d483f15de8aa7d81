import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fit, parse, version } from "platewise";
import { fitByStages, type StagedFit } from "./fit-by-stages.ts";
import { findLocations } from "./locations.ts";
import { readNpyColumns } from "./npy.ts";
import type { Result } from "./result.ts";
import { currentMemory, peakMemory, timed } from "./stopwatch.ts";
import type { StartFile, TaskModel } from "./tasks/task.ts";
import { tasks } from "./tasks/tasks.ts";

// One task in a process of its own: `run-task.js TASK stages|fit` prints one line `RESULT {json}`.

type Measured = Pick<Result, "iters" | "wall_s" | "cpu_s" | "ll" | "notes">;

const milliseconds = (seconds: number): string => `${(seconds * 1e3).toFixed(1)} ms`;

/** The timed part is compiling (where equal rows are collapsed) and learning; the rest goes to the notes. */
function measuredStages(done: StagedFit): Measured {
  const { parse: parsed, bind, plan, compile, learn } = done;
  const others = { parse: parsed, bind, plan, compile, learn };
  const notes = Object.entries(others).map(([stage, { cpu }]) => `${stage} ${milliseconds(cpu)}`);
  const cpu = compile.cpu + learn.cpu;
  return { iters: done.iterations, wall_s: compile.wall + learn.wall, cpu_s: cpu, ll: done.logLik, notes: notes.join(", ") };
}

async function measureFit({ text, init, iterations }: TaskModel, data: Parameters<typeof fit>[1]): Promise<Measured> {
  const model = parse(text);
  const options = { maxIterations: iterations, tolerance: 0, ...(init ? { init } : {}) };
  const done = await timed(() => fit(model, data, options));
  const { logLik } = done.value;
  return { iters: iterations, wall_s: done.wall, cpu_s: done.cpu, ll: logLik, notes: "binding and planning included" };
}

async function main([name, how]: readonly string[]): Promise<void> {
  const task = tasks.find((candidate) => candidate.name === name);
  if (task === undefined) throw new Error(`there is no task ${name}; the tasks are ${tasks.map((t) => t.name).join(", ")}`);
  const places = findLocations(process.env);
  const start = JSON.parse(readFileSync(join(places[task.start.folder], task.start.file), "utf8")) as StartFile;
  const model = task.model(start);
  const read = await timed(() => readNpyColumns(join(places.data, `${task.data}.npy`)));
  const columns = Object.fromEntries(model.columns.map((column, i) => [column, read.value.columns[i] ?? []]));
  const data_mb = read.value.columns.reduce((sum, column) => sum + column.byteLength, 0) / 2 ** 20;
  const base_mb = currentMemory();
  const done = how === "fit" ? await measureFit(model, columns) : measuredStages(await fitByStages(model, columns));
  const notes = `${done.notes}; read ${milliseconds(read.cpu)}`;
  const peer = how === "fit" ? "platewise fit()" : "platewise";
  const { wall_s, iters } = done;
  const result: Result = {
    task: task.data,
    peer,
    version,
    threads: "1",
    ...done,
    s_per_iter: wall_s / iters,
    peak_mb: peakMemory(),
    base_mb,
    data_mb,
    notes,
  };
  console.log(`RESULT ${JSON.stringify(result)}`);
}

await main(process.argv.slice(2));
