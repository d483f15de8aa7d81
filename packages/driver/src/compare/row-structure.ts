import type { Expression, FactorDecl, IndexSet, Law, NodeDecl, PlateDecl, TemplateModel } from "@platewise/core";
import { InternalError, indexSetSize, stateCount } from "@platewise/core";
import { type Environment, evaluate, plateChain } from "@platewise/graph";

/**
 * A discrete node within one row: nodes of fixed plates once per member, those of a chain at two steps, the earlier one as
 * `prev x`. `isRepeated`: it stands in a plate inside the row and has as many instances as the data says, of which this is one.
 */
export interface RowVariable {
  readonly key: string;
  readonly node: NodeDecl;
  readonly states: number | null;
  readonly isEarlier: boolean;
  readonly isRepeated: boolean;
}

/** A law of one variable: its parents by place, and `law`, which instances share that have their parameters in common. */
export interface RowFamily {
  readonly child: number;
  readonly parents: readonly number[];
  readonly law: string;
}

/** A factor of a network within one row; `factor` is its place in the template. */
export interface RowScope {
  readonly members: readonly number[];
  readonly factor: number;
}

/** The variables of one row; the families of a model, or the scopes of a network's factors. */
export interface RowStructure {
  readonly variables: readonly RowVariable[];
  readonly families: readonly RowFamily[];
  readonly scopes: readonly RowScope[];
}

type Indices = ReadonlyMap<string, number>;

const noParameters: Environment["layout"] = { entries: [], byName: new Map(), size: 0 };

const keyOf = (name: string, indices: readonly number[], isEarlier: boolean): string =>
  `${isEarlier ? "prev " : ""}${name}${indices.length > 0 ? `[${indices.join(",")}]` : ""}`;

const platesAround = (template: TemplateModel, id: number | null): readonly PlateDecl[] =>
  plateChain(template.plates, id).map((plate) => template.plates.find((one) => one.id === plate) as PlateDecl);

/** The plates of fixed size around a place, outermost first. */
export const fixedPlates = (template: TemplateModel, id: number | null): readonly PlateDecl[] =>
  platesAround(template, id).filter(({ kind }) => kind === "fixed");

/** The innermost plate around a place that reads rows; null where there is none. */
export const readingPlate = (template: TemplateModel, id: number | null): number | null =>
  platesAround(template, id).findLast(({ kind }) => kind !== "fixed")?.id ?? null;

/** The chain around a place, if there is one. */
export const chainAround = (template: TemplateModel, id: number | null): PlateDecl | undefined =>
  platesAround(template, id).find(({ kind }) => kind === "chain");

function sizeOf(set: IndexSet): number {
  const size = indexSetSize(set);
  if (size === null) throw new InternalError("a structure is looked at before the data has filled in its labels");
  return size;
}

/** Every combination of members of index sets, by the names of the running indices; the last one fastest. */
export function combinationsOf(loops: readonly { readonly index: string; readonly over: IndexSet }[]): readonly Indices[] {
  let found: readonly Indices[] = [new Map()];
  for (const { index, over } of loops) {
    found = found.flatMap((outer) => Array.from({ length: sizeOf(over) }, (_, i) => new Map(outer).set(index, i)));
  }
  return found;
}

const loopsOf = (plates: readonly PlateDecl[]) => plates.map(({ name, over }) => ({ index: name, over: over as IndexSet }));

/** The value of an index expression at running indices; null where it is no whole number. */
export function indexValue(e: Expression, indices: Indices): number | null {
  if (e.op === "label") return e.state;
  const found = evaluate(e, { layout: noParameters, index: (name) => indices.get(name), node: () => undefined });
  return found.kind === "value" && typeof found.value === "number" ? found.value : null;
}

/** The indices that a reference to a node stands for: those written, else those of the plates that it shares. */
export function referencedIndices(
  template: TemplateModel,
  e: Expression & { readonly op: "node" },
  indices: Indices,
): readonly number[] | null {
  const plates = fixedPlates(template, template.nodes.find(({ name }) => name === e.name)?.plate ?? null);
  const found = plates.map((plate, at) => {
    const written = e.indices[at];
    return written ? indexValue(written, indices) : (indices.get(plate.name) ?? null);
  });
  return found.some((i) => i === null) ? null : (found as readonly number[]);
}

