import type { FitResult, Outcome, ParamValue } from "@platewise/core";
import { failure, success } from "@platewise/core";
import type { Model } from "../api/model.ts";
import type { FitOptions, ParamInput, ParamInputValue } from "../api/options.ts";
import { runFit } from "../stages/fit.ts";
import { prepare } from "../stages/prepare.ts";
import { typesOf } from "../stages/read-parameters.ts";
import type { CompareOptions, FittedForm } from "./compare-result.ts";
import { type Forms, optionsFor } from "./forms.ts";
import { logLaws, potentialsOf } from "./potentials-of-laws.ts";

/** EM and gradients are run until nothing changes any more, for their maxima are compared. */
const SETTLED = { maxIterations: 10_000, tolerance: 1e-13 } as const;

/** Both forms after they were fitted. */
export interface FittedForms {
  readonly directed: FittedForm;
  readonly undirected: FittedForm;
}

/** A value with −∞ as it is given from outside. */
const inputValue = (value: ParamValue): ParamInputValue => {
  if (typeof value === "number") return value === Number.NEGATIVE_INFINITY ? null : value;
  return value.map(inputValue);
};

/** The parameters of a fit as a start, or to be looked at. */
export const asInput = (fit: FitResult): FitResult =>
  ({
    ...fit,
    params: Object.fromEntries(Object.entries(fit.params).map(([name, value]) => [name, inputValue(value)])),
  }) as unknown as FitResult;

function fitOptions(forms: Forms, model: Model, { seed, budget, signal, maxIterations, ...reading }: CompareOptions): FitOptions {
  const { init: _, now: __, row: ___, ...data } = reading;
  const given = { seed, budget, signal, maxIterations };
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return optionsFor(forms, model, { ...SETTLED, ...data, ...present });
}

/** Passes over the data that gave expected counts. */
const expectationsOf = (fit: FitResult): number => fit.network?.evaluations ?? (fit.status === "exact" ? 1 : fit.trace.length);

/** Fits one form; `init` is where it starts. */
export async function fitForm(
  forms: Forms,
  model: Model,
  options: CompareOptions,
  init: ParamInput | FitResult | undefined,
): Promise<Outcome<FittedForm>> {
  const start = options.now?.();
  const settings = fitOptions(forms, model, options);
  const isNetwork = model.template.kind === "network";
  const { tolerance: _, ...rest } = settings;
  const fitted = await runFit(model, forms.table, { ...(isNetwork ? rest : settings), ...(init ? { init } : {}) });
  if (!fitted.ok) return fitted;
  const fit = fitted.value.result;
  const text = model.toString();
  const time = start === undefined || !options.now ? {} : { milliseconds: options.now() - start };
  return success({ text, fit, expectations: expectationsOf(fit), ...time }, fitted.diagnostics);
}

/** Log-potentials with which the undirected form is the joint of the directed one at given parameters; null where it has none. */
export function potentialsAt(forms: Forms, params: FitResult, options: CompareOptions): ParamInput | null {
  const ready = prepare(forms.directed, forms.table, { ...fitOptions(forms, forms.directed, options), method: "auto", ...typesOf(params) });
  if (!ready.ok) return null;
  const laws = logLaws(ready.value, params, forms.directedKeys);
  if (!laws.ok) return null;
  const potentials = potentialsOf(forms.network, laws.value);
  return potentials && Object.fromEntries(Object.entries(potentials).map(([name, value]) => [name, inputValue(value)]));
}

/** Whether the undirected form can be any joint of the directed one, without anything that repeats. */
const holdsDirected = ({ theory }: Forms): boolean =>
  theory.contains !== "directed" && !theory.reasons.some(({ kind }) => kind === "chain" || kind === "repeated");

/** Where EM would start, as log-potentials, so that both forms start at the same joint. */
async function commonStart(forms: Forms, options: CompareOptions): Promise<ParamInput | undefined> {
  if (!holdsDirected(forms)) return undefined;
  const start = await fitForm(forms, forms.directed, { ...options, maxIterations: 0 }, options.init);
  return start.ok ? (potentialsAt(forms, start.value.fit, options) ?? undefined) : undefined;
}

/**
 * Fits both forms. Where something is unknown, so that there may be several maxima, both start at the same joint if they can; and if
 * the undirected form ends lower than a larger one may, it starts again from the directed maximum.
 */
export async function fitForms(forms: Forms, options: CompareOptions, unknown: boolean): Promise<Outcome<FittedForms>> {
  const ofModel = forms.given === forms.directed ? options.init : undefined;
  const ofNetwork = forms.given === forms.undirected ? options.init : undefined;
  const directed = await fitForm(forms, forms.directed, options, ofModel);
  if (!directed.ok) return directed;
  const start = ofNetwork ?? (unknown ? await commonStart(forms, { ...options, ...(ofModel ? { init: ofModel } : {}) }) : undefined);
  const undirected = await fitForm(forms, forms.undirected, options, start);
  if (!undirected.ok) return failure([...directed.diagnostics, ...undirected.diagnostics]);
  const notes = [...directed.diagnostics, ...undirected.diagnostics];
  const again = unknown && holdsDirected(forms) ? await fromDirected(forms, options, directed.value, undirected.value) : null;
  return success({ directed: directed.value, undirected: again ?? undirected.value }, notes);
}

/** The undirected form climbed from the directed maximum, where that ends higher. */
async function fromDirected(
  forms: Forms,
  options: CompareOptions,
  directed: FittedForm,
  undirected: FittedForm,
): Promise<FittedForm | null> {
  const lost = directed.fit.logLik - undirected.fit.logLik;
  if (!(lost > 1e-9 * Math.max(1, Math.abs(directed.fit.logLik)))) return null;
  const potentials = potentialsAt(forms, directed.fit, options);
  const again = potentials && (await fitForm(forms, forms.undirected, options, potentials));
  if (!again?.ok || again.value.fit.logLik < undirected.fit.logLik) return null;
  const { expectations, milliseconds } = undirected;
  return {
    ...again.value,
    expectations: expectations + again.value.expectations,
    ...(milliseconds === undefined ? {} : { milliseconds: milliseconds + (again.value.milliseconds ?? 0) }),
  };
}
