import type { BoundData, Outcome } from "@platewise/core";
import { failure, success } from "@platewise/core";
import type { Model } from "../api/model.ts";
import { type DataInput, toDataTable } from "../sources/index.ts";
import { typesOf } from "../stages/read-parameters.ts";
import { runScore } from "../stages/score.ts";
import { assertTheory } from "./assertions.ts";
import type { CompareOptions, CompareResult, Divergence } from "./compare-result.ts";
import { findCoupling } from "./coupling.ts";
import { divergenceOf } from "./divergence.ts";
import { compareFamilies, type FittedJoints, momentGaps } from "./families.ts";
import { asInput, type FittedForms, fitForms } from "./fit-forms.ts";
import { type Forms, makeForms, optionsFor } from "./forms.ts";
import { jointStates, jointTable, MOST_STATES } from "./joint-table.ts";
import { type ObservedRows, observedRows } from "./observed-variables.ts";
import { rowStructure } from "./row-structure.ts";

interface Unknowns {
  readonly latent: readonly string[];
  readonly missingCells: number;
}

/** What is not seen of the nodes that are modelled. */
function unknownsOf({ model, nodes }: BoundData): Unknowns {
  const modelled = nodes.filter(({ name }) => model.nodes.find((node) => node.name === name)?.role !== "given");
  const isAbsent = (name: string): boolean =>
    modelled.filter((bound) => bound.name === name).every(({ values }) => values.kind === "absent");
  const latent = model.nodes.filter(({ name, role }) => role !== "given" && isAbsent(name)).map(({ name }) => name);
  const seen = modelled.filter(({ values }) => values.kind !== "absent");
  return { latent, missingCells: seen.reduce((sum, { missing }) => sum + missing, 0) };
}

/** Both joints over what is observed, where there are few enough joint states. */
function jointsOf(forms: Forms, fitted: FittedForms, observed: ObservedRows | null, options: CompareOptions): Outcome<FittedJoints | null> {
  if (!observed || observed.variables.length === 0 || jointStates(observed.variables) > MOST_STATES) return success(null);
  const ask = (model: Model, form: FittedForms["directed"]) =>
    jointTable({ model, fit: asInput(form.fit), data: forms.data, rows: observed, options: readingOf(forms, model, options) });
  const directed = ask(forms.directed, fitted.directed);
  if (!directed.ok) return directed;
  const undirected = ask(forms.undirected, fitted.undirected);
  return undirected.ok ? success({ rows: observed, directed: directed.value, undirected: undirected.value }) : undirected;
}

type Reading = Pick<CompareOptions, "latent" | "weights" | "rows" | "missing" | "budget">;

/** How the data is read, as far as the options say. */
function presentReading({ latent, weights, rows, missing, budget }: CompareOptions): Reading {
  const all = { latent, weights, rows, missing, budget };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Reading;
}

const readingOf = (forms: Forms, model: Model, options: CompareOptions): Reading => optionsFor(forms, model, presentReading(options));

/** The mean difference of the rows' log-likelihoods, where the joints are too large to be enumerated. */
function divergenceInData(forms: Forms, fitted: FittedForms, options: CompareOptions): Outcome<Divergence> {
  const { directed, undirected } = forms;
  const scores = [
    runScore(directed, forms.table, { ...readingOf(forms, directed, options), params: asInput(fitted.directed.fit) }),
    runScore(undirected, forms.table, { ...readingOf(forms, undirected, options), params: asInput(fitted.undirected.fit) }),
  ] as const;
  const [a, b] = scores;
  if (!a.ok) return a;
  if (!b.ok) return b;
  const mean = ((a.value.logLik ?? Number.NaN) - (b.value.logLik ?? Number.NaN)) / fitted.directed.fit.rows;
  const states = null;
  return success({ how: "data", states, fromDirected: Number.isFinite(mean) ? mean : null, fromUndirected: null, totalVariation: null });
}

/** Sets of variables whose probabilities are held against the data: families, and the scopes of factors that are no family. */
function scopesOf({ families, network }: Forms): readonly (readonly string[])[] {
  const { variables, scopes } = rowStructure(network);
  const all = [
    ...families.map(({ child, parents }) => [...parents, child]),
    ...scopes.map(({ members }) => members.map((place) => variables[place]?.key ?? "")),
  ];
  const sorted = all.map((scope) => [...scope].sort().join("\n"));
  return all.filter((_, at) => sorted.indexOf(sorted[at] as string) === at);
}

/**
 * The stages of a comparison in order: both forms, their fits to the same data, their joints, what moves with one more datum, and
 * what theory says of all that. An assertion of theory that does not hold is our bug, and is thrown.
 */
export async function runCompare(model: Model, input: DataInput, options: CompareOptions): Promise<Outcome<CompareResult>> {
  const table = toDataTable(input, options.missing ? { missing: options.missing } : {});
  if (!table.ok) return table;
  const made = makeForms(model, table.value, { ...presentReading(options), ...typesOf(options.init) });
  if (!made.ok) return failure([...table.diagnostics, ...made.diagnostics]);
  const forms = made.value;
  const unknowns = unknownsOf(forms.data);
  const unknown = unknowns.latent.length > 0 || unknowns.missingCells > 0;
  const fitted = await fitForms(forms, options, unknown);
  if (!fitted.ok) return failure([...made.diagnostics, ...fitted.diagnostics]);
  const observed = observedRows(forms.data, table.value);
  const joints = jointsOf(forms, fitted.value, observed, options);
  if (!joints.ok) return joints;
  const divergence = joints.value
    ? success(divergenceOf(joints.value.directed, joints.value.undirected))
    : divergenceInData(forms, fitted.value, options);
  if (!divergence.ok) return divergence;
  const coupling = observed ? await findCoupling(forms, fitted.value, observed, options) : success(null);
  if (!coupling.ok) return coupling;
  const findings = { theory: forms.theory, forms: fitted.value, unknown, divergence: divergence.value, coupling: coupling.value };
  const result: CompareResult = {
    schema: "platewise/compare@1",
    model: model.name,
    rows: fitted.value.directed.fit.rows,
    ...unknowns,
    theory: forms.theory,
    ...fitted.value,
    assertions: assertTheory(findings),
    divergence: divergence.value,
    families: joints.value ? compareFamilies(joints.value, forms.families) : [],
    moments: joints.value ? momentGaps(joints.value, scopesOf(forms)) : [],
    coupling: coupling.value,
  };
  return success(result, [...forms.diagnostics, ...fitted.diagnostics]);
}
