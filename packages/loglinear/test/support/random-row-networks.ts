import { createRandom, type Random } from "@platewise/core";
import type { RowFactor, RowNetwork } from "@platewise/graph";
import fc from "fast-check";
import type { RowCase } from "../../src/approximate/row-case.ts";

/** A network with log-potentials and one of its rows, of which some variables are known. */
export interface NetworkCase {
  readonly network: RowNetwork;
  readonly potentials: Float64Array;
  readonly at: RowCase;
}

/** What kind of case is drawn. */
export interface CaseShape {
  readonly variables: readonly [least: number, most: number];
  readonly states: number;
  readonly factors: number;
  readonly spread: number;
  /** Which share of variables is known, of factors is multiplied by a column, and of log-potentials is −∞. */
  readonly known?: number;
  readonly scaled?: number;
  readonly forbidden?: number;
}

/** Lays tables over these scopes one after another, the last variable fastest; `bases` are −1 where nothing is said. */
export function networkOf(sizes: readonly number[], scopes: readonly (readonly number[])[], bases: readonly number[] = []): RowNetwork {
  let entries = 0;
  const factors = scopes.map((scope, f): RowFactor => {
    const own = scope.map((v) => sizes[v] as number);
    const strides = own.map((_, i) => own.slice(i + 1).reduce((a, b) => a * b, 1));
    const length = own.reduce((a, b) => a * b, 1);
    entries += length;
    return { scope, strides, offset: entries - length, length, basis: bases[f] ?? -1 };
  });
  return {
    keys: sizes.map((_, v) => `x${v}`),
    sizes: Int32Array.from(sizes),
    given: new Uint8Array(sizes.length),
    factors,
    columns: [],
    entries,
  };
}

const isBelow = (random: Random, share: number | undefined): boolean => random.next() < (share ?? 0);

function drawScope(random: Random, variables: number): readonly number[] {
  const scope = new Set<number>();
  const arity = Math.min(variables, 1 + random.integer(3));
  while (scope.size < arity) scope.add(random.integer(variables));
  return [...scope];
}

/** Numbers between −spread and spread, some of them −∞. */
export function drawPotentials(
  random: Random,
  entries: number,
  { spread, forbidden }: Pick<CaseShape, "spread" | "forbidden">,
): Float64Array {
  return Float64Array.from({ length: entries }, () => (isBelow(random, forbidden) ? -Infinity : spread * (2 * random.next() - 1)));
}

/** A case drawn from a seed. Some factors share a table; a constant factor and columns with a 0 are among them. */
export function drawCase(seed: number, shape: CaseShape): NetworkCase {
  const random = createRandom(seed);
  const count = shape.variables[0] + random.integer(shape.variables[1] - shape.variables[0] + 1);
  const sizes = Array.from({ length: count }, () => 2 + random.integer(shape.states - 1));
  const scopes = Array.from({ length: shape.factors }, () => drawScope(random, count));
  const bases = [...scopes, []].map(() => (isBelow(random, shape.scaled) ? random.integer(2) : -1));
  const network = networkOf(sizes, [...scopes, []], bases);
  const copies = network.factors.filter(() => isBelow(random, 0.15)).map((factor) => ({ ...factor, basis: -1 }));
  const states = Int32Array.from(sizes, (size) => (isBelow(random, shape.known) ? random.integer(size) : -1));
  return {
    network: {
      ...network,
      factors: [...network.factors, ...copies],
      given: Uint8Array.from(states, (state) => (state >= 0 && random.next() < 0.5 ? 1 : 0)),
      // A negative number would make a forbidden state a certain one.
      columns: [Float64Array.of(1.5, shape.forbidden ? 0.5 : -0.5, 0), Float64Array.of(0, 0.25, 2)],
    },
    potentials: drawPotentials(random, network.entries, shape),
    at: { row: random.integer(3), states },
  };
}

/** Cases of a shape for property tests. */
export function cases(shape: CaseShape): fc.Arbitrary<NetworkCase> {
  return fc.nat().map((seed) => drawCase(seed, shape));
}

/** A tree of tables: each after the first shares one variable with those before it and brings one or two new ones. */
export function drawTree(seed: number, tables: number, potentials: Pick<CaseShape, "spread" | "forbidden">): NetworkCase {
  const random = createRandom(seed);
  const sizes = [2 + random.integer(3)];
  const scopes: number[][] = [[0]];
  for (let f = 0; f < tables; f++) {
    const scope = [random.integer(sizes.length)];
    for (let i = 0; i <= random.integer(2); i++) {
      scope.push(sizes.length);
      sizes.push(2 + random.integer(2));
    }
    scopes.push(scope.reverse());
    // A margin of a table, written beside it.
    if (random.next() < 0.4) scopes.push([...scope].sort().slice(0, 2));
  }
  const network = networkOf(sizes, scopes);
  const states = Int32Array.from(sizes, (size) => (random.next() < 0.15 ? random.integer(size) : -1));
  return { network, potentials: drawPotentials(random, network.entries, potentials), at: { row: 0, states } };
}

/** An Ising grid of states 0 and 1: one field for each variable, then one table for each pair of neighbours, without copies. */
export function isingGrid(side: number, field: number, coupling: number): NetworkCase {
  const sizes = new Array<number>(side * side).fill(2);
  const pairs = sizes.flatMap((_, v) => [
    ...((v + 1) % side === 0 ? [] : [[v, v + 1]]),
    ...(v + side < sizes.length ? [[v, v + side]] : []),
  ]);
  const network = networkOf(sizes, [...sizes.map((_, v) => [v]), ...pairs]);
  const potentials = new Float64Array(network.entries);
  for (const { scope, offset } of network.factors) {
    potentials.set(scope.length === 1 ? [-field, field] : [coupling, -coupling, -coupling, coupling], offset);
  }
  return { network, potentials, at: { row: 0, states: new Int32Array(sizes.length).fill(-1) } };
}
