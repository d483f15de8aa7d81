import type { TemplateModel } from "@platewise/core";
import { findCliqueTree } from "@platewise/graph";
import { cliquesOfChordal, earlierNeighbours, findChordality, maximumCardinalityOrder } from "./chordality.ts";
import { type RowStructure, rowStructure } from "./row-structure.ts";
import type { Reason, Theory } from "./theory.ts";
import { givenPlaces, repetitions } from "./theory-of-model.ts";
import { areJoined, type Edge, edgesOf, graphOfScopes, type UndirectedGraph } from "./undirected-graph.ts";

/** A variable of a directed form and its parents, by place. */
export interface DirectedFamily {
  readonly child: number;
  readonly parents: readonly number[];
}

interface Triangulated {
  /** The graph of the factors; what is given is joined, for it is not modelled. */
  readonly whole: UndirectedGraph;
  readonly filled: UndirectedGraph;
  readonly order: readonly number[];
}

function triangulate(structure: RowStructure): Triangulated {
  const { variables, scopes } = structure;
  const given = givenPlaces(structure);
  const joined = [...scopes.map(({ members }) => members), given];
  const whole = graphOfScopes(variables.length, joined);
  const sizes = variables.map(({ states }) => states ?? 1);
  const cliques = findCliqueTree(sizes, joined, given, "min-fill").cliques.map(({ members }) => members);
  const filled = graphOfScopes(variables.length, cliques);
  return { whole, filled, order: maximumCardinalityOrder(filled, new Set(given)) };
}

/**
 * A directed form of a network: every variable depends on its neighbours that come before it in a perfect elimination order turned
 * round; a graph that has none is triangulated before. Variables that are given come first and have no family.
 */
export function directedFamilies(structure: RowStructure): readonly DirectedFamily[] {
  const { filled, order } = triangulate(structure);
  const earlier = earlierNeighbours(filled, order);
  const given = new Set(givenPlaces(structure));
  return order.flatMap((child, at) => (given.has(child) ? [] : [{ child, parents: earlier[at] as readonly number[] }]));
}

/** Why a clique's factors are less than a full table of its own; null where they are one. */
function cliqueReason(template: TemplateModel, { variables, scopes }: RowStructure, clique: readonly number[]): Reason | null {
  const names = clique.map((place) => variables[place]?.key ?? "");
  if (clique.every((place) => variables[place]?.node.role === "given")) return null;
  const covering = scopes.filter(({ members }) => clique.every((place) => members.includes(place)));
  const tables = covering.filter(({ factor }) => template.factors[factor]?.kind === "table");
  const instances = (factor: number): number => scopes.filter((scope) => scope.factor === factor).length;
  if (tables.some(({ factor }) => instances(factor) === 1)) return null;
  const [table] = tables;
  const [feature] = covering;
  const textOf = (factor: number): string => template.factors[factor]?.text ?? "";
  if (table) return { kind: "tied", what: "factor", name: textOf(table.factor), instances: instances(table.factor) };
  if (feature) return { kind: "clique-of-feature", clique: names, factor: textOf(feature.factor) };
  return { kind: "clique-without-factor", clique: names };
}

/** Each reason once, by what it says. */
function distinct(reasons: readonly Reason[]): readonly Reason[] {
  const seen = new Map(reasons.map((reason) => [reason.kind === "clique-of-feature" ? reason.factor : JSON.stringify(reason), reason]));
  return [...seen.values()];
}

/**
 * A network beside a directed model. The two are the same where the network is decomposable and graphical: its graph is chordal, and
 * every maximal clique has a table of its own (Lauritzen, Graphical Models, 1996, chapter 4).
 */
export function theoryOfNetwork(template: TemplateModel): Theory {
  const structure = rowStructure(template);
  const { variables, scopes } = structure;
  const keys = variables.map(({ key }) => key);
  const named = ([a, b]: Edge): readonly [string, string] => [keys[a] as string, keys[b] as string];
  const { whole, filled, order } = triangulate(structure);
  const { cycle } = findChordality(whole, new Set(givenPlaces(structure)));
  const added = edgesOf(filled).filter(([a, b]) => !areJoined(whole, a, b));
  const cliques = cliquesOfChordal(filled, order);
  const nameAll = (places: readonly number[]): readonly string[] => places.map((place) => keys[place] as string);
  const hole: readonly Reason[] = cycle ? [{ kind: "chordless-cycle", cycle: nameAll(cycle), added: added.map(named) }] : [];
  const open = cycle ? [] : cliques.flatMap((clique) => cliqueReason(template, structure, clique) ?? []);
  const features = cycle ? featureReasons(template, structure) : [];
  const reasons = distinct([...hole, ...open, ...features, ...repetitions(template, structure)]);
  return {
    from: "network",
    contains: reasons.length === 0 ? "neither" : "directed",
    reasons,
    variables: keys,
    arcs: directedFamilies(structure).flatMap(({ child, parents }) => parents.map((parent) => named([parent, child]))),
    edges: edgesOf(
      graphOfScopes(
        keys.length,
        scopes.map(({ members }) => members),
      ),
    ).map(named),
    added: added.map(named),
    cycle: cycle ? nameAll(cycle) : null,
    cliques: cycle ? null : cliques.map(nameAll),
  };
}

/** Factors that are one number times a feature, and those that several places share. */
function featureReasons(template: TemplateModel, { variables, scopes }: RowStructure): readonly Reason[] {
  return template.factors.flatMap((factor, place): readonly Reason[] => {
    const own = scopes.filter((scope) => scope.factor === place);
    const clique = (own[0]?.members ?? []).map((member) => variables[member]?.key ?? "");
    if (factor.kind === "feature") return [{ kind: "clique-of-feature", clique, factor: factor.text }];
    return own.length > 1 ? [{ kind: "tied", what: "factor", name: factor.text, instances: own.length }] : [];
  });
}
