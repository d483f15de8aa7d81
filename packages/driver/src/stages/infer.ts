import type { BoundData, Diagnostic, Outcome } from "@platewise/core";
import { diagnostic, failure, success } from "@platewise/core";
import type { Evidence, Inference, InferOptions, JointQuery } from "../api/inference.ts";
import type { Model } from "../api/model.ts";
import type { DataInput } from "../sources/index.ts";
import { bindCase } from "./case-data.ts";
import { type InferenceRequest, inferRows } from "./inference.ts";
import { knownParameters } from "./known-parameters.ts";
import { normaliserOf } from "./normaliser.ts";
import { type NumericUnknown, numericUnknowns } from "./numeric-posteriors.ts";
import { bindInput, DEFAULT_BUDGET, type Prepared, prepareBound } from "./prepare.ts";
import { addJoints, addSoftEvidence } from "./query-nodes.ts";
import { typesOf } from "./read-parameters.ts";

/** Warns of rows with probability zero. */
function impossible({ impossible: marks, rows }: Inference): readonly Diagnostic[] {
  const found = Array.from(marks.keys()).flatMap((row) => (marks[row] === 1 ? [row + 1] : []));
  return found.length > 0 ? [diagnostic("impossible-evidence", { rows: found, total: rows }, { severity: "warning" })] : [];
}

interface Question {
  readonly prepared: Prepared;
  readonly queries: readonly JointQuery[];
  readonly numeric: InferenceRequest["numeric"];
}

/** Plans the joint tables that were asked for. */
function plan(data: BoundData, joints: readonly (readonly string[])[], options: InferOptions): Outcome<Omit<Question, "numeric">> {
  const { budget = DEFAULT_BUDGET, elimination } = options;
  const asked = addJoints(data, joints, budget);
  if (!asked.ok) return asked;
  const order = elimination ? { elimination } : {};
  const ready = prepareBound(asked.value.data, { ...order, budget, method: "auto", keepBarren: true, distinct: false });
  return ready.ok ? success({ prepared: ready.value, queries: asked.value.queries }, ready.diagnostics) : ready;
}

/**
 * Plans the question. Where several nodes choose the law of a missing number their joint table is needed too: it is left out, and the
 * number with it, where that is not affordable.
 */
function planQuestion(data: BoundData, names: ReadonlySet<string>, options: InferOptions): Outcome<Question> {
  const { joints = [] } = options;
  const first = plan(data, joints, options);
  if (!first.ok) return first;
  const unknown = numericUnknowns(first.value.prepared, names);
  const several = unknown.filter(({ parents }) => parents.length > 1).map(({ parents }) => parents.map(({ key }) => key));
  const simple = unknown.filter(({ parents }) => parents.length <= 1).map((one) => ({ unknown: one, joint: null }));
  if (several.length === 0) return success({ ...first.value, numeric: simple }, first.diagnostics);
  const second = plan(data, [...joints, ...several], options);
  if (!second.ok) return success({ ...first.value, numeric: simple }, first.diagnostics);
  const { prepared, queries } = second.value;
  const productOf = (one: NumericUnknown): string | null =>
    one.parents.length > 1 ? (queries.find(({ key }) => key === one.parents.map((parent) => parent.key).join(","))?.product ?? null) : null;
  const numeric = numericUnknowns(prepared, names).map((one) => ({ unknown: one, joint: productOf(one) }));
  const wanted = queries.filter(({ key }) => first.value.queries.some((query) => query.key === key));
  return success({ prepared, queries: wanted, numeric }, second.diagnostics);
}

/** Bound data with what soft evidence adds to it. */
interface Asked {
  readonly plain: BoundData;
  readonly data: BoundData;
  readonly logScale: number;
}

/** What is inferred at known parameters of data that is bound; `logScale` is added to the evidence. */
function inferBound({ plain, data, logScale }: Asked, names: ReadonlySet<string>, options: InferOptions): Outcome<Inference> {
  const asked = planQuestion(data, names, options);
  if (!asked.ok) return asked;
  const { prepared, queries, numeric } = asked.value;
  const theta = knownParameters(prepared, options.params);
  if (!theta.ok) return theta;
  const normaliser = normaliserOf(plain, theta.value, options);
  if (!normaliser.ok) return normaliser;
  const request = { names, queries, mpe: options.mpe ?? false, logScale, numeric, normaliser: normaliser.value };
  const inference = inferRows(prepared, theta.value, request);
  return success(inference, impossible(inference));
}

const withFindings = <T>(outcome: Outcome<T>, before: readonly Diagnostic[]): Outcome<T> =>
  outcome.ok
    ? success(outcome.value, [...before, ...outcome.diagnostics])
    : failure([...before.filter((d) => d.severity === "error"), ...outcome.diagnostics]);

const namesOf = ({ template }: Model): ReadonlySet<string> => new Set(template.nodes.map(({ name }) => name));

/** Posteriors of every row of a table at given parameters: marginals, log-evidence, and where asked joint tables and the MPE. */
export function runInfer(model: Model, input: DataInput, options: InferOptions): Outcome<Inference> {
  const bound = bindInput(model, input, { ...options, ...typesOf(options.params) });
  return bound.ok
    ? withFindings(inferBound({ plain: bound.value, data: bound.value, logScale: 0 }, namesOf(model), options), bound.diagnostics)
    : bound;
}

/** Posteriors of one case, of which `evidence` says what is known. */
export function runInferCase(model: Model, evidence: Evidence, options: InferOptions): Outcome<Inference> {
  const { initialTypes } = typesOf(options.params);
  const bound = bindCase(model.template, evidence, initialTypes);
  if (!bound.ok) return bound;
  const plain = bound.value.data;
  const asked = { plain, ...addSoftEvidence(plain, bound.value.soft) };
  return withFindings(inferBound(asked, namesOf(model), options), bound.diagnostics);
}
