import type { Diagnostic, FitResult, Outcome, PlanSummary } from "@platewise/core";
import { diagnostic, failure, hashText, success } from "@platewise/core";
import {
  createNetworkProblem,
  impossibleInstance,
  type LearnedNetwork,
  type LearnNetworkOptions,
  learnNetwork,
  type NetworkProblem,
} from "@platewise/loglinear";
import type { Model } from "../api/model.ts";
import type { FitOptions } from "../api/options.ts";
import { domainsOf, nameAxes } from "../report/index.ts";
import type { DataInput } from "../sources/index.ts";
import { cellName } from "./cell-name.ts";
import { chooseMethod } from "./choose-method.ts";
import { contingencyOf } from "./contingency.ts";
import { hashData } from "./data-hash.ts";
import { diagnosticJson, impossibleRow } from "./findings.ts";
import { networkPenalty } from "./network-penalty.ts";
import { networkStopReason } from "./network-stop-reason.ts";
import { createPause } from "./pause.ts";
import { bindInput, DEFAULT_BUDGET } from "./prepare.ts";
import { readParameters, typesOf } from "./read-parameters.ts";
import { version } from "./version.ts";
import { parameterAxes, writeParameters } from "./write-parameters.ts";

/** A learned network with the problem that it was learned from. */
export interface NetworkFit {
  readonly result: FitResult;
  readonly problem: NetworkProblem;
  readonly learned: LearnedNetwork;
}

const DEFAULTS = { maxIterations: 1000, seed: 1, restarts: 1, gradientTolerance: 1e-9, k: 1 } as const;

function learnOptions(problem: NetworkProblem, options: FitOptions, given: LearnNetworkOptions["given"]): LearnNetworkOptions {
  const settings = { ...DEFAULTS, ...options };
  const { maxIterations, restarts } = settings;
  const work = problem.free?.plan.summary.cost.entriesPerPass ?? problem.rows * problem.map.constant.length;
  return {
    method: options.method ?? "auto",
    given,
    penalty: networkPenalty(problem.layout, options),
    randomStart: options.start === "random",
    restarts,
    maxIterations,
    tolerance: options.tolerance,
    gradientTolerance: options.tolerance === 0 && options.gradientTolerance === undefined ? 0 : settings.gradientTolerance,
    k: settings.k,
    chains: options.chains ?? null,
    seed: settings.seed,
    signal: options.signal,
    pause: createPause(work),
    onIteration: (run, iteration, objective, change) =>
      options.onProgress?.({ run, runs: restarts, iteration, maxIterations, objective, change }),
  };
}

function summaryOf(problem: NetworkProblem, learned: LearnedNetwork, options: FitOptions): NonNullable<FitResult["network"]> {
  const { layout } = problem;
  const { moments, cells, identified, claims } = learned;
  const write = (theta: Float64Array) => writeParameters(layout, theta);
  const free = cells.free.reduce((n, mark) => n + mark, 0);
  const table = contingencyOf(problem, learned.theta);
  return {
    ...claims,
    logZ: learned.logZ,
    ...(learned.estimated ? { logZEstimate: learned.estimated } : {}),
    ...(learned.approximation ? { approximation: learned.approximation } : {}),
    ...(learned.gradientTrace ? { gradientTrace: learned.gradientTrace } : {}),
    gradientNorm: Number.isNaN(learned.gradientNorm) ? null : learned.gradientNorm,
    evaluations: learned.evaluations,
    moments: moments && {
      largestGap: moments.largestGap,
      worst: moments.worst < 0 ? "" : cellName(layout, moments.worst),
      empirical: write(moments.empirical),
      model: write(moments.model),
    },
    standardErrors: learned.standardErrors && write(learned.standardErrors),
    atMinusInfinity: Array.from(cells.removed.keys())
      .filter((c) => cells.removed[c] === 1)
      .map((c) => cellName(layout, c)),
    aliased: free - identified.count,
    ...(identified.bound ? { atMost: true as const } : {}),
    ...(table ?? {}),
    ...(table && !identified.bound ? { df: table.cells - 1 - identified.count } : {}),
    ...(options.l1 ? { l1: options.l1 } : {}),
    ...(options.l2 ? { l2: options.l2 } : {}),
    ...(layout.entries.some(({ decl }) => decl.prior && decl.fixed === null) ? { priors: true as const } : {}),
  };
}

/** The plan in words: the steps of the model's own sums, and of those with the data where something is unknown. */
function planOf(problem: NetworkProblem, { method, reason, refused }: LearnedNetwork, budget: number): PlanSummary {
  const steps = [
    ...(problem.free?.plan.summary.steps ?? []),
    ...(problem.clamped && !problem.clamped.isComplete ? problem.clamped.plan.summary.steps : []),
  ];
  const costs = [problem.free, problem.clamped].flatMap((phase) => (phase ? [phase.plan.summary.cost] : []));
  const sum = (pick: (cost: PlanSummary["cost"]) => number): number => costs.reduce((n, cost) => n + pick(cost), 0);
  return {
    method: method as FitResult["method"],
    reason,
    steps,
    refused,
    cost: { entriesPerRow: sum((c) => c.entriesPerRow), entriesPerPass: sum((c) => c.entriesPerPass), bytes: sum((c) => c.bytes), budget },
  };
}

