import type { FitResult, Outcome } from "@platewise/core";
import { failure, missingCode, success } from "@platewise/core";
import type { Model } from "../api/model.ts";
import { runInferCase } from "../stages/infer.ts";
import { completedCounts, marginalOf } from "./joint-table.ts";
import type { ObservedRows, ObservedVariable } from "./observed-variables.ts";

/** The joint table of some variables, by key, in that order with the last one fastest; null where it is not known. */
export type Marginals = (keys: readonly string[]) => Float64Array | null;

/** Probabilities of one fitted form, and shares in the data; null where these are not known. */
export interface Side {
  readonly model: Marginals;
  readonly seen: Marginals;
}

/** Both forms, over the variables that are observed. */
export interface Sides {
  readonly variables: readonly ObservedVariable[];
  readonly directed: Side;
  readonly undirected: Side;
}

function placesOf(variables: readonly ObservedVariable[], keys: readonly string[]): readonly number[] | null {
  const places = keys.map((key) => variables.findIndex((variable) => variable.key === key));
  return places.some((place) => place < 0) ? null : places;
}

/** A form whose joint was enumerated; empty cells count at what they may be, by that joint. */
export function enumeratedSide(rows: ObservedRows, joint: Float64Array): Side {
  const { counts, total } = completedCounts(rows, joint);
  const shares = counts.map((count) => count / total);
  const of =
    (table: Float64Array): Marginals =>
    (keys) => {
      const places = placesOf(rows.variables, keys);
      return places && marginalOf(rows.variables, table, places);
    };
  return { model: of(joint), seen: of(shares) };
}

/** Shares of joint states in the rows; null where a cell of theirs is empty. */
export function countedShares({ variables, rows, weights }: ObservedRows): Marginals {
  return (keys) => {
    const members = placesOf(variables, keys)?.map((place) => variables[place] as ObservedVariable);
    if (!members) return null;
    const counts = new Float64Array(members.reduce((n, { labels }) => n * labels.length, 1));
    let total = 0;
    for (let row = 0; row < rows; row++) {
      const weight = weights?.[row] ?? 1;
      let at = 0;
      for (const { codes, labels } of members) {
        const code = codes[row] as number;
        if (code === missingCode(codes)) return null;
        at = at * labels.length + code;
      }
      counts[at] = (counts[at] as number) + weight;
      total += weight;
    }
    return counts.map((count) => count / total);
  };
}

/** What is asked of a form: the scopes whose tables are wanted, in the keys of the form, and how they are called outside. */
export interface MarginalRequest {
  readonly model: Model;
  readonly fit: FitResult;
  readonly scopes: readonly (readonly string[])[];
  readonly nameOf: (key: string) => string;
  readonly budget: number | undefined;
}

/** The tables of scopes in a fitted form, by exact inference without any evidence. */
export function inferredMarginals({ model, fit, scopes, nameOf, budget }: MarginalRequest): Outcome<Marginals> {
  const joints = scopes.map((scope) => scope.map(nameOf));
  const inferred = runInferCase(model, [], { params: fit, joints, ...(budget === undefined ? {} : { budget }) });
  if (!inferred.ok) return failure(inferred.diagnostics);
  const tables = new Map(inferred.value.joints.map(({ query, table }) => [query.nodes.join("\n"), table.probabilities]));
  return success((keys) => tables.get(keys.map(nameOf).join("\n")) ?? null);
}
