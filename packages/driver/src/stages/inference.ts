import type { Codes } from "@platewise/core";
import { missingCode } from "@platewise/core";
import { type GroundVariable, ROOT } from "@platewise/graph";
import { evaluateProblem } from "@platewise/learning";
import type { Inference, JointQuery } from "../api/inference.ts";
import type { NodePosterior } from "../api/options.ts";
import type { MaybeNormaliser } from "./normaliser.ts";
import { type NumericUnknown, numericPosterior } from "./numeric-posteriors.ts";
import { posteriorMarginals, seenEverywhere } from "./posteriors.ts";
import type { Prepared } from "./prepare.ts";
import { groupRows, rowLogLik, standingRows } from "./row-log-lik.ts";

/** What is asked: the names of the model's own nodes, joint tables, the most probable states, and a constant to add. */
export interface InferenceRequest {
  readonly names: ReadonlySet<string>;
  readonly queries: readonly JointQuery[];
  readonly mpe: boolean;
  readonly logScale: number;
  readonly normaliser: MaybeNormaliser;
  /** Numeric nodes with missing values, and where several nodes choose a slot, the key of the joint table of those. */
  readonly numeric: readonly { readonly unknown: NumericUnknown; readonly joint: string | null }[];
}

interface Pass {
  readonly total: number;
  readonly byRow: Float64Array;
  readonly nodes: ReadonlyMap<string, NodePosterior>;
}

function runOnce(prepared: Prepared, theta: Float64Array, hard: boolean): Pass {
  const { byRow, onRows } = rowLogLik(prepared.plan, prepared.data.table.rows);
  const { onPosterior, nodes } = posteriorMarginals(prepared);
  const { logLik } = evaluateProblem(prepared.problem, theta, { accumulate: false, hard, onRows, onPosterior });
  return { total: logLik, byRow, nodes: new Map(nodes().map((node) => [node.node, node])) };
}

/** Adds a constant to the total and the first row, and takes log Z of a network off. */
function shifted({ total, byRow, nodes }: Pass, by: number, normaliser: MaybeNormaliser): Pass {
  if (by !== 0) byRow[0] = (byRow[0] as number) + by;
  normaliser?.byRow.forEach((logZ, row) => {
    byRow[row] = (byRow[row] as number) - logZ;
  });
  return { total: total + by - (normaliser?.total ?? 0), byRow, nodes };
}

/** The instance of a variable's plate for every table row; −1 in dropped rows. */
function instancesOf({ data }: Prepared, plate: number): (row: number) => number {
  const instanceOf = data.instanceOfRow[data.plates.findIndex((p) => p.plate === plate)];
  return (row) => (instanceOf ? (instanceOf[row] as number) : 0);
}

function seenRows(prepared: Prepared, v: GroundVariable): Uint8Array {
  const seen = new Uint8Array(prepared.data.table.rows);
  if (v.bound?.values.kind !== "codes") return seen;
  const codes: Codes = v.bound.values.codes;
  const gone = missingCode(codes);
  const instanceOf = instancesOf(prepared, v.plate);
  for (let row = 0; row < seen.length; row++) {
    const instance = instanceOf(row);
    seen[row] = instance >= 0 && codes[instance] !== gone ? 1 : 0;
  }
  return seen;
}

/** 1 for the rows of top-level instances that are impossible; for all rows where something outside all plates joins them. */
function impossibleRows({ plan, data }: Prepared, byRow: Float64Array): Uint8Array {
  const impossible = new Uint8Array(byRow.length);
  if (!byRow.includes(-Infinity)) return impossible;
  if (plan.plates.some(({ scope }) => scope.plate === ROOT)) return impossible.fill(1);
  for (const { scope } of plan.plates) {
    if (scope.parent !== null) continue;
    const instanceOf = data.instanceOfRow[data.plates.findIndex((p) => p.plate === scope.plate)];
    const rowOf = standingRows(scope);
    instanceOf?.forEach((instance, row) => {
      if (instance >= 0 && byRow[rowOf(instance)] === -Infinity) impossible[row] = 1;
    });
  }
  return impossible;
}

const CONTINUOUS: ReadonlySet<string> = new Set(["real", "positive", "probability", "vector", "simplex"]);

/** A modelled node of real numbers that is seen somewhere makes the evidence a density. */
function seesDensity({ plan }: Prepared): boolean {
  return plan.ground.variables.some(({ states, decl, bound }) => {
    if (states !== null || decl.role === "given" || !CONTINUOUS.has(decl.domain.kind)) return false;
    return bound?.values.kind === "numbers" && bound.values.components.some((component) => component.some((x) => !Number.isNaN(x)));
  });
}

/** Posteriors, evidence and (where asked) the most probable states of a plan that keeps what is barren. */
export function inferRows(prepared: Prepared, theta: Float64Array, request: InferenceRequest): Inference {
  const { names, queries, mpe, logScale, numeric, normaliser } = request;
  const soft = shifted(runOnce(prepared, theta, false), logScale, normaliser);
  const hard = mpe ? shifted(runOnce(prepared, theta, true), logScale, normaliser) : null;
  const variables = prepared.plan.ground.variables.filter((v) => v.states !== null && v.previous === null && names.has(v.decl.name));
  const tables = ({ nodes }: Pass): readonly NodePosterior[] => variables.map((v) => nodes.get(v.key) ?? seenEverywhere(prepared, v));
  const weightsOf = ({ unknown, joint }: InferenceRequest["numeric"][number]): NodePosterior | null => {
    const [parent] = unknown.parents;
    if (joint !== null) return soft.nodes.get(joint) ?? null;
    return parent ? (soft.nodes.get(parent.key) ?? seenEverywhere(prepared, parent)) : null;
  };
  const ids = [...variables, ...numeric.map(({ unknown }) => unknown.variable)].sort((a, b) => a.id - b.id);
  return {
    numeric: numeric.map((one) => numericPosterior(prepared, theta, one.unknown, weightsOf(one))),
    order: ids.map(({ key }) => key),
    rows: prepared.data.table.rows,
    logEvidence: soft.total,
    byRow: soft.byRow,
    nodes: tables(soft),
    seen: variables.map((v) => seenRows(prepared, v)),
    joints: queries.map((query) => ({ query, table: soft.nodes.get(query.product) as NodePosterior })),
    mpe: hard && { nodes: tables(hard), total: hard.total, byRow: hard.byRow },
    impossible: impossibleRows(prepared, soft.byRow),
    isDensity: seesDensity(prepared),
    groups: groupRows(prepared),
  };
}
