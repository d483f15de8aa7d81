import type { FitResult, ParamValue } from "@platewise/core";
import type { Model } from "../api/model.ts";

/** The part of a `fit.json` that numbers from elsewhere have: no data was seen, so that there is no likelihood and no trace. */
export interface NetworkFit extends Pick<FitResult, "schema" | "model" | "params" | "fixed" | "types" | "axes" | "domains"> {
  readonly provenance: Pick<FitResult["provenance"], "modelHash" | "version">;
}

/** A network as a model, with its tables as parameters: bare, and as a `fit.json` holds them. */
export interface NetworkModel {
  readonly model: Model;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly fit: NetworkFit;
}
