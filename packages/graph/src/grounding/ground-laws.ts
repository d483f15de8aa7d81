import type { Argument, Diagnostic, Expression, Family, FamilyShape, SpreadForm, TemplateModel } from "@platewise/core";
import { diagnostic, findSignature, InternalError } from "@platewise/core";
import type { FactorGraph, GraphFactor } from "../structure/factor-graph.ts";
import { walkExpression } from "../structure/factor-graph.ts";
import type { ParameterLayout } from "../structure/parameter-layout.ts";
import { type Environment, evaluate, flatten } from "./evaluate.ts";
import { type GroundLaw, type GroundVariable, type LawStep, previousKey, type Trials, variableKey } from "./ground-graph.ts";
import { combinations, surroundings } from "./ground-variables.ts";

/** What grounding a law needs to know. */
export interface LawContext {
  readonly model: TemplateModel;
  readonly graph: FactorGraph;
  readonly layout: ParameterLayout;
  readonly families: readonly Family[];
  /** Largest number of configurations of a law's discrete parents. */
  readonly budget: number;
  readonly variables: ReadonlyMap<string, GroundVariable>;
  readonly constants: ConstantPool;
  readonly report: (d: Diagnostic) => void;
}

/** Known numbers used as arguments, each list stored once behind the parameters. */
export interface ConstantPool {
  readonly numbers: number[];
  place(values: readonly number[]): number;
}

/** A pool whose first place is `offset`. */
export function createConstantPool(offset: number): ConstantPool {
  const numbers: number[] = [];
  const known = new Map<string, number>();
  return {
    numbers,
    place(values) {
      const key = values.join(" ");
      const found = known.get(key);
      if (found !== undefined) return found;
      const at = offset + numbers.length;
      numbers.push(...values);
      known.set(key, at);
      return at;
    },
  };
}

interface Instance {
  readonly context: LawContext;
  readonly factor: GraphFactor;
  readonly child: GroundVariable;
  readonly index: (name: string) => number | undefined;
}

/** The indices of a node reference: those written, else those of the fixed plates that the two share. */
function referencedKey(instance: Instance, e: Expression & { op: "node" }): string | null {
  const { context, index } = instance;
  const decl = context.model.nodes.find((node) => node.name === e.name);
  if (!decl) return null;
  const { fixed } = surroundings(context.model.plates, decl.plate);
  const numbers: number[] = [];
  fixed.forEach((plate, axis) => {
    const written = e.indices[axis];
    const value = written
      ? evaluate(
          written,
          environment(instance, () => undefined),
        )
      : null;
    const i = value ? (value.kind === "value" ? (value.value as number) : undefined) : index(plate.name);
    if (i !== undefined) numbers.push(i);
  });
  if (numbers.length !== fixed.length) return null;
  return e.previous ? previousKey(e.name, numbers) : variableKey(e.name, numbers);
}

function environment(instance: Instance, node: Environment["node"]): Environment {
  return { layout: instance.context.layout, index: instance.index, node };
}

function refuse(instance: Instance, arg: Argument, why: string): void {
  const { context, factor, child } = instance;
  const place = { source: context.model.source, span: arg.span };
  context.report(
    diagnostic("argument-not-learnable", { family: factor.law.written, argument: arg.name, node: child.decl.name, why }, { text: place }),
  );
}

/** Discrete parents in order of first mention; a numeric parent is refused with the argument that mentions it. */
function discreteParents(instance: Instance, args: readonly Argument[]): readonly GroundVariable[] | null {
  const parents: GroundVariable[] = [];
  let refused = false;
  for (const arg of args) {
    walkExpression(arg.value, (e) => {
      if (e.op !== "node") return;
      const key = referencedKey(instance, e);
      const variable = key === null ? undefined : instance.context.variables.get(key);
      if (variable?.states != null) {
        if (!parents.includes(variable)) parents.push(variable);
      } else if (!refused) {
        refused = true;
        refuse(
          instance,
          arg,
          variable?.states === null
            ? `it depends on \`${e.name}\`, which is a number`
            : `the instance of \`${e.name}\` depends on more than the fixed plates`,
        );
      }
    });
  }
  return refused ? null : parents;
}

function nodeStates(instance: Instance, states: ReadonlyMap<string, number>): Environment["node"] {
  return (name, indices, previous) => {
    const e: Expression = { op: "node", name, indices: indices.map((value) => ({ op: "number", value })), previous };
    const key = referencedKey(instance, e);
    const variable = key === null ? undefined : instance.context.variables.get(key);
    const state = key === null ? undefined : states.get(key);
    return variable && state !== undefined ? { state, number: variable.numbers[state] as number } : undefined;
  };
}

/** The cell of one argument in one configuration: a place of the parameters, or a constant of the right length. */
function cellOf(instance: Instance, arg: Argument, length: number, env: Environment): number | null {
  const result = evaluate(arg.value, env);
  if (result.kind === "place") {
    if (result.length === length) return result.offset;
    refuse(instance, arg, `it has ${result.length} numbers where ${length} are needed`);
    return null;
  }
  if (result.kind === "value") {
    const numbers = flatten(result.value);
    if (numbers.length === length) return instance.context.constants.place(numbers);
    refuse(instance, arg, `it has ${numbers.length} numbers where ${length} are needed`);
    return null;
  }
  refuse(instance, arg, `it contains ${result.why}`);
  return null;
}

