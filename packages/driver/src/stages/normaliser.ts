import type { BoundData, Outcome } from "@platewise/core";
import { failure, success } from "@platewise/core";
import { makePlan } from "@platewise/graph";
import { createPhase, type Phase, runPhase, topWeight, withoutObservations } from "@platewise/loglinear";
import { costlySums } from "./costly-sums.ts";
import { DEFAULT_BUDGET, type PrepareOptions } from "./prepare.ts";
import { rowLogLik } from "./row-log-lik.ts";

/** What a network's sums are divided by: log Z of every top-level row, and of all with their weights. */
export interface Normaliser {
  /** As the sums over what is unknown in a row are given: without the constants that tables are divided by. */
  readonly byRow: Float64Array;
  readonly total: number;
  /** Mean of log Z over rows, constants included. */
  readonly perRow: number;
}

/** A normaliser of probabilities that are normalised already: null for directed models. */
export type MaybeNormaliser = Normaliser | null;

function phaseOf(data: BoundData, { budget = DEFAULT_BUDGET, elimination }: PrepareOptions): Outcome<Phase> {
  const options = { families: [], method: "em", budget, keepBarren: true, ...(elimination ? { elimination } : {}) } as const;
  const plan = makePlan(withoutObservations(data), options);
  if (plan.ok) return success(createPhase(plan.value, false));
  return failure(costlySums(plan.diagnostics, { over: "all configurations", avoidable: false }));
}

/** log Z of a network at known parameters, row by row; null for a directed model. */
export function normaliserOf(data: BoundData, theta: Float64Array, options: PrepareOptions): Outcome<MaybeNormaliser> {
  if (data.model.kind === "model") return success(null);
  const phase = phaseOf(data, options);
  if (!phase.ok) return phase;
  const { byRow, onRows } = rowLogLik(phase.value.plan, data.table.rows);
  const { logLik, shift } = runPhase(phase.value, theta, { onRows });
  return success({ byRow, total: logLik - shift, perRow: logLik / topWeight(data) });
}
