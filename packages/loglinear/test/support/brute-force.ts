import type { NetworkCase } from "./random-row-networks.ts";

/** A joint state that agrees with what is known, its log-potential and its probability. */
export interface JointState {
  readonly states: readonly number[];
  readonly logPotential: number;
  readonly probability: number;
}

/** Every place of every factor at these states: the entry, and what multiplies it. */
export function activeEntries(
  { network, at }: NetworkCase,
  states: ArrayLike<number>,
): readonly (readonly [entry: number, scale: number])[] {
  return network.factors.map(({ scope, strides, offset, basis }) => [
    scope.reduce((sum, v, i) => sum + (states[v] as number) * (strides[i] as number), offset),
    basis < 0 ? 1 : (network.columns[basis]?.[at.row] as number),
  ]);
}

/** The log-potential of these states by its definition. */
export function logPotential(one: NetworkCase, states: ArrayLike<number>): number {
  return activeEntries(one, states).reduce(
    (sum, [entry, scale]) => (scale === 0 ? sum : sum + scale * (one.potentials[entry] as number)),
    0,
  );
}

/** All joint states, by recursion over the variables. */
export function jointStates(one: NetworkCase): readonly JointState[] {
  const { sizes } = one.network;
  let found: number[][] = [[]];
  sizes.forEach((size, v) => {
    const known = one.at.states[v] as number;
    const choices = known >= 0 ? [known] : [...Array(size).keys()];
    found = found.flatMap((head) => choices.map((k) => [...head, k]));
  });
  const logs = found.map((states) => logPotential(one, states));
  const max = Math.max(...logs);
  const total = logs.reduce((sum, x) => sum + Math.exp(x - max), 0);
  return found.map((states, i) => ({ states, logPotential: logs[i] as number, probability: Math.exp((logs[i] as number) - max) / total }));
}

/** Expectations by their definition. */
export function bruteForce(one: NetworkCase): {
  readonly logZ: number;
  readonly counts: number[];
  readonly covariance: number[];
  readonly marginals: number[];
} {
  const { entries, sizes } = one.network;
  const all = jointStates(one);
  const max = Math.max(...all.map((state) => state.logPotential));
  const logZ = max + Math.log(all.reduce((sum, state) => sum + Math.exp(state.logPotential - max), 0));
  const counts = new Array<number>(entries).fill(0);
  const second = new Array<number>(entries * entries).fill(0);
  const marginals = [...sizes].map((size) => new Array<number>(size).fill(0));
  for (const { states, probability } of all) {
    const row = new Array<number>(entries).fill(0);
    for (const [entry, scale] of activeEntries(one, states)) row[entry] = (row[entry] as number) + scale;
    const nonzero = [...row.keys()].filter((e) => row[e] !== 0);
    for (const e of nonzero) {
      counts[e] = (counts[e] as number) + probability * (row[e] as number);
      for (const g of nonzero)
        second[e * entries + g] = (second[e * entries + g] as number) + probability * (row[e] as number) * (row[g] as number);
    }
    states.forEach((k, v) => {
      const own = marginals[v] as number[];
      own[k] = (own[k] as number) + probability;
    });
  }
  const covariance = second.map((x, i) => x - (counts[Math.floor(i / entries)] as number) * (counts[i % entries] as number));
  return { logZ, counts, covariance, marginals: marginals.flat() };
}

/** The largest difference between two arrays of one length; NaN counts as Infinity. */
export function largestGap(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let gap = found.length === wanted.length ? 0 : Infinity;
  for (let i = 0; i < wanted.length; i++) {
    const off = Math.abs((found[i] as number) - (wanted[i] as number));
    gap = Math.max(gap, Number.isNaN(off) ? Infinity : off);
  }
  return gap;
}

/** By how much the slope of a function of log-potentials, by central differences, misses `wanted`, at most. */
export function slopeGap(of: (potentials: Float64Array) => number, at: Float64Array, wanted: ArrayLike<number>): number {
  const step = 1e-5;
  const slopes = Array.from(at, (x, e) => {
    const moved = Float64Array.from(at);
    moved[e] = x + step;
    const above = of(moved);
    moved[e] = x - step;
    return (above - of(moved)) / (2 * step);
  });
  return largestGap(slopes, wanted);
}
