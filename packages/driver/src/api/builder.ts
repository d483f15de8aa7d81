import { failure, type Outcome } from "@platewise/core";
import { type BuiltModel, model as buildModel, network as buildNetwork, type Scope } from "@platewise/language";
import { type Model, modelOf, orThrow } from "./model.ts";

/** Checks what was built; the text and places are those of the printed model. */
function checkBuilt(built: BuiltModel): Outcome<Model> {
  if (built.diagnostics.some((d) => d.severity === "error")) return failure(built.diagnostics);
  const checked = modelOf(built.program, built.source);
  if (!checked.ok) return checked;
  const value: Model = { ...checked.value, with: (constants) => orThrow(checkBuilt(built.with(constants))) };
  return { ...checked, value };
}

/** Builds a directed model in TypeScript; throws `DiagnosticsError` with everything that is wrong with it. */
export const model = (name: string, body: (model: Scope) => void): Model => orThrow(checkBuilt(buildModel(name, body)));

/** Builds an undirected model in TypeScript; throws `DiagnosticsError` with everything that is wrong with it. */
export const network = (name: string, body: (network: Scope) => void): Model => orThrow(checkBuilt(buildNetwork(name, body)));
