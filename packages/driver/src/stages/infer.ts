import type { BoundData, Diagnostic, Outcome } from "@platewise/core";
import { diagnostic, failure, success } from "@platewise/core";
import type { Evidence, Inference, InferOptions } from "../api/inference.ts";
import type { Model } from "../api/model.ts";
import type { DataInput } from "../sources/index.ts";
import { bindCase } from "./case-data.ts";
import { inferRows } from "./inference.ts";
import { knownParameters } from "./known-parameters.ts";
import { bindInput, DEFAULT_BUDGET, prepareBound } from "./prepare.ts";
import { addJoints, addSoftEvidence } from "./query-nodes.ts";
import { typesOf } from "./read-parameters.ts";

/** Warns of rows with probability zero. */
function impossible({ impossible: marks, rows }: Inference): readonly Diagnostic[] {
  const found = Array.from(marks.keys()).flatMap((row) => (marks[row] === 1 ? [row + 1] : []));
  return found.length > 0 ? [diagnostic("impossible-evidence", { rows: found, total: rows }, { severity: "warning" })] : [];
}

/** What is inferred at known parameters of data that is bound; `logScale` is added to the evidence. */
function inferBound(data: BoundData, names: ReadonlySet<string>, logScale: number, options: InferOptions): Outcome<Inference> {
  const { params, mpe = false, joints = [], budget = DEFAULT_BUDGET } = options;
  const asked = addJoints(data, joints, budget);
  if (!asked.ok) return asked;
  const order = options.elimination ? { elimination: options.elimination } : {};
  const ready = prepareBound(asked.value.data, { ...order, budget, method: "auto", keepBarren: true, distinct: false });
  if (!ready.ok) return ready;
  const theta = knownParameters(ready.value, params);
  if (!theta.ok) return theta;
  const inference = inferRows(ready.value, theta.value, { names, queries: asked.value.queries, mpe, logScale });
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
  return bound.ok ? withFindings(inferBound(bound.value, namesOf(model), 0, options), bound.diagnostics) : bound;
}

/** Posteriors of one case, of which `evidence` says what is known. */
export function runInferCase(model: Model, evidence: Evidence, options: InferOptions): Outcome<Inference> {
  const { initialTypes } = typesOf(options.params);
  const bound = bindCase(model.template, evidence, initialTypes);
  if (!bound.ok) return bound;
  const { data, logScale } = addSoftEvidence(bound.value.data, bound.value.soft);
  return withFindings(inferBound(data, namesOf(model), logScale, options), bound.diagnostics);
}
