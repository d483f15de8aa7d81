import { createRandom, logSumExp, portableExp, type Random } from "@platewise/core";
import { addTransposed, applyMap, type LinearMap, type RowFactor, type RowNetwork, type RowStates } from "@platewise/graph";
import fc from "fast-check";

/** A network with parameters and rows, to be held to enumeration. */
export interface Case {
  readonly network: RowNetwork;
  readonly map: LinearMap;
  readonly size: number;
  readonly data: RowStates;
  readonly theta: Float64Array;
}

export interface FactorSketch {
  readonly scope: readonly number[];
  readonly basis?: number;
  /** Where the table stands; after the others when left out. */
  readonly offset?: number;
}

export function networkOf(
  sizes: readonly number[],
  sketches: readonly FactorSketch[],
  columns: readonly Float64Array[] = [],
  given: readonly number[] = [],
): RowNetwork {
  let entries = 0;
  const factors = sketches.map(({ scope, basis = -1, offset }): RowFactor => {
    const strides = scope.map((_, i) => scope.slice(i + 1).reduce((product, v) => product * (sizes[v] as number), 1));
    const length = scope.reduce((product, v) => product * (sizes[v] as number), 1);
    const at = offset ?? entries;
    entries = Math.max(entries, at + length);
    return { scope, strides, offset: at, length, basis };
  });
  const marks = Uint8Array.from(sizes, (_, v) => (given.includes(v) ? 1 : 0));
  return { keys: sizes.map((_, v) => `x${v}`), sizes: Int32Array.from(sizes), given: marks, factors, columns, entries };
}

export function identityMap(entries: number): LinearMap {
  const places = Int32Array.from({ length: entries }, (_, e) => e);
  const starts = Int32Array.from({ length: entries + 1 }, (_, e) => e);
  return { starts, cells: places, coefficients: new Float64Array(entries).fill(1), constant: new Float64Array(entries) };
}

/** A map from dense rows of coefficients. */
export function mapOf(rows: readonly (readonly number[])[], constant?: readonly number[]): LinearMap {
  const starts = [0];
  const cells: number[] = [];
  const coefficients: number[] = [];
  for (const row of rows) {
    row.forEach((a, k) => {
      if (a === 0) return;
      cells.push(k);
      coefficients.push(a);
    });
    starts.push(cells.length);
  }
  return {
    starts: Int32Array.from(starts),
    cells: Int32Array.from(cells),
    coefficients: Float64Array.from(coefficients),
    constant: Float64Array.from(constant ?? rows.map(() => 0)),
  };
}

/** Every state of the network that agrees with the given cells of a row, where there are such. */
export function configurations({ sizes, given }: RowNetwork, row: readonly number[]): readonly (readonly number[])[] {
  let all: (readonly number[])[] = [[]];
  sizes.forEach((size, v) => {
    const states = given[v] === 1 ? [row[v] as number] : Array.from({ length: size }, (_, s) => s);
    all = all.flatMap((head) => states.map((s) => [...head, s]));
  });
  return all;
}

/** The entries that a state touches in a row, each with its number. */
export function entriesAt(network: RowNetwork, state: readonly number[], row: number): readonly (readonly [number, number])[] {
  return network.factors.map(({ scope, strides, offset, basis }) => {
    const entry = scope.reduce((sum, v, i) => sum + (state[v] as number) * (strides[i] as number), offset);
    return [entry, basis < 0 ? 1 : (network.columns[basis]?.[row] as number)] as const;
  });
}

export const scoreAt = (network: RowNetwork, state: readonly number[], row: number, logPotentials: Float64Array): number =>
  entriesAt(network, state, row).reduce((sum, [entry, number]) => sum + (number === 0 ? 0 : number * (logPotentials[entry] as number)), 0);

export const rowOf = ({ states }: RowStates, row: number, width: number): readonly number[] => [
  ...states.subarray(row * width, (row + 1) * width),
];

