import type { TemplateModel } from "@platewise/core";
import { cliquesOfChordal, findChordality } from "./chordality.ts";
import { lawLimits } from "./law-limits.ts";
import { chainAround, type RowFamily, type RowStructure, rowStructure } from "./row-structure.ts";
import type { Reason, Theory } from "./theory.ts";
import { type Edge, edgesOf, graphOfScopes, missingEdges, type UndirectedGraph } from "./undirected-graph.ts";

/** Two parents without an arc between them, and the children that they share. */
export interface Immorality {
  readonly parents: Edge;
  readonly children: readonly number[];
}

/** The places of what is conditioned on. */
export const givenPlaces = ({ variables }: RowStructure): readonly number[] =>
  variables.flatMap(({ node }, place) => (node.role === "given" ? [place] : []));

/** The v-structures of the families. What is given is not modelled, so that two given parents count as joined. */
export function findImmoralities(structure: RowStructure): readonly Immorality[] {
  const { variables, families } = structure;
  const pairs = families.flatMap(({ child, parents }) => parents.map((parent) => [child, parent]));
  const skeleton = graphOfScopes(variables.length, [...pairs, givenPlaces(structure)]);
  const found = new Map<string, { parents: Edge; children: number[] }>();
  for (const { child, parents } of families) {
    for (const edge of missingEdges(skeleton, parents)) {
      const known = found.get(edge.join());
      if (known) known.children.push(child);
      else found.set(edge.join(), { parents: edge, children: [child] });
    }
  }
  return [...found.values()];
}

const scopesOfFamilies = (families: readonly RowFamily[]): readonly (readonly number[])[] =>
  families.map(({ child, parents }) => [child, ...parents]);

/** The families joined, and the parents of each married. */
export const moralGraph = ({ variables, families }: RowStructure): UndirectedGraph =>
  graphOfScopes(variables.length, scopesOfFamilies(families));

/** Laws whose instances within a row share parameters, unless they only hang leaves on the same parents. */
function tiedLaws({ families }: RowStructure): readonly Reason[] {
  const isParent = new Set(families.flatMap(({ parents }) => parents));
  return [...new Set(families.map(({ law }) => law))].flatMap((law): readonly Reason[] => {
    const group = families.filter((family) => family.law === law);
    const [first] = group as [RowFamily];
    const same = group.every(({ parents }) => parents.join() === first.parents.join());
    const harmless = group.length === 1 || (same && group.every(({ child }) => !isParent.has(child)));
    return harmless ? [] : [{ kind: "tied", what: "law", name: law.split(" ")[0] as string, instances: group.length }];
  });
}

/** Plates that repeat parts of a row, a chain's steps among them. */
export function repetitions(template: TemplateModel, { variables }: RowStructure): readonly Reason[] {
  const plateOf = (id: number | null): string => template.plates.find((plate) => plate.id === id)?.name ?? "";
  const chains = variables.flatMap(({ node }) => chainAround(template, node.plate)?.name ?? []);
  const inner = variables.filter(({ isRepeated }) => isRepeated).map(({ node }) => plateOf(node.plate));
  return [
    ...[...new Set(chains)].map((plate): Reason => ({ kind: "chain", plate })),
    ...[...new Set(inner)].map((plate): Reason => ({ kind: "repeated", plate })),
  ];
}

/**
 * A directed model beside the network of its moral graph, a full table over every family. Where all laws are free tables the two are
 * the same exactly if no parents had to be married (a perfect graph: Frydenberg, Scandinavian Journal of Statistics 17, 1990).
 */
export function theoryOfModel(template: TemplateModel): Theory {
  const structure = rowStructure(template);
  const { variables, families } = structure;
  const keys = variables.map(({ key }) => key);
  const named = ([a, b]: Edge): readonly [string, string] => [keys[a] as string, keys[b] as string];
  const moral = moralGraph(structure);
  const given = givenPlaces(structure);
  const whole = graphOfScopes(keys.length, [...scopesOfFamilies(families), given]);
  const { order, cycle } = findChordality(whole, new Set(given));
  const immoralities = findImmoralities(structure);
  const married = immoralities.map(
    ({ parents, children }): Reason => ({
      kind: "married-parents",
      edge: named(parents),
      children: children.map((child) => keys[child] as string),
    }),
  );
  const repeated = repetitions(template, structure);
  const tied = repeated.some(({ kind }) => kind === "chain") ? [] : tiedLaws(structure);
  const reasons = [...married, ...lawLimits(template), ...tied, ...repeated];
  return {
    from: "model",
    contains: reasons.length === 0 ? "neither" : "undirected",
    reasons,
    variables: keys,
    arcs: families.flatMap(({ child, parents }) => parents.map((parent) => named([parent, child]))),
    edges: edgesOf(moral).map(named),
    added: immoralities.map(({ parents }) => named(parents)),
    cycle: cycle?.map((place) => keys[place] as string) ?? null,
    cliques: cycle ? null : cliquesOfChordal(whole, order).map((clique) => clique.map((place) => keys[place] as string)),
  };
}

/** True where two keys are joined by an edge of the undirected form. */
export const isAdded = ({ added }: Theory, a: string, b: string): boolean =>
  added.some(([x, y]) => (x === a && y === b) || (x === b && y === a));
