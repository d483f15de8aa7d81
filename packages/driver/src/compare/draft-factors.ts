import type { Expression, IndexSet, Law, NodeDecl, PlateDecl, TemplateModel } from "@platewise/core";
import { InternalError } from "@platewise/core";
import { type Expr, type Loop, labelLiteral } from "@platewise/language";
import { printExpression } from "../report/print-expression.ts";
import { combinationsOf, fixedPlates, readingPlate, untyingPlates } from "./row-structure.ts";

/** A table factor to be written: the plate that holds it, the loops over plates in which it is tied, and what it spans. */
export interface DraftFactor {
  readonly plate: number | null;
  readonly loops: readonly Loop[];
  readonly args: readonly Expr[];
}

type NodeExpression = Expression & { readonly op: "node" };

interface Draft {
  readonly plate: number | null;
  /** The nearest plate that reads rows. */
  readonly reading: number | null;
  readonly loops: readonly PlateDecl[];
  readonly refs: readonly NodeExpression[];
}

const span = { start: 0, end: 0 };

/** A table over the family of every law, without those inside another one. */
export function draftFactors(template: TemplateModel): readonly DraftFactor[] {
  const drafts = template.nodes.flatMap((node) => [node.initial, node.law].flatMap((law) => (law ? lawDrafts(template, node, law) : [])));
  const kept = drafts.filter((draft, at) => !drafts.some((other, place) => place !== at && isInside(draft, other, place < at)));
  return kept.map((draft) => ({ plate: draft.plate, loops: draft.loops.map(loopOf), args: draft.refs.map(toExpr) }));
}

const loopOf = ({ name, over }: PlateDecl): Loop => ({ index: { text: name, span }, over: setExpr(over as IndexSet) });

function setExpr(set: IndexSet): Expr {
  if (set.kind === "states") return numberExpr(set.size);
  return set.type === null ? numberExpr(set.labels?.length ?? 0) : { kind: "name", name: set.type, span };
}

/**
 * The tables of a law: one inside its plate where all instances share it, else one for each choice of parameters, written outside the
 * fixed plates with a loop over those in which it is shared.
 */
function lawDrafts(template: TemplateModel, node: NodeDecl, law: Law): readonly Draft[] {
  const fixed = fixedPlates(template, node.plate);
  const untying = untyingPlates(template, node, law);
  const reading = readingPlate(template, node.plate);
  const child: NodeExpression = { op: "node", name: node.name, indices: [], previous: false };
  const refs = distinctRefs([child, ...refsOfLaw(law), ...(node.initial && law !== node.initial ? firstStep(child, node.initial) : [])]);
  if (untying.length === 0) return [{ plate: node.plate, reading, loops: [], refs }];
  const loops = fixed.filter((plate) => !untying.includes(plate));
  const members = combinationsOf(untying.map(({ name, over }) => ({ index: name, over: over as IndexSet })));
  return members.map((chosen) => ({
    plate: reading,
    reading,
    loops,
    refs: distinctRefs(refs.map((ref) => explicitRef(template, ref, fixed, chosen))),
  }));
}

const refsOfLaw = (law: Law): readonly NodeExpression[] => law.args.flatMap(({ value }) => refsIn(value, new Map()));

/** What a table of later steps must span besides, so that the first step of a chain can be told from them. */
const firstStep = (child: NodeExpression, initial: Law): readonly NodeExpression[] => [...refsOfLaw(initial), { ...child, previous: true }];

/** The node references of an expression; the running indices of sums are replaced by their members. */
function refsIn(e: Expression, indices: ReadonlyMap<string, number>): readonly NodeExpression[] {
  const inner = (items: readonly Expression[]): readonly NodeExpression[] => items.flatMap((item) => refsIn(item, indices));
  if (e.op === "array") return inner(e.items);
  if (e.op === "call") return inner(e.args);
  if (e.op === "param") return inner(e.indices);
  if (e.op === "sum") return combinationsOf([e]).flatMap((more) => refsIn(e.body, new Map([...indices, ...more])));
  return e.op === "node" ? [{ ...e, indices: e.indices.map((index) => replaceIndices(index, indices)) }] : [];
}

