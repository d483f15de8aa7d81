import type { InferenceTask } from "./task.ts";

const marginals = (network: string, repetitions: number): InferenceTask => ({
  kind: "inference",
  name: `infer-${network}`,
  network,
  repetitions,
});

/** Marginals of all nodes of four networks; repeated so often that a run takes some tenths of a second or more. */
export const inferenceTasks: readonly InferenceTask[] = [
  marginals("alarm", 5000),
  marginals("hepar2", 2000),
  marginals("andes", 50),
  marginals("pigs", 20),
];
