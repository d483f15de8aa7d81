import { evaluate, flatten, type ParameterEntry, type ParameterLayout, type Value } from "@platewise/graph";
import type { Penalty } from "@platewise/loglinear";
import type { FitOptions } from "../api/options.ts";

/** Mean and sd of a Normal prior. */
function priorOf({ decl }: ParameterEntry, layout: ParameterLayout): { readonly mean: number; readonly sd: number } | null {
  if (!decl.prior || decl.fixed !== null) return null;
  const number = (name: string, otherwise: number): number => {
    const arg = decl.prior?.args.find((a) => a.name === name);
    const result = arg ? evaluate(arg.value, { layout, index: () => undefined, node: () => undefined }) : null;
    return result?.kind === "value" ? (flatten(result.value as Value)[0] ?? otherwise) : otherwise;
  };
  const variance = number("variance", Number.NaN);
  return { mean: number("mean", 0), sd: Number.isNaN(variance) ? number("sd", 1) : Math.sqrt(variance) };
}

const LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** What is taken off the log-likelihood of a network: Normal priors of the model, and the penalties that the user asked for. */
export function networkPenalty(layout: ParameterLayout, { l1 = 0, l2 = 0 }: Pick<FitOptions, "l1" | "l2">): Penalty {
  const precision = new Float64Array(layout.size);
  const mean = new Float64Array(layout.size);
  const weights = new Float64Array(layout.size);
  let constant = 0;
  for (const entry of layout.entries) {
    if (entry.decl.fixed !== null) continue;
    const prior = priorOf(entry, layout);
    const numbers = entry.count * entry.length;
    weights.fill(l1, entry.offset, entry.offset + numbers);
    precision.fill(prior ? 1 / (prior.sd * prior.sd) : l2, entry.offset, entry.offset + numbers);
    mean.fill(prior?.mean ?? 0, entry.offset, entry.offset + numbers);
    if (prior) constant += numbers * (Math.log(prior.sd) + LOG_ROOT_TWO_PI);
  }
  return { precision, mean, constant, l1: l1 > 0 ? weights : null };
}
