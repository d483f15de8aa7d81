import type { Diagnostic, FitResult, PlanSummary } from "@platewise/core";
import { hashText } from "@platewise/core";
import type { Body } from "@platewise/graph";
import type { Learned } from "@platewise/learning";
import type { Model } from "../api/model.ts";
import { domainsOf, nameAxes } from "../report/index.ts";
import { hashData } from "./data-hash.ts";
import { diagnosticJson } from "./findings.ts";
import type { Prepared } from "./prepare.ts";
import { stopReason } from "./stop-reason.ts";
import { version } from "./version.ts";
import { countFreeParameters, parameterAxes, writeParameters } from "./write-parameters.ts";

/** Sum of the weights of the top-level rows. */
function rowCount({ data }: Prepared): number {
  const top = data.plates.find((plate) => plate.parentOf === null);
  if (!top) return data.table.rows - data.droppedRows;
  return top.weights ? top.weights.reduce((a, b) => a + b, 0) : top.instances;
}

function clusterFields(prepared: Prepared, learned: Learned): Partial<FitResult> {
  const bodies: readonly Body[] = prepared.problem.kernel.bodies;
  const body = bodies[0];
  const squares = learned.run.squaresTrace;
  const located = prepared.problem.blocks.some((block) => block.family.location >= 0);
  if (learned.method !== "hard-em" || bodies.length !== 1 || !body || !located) return {};
  const sizes = new Array<number>(body.states).fill(0);
  body.assignment.forEach((state, i) => {
    if (state >= 0) sizes[state] = (sizes[state] as number) + (body.weights ? (body.weights[i] as number) : 1);
  });
  return { withinSS: squares.at(-1) as number, withinSSTrace: squares, sizes };
}

function distinctRows({ plan, problem }: Prepared, plate: string): number | null {
  const id = plan.plates.find((p) => p.scope.name === plate)?.scope.plate;
  const { bodies, cases } = problem.kernel;
  const counts = [
    ...bodies.filter((body) => body.plate === id).map((body) => body.count),
    ...(cases?.list ?? []).filter((part) => part.plate === id).map((part) => part.first.length),
  ];
  return counts.length > 0 ? counts.reduce((n, count) => n + count, 0) : null;
}

function describePlan(prepared: Prepared): PlanSummary {
  const { summary } = prepared.plan;
  const steps = summary.steps.map((step) => ({ ...step, distinctRows: distinctRows(prepared, step.plate) ?? step.distinctRows }));
  return { ...summary, steps };
}

/** Information criteria, smaller is better: N is the weight of the top-level rows, k the free numbers. */
function criteria(prepared: Prepared, logLik: number): Pick<FitResult, "rows" | "freeParameters" | "aic" | "bic"> {
  const rows = rowCount(prepared);
  const k = countFreeParameters(prepared.plan.ground.layout);
  return { rows, freeParameters: k, aic: 2 * k - 2 * logLik, bic: k * Math.log(rows) - 2 * logLik };
}

function estimates({ plan, data }: Prepared, learned: Learned): Pick<FitResult, "params" | "fixed" | "types" | "axes" | "domains"> {
  const { layout } = plan.ground;
  return {
    params: writeParameters(layout, learned.theta),
    fixed: layout.entries.filter((entry) => entry.decl.fixed !== null).map((entry) => entry.decl.name),
    types: Object.fromEntries(data.labelsFromData),
    axes: nameAxes(parameterAxes(layout, data.model), data.model),
    domains: domainsOf(data.model),
  };
}

/** What a fit is described from; `tolerance` and `seed` are those that it ran with. */
export interface FitDescription {
  readonly model: Model;
  readonly prepared: Prepared;
  readonly learned: Learned;
  readonly tolerance: number;
  readonly seed: number;
  readonly notes: readonly Diagnostic[];
}

/** The last stage: the result as `fit.json` holds it. */
export function describeFit({ model, prepared, learned, tolerance, seed, notes }: FitDescription): FitResult {
  const { run, method, logLik } = learned;
  return {
    schema: "platewise/fit@1",
    model: model.name,
    method,
    status: run.status,
    stopReason: stopReason(learned, tolerance),
    iterations: run.iterations,
    objective: run.last.objective,
    logLik,
    trace: run.trace,
    ...(prepared.problem.priors.size > 0 ? { logLikTrace: run.logLikTrace } : {}),
    ...criteria(prepared, logLik),
    seed,
    ...estimates(prepared, learned),
    plan: describePlan(prepared),
    runs: learned.runs,
    diagnostics: notes.map(diagnosticJson),
    provenance: { modelHash: hashText(model.source.text), dataHash: hashData(prepared.data), version },
    ...clusterFields(prepared, learned),
  };
}
