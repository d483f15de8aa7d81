import type { FitResult, Outcome, ParamValue } from "@platewise/core";
import { failure, success } from "@platewise/core";
import type { Model } from "../api/model.ts";
import type { FitOptions, ParamInput, ParamInputValue } from "../api/options.ts";
import { runFit } from "../stages/fit.ts";
import { prepare } from "../stages/prepare.ts";
import { typesOf } from "../stages/read-parameters.ts";
import type { CompareOptions, FittedForm } from "./compare-result.ts";
import { type Forms, optionsFor } from "./forms.ts";
import { inferredMarginals } from "./marginals.ts";
import { logLaws, potentialsOf } from "./potentials-of-laws.ts";
import { tablesOf } from "./tables-of-marginals.ts";
import type { Theory } from "./theory.ts";

/** EM and gradients are run until nothing changes any more, for their maxima are compared. */
const SETTLED = { maxIterations: 10_000, tolerance: 1e-13 } as const;

/** Relative difference of log-likelihoods beyond which two maxima are not the same one. */
const APART = 1e-8;

/** Both forms after they were fitted. */
export interface FittedForms {
  readonly directed: FittedForm;
  readonly undirected: FittedForm;
}

/** A value with −∞ as it is given from outside. */
const inputValue = (value: ParamValue | null): ParamInputValue => {
  if (value === null) return null;
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

/** The tables with which the directed form is the joint of the undirected one at given parameters; null where they can't be had. */
export function tablesAt(forms: Forms, fit: FitResult, options: CompareOptions): ParamInput | null {
  const { directed, undirected, directedKeys, theory, families } = forms;
  const ready = prepare(directed, forms.table, { ...fitOptions(forms, directed, options), method: "auto", ...typesOf(fit) });
  const scopes = families.map(({ child, parents }) => [...parents, child]);
  const known = inferredMarginals({ model: undirected, fit: asInput(fit), scopes, nameOf: (key) => key, budget: options.budget });
  if (!ready.ok || !known.ok) return null;
  return tablesOf(ready.value, (keys) => known.value(keys.map((key) => theory.variables[directedKeys.indexOf(key)] ?? key)));
}

/** Whether log-potentials are known with which the undirected form is any joint of the directed one: along chains they are not. */
export const holdsDirected = ({ contains, reasons }: Theory): boolean =>
  contains !== "directed" && !reasons.some(({ kind }) => kind === "chain");

/** Where EM would start, as log-potentials, so that both forms start at the same joint. */
async function commonStart(forms: Forms, options: CompareOptions): Promise<ParamInput | undefined> {
  if (!holdsDirected(forms.theory)) return undefined;
  const start = await fitForm(forms, forms.directed, { ...options, maxIterations: 0 }, options.init);
  return start.ok ? (potentialsAt(forms, start.value.fit, options) ?? undefined) : undefined;
}

/**
 * Fits both forms. Where something is unknown, so that there may be several maxima, both start at the same joint if they can; and a
 * form that ends lower than theory allows starts again from where the other one ended.
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
  const fitted = { directed: directed.value, undirected: undirected.value };
  return success(unknown ? await levelled(forms, options, fitted) : fitted, notes);
}

/** The second fit, with what both took together and where the first one ended. */
function joined(first: FittedForm, again: FittedForm): FittedForm {
  const { expectations, milliseconds, fit } = first;
  return {
    ...again,
    before: { logLik: fit.logLik, iterations: fit.iterations },
    expectations: expectations + again.expectations,
    ...(milliseconds === undefined ? {} : { milliseconds: milliseconds + (again.milliseconds ?? 0) }),
  };
}

/** The better of a fit and another one that starts elsewhere. */
async function orBetter(
  forms: Forms,
  model: Model,
  options: CompareOptions,
  fit: FittedForm,
  init: ParamInput | null,
): Promise<FittedForm> {
  const again = init && (await fitForm(forms, model, options, init));
  return again?.ok && again.value.fit.logLik > fit.fit.logLik ? joined(fit, again.value) : fit;
}

/**
 * Where the form that should fit no worse found a lower maximum than the other one, it starts again from that one's: the undirected
 * form from the directed maximum, and where both forms are the same family also the other way round.
 */
async function levelled(forms: Forms, options: CompareOptions, { directed, undirected }: FittedForms): Promise<FittedForms> {
  if (!holdsDirected(forms.theory)) return { directed, undirected };
  const lost = (directed.fit.logLik - undirected.fit.logLik) / Math.max(1, Math.abs(directed.fit.logLik));
  if (lost > APART) {
    const init = potentialsAt(forms, directed.fit, options);
    return { directed, undirected: await orBetter(forms, forms.undirected, options, undirected, init) };
  }
  if (lost >= -APART || forms.theory.contains !== "neither") return { directed, undirected };
  const init = tablesAt(forms, undirected.fit, options);
  return { directed: await orBetter(forms, forms.directed, options, directed, init), undirected };
}
