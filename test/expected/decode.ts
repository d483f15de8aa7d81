import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { InferResult } from "platewise";
import { pgmJson } from "../support/run-pgm.ts";
import type { Params } from "./trusted-case.ts";

/** A hidden chain's model and data, and what its states and its column of sequences are called. */
export interface Hidden {
  readonly model: string;
  readonly data: string;
  readonly latent: string;
  /** A folder for files that are made. */
  readonly made: string;
}

/** What is inferred of the first sequence at some parameters: its best path with its log-probability, and its first posteriors. */
async function inferFirst({ model, data, latent, made }: Hidden, params: Params): Promise<{ path: Params; posterior: Params }> {
  const file = join(made, "at.json");
  writeFileSync(file, JSON.stringify(params));
  const { rows } = await pgmJson<InferResult>(["infer", model, "--params", file, "--data", data, "--mpe"]);
  const next = rows.findIndex(({ logEvidence }, row) => row > 0 && logEvidence !== null);
  const first = rows.slice(0, next < 0 ? rows.length : next);
  const states = first.map(({ mpe }) => Number(mpe?.[latent]));
  return {
    path: { viterbiLogProbSeq0: first[0]?.mpeLogProb ?? null, viterbiPathSeq0: states },
    posterior: { posteriorSeq0First5: first.slice(0, 5).map(({ marginals }) => marginals[latent] as readonly number[]) },
  };
}

/** The decoded first sequence, at the learned parameters and at the start. */
export async function decode(hidden: Hidden, learned: Params, start: Params): Promise<Params> {
  const end = await inferFirst(hidden, learned);
  const { path, posterior } = await inferFirst(hidden, start);
  return { ...end.path, atInit: { ...path, ...posterior } };
}
