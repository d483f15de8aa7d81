import type { ParamInput } from "platewise";
import { type FitTask, namedColumns, numberedColumns, type StartFile, type TaskModel } from "./task.ts";

interface LcaStart {
  readonly weights: readonly number[];
  readonly card: readonly number[];
  readonly probs: readonly (readonly (readonly number[])[])[];
  readonly iters: number;
}

function model(start: StartFile): TaskModel {
  const { weights, card, probs, iters } = start as unknown as LcaStart;
  const columns = numberedColumns(card.length);
  const params = card.map((states, j) => `param p${j}[K] : simplex(${states})`);
  const items = columns.map((column, j) => `  observed ${column} ~ Categorical(p${j}[kind])`);
  const text = `model LatentClass
const K = ${weights.length}
param weight : simplex(K)
${params.join("\n")}
plate row {
  latent kind ~ Categorical(weight)
${items.join("\n")}
}
`;
  const init: ParamInput = { weight: weights, ...Object.fromEntries(probs.map((table, j) => [`p${j}`, table])) };
  return { text, table: namedColumns(columns), init, iterations: iters };
}

/** Latent class analysis: six classes, ten items, 500,000 rows. */
export const lca: FitTask = { kind: "fit", name: "lca", data: "lca", start: { folder: "init", file: "lca.json" }, model };