/** Refuses a law with more configurations of its parents than the budget allows. */
function refuseTable({ context, factor, child }: Instance, parents: readonly GroundVariable[], slots: number): null {
  const named = parents.map(({ key, states }) => ({ name: key, states: states as number }));
  const text = { source: context.model.source, span: factor.law.span };
  context.report(diagnostic("table-too-large", { node: child.decl.name, parents: named, slots, budget: context.budget }, { text }));
  return null;
}

function fillCells(
  instance: Instance,
  learned: readonly Argument[],
  shape: FamilyShape,
  parents: readonly GroundVariable[],
): readonly Int32Array[] | null {
  const family = familyOf(instance) as Family;
  const sizes = parents.map((parent) => parent.states as number);
  const slots = sizes.reduce((a, b) => a * b, 1);
  if (slots > instance.context.budget) return refuseTable(instance, parents, slots);
  const cells = learned.map(() => new Int32Array(slots));
  const states = new Map<string, number>();
  const env = environment(instance, nodeStates(instance, states));
  for (let slot = 0; slot < slots; slot++) {
    let rest = slot;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      states.set((parents[axis] as GroundVariable).key, rest % (sizes[axis] as number));
      rest = Math.floor(rest / (sizes[axis] as number));
    }
    for (let a = 0; a < learned.length; a++) {
      const cell = cellOf(instance, learned[a] as Argument, family.argumentLength(shape, a), env);
      if (cell === null) return null;
      (cells[a] as Int32Array)[slot] = cell;
    }
  }
  return cells;
}

function familyOf(instance: Instance): Family | null {
  const { context, factor } = instance;
  const family = context.families.find((f) => f.name === factor.family);
  if (!family) {
    const known = context.families.map((f) => f.name);
    const place = { source: context.model.source, span: factor.law.span };
    context.report(diagnostic("family-not-learnable", { family: factor.law.written, node: factor.child, known }, { text: place }));
  }
  return family ?? null;
}

/** The stored form of the spread argument: how it is named, or the domain of the parameter that it refers to. */
function spreadForm(context: LawContext, arg: Argument | undefined): SpreadForm {
  if (!arg) return "none";
  if (arg.name === "sd" || arg.name === "variance") return arg.name;
  let form: SpreadForm = "covariance";
  if (arg.value.op === "param") {
    const domain = context.layout.byName.get(arg.value.name)?.decl.domain.kind;
    if (domain === "diagonal" || domain === "spherical") form = domain;
  }
  return form;
}

function shapeOf(context: LawContext, child: GroundVariable, spread: Argument | undefined): FamilyShape {
  const { domain } = child.decl;
  const length = child.states ?? (domain.kind === "vector" ? domain.size : 1);
  return { length, spread: spreadForm(context, spread) };
}

function trialsOf(instance: Instance, arg: Argument): Trials | null {
  const e = arg.value;
  if (e.op === "node") {
    const key = referencedKey(instance, e);
    const variable = key === null ? undefined : instance.context.variables.get(key);
    if (variable && variable.states === null) return { kind: "variable", id: variable.id };
  }
  const result = evaluate(
    e,
    environment(instance, () => undefined),
  );
  if (result.kind === "value" && typeof result.value === "number") return { kind: "constant", n: result.value };
  refuse(instance, arg, "the number of trials must be a known number or a column");
  return null;
}

function inSignatureOrder(family: string, args: readonly Argument[]): readonly Argument[] {
  const signature = findSignature(family);
  const rank = (arg: Argument): number => signature?.args.findIndex((a) => a.name === (signature.alternatives[arg.name] ?? arg.name)) ?? 0;
  return [...args].sort((a, b) => rank(a) - rank(b));
}

/** An initial law holds at first steps, and then the other law of its node at later ones only. */
function stepOf({ factor, child }: Instance): LawStep {
  if (factor.step === "initial") return "first";
  return child.decl.initial ? "later" : "every";
}

function groundOne(instance: Instance, id: number): GroundLaw | null {
  const family = familyOf(instance);
  const { factor, child, context } = instance;
  if (!family) return null;
  const isBinomial = family.name === "Binomial";
  const learned = inSignatureOrder(factor.law.family, factor.law.args).filter((arg) => !(isBinomial && arg.name === "n"));
  const n = factor.law.args.find((arg) => isBinomial && arg.name === "n");
  const trials = n ? trialsOf(instance, n) : null;
  if (n && !trials) return null;
  const parents = discreteParents(instance, learned);
  if (!parents) return null;
  if (learned.length !== family.args.length) throw new InternalError(`${family.name} takes ${family.args.length} arguments`);
  const shape = shapeOf(context, child, family.location >= 0 ? learned[1] : undefined);
  const cells = fillCells(instance, learned, shape, parents);
  if (!cells) return null;
  const slots = (cells[0] as Int32Array).length;
  const step = stepOf(instance);
  return { id, child: child.id, family, shape, parents: parents.map((p) => p.id), slots, cells, trials, step, span: factor.span };
}

/** Every law of the graph, one per member of the fixed plates around it. A law that cannot be learned is reported once. */
export function groundLaws(context: LawContext): readonly GroundLaw[] {
  const laws: GroundLaw[] = [];
  for (const factor of context.graph.factors) {
    const decl = context.model.nodes.find((node) => node.name === factor.child);
    const { fixed } = surroundings(context.model.plates, decl?.plate ?? null);
    for (const indices of combinations(fixed)) {
      const child = context.variables.get(variableKey(factor.child, indices)) as GroundVariable;
      const index = (name: string): number | undefined => indices[fixed.findIndex((plate) => plate.name === name)];
      const law = groundOne({ context, factor, child, index }, laws.length);
      if (!law) break;
      laws.push(law);
    }
  }
  return laws;
}
