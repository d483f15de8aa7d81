import { type FitTask, namedColumns, type StartFile, type TaskModel } from "./task.ts";

interface GmmStart {
  readonly weights: readonly number[];
  readonly means: readonly (readonly number[])[];
  readonly covs: readonly (readonly (readonly number[])[])[];
  readonly iters: number;
}

function model(start: StartFile): TaskModel {
  const { weights, means, covs, iters } = start as unknown as GmmStart;
  const text = `model Gmm1d
const K = ${weights.length}
param weight  : simplex(K)
param mean[K] : real
param var[K]  : positive
plate row {
  latent   kind ~ Categorical(weight)
  observed x    ~ Normal(mean[kind], variance = var[kind])
}
`;
  return { text, table: namedColumns(["x"]), init: { weight: weights, mean: means.flat(), var: covs.flat(2) }, iterations: iters };
}

/** Mixture of three Gaussians in one dimension, a million rows. */
export const gmm1d: FitTask = { kind: "fit", name: "gmm-1d", data: "gmm_1d", start: { folder: "init", file: "gmm_1d.json" }, model };
