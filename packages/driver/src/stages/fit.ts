import type { Diagnostic, FitResult, Method, Outcome, RunSummary } from "@platewise/core";
import { diagnostic, failure, hashText, success } from "@platewise/core";
import type { Body } from "@platewise/graph";
import { infinitePriors, type Learned, type LearnOptions, learn, refuseHopeless, refuseValues } from "@platewise/learning";
import type { Model } from "../api/model.ts";
import type { FitOptions, NodePosterior } from "../api/options.ts";
import { domainsOf, nameAxes } from "../report/index.ts";
import type { DataInput } from "../sources/index.ts";
import { hashData } from "./data-hash.ts";
import { diagnosticJson, findingsOf, impossibleRow, infinitePrior } from "./findings.ts";
import { createPause } from "./pause.ts";
import { posteriorsOf } from "./posteriors.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { readParameters, typesOf } from "./read-parameters.ts";
import { stopReason } from "./stop-reason.ts";
import { version } from "./version.ts";
import { countFreeParameters, parameterAxes, writeParameters } from "./write-parameters.ts";

/** A fit and, where asked for, the posterior of every unknown discrete node. */
export interface FitOutput {
  readonly result: FitResult;
  readonly posteriors: readonly NodePosterior[];
}

const DEFAULTS = { maxIterations: 1000, tolerance: 1e-9, seed: 1, restarts: 1 } as const;

function learnOptions(prepared: Prepared, options: FitOptions, given: LearnOptions["given"]): LearnOptions {
  const { maxIterations, tolerance, seed, restarts } = { ...DEFAULTS, ...options };
  return {
    given,
    start: options.start ?? "auto",
    restarts,
    maxIterations,
    tolerance,
    seed,
    policy: options.onSingular ?? "auto",
    order: options.order ?? "auto",
    signal: options.signal,
    pause: createPause(prepared.plan.summary.cost.entriesPerPass),
    onIteration: (run, iteration, objective, change) =>
      options.onProgress?.({ run, runs: restarts, iteration, maxIterations, objective, change }),
  };
}

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

function describe(model: Model, prepared: Prepared, learned: Learned, options: FitOptions, notes: readonly Diagnostic[]): FitResult {
  const { plan, data } = prepared;
  const { layout } = plan.ground;
  const { run, method } = learned;
  const { objective } = run.last;
  const { logLik } = learned;
  const rows = rowCount(prepared);
  const k = countFreeParameters(layout);
  const template = data.model;
  const types = Object.fromEntries(data.labelsFromData);
  return {
    schema: "platewise/fit@1",
    model: model.name,
    method,
    status: run.status,
    stopReason: stopReason(run, method, options.tolerance ?? DEFAULTS.tolerance),
    iterations: run.iterations,
    objective,
    logLik,
    trace: run.trace,
    ...(prepared.problem.priors.size > 0 ? { logLikTrace: run.logLikTrace } : {}),
    rows,
    freeParameters: k,
    aic: 2 * k - 2 * logLik,
    bic: k * Math.log(rows) - 2 * logLik,
    seed: options.seed ?? DEFAULTS.seed,
    params: writeParameters(layout, learned.theta),
    fixed: layout.entries.filter((entry) => entry.decl.fixed !== null).map((entry) => entry.decl.name),
    types,
    axes: nameAxes(parameterAxes(layout, template), template),
    domains: domainsOf(template),
    plan: {
      ...plan.summary,
      steps: plan.summary.steps.map((step) => ({ ...step, distinctRows: distinctRows(prepared, step.plate) ?? step.distinctRows })),
    },
    runs: learned.runs as readonly RunSummary[],
    diagnostics: notes.map(diagnosticJson),
    provenance: { modelHash: hashText(model.source.text), dataHash: hashData(data), version },
    ...clusterFields(prepared, learned),
  };
}

function distinctRows({ plan, problem }: Prepared, plate: string): number | null {
  const id = plan.plates.find((p) => p.scope.name === plate)?.scope.plate;
  const bodies = problem.kernel.bodies.filter((body) => body.plate === id);
  return bodies.length > 0 ? bodies.reduce((n, body) => n + body.count, 0) : null;
}

function failures(prepared: Prepared, learned: Learned): readonly Diagnostic[] {
  const { run } = learned;
  if (run.status === "singular") {
    const params = [...new Set(run.collapsed.flatMap((s) => s.block.params))];
    return [diagnostic("component-collapsed", { params, iteration: run.iterations + 1 })];
  }
  const { impossible } = run.last;
  const infinite = infinitePriors(prepared.problem, run.theta);
  if (infinite.length > 0) return infinite.map((found) => infinitePrior(prepared.data.model, found));
  if (!impossible || run.last.logLik > -Infinity) return [];
  const rowOf = prepared.data.plates.find((p) => p.plate === impossible.plate)?.rowOf;
  return [impossibleRow(prepared.data.model, { plate: impossible.plate, row: rowOf?.[impossible.instance] ?? 0 })];
}

/**
 * The stages in order: table, binding, plan, kernel, learning, description. The user's mistakes are returned all at once,
 * from the first stage that has any.
 */
export async function runFit(model: Model, input: DataInput, options: FitOptions): Promise<Outcome<FitOutput>> {
  const method: "auto" | Method = options.method ?? "auto";
  const ready = prepare(model, input, { ...options, method, ...typesOf(options.init) });
  if (!ready.ok) return ready;
  const prepared = ready.value;
  const { layout } = prepared.plan.ground;
  const { given, diagnostics: found } = readParameters(prepared.data.model, layout, options.init);
  const hopeless = options.maxIterations === 0 ? [] : refuseHopeless(prepared.problem);
  const diagnostics = [...found, ...refuseValues(prepared.problem, given), ...hopeless];
  if (diagnostics.length > 0) return failure([...prepared.diagnostics, ...diagnostics]);
  const learned = await learn(prepared.problem, learnOptions(prepared, options, given));
  const failed = failures(prepared, learned);
  const notes = [...prepared.diagnostics, ...findingsOf(learned)];
  if (failed.length > 0) return failure([...notes, ...failed]);
  const result = describe(model, prepared, learned, options, notes);
  const posteriors = options.posteriors ? posteriorsOf(prepared, learned.theta, options) : success<readonly NodePosterior[]>([]);
  return posteriors.ok ? success({ result, posteriors: posteriors.value }, notes) : posteriors;
}
