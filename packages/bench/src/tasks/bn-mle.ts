import { type NetworkStart, networkText } from "./network-model.ts";
import { type FitTask, namedColumns, type StartFile, type TaskModel } from "./task.ts";

function model(start: StartFile): TaskModel {
  const network = start as unknown as NetworkStart;
  return { text: networkText("Alarm", network), table: namedColumns(network.names), init: null, iterations: 1 };
}

/** All tables of the ALARM network (37 nodes) by counting a million complete rows. */
export const bnMle: FitTask = { kind: "fit", name: "bn-mle", data: "bn_mle", start: { folder: "data", file: "bn_em_init.json" }, model };
