import type { IndexSet, ParamDecl } from "@platewise/core";
import { elementLength, InternalError, indexSetSize } from "@platewise/core";

/** Where one parameter lives in the flat vector: `count` elements of `length` numbers, row-major over `dimensions`. */
export interface ParameterEntry {
  readonly decl: ParamDecl;
  readonly offset: number;
  readonly dimensions: readonly number[];
  readonly count: number;
  readonly length: number;
}

/** Places of all parameters in one flat vector of `size` numbers. */
export interface ParameterLayout {
  readonly entries: readonly ParameterEntry[];
  readonly byName: ReadonlyMap<string, ParameterEntry>;
  readonly size: number;
}

function known(set: IndexSet): number {
  const size = indexSetSize(set);
  if (size === null) throw new InternalError("a label set is used before the data has filled it in");
  return size;
}

/** Lays the parameters out one after the other, in their declared order; every label set must be known. */
export function layOutParameters(params: readonly ParamDecl[]): ParameterLayout {
  let offset = 0;
  const entries = params.map((decl): ParameterEntry => {
    const dimensions = decl.indices.map(known);
    const count = dimensions.reduce((a, b) => a * b, 1);
    const length = elementLength(decl.domain);
    if (length === null) throw new InternalError(`the size of parameter ${decl.name} is not known`);
    const entry = { decl, offset, dimensions, count, length };
    offset += count * length;
    return entry;
  });
  return { entries, byName: new Map(entries.map((entry) => [entry.decl.name, entry])), size: offset };
}
