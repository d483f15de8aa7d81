import type { Expression, FactorDecl, Law, NodeDecl, NodeDomain, PlateDecl, Span, TemplateModel } from "@platewise/core";

/** A node of the template with the plates around it, outermost first; plates stay lifted. */
export interface GraphVariable {
  readonly name: string;
  readonly plates: readonly number[];
  readonly role: NodeDecl["role"];
  readonly domain: NodeDomain;
}

/**
 * A law as a factor: its child, the nodes and parameters that its arguments mention, and the plates that repeat it. A factor of a
 * network has no child of its own: the first node that it mentions stands there, and its family is `factor`.
 */
export interface GraphFactor {
  readonly id: number;
  readonly child: string;
  readonly family: string;
  readonly scope: readonly string[];
  readonly params: readonly string[];
  readonly plates: readonly number[];
  readonly step: "every" | "initial";
  readonly law: Law;
  readonly span: Span;
}

/** Variables, factors and parameters of a template, plates kept lifted and never unrolled. */
export interface FactorGraph {
  readonly model: TemplateModel;
  readonly variables: readonly GraphVariable[];
  readonly factors: readonly GraphFactor[];
}

/** Ids of the plates around plate `id`, outermost first, itself last; empty for null. */
export function plateChain(plates: readonly PlateDecl[], id: number | null): readonly number[] {
  const chain: number[] = [];
  for (let at = id; at !== null; ) {
    chain.unshift(at);
    at = plates.find((plate) => plate.id === at)?.parent ?? null;
  }
  return chain;
}

/** Calls `visit` on an expression and everything inside it. */
export function walkExpression(expression: Expression, visit: (e: Expression) => void): void {
  visit(expression);
  const inner = (items: readonly Expression[]): void => {
    for (const item of items) walkExpression(item, visit);
  };
  if (expression.op === "array") inner(expression.items);
  else if (expression.op === "call") inner(expression.args);
  else if (expression.op === "sum") walkExpression(expression.body, visit);
  else if (expression.op === "param" || expression.op === "node") inner(expression.indices);
}

function mentions(law: Law): { nodes: readonly string[]; params: readonly string[] } {
  const nodes = new Set<string>();
  const params = new Set<string>();
  for (const arg of law.args) {
    walkExpression(arg.value, (e) => {
      if (e.op === "node") nodes.add(e.previous ? `prev ${e.name}` : e.name);
      if (e.op === "param") params.add(e.name);
    });
  }
  return { nodes: [...nodes], params: [...params] };
}

/** What a factor of a network mentions. */
export const factorExpressions = (factor: FactorDecl): readonly Expression[] => (factor.kind === "table" ? factor.args : [factor.value]);

/** The factor of a network as a law: its expressions are the arguments, and a table's parameter is one of those mentioned. */
function networkFactor(model: TemplateModel, decl: FactorDecl, id: number): GraphFactor {
  const args = factorExpressions(decl).map((value) => ({ name: "value", value, span: decl.span }));
  const law: Law = { family: "factor", written: decl.text, args, span: decl.span };
  const { nodes, params } = mentions(law);
  const plates = plateChain(model.plates, decl.plate);
  const own = decl.kind === "table" ? [decl.param] : params;
  return { id, child: nodes[0] ?? "", family: "factor", scope: nodes, params: own, plates, step: "every", law, span: decl.span };
}

/**
 * Builds the factor graph of a template: of a directed one a factor per law, a second one for the first step of a chain; of a
 * network its factors.
 */
export function buildFactorGraph(model: TemplateModel): FactorGraph {
  const factors: GraphFactor[] = model.factors.map((decl, id) => networkFactor(model, decl, id));
  const add = (node: NodeDecl, law: Law | null, step: GraphFactor["step"]): void => {
    if (!law) return;
    const { nodes, params } = mentions(law);
    const plates = plateChain(model.plates, node.plate);
    factors.push({
      id: factors.length,
      child: node.name,
      family: law.family,
      scope: [node.name, ...nodes],
      params,
      plates,
      step,
      law,
      span: node.span,
    });
  };
  for (const node of model.nodes) {
    add(node, node.initial, "initial");
    add(node, node.law, "every");
  }
  const variables = model.nodes.map((node) => ({
    name: node.name,
    plates: plateChain(model.plates, node.plate),
    role: node.role,
    domain: node.domain,
  }));
  return { model, variables, factors };
}
