import type { ParamInput } from "platewise";
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

/** A fixed job. */
export type Task = FitTask | InferenceTask;

/** `x0`, `x1`, …: the names of columns that have none. */
export const numberedColumns = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `x${i}`);

/** The columns of a data file under the names of a model. */
export const namedColumns =
  (names: readonly string[]) =>
  ({ columns }: NpyColumns): TaskTable =>
    Object.fromEntries(names.map((name, i) => [name, columns[i] ?? new Float64Array(0)]));
