import { type Diagnostic, type Expression, failure, type NodeDecl, type Outcome, type TemplateModel } from "@platewise/core";
import { families } from "@platewise/distributions";
import { type Environment, evaluate, flatten } from "@platewise/graph";
import type { Model } from "../api/model.ts";
import { checkDraft } from "./check-draft.ts";
import { draftOfNetwork } from "./draft-of-network.ts";
import { factorsOfModel, headComments } from "./factors-of-model.ts";
import { type ModelNumbers, modelNumbers, type NetworkParams } from "./model-numbers.ts";
import type { DiscreteNetwork, Network, NetworkVariable } from "./network.ts";
import { knownStates, refusal, refuseNodes, stateNumber } from "./node-states.ts";

/**
 * A model of discrete nodes as a network at given parameters: a `network` as a Markov network, a model in one plate as a Bayesian one.
 * Columns give the variables their names.
 */
export const networkOfModel = (model: Model, { params }: { readonly params?: NetworkParams | undefined } = {}): Outcome<Network> =>
  model.template.kind === "network" ? factorsOfModel(model, params) : directedOfModel(model, params);

function directedOfModel(model: Model, params: NetworkParams | undefined): Outcome<DiscreteNetwork> {
  const { template } = model;
  const refused = refuseTemplate(template) ?? refuseNodes(template);
  if (refused !== null) return failure([refused]);
  const numbers = modelNumbers(template, params);
  if (!numbers.ok) return numbers;
  const names = namesOf(template.nodes);
  const variables = template.nodes.map((node) => variableOf(numbers.value, node, names));
  const wrong = variables.find((variable) => "code" in variable);
  if (wrong && "code" in wrong) return failure([wrong]);
  const comments = headComments(model);
  const network = { kind: "directed", name: model.name, comments, properties: [], variables: variables as NetworkVariable[] } as const;
  return checkDraft(draftOfNetwork(network));
}

function refuseTemplate(template: TemplateModel): Diagnostic | null {
  const { plates, nodes } = template;
  const places = new Set(nodes.map(({ plate }) => plate));
  const wrong = plates.find(({ id, kind: what }) => places.has(id) && (what === "chain" || what === "fixed"));
  if (wrong) return refusal(template, `\`${wrong.name}\` is a ${wrong.kind === "chain" ? "chain" : "plate of fixed size"}`);
  if (nodes.length === 0) return refusal(template, "it has no nodes");
  return places.size > 1 ? refusal(template, "its nodes are in more than one plate") : null;
}

/** The nodes' columns, where each has one of its own; else their names. */
function namesOf(nodes: readonly NodeDecl[]): ReadonlyMap<string, string> {
  const columns = nodes.map(({ name, columns: from }) =>
    from?.kind === "names" && from.names.length === 1 ? (from.names[0] as string) : name,
  );
  const areApart = new Set(columns).size === columns.length && !columns.includes("");
  return new Map(nodes.map(({ name }, at) => [name, areApart ? (columns[at] as string) : name]));
}

/** The nodes that an expression reads, in the order of their first place. */
function nodesIn(e: Expression): readonly string[] {
  if (e.op === "node") return [e.name];
  if (e.op === "param") return e.indices.flatMap(nodesIn);
  if (e.op === "array") return e.items.flatMap(nodesIn);
  if (e.op === "call") return e.args.flatMap(nodesIn);
  return e.op === "sum" ? nodesIn(e.body) : [];
}

function variableOf(tables: ModelNumbers, node: NodeDecl, names: ReadonlyMap<string, string>): NetworkVariable | Diagnostic {
  const { template } = tables;
  const parents = [...new Set(node.law?.args.flatMap(({ value }) => nodesIn(value)) ?? [])];
  const decls = parents.map((parent) => template.nodes.find(({ name }) => name === parent) as NodeDecl);
  const table = tableOf(tables, node, decls);
  if (typeof table === "string") return refusal(template, table, node);
  return {
    name: names.get(node.name) as string,
    states: knownStates(node),
    parents: parents.map((parent) => names.get(parent) as string),
    table,
    properties: [],
    tableProperties: [],
  };
}

/** Configurations of the parents that are worked out one by one. */
const MOST_ROWS = 1e6;

/** The table of a node, or why it has none. */
function tableOf(tables: ModelNumbers, node: NodeDecl, parents: readonly NodeDecl[]): readonly number[] | string {
  const { law } = node;
  const family = families.find(({ name }) => name === law?.family);
  const [argument, second] = law?.args ?? [];
  if (!law || !family || family.child !== "finite" || !argument || second) {
    return `\`${node.name} ~ ${law?.written ?? ""}(…)\` is not a table of probabilities`;
  }
  const sets = parents.map((parent) => knownStates(parent));
  const rows = sets.reduce((n, states) => n * states.length, 1);
  if (rows > MOST_ROWS) return `\`${node.name}\` has ${rows} configurations of its parents`;
  const length = knownStates(node).length;
  const shape = { length, spread: "none" } as const;
  const table: number[] = [];
  for (let row = 0; row < rows; row++) {
    const values = argumentAt(tables, argument.value, configuration(parents, sets, row));
    if (typeof values === "string") return `the law of \`${node.name}\` depends on ${values}`;
    if (values.length !== family.argumentLength(shape, 0)) return `the law of \`${node.name}\` has the wrong size`;
    table.push(...(values.length === length ? values : probabilities(family, shape, values)));
  }
  return table;
}

interface State {
  readonly state: number;
  readonly number: number;
}

function configuration(parents: readonly NodeDecl[], sets: readonly (readonly string[])[], row: number): ReadonlyMap<string, State> {
  const found = new Map<string, State>();
  let rest = row;
  for (let at = parents.length - 1; at >= 0; at--) {
    const states = sets[at] as readonly string[];
    const state = rest % states.length;
    rest = Math.floor(rest / states.length);
    found.set((parents[at] as NodeDecl).name, { state, number: stateNumber(states, state) });
  }
  return found;
}

/** The numbers of a law's argument, or what they depend on that is not known. */
function argumentAt({ layout, theta }: ModelNumbers, e: Expression, states: ReadonlyMap<string, State>): readonly number[] | string {
  const env: Environment = { layout, index: () => undefined, node: (name) => states.get(name) };
  const result = evaluate(e, env);
  if (result.kind === "other") return result.why;
  return result.kind === "value" ? flatten(result.value) : Array.from(theta.subarray(result.offset, result.offset + result.length));
}

/** The probabilities of the states under a family whose argument is something else. */
function probabilities(
  family: (typeof families)[number],
  shape: { readonly length: number; readonly spread: "none" },
  argument: readonly number[],
): readonly number[] {
  const kernel = family.createKernel({ shape, slots: 1, cells: [Int32Array.of(0)] });
  kernel.prepare(Float64Array.from(argument));
  return kernel.kind === "table" ? Array.from(kernel.logTable, Math.exp) : [];
}
