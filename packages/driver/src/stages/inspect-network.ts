import type { Diagnostic, Outcome, PlanSummary } from "@platewise/core";
import { describeDiagnostic, failure, success } from "@platewise/core";
import { createNetworkProblem, type NetworkProblem, type Phase } from "@platewise/loglinear";
import type { Model } from "../api/model.ts";
import type { FitOptions } from "../api/options.ts";
import { type PrintedPhase, printNetworkPlan } from "../report/print-network-plan.ts";
import { printKernel } from "../report/print-stages.ts";
import type { DataInput } from "../sources/index.ts";
import { chooseMethod, costsOf } from "./choose-method.ts";
import type { Inspection } from "./inspect.ts";
import { bindInput, DEFAULT_BUDGET } from "./prepare.ts";

/** The two sums whose difference is the log-likelihood of a network. */
const phases = {
  free: "the sum over all configurations, for log Z and the model's moments",
  clamped: "the sum over what is unknown in the data, for the data's moments",
} as const;

function problemFor(model: Model, data: DataInput, options: FitOptions): Outcome<NetworkProblem> {
  const bound = bindInput(model, data, { ...options, method: "auto" });
  if (!bound.ok) return bound;
  const { budget = DEFAULT_BUDGET, elimination } = options;
  const problem = createNetworkProblem(bound.value, { budget, elimination });
  return problem.ok ? success(problem.value, bound.diagnostics) : failure([...bound.diagnostics, ...problem.diagnostics]);
}

const summaryOf = (phase: Phase | null): PlanSummary | null => phase?.plan.summary ?? null;

function printedPhases(problem: NetworkProblem): readonly PrintedPhase[] {
  const sentence = (d: Diagnostic): string => describeDiagnostic(d).message;
  const over = costsOf(problem).map(sentence);
  const isKnown = problem.clamped?.isComplete ?? false;
  return [
    { name: "free", what: phases.free, plan: summaryOf(problem.free), over, isKnown: false },
    { name: "clamped", what: phases.clamped, plan: summaryOf(problem.clamped), over, isKnown },
  ];
}

/** The plan of a network's fit: its method, and both sums with their costs, or why they are not taken. */
export function inspectNetworkPlan(model: Model, data: DataInput, options: FitOptions): Outcome<Inspection> {
  const problem = problemFor(model, data, options);
  if (!problem.ok) return problem;
  const choice = chooseMethod(problem.value, options);
  if (!choice.ok) return failure([...problem.diagnostics, ...choice.diagnostics]);
  const { estimator, reason, refused } = choice.value;
  const claims = estimator.claims(problem.value);
  const printed = printNetworkPlan(
    { method: estimator.name, reason, refused, claims, budget: options.budget ?? DEFAULT_BUDGET },
    printedPhases(problem.value),
  );
  return success(printed, problem.diagnostics);
}

/** The compiled bodies of both sums. */
export function inspectNetworkKernel(model: Model, data: DataInput, options: FitOptions): Outcome<Inspection> {
  const problem = problemFor(model, data, options);
  if (!problem.ok) return problem;
  const printed = (["free", "clamped"] as const).map((name) => {
    const phase = problem.value[name];
    const { text, json } = phase ? printKernel(phase.kernel, phase.plan) : { text: "  over the budget", json: null };
    return { name, text: `${name}: ${phases[name]}\n${text}`, json };
  });
  const json = Object.fromEntries(printed.map(({ name, json: own }) => [name, own]));
  return success({ text: printed.map(({ text }) => text).join("\n"), json }, problem.diagnostics);
}
