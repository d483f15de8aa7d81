import type { BoundData, Outcome } from "@platewise/core";
import { createRandom, failure, success } from "@platewise/core";
import { groundModel, makePlan, writtenNetwork } from "@platewise/graph";
import { annealLogZ, createPhase, type Phase, runPhase, topWeight, withoutObservations } from "@platewise/loglinear";
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
  /** Standard error of each row's log Z, where it is estimated; null: exact. */
  readonly standardError: number | null;
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
  return success({ byRow, total: logLik - shift, perRow: logLik / topWeight(data), standardError: null });
}

/**
 * As `normaliserOf`, but where exact sums are over the budget log Z is estimated by annealed importance sampling, if all rows have the
 * same.
 */
export function estimatedNormaliserOf(data: BoundData, theta: Float64Array, options: PrepareOptions): Outcome<MaybeNormaliser> {
  const exact = normaliserOf(data, theta, options);
  if (exact.ok) return exact;
  const ground = groundModel(data, { families: [], budget: options.budget ?? DEFAULT_BUDGET });
  const annealed = ground.ok ? annealLogZ(ground.value, writtenNetwork(ground.value, data), theta, createRandom(1)) : null;
  if (!annealed) return exact;
  const { logZ, shift, standardError } = annealed;
  const byRow = new Float64Array(data.table.rows).fill(logZ - shift);
  return success({ byRow, total: topWeight(data) * (logZ - shift), perRow: logZ, standardError });
}
