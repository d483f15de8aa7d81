import type { BoundData, Codes, Column, DataTable, FitResult, Outcome } from "@platewise/core";
import { missingCode, success } from "@platewise/core";
import type { Model } from "../api/model.ts";
import type { DataOptions } from "../api/options.ts";
import { runScore } from "../stages/score.ts";
import type { ObservedRows, ObservedVariable } from "./observed-variables.ts";

/** Joint states that are enumerated at most. */
export const MOST_STATES = 2 ** 20;

/** Number of joint states of variables. */
export const jointStates = (variables: readonly ObservedVariable[]): number => variables.reduce((n, { labels }) => n * labels.length, 1);

/** Steps of each variable in a joint table, the last one fastest. */
export function stridesOf(variables: readonly ObservedVariable[]): readonly number[] {
  let stride = jointStates(variables);
  return variables.map(({ labels }) => {
    stride /= labels.length;
    return stride;
  });
}

/**
 * A table with a row for every joint state of the observed variables, in order. Other nodes have empty columns, weights are 1, and
 * every row is a group of its own.
 */
function everyState(variables: readonly ObservedVariable[], { model, nodes }: BoundData): DataTable {
  const rows = jointStates(variables);
  const strides = stridesOf(variables);
  const states = variables.map(({ column: name, labels }, v): Column => {
    const codes = new Int32Array(rows);
    for (let row = 0; row < rows; row++) codes[row] = Math.floor(row / (strides[v] as number)) % labels.length;
    return { kind: "text", name, codes, labels };
  });
  const number = (name: string, values: Float64Array): Column => ({ kind: "number", name, values, odd: new Map() });
  const weights = model.plates.flatMap(({ weightedBy }) =>
    weightedBy === null ? [] : [number(weightedBy, new Float64Array(rows).fill(1))],
  );
  const groups = model.plates.flatMap(({ by }) =>
    by === null
      ? []
      : [
          number(
            by,
            Float64Array.from({ length: rows }, (_, row) => row),
          ),
        ],
  );
  const others = new Set(nodes.flatMap(({ columns }) => columns.filter((name) => variables.every(({ column }) => column !== name))));
  const empty = [...others].map((name): Column => ({ kind: "text", name, codes: new Int32Array(rows).fill(-1), labels: [] }));
  return { name: "every joint state", rows, columns: [...states, ...empty, ...weights, ...groups], lineOf: () => null };
}

/** How a form is asked for the probabilities of joint states. */
export interface JointRequest {
  readonly model: Model;
  readonly fit: FitResult;
  readonly data: BoundData;
  readonly rows: ObservedRows;
  readonly options: DataOptions & { readonly budget?: number };
}

/**
 * The joint of the observed variables, the last one fastest; latents are summed out. Where variables are given it is their share in
 * the data times the conditional joint of the others.
 */
export function jointTable({ model, fit, data, rows, options }: JointRequest): Outcome<Float64Array> {
  const { weights: _, rows: __, ...reading } = options;
  const scored = runScore(model, everyState(rows.variables, data), { ...reading, params: fit });
  if (!scored.ok) return scored;
  const joint = Float64Array.from(scored.value.rows, ({ logLik }) => (logLik === null ? 0 : Math.exp(logLik)));
  const shares = givenShares(rows);
  if (shares) for (let state = 0; state < joint.length; state++) joint[state] = (joint[state] as number) * (shares[state] as number);
  return success(joint, []);
}

