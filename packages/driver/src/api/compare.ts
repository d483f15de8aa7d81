import type { Outcome } from "@platewise/core";
import type { CompareOptions, CompareResult } from "../compare/compare-result.ts";
import { moralise as makeNetwork } from "../compare/moralise.ts";
import type { DataInput } from "../sources/index.ts";
import { type Model, orThrow } from "./model.ts";

/**
 * Fits a directed model and its undirected form (or a network and a directed form of it) to the same data, and sets them side by
 * side; mistakes in model and data are returned together.
 */
export async function tryCompare(model: Model, data: DataInput, options: CompareOptions = {}): Promise<Outcome<CompareResult>> {
  // Read when it is first asked for, so that other programs start sooner.
  const { runCompare } = await import("../stages/beyond-fit.ts");
  return runCompare(model, data, options);
}

/** Sets a model beside its other form, both fitted to the same data; throws `DiagnosticsError` where something does not fit. */
export const compare = async (model: Model, data: DataInput, options: CompareOptions = {}): Promise<CompareResult> =>
  orThrow(await tryCompare(model, data, options));

/** The undirected form of a directed model of discrete nodes: a network with a full table over every family. */
export const tryMoralise = (model: Model): Outcome<Model> => makeNetwork(model);

/** The undirected form of a directed model; throws `DiagnosticsError` where a node is a number. */
export const moralise = (model: Model): Model => orThrow(makeNetwork(model));
