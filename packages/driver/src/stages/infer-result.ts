import type { Inference, InferResult, InferredRow, NumericPosterior, PosteriorMoments, Probabilities } from "../api/inference.ts";
import type { NodePosterior } from "../api/options.ts";
import { mpeLabels } from "../report/mpe-labels.ts";

const orNull = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** A row of a flat table as nested lists over `sizes`; nulls where the row has no posterior. */
function nested(values: Float64Array, sizes: readonly number[], isKnown: boolean): Probabilities {
  const [size = 0, ...rest] = sizes;
  const step = values.length / size;
  return Array.from({ length: size }, (_, i) =>
    rest.length > 0 ? nested(values.subarray(i * step, (i + 1) * step), rest, isKnown) : isKnown ? orNull(values[i] as number) : null,
  );
}

const rowOf = ({ states, probabilities }: NodePosterior, row: number): Float64Array =>
  probabilities.subarray(row * states.length, (row + 1) * states.length);

function momentsOf({ size, means, covariances, seen }: NumericPosterior, row: number, isPossible: boolean): PosteriorMoments {
  const isKnown = isPossible || seen[row] === 1;
  const mean = nested(means.subarray(row * size, (row + 1) * size), [size], isKnown) as readonly (number | null)[];
  const cov = nested(covariances.subarray(row * size * size, (row + 1) * size * size), [size, size], isKnown) as readonly (typeof mean)[];
  return size === 1 ? { mean: mean[0] ?? null, cov: cov[0]?.[0] ?? null } : { mean, cov };
}

function marginalsOf(inference: Inference, row: number): InferredRow["marginals"] {
  const { nodes, numeric, seen, impossible, order } = inference;
  const isPossible = impossible[row] === 0;
  const all = new Map<string, InferredRow["marginals"][string]>();
  nodes.forEach((node, n) => {
    all.set(node.node, nested(rowOf(node, row), [node.states.length], isPossible || seen[n]?.[row] === 1));
  });
  for (const one of numeric) all.set(one.node, momentsOf(one, row, isPossible));
  return Object.fromEntries(order.map((key) => [key, all.get(key) as InferredRow["marginals"][string]]));
}

function jointsOf({ joints, impossible }: Inference, row: number): Pick<InferredRow, "joints"> {
  if (joints.length === 0) return {};
  const tables = joints.map(({ query, table }) => [query.key, nested(rowOf(table, row), query.sizes, impossible[row] === 0)] as const);
  return { joints: Object.fromEntries(tables) };
}

function rowResult(inference: Inference, row: number): InferredRow {
  const { byRow, mpe } = inference;
  const most = mpe ? { mpe: mpeLabels(inference, row), mpeLogProb: orNull(mpe.byRow[row] as number) } : {};
  const logEvidence = orNull(byRow[row] as number);
  return { row, logEvidence, marginals: marginalsOf(inference, row), ...jointsOf(inference, row), ...most };
}

/** What is inferred, as the document that `infer` returns and `--json` prints. */
export function inferResult(inference: Inference): InferResult {
  const { nodes, joints, mpe, rows } = inference;
  const named = joints.map(({ query }) => [query.key, { nodes: query.nodes }] as const);
  return {
    schema: "platewise/infer@1",
    logEvidence: orNull(inference.logEvidence),
    exact: true,
    nodes: Object.fromEntries(nodes.map(({ node, states }) => [node, { states }])),
    ...(joints.length > 0 ? { joints: Object.fromEntries(named) } : {}),
    rows: Array.from({ length: rows }, (_, row) => rowResult(inference, row)),
    ...(mpe ? { mpeLogProb: orNull(mpe.total) } : {}),
  };
}
