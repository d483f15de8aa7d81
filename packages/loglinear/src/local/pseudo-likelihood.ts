import type { RowNetwork, RowStates } from "@platewise/graph";
import { type LocalLikelihood, localLikelihood } from "./local-likelihood.ts";

/** The variables that are not conditioned on. */
export const freeVariables = ({ sizes, given }: RowNetwork): readonly number[] =>
  Array.from(sizes, (_, v) => v).filter((v) => given[v] !== 1);

/**
 * Besag's pseudo-likelihood: Σ over rows and free variables of log p(variable | all others). Its maximum is consistent, and needs no
 * partition function. Rows that agree in a variable's neighbours are counted once.
 */
export function pseudoLikelihood(network: RowNetwork, data: RowStates): LocalLikelihood {
  return localLikelihood(
    network,
    data,
    freeVariables(network).map((v) => [v]),
  );
}