export const weightAt = ({ weights }: RowStates, row: number): number => (weights === null ? 1 : (weights[row] as number));

/** Σ w log p(x_B | rest) over rows by brute force; rows are complete. */
export function bruteLocal({ network, data }: Case, logPotentials: Float64Array, blocks: readonly (readonly number[])[]): number {
  const width = network.sizes.length;
  let total = 0;
  for (let row = 0; row < data.rows; row++) {
    const seen = rowOf(data, row, width);
    const all = configurations(network, seen);
    for (const block of blocks) {
      const agreeing = all.filter((state) => state.every((s, v) => block.includes(v) || s === seen[v]));
      const scores = Float64Array.from(agreeing, (state) => scoreAt(network, state, row, logPotentials));
      total += weightAt(data, row) * (scoreAt(network, seen, row, logPotentials) - logSumExp(scores, 0, scores.length));
    }
  }
  return total;
}

/** Weighted expected counts of entries over all rows, and the weighted sum of log Z, by enumeration. */
export function enumerate(network: RowNetwork, data: RowStates, logPotentials: Float64Array, into: Float64Array): number {
  const width = network.sizes.length;
  into.fill(0);
  let total = 0;
  for (let row = 0; row < data.rows; row++) {
    const all = configurations(network, rowOf(data, row, width));
    const scores = Float64Array.from(all, (state) => scoreAt(network, state, row, logPotentials));
    const logZ = logSumExp(scores, 0, scores.length);
    total += weightAt(data, row) * logZ;
    all.forEach((state, i) => {
      const mass = weightAt(data, row) * portableExp((scores[i] as number) - logZ);
      for (const [entry, number] of entriesAt(network, state, row)) into[entry] = (into[entry] as number) + mass * number;
    });
  }
  return total;
}

export function empiricalCounts(network: RowNetwork, data: RowStates): Float64Array {
  const counts = new Float64Array(network.entries);
  for (let row = 0; row < data.rows; row++) {
    for (const [entry, number] of entriesAt(network, rowOf(data, row, network.sizes.length), row)) {
      counts[entry] = (counts[entry] as number) + weightAt(data, row) * number;
    }
  }
  return counts;
}

/** An expectation source by enumeration. */
export function enumeratedSource({ network, map, data }: Pick<Case, "network" | "map" | "data">) {
  const logPotentials = new Float64Array(network.entries);
  const expectedCounts = (theta: Float64Array, into: Float64Array): number => {
    applyMap(map, theta, logPotentials);
    return enumerate(network, data, logPotentials, into);
  };
  return { expectedCounts };
}

/** The gradient of the log-likelihood by enumeration. */
export function exactGradient({ network, map, size, data }: Omit<Case, "theta">, theta: Float64Array): Float64Array {
  const gradient = new Float64Array(size);
  const counts = new Float64Array(network.entries);
  enumeratedSource({ network, map, data }).expectedCounts(theta, counts);
  addTransposed(map, counts, -1, gradient);
  addTransposed(map, empiricalCounts(network, data), 1, gradient);
  return gradient;
}

/** Rows drawn from a network without given variables and numbers, by enumeration. */
export function drawRows(network: RowNetwork, logPotentials: Float64Array, rows: number, random: Random): RowStates {
  const all = configurations(network, []);
  const scores = Float64Array.from(all, (state) => scoreAt(network, state, 0, logPotentials));
  const logZ = logSumExp(scores, 0, scores.length);
  const weights = scores.map((score) => portableExp(score - logZ));
  const cumulative = new Float64Array(weights.length);
  let sum = 0;
  weights.forEach((weight, i) => {
    sum += weight;
    cumulative[i] = sum;
  });
  const drawn = Array.from({ length: rows }, () => all[firstAbove(cumulative, random.next() * sum)] as readonly number[]);
  return { rows, states: Int32Array.from(drawn.flat()), weights: null };
}

function firstAbove(cumulative: Float64Array, u: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] as number) > u) high = middle;
    else low = middle + 1;
  }
  return low;
}

