import type { ParameterEntry } from "@platewise/graph";
import type { NetworkProblem } from "../expectations/network-problem.ts";
import { canonicaliseEffects, plainTables } from "./effects.ts";

/** Takes the mean of the finite numbers off; −∞ stays. */
function centre(values: Float64Array): void {
  const finite = values.filter(Number.isFinite);
  const mean = finite.reduce((a, b) => a + b, 0) / Math.max(1, finite.length);
  for (let e = 0; e < values.length; e++) values[e] = (values[e] as number) - mean;
}

const valuesOf = ({ offset, count, length }: ParameterEntry, theta: Float64Array): Float64Array =>
  theta.subarray(offset, offset + count * length);

/** True for a table that every row has equally many of, so that a constant may be taken off. */
const isTable = ({ decl }: ParameterEntry): boolean => decl.origin === "table";

/**
 * The parameters in the form that is reported: tables sum to zero. Where every parameter is a table of its own, each effect stands in
 * the first table that holds its variables. Nothing changes where a penalty makes one form better than the others.
 */
export function canonicalForm(problem: NetworkProblem, theta: Float64Array): Float64Array {
  const form = theta.slice();
  const tables = plainTables(problem);
  if (tables) canonicaliseEffects(tables, form);
  else for (const entry of problem.layout.entries) if (isTable(entry) && entry.decl.fixed === null) centre(valuesOf(entry, form));
  return form;
}
