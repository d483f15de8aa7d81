import type { BoundData, FitResult, Outcome } from "@platewise/core";
import { format as formatProgram, parse as parseProgram } from "@platewise/language";
import type { DataInput } from "../sources/index.ts";
import { type FitOutput, runFit } from "../stages/fit.ts";
import type { ImputeOptions, ImputeResult } from "../stages/impute.ts";
import { type Inspection, type InspectOptions, runInspect } from "../stages/inspect.ts";
import { bindInput } from "../stages/prepare.ts";
import type { SampleOptions, SampleResult } from "../stages/sample.ts";
import type { ScoreOptions } from "../stages/score.ts";
import type { Evidence, Inference, InferOptions, InferResult } from "./inference.ts";
import { type Model, orThrow, type SourceInput, toSource } from "./model.ts";
import type { DataOptions, FitOptions, ScoreResult } from "./options.ts";

/** The stages that no fit needs; read when one is first asked for, so that a program that only fits starts sooner. */
const beyondFit = (): Promise<typeof import("../stages/beyond-fit.ts")> => import("../stages/beyond-fit.ts");

/** Learns a model's parameters from data; mistakes in either are returned together. */
export const tryFit = (model: Model, data: DataInput, options: FitOptions = {}): Promise<Outcome<FitOutput>> =>
  runFit(model, data, options);

/** Learns a model's parameters from data; throws `DiagnosticsError` where model and data do not fit. */
export const fit = async (model: Model, data: DataInput, options: FitOptions = {}): Promise<FitResult> =>
  orThrow(await runFit(model, data, options)).result;

/** All diagnostics of a model and its data together, with the bound data. */
export const tryCheckData = (model: Model, data: DataInput, options: DataOptions = {}): Outcome<BoundData> =>
  bindInput(model, data, options);

/** Log-likelihood of data at given parameters. */
export const tryScore = async (model: Model, data: DataInput, options: ScoreOptions = {}): Promise<Outcome<ScoreResult>> =>
  (await beyondFit()).runScore(model, data, options);

/** Log-likelihood of data at given parameters; throws `DiagnosticsError` where something does not fit. */
export const score = async (model: Model, data: DataInput, options: ScoreOptions = {}): Promise<ScoreResult> =>
  orThrow(await tryScore(model, data, options));

/** What is inferred of a table's rows at given parameters: the flat tables, and the document made of them. */
export interface InferOutput {
  readonly inference: Inference;
  readonly result: InferResult;
}

/** The document is made when it is first asked for: it weighs far more than the tables. */
function inferOutput(outcome: Outcome<Inference>, inferResult: (inference: Inference) => InferResult): Outcome<InferOutput> {
  if (!outcome.ok) return outcome;
  const inference = outcome.value;
  let result: InferResult | null = null;
  const output = {
    inference,
    get result(): InferResult {
      result ??= inferResult(inference);
      return result;
    },
  };
  return { ...outcome, value: output };
}

/** Posteriors of every latent and missing node, row by row, at given parameters. */
export async function tryInfer(model: Model, data: DataInput, options: InferOptions = {}): Promise<Outcome<InferOutput>> {
  const { runInfer, inferResult } = await beyondFit();
  return inferOutput(runInfer(model, data, options), inferResult);
}

/** Posteriors of every latent and missing node, row by row; throws `DiagnosticsError` where something does not fit. */
export const infer = async (model: Model, data: DataInput, options: InferOptions = {}): Promise<InferResult> =>
  orThrow(await tryInfer(model, data, options)).result;

/** Posteriors in one case, given what is known of it: a query of the model. */
export async function tryInferCase(model: Model, evidence: Evidence, options: InferOptions = {}): Promise<Outcome<InferOutput>> {
  const { runInferCase, inferResult } = await beyondFit();
  return inferOutput(runInferCase(model, evidence, options), inferResult);
}

/** Posteriors in one case, given what is known of it; throws `DiagnosticsError` where something does not fit. */
export const inferCase = async (model: Model, evidence: Evidence, options: InferOptions = {}): Promise<InferResult> =>
  orThrow(await tryInferCase(model, evidence, options)).result;

/** Rows drawn from a model at given parameters, as a table. */
export const trySample = async (model: Model, options: SampleOptions = {}): Promise<Outcome<SampleResult>> =>
  (await beyondFit()).runSample(model, options);

/** Rows drawn from a model at given parameters; throws `DiagnosticsError` where something does not fit. */
export const sample = async (model: Model, options: SampleOptions = {}): Promise<SampleResult> => orThrow(await trySample(model, options));

/** Data with its empty cells filled by a draw from their joint posterior. */
export const tryImpute = async (model: Model, data: DataInput, options: ImputeOptions = {}): Promise<Outcome<ImputeResult>> =>
  (await beyondFit()).runImpute(model, data, options);

/** Data with its empty cells filled by a draw from their joint posterior; throws `DiagnosticsError` where something does not fit. */
export const impute = async (model: Model, data: DataInput, options: ImputeOptions = {}): Promise<ImputeResult> =>
  orThrow(await tryImpute(model, data, options));

/** Any stage of a model's compilation, as text and JSON. */
export const inspect = (model: Model, options: InspectOptions = {}): Promise<Outcome<Inspection>> => runInspect(model, options);

/** A model's text in canonical layout; comments are kept. */
export function tryFormat(input: SourceInput): Outcome<string> {
  const parsed = parseProgram(toSource(input));
  return parsed.ok ? { ...parsed, value: formatProgram(parsed.value) } : parsed;
}

/** A model, or its text, in canonical layout; throws `DiagnosticsError` for a text that does not parse. */
export const format = (input: SourceInput | Model): string =>
  typeof input === "object" && "program" in input ? formatProgram(input.program) : orThrow(tryFormat(input));
