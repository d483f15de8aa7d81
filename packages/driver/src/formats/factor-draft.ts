import type { Source, Span } from "@platewise/core";
import { cleanComments, type DraftVariable, type Named, type Numbers, namedNowhere, nowhere } from "./draft.ts";
import type { FactorNetwork } from "./network.ts";

/**
 * A factor as written. `places` are those of the numbers in a table with the last variable fastest, for a file that leaves out
 * zeros; null where the numbers are the table. `head` is where the factor is named.
 */
export interface DraftFactor {
  readonly scope: readonly Named[];
  readonly head: Span;
  readonly numbers: Numbers;
  readonly places: readonly number[] | null;
}

/** What a file of a Markov network says, with places, before anything is checked. `source` is null for one made by a program. */
export interface FactorDraft {
  readonly format: string;
  readonly source: Source | null;
  readonly name: string;
  readonly comments: readonly string[];
  readonly variables: readonly DraftVariable[];
  readonly factors: readonly DraftFactor[];
}

/** A Markov network as a draft without places, to be checked like one that was read. */
export function draftOfFactors({ name, comments, variables, factors }: FactorNetwork): FactorDraft {
  const zeros = (table: readonly number[]): number[] => new Array<number>(table.length).fill(0);
  return {
    format: "network",
    source: null,
    name,
    comments: cleanComments(comments),
    variables: variables.map((variable) => ({
      name: namedNowhere(variable.name),
      states: variable.states.map(namedNowhere),
      declared: null,
      properties: [],
    })),
    factors: factors.map(({ scope, table }) => ({
      scope: scope.map(namedNowhere),
      head: nowhere,
      numbers: { values: [...table], starts: zeros(table), ends: zeros(table) },
      places: null,
    })),
  };
}
