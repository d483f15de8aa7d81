import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type DataInput, type FitResult, fit, parse } from "platewise";
import { fitByStages } from "./fit-by-stages.ts";
import { gradientByStages } from "./gradient-by-stages.ts";
import { inferByStages } from "./infer-by-stages.ts";
import type { Locations } from "./locations.ts";
import { networkByStages } from "./network-by-stages.ts";
import { parseNetworkDump } from "./network-dump.ts";
import { readNpyColumns } from "./npy.ts";
import type { Result } from "./result.ts";
import { currentMemory, type Taken, timed } from "./stopwatch.ts";
import type { FitTask, GradientTask, InferenceTask, Learned, LoglinearTask, StartFile, TaskModel, TaskTable } from "./tasks/task.ts";

/** What a run of one task in this process came to. `cpu_s` and `wall_s` are of its timed part. */
export type Measured = Pick<Result, "peer" | "iters" | "wall_s" | "cpu_s" | "ll" | "notes" | "base_mb" | "data_mb">;

type MeasuredFit = Omit<Measured, "base_mb" | "data_mb">;

const milliseconds = (seconds: number): string => `${(seconds * 1e3).toFixed(seconds < 0.01 ? 3 : 1)} ms`;

const stageNotes = (stages: Readonly<Record<string, Taken<unknown>>>): string =>
  Object.entries(stages)
    .map(([stage, { cpu }]) => `${stage} ${milliseconds(cpu)}`)
    .join(", ");

/** The timed part is compiling (where equal rows are collapsed) and learning, in some tasks planning; the rest goes to the notes. */
async function measureStages(task: FitTask, model: TaskModel, table: TaskTable): Promise<MeasuredFit> {
  const { logLik, iterations, ...stages } = await fitByStages(model, table);
  const { plan, compile, learn } = stages;
  const counted = task.timesPlan ? [plan, compile, learn] : [compile, learn];
  const [cpu_s, wall_s] = [counted.reduce((sum, { cpu }) => sum + cpu, 0), counted.reduce((sum, { wall }) => sum + wall, 0)];
  return { peer: "platewise", iters: iterations, wall_s, cpu_s, ll: logLik, notes: stageNotes(stages) };
}

async function measureWhole(_: FitTask, { text, init, iterations }: TaskModel, table: TaskTable): Promise<MeasuredFit> {
  const model = parse(text);
  const options = { maxIterations: iterations, tolerance: 0, ...(init ? { init } : {}) };
  const { value, wall, cpu } = await timed(() => fit(model, table, options));
  const notes = "binding and planning included";
  return { peer: "platewise fit()", iters: iterations, wall_s: wall, cpu_s: cpu, ll: value.logLik, notes };
}

/** Fits a task's model: its stages apart, or the whole call of the public API. */
export async function measureFit(task: FitTask, places: Locations, how: "stages" | "fit"): Promise<Measured> {
  const start = JSON.parse(readFileSync(join(places[task.start.folder], task.start.file), "utf8")) as StartFile;
  const model = task.model(start);
  const read = await timed(() => model.table(readNpyColumns(join(places.data, `${task.data}.npy`))));
  const data_mb = Object.values(read.value).reduce((sum, column) => sum + column.byteLength, 0) / 2 ** 20;
  const base_mb = currentMemory();
  const done = await (how === "fit" ? measureWhole : measureStages)(task, model, read.value);
  return { ...done, base_mb, data_mb, notes: `${done.notes}; read ${milliseconds(read.cpu)}` };
}

/** The marginals of a network; the timed part is all repetitions. */
export async function measureInference({ network, repetitions }: InferenceTask, places: Locations): Promise<Measured> {
  const tables = parseNetworkDump(readFileSync(join(places.data, `${network}.txt`), "utf8"));
  const base_mb = currentMemory();
  const { checksum, nodes, all, ...stages } = await inferByStages(tables, repetitions);
  const notes = `${nodes} nodes: ${stageNotes(stages)}; logLik column: sum of squared marginals`;
  return { peer: "platewise", iters: repetitions, wall_s: all.wall, cpu_s: all.cpu, ll: checksum, notes, base_mb };
}

/** The gradient of a network; the timed part is all repetitions. */
export async function measureGradient(task: GradientTask): Promise<Measured> {
  const base_mb = currentMemory();
  const { logZ, parameters, all, ...stages } = await gradientByStages(task);
  const notes = `${parameters} parameters: ${stageNotes(stages)}; logLik column: log Z`;
  return { peer: "platewise", iters: task.repetitions, wall_s: all.wall, cpu_s: all.cpu, ll: logZ, notes, base_mb };
}

const sumOf = (taken: readonly Pick<Taken<unknown>, "cpu" | "wall">[]): Pick<Measured, "cpu_s" | "wall_s"> => ({
  cpu_s: taken.reduce((sum, { cpu }) => sum + cpu, 0),
  wall_s: taken.reduce((sum, { wall }) => sum + wall, 0),
});

type MeasuredNetwork = Pick<Measured, "peer" | "cpu_s" | "wall_s" | "notes"> & { readonly iterations: number; readonly result: Learned };

/** The timed part is learning up to the last iteration, in some tasks compiling; what is repeated, is learning alone. */
async function networkStages(task: LoglinearTask, input: DataInput): Promise<MeasuredNetwork> {
  const { learned, again, ...stages } = await networkByStages(task, input);
  const { compile, learn } = stages;
  const counted = [...(task.timesCompile ? [compile] : []), learn, ...again];
  const notes = `${learned.evaluations} evaluations, ${learned.iterations} iterations: ${stageNotes(stages)}`;
  return { peer: "platewise", ...sumOf(counted), notes, iterations: learned.iterations, result: learned };
}

async function networkWhole({ text, options, repetitions }: LoglinearTask, input: DataInput): Promise<MeasuredNetwork> {
  const model = parse(text);
  const fits = [await timed(() => fit(model, input, options))];
  while (fits.length < repetitions) fits.push(await timed(() => fit(model, input, options)));
  const { value: result, cpu } = fits[0] as Taken<FitResult>;
  const notes = `binding, planning and the report included; the first ${milliseconds(cpu)}`;
  return { peer: "platewise fit()", ...sumOf(fits), notes, iterations: result.iterations, result };
}

/** Fits of a network: their stages apart, or the whole call of the public API; figures are about all repetitions. */
export async function measureLoglinear(task: LoglinearTask, places: Locations, how: "stages" | "fit"): Promise<Measured> {
  const path = join(places.data, task.data);
  task.prepare?.(path);
  const read = await timed(() => task.table(path));
  const base_mb = currentMemory();
  const { iterations, result, ...done } = await (how === "fit" ? networkWhole : networkStages)(task, read.value);
  const iters = task.repetitions * (task.counts === "fits" ? 1 : iterations);
  return { ...done, iters, ll: task.objective(result, read.value), base_mb, notes: `${done.notes}; read ${milliseconds(read.cpu)}` };
}