export interface CaseOptions {
  readonly given: boolean;
  readonly columns: boolean;
  /** Several factors may share a table. */
  readonly tied: boolean;
  /** A random sparse map in place of one parameter per entry. */
  readonly mixed: boolean;
}

function sketchesOf(random: Random, sizes: readonly number[], options: CaseOptions): readonly FactorSketch[] {
  const sketches: FactorSketch[] = sizes.map((_, v) => ({ scope: [v], basis: options.columns && random.next() < 0.4 ? 0 : -1 }));
  const extra = 2 + random.integer(4);
  for (let f = 0; f < extra; f++) {
    const scope = sizes.map((_, v) => v).filter(() => random.next() < 2.2 / sizes.length);
    if (scope.length > 1 && scope.length < 4) sketches.push({ scope, basis: options.columns && random.next() < 0.4 ? 1 : -1 });
  }
  // A variable of its own size twice: the second one takes the table of the first.
  const twin = sizes.findIndex((size, v) => v > 0 && size === sizes[0]);
  if (options.tied && twin > 0) sketches.push({ scope: [twin], offset: 0 });
  return sketches;
}

function mixedMap(random: Random, entries: number, size: number): LinearMap {
  const rows = Array.from({ length: entries }, () =>
    Array.from({ length: size }, () => (random.next() < 0.4 ? Math.round(4 * random.normal()) / 2 : 0)),
  );
  return mapOf(
    rows,
    rows.map(() => random.normal() / 4),
  );
}

/** A random case by seed: 2 to 5 variables of 2 or 3 states, up to 12 rows with weights. */
export function randomCase(seed: number, options: CaseOptions): Case {
  const random = createRandom(seed);
  const sizes = Array.from({ length: 2 + random.integer(4) }, () => 2 + random.integer(2));
  const rows = 1 + random.integer(12);
  const numbers = () => Float64Array.from({ length: rows }, () => Math.round(2 * random.normal()) / 2);
  const given = options.given && sizes.length > 2 ? [random.integer(sizes.length)] : [];
  const network = networkOf(sizes, sketchesOf(random, sizes, options), options.columns ? [numbers(), numbers()] : [], given);
  const states = Int32Array.from({ length: rows * sizes.length }, (_, at) => random.integer(sizes[at % sizes.length] as number));
  const weights = random.next() < 0.5 ? null : Float64Array.from({ length: rows }, () => random.integer(4) / 2);
  const size = options.mixed ? 1 + random.integer(6) : network.entries;
  const map = options.mixed ? mixedMap(random, network.entries, size) : identityMap(network.entries);
  const theta = Float64Array.from({ length: size }, () => random.normal() / 2);
  return { network, map, size, data: { rows, states, weights }, theta };
}

export const arbitraryCase = (options: CaseOptions): fc.Arbitrary<Case> => fc.integer().map((seed) => randomCase(seed, options));

/** An Ising network on a grid as features ±1: fields first, then couplings by edge. */
export function isingGrid(side: number): { readonly network: RowNetwork; readonly map: LinearMap; readonly size: number } {
  const places = Array.from({ length: side * side }, (_, v) => v);
  const edges = places.flatMap((v) => [...(v % side < side - 1 ? [[v, v + 1]] : []), ...(v < side * (side - 1) ? [[v, v + side]] : [])]);
  const network = networkOf(
    places.map(() => 2),
    [...places.map((v) => ({ scope: [v] })), ...edges.map((scope) => ({ scope }))],
  );
  const size = places.length + edges.length;
  const signs = network.factors.flatMap(({ length }, k) =>
    Array.from({ length }, (_, i) => ({ k, sign: length === 2 ? 2 * i - 1 : i === 0 || i === 3 ? 1 : -1 })),
  );
  return { network, map: mapOf(signs.map(({ k, sign }) => Array.from({ length: size }, (_, j) => (j === k ? sign : 0)))), size };
}
