import type { FitResult, Outcome, TemplateModel } from "@platewise/core";
import { diagnostic, failure, success } from "@platewise/core";
import type { ParameterLayout } from "@platewise/graph";
import { type GivenParameters, refuseValues, withConstants } from "@platewise/learning";
import type { ParamInput } from "../api/options.ts";
import type { Prepared } from "./prepare.ts";
import { readParameters } from "./read-parameters.ts";

/**
 * Every parameter of a layout, from what was given and what the model fixes. A starting value in the model is no estimate: every
 * parameter that is not fixed must be given.
 */
export function layoutParameters(
  template: TemplateModel,
  layout: ParameterLayout,
  params: ParamInput | FitResult | undefined,
): Outcome<GivenParameters> {
  const { given, fromUser, diagnostics: found } = readParameters(template, layout, params);
  if (found.length > 0) return failure(found);
  const missing = layout.entries.filter(({ decl }) => decl.fixed === null && !fromUser.has(decl.name)).map(({ decl }) => decl.name);
  return missing.length > 0 ? failure([diagnostic("parameters-missing", { missing })]) : success(given);
}

/** The whole parameter vector, constants behind it, from what was given and what the model fixes; all of it must be known. */
export function knownParameters({ data, plan, problem }: Prepared, params: ParamInput | FitResult | undefined): Outcome<Float64Array> {
  const known = layoutParameters(data.model, plan.ground.layout, params);
  if (!known.ok) return known;
  const unusable = refuseValues(problem, known.value);
  return unusable.length > 0 ? failure(unusable) : success(withConstants(plan, known.value.values));
}