/** The last stage of a network's fit. */
function describeNetwork(
  model: Model,
  problem: NetworkProblem,
  learned: LearnedNetwork,
  options: FitOptions,
  notes: readonly Diagnostic[],
): FitResult {
  const { data, layout, rows } = problem;
  const logLik = learned.logLik ?? Number.NaN;
  const k = learned.identified.count;
  return {
    schema: "platewise/fit@1",
    model: model.name,
    method: learned.method as FitResult["method"],
    status: learned.status,
    stopReason: networkStopReason(learned, options),
    iterations: learned.iterations,
    objective: learned.objective,
    logLik,
    trace: learned.trace,
    rows,
    freeParameters: k,
    aic: 2 * k - 2 * logLik,
    bic: k * Math.log(rows) - 2 * logLik,
    seed: options.seed ?? DEFAULTS.seed,
    params: writeParameters(layout, learned.theta),
    fixed: layout.entries.filter((entry) => entry.decl.fixed !== null).map((entry) => entry.decl.name),
    types: Object.fromEntries(data.labelsFromData),
    axes: nameAxes(parameterAxes(layout, data.model), data.model),
    domains: domainsOf(data.model),
    plan: planOf(problem, learned, options.budget ?? DEFAULT_BUDGET),
    runs: learned.runs,
    diagnostics: notes.map(diagnosticJson),
    provenance: { modelHash: hashText(model.source.text), dataHash: hashData(data), version },
    network: summaryOf(problem, learned, options),
  };
}

/** What the result has to tell besides: weights at minus infinity, an optimiser that did not arrive. */
function findingsOf({ layout }: NetworkProblem, learned: LearnedNetwork): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const removed = Array.from(learned.cells.removed.keys()).filter((c) => learned.cells.removed[c] === 1);
  if (removed.length > 0) {
    const weights = removed.map((c) => cellName(layout, c));
    found.push(diagnostic("weights-at-infinity", { weights, count: weights.length }, { severity: "warning" }));
  }
  if (learned.approximation && !learned.approximation.converged) {
    const { iterations, change } = learned.approximation;
    found.push(diagnostic("expectations-not-converged", { method: learned.method, iterations, change }, { severity: "warning" }));
  }
  if (learned.status === "unbounded") found.push(diagnostic("weights-unbounded", undefined, { severity: "warning" }));
  const { trace, iterations } = learned;
  if (learned.status === "max-iterations" && iterations > 0 && trace.length > 1) {
    const change = (trace.at(-1) as number) - (trace.at(-2) as number);
    found.push(diagnostic("iterations-exhausted", { iterations, change }, { severity: "note" }));
  }
  return found;
}

/** A row that what is fixed or given forbids, as an error: no weights make it possible. */
function impossibleRows(problem: NetworkProblem, { logLik, objective, theta }: LearnedNetwork): readonly Diagnostic[] {
  const { data } = problem;
  const found = logLik === -Infinity || objective === -Infinity ? impossibleInstance(problem, theta) : null;
  if (!found) return [];
  const rowOf = data.plates.find(({ plate }) => plate === found.plate)?.rowOf;
  return [impossibleRow(data, { plate: found.plate, row: rowOf?.[found.instance] ?? 0 })];
}

/** Binds data to a network, plans and compiles it, and learns its weights. */
export async function fitNetwork(model: Model, input: DataInput, options: FitOptions): Promise<Outcome<NetworkFit>> {
  const bound = bindInput(model, input, { ...options, method: "auto", ...typesOf(options.init) });
  if (!bound.ok) return bound;
  const { budget = DEFAULT_BUDGET, elimination } = options;
  const made = createNetworkProblem(bound.value, { budget, elimination });
  if (!made.ok) return failure([...bound.diagnostics, ...made.diagnostics]);
  const problem = made.value;
  const { given, diagnostics: wrong } = readParameters(problem.data.model, problem.layout, options.init);
  if (wrong.length > 0) return failure([...bound.diagnostics, ...wrong]);
  const settings = learnOptions(problem, options, given);
  const choice = chooseMethod(problem, options);
  if (!choice.ok) return failure([...bound.diagnostics, ...choice.diagnostics]);
  const learned = await learnNetwork(problem, choice.value, settings);
  const impossible = impossibleRows(problem, learned);
  if (impossible.length > 0) return failure([...bound.diagnostics, ...impossible]);
  const notes = [...bound.diagnostics, ...findingsOf(problem, learned)];
  return success({ result: describeNetwork(model, problem, learned, options, notes), problem, learned }, notes);
}
