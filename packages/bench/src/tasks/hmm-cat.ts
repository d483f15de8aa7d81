import { type FitTask, namedColumns, type StartFile, type TaskModel } from "./task.ts";

interface HmmStart {
  readonly pi: readonly number[];
  readonly A: readonly (readonly number[])[];
  readonly B: readonly (readonly number[])[];
  readonly iters: number;
}

function model(start: StartFile): TaskModel {
  const { pi, A, B, iters } = start as unknown as HmmStart;
  const text = `model HmmCat
const K = ${pi.length}
param start   : simplex(K)
param move[K] : simplex(K)
param emit[K] : simplex(${B[0]?.length ?? 0})
chain t {
  initial state  ~ Categorical(start)
  latent  state  ~ Categorical(move[prev state])
  observed x     ~ Categorical(emit[state])
}
`;
  return { text, table: namedColumns(["x"]), init: { start: pi, move: A, emit: B }, iterations: iters };
}

/** Hidden Markov model of sixteen states and 32 symbols, one sequence of 500,000 steps. */
export const hmmCat: FitTask = {
  kind: "fit",
  name: "hmm-cat",
  data: "hmm_cat",
  start: { folder: "init", file: "hmm_cat.json" },
  timesPlan: true,
  model,
};
