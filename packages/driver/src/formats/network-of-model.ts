import {
  type Diagnostic,
  diagnostic,
  type Expression,
  type FitResult,
  failure,
  type NodeDecl,
  type NodeDomain,
  type Outcome,
  type TemplateModel,
} from "@platewise/core";
import { families } from "@platewise/distributions";
import { type Environment, evaluate, flatten, layOutParameters, type ParameterLayout } from "@platewise/graph";
import type { Model } from "../api/model.ts";
import type { ParamInput } from "../api/options.ts";
import { readParameters } from "../stages/read-parameters.ts";
import { checkDraft } from "./check-draft.ts";
import { draftOfNetwork } from "./draft-of-network.ts";
import type { DiscreteNetwork, NetworkVariable } from "./network.ts";
import type { NetworkFit } from "./network-model.ts";
import { ROUNDING } from "./normalise-rows.ts";

/** Numbers for a model's parameters: a fit, or its `params`. */
export type NetworkParams = ParamInput | FitResult | NetworkFit;

/** What a node's table is made from. */
interface Tables {
  readonly template: TemplateModel;
  readonly layout: ParameterLayout;
  readonly theta: Float64Array;
}

/** A model of discrete nodes in one plate as a network, at given parameters; columns give the variables their names. */
export function networkOfModel(model: Model, options: { readonly params?: NetworkParams | undefined } = {}): Outcome<DiscreteNetwork> {
  const { template } = model;
  const refused = refuseTemplate(template) ?? refuseNodes(template);
  if (refused !== null) return failure([refused]);
  const layout = layOutParameters(template.params);
  const { given, fromUser, diagnostics } = readParameters(template, layout, options.params as ParamInput | FitResult | undefined);
  if (diagnostics.length > 0) return failure(diagnostics);
  const missing = layout.entries.filter(({ decl }) => decl.fixed === null && !fromUser.has(decl.name)).map(({ decl }) => decl.name);
  if (missing.length > 0) return failure([diagnostic("parameters-missing", { missing }) as Diagnostic]);
  const tables = { template, layout, theta: asGiven(layout, given.values, options.params) };
  const names = namesOf(template.nodes);
  const variables = template.nodes.map((node) => variableOf(tables, node, names));
  const wrong = variables.find((variable) => "code" in variable);
  if (wrong && "code" in wrong) return failure([wrong]);
  const comments = model.program.comments
    .filter(({ span }) => span.start < model.program.name.span.start)
    .map(({ text }) => text.replace(/^\/\//, ""));
  const network = { kind: "directed", name: model.name, comments, properties: [], variables: variables as NetworkVariable[] } as const;
  return checkDraft(draftOfNetwork(network));
}

/** Reading divides every row by its sum; where that was rounding only, the numbers are put back as they were given. */
function asGiven(layout: ParameterLayout, theta: Float64Array, params: NetworkParams = {}): Float64Array {
  const byName = (params.schema === "platewise/fit@1" ? params.params : params) as Readonly<Record<string, unknown>>;
  for (const { decl, offset, count, length } of layout.entries) {
    if (!Object.hasOwn(byName, decl.name)) continue;
    const numbers = [byName[decl.name]].flat(Number.POSITIVE_INFINITY);
    if (numbers.length !== count * length) continue;
    numbers.forEach((x, i) => {
      if (typeof x === "number" && Math.abs(x - (theta[offset + i] as number)) <= ROUNDING) theta[offset + i] = x;
    });
  }
  return theta;
}

function refusal(template: TemplateModel, reason: string, node?: NodeDecl): Diagnostic {
  const text = node ? { source: template.source, span: node.span } : undefined;
  return diagnostic("model-no-network", { reason }, { text }) as Diagnostic;
}

function refuseTemplate(template: TemplateModel): Diagnostic | null {
  const { kind, plates, nodes } = template;
  if (kind === "network") return refusal(template, "it is undirected");
  const places = new Set(nodes.map(({ plate }) => plate));
  const wrong = plates.find(({ id, kind: what }) => places.has(id) && (what === "chain" || what === "fixed"));
  if (wrong) return refusal(template, `\`${wrong.name}\` is a ${wrong.kind === "chain" ? "chain" : "plate of fixed size"}`);
  if (nodes.length === 0) return refusal(template, "it has no nodes");
  return places.size > 1 ? refusal(template, "its nodes are in more than one plate") : null;
}

function refuseNodes(template: TemplateModel): Diagnostic | null {
  for (const node of template.nodes) {
    if (node.role === "given") return refusal(template, `\`${node.name}\` is given, and so has no table`, node);
    const states = statesOf(node.domain);
    if (states === "data") return refusal(template, `the labels of \`${node.name}\` are known from the data only`, node);
    if (states === null) return refusal(template, `\`${node.name}\` has more than finitely many values`, node);
  }
  const open = template.params.find(({ indices, domain }) =>
    [...indices, ...(domain.kind === "simplex" ? [domain.over] : [])].some((set) => set.kind === "labels" && set.labels === null),
  );
  return open ? refusal(template, `the labels of \`${open.name}\` are known from the data only`) : null;
}

/** The names of the states; null for a domain without finitely many, `data` where only the data knows them. */
function statesOf(domain: NodeDomain): readonly string[] | "data" | null {
  if (domain.kind === "boolean") return ["false", "true"];
  if (domain.kind === "states") return Array.from({ length: domain.size }, (_, state) => String(state));
  if (domain.kind === "labels") return domain.labels ?? "data";
  return null;
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

function variableOf(tables: Tables, node: NodeDecl, names: ReadonlyMap<string, string>): NetworkVariable | Diagnostic {
  const { template } = tables;
  const parents = [...new Set(node.law?.args.flatMap(({ value }) => nodesIn(value)) ?? [])];
  const decls = parents.map((parent) => template.nodes.find(({ name }) => name === parent) as NodeDecl);
  const table = tableOf(tables, node, decls);
  if (typeof table === "string") return refusal(template, table, node);
  return {
    name: names.get(node.name) as string,
    states: statesOf(node.domain) as readonly string[],
    parents: parents.map((parent) => names.get(parent) as string),
    table,
    properties: [],
    tableProperties: [],
  };
}

/** Configurations of the parents that are worked out one by one. */
const MOST_ROWS = 1e6;

/** The table of a node, or why it has none. */
function tableOf(tables: Tables, node: NodeDecl, parents: readonly NodeDecl[]): readonly number[] | string {
  const { law } = node;
  const family = families.find(({ name }) => name === law?.family);
  const [argument, second] = law?.args ?? [];
  if (!law || !family || family.child !== "finite" || !argument || second) {
    return `\`${node.name} ~ ${law?.written ?? ""}(…)\` is not a table of probabilities`;
  }
  const sets = parents.map((parent) => statesOf(parent.domain) as readonly string[]);
  const rows = sets.reduce((n, states) => n * states.length, 1);
  if (rows > MOST_ROWS) return `\`${node.name}\` has ${rows} configurations of its parents`;
  const length = (statesOf(node.domain) as readonly string[]).length;
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
    const label = states[state] as string;
    const value = label.trim() === "" ? Number.NaN : Number(label);
    found.set((parents[at] as NodeDecl).name, { state, number: Number.isFinite(value) ? value : state });
  }
  return found;
}

/** The numbers of a law's argument, or what they depend on that is not known. */
function argumentAt({ layout, theta }: Tables, e: Expression, states: ReadonlyMap<string, State>): readonly number[] | string {
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
