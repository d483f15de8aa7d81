import type { BoundData, Diagnostic, FitResult, Outcome } from "@platewise/core";
import { diagnostic, failure, success } from "@platewise/core";
import { evaluateProblem } from "@platewise/learning";
import { topWeight } from "@platewise/loglinear";
import type { Model } from "../api/model.ts";
import type { DataOptions, ParamInput, ScoredRow, ScoreResult } from "../api/options.ts";
import type { DataInput } from "../sources/index.ts";
import { knownParameters } from "./known-parameters.ts";
import { estimatedNormaliserOf, type MaybeNormaliser, type Normaliser } from "./normaliser.ts";
import { prepare } from "./prepare.ts";
import { typesOf } from "./read-parameters.ts";
import { groupRows, rowLogLik } from "./row-log-lik.ts";

/** Options of `score`: the parameters (a fit or its `params`), and how the data is read. */
export interface ScoreOptions extends DataOptions {
  readonly params?: ParamInput | FitResult;
  readonly budget?: number;
  /** As in a fit. */
  readonly elimination?: "min-fill" | "min-weight";
}

const orNull = (x: number): number | null => (Number.isFinite(x) ? x : null);

const scoredRow = (row: number, logLik: number, isGroup: boolean): ScoredRow => ({
  row,
  logLik: orNull(logLik),
  ...(logLik === -Infinity ? { impossible: true } : {}),
  ...(isGroup ? { group: true } : {}),
});

const weightField = (data: BoundData): Pick<ScoreResult, "weight"> =>
  data.plates.some(({ parentOf, weights }) => parentOf === null && weights !== null) ? { weight: topWeight(data) } : {};

const isEstimated = (normaliser: MaybeNormaliser): normaliser is Normaliser & { readonly standardError: number } =>
  normaliser !== null && normaliser.standardError !== null;

function logZFields(normaliser: MaybeNormaliser): Pick<ScoreResult, "logZ" | "logZError"> {
  if (!normaliser) return {};
  return { logZ: normaliser.perRow, ...(isEstimated(normaliser) ? { logZError: normaliser.standardError } : {}) };
}

function estimateNotes(normaliser: MaybeNormaliser): readonly Diagnostic[] {
  if (!isEstimated(normaliser)) return [];
  const { perRow: logZ, standardError } = normaliser;
  return [diagnostic("log-z-estimated", { logZ, standardError }, { severity: "warning" })];
}

/** Log-likelihood of data at given parameters, in total and per top-level instance (on its first row). */
export function runScore(model: Model, input: DataInput, options: ScoreOptions): Outcome<ScoreResult> {
  const ready = prepare(model, input, { ...options, distinct: false, ...typesOf(options.params) });
  if (!ready.ok) return ready;
  const { data, plan, problem, diagnostics } = ready.value;
  const theta = knownParameters(ready.value, options.params);
  if (!theta.ok) return failure([...diagnostics, ...theta.diagnostics]);
  const { byRow, onRows } = rowLogLik(plan, data.table.rows);
  const normaliser = estimatedNormaliserOf(data, theta.value, options);
  if (!normaliser.ok) return failure([...diagnostics, ...normaliser.diagnostics]);
  const pass = evaluateProblem(problem, theta.value, { accumulate: false, hard: false, onRows });
  const groups = groupRows(ready.value);
  const logZ = normaliser.value;
  const rows = Array.from(byRow, (sum, row) => scoredRow(row, logZ ? sum - (logZ.byRow[row] as number) : sum, groups[row] === 1));
  const logLik = orNull(logZ ? pass.logLik - logZ.total : pass.logLik);
  const document = {
    schema: "platewise/score@1",
    logLik,
    exact: !isEstimated(logZ),
    rows,
    ...weightField(data),
    ...logZFields(logZ),
  } as const;
  return success(document, [...diagnostics, ...estimateNotes(logZ)]);
}
