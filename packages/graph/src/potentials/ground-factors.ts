import type { BoundData, Diagnostic, Expression, FactorDecl, IndexSet } from "@platewise/core";
import { diagnostic, InternalError, indexSetSize } from "@platewise/core";
import type { GroundLaw, GroundVariable } from "../grounding/ground-graph.ts";
import { previousKey, variableKey } from "../grounding/ground-graph.ts";
import { combinations, surroundings } from "../grounding/ground-variables.ts";
import type { ParameterLayout } from "../structure/parameter-layout.ts";
import { basisVariable, isNumber } from "./basis-columns.ts";
import { factorFamily } from "./factor-family.ts";
import { configurationText, infiniteRows, isAllowed } from "./finite-factors.ts";
import { type Basis, type Form, type FormEnvironment, linearForm } from "./linear-form.ts";
import type { LinearMap } from "./row-network.ts";

/** What grounding factors needs to know. */
export interface FactorContext {
  readonly data: BoundData;
  readonly layout: ParameterLayout;
  /** Largest table of a factor, in entries. */
  readonly budget: number;
  readonly report: (d: Diagnostic) => void;
}

/** A ground factor: a law whose table comes from the parameters by a linear map, entry by entry. */
export interface GroundFactor {
  readonly law: GroundLaw;
  readonly map: LinearMap;
  /** The declared factor, by its place in the model. */
  readonly declared: number;
}

/** The factors of a network with the variables of its plates; those of bases stand last. */
export interface GroundFactors {
  readonly variables: readonly GroundVariable[];
  readonly factors: readonly GroundFactor[];
}

/** One instance of a declared factor while it is grounded. */
interface Instance {
  readonly context: FactorContext;
  readonly decl: FactorDecl;
  readonly declared: number;
  readonly rowPlate: number;
  readonly variables: GroundVariable[];
  readonly byKey: ReadonlyMap<string, GroundVariable>;
  readonly index: (name: string) => number | undefined;
  readonly into: GroundFactor[];
}

type NodeReference = Expression & { readonly op: "node" };

const sizeOf = (set: IndexSet): number => {
  const size = indexSetSize(set);
  if (size === null) throw new InternalError("a label set is used before the data has filled it in");
  return size;
};

/** The variable that a reference means: by the indices written, else those of the fixed plates around both. */
function referenced(instance: Instance, e: NodeReference): GroundVariable {
  const { model } = instance.context.data;
  const decl = model.nodes.find((node) => node.name === e.name);
  const { fixed } = surroundings(model.plates, decl?.plate ?? null);
  const unknownNode = (): never => {
    throw new InternalError(`a node stands in an index of ${e.name}`);
  };
  const env: FormEnvironment = { layout: instance.context.layout, index: instance.index, node: unknownNode };
  const indices = fixed.map((plate, axis) => {
    const written = e.indices[axis];
    if (!written) return instance.index(plate.name) ?? 0;
    const form = written.op === "label" ? (written.state ?? 0) : linearForm(written, env);
    return typeof form === "number" ? form : ((form[0] as Form[number] | undefined)?.coefficient ?? 0);
  });
  const v = instance.byKey.get(e.previous ? previousKey(e.name, indices) : variableKey(e.name, indices));
  if (!v) throw new InternalError(`${e.name} has no instance ${indices.join()}`);
  return v;
}

/** The variables that a factor mentions, in order of first mention. */
function mentioned(instance: Instance): readonly GroundVariable[] {
  const { decl } = instance;
  const found = new Set<GroundVariable>();
  for (const e of decl.kind === "table" ? decl.args : [decl.value]) {
    eachTerm(instance, e, (inner, node) => found.add(referenced(inner, node)));
  }
  return [...found];
}

/** The expressions right inside another. */
function partsOf(e: Expression): readonly Expression[] {
  if (e.op === "array") return e.items;
  if (e.op === "call") return e.args;
  return e.op === "param" || e.op === "node" ? e.indices : [];
}

/** Calls `visit` for every node of an expression, sums written out. */
function eachTerm(instance: Instance, e: Expression, visit: (instance: Instance, node: NodeReference) => void): void {
  if (e.op === "node") visit(instance, e);
  if (e.op !== "sum") {
    for (const part of partsOf(e)) eachTerm(instance, part, visit);
    return;
  }
  for (let i = 0; i < sizeOf(e.over); i++) {
    const index = (name: string): number | undefined => (name === e.index ? i : instance.index(name));
    eachTerm({ ...instance, index }, e.body, visit);
  }
}

function refuse(instance: Instance, why: string, isLarge = false): null {
  const { context, decl } = instance;
  const text = { source: context.data.model.source, span: decl.span };
  context.report(diagnostic("factor-not-learnable", { factor: decl.text, why, isLarge }, { text }));
  return null;
}

