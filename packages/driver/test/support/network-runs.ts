import type { Outcome } from "@platewise/core";
import fc from "fast-check";
import {
  type FitOptions,
  type FitOutput,
  type Model,
  orThrow,
  parse,
  type ScoreOptions,
  type ScoreResult,
  tryFit,
  tryScore,
} from "../../src/index.ts";
import { drawFrom } from "./network-draw.ts";
import { type NetworkKind, randomNetwork } from "./network-random.ts";
import { smallestFailing } from "./network-shrink.ts";
import type { NetworkCase, NetworkSpec } from "./network-spec.ts";
import { randomNetworkCase } from "./network-table.ts";
import { describeNetwork, networkColumns, networkOptions, printNetwork, startOf } from "./network-text.ts";

/** NETWORKS=10 checks ten times as many models. */
const factor = Number(process.env.NETWORKS ?? 1);

/** A number of runs, times NETWORKS. */
export const runsOf = (runs: number): number => Math.max(1, Math.round(runs * factor));

/** Seeds of cases. Draws of fast-check itself would be near the ends of their ranges too often for models of several nodes. */
export const caseSeeds = fc.noBias(fc.integer({ min: 1, max: 2147483646 }));

/** What a property sees: how many models (times NETWORKS), and of which kind. */
export interface NetworkRuns {
  readonly runs: number;
  readonly kind: NetworkKind;
}

/**
 * Runs a check over random networks and returns the share of those that the check could compare (it returns false where
 * there was nothing to compare). A failure shows the smallest case that still fails.
 */
export async function forRandomNetworks({ runs, kind }: NetworkRuns, check: (c: NetworkCase) => Promise<boolean>): Promise<number> {
  let compared = 0;
  let seen = 0;
  const property = fc.asyncProperty(caseSeeds, async (seed) => {
    const draw = drawFrom(seed);
    let made = randomNetworkCase(draw, randomNetwork(draw, kind));
    while (made === null) made = randomNetworkCase(draw, randomNetwork(draw, kind));
    const c = { ...made, elimination: draw.of([null, "min-fill", "min-weight"] as const) };
    seen += 1;
    try {
      if (await check(c)) compared += 1;
    } catch (error) {
      const { message, found } = await smallestFailing(c, check, error as Error);
      throw new Error(`${message}\n${describeNetwork(found)}`);
    }
  });
  await fc.assert(property, { numRuns: runsOf(runs), endOnFailure: true });
  return compared / seen;
}

const parsed = new WeakMap<NetworkSpec, Model>();

/** The engine's model of a case, parsed once. */
export function modelOfNetwork({ model }: NetworkCase): Model {
  const known = parsed.get(model) ?? parse(printNetwork(model));
  parsed.set(model, known);
  return known;
}

/** The engine's log-likelihoods of a case at its parameters, or those of another model of its shape. */
export const tryScoreNetwork = (c: NetworkCase, options: ScoreOptions = {}): Promise<Outcome<ScoreResult>> =>
  tryScore(modelOfNetwork(c), networkColumns(c), { ...networkOptions(c), params: startOf(c.model), ...options });

export const scoreNetwork = async (c: NetworkCase, options: ScoreOptions = {}): Promise<ScoreResult> =>
  orThrow(await tryScoreNetwork(c, options));

/** A fit of a case from its own parameters. */
export const tryFitNetwork = (c: NetworkCase, options: FitOptions): Promise<Outcome<FitOutput>> =>
  tryFit(modelOfNetwork(c), networkColumns(c), { ...networkOptions(c), init: startOf(c.model), ...options });

export const fitNetwork = async (c: NetworkCase, options: FitOptions): Promise<FitOutput> => orThrow(await tryFitNetwork(c, options));

/** Equal to ten digits of the larger one, or of 1. */
export const isClose = (a: number, b: number): boolean => a === b || Math.abs(a - b) <= 1e-10 * Math.max(1, Math.abs(a), Math.abs(b));

/** Fails where two numbers differ. */
export function mustBeClose(what: string, found: number, expected: number): void {
  if (!isClose(found, expected)) throw new Error(`${what} ${found}, by enumeration ${expected}`);
}

/** All numbers in nested arrays. */
export const numbersIn = (value: unknown): readonly number[] => (Array.isArray(value) ? value.flatMap(numbersIn) : [value as number]);

/** Parameters after a fit against those of a model. */
export function mustHaveParameters(found: Readonly<Record<string, unknown>>, model: NetworkSpec): void {
  for (const param of model.params) {
    const numbers = numbersIn(found[param.name]);
    param.elements.flat().forEach((expected, i) => {
      mustBeClose(`${param.name} at ${i} is`, numbers[i] as number, expected);
    });
  }
}
