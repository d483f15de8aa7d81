import {
  diagnostic,
  type FactorDecl,
  type IndexSet,
  type Law,
  type NodeDecl,
  type NodeDomain,
  nearestName,
  type ParamDecl,
  type ParamDomain,
  type Span,
  type TemplateModel,
} from "@platewise/core";
import { type BindContext, textPlace } from "./bind-context.ts";
import { type FillScope, fillExpression } from "./fill-expression.ts";

/** The model with the label sets of `sets` (by type name) wherever a type is used, and with the states of their labels. */
export function fillModel(context: BindContext, sets: ReadonlyMap<string, readonly string[]>): TemplateModel {
  if (sets.size === 0) return context.model;
  const { model } = context;
  const plates = model.plates.map((plate) => ({ ...plate, over: plate.over === null ? null : fillSet(plate.over, sets) }));
  const params = model.params.map((param) => fillParamShape(param, sets));
  const nodes = model.nodes.map((node) => ({ ...node, domain: fillDomain(node.domain, sets) }));
  const shaped: TemplateModel = {
    ...model,
    types: model.types.map((type) => ({ ...type, labels: type.labels ?? sets.get(type.name) ?? null })),
    plates,
    params,
    nodes,
  };
  const scopeAt = (span: Span): FillScope => ({
    model: shaped,
    indices: new Map(plates.flatMap((plate) => (plate.over === null ? [] : [[plate.name, plate.over] as const]))),
    fillSet: (set) => fillSet(set, sets),
    unknownLabel: (label, set) => reportLabel(context, label, set, span),
  });
  return {
    ...shaped,
    params: params.map((param) => fillParamTerms(param, scopeAt(param.span))),
    nodes: nodes.map((node) => fillNodeTerms(node, scopeAt)),
    factors: model.factors.map((factor) => fillFactor(factor, scopeAt(factor.span))),
  };
}

function fillSet(set: IndexSet, sets: ReadonlyMap<string, readonly string[]>): IndexSet {
  if (set.kind !== "labels" || set.labels !== null || set.type === null) return set;
  return { ...set, labels: sets.get(set.type) ?? null };
}

function fillDomain(domain: NodeDomain, sets: ReadonlyMap<string, readonly string[]>): NodeDomain {
  if (domain.kind === "labels") return fillSet(domain, sets);
  return domain.kind === "simplex" ? { ...domain, over: fillSet(domain.over, sets) } : domain;
}

function fillParamShape(param: ParamDecl, sets: ReadonlyMap<string, readonly string[]>): ParamDecl {
  const domain: ParamDomain = param.domain.kind === "simplex" ? { ...param.domain, over: fillSet(param.domain.over, sets) } : param.domain;
  return { ...param, indices: param.indices.map((set) => fillSet(set, sets)), domain };
}

function fillLaw(law: Law, scope: FillScope): Law {
  return { ...law, args: law.args.map((arg) => ({ ...arg, value: fillExpression(arg.value, scope) })) };
}

function fillParamTerms(param: ParamDecl, scope: FillScope): ParamDecl {
  const { prior, fixed, init } = param;
  return {
    ...param,
    prior: prior && fillLaw(prior, scope),
    fixed: fixed && fillExpression(fixed, scope),
    init: init && fillExpression(init, scope),
  };
}

function fillNodeTerms(node: NodeDecl, scopeAt: (span: Span) => FillScope): NodeDecl {
  const law = node.law && fillLaw(node.law, scopeAt(node.law.span));
  const initial = node.initial && fillLaw(node.initial, scopeAt(node.initial.span));
  return { ...node, law, initial };
}

function fillFactor(factor: FactorDecl, outer: FillScope): FactorDecl {
  const loops = factor.loops.map((loop) => ({ ...loop, over: outer.fillSet(loop.over) }));
  const scope = { ...outer, indices: new Map([...outer.indices, ...loops.map((loop) => [loop.index, loop.over] as const)]) };
  if (factor.kind === "table") return { ...factor, loops, args: factor.args.map((arg) => fillExpression(arg, scope)) };
  return { ...factor, loops, value: fillExpression(factor.value, scope) };
}

function reportLabel(context: BindContext, label: string, set: IndexSet & { readonly kind: "labels" }, span: Span): void {
  const near = nearestName(label, set.labels ?? []);
  const text = textPlace(context, span);
  context.found.push(diagnostic("label-not-in-data", { label, type: set.type ?? "label", near }, { text }));
}
