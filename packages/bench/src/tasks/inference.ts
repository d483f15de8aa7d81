import type { InferenceTask } from "./task.ts";

const marginals = (network: string, repetitions: number): InferenceTask => ({
  kind: "inference",
  name: `infer-${network}`,
  network,
  repetitions,
});

/** Marginals of all nodes of four networks; repeated so often that a run takes a second or more. */
export const inferenceTasks: readonly InferenceTask[] = [
  marginals("alarm", 20000),
  marginals("hepar2", 6000),
  marginals("andes", 200),
  marginals("pigs", 100),
];
