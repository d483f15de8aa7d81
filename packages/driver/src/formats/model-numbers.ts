import { type Diagnostic, diagnostic, type FitResult, failure, type Outcome, success, type TemplateModel } from "@platewise/core";
import { layOutParameters, type ParameterLayout } from "@platewise/graph";
import type { ParamInput } from "../api/options.ts";
import { readParameters } from "../stages/read-parameters.ts";
import type { NetworkFit } from "./network-model.ts";
import { ROUNDING } from "./normalise-rows.ts";

/** Numbers for a model's parameters: a fit, or its `params`. */
export type NetworkParams = ParamInput | FitResult | NetworkFit;

/** A model's parameters with their places in one vector. */
export interface ModelNumbers {
  readonly template: TemplateModel;
  readonly layout: ParameterLayout;
  readonly theta: Float64Array;
}

/** The numbers of all parameters, from what was given and what the model fixes; all of them must be known. */
export function modelNumbers(template: TemplateModel, params: NetworkParams | undefined): Outcome<ModelNumbers> {
  const layout = layOutParameters(template.params);
  const { given, fromUser, diagnostics } = readParameters(template, layout, params as ParamInput | FitResult | undefined);
  if (diagnostics.length > 0) return failure(diagnostics);
  const missing = layout.entries.filter(({ decl }) => decl.fixed === null && !fromUser.has(decl.name)).map(({ decl }) => decl.name);
  if (missing.length > 0) return failure([diagnostic("parameters-missing", { missing }) as Diagnostic]);
  return success({ template, layout, theta: asGiven(layout, given.values, params) });
}

/** Reading divides every row by its sum; where that was rounding only, the numbers are put back as they were given. */
function asGiven(layout: ParameterLayout, theta: Float64Array, params: NetworkParams = {}): Float64Array {
  const byName = (params.schema === "platewise/fit@1" ? params.params : params) as Readonly<Record<string, unknown>>;
  for (const { decl, offset, count, length } of layout.entries) {
    if (!Object.hasOwn(byName, decl.name)) continue;
    const numbers = [byName[decl.name]].flat(Number.POSITIVE_INFINITY);
    if (numbers.length !== count * length) continue;
    numbers.forEach((x, i) => {
      if (typeof x === "number" && Math.abs(x - (theta[offset + i] as number)) <= ROUNDING) theta[offset + i] = x;
    });
  }
  return theta;
}
