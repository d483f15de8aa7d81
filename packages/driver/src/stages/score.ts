import type { FitResult, Outcome } from "@platewise/core";
import { failure, success } from "@platewise/core";
import { evaluateProblem } from "@platewise/learning";
import type { Model } from "../api/model.ts";
import type { DataOptions, ParamInput, ScoredRow, ScoreResult } from "../api/options.ts";
import type { DataInput } from "../sources/index.ts";
import { knownParameters } from "./known-parameters.ts";
import { normaliserOf } from "./normaliser.ts";
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

/** Log-likelihood of data at given parameters, in total and per top-level instance (on its first row). */
export function runScore(model: Model, input: DataInput, options: ScoreOptions): Outcome<ScoreResult> {
  const ready = prepare(model, input, { ...options, distinct: false, ...typesOf(options.params) });
  if (!ready.ok) return ready;
  const { data, plan, problem, diagnostics } = ready.value;
  const theta = knownParameters(ready.value, options.params);
  if (!theta.ok) return failure([...diagnostics, ...theta.diagnostics]);
  const { byRow, onRows } = rowLogLik(plan, data.table.rows);
  const normaliser = normaliserOf(data, theta.value, options);
  if (!normaliser.ok) return failure([...diagnostics, ...normaliser.diagnostics]);
  const pass = evaluateProblem(problem, theta.value, { accumulate: false, hard: false, onRows });
  const groups = groupRows(ready.value);
  const logZ = normaliser.value;
  const rows = Array.from(byRow, (sum, row) => scoredRow(row, logZ ? sum - (logZ.byRow[row] as number) : sum, groups[row] === 1));
  const logLik = orNull(logZ ? pass.logLik - logZ.total : pass.logLik);
  return success({ schema: "platewise/score@1", logLik, exact: true, rows, ...(logZ ? { logZ: logZ.perRow } : {}) }, diagnostics);
}
