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

interface Range {
  readonly flag: string;
  readonly holds: (value: number) => boolean;
  readonly expected: string;
}

/** What the numbers of any fit may be; without a limit of iterations a run goes on until it settles. */
const ranges: Readonly<Record<"restarts" | "maxIterations" | "tolerance" | "seed" | "budget", Range>> = {
  restarts: { flag: "--restarts", holds: isWhole, expected: "a whole number from 1" },
  maxIterations: {
    flag: "--max-iter",
    holds: (value) => value === 0 || value === Number.POSITIVE_INFINITY || isWhole(value),
    expected: "a whole number from 0",
  },
  tolerance: { flag: "--tol", holds: isNumber, expected: "a number from 0" },
  seed: { flag: "--seed", holds: Number.isFinite, expected: "a number" },
  budget: { flag: "--budget", holds: (value) => value >= 1, expected: "a number from 1" },
};

/** What may be chosen by name. */
const choices: Readonly<Record<"start" | "onSingular" | "order", { readonly flag: string; readonly names: readonly string[] }>> = {
  start: { flag: "--start", names: ["auto", "random", "kmeans++", "prior"] },
  onSingular: { flag: "--on-singular", names: ["auto", "floor", "restart", "fail", "prior"] },
  order: { flag: "--order", names: ["auto", "init", "canonical"] },
};

/** Values that no fit takes: the types of TypeScript forbid some of them, programs in JavaScript can give any. */
function impossibleValues(options: FitOptions): readonly Diagnostic[] {
  const bad = (option: string, value: unknown, expected: string): Diagnostic =>
    diagnostic("bad-option-value", { option, value: String(value), expected });
  const numbers = Object.entries(ranges).flatMap(([name, { flag, holds, expected }]) => {
    const value = options[name as keyof typeof ranges];
    return value === undefined || (typeof value === "number" && holds(value)) ? [] : [bad(flag, value, expected)];
  });
  const named = Object.entries(choices).flatMap(([name, { flag, names }]) => {
    const value = options[name as keyof typeof choices];
    return value === undefined || names.includes(value) ? [] : [bad(flag, value, `one of ${names.join(", ")}`)];
  });
  return [...numbers, ...named];
}

/** Methods of directed models. */
const modelMethods: readonly string[] = ["mle", "em", "hard-em"];

function refuseMethod(kind: TemplateModel["kind"], method: string, known: readonly string[]): readonly Diagnostic[] {
  if (kind === "network") return modelMethods.includes(method) ? [diagnostic("method-not-for-network", { method, known })] : [];
  return ["auto", ...modelMethods].includes(method) ? [] : [diagnostic("method-not-for-model", { method })];
}

/** With every observed node made latent, nothing is left to learn from. */
function refuseLatents({ nodes, source }: TemplateModel, latent: readonly string[]): readonly Diagnostic[] {
  const [first, ...others] = nodes.filter(({ role }) => role === "observed");
  if (first === undefined || ![first, ...others].every(({ name }) => latent.includes(name))) return [];
  const names = [first, ...others].map(({ name }) => name);
  return [diagnostic("all-made-latent", { nodes: names }, { text: { source, span: first.span } })];
}

/**
 * The method and the options of a fit that the kind of the model does not have, and values that they do not take. `networkMethods`
 * are what a network may be told instead.
 */
export function refuseOptions(template: TemplateModel, options: FitOptions, networkMethods: readonly string[] = []): readonly Diagnostic[] {
  const { kind } = template;
  const foreign = given(kind === "network" ? ofModels : ofNetworks, options);
  return [
    ...refuseMethod(kind, options.method ?? "auto", networkMethods),
    ...(foreign.length > 0 ? [diagnostic(`option-not-for-${kind}`, { options: foreign })] : []),
    ...impossibleValues(options),
    ...(kind === "network" ? outOfRange(options) : refuseLatents(template, options.latent ?? [])),
  ];
}

/** The options of methods that sample, where the chosen method does not. */
export function refuseSampling(method: string, options: FitOptions): readonly Diagnostic[] {
  const foreign = given(ofSampling, options);
  return foreign.length > 0 ? [diagnostic("option-not-for-method", { options: foreign, method })] : [];
}
