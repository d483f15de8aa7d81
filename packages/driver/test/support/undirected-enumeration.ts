import type { FactorTable, Unit, Variable } from "./undirected-unroll.ts";

/** Every configuration of what is unknown in a unit, with its log-potential: what is asked of it is a sum over them. */
export interface Enumerated {
  /** Log of the sum of the exponentials. */
  readonly logSum: number;
  /** The largest log-potential. */
  readonly most: number;
  /** Adds `scale` times the expected features to `into`. */
  readonly addExpected: (scale: number, into: Float64Array) => void;
  /** Probabilities of the states of a variable. */
  readonly marginal: (variable: number) => readonly number[];
  /** Joint probabilities of two variables, the second fastest. */
  readonly joint: (a: number, b: number) => readonly number[];
  /** Calls `visit` with every configuration (a state of each variable) and its probability. */
  readonly each: (visit: (states: readonly number[], probability: number) => void) => void;
}

/** The log-potentials of a table at some parameters; 0 · −∞ counts as nothing. */
const potentials = ({ constants, features }: FactorTable, theta: ArrayLike<number>): readonly number[] =>
  constants.map((constant, e) => (features[e] ?? []).reduce((sum, [cell, by]) => sum + by * (theta[cell] as number), constant));

interface Term {
  readonly factor: FactorTable;
  readonly values: readonly number[];
  readonly strides: readonly number[];
}

const stridesOf = ({ scope }: FactorTable, variables: readonly Variable[]): readonly number[] =>
  scope.map((_, axis) => scope.slice(axis + 1).reduce((n, v) => n * (variables[v] as Variable).labels.length, 1));

function entryOf({ factor: { scope }, strides }: Term, states: ArrayLike<number>): number {
  let at = 0;
  for (let axis = 0; axis < scope.length; axis++) at += (strides[axis] as number) * (states[scope[axis] as number] as number);
  return at;
}

/** Moves to the next configuration of the free variables, the last one fastest; false after the last. */
function advance(states: Int32Array, free: readonly number[], variables: readonly Variable[]): boolean {
  for (let i = free.length - 1; i >= 0; i--) {
    const v = free[i] as number;
    states[v] = ((states[v] as number) + 1) % (variables[v] as Variable).labels.length;
    if (states[v] !== 0) return true;
  }
  return false;
}

/** How likely some states of variables are made by what is known of them beyond the table: a factor per state. */
export type Likelihoods = ReadonlyMap<number, readonly number[]>;

/** A unit at some parameters, with what is seen held (`seen`) or with everything that is modelled unknown. */
export function enumerate(unit: Unit, theta: ArrayLike<number>, seen: boolean, soft: Likelihoods = new Map()): Enumerated {
  const { variables } = unit;
  const terms = unit.factors.map((factor): Term => ({ factor, values: potentials(factor, theta), strides: stridesOf(factor, variables) }));
  const discrete = variables.flatMap(({ labels }, v) => (labels.length > 0 ? [v] : []));
  const free = discrete.filter((v) => !(variables[v] as Variable).given && (!seen || (variables[v] as Variable).seen < 0));
  const states = Int32Array.from(variables, ({ seen: state }) => Math.max(0, state));
  const start = (): void => {
    for (const v of free) states[v] = 0;
  };
  const logs: number[] = [];
  start();
  do {
    let sum = 0;
    for (const term of terms) sum += term.values[entryOf(term, states)] as number;
    for (const [v, weights] of soft) sum += Math.log(weights[states[v] as number] as number);
    logs.push(sum);
  } while (advance(states, free, variables));
  const most = logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const total = logs.reduce((sum, x) => sum + (x === most ? 1 : Math.exp(x - most)), 0);
  const logSum = most === Number.NEGATIVE_INFINITY ? most : most + Math.log(total);
  const walk = (visit: (p: number) => void): void => {
    start();
    for (const x of logs) {
      visit(Math.exp(x - logSum));
      advance(states, free, variables);
    }
  };
  const sumsOf = (size: number, at: () => number): readonly number[] => {
    const sums = new Array<number>(size).fill(0);
    walk((p) => {
      sums[at()] = (sums[at()] as number) + p;
    });
    return sums;
  };
  const sizeOf = (v: number): number => (variables[v] as Variable).labels.length;
  return {
    logSum,
    most,
    addExpected(scale, into) {
      const shares = terms.map((term) => new Float64Array(term.values.length));
      walk((p) => {
        terms.forEach((term, t) => {
          const e = entryOf(term, states);
          (shares[t] as Float64Array)[e] = (shares[t]?.[e] as number) + p;
        });
      });
      terms.forEach(({ factor }, t) => {
        shares[t]?.forEach((p, e) => {
          for (const [cell, by] of factor.features[e] ?? []) into[cell] = (into[cell] as number) + scale * p * by;
        });
      });
    },
    marginal: (v) => sumsOf(sizeOf(v), () => states[v] as number),
    joint: (a, b) => sumsOf(sizeOf(a) * sizeOf(b), () => (states[a] as number) * sizeOf(b) + (states[b] as number)),
    each: (visit) => walk((p) => visit([...states], p)),
  };
}

/** The log-potential of a unit in one configuration. */
export const logPotential = (unit: Unit, theta: ArrayLike<number>, states: readonly number[]): number =>
  unit.factors.reduce((sum, factor) => {
    const term = { factor, values: potentials(factor, theta), strides: stridesOf(factor, unit.variables) };
    return sum + (term.values[entryOf(term, states)] as number);
  }, 0);

/** What a whole table says at some parameters. */
export interface Likelihood {
  readonly logLik: number;
  /** Σ over units of log Z, with their weights. */
  readonly logZ: number;
  /** Of each unit, without its weight. */
  readonly byUnit: readonly number[];
}

const weighted = (weight: number, x: number): number => (weight === 0 ? 0 : weight * x);

/** The log-likelihood of what is seen, by enumeration. */
export function likelihoodOf(units: readonly Unit[], theta: ArrayLike<number>): Likelihood {
  const values = units.map((unit) => ({
    weight: unit.weight,
    seen: enumerate(unit, theta, true).logSum,
    all: enumerate(unit, theta, false).logSum,
  }));
  return {
    logLik: values.reduce((sum, { weight, seen, all }) => sum + weighted(weight, seen - all), 0),
    logZ: values.reduce((sum, { weight, all }) => sum + weighted(weight, all), 0),
    byUnit: values.map(({ seen, all }) => seen - all),
  };
}

/** Expected features, summed over units: of the data (unknowns under their posterior), and of the model. */
export function expectedFeatures(
  units: readonly Unit[],
  theta: ArrayLike<number>,
): { readonly data: Float64Array; readonly model: Float64Array } {
  const [data, model] = [new Float64Array(theta.length), new Float64Array(theta.length)];
  for (const unit of units) {
    if (unit.weight === 0) continue;
    enumerate(unit, theta, true).addExpected(unit.weight, data);
    enumerate(unit, theta, false).addExpected(unit.weight, model);
  }
  return { data, model };
}
