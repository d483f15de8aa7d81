import type { Body, PassOptions } from "@platewise/graph";

/** Marginals by variable of the ground graph, gathered while a pass over a single row runs. */
export interface Marginals {
  readonly byVariable: ReadonlyMap<number, Float64Array>;
  readonly onPosterior: NonNullable<PassOptions["onPosterior"]>;
}

interface Source {
  readonly axis: number;
  readonly into: Float64Array;
}

function sumOut(body: Body, { axis, into }: Source, table: Float64Array, stride: number): void {
  const size = body.axisSizes[axis] as number;
  const inner = body.axisSizes.slice(axis + 1).reduce((a, b) => a * b, 1);
  const outer = body.states / (size * inner);
  into.fill(0);
  for (let o = 0, at = 0; o < outer; o++) {
    for (let k = 0; k < size; k++) {
      let sum = 0;
      for (let i = 0; i < inner; i++, at += stride) sum += table[at] as number;
      into[k] = (into[k] as number) + sum;
    }
  }
}

/** Every variable's marginal is taken from the first table that has it; which table that is, is settled in the first pass. */
export function createMarginals(): Marginals {
  const byVariable = new Map<number, Float64Array>();
  const sources = new Map<Body, readonly Source[]>();
  const settle = (body: Body): readonly Source[] =>
    body.axisIds.flatMap((id, axis) => {
      // A clique marks the axes that its parent reports by a negative id.
      if (id < 0 || byVariable.has(id)) return [];
      const into = new Float64Array(body.axisSizes[axis] as number);
      byVariable.set(id, into);
      return [{ axis, into }];
    });
  return {
    byVariable,
    onPosterior(body, _start, _count, table, stride) {
      const known = sources.get(body) ?? settle(body);
      sources.set(body, known);
      for (const source of known) sumOut(body, source, table, stride);
    },
  };
}
