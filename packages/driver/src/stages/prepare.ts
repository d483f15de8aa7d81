import type { BoundData, Diagnostic, Family, Method, Outcome } from "@platewise/core";
import { failure, success } from "@platewise/core";
import { families as allFamilies, priorFamilies } from "@platewise/distributions";
import { type EliminationOrder, makePlan, type Plan } from "@platewise/graph";
import { createProblem, type Problem, refuseUnlearnable } from "@platewise/learning";
import type { Model } from "../api/model.ts";
import type { DataOptions } from "../api/options.ts";
import { bindData } from "../binding/index.ts";
import { type DataInput, toDataTable } from "../sources/index.ts";

/** Largest joint table, in states, that is eliminated exactly unless the user says otherwise. */
export const DEFAULT_BUDGET = 1_000_000;

/** Choices that the stages before learning depend on. */
export interface PrepareOptions extends DataOptions {
  readonly method?: "auto" | Method;
  readonly budget?: number;
  readonly families?: readonly Family[];
  readonly keepBarren?: boolean;
  readonly distinct?: boolean;
  /** Eliminate every part in cliques, in this order (left out: where it pays, in the better order). */
  readonly elimination?: EliminationOrder;
  /** Label sets that the parameters at hand were learned with, by type name. */
  readonly initialTypes?: Readonly<Record<string, readonly string[]>>;
}

/** A model met by data: what every later stage starts from. */
export interface Prepared {
  readonly data: BoundData;
  readonly plan: Plan;
  readonly problem: Problem;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a table and binds it to a model. */
export function bindInput(model: Model, input: DataInput, options: PrepareOptions): Outcome<BoundData> {
  const { missing, latent, weights, rows, initialTypes } = options;
  const table = toDataTable(input, missing ? { missing } : {});
  if (!table.ok) return table;
  const bound = bindData(model.template, table.value, {
    ...(latent ? { latent } : {}),
    ...(weights === undefined ? {} : { weights }),
    ...(rows ? { rows } : {}),
    ...(initialTypes ? { initialTypes } : {}),
  });
  const diagnostics = [...table.diagnostics, ...bound.diagnostics];
  return bound.ok ? success(bound.value, diagnostics) : failure(diagnostics);
}

function planBound(data: BoundData, options: PrepareOptions): Outcome<Plan> {
  const { method = "auto", budget = DEFAULT_BUDGET, families = allFamilies, keepBarren = false, elimination } = options;
  return makePlan(data, { families, method, budget, keepBarren, ...(elimination ? { elimination } : {}) });
}

/** Binds and plans, and goes no further: none of the memory that the plan names is taken. */
export function planInput(model: Model, input: DataInput, options: PrepareOptions): Outcome<Plan> {
  const bound = bindInput(model, input, options);
  if (!bound.ok) return bound;
  const plan = planBound(bound.value, options);
  if (!plan.ok) return failure([...bound.diagnostics, ...plan.diagnostics]);
  const found = refuseUnlearnable(plan.value);
  return found.length > 0 ? failure([...bound.diagnostics, ...found]) : success(plan.value, bound.diagnostics);
}

/** Binds, plans and compiles: the stages between a checked model and its learner. */
export function prepare(model: Model, input: DataInput, options: PrepareOptions): Outcome<Prepared> {
  const bound = bindInput(model, input, options);
  return bound.ok ? prepareBound(bound.value, options, bound.diagnostics) : bound;
}

/** Plans and compiles data that is bound already. */
export function prepareBound(data: BoundData, options: PrepareOptions, diagnostics: readonly Diagnostic[] = []): Outcome<Prepared> {
  const plan = planBound(data, options);
  if (!plan.ok) return failure([...diagnostics, ...plan.diagnostics]);
  const problem = createProblem(plan.value, { distinct: options.distinct ?? true, priorFamilies });
  if (!problem.ok) return failure([...diagnostics, ...problem.diagnostics]);
  return success({ data, plan: plan.value, problem: problem.value, diagnostics });
}