/** For every joint state the share of the data's rows with its given states; null where nothing is given. */
function givenShares(observed: ObservedRows): Float64Array | null {
  const { variables } = observed;
  if (!variables.some(({ isGiven }) => isGiven)) return null;
  const strides = stridesOf(variables);
  const isGiven = variables.map((variable) => variable.isGiven);
  const shares = new Map<number, number>();
  const total = addRows(observed, (row, weight) => {
    const key = variables.reduce((at, { codes }, v) => (isGiven[v] ? at + (codes[row] as number) * (strides[v] as number) : at), 0);
    shares.set(key, (shares.get(key) ?? 0) + weight);
  });
  return Float64Array.from({ length: jointStates(variables) }, (_, state) => {
    const key = strides.reduce((at, stride, v) => {
      const size = (variables[v] as ObservedVariable).labels.length;
      return isGiven[v] ? at + (Math.floor(state / stride) % size) * stride : at;
    }, 0);
    return (shares.get(key) ?? 0) / total;
  });
}

/** Calls `visit` for every row that counts, and returns the sum of their weights. */
function addRows({ rows, weights }: ObservedRows, visit: (row: number, weight: number) => void): number {
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights ? (weights[row] as number) : 1;
    if (weight === 0) continue;
    total += weight;
    visit(row, weight);
  }
  return total;
}

/**
 * Expected counts of all joint states: a row counts at its state, one with empty cells at the states that it may be, by their
 * probabilities under `joint`. Also the log-likelihood of the rows under it.
 */
export function completedCounts(observed: ObservedRows, joint: Float64Array): { readonly counts: Float64Array; readonly total: number } {
  const { variables } = observed;
  const strides = stridesOf(variables);
  const counts = new Float64Array(joint.length);
  const partial = new Map<string, { readonly row: number; weight: number }>();
  const total = addRows(observed, (row, weight) => {
    const at = stateOf(variables, strides, row);
    if (at >= 0) counts[at] = (counts[at] as number) + weight;
    else {
      const key = variables.map(({ codes }) => codes[row]).join();
      const known = partial.get(key);
      if (known) known.weight += weight;
      else partial.set(key, { row, weight });
    }
  });
  for (const { row, weight } of partial.values()) spread({ variables, strides, joint, row, weight }, counts);
  return { counts, total };
}

const isMissing = (codes: Codes, row: number): boolean => codes[row] === missingCode(codes);

/** The joint state of a row; −1 where a cell is empty. */
export function stateOf(variables: readonly ObservedVariable[], strides: readonly number[], row: number): number {
  let at = 0;
  for (const [v, { codes }] of variables.entries()) {
    if (isMissing(codes, row)) return -1;
    at += (codes[row] as number) * (strides[v] as number);
  }
  return at;
}

interface PartialRow {
  readonly variables: readonly ObservedVariable[];
  readonly strides: readonly number[];
  readonly joint: Float64Array;
  readonly row: number;
  readonly weight: number;
}

/** Adds the weight of a row with empty cells to the states that it may be. */
function spread({ variables, strides, joint, row, weight }: PartialRow, counts: Float64Array): void {
  let states = [0];
  for (const [v, { codes, labels }] of variables.entries()) {
    const stride = strides[v] as number;
    const own = isMissing(codes, row) ? [...labels.keys()] : [codes[row] as number];
    states = states.flatMap((at) => own.map((state) => at + state * stride));
  }
  const mass = states.reduce((sum, at) => sum + (joint[at] as number), 0);
  if (mass === 0) return;
  for (const at of states) counts[at] = (counts[at] as number) + (weight * (joint[at] as number)) / mass;
}

/** The table of some of the variables, by their places, in that order with the last one fastest; the rest is summed out. */
export function marginalOf(variables: readonly ObservedVariable[], joint: Float64Array, places: readonly number[]): Float64Array {
  const strides = stridesOf(variables);
  const sizes = places.map((place) => (variables[place] as ObservedVariable).labels.length);
  const into = new Float64Array(sizes.reduce((a, b) => a * b, 1));
  for (let state = 0; state < joint.length; state++) {
    let at = 0;
    for (let i = 0; i < places.length; i++) {
      at = at * (sizes[i] as number) + (Math.floor(state / (strides[places[i] as number] as number)) % (sizes[i] as number));
    }
    into[at] = (into[at] as number) + (joint[state] as number);
  }
  return into;
}
