import { InternalError } from "@platewise/core";
import type { RowNetwork } from "@platewise/graph";

/**
 * Colours 0, 1, … such that no two variables of one colour share a factor, by Welsh and Powell's greedy rule: variables of most
 * neighbours first, each with the first colour that no neighbour has. Given variables are conditioned on: they have colour −1 and
 * are nobody's neighbours.
 */
export function colourVariables({ sizes, given, factors }: RowNetwork): Int32Array {
  const neighbours: Set<number>[] = Array.from(sizes, () => new Set());
  for (const { scope } of factors) {
    const open = scope.filter((v) => given[v] !== 1);
    for (const v of open) for (const u of open) if (u !== v) neighbours[v]?.add(u);
  }
  const degree = (v: number): number => neighbours[v]?.size as number;
  const colours = new Int32Array(sizes.length).fill(-1);
  const order = [...sizes.keys()].filter((v) => given[v] !== 1).sort((a, b) => degree(b) - degree(a) || a - b);
  for (const v of order) colours[v] = firstFree(new Set([...(neighbours[v] as Set<number>)].map((u) => colours[u] as number)), degree(v));
  return colours;
}

function firstFree(taken: ReadonlySet<number>, degree: number): number {
  for (let colour = 0; colour <= degree; colour++) if (!taken.has(colour)) return colour;
  throw new InternalError("a variable with more coloured neighbours than neighbours");
}

/** The variables that aren't given, those of one colour after those of the colour before. */
export function orderByColour(colours: Int32Array): Int32Array {
  const order = [...colours.keys()].filter((v) => (colours[v] as number) >= 0);
  return Int32Array.from(order.sort((a, b) => (colours[a] as number) - (colours[b] as number) || a - b));
}
