import { type Diagnostic, diagnostic, failure, hashText, InternalError, type Outcome, type ParamValue, success } from "@platewise/core";
import { layOutParameters } from "@platewise/graph";
import { columnPattern, type Expr, format, isNameText, labelLiteral, type Program, reservedAs, type Statement } from "@platewise/language";
import { type Model, tryParse } from "../api/model.ts";
import { domainsOf, nameAxes } from "../report/index.ts";
import { version } from "../stages/version.ts";
import { parameterAxes } from "../stages/write-parameters.ts";
import { checkDraft } from "./check-draft.ts";
import { draftOfNetwork } from "./draft-of-network.ts";
import { legalNames } from "./legal-names.ts";
import { undirected } from "./losses.ts";
import type { DiscreteNetwork, Network, NetworkVariable } from "./network.ts";
import type { NetworkFit, NetworkModel } from "./network-model.ts";

const span = { start: 0, end: 0 };
const name = (text: string) => ({ text, span });

const rule = {
  isLegal: (text: string) => isNameText(text) && reservedAs(text) === null,
  clean(text: string): string {
    const word = [...text].map((character) => (isNameText(`x${character}`) ? character : "_")).join("");
    const begun = word === "" || !isNameText(`${word[0]}x`) ? `_${word}` : word;
    return isNameText(begun) && reservedAs(begun) === null ? begun : `${begun}_`;
  },
};

/** A network as a model of observed nodes with tables, in file order, and its numbers as parameters. `name` replaces the network's. */
export function modelOfNetwork(given: Network, options: { readonly name?: string } = {}): Outcome<NetworkModel> {
  if (given.kind === "undirected") return failure([undirected("a model is made of conditional tables only")]);
  const checked = checkDraft(draftOfNetwork(given));
  if (!checked.ok) return checked;
  const network = checked.value;
  const refused = network.variables.flatMap(refuseVariable);
  if (refused.length > 0) return failure(refused);
  const names = legalNames(
    network.variables.map((variable) => variable.name),
    rule,
  );
  const [modelName] = legalNames([options.name ?? network.name], rule) as [string];
  const program = programOf(network, names, modelName);
  const text = [...network.comments.map((comment) => `// ${comment}`), format(program)].join("\n");
  const model = tryParse({ name: `${modelName}.pgm`, text });
  if (!model.ok) throw new InternalError(`the model of a network is refused: ${model.diagnostics.map(({ code }) => code).join(", ")}`);
  const params = Object.fromEntries(network.variables.map((variable, at) => [names[at] as string, nestedTable(network, variable)]));
  return success({ model: model.value, params, fit: fitOf(model.value, params) }, checked.diagnostics);
}

/** Labels that are numbers compare by value, and a set of labels has at least two. */
function refuseVariable({ name: variable, states }: NetworkVariable): readonly Diagnostic[] {
  const refuse = (reason: string): readonly Diagnostic[] => [diagnostic("network-no-model", { variable, reason }) as Diagnostic];
  if (states.length === 1) return refuse("it has one state only, and a node has at least two");
  const seen = new Map<string, string>();
  for (const state of states) {
    const key = labelLiteral(state).quoted || !/[0-9]/.test(state.charAt(0).replace("-", "0")) ? `label ${state}` : String(Number(state));
    const first = seen.get(key);
    if (first !== undefined) return refuse(`its states \`${first}\` and \`${state}\` are the same number`);
    seen.set(key, state);
  }
  return [];
}

function programOf(network: DiscreteNetwork, names: readonly string[], modelName: string): Program {
  const legal = new Map(network.variables.map((variable, at) => [variable.name, names[at] as string]));
  let plate = "row";
  for (let n = 2; names.includes(plate); n++) plate = `row_${n}`;
  const body = network.variables.map((variable) => nodeStatement(variable, legal));
  const statement: Statement = { kind: "plate", word: "plate", name: name(plate), by: null, over: null, weightedBy: null, body, span };
  return { kind: "model", name: name(modelName), statements: [statement], comments: [], span };
}

function nodeStatement({ name: original, states, parents }: NetworkVariable, legal: ReadonlyMap<string, string>): Statement {
  const own = legal.get(original) as string;
  const args = parents.map((parent) => {
    const value: Expr = { kind: "name", name: legal.get(parent) as string, span };
    return { name: null, value, span };
  });
  return {
    kind: "node",
    role: "observed",
    targets: [{ name: name(own), indices: [], span }],
    type: { kind: "labels", labels: states.map(labelLiteral), span },
    law: { kind: "call", name: name("Table"), args, span },
    from: own === original ? null : { columns: [columnPattern(original)], list: false, span },
    span,
  };
}

function nestedTable({ variables }: DiscreteNetwork, { parents, states, table }: NetworkVariable): ParamValue {
  const sizes = parents.map((parent) => variables.find((other) => other.name === parent)?.states.length ?? 1);
  let rows: ParamValue[] = Array.from({ length: table.length / states.length }, (_, row) =>
    table.slice(row * states.length, (row + 1) * states.length),
  );
  for (const size of sizes.slice(1).toReversed()) {
    rows = Array.from({ length: rows.length / size }, (_, at) => rows.slice(at * size, (at + 1) * size));
  }
  return parents.length === 0 ? (rows[0] as ParamValue) : rows;
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
