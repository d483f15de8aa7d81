import type { Codes, Outcome } from "@platewise/core";
import { missingCode, success } from "@platewise/core";
import type { Body, GroundVariable, PassOptions } from "@platewise/graph";
import { evaluateProblem, withConstants } from "@platewise/learning";
import type { FitOptions, NodePosterior } from "../api/options.ts";
import { type Prepared, prepareBound } from "./prepare.ts";

interface Collector {
  readonly node: string;
  readonly states: readonly string[];
  readonly plate: number;
  readonly byInstance: Float64Array;
}

function collectors({ plan }: Prepared): ReadonlyMap<number, Collector> {
  const found = new Map<number, Collector>();
  for (const { scope, patterns, chains } of plan.plates) {
    const within = [...patterns, ...chains.flatMap((chain) => chain.slices)].flatMap((p) => p.axes.slice(p.outer));
    for (const v of [...within, ...chains.flatMap((chain) => chain.state)]) {
      if (found.has(v.id)) continue;
      const size = scope.instances * (v.states as number);
      const byInstance = new Float64Array(size);
      const values = v.bound?.values;
      if (values?.kind === "codes") markObserved(values.codes, v.states as number, byInstance);
      found.set(v.id, { node: v.key, states: v.labels, plate: scope.plate, byInstance });
    }
  }
  return found;
}

/** One-hot rows where the state is seen. */
function markObserved(codes: Codes, states: number, into: Float64Array): void {
  const gone = missingCode(codes);
  codes.forEach((code, i) => {
    if (code !== gone) into[i * states + code] = 1;
  });
}

function addMarginal(body: Body, axis: number, into: Collector, start: number, count: number, table: Float64Array, stride: number): void {
  const size = body.axisSizes[axis] as number;
  const inner = body.axisSizes.slice(axis + 1).reduce((a, b) => a * b, 1);
  for (let s = 0; s < body.states; s++) {
    const state = Math.floor(s / inner) % size;
    for (let i = 0; i < count; i++) {
      const instance = body.rows ? (body.rows[start + i] as number) : start + i;
      const at = instance * size + state;
      into.byInstance[at] = (into.byInstance[at] as number) + (table[s * stride + i] as number);
    }
  }
}

/** The most that rounding can add to a marginal's sum or take from it; whatever differs by more is left to be seen. */
const ROUNDING = 1e-6;

/** Takes the rounding out of every instance's marginal: its entries lie in [0, 1] and sum to 1. */
function normaliseMarginals({ byInstance, states }: Collector): void {
  const size = states.length;
  for (let at = 0; at < byInstance.length; at += size) {
    let total = 0;
    for (let s = 0; s < size; s++) total += byInstance[at + s] as number;
    if (total === 1 || !(Math.abs(total - 1) < ROUNDING)) continue;
    for (let s = 0; s < size; s++) byInstance[at + s] = (byInstance[at + s] as number) / total;
  }
}

/** Spreads values per plate instance over table rows; dropped rows stay NaN. */
function perRow({ data }: Prepared, { plate, byInstance, states, node }: Collector): NodePosterior {
  const size = states.length;
  const probabilities = new Float64Array(data.table.rows * size).fill(Number.NaN);
  const position = data.plates.findIndex((p) => p.plate === plate);
  const instanceOf = data.instanceOfRow[position];
  for (let row = 0; row < data.table.rows; row++) {
    const instance = instanceOf ? (instanceOf[row] as number) : 0;
    if (instance >= 0) probabilities.set(byInstance.subarray(instance * size, instance * size + size), row * size);
  }
  return { node, states, probabilities };
}

/** One-hot probabilities of a node that is seen everywhere, for every table row. */
export function seenEverywhere(prepared: Prepared, v: GroundVariable): NodePosterior {
  const states = v.states as number;
  const codes = v.bound?.values.kind === "codes" ? v.bound.values.codes : new Uint8Array(0);
  const byInstance = new Float64Array(codes.length * states);
  markObserved(codes, states, byInstance);
  return perRow(prepared, { node: v.key, states: v.labels, plate: v.plate, byInstance });
}

/** Marginal posteriors gathered while a pass runs; `nodes` spreads them over the table's rows afterwards. */
export interface PosteriorMarginals {
  readonly onPosterior: NonNullable<PassOptions["onPosterior"]>;
  readonly nodes: () => readonly NodePosterior[];
}

/** Gathers the marginal of every node that is unknown somewhere; the plan must have kept what is barren. */
export function posteriorMarginals(prepared: Prepared): PosteriorMarginals {
  const all = collectors(prepared);
  return {
    onPosterior(body, start, count, table, stride) {
      body.axisIds.forEach((id, axis) => {
        const collector = all.get(id);
        if (collector?.plate === body.plate) addMarginal(body, axis, collector, start, count, table, stride);
      });
    },
    nodes: () =>
      [...all.values()].map((collector) => {
        normaliseMarginals(collector);
        return perRow(prepared, collector);
      }),
  };
}

/** Posterior of every latent or missing discrete node at `theta`, for every table row (a group's value on each of its rows). */
export function posteriorsOf(prepared: Prepared, theta: Float64Array, options: FitOptions): Outcome<readonly NodePosterior[]> {
  const method = prepared.plan.method === "mle" ? "auto" : prepared.plan.method;
  const again = prepareBound(prepared.data, { ...options, method, keepBarren: true, distinct: false });
  if (!again.ok) return again;
  const { onPosterior, nodes } = posteriorMarginals(again.value);
  const hard = prepared.plan.method === "hard-em";
  evaluateProblem(again.value.problem, withConstants(again.value.plan, theta), { accumulate: false, hard, onPosterior });
  return success(nodes());
}
