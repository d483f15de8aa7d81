import type { Method, Outcome } from "@platewise/core";
import { diagnostic, failure, success } from "@platewise/core";
import { buildFactorGraph } from "@platewise/graph";
import type { Model } from "../api/model.ts";
import type { DataOptions } from "../api/options.ts";
import { printGraph, printKernel, printModel, printPlan, printProgramTree } from "../report/print-stages.ts";
import type { DataInput } from "../sources/index.ts";
import { planInput, prepare } from "./prepare.ts";
import { refuseOptions } from "./refuse-options.ts";

/** The stages that can be asked for by name. */
export const stages = ["ast", "model", "graph", "plan", "kernel"] as const;

/** One of the stages. */
export type Stage = (typeof stages)[number];

/** What `inspect` is asked; `plan` and `kernel` need data. */
export interface InspectOptions extends DataOptions {
  readonly stage?: Stage;
  readonly data?: DataInput;
  readonly method?: "auto" | Method;
  readonly budget?: number;
}

/** One stage as text for people and as JSON. */
export interface Inspection {
  readonly text: string;
  readonly json: unknown;
}

/** Prints a stage of a model's compilation. */
export async function runInspect(model: Model, options: InspectOptions): Promise<Outcome<Inspection>> {
  const { stage = "model", data } = options;
  if (stage === "ast") return success({ text: printProgramTree(model.program), json: model.program });
  if (stage === "model") return success({ text: printModel(model.template), json: { ...model.template, source: model.source.name } });
  if (stage === "graph") {
    const graph = buildFactorGraph(model.template);
    return success({ text: printGraph(graph), json: { variables: graph.variables, factors: graph.factors } });
  }
  if (data === undefined) return failure([diagnostic("stage-needs-data", { stage })]);
  const networks = model.template.kind === "network" ? await import("./networks.ts") : null;
  const refused = refuseOptions(model.template, options, networks?.networkMethods);
  if (refused.length > 0) return failure(refused);
  if (networks)
    return stage === "plan" ? networks.inspectNetworkPlan(model, data, options) : networks.inspectNetworkKernel(model, data, options);
  if (stage === "plan") {
    const plan = planInput(model, data, options);
    return plan.ok ? success({ text: printPlan(plan.value.summary), json: plan.value.summary }, plan.diagnostics) : plan;
  }
  const ready = prepare(model, data, options);
  if (!ready.ok) return ready;
  const { plan, problem, diagnostics } = ready.value;
  const printed = printKernel(problem.kernel, plan);
  return success(printed, diagnostics);
}
