import { type Diagnostic, diagnostic, failure, hashText, type Outcome, type ParamAxis, success } from "@platewise/core";
import type { Statement } from "@platewise/language";
import { version } from "../stages/version.ts";
import { checkFactors } from "./check-factors.ts";
import { nowhere as span } from "./draft.ts";
import { draftOfFactors } from "./factor-draft.ts";
import { type LogTable, logTablesOf, nested } from "./log-tables.ts";
import { makeModel, nodeNames, observedNode, programName, refuseVariable } from "./model-parts.ts";
import type { FactorNetwork } from "./network.ts";
import type { NetworkModel } from "./network-model.ts";

/** What the scale of the factors of no variable is called; every other scale has the name of a table. */
export const CONSTANT = "constant";

/**
 * A Markov network as a `network` of observed nodes with a `factor table(…)` for each scope, and its numbers as log-potentials in
 * sum-to-zero form. Zeros are −Infinity, and what the form takes off every table is its `logScale`. `name` replaces the network's.
 */
export function modelOfFactors(given: FactorNetwork, options: { readonly name?: string } = {}): Outcome<NetworkModel> {
  const checked = checkFactors(draftOfFactors(given));
  if (!checked.ok) return checked;
  const network = checked.value;
  const { tables, constant } = logTablesOf(network);
  const refused = [...network.variables.flatMap(refuseVariable), ...refuseZeros([...tables, { scope: [], scale: constant }])];
  if (refused.length > 0) return failure(refused);
  const names = nodeNames(network.variables.map(({ name }) => name));
  const legal = new Map(network.variables.map(({ name }, at) => [name, names[at] as string]));
  const scopes = tables.map(({ scope }) => scope.map((name) => legal.get(name) as string));
  const body = [
    ...network.variables.map((variable, at) => observedNode(names[at] as string, variable, null)),
    ...scopes.map(factorStatement),
  ];
  const model = makeModel({ kind: "network", name: options.name ?? network.name, comments: network.comments, names, body });
  const byTable = <T>(entry: (table: LogTable, nodes: readonly string[]) => T): Readonly<Record<string, T>> =>
    Object.fromEntries(
      tables.map((table, at) => [tableName(scopes[at] as readonly string[]), entry(table, scopes[at] as readonly string[])]),
    );
  const params = byTable(({ values, sizes }) => nested(values, sizes));
  const hasConstant = network.factors.some(({ scope }) => scope.length === 0);
  const states = new Map(network.variables.map((variable) => [variable.name, variable.states]));
  const axes = byTable(({ scope, sizes }, nodes) =>
    nodes.map((name, at): ParamAxis => ({ name, size: sizes[at] as number, labels: states.get(scope[at] as string) ?? null })),
  );
  const fit = {
    schema: "platewise/fit@1",
    model: model.name,
    params,
    logScale: { ...byTable(({ scale }) => scale), ...(hasConstant ? { [CONSTANT]: constant } : {}) },
    fixed: [],
    types: {},
    axes,
    domains: byTable(() => "real" as const),
    provenance: { modelHash: hashText(model.source.text), version },
  } as const;
  return success({ model, params, fit }, checked.diagnostics);
}

/** The name of the parameter of `factor table(…)`. */
const tableName = (nodes: readonly string[]): string => `table(${nodes.join(",")})`;

function refuseZeros(tables: readonly { readonly scope: readonly string[]; readonly scale: number }[]): readonly Diagnostic[] {
  return tables.filter(({ scale }) => scale === -Infinity).map(({ scope }) => diagnostic("network-impossible", { scope }) as Diagnostic);
}

function factorStatement(nodes: readonly string[]): Statement {
  const args = nodes.map((name) => ({ name: null, value: { kind: "name", name, span }, span }) as const);
  return { kind: "factor", value: { kind: "call", name: programName("table"), args, span }, loops: [], span };
}
