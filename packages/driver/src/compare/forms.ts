import type { BoundData, DataTable, Diagnostic, Outcome } from "@platewise/core";
import { failure, findColumn, success } from "@platewise/core";
import type { Model } from "../api/model.ts";
import { bindInput, type PrepareOptions } from "../stages/prepare.ts";
import type { CompareOptions } from "./compare-result.ts";
import { direct, directNames } from "./direct.ts";
import type { KeyedFamily } from "./families.ts";
import { moralise } from "./moralise.ts";
import { truthLabels } from "./observed-variables.ts";
import { rowStructure } from "./row-structure.ts";
import type { Theory } from "./theory.ts";
import { theoryOfModel } from "./theory-of-model.ts";
import { directedFamilies, theoryOfNetwork } from "./theory-of-network.ts";

/**
 * A model in both forms, met by data. Variables go by their keys in the model that was given; `directedKeys` has what the directed
 * form calls them, in the order of `theory.variables`.
 */
export interface Forms {
  readonly given: Model;
  readonly data: BoundData;
  readonly table: DataTable;
  readonly theory: Theory;
  readonly directed: Model;
  readonly undirected: Model;
  /** The undirected form with the label sets of the data. */
  readonly network: BoundData["model"];
  readonly directedKeys: readonly string[];
  readonly families: readonly KeyedFamily[];
  readonly diagnostics: readonly Diagnostic[];
}

const labelled = (data: BoundData, table: DataTable): ReadonlyMap<string, readonly [string, string]> =>
  new Map(
    data.nodes.flatMap(({ name, columns: [column] }) =>
      column === undefined ? [] : [[name, truthLabels(findColumn(table, column))] as const],
    ),
  );

function formsOfModel(given: Model, table: DataTable, data: BoundData, options: PrepareOptions): Outcome<Forms> {
  const undirected = moralise(given, { template: data.model, truth: labelled(data, table) });
  if (!undirected.ok) return undirected;
  const bound = bindInput(undirected.value, table, options);
  if (!bound.ok) return bound;
  const theory = theoryOfModel(data.model);
  const { families } = rowStructure(data.model);
  const key = (place: number): string => theory.variables[place] as string;
  return success({
    ...{ given, data, table, theory, directed: given, undirected: undirected.value, network: bound.value.model },
    directedKeys: theory.variables,
    families: families.map(({ child, parents }) => ({ child: key(child), parents: parents.map(key) })),
    diagnostics: [],
  });
}

function formsOfNetwork(given: Model, table: DataTable, data: BoundData): Outcome<Forms> {
  const directed = direct(given, data);
  if (!directed.ok) return directed;
  const theory = theoryOfNetwork(data.model);
  const structure = rowStructure(data.model);
  const key = (place: number): string => theory.variables[place] as string;
  return success({
    ...{ given, data, table, theory, directed: directed.value, undirected: given, network: data.model },
    directedKeys: directNames(structure),
    families: directedFamilies(structure).map(({ child, parents }) => ({ child: key(child), parents: parents.map(key) })),
    diagnostics: [],
  });
}

/** Both forms of a model or a network, bound to a table. */
export function makeForms(given: Model, table: DataTable, options: PrepareOptions): Outcome<Forms> {
  const bound = bindInput(given, table, options);
  if (!bound.ok) return bound;
  const forms =
    given.template.kind === "network" ? formsOfNetwork(given, table, bound.value) : formsOfModel(given, table, bound.value, options);
  if (!forms.ok) return failure([...bound.diagnostics, ...forms.diagnostics]);
  return success({ ...forms.value, diagnostics: bound.diagnostics });
}

/** The options of a form: in the directed form of a network the nodes of fixed plates that are treated as latent go by its names. */
export function optionsFor<T extends PrepareOptions>({ given, directed, theory, directedKeys }: Forms, model: Model, options: T): T {
  if (model === given || model !== directed || !options.latent) return options;
  const isOf = (key: string, name: string): boolean => key === name || key.startsWith(`${name}[`);
  const latent = options.latent.flatMap((name) => directedKeys.filter((_, at) => isOf(theory.variables[at] as string, name)));
  return { ...options, latent };
}

/** How the data of a comparison is read. */
export type Reading = Pick<CompareOptions, "latent" | "weights" | "rows" | "missing" | "budget">;

/** How the data is read, as far as the options say. */
export function presentReading({ latent, weights, rows, missing, budget }: CompareOptions): Reading {
  const all = { latent, weights, rows, missing, budget };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Reading;
}

/** How a form reads the data. */
export const readingOf = (forms: Forms, model: Model, options: CompareOptions): Reading =>
  optionsFor(forms, model, presentReading(options));