function replaceIndices(e: Expression, indices: ReadonlyMap<string, number>): Expression {
  if (e.op === "index") {
    const value = indices.get(e.name);
    return value === undefined ? e : { op: "number", value };
  }
  return e.op === "call" ? { ...e, args: e.args.map((arg) => replaceIndices(arg, indices)) } : e;
}

/** A reference with all its indices written, members of plates that untie replaced by the chosen ones. */
function explicitRef(
  template: TemplateModel,
  ref: NodeExpression,
  around: readonly PlateDecl[],
  chosen: ReadonlyMap<string, number>,
): NodeExpression {
  const plates = fixedPlates(template, template.nodes.find(({ name }) => name === ref.name)?.plate ?? null);
  const indices = plates.map((plate, at): Expression => {
    const written = ref.indices[at] ?? { op: "index", name: plate.name };
    const replaced = replaceIndices(written, chosen);
    const own = around.find(({ name }) => written.op === "index" && written.name === name);
    return replaced.op === "number" ? memberOf(own?.over ?? plate.over, replaced.value) : replaced;
  });
  return { ...ref, indices };
}

function memberOf(set: IndexSet | null, state: number): Expression {
  const label = set?.kind === "labels" ? set.labels?.[state] : undefined;
  return label === undefined ? { op: "number", value: state } : { op: "label", label, state };
}

const distinctRefs = (refs: readonly NodeExpression[]): readonly NodeExpression[] =>
  refs.filter((ref, at) => refs.findIndex((other) => printExpression(other) === printExpression(ref)) === at);

/** Whether every table of `draft` is a part of one of `other`; of two that span the same the first stays. */
function isInside(draft: Draft, other: Draft, otherIsFirst: boolean): boolean {
  const texts = other.refs.map(printExpression);
  if (!draft.refs.every((ref) => texts.includes(printExpression(ref)))) return false;
  if (draft.refs.length === other.refs.length && !otherIsFirst) return false;
  const beforeOnly = other.refs.some(({ previous }) => previous) && !draft.refs.some(({ previous }) => previous);
  if (beforeOnly || draft.reading !== other.reading) return false;
  const sameLoops = draft.plate === other.plate && draft.loops.length === other.loops.length;
  const isSingle = draft.plate === draft.reading && draft.loops.length === 0;
  return sameLoops || isSingle;
}

const numberExpr = (value: number): Expr =>
  value < 0 ? { kind: "unary", operator: "-", operand: numberExpr(-value), span } : { kind: "number", value, text: String(value), span };

type Arithmetic = Extract<Expr, { readonly kind: "binary" }>["operator"];

function labelExpr(label: string): Expr {
  if (labelLiteral(label).quoted) return { kind: "string", text: label, span };
  const value = Number(label);
  return Number.isNaN(value) ? { kind: "name", name: label, span } : numberExpr(value);
}

/** An index, or a node with its indices, as it is written. */
function toExpr(e: Expression): Expr {
  if (e.op === "number") return numberExpr(e.value);
  if (e.op === "index") return { kind: "name", name: e.name, span };
  if (e.op === "label") return labelExpr(e.label);
  if (e.op === "node") {
    const name: Expr = { kind: "name", name: e.name, span };
    const operand: Expr = e.indices.length > 0 ? { kind: "index", operand: name, indices: e.indices.map(toExpr), span } : name;
    return e.previous ? { kind: "previous", operand, span } : operand;
  }
  if (e.op !== "call") throw new InternalError(`an index can't be written: ${e.op}`);
  const [left, right] = e.args.map(toExpr) as [Expr, Expr | undefined];
  if (e.fn === "negate") return { kind: "unary", operator: "-", operand: left, span };
  return { kind: "binary", operator: e.fn as Arithmetic, left, right: right as Expr, span };
}
