import type { ParamInput } from "platewise";

/** The start values of a task as its JSON file holds them. */
export type StartFile = Readonly<Record<string, unknown>>;

/** A model ready to fit: its text, its column names in the order of the data file, and where it starts (null: closed form). */
export interface TaskModel {
  readonly text: string;
  readonly columns: readonly string[];
  readonly init: ParamInput | null;
  readonly iterations: number;
}

/**
 * A fixed job: data file `<data>.npy`, start values `<start>.json` in the folder of start values or, where the task's file
 * is generated with the data, in that of the data.
 */
export interface Task {
  readonly name: string;
  readonly data: string;
  readonly start: { readonly folder: "init" | "data"; readonly file: string };
  /** What one iteration is, for the table. */
  readonly unit: string;
  model(start: StartFile): TaskModel;
}

/** `x0`, `x1`, …: the names of columns that have none. */
export const numberedColumns = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `x${i}`);
