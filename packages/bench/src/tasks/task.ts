import type { DataInput, FitOptions, ParamInput } from "platewise";
import type { NpyArray, NpyColumns } from "../npy.ts";

/** The start values of a task as its JSON file holds them. */
export type StartFile = Readonly<Record<string, unknown>>;

/** A table as `fit` takes it: a typed array by column name, NaN in an empty cell. */
export type TaskTable = Readonly<Record<string, NpyArray>>;

/** A model ready to fit: its text, its table from the data file, and where it starts (null: closed form). */
export interface TaskModel {
  readonly text: string;
  readonly init: ParamInput | null;
  readonly iterations: number;
  table(data: NpyColumns): TaskTable;
}

/**
 * A fit: data file `<data>.npy`, start values `<start>.json` in the folder of start values or, where the task's file
 * is generated with the data, in that of the data.
 */
export interface FitTask {
  readonly kind: "fit";
  readonly name: string;
  readonly data: string;
  readonly start: { readonly folder: "init" | "data"; readonly file: string };
  /** Planning is in the timed part too: it looks at every row, for what is missing there or where its sequence begins. */
  readonly timesPlan?: boolean;
  model(start: StartFile): TaskModel;
}

/** The marginals of all nodes of a network without evidence, `repetitions` times with the clique tree built once. */
export interface InferenceTask {
  readonly kind: "inference";
  readonly name: string;
  readonly network: string;
  readonly repetitions: number;
}

/** What the objective of a task is read from. */
export interface Learned {
  readonly objective: number;
  readonly logLik: number | null;
}

/** What a task asks of the fit of a network; `l2` is the weight of |w|² / 2. */
export type NetworkOptions = Required<Pick<FitOptions, "method" | "maxIterations">> &
  Pick<FitOptions, "tolerance" | "gradientTolerance" | "l2">;

/** The fit of an undirected network, from the file `data` in the folder of the data, `repetitions` times. */
export interface LoglinearTask {
  readonly kind: "loglinear";
  readonly name: string;
  readonly data: string;
  readonly text: string;
  readonly options: NetworkOptions;
  readonly repetitions: number;
  /** What a figure per iteration is about: whole fits, or the iterations within them. */
  readonly counts: "fits" | "iterations";
  /** Planning and compiling are in the timed part too: the task's peers set up within theirs. */
  readonly timesCompile?: boolean;
  /** How far, relatively, the objective may be off the peers'. */
  readonly agreement: number;
  /** Makes the file where the task can make it and it is not there. */
  readonly prepare?: (path: string) => void;
  table(path: string): DataInput;
  /** The objective as the task's peers state it. */
  objective(learned: Learned, data: DataInput): number;
}

/** The exact gradient of a network's log-likelihood at fixed parameters, `repetitions` times with everything set up once. */
export interface GradientTask {
  readonly kind: "gradient";
  readonly name: string;
  readonly text: string;
  /** Log-potentials by the parameter's name, row by row. */
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly repetitions: number;
}

/** A fixed job. */
export type Task = FitTask | InferenceTask | LoglinearTask | GradientTask;

/** `x0`, `x1`, …: the names of columns that have none. */
export const numberedColumns = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `x${i}`);

/** The columns of a data file under the names of a model. */
export const namedColumns =
  (names: readonly string[]) =>
  ({ columns }: NpyColumns): TaskTable =>
    Object.fromEntries(names.map((name, i) => [name, columns[i] ?? new Float64Array(0)]));
