import type { FitResult, Outcome, ParamValue, TemplateModel } from "@platewise/core";
import { success } from "@platewise/core";
import { prepare } from "../stages/prepare.ts";
import { typesOf } from "../stages/read-parameters.ts";
import { asInput } from "./fit-forms.ts";
import type { Forms } from "./forms.ts";
import { logLaws } from "./potentials-of-laws.ts";
import { rowStructure } from "./row-structure.ts";

/** A table of logs over variables, by key, the last one fastest; `name` is its parameter. */
export interface KeyedTable {
  readonly name: string;
  readonly keys: readonly string[];
  readonly logs: readonly number[];
}

const flat = (value: ParamValue): readonly number[] => (typeof value === "number" ? [value] : value.flatMap(flat));

/** The tables of a fitted network within one row; null where a factor is no table, or names a variable twice. */
export function potentialTables(network: TemplateModel, fit: FitResult): readonly KeyedTable[] | null {
  const { scopes, variables } = rowStructure(network);
  const tables = scopes.map(({ members, factor }): KeyedTable | null => {
    const decl = network.factors[factor];
    if (decl?.kind !== "table" || decl.args.length !== members.length) return null;
    return {
      name: decl.param,
      keys: members.map((place) => variables[place]?.key ?? ""),
      logs: flat(fit.params[decl.param] as ParamValue),
    };
  });
  return tables.some((table) => table === null) ? null : (tables as readonly KeyedTable[]);
}

/** The laws of the fitted directed form as tables. */
export function lawTables(forms: Forms, fit: FitResult, options: { readonly budget?: number }): Outcome<readonly KeyedTable[]> {
  const ready = prepare(forms.directed, forms.table, { ...options, ...typesOf(fit) });
  if (!ready.ok) return ready;
  const laws = logLaws(ready.value, asInput(fit), forms.directedKeys);
  if (!laws.ok) return laws;
  const keyOf = (place: number): string => forms.theory.variables[place] as string;
  return success(laws.value.map(({ members, logs }) => ({ name: "", keys: members.map(keyOf), logs: [...logs] })));
}

/** The numbers of a table with its variables in another order. */
export function reordered({ keys, logs }: KeyedTable, sizes: readonly number[], order: readonly string[]): readonly number[] {
  const strides = keys.map((_, at) => sizes.slice(at + 1).reduce((a, b) => a * b, 1));
  const axes = order.map((key) => keys.indexOf(key));
  return logs.map((_, entry) => {
    let rest = entry;
    let at = 0;
    for (const axis of axes.toReversed()) {
      const size = sizes[axis] as number;
      at += (rest % size) * (strides[axis] as number);
      rest = Math.floor(rest / size);
    }
    return logs[at] as number;
  });
}
