import type { NpyColumns } from "../npy.ts";
import { type FitTask, namedColumns, numberedColumns, type StartFile, type TaskModel, type TaskTable } from "./task.ts";

interface HmmStart {
  readonly pi: readonly number[];
  readonly A: readonly (readonly number[])[];
  readonly means: readonly (readonly number[])[];
  readonly vars: readonly (readonly number[])[];
  readonly iters: number;
}

/** The place of a row's sequence: the file has the axes sequence, step, component. */
function sequenceOf({ shape, rows }: NpyColumns): Int32Array<ArrayBuffer> {
  const steps = shape[1] ?? 1;
  return Int32Array.from({ length: rows }, (_, row) => Math.floor(row / steps));
}

function model(start: StartFile): TaskModel {
  const { pi, A, means, vars, iters } = start as unknown as HmmStart;
  const dimension = means[0]?.length ?? 0;
  const columns = numberedColumns(dimension);
  const text = `model HmmGauss
const K = ${pi.length}
param start   : simplex(K)
param move[K] : simplex(K)
param mean[K] : vector(${dimension})
param var[K]  : diagonal(${dimension})
plate sequence by seq {
  chain t {
    initial state ~ Categorical(start)
    latent  state ~ Categorical(move[prev state])
    observed x    ~ MvNormal(mean[state], var[state]) from (${columns.join(", ")})
  }
}
`;
  const table = (data: NpyColumns): TaskTable => ({ seq: sequenceOf(data), ...namedColumns(columns)(data) });
  return { text, table, init: { start: pi, move: A, mean: means, var: vars }, iterations: iters };
}

/** Hidden Markov model of eight states, four numbers a step with diagonal covariances, 200 sequences of 1,000 steps. */
export const hmmGauss: FitTask = {
  kind: "fit",
  name: "hmm-gauss",
  data: "hmm_gauss",
  start: { folder: "init", file: "hmm_gauss.json" },
  timesPlan: true,
  model,
};
