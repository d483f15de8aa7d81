import type { FitResult, Outcome } from "@platewise/core";
import { diagnostic, failure, success } from "@platewise/core";
import { type Plan, ROOT } from "@platewise/graph";
import { evaluateProblem, refuseValues, withConstants } from "@platewise/learning";
import type { Model } from "../api/model.ts";
import type { DataOptions, ParamInput, ScoreResult } from "../api/options.ts";
import type { DataInput } from "../sources/index.ts";
import { prepare } from "./prepare.ts";
import { readParameters, typesOf } from "./read-parameters.ts";

/** Options of `score`: the parameters (a fit or its `params`), and how the data is read. */
export interface ScoreOptions extends DataOptions {
  readonly params?: ParamInput | FitResult;
  readonly budget?: number;
}

const orNull = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** First table row of the top-level instance that holds an instance of a plate. */
function topRow({ plates }: Plan, plate: number, instance: number): { readonly row: number; readonly isTop: boolean } {
  let scope = plates.find((p) => p.scope.plate === plate)?.scope;
  let at = instance;
  let isTop = true;
  while (scope && scope.parent !== null && scope.parent !== ROOT) {
    const { parent } = scope;
    at = scope.parentOf?.[at] ?? 0;
    scope = plates.find((p) => p.scope.plate === parent)?.scope;
    isTop = false;
  }
  return { row: scope?.rowOf[at] ?? 0, isTop };
}

/** Log-likelihood of data at given parameters, in total and per top-level instance (on its first row). */
export function runScore(model: Model, input: DataInput, options: ScoreOptions): Outcome<ScoreResult> {
  const ready = prepare(model, input, { ...options, distinct: false, ...typesOf(options.params) });
  if (!ready.ok) return ready;
  const { data, plan, problem, diagnostics } = ready.value;
  const { layout } = plan.ground;
  const { given, fromUser, diagnostics: found } = readParameters(data.model, layout, options.params);
  // A starting value in the model is no estimate: every parameter that is not fixed must be given.
  const missing = layout.entries.filter(({ decl }) => decl.fixed === null && !fromUser.has(decl.name)).map(({ decl }) => decl.name);
  if (found.length > 0 || missing.length > 0) {
    return failure([
      ...diagnostics,
      ...found,
      ...(missing.length > 0 && found.length === 0 ? [diagnostic("parameters-missing", { missing })] : []),
    ]);
  }
  const unusable = refuseValues(problem, given);
  if (unusable.length > 0) return failure([...diagnostics, ...unusable]);
  const byRow = new Float64Array(data.table.rows);
  const has = new Uint8Array(data.table.rows);
  const pass = evaluateProblem(problem, withConstants(plan, given.values), {
    accumulate: false,
    hard: false,
    onRows(body, start, count, logLik) {
      for (let i = 0; i < count; i++) {
        const instance = body.rows ? (body.rows[start + i] as number) : start + i;
        const { row, isTop } = topRow(plan, body.plate, instance);
        // A row of the table counts once in its own line; inside a group its weight is part of the group's value.
        const weight = isTop || !body.weights ? 1 : (body.weights[start + i] as number);
        if (weight !== 0) byRow[row] = (byRow[row] as number) + weight * (logLik[i] as number);
        has[row] = 1;
      }
    },
  });
  const rows = Array.from(byRow, (logLik, row) => ({ row, logLik: has[row] === 1 ? orNull(logLik) : null }));
  return success({ schema: "platewise/score@1", logLik: orNull(pass.logLik), exact: true, rows }, diagnostics);
}
