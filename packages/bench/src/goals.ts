/** CPU per iteration of a peer is to be at least `bound` times ours. */
export interface SpeedGoal {
  readonly task: string;
  readonly peer: string;
  readonly bound: number;
}

/** Peak memory of the whole fit, in MB, is to be at most `bound`; null: three times the data and 150 MB. */
export interface MemoryGoal {
  readonly task: string;
  readonly bound: number | null;
}

const faster = (task: string, peer: string, bound: number): SpeedGoal => ({ task, peer, bound });

/** How fast each task is to be. */
export const speedGoals: readonly SpeedGoal[] = [
  faster("gmm-full", "scikit-learn", 2),
  faster("gmm-full", "NumPy", 1),
  faster("gmm-1d", "mclust", 2),
  faster("lca", "NumPy, rows collapsed", 5),
  faster("bn-mle", "bnlearn", 2),
  faster("bn-em", "libDAI", 20),
  faster("bn-em", "NumPy, junction tree", 2),
  faster("hmm-gauss", "hmmlearn", 2),
  faster("hmm-cat", "hmmlearn", 2),
  faster("infer-alarm", "libDAI", 1),
  faster("infer-hepar2", "libDAI", 1),
  faster("infer-andes", "libDAI", 1),
  faster("infer-pigs", "libDAI", 1),
  faster("potts", "NumPy and SciPy", 5),
  faster("potts-grad", "libDAI", 1),
  faster("ctable", "R's loglin", 1),
  faster("crf", "CRFsuite", 0.5),
];

/** How much memory a fit may take. */
export const memoryGoals: readonly MemoryGoal[] = [
  ...["gmm-full", "gmm-1d", "lca", "bn-mle"].map((task) => ({ task, bound: null })),
  { task: "hmm-cat", bound: 400 },
];

/** The tasks whose geometric mean over the C limit is to be at most `bound`. */
export const limitGoal: { readonly tasks: readonly string[]; readonly bound: number } = {
  tasks: ["gmm-full", "gmm-1d", "lca", "bn-mle"],
  bound: 8,
};
