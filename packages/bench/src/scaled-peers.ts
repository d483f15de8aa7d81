/**
 * A peer that can't be had on every machine, through figures measured side by side on another (Zen 4, one thread, the same data and
 * versions, 2026-11-20): it took `took` CPU seconds per iteration where `from`, which runs here, took `fromTook`. `from` does the same
 * task where `fromTask` is left out.
 */
export interface ScaledPeer {
  readonly task: string;
  readonly name: string;
  readonly took: number;
  readonly from: string;
  readonly fromTask?: string;
  readonly fromTook: number;
}

/** hmmlearn through a peer that runs the same algorithm; through another task's peer only where that one is missing too. */
function hmmlearn(task: string, took: number, numbaTook: number): readonly ScaledPeer[] {
  const peer = { task, name: "hmmlearn", took };
  return [
    { ...peer, from: "numba", fromTook: numbaTook },
    { ...peer, from: "NumPy", fromTask: "gmm-full", fromTook: 0.07445 },
  ];
}

const libDai = (task: string, took: number, fromTook: number): ScaledPeer => ({
  task,
  name: "libDAI",
  took,
  from: "NumPy, junction tree",
  fromTook,
});

/** In the order of preference. */
export const scaledPeers: readonly ScaledPeer[] = [
  { task: "bn-mle", name: "bnlearn", took: 0.3, from: "NumPy", fromTook: 0.6992 },
  libDai("bn-em", 2.753, 0.2825),
  ...hmmlearn("hmm-gauss", 0.1083, 0.02565),
  ...hmmlearn("hmm-cat", 0.5539, 0.066),
  libDai("infer-alarm", 5.24e-5, 1e-3),
  libDai("infer-hepar2", 1.842e-4, 2.66e-3),
  libDai("infer-andes", 8.95e-3, 1.634e-2),
  libDai("infer-pigs", 3.455e-2, 3.764e-2),
  { task: "potts-grad", name: "libDAI", took: 6.286e-4, from: "NumPy and SciPy", fromTask: "potts", fromTook: 0.422 },
  { task: "ctable", name: "R's loglin", took: 1.25e-4, from: "NumPy", fromTook: 1.893e-4 },
];
