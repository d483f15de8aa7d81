import {
  type Diagnostic,
  diagnostic,
  type FactorDecl,
  failure,
  indexSetSize,
  type NodeDecl,
  type Outcome,
  type PlateDecl,
  success,
  type TemplateModel,
} from "@platewise/core";
import type { Model } from "../api/model.ts";
import { patternName } from "../binding/column-pattern.ts";
import { addProblem, createProblemList, hasErrors, listProblems } from "../sources/problem-list.ts";
import { checkFactors } from "./check-factors.ts";
import { draftOfFactors } from "./factor-draft.ts";
import { factorValue, type NodeRead, nodesRead } from "./factor-values.ts";
import { exponentials } from "./log-tables.ts";
import { type ModelNumbers, modelNumbers, type NetworkParams } from "./model-numbers.ts";
import { CONSTANT } from "./model-of-factors.ts";
import type { FactorNetwork, NetworkFactor } from "./network.ts";
import { knownStates, refusal, refuseNodes, stateNumber } from "./node-states.ts";
import { product } from "./place-order.ts";

/** An instance of a node, as a variable of the network; `element` is what the model calls it, such as `s[0,1]`. */
export interface Instance {
  readonly node: NodeDecl;
  readonly name: string;
  readonly element: string;
}

/** A factor by its log-potentials. */
interface LogFactor {
  readonly scope: readonly string[];
  readonly logs: readonly number[];
}

/** What the factors are made from. `instances` are by the keys of what reads them. */
interface Parts {
  readonly numbers: ModelNumbers;
  readonly instances: ReadonlyMap<string, Instance>;
  readonly logScale: Readonly<Record<string, number>>;
}

/** Numbers of one factor, and of all factors together. */
const MOST_NUMBERS = 1e6;

const keyOf = ({ name, indices }: NodeRead): string => JSON.stringify([name, ...indices]);

/**
 * An undirected model of discrete nodes as a Markov network at given parameters: a factor for every factor of the model, and one for
 * each of its members in plates of fixed size and under `for`. Columns give the variables their names.
 */
export function factorsOfModel(model: Model, params: NetworkParams | undefined): Outcome<FactorNetwork> {
  const { template } = model;
  const refused = refusePlates(template) ?? refuseNodes(template);
  if (refused !== null) return failure([refused]);
  const numbers = modelNumbers(template, params);
  if (!numbers.ok) return numbers;
  const instances = instancesOf(template);
  const logScale = (params as { readonly logScale?: Readonly<Record<string, number>> } | undefined)?.logScale ?? {};
  const made = factorsOf({ numbers: numbers.value, instances, logScale }, template);
  if (!made.ok) return made;
  const constant = logScale[CONSTANT];
  const factors = inRange(template, constant === undefined ? made.value : [...made.value, { scope: [], logs: [constant] }]);
  if (!factors.ok) return factors;
  const variables = [...instances.values()].map(({ name, node }) => ({ name, states: knownStates(node) }));
  const network = checkFactors(
    draftOfFactors({ kind: "undirected", name: model.name, comments: headComments(model), variables, factors: factors.value }),
  );
  return { ...network, diagnostics: [...factors.diagnostics, ...network.diagnostics] };
}

/** The factors of log-potentials: a note where one had to be multiplied by something, an error where none of that helps. */
function inRange(template: TemplateModel, logs: readonly LogFactor[]): Outcome<readonly NetworkFactor[]> {
  const problems = createProblemList(template.source.name);
  const factors = logs.map(({ scope, logs: values }): NetworkFactor => {
    const numbers = exponentials(values);
    if (numbers === null) addProblem(problems, diagnostic("network-range", { scope }) as Diagnostic);
    else if (numbers.shift !== 0) {
      addProblem(problems, diagnostic("network-rescaled", { scope, by: numbers.shift }, { severity: "note" }) as Diagnostic);
    }
    return { scope, table: numbers?.table ?? [] };
  });
  const diagnostics = listProblems(problems);
  return hasErrors(problems) ? failure(diagnostics) : success(factors, diagnostics);
}

