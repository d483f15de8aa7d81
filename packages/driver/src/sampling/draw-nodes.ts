import type { BoundData, BoundPlate, Diagnostic, Family, NodeDecl, Random, Span, TemplateModel, TextPlace } from "@platewise/core";
import { diagnostic, InternalError } from "@platewise/core";
import { ROOT, type Value, walkExpression } from "@platewise/graph";
import { boundPlate } from "../binding/bind-plates.ts";
import { enclosingPlates } from "../binding/node-readings.ts";
import type { DrawnVariable } from "./drawn-variables.ts";
import { createLawSampler, type LawSampler, type SamplingContext } from "./law-sampler.ts";

/** What is drawn: the variables of bound data, of which the known ones stay, with the parameters' values. */
export interface Drawing {
  readonly data: BoundData;
  readonly families: readonly Family[];
  readonly params: ReadonlyMap<string, Value>;
  readonly variables: readonly DrawnVariable[];
}

/** Nodes whose law is of a family that is not there. */
export function refuseModel(model: TemplateModel, families: readonly Family[]): readonly Diagnostic[] {
  const at = (span: Span): { readonly text: TextPlace } => ({ text: { source: model.source, span } });
  const known = families.map(({ name }) => name);
  return model.nodes.flatMap(({ name, law, initial }) =>
    [initial, law].flatMap((one) => {
      if (!one || known.includes(one.family)) return [];
      return [diagnostic("family-not-learnable", { family: one.written, node: name, known }, at(one.span))];
    }),
  );
}

/** Names of the nodes that a node's laws mention within the same step. */
export function parentNames({ law, initial }: NodeDecl): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { value } of [...(law?.args ?? []), ...(initial?.args ?? [])]) {
    walkExpression(value, (e) => {
      if (e.op === "node" && !e.previous) names.add(e.name);
    });
  }
  return names;
}

/** Nodes after those that their laws mention, otherwise in the order of the model. */
function parentsFirst(nodes: readonly NodeDecl[]): readonly NodeDecl[] {
  const order = new Set<NodeDecl>();
  const open = new Set<NodeDecl>();
  const visit = (node: NodeDecl): void => {
    if (order.has(node) || open.has(node)) return;
    open.add(node);
    const parents = parentNames(node);
    for (const other of nodes) if (parents.has(other.name)) visit(other);
    order.add(node);
  };
  for (const node of nodes) visit(node);
  return [...order];
}

/** A member of a node with its laws; `initial` holds at the first step of a chain. */
interface Member {
  readonly variable: DrawnVariable;
  readonly law: LawSampler;
  readonly initial: LawSampler | null;
  readonly cell: Float64Array;
}

function memberOf(drawing: Drawing, context: SamplingContext, variable: DrawnVariable): Member | null {
  const { decl, indices } = variable;
  if (!decl.law) return null;
  const fixed = enclosingPlates(drawing.data.model, decl.plate).filter(({ kind }) => kind === "fixed");
  const index = (name: string): number | undefined => indices[fixed.findIndex((plate) => plate.name === name)];
  const law = createLawSampler(context, decl.law, variable, index);
  const initial = decl.initial ? createLawSampler(context, decl.initial, variable, index) : null;
  return { variable, law, initial, cell: new Float64Array(variable.length) };
}

/** Streams of random numbers of plate instances: those of an instance do not depend on how many others there are. */
function createStreams(data: BoundData, random: Random): (plate: number, instance: number) => Random {
  const last = new Map<number, { readonly instance: number; readonly stream: Random; readonly firstInstance: number }>();
  const streamOf = (plate: number, instance: number): Random => {
    const known = last.get(plate);
    if (known?.instance === instance) return known.stream;
    const { parentOf } = data.plates.find((p) => p.plate === plate) ?? { parentOf: null };
    const outer = data.model.plates.find(({ id }) => id === plate)?.parent ?? null;
    const outerPlate = boundPlate(data.model.plates, outer);
    const parent = parentOf?.[instance] ?? null;
    const sameParent = known && instance > known.instance && (parent === null || parentOf?.[known.instance] === parent);
    const firstInstance = sameParent ? known.firstInstance : parent === null ? 0 : (parentOf as Int32Array).indexOf(parent);
    const around = parent === null || !outerPlate ? random : streamOf(outerPlate.id, parent);
    const stream = around.fork(plate).fork(instance - firstInstance);
    last.set(plate, { instance, stream, firstInstance });
    return stream;
  };
  return streamOf;
}

/** Sets the instances of the plates around an instance. */
function placeAt(data: BoundData, positions: Map<number, number>, plate: number, instance: number): void {
  let at: number | null = plate;
  let i = instance;
  while (at !== null) {
    positions.set(at, i);
    const bound: BoundPlate | undefined = data.plates.find((p) => p.plate === at);
    const outer: number | null = data.model.plates.find(({ id }) => id === at)?.parent ?? null;
    at = boundPlate(data.model.plates, outer)?.id ?? null;
    i = bound?.parentOf?.[i] ?? 0;
  }
}

const isFirstStep = (bound: BoundPlate | undefined, i: number): boolean =>
  i === 0 || (bound?.parentOf != null && bound.parentOf[i] !== bound.parentOf[i - 1]);

function drawMember({ variable, law, initial, cell }: Member, instance: number, isFirst: boolean, random: Random): Diagnostic | null {
  if (variable.known[instance] === 1) return null;
  const problem = (isFirst && initial ? initial : law).draw(random, cell);
  variable.values.set(cell, instance * variable.length);
  return problem;
}

/**
 * Draws every value that is not known from its law, parents before children (ancestral sampling), plate by plate from the
 * outside in. Returns the first argument that is outside what its law takes, if there is one.
 */
export function drawNodes(drawing: Drawing, random: Random): Diagnostic | null {
  const { data, variables } = drawing;
  const positions = new Map<number, number>([[ROOT, 0]]);
  const context: SamplingContext = {
    source: data.model.source,
    families: drawing.families,
    params: drawing.params,
    variables: new Map(variables.map((variable) => [variable.key, variable])),
    instanceOf(plate) {
      const instance = positions.get(plate);
      if (instance === undefined) throw new InternalError(`plate ${plate} is not around this draw`);
      return instance;
    },
  };
  const streamOf = createStreams(data, random);
  const order = parentsFirst(data.model.nodes);
  for (const plate of [ROOT, ...data.plates.map((p) => p.plate)]) {
    const own = order.flatMap((decl) => variables.filter((variable) => variable.decl === decl && variable.plate === plate));
    const members = own.flatMap((variable) => memberOf(drawing, context, variable) ?? []);
    const problem = drawPlate({ data, members, plate, positions, streamOf });
    if (problem) return problem;
  }
  return null;
}

interface PlateDrawing {
  readonly data: BoundData;
  readonly members: readonly Member[];
  readonly plate: number;
  readonly positions: Map<number, number>;
  readonly streamOf: (plate: number, instance: number) => Random;
}

function drawPlate({ data, members, plate, positions, streamOf }: PlateDrawing): Diagnostic | null {
  if (members.length === 0) return null;
  const bound = data.plates.find((p) => p.plate === plate);
  const instances = plate === ROOT ? 1 : (bound?.instances ?? 0);
  for (let i = 0; i < instances; i++) {
    placeAt(data, positions, plate, i);
    if (members.every(({ variable }) => variable.known[i] === 1)) continue;
    const isFirst = isFirstStep(bound, i);
    const random = streamOf(plate, i);
    for (const member of members) {
      const problem = drawMember(member, i, isFirst, random);
      if (problem) return problem;
    }
  }
  return null;
}
