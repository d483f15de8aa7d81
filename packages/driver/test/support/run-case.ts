import type { Outcome } from "@platewise/core";
import { type FitOptions, type FitOutput, type Model, orThrow, parse, type ScoreResult, score, tryFit } from "../../src/index.ts";
import type { ModelSpec } from "./model-spec.ts";
import { initOf, printModel, printTable } from "./print-model.ts";
import type { RandomCase } from "./random-model.ts";

const dataOptions = (model: ModelSpec): { weights?: string } => (model.weights === "option" ? { weights: "times" } : {});

/** The engine's model of a case. */
export const engineModel = ({ model }: RandomCase): Model => parse(printModel(model));

/** The engine's log-likelihoods of a case at its parameters. */
export const scoreCase = (c: RandomCase, model: ModelSpec = c.model): Promise<ScoreResult> =>
  score(engineModel(c), printTable(c.model, c.table), { ...dataOptions(c.model), params: initOf(model) });

/** A fit of a case from its own parameters. */
export const tryFitCase = (c: RandomCase, options: FitOptions): Promise<Outcome<FitOutput>> =>
  tryFit(engineModel(c), printTable(c.model, c.table), { ...dataOptions(c.model), init: initOf(c.model), ...options });

export const fitCase = async (c: RandomCase, options: FitOptions): Promise<FitOutput> => orThrow(await tryFitCase(c, options));

/** A case as text, for the message of a failing property. */
export const describeCase = (c: RandomCase): string =>
  `${printModel(c.model)}\ninit ${JSON.stringify(initOf(c.model))}\ndata ${JSON.stringify(printTable(c.model, c.table))}`;
