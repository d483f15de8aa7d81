import type { RowFactor, RowNetwork } from "@platewise/graph";

/**
 * A part of a cluster's table that one factor gives: the factor's place, and where its entry for each entry of the cluster's
 * table stands, counted from the factor's first entry for the known states.
 */
export interface ClusterMember {
  readonly factor: number;
  readonly positions: Int32Array;
}

/**
 * Factors whose unknown variables lie within one set, taken together as one table with the last variable fastest. `scope` counts
 * places in the network's variables. The table stands at `start` of an array of all clusters' tables.
 */
export interface Cluster {
  readonly scope: readonly number[];
  readonly sizes: readonly number[];
  readonly start: number;
  readonly length: number;
  readonly members: readonly ClusterMember[];
}

/** The clusters of a network once some variables are known. `constants` are the factors without unknown variables. */
export interface Clusters {
  readonly clusters: readonly Cluster[];
  readonly constants: readonly number[];
  /** Number of entries of all clusters' tables together. */
  readonly entries: number;
}

/**
 * Gathers the factors of a network by their unknown variables, those of state −1: one cluster for each set of them that is not
 * part of another. Messages between clusters then know no loops that are only a margin written beside its table.
 */
export function findClusters(network: RowNetwork, states: Int32Array): Clusters {
  const scopes = network.factors.map((factor) => unknownScope(factor, states));
  const constants = scopes.flatMap((scope, f) => (scope.length === 0 ? [f] : []));
  const open = scopes.flatMap((scope, f) => (scope.length === 0 ? [] : [f]));
  const homes: { readonly scope: readonly number[]; readonly members: number[] }[] = [];
  const homesOf: number[][] = Array.from(network.sizes, () => []);
  for (const f of open.sort((a, b) => sizeOf(scopes, b) - sizeOf(scopes, a) || a - b)) {
    const scope = scopes[f] as readonly number[];
    const found = (homesOf[scope[0] as number] as number[]).find((h) => scope.every((v) => homes[h]?.scope.includes(v)));
    if (found !== undefined) homes[found]?.members.push(f);
    else {
      for (const v of scope) homesOf[v]?.push(homes.length);
      homes.push({ scope, members: [f] });
    }
  }
  let entries = 0;
  const clusters = homes.map(({ scope, members }): Cluster => {
    const sizes = scope.map((v) => network.sizes[v] as number);
    const length = sizes.reduce((product, size) => product * size, 1);
    const start = entries;
    entries += length;
    const memberOf = (f: number): ClusterMember => ({ factor: f, positions: placeEntries(network.factors[f] as RowFactor, scope, sizes) });
    return { scope, sizes, start, length, members: members.sort((a, b) => a - b).map(memberOf) };
  });
  return { clusters, constants, entries };
}

const sizeOf = (scopes: readonly (readonly number[])[], f: number): number => scopes[f]?.length ?? 0;

function unknownScope({ scope }: RowFactor, states: Int32Array): readonly number[] {
  return [...new Set(scope)].filter((v) => (states[v] as number) < 0).sort((a, b) => a - b);
}

/** By how much the place in a factor's table grows with a variable's state: 0 if the factor does not have it. */
export function strideOf({ scope, strides }: RowFactor, variable: number): number {
  let stride = 0;
  for (let i = 0; i < scope.length; i++) if (scope[i] === variable) stride += strides[i] as number;
  return stride;
}

function placeEntries(factor: RowFactor, scope: readonly number[], sizes: readonly number[]): Int32Array {
  let positions = Int32Array.of(0);
  scope.forEach((v, axis) => {
    const size = sizes[axis] as number;
    const stride = strideOf(factor, v);
    const wider = new Int32Array(positions.length * size);
    for (let i = 0; i < wider.length; i++) wider[i] = (positions[Math.floor(i / size)] as number) + (i % size) * stride;
    positions = wider;
  });
  return positions;
}

/** Where a variable stands: a cluster, and the axis in it. */
export interface Seat {
  readonly cluster: number;
  readonly axis: number;
}

/** For each variable of a network where it stands in clusters; nowhere if it is known or without factors. */
export function findSeats({ clusters }: Clusters, variables: number): readonly (readonly Seat[])[] {
  const seats: Seat[][] = Array.from({ length: variables }, () => []);
  clusters.forEach(({ scope }, cluster) => {
    scope.forEach((v, axis) => seats[v]?.push({ cluster, axis }));
  });
  return seats;
}