/** Says that a factor is not a finite number: where nodes have certain states, or for some rows of what is given. */
function refuseInfinite({ context, decl }: Instance, found: { readonly where: string; readonly rows: number }): false {
  const text = { source: context.data.model.source, span: decl.span };
  context.report(diagnostic("factor-not-finite", { factor: decl.text, ...found }, { text }));
  return false;
}

/** What a factor spans, and whether it stands at every step of a chain or, since it looks back, only at those after the first. */
interface Place {
  readonly scope: readonly GroundVariable[];
  readonly step: GroundLaw["step"];
}

/** The discrete variables of a factor with the one that stands for its plate last; null where it can't be used (and that is reported). */
function placeOf(instance: Instance): Place | null {
  const all = mentioned(instance);
  const scope = all.filter((v) => !isNumber(v));
  const entries = scope.reduce((n, v) => n * (v.states as number), 1);
  const { budget } = instance.context;
  if (entries > budget) return refuse(instance, `its table would have ${entries} entries, and the budget is ${budget}`, true);
  const here = (v: GroundVariable): boolean => v.plate === instance.rowPlate && v.previous === null;
  const child = scope.findLast((v) => here(v) && v.decl.role !== "given") ?? scope.findLast(here);
  const step = all.some((v) => v.previous !== null) ? "later" : "every";
  return { scope: child ? [...scope.filter((v) => v !== child), child] : scope, step };
}

/** Calls `visit` for every configuration of a scope, the last variable fastest. */
function eachConfiguration(scope: readonly GroundVariable[], visit: (states: readonly number[]) => void): void {
  const states = scope.map(() => 0);
  const total = scope.reduce((n, v) => n * (v.states as number), 1);
  for (let c = 0; c < total; c++) {
    visit(states);
    for (let axis = scope.length - 1; axis >= 0; axis--) {
      states[axis] = ((states[axis] as number) + 1) % (scope[axis]?.states as number);
      if (states[axis] !== 0) break;
    }
  }
}

/** A parameter with one element per configuration of some nodes. */
interface ElementTable {
  readonly param: string;
  readonly args: readonly NodeReference[];
}

/** A factor as a parameter that its nodes pick an element of; null where it is more than that. */
function elementTable(instance: Instance): ElementTable | null {
  const { decl, context } = instance;
  if (decl.kind === "table") return { param: decl.param, args: decl.args.filter((arg) => arg.op === "node") };
  const { value } = decl;
  if (value.op !== "param" || context.layout.byName.get(value.name)?.length !== 1) return null;
  const args = value.indices.filter((index) => index.op === "node");
  const isWhole = args.length === value.indices.length && args.every((arg) => !isNumber(referenced(instance, arg)));
  return isWhole ? { param: value.name, args } : null;
}

/** The cells of a table parameter in the order of the scope. */
function tableMap(instance: Instance, table: ElementTable, scope: readonly GroundVariable[]): LinearMap {
  const entry = instance.context.layout.byName.get(table.param);
  if (!entry) throw new InternalError(`${table.param} has no place`);
  const places = table.args.map((arg) => scope.indexOf(referenced(instance, arg)));
  const cells: number[] = [];
  eachConfiguration(scope, (states) => {
    const at = places.reduce((n, place, axis) => n * (entry.dimensions[axis] as number) + (states[place] as number), 0);
    cells.push(entry.offset + at);
  });
  const first = cells[0] ?? 0;
  return {
    starts: Int32Array.from({ length: cells.length + 1 }, (_, i) => i),
    cells: Int32Array.from(cells),
    coefficients: new Float64Array(cells.length).fill(1),
    constant: new Float64Array(cells.length),
    ...(cells.every((cell, e) => cell === first + e) ? { identity: first } : {}),
  };
}

/** The forms of a feature by basis: for each, a form per configuration. */
function featureForms(
  instance: Instance,
  value: Expression,
  scope: readonly GroundVariable[],
): ReadonlyMap<string, { readonly basis: Basis | null; readonly forms: Form[] }> | null {
  const found = new Map<string, { readonly basis: Basis | null; readonly forms: Form[] }>();
  const states = new Map<GroundVariable, number>();
  let refused: string | null = null;
  let configuration = 0;
  const env: FormEnvironment = {
    layout: instance.context.layout,
    index: instance.index,
    node: (e, index) => {
      const v = referenced({ ...instance, index }, e);
      if (isNumber(v)) return { id: v.id };
      const state = states.get(v) as number;
      return { state, number: v.numbers[state] as number };
    },
  };
  eachConfiguration(scope, (digits) => {
    scope.forEach((v, axis) => states.set(v, digits[axis] as number));
    const form = refused === null ? linearForm(value, env) : [];
    if (typeof form === "string") refused = form;
    else {
      for (const term of form) {
        const key = term.basis?.key ?? "";
        const known = found.get(key) ?? { basis: term.basis, forms: [] };
        while (known.forms.length <= configuration) known.forms.push([]);
        known.forms[configuration] = [...(known.forms[configuration] as Form), term];
        found.set(key, known);
      }
    }
    configuration += 1;
  });
  if (refused !== null) return refuse(instance, `it contains ${refused}`);
  for (const { forms } of found.values()) while (forms.length < configuration) forms.push([]);
  return found;
}

