import type { RowNetwork } from "@platewise/graph";
import { strideOf } from "../approximate/clusters.ts";

/**
 * One factor as one of its variables sees it: the entry for state k stands at offset + Σ_i state of others[i] · otherStrides[i] +
 * k · stride. `basis` is that of the factor.
 */
export interface Touch {
  readonly offset: number;
  readonly stride: number;
  readonly others: Int32Array;
  readonly otherStrides: Int32Array;
  readonly otherSizes: Int32Array;
  readonly basis: number;
}

/** For each variable of a network the factors that touch it, in their order. */
export type Neighbourhoods = readonly (readonly Touch[])[];

/** Finds what touches each variable. */
export function findNeighbourhoods({ sizes, factors }: RowNetwork): Neighbourhoods {
  const touches: Touch[][] = Array.from(sizes, () => []);
  for (const factor of factors) {
    for (const variable of new Set(factor.scope)) {
      const others = [...new Set(factor.scope)].filter((v) => v !== variable);
      touches[variable]?.push({
        offset: factor.offset,
        stride: strideOf(factor, variable),
        others: Int32Array.from(others),
        otherStrides: Int32Array.from(others, (v) => strideOf(factor, v)),
        otherSizes: Int32Array.from(others, (v) => sizes[v] as number),
        basis: factor.basis,
      });
    }
  }
  return touches;
}
