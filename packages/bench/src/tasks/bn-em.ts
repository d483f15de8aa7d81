import type { NpyArray, NpyColumns } from "../npy.ts";
import { type NetworkStart, networkTables, networkText } from "./network-model.ts";
import type { FitTask, StartFile, TaskModel, TaskTable } from "./task.ts";

/** The data file's mark of an empty cell. */
const EMPTY = -1;

const withHoles = (column: NpyArray): Float64Array<ArrayBuffer> =>
  Float64Array.from(column, (value) => (value === EMPTY ? Number.NaN : value));

function model(start: StartFile): TaskModel {
  const network = start as unknown as NetworkStart & { readonly iters: number };
  const table = ({ columns }: NpyColumns): TaskTable =>
    Object.fromEntries(network.names.map((name, i) => [name, withHoles(columns[i] ?? new Int8Array(0))]));
  return { text: networkText("Alarm", network), table, init: networkTables(network), iterations: network.iters };
}

/** EM for the tables of the ALARM network (37 nodes): 10,000 rows, a fifth of the cells empty. */
export const bnEm: FitTask = {
  kind: "fit",
  name: "bn-em",
  data: "bn_em",
  start: { folder: "data", file: "bn_em_init.json" },
  timesPlan: true,
  model,
};