function mapOfForms(forms: readonly Form[]): LinearMap {
  const starts = new Int32Array(forms.length + 1);
  const constant = new Float64Array(forms.length);
  const terms: Form[number][] = [];
  forms.forEach((form, e) => {
    for (const term of form) {
      if (term.cell < 0) constant[e] = (constant[e] as number) + term.coefficient;
      else terms.push(term);
    }
    starts[e + 1] = terms.length;
  });
  return {
    starts,
    cells: Int32Array.from(terms, ({ cell }) => cell),
    coefficients: Float64Array.from(terms, ({ coefficient }) => coefficient),
    constant,
  };
}

/** Adds a factor's law, and returns its child; one that is multiplied by a number has that number as its child. */
function addLaw(instance: Instance, { scope, step }: Place, map: LinearMap, basis: Basis | null): GroundVariable {
  const { variables, into, decl, declared, rowPlate, context } = instance;
  const last = scope.at(-1);
  const finite = basis === null && last !== undefined && last.plate === rowPlate && last.previous === null;
  const child = finite ? last : basisVariable(context.data, variables, basis, { plate: rowPlate, span: decl.span });
  if (!finite) variables.push(child);
  const parents = finite ? scope.slice(0, -1) : scope;
  const slots = parents.reduce((n, v) => n * (v.states as number), 1);
  const law: GroundLaw = {
    id: into.length,
    child: child.id,
    family: factorFamily(map, finite ? "finite" : "numeric"),
    shape: { length: finite ? (child.states as number) : 1, spread: "none" },
    parents: parents.map(({ id }) => id),
    slots,
    cells: [],
    trials: null,
    step,
    span: decl.span,
  };
  into.push({ law, map, declared });
  return child;
}

function groundInstance(instance: Instance): boolean {
  const { decl } = instance;
  const place = placeOf(instance);
  if (!place) return false;
  const { scope } = place;
  const table = elementTable(instance);
  if (table) addLaw(instance, place, tableMap(instance, table, scope), null);
  if (table || decl.kind === "table") return true;
  const forms = featureForms(instance, decl.value, scope);
  if (!forms) return false;
  for (const { basis, forms: each } of forms.values()) {
    const at = each.findIndex((form) => !isAllowed(form));
    if (at >= 0) return refuseInfinite(instance, { where: configurationText(scope, at), rows: 0 });
    const child = addLaw(instance, place, mapOfForms(each), basis);
    const rows = basis === null ? 0 : infiniteRows(child);
    if (rows > 0) return refuseInfinite(instance, { where: "", rows });
  }
  return true;
}

/** Every combination of the running indices of a factor's loops. */
function loopIndices({ loops }: FactorDecl): readonly (readonly number[])[] {
  return loops.reduce<readonly (readonly number[])[]>(
    (rows, { over }) => rows.flatMap((row) => Array.from({ length: sizeOf(over) }, (_, i) => [...row, i])),
    [[]],
  );
}

/** Writes the factors of a network out, one per member of the fixed plates and loops around it. A factor that can't be used is reported once. */
export function groundFactors(context: FactorContext, ground: readonly GroundVariable[]): GroundFactors {
  const { model } = context.data;
  const variables = [...ground];
  const byKey = new Map(ground.map((v) => [v.key, v]));
  const into: GroundFactor[] = [];
  model.factors.forEach((decl, declared) => {
    const { fixed, rowPlate } = surroundings(model.plates, decl.plate);
    const loops = loopIndices(decl);
    const names = [...fixed.map(({ name }) => name), ...decl.loops.map(({ index }) => index)];
    for (const outer of combinations(fixed)) {
      for (const inner of loops) {
        const numbers = [...outer, ...inner];
        const index = (name: string): number | undefined => numbers[names.lastIndexOf(name)];
        if (!groundInstance({ context, decl, declared, rowPlate, variables, byKey, index, into })) return;
      }
    }
  });
  return { variables, factors: into };
}
