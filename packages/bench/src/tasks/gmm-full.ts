import { type FitTask, namedColumns, numberedColumns, type StartFile, type TaskModel } from "./task.ts";

interface GmmStart {
  readonly weights: readonly number[];
  readonly means: readonly (readonly number[])[];
  readonly covs: readonly (readonly (readonly number[])[])[];
  readonly iters: number;
}

function model(start: StartFile): TaskModel {
  const { weights, means, covs, iters } = start as unknown as GmmStart;
  const dimension = means[0]?.length ?? 0;
  const columns = numberedColumns(dimension);
  const text = `model GmmFull
const K = ${weights.length}
param weight  : simplex(K)
param mean[K] : vector(${dimension})
param cov[K]  : covariance(${dimension})
plate row {
  latent   kind ~ Categorical(weight)
  observed x    ~ MvNormal(mean[kind], cov[kind]) from (${columns.join(", ")})
}
`;
  return { text, table: namedColumns(columns), init: { weight: weights, mean: means, cov: covs }, iterations: iters };
}

/** Mixture of eight full-covariance Gaussians in eight dimensions, 200,000 rows. */
export const gmmFull: FitTask = {
  kind: "fit",
  name: "gmm-full",
  data: "gmm_full",
  start: { folder: "init", file: "gmm_full.json" },
  model,
};