/** The comments before a model. */
export const headComments = ({ program }: Model): readonly string[] =>
  program.comments.filter(({ span }) => span.start < program.name.span.start).map(({ text }) => text.replace(/^\/\//, ""));

/** The plates of fixed size around a plate and within its rows, outermost first, and the plate of those rows. */
function platesAround(
  template: TemplateModel,
  plate: number | null,
): { readonly fixed: readonly PlateDecl[]; readonly rows: PlateDecl | null } {
  const fixed: PlateDecl[] = [];
  let at = template.plates.find(({ id }) => id === plate) ?? null;
  while (at?.kind === "fixed") {
    fixed.unshift(at);
    const { parent } = at;
    at = template.plates.find(({ id }) => id === parent) ?? null;
  }
  return { fixed, rows: at };
}

function refusePlates(template: TemplateModel): Diagnostic | null {
  if (template.nodes.length === 0) return refusal(template, "it has no nodes");
  const rows = new Set(template.nodes.map(({ plate }) => platesAround(template, plate).rows));
  const chain = [...rows].find((plate) => plate?.kind === "chain");
  if (chain) return refusal(template, `\`${chain.name}\` is a chain`);
  return rows.size > 1 ? refusal(template, "its nodes are in more than one plate") : null;
}

/** All combinations of numbers below some sizes, the last one fastest. */
const combinations = (sizes: readonly number[]): readonly (readonly number[])[] =>
  sizes.reduce<readonly (readonly number[])[]>(
    (all, size) => all.flatMap((some) => Array.from({ length: size }, (_, i) => [...some, i])),
    [[]],
  );

const sizeOf = ({ over }: Pick<PlateDecl, "over">): number => (over === null ? 1 : (indexSetSize(over) ?? 0));

/** The instances of all nodes, in their order: called by their columns where these are apart, else by node and indices. */
export function instancesOf(template: TemplateModel): ReadonlyMap<string, Instance> {
  const all = template.nodes.flatMap((node) => {
    const { fixed } = platesAround(template, node.plate);
    return combinations(fixed.map(sizeOf)).map((indices, at) => ({ node, indices, column: columnOf(node, fixed, indices, at) }));
  });
  const columns = new Set(all.map(({ column }) => column));
  const areApart = columns.size === all.length && !columns.has("");
  return new Map(
    all.map(({ node, indices, column }) => {
      const element = indices.length === 0 ? node.name : `${node.name}[${indices.join(",")}]`;
      return [keyOf({ name: node.name, indices }), { node, element, name: areApart ? column : element }];
    }),
  );
}

/** The column of an instance; the empty text where it has none of its own. */
function columnOf({ name, columns }: NodeDecl, fixed: readonly PlateDecl[], indices: readonly number[], at: number): string {
  if (columns === null) return fixed.length === 0 ? name : "";
  if (columns.kind === "names") return (fixed.length === 0 && columns.names.length > 1 ? undefined : columns.names[at]) ?? "";
  const running = indices.map((value, i) => ({ plate: fixed[i] as PlateDecl, value }));
  return patternName(columns.parts, running, true) ?? "";
}

function factorsOf(parts: Parts, template: TemplateModel): Outcome<readonly LogFactor[]> {
  const factors: LogFactor[] = [];
  for (const factor of template.factors) {
    const { fixed } = platesAround(template, factor.plate);
    const loops = [
      ...fixed.map((plate) => ({ index: plate.name, size: sizeOf(plate) })),
      ...factor.loops.map(({ index, over }) => ({ index, size: sizeOf({ over }) })),
    ];
    if (product(loops.map(({ size }) => size)) > MOST_NUMBERS) return failure([refusal(template, tooMany(factor), factor)]);
    for (const running of combinations(loops.map(({ size }) => size))) {
      const indices = new Map(loops.map(({ index }, i) => [index, running[i] as number]));
      const made = factorAt(parts, factor, indices);
      if (typeof made === "string") return failure([refusal(template, made, factor)]);
      factors.push(made);
    }
  }
  return success(factors);
}

const tooMany = ({ text }: FactorDecl): string => `the factor \`${text}\` has more than a million members or numbers`;

/** One member of a factor: a number for every combination of the states of the nodes that it reads. */
function factorAt({ numbers, instances, logScale }: Parts, factor: FactorDecl, indices: ReadonlyMap<string, number>): LogFactor | string {
  const { layout } = numbers;
  const index = (name: string): number | undefined => indices.get(name);
  const expressions = factor.kind === "table" ? factor.args : [factor.value];
  const reads = expressions.map((e) => nodesRead(e, { layout, index, node: () => undefined }));
  if (reads.includes(null)) return `the factor \`${factor.text}\` reads a node at a place that depends on states`;
  const keys = [...new Set(reads.flatMap((read) => read ?? []).map(keyOf))];
  const members = keys.map((key) => instances.get(key));
  if (members.includes(undefined)) return `the factor \`${factor.text}\` reads a node of another plate`;
  const states = (members as readonly Instance[]).map(({ node }) => knownStates(node));
  const sizes = states.map(({ length }) => length);
  if (product(sizes) > MOST_NUMBERS) return tooMany(factor);
  const scale = factor.kind === "table" ? (logScale[factor.param] ?? 0) : 0;
  const logs: number[] = [];
  for (const combination of combinations(sizes)) {
    const node = (name: string, at: readonly number[]) => {
      const i = keys.indexOf(keyOf({ name, indices: at }));
      const state = combination[i] as number;
      return i < 0 ? undefined : { state, number: stateNumber(states[i] as readonly string[], state) };
    };
    const value = factorValue(numbers, factor, { index, node });
    if (typeof value === "string") return `the factor \`${factor.text}\` depends on ${value}`;
    logs.push(value + scale);
  }
  return { scope: (members as readonly Instance[]).map(({ name }) => name), logs };
}
