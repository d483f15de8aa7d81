import type { FitResult, ParamValue } from "@platewise/core";
import type { Model } from "../api/model.ts";

/** The part of a `fit.json` that numbers from elsewhere have: no data was seen, so that there is no likelihood and no trace. */
export interface NetworkFit extends Pick<FitResult, "schema" | "model" | "params" | "fixed" | "types" | "axes" | "domains"> {
  /**
   * What the sum-to-zero form takes off the tables of a Markov network, by the names of the tables, and under `constant` the logarithm
   * of its factors of no variable: with it the factors come back as they were, and without it up to a factor.
   */
  readonly logScale?: Readonly<Record<string, number>>;
  readonly provenance: Pick<FitResult["provenance"], "modelHash" | "version">;
}

/** A network as a model, with its tables as parameters: bare, and as a `fit.json` holds them. */
export interface NetworkModel {
  readonly model: Model;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly fit: NetworkFit;
}
