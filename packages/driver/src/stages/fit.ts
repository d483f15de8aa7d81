import type { Diagnostic, FitResult, Method, Outcome } from "@platewise/core";
import { diagnostic, failure, success } from "@platewise/core";
import {
  hasMatrix,
  infinitePriors,
  type Learned,
  type LearnOptions,
  learn,
  refuseHopeless,
  refuseValues,
  singularParams,
} from "@platewise/learning";
import type { Model } from "../api/model.ts";
import type { FitOptions, NodePosterior } from "../api/options.ts";
import type { DataInput } from "../sources/index.ts";
import { describeFit } from "./describe-fit.ts";
import { findingsOf, impossibleRow, infinitePrior } from "./findings.ts";
import type { NetworkFit } from "./fit-network.ts";
import { createPause } from "./pause.ts";
import { posteriorsOf } from "./posteriors.ts";
import { type Prepared, prepare, prepareBound } from "./prepare.ts";
import { readParameters, typesOf } from "./read-parameters.ts";
import { refuseOptions } from "./refuse-options.ts";

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

function failures(prepared: Prepared, learned: Learned): readonly Diagnostic[] {
  const { run } = learned;
  if (run.status === "singular") {
    const params = singularParams(prepared.problem, run.collapsed);
    const iteration = learned.method === "mle" ? null : run.iterations + 1;
    return [diagnostic("component-collapsed", { params, iteration, matrix: hasMatrix(run.collapsed) })];
  }
  const { impossible } = run.last;
  const infinite = infinitePriors(prepared.problem, run.theta);
  if (infinite.length > 0) return infinite.map((found) => infinitePrior(prepared.data.model, found));
  if (!impossible || run.last.logLik > -Infinity) return [];
  const rowOf = prepared.data.plates.find((p) => p.plate === impossible.plate)?.rowOf;
  return [impossibleRow(prepared.data, { plate: impossible.plate, row: rowOf?.[impossible.instance] ?? 0 })];
}

function outputOfNetwork(fitted: Outcome<NetworkFit>, options: FitOptions): Outcome<FitOutput> {
  if (!fitted.ok) return fitted;
  const { result, learned } = fitted.value;
  if (!options.posteriors) return success({ result, posteriors: [] }, fitted.diagnostics);
  const ready = prepareBound(fitted.value.problem.data, { ...options, method: "auto", keepBarren: true, distinct: false });
  if (!ready.ok) return ready;
  const posteriors = posteriorsOf(ready.value, learned.theta, options);
  return posteriors.ok ? success({ result, posteriors: posteriors.value }, fitted.diagnostics) : posteriors;
}

/**
 * The stages in order: table, binding, plan, kernel, learning, description. The user's mistakes are returned all at once,
 * from the first stage that has any.
 */
export async function runFit(model: Model, input: DataInput, options: FitOptions): Promise<Outcome<FitOutput>> {
  const networks = model.template.kind === "network" ? await import("./networks.ts") : null;
  const foreign = refuseOptions(model.template, options, networks?.networkMethods);
  if (foreign.length > 0) return failure(foreign);
  if (networks) return outputOfNetwork(await networks.fitNetwork(model, input, options), options);
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
  const { tolerance, seed } = { ...DEFAULTS, ...options };
  const result = describeFit({ model, prepared, learned, tolerance, seed, notes });
  const posteriors = options.posteriors ? posteriorsOf(prepared, learned.theta, options) : success<readonly NodePosterior[]>([]);
  return posteriors.ok ? success({ result, posteriors: posteriors.value }, notes) : posteriors;
}
