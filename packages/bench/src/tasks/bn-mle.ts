import type { StartFile, Task, TaskModel } from "./task.ts";

interface NetworkStart {
  readonly names: readonly string[];
  readonly card: readonly number[];
  readonly parents: readonly (readonly number[])[];
}

function model(start: StartFile): TaskModel {
  const { names, card, parents } = start as unknown as NetworkStart;
  const labels = (states: number): string => Array.from({ length: states }, (_, s) => s).join(", ");
  const table = (node: number): string => (parents[node] ?? []).map((p) => names[p]).join(", ");
  const nodes = names.map((name, i) => `  observed ${name} : {${labels(card[i] ?? 0)}} ~ Table(${table(i)})`);
  return { text: `model Alarm\nplate row {\n${nodes.join("\n")}\n}\n`, columns: names, init: null, iterations: 1 };
}

/** All tables of the ALARM network (37 nodes) by counting a million complete rows. */
export const bnMle: Task = { name: "bn-mle", data: "bn_mle", start: { folder: "data", file: "bn_em_init.json" }, unit: "fit", model };
