import type { Outcome } from "@platewise/core";
import { success } from "@platewise/core";
import type { Model } from "../api/model.ts";
import { runScore } from "../stages/score.ts";
import type { Divergence } from "./compare-result.ts";
import { divergenceOf } from "./divergence.ts";
import { asInput, type FittedForms } from "./fit-forms.ts";
import { type Forms, type Reading, readingOf } from "./forms.ts";
import { jointStates, jointTable, MOST_STATES } from "./joint-table.ts";
import { type KeyedTable, lawTables, potentialTables } from "./keyed-tables.ts";
import { countedShares, enumeratedSide, inferredMarginals, type Marginals, type Sides } from "./marginals.ts";
import type { ObservedRows } from "./observed-variables.ts";

/** The probabilities of both fitted forms, where there are any to be had, and how far the forms are apart. */
export interface Joints {
  readonly sides: Sides | null;
  readonly divergence: Divergence | null;
}

/** What the joints are found from. */
export interface JointsRequest {
  readonly forms: Forms;
  readonly fitted: FittedForms;
  readonly observed: ObservedRows | null;
  /** Scopes whose probabilities are wanted. */
  readonly scopes: readonly (readonly string[])[];
  readonly options: Reading;
  /** Joint states that are enumerated at most (default 2^20). */
  readonly mostStates?: number;
}

/** Joints and divergence: over all joint states while they are few, else by way of marginals, else from the rows of the data alone. */
export function findJoints(request: JointsRequest): Outcome<Joints> {
  const { observed, mostStates = MOST_STATES } = request;
  if (!observed || observed.variables.length === 0) return inData(request, null);
  if (jointStates(observed.variables) <= mostStates) return enumerated(request, observed);
  const isOpen = observed.variables.length < request.forms.theory.variables.length || observed.variables.some(({ isGiven }) => isGiven);
  return (isOpen ? null : byMarginals(request, observed)) ?? inData(request, null);
}

function enumerated({ forms, fitted, options }: JointsRequest, rows: ObservedRows): Outcome<Joints> {
  const ask = (model: Model, { fit }: FittedForms["directed"]) =>
    jointTable({ model, fit: asInput(fit), data: forms.data, rows, options: readingOf(forms, model, options) });
  const directed = ask(forms.directed, fitted.directed);
  if (!directed.ok) return directed;
  const undirected = ask(forms.undirected, fitted.undirected);
  if (!undirected.ok) return undirected;
  const [p, q] = [directed.value, undirected.value];
  const sides = { variables: rows.variables, directed: enumeratedSide(rows, p), undirected: enumeratedSide(rows, q) };
  return success({ sides, divergence: divergenceOf(p, q) });
}

/** Σ over tables of the mean of their logs under the marginals; null where one is not known. 0 · −∞ is 0. */
function expectedLogs(tables: readonly KeyedTable[], marginals: Marginals): number | null {
  let sum = 0;
  for (const { keys, logs } of tables) {
    const table = marginals(keys);
    if (!table) return null;
    for (let i = 0; i < table.length; i++) if (table[i] !== 0) sum += (table[i] as number) * (logs[i] as number);
  }
  return sum;
}

const finite = (x: number): number | null => (Number.isFinite(x) ? Math.max(0, x) : null);

/** The log joints of both forms are sums over tables, so that their divergences follow from marginals; null where those cost too much. */
function byMarginals(request: JointsRequest, rows: ObservedRows): Outcome<Joints> | null {
  const { forms, fitted, scopes, options } = request;
  const laws = lawTables(forms, fitted.directed.fit, readingOf(forms, forms.directed, options));
  const potentials = potentialTables(forms.network, fitted.undirected.fit);
  const logZ = fitted.undirected.fit.network?.logZ ?? null;
  if (!laws.ok || !potentials || logZ === null) return null;
  const wanted = [...scopes, ...laws.value.map(({ keys }) => keys), ...potentials.map(({ keys }) => keys)];
  const { variables } = forms.theory;
  const ask = (model: Model, { fit }: FittedForms["directed"], names: readonly string[]) =>
    inferredMarginals({
      ...{ model, fit: asInput(fit), scopes: wanted, budget: options.budget },
      nameOf: (key) => names[variables.indexOf(key)] ?? key,
    });
  const directed = ask(forms.directed, fitted.directed, forms.directedKeys);
  const undirected = ask(forms.undirected, fitted.undirected, variables);
  if (!directed.ok || !undirected.ok) return null;
  const [p, q] = [directed.value, undirected.value];
  const difference = (under: Marginals): number =>
    (expectedLogs(laws.value, under) ?? Number.NaN) - ((expectedLogs(potentials, under) ?? Number.NaN) - logZ);
  const seen = countedShares(rows);
  const sides = { variables: rows.variables, directed: { model: p, seen }, undirected: { model: q, seen } };
  const [states, totalVariation] = [jointStates(rows.variables), null];
  const divergence = { how: "marginals", states, totalVariation } as const;
  return success({ sides, divergence: { ...divergence, fromDirected: finite(difference(p)), fromUndirected: finite(-difference(q)) } });
}

/** The mean difference of the rows' log-likelihoods, where the joints are out of reach. */
function inData({ forms, fitted, options }: JointsRequest, sides: Sides | null): Outcome<Joints> {
  const ask = (model: Model, { fit }: FittedForms["directed"]) =>
    runScore(model, forms.table, { ...readingOf(forms, model, options), params: asInput(fit) });
  const a = ask(forms.directed, fitted.directed);
  if (!a.ok) return a;
  const b = ask(forms.undirected, fitted.undirected);
  if (!b.ok) return b;
  const mean = ((a.value.logLik ?? Number.NaN) - (b.value.logLik ?? Number.NaN)) / fitted.directed.fit.rows;
  const fromDirected = Number.isFinite(mean) ? mean : null;
  return success({ sides, divergence: { how: "data", states: null, fromDirected, fromUndirected: null, totalVariation: null } });
}
