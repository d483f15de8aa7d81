import type { Diagnostic, TemplateModel } from "@platewise/core";
import { diagnostic } from "@platewise/core";
import type { FitOptions } from "../api/options.ts";

type Names = Readonly<Partial<Record<keyof FitOptions, string>>>;

/** Options of a fit that only one kind of model has, by the names that the command line gives them. */
const ofModels: Names = { onSingular: "--on-singular", order: "--order", start: "--start" };
const ofNetworks: Names = { l1: "--l1", l2: "--l2", k: "--k", chains: "--chains", gradientTolerance: "--gradient-tol" };
const ofSampling: Names = { k: "--k", chains: "--chains" };

/** Values that say what happens anyway. */
const plain: readonly unknown[] = [undefined, "auto", "random"];

const given = (names: Names, options: FitOptions): readonly string[] =>
  Object.entries(names).flatMap(([name, flag]) => {
    const value = options[name as keyof FitOptions];
    if (plain.includes(value)) return [];
    return [name === "start" ? `${flag} ${value}` : flag];
  });

const isWhole = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;
const isNumber = (value: number): boolean => Number.isFinite(value) && value >= 0;

/** Options of networks whose value is not one that they take. */
function outOfRange(options: FitOptions): readonly Diagnostic[] {
  return Object.entries(ofNetworks).flatMap(([name, flag]) => {
    const value = options[name as "l1" | "l2" | "k" | "chains" | "gradientTolerance"];
    const counts = name in ofSampling;
    if (value === undefined || (counts ? isWhole(value) : isNumber(value))) return [];
    return [
      diagnostic("bad-option-value", {
        option: flag,
        value: String(value),
        expected: counts ? "a whole number from 1" : "a number from 0",
      }),
    ];
  });
}

/** Methods of directed models. */
const modelMethods: readonly string[] = ["mle", "em", "hard-em"];

function refuseMethod(kind: TemplateModel["kind"], method: string, known: readonly string[]): readonly Diagnostic[] {
  if (kind === "network") return modelMethods.includes(method) ? [diagnostic("method-not-for-network", { method, known })] : [];
  return ["auto", ...modelMethods].includes(method) ? [] : [diagnostic("method-not-for-model", { method })];
}

/**
 * The method and the options of a fit that the kind of the model does not have, and values that they do not take. `networkMethods`
 * are what a network may be told instead.
 */
export function refuseOptions({ kind }: TemplateModel, options: FitOptions, networkMethods: readonly string[] = []): readonly Diagnostic[] {
  const foreign = given(kind === "network" ? ofModels : ofNetworks, options);
  return [
    ...refuseMethod(kind, options.method ?? "auto", networkMethods),
    ...(foreign.length > 0 ? [diagnostic(`option-not-for-${kind}`, { options: foreign })] : []),
    ...(kind === "network" ? outOfRange(options) : []),
  ];
}

/** The options of methods that sample, where the chosen method does not. */
export function refuseSampling(method: string, options: FitOptions): readonly Diagnostic[] {
  const foreign = given(ofSampling, options);
  return foreign.length > 0 ? [diagnostic("option-not-for-method", { options: foreign, method })] : [];
}