/** The nodes that an expression reads at running indices, as keys in order of first mention; sums are written out. */
function nodesRead(template: TemplateModel, e: Expression, indices: Indices): readonly string[] {
  const inner = (items: readonly Expression[]): readonly string[] => items.flatMap((item) => nodesRead(template, item, indices));
  if (e.op === "array") return inner(e.items);
  if (e.op === "call") return inner(e.args);
  if (e.op === "param") return inner(e.indices);
  if (e.op === "sum") return combinationsOf([e]).flatMap((more) => nodesRead(template, e.body, new Map([...indices, ...more])));
  if (e.op !== "node") return [];
  const found = referencedIndices(template, e, indices);
  return found === null ? [] : [keyOf(e.name, found, e.previous)];
}

/** The running indices that choose parameters or numbers in an expression, not only nodes. */
export function choosingIndices(e: Expression): readonly string[] {
  if (e.op === "index") return [e.name];
  if (e.op === "array") return e.items.flatMap(choosingIndices);
  if (e.op === "call") return e.args.flatMap(choosingIndices);
  if (e.op === "param") return e.indices.flatMap(choosingIndices);
  return e.op === "sum" ? choosingIndices(e.body).filter((name) => name !== e.index) : [];
}

/** The indices of the plates around a node that choose parameters of a law: instances with others share theirs. */
export function untyingPlates(template: TemplateModel, node: NodeDecl, law: Law): readonly PlateDecl[] {
  const choosing = new Set(law.args.flatMap(({ value }) => choosingIndices(value)));
  return fixedPlates(template, node.plate).filter(({ name }) => choosing.has(name));
}

function variablesOf(template: TemplateModel): readonly RowVariable[] {
  return template.nodes.flatMap((node) => {
    const reading = platesAround(template, node.plate).filter(({ kind }) => kind !== "fixed");
    const isRepeated = reading.filter(({ kind }) => kind !== "chain").length > 1;
    const steps = chainAround(template, node.plate) ? [true, false] : [false];
    const states = stateCount(node.domain);
    const plates = fixedPlates(template, node.plate);
    return combinationsOf(loopsOf(plates)).flatMap((indices) =>
      steps.map((isEarlier) => ({ key: keyOf(node.name, [...indices.values()], isEarlier), node, states, isEarlier, isRepeated })),
    );
  });
}

/** In the earlier step of a chain, what is one step earlier still is not there. */
function placesOf(keys: ReadonlyMap<string, number>, read: readonly string[], isEarlier: boolean): readonly number[] {
  const shifted = isEarlier
    ? read.flatMap((key) => (key.startsWith("prev ") ? [] : keys.has(`prev ${key}`) ? [`prev ${key}`] : [key]))
    : read;
  return [...new Set(shifted.flatMap((key) => keys.get(key) ?? []))];
}

interface Context {
  readonly template: TemplateModel;
  readonly keys: ReadonlyMap<string, number>;
}

function familiesOf({ template, keys }: Context, node: NodeDecl): readonly RowFamily[] {
  const steps = chainAround(template, node.plate) ? [true, false] : [false];
  const plates = fixedPlates(template, node.plate);
  return combinationsOf(loopsOf(plates)).flatMap((indices) =>
    steps.flatMap((isEarlier): readonly RowFamily[] => {
      const law = isEarlier ? (node.initial ?? node.law) : node.law;
      if (law === null) return [];
      const read = law.args.flatMap(({ value }) => nodesRead(template, value, indices));
      const child = keys.get(keyOf(node.name, [...indices.values()], isEarlier)) as number;
      const chosen = untyingPlates(template, node, law).map(({ name }) => indices.get(name));
      const which = law === node.initial ? "first" : "every";
      return [{ child, parents: placesOf(keys, read, isEarlier), law: [node.name, which, ...chosen].join(" ") }];
    }),
  );
}

function scopesOf({ template, keys }: Context, factor: FactorDecl, place: number): readonly RowScope[] {
  const steps = chainAround(template, factor.plate) ? [true, false] : [false];
  const plates = fixedPlates(template, factor.plate);
  const read = factor.kind === "table" ? factor.args : [factor.value];
  return combinationsOf([...loopsOf(plates), ...factor.loops]).flatMap((indices) =>
    steps.flatMap((isEarlier): readonly RowScope[] => {
      const found = read.flatMap((e) => nodesRead(template, e, indices));
      if (isEarlier && found.some((key) => key.startsWith("prev "))) return [];
      return [{ members: placesOf(keys, found, isEarlier), factor: place }];
    }),
  );
}

/** The variables of one row with the laws or factors over them. All label sets of the template must be known. */
export function rowStructure(template: TemplateModel): RowStructure {
  const variables = variablesOf(template);
  const keys = new Map(variables.map(({ key }, at) => [key, at]));
  const context = { template, keys };
  return {
    variables,
    families: template.nodes.flatMap((node) => familiesOf(context, node)),
    scopes: template.factors.flatMap((factor, place) => scopesOf(context, factor, place)),
  };
}
