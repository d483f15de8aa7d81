import { failure, hashText, type Outcome, type ParamValue, success } from "@platewise/core";
import { layOutParameters } from "@platewise/graph";
import type { Expr, Statement } from "@platewise/language";
import type { Model } from "../api/model.ts";
import { domainsOf, nameAxes } from "../report/index.ts";
import { version } from "../stages/version.ts";
import { parameterAxes } from "../stages/write-parameters.ts";
import { checkDraft } from "./check-draft.ts";
import { nowhere as span } from "./draft.ts";
import { draftOfNetwork } from "./draft-of-network.ts";
import { nested } from "./log-tables.ts";
import { modelOfFactors } from "./model-of-factors.ts";
import { makeModel, nodeNames, observedNode, programName, refuseVariable } from "./model-parts.ts";
import type { DiscreteNetwork, Network, NetworkVariable } from "./network.ts";
import type { NetworkFit, NetworkModel } from "./network-model.ts";

/**
 * A network as a model of observed nodes, in file order, and its numbers as parameters: a Bayesian network with tables, a Markov
 * network with factors. `name` replaces the network's name.
 */
export function modelOfNetwork(given: Network, options: { readonly name?: string } = {}): Outcome<NetworkModel> {
  if (given.kind === "undirected") return modelOfFactors(given, options);
  const checked = checkDraft(draftOfNetwork(given));
  if (!checked.ok) return checked;
  const network = checked.value;
  const refused = network.variables.flatMap(refuseVariable);
  if (refused.length > 0) return failure(refused);
  const names = nodeNames(network.variables.map((variable) => variable.name));
  const legal = new Map(network.variables.map((variable, at) => [variable.name, names[at] as string]));
  const body = network.variables.map((variable) => nodeStatement(variable, legal));
  const model = makeModel({ kind: "model", name: options.name ?? network.name, comments: network.comments, names, body });
  const params = Object.fromEntries(network.variables.map((variable, at) => [names[at] as string, nestedTable(network, variable)]));
  return success({ model, params, fit: fitOf(model, params) }, checked.diagnostics);
}

function nodeStatement(variable: NetworkVariable, legal: ReadonlyMap<string, string>): Statement {
  const args = variable.parents.map((parent) => {
    const value: Expr = { kind: "name", name: legal.get(parent) as string, span };
    return { name: null, value, span };
  });
  return observedNode(legal.get(variable.name) as string, variable, { kind: "call", name: programName("Table"), args, span });
}

function nestedTable({ variables }: DiscreteNetwork, { parents, states, table }: NetworkVariable): ParamValue {
  const sizes = parents.map((parent) => variables.find((other) => other.name === parent)?.states.length ?? 1);
  return nested(table, [...sizes, states.length]);
}

function fitOf({ name: model, template, source }: Model, params: NetworkFit["params"]): NetworkFit {
  const axes = nameAxes(parameterAxes(layOutParameters(template.params), template), template);
  return {
    schema: "platewise/fit@1",
    model,
    params,
    fixed: [],
    types: {},
    axes,
    domains: domainsOf(template),
    provenance: { modelHash: hashText(source.text), version },
  };
}
