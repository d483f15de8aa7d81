import type { FitResult, Outcome } from "@platewise/core";
import { diagnostic, failure, success } from "@platewise/core";
import { refuseValues, withConstants } from "@platewise/learning";
import type { ParamInput } from "../api/options.ts";
import type { Prepared } from "./prepare.ts";
import { readParameters } from "./read-parameters.ts";

/**
 * The whole parameter vector, constants behind it, from what was given and what the model fixes. A starting value in the model is
 * no estimate: every parameter that is not fixed must be given.
 */
export function knownParameters({ data, plan, problem }: Prepared, params: ParamInput | FitResult | undefined): Outcome<Float64Array> {
  const { layout } = plan.ground;
  const { given, fromUser, diagnostics: found } = readParameters(data.model, layout, params);
  if (found.length > 0) return failure(found);
  const missing = layout.entries.filter(({ decl }) => decl.fixed === null && !fromUser.has(decl.name)).map(({ decl }) => decl.name);
  if (missing.length > 0) return failure([diagnostic("parameters-missing", { missing })]);
  const unusable = refuseValues(problem, given);
  return unusable.length > 0 ? failure(unusable) : success(withConstants(plan, given.values));
}
