import type { BoundData, BoundNode, Diagnostic, NodeDecl, Span, TemplateModel } from "@platewise/core";
import { diagnostic, isDiscrete } from "@platewise/core";
import { walkExpression } from "../structure/factor-graph.ts";

function hasPartialVectors(bound: BoundNode): number {
  if (bound.values.kind !== "numbers" || bound.values.components.length < 2) return 0;
  const { components } = bound.values;
  let partial = 0;
  for (let i = 0; i < (components[0] as Float64Array).length; i++) {
    const missing = components.filter((c) => Number.isNaN(c[i])).length;
    if (missing > 0 && missing < components.length) partial += 1;
  }
  return partial;
}

function refuseNode(data: BoundData, node: NodeDecl): readonly Diagnostic[] {
  const text = { source: data.model.source, span: node.span };
  const found: Diagnostic[] = [];
  if (node.role === "latent" && !isDiscrete(node.domain)) found.push(diagnostic("latent-not-discrete", { node: node.name }, { text }));
  if (node.role === "given" || isDiscrete(node.domain)) return found;
  for (const bound of data.nodes.filter((b) => b.name === node.name && b.missing > 0)) {
    const partial = hasPartialVectors(bound);
    if (partial > 0) found.push(diagnostic("vector-partly-missing", { node: node.name, rows: partial, columns: bound.columns }, { text }));
  }
  return found;
}

/** Priors whose arguments are parameters themselves, with the first one. */
function refuseNestedPriors({ source, params }: TemplateModel): readonly Diagnostic[] {
  return params.flatMap(({ name, prior, fixed }) => {
    if (prior === null || fixed !== null) return [];
    const on: string[] = [];
    for (const { value } of prior.args) walkExpression(value, (e) => e.op === "param" && on.push(e.name));
    const [first] = on;
    return first === undefined
      ? []
      : [diagnostic("prior-of-parameters", { param: name, on: first }, { text: { source, span: prior.span } })];
  });
}

/** The types of parameters that a log-linear model may have, and the priors. */
const weights: readonly string[] = ["real", "vector", "matrix"];
const penalties: readonly string[] = ["Normal"];

/** What a network may not hold: nodes that are modelled and not discrete, weights that are not any number. */
function refuseNetwork({ source, nodes, params }: TemplateModel): readonly Diagnostic[] {
  const at = (span: Span) => ({ text: { source, span } });
  const numeric = nodes.filter(({ role, domain }) => role !== "given" && !isDiscrete(domain));
  const bounded = params.filter(({ domain }) => !weights.includes(domain.kind));
  const penalised = params.filter(({ prior }) => prior !== null && !penalties.includes(prior.family));
  return [
    ...numeric.map(({ name, span }) => diagnostic("network-node-not-discrete", { node: name }, at(span))),
    ...bounded.map(({ name, domain, span }) => diagnostic("weight-bounded", { param: name, domain: domain.kind }, at(span))),
    ...penalised.map(({ name, prior, span }) =>
      diagnostic("prior-not-learnable", { param: name, prior: prior?.written ?? "", known: penalties }, at(span)),
    ),
  ];
}

/** What this version can't learn, found before any grounding: continuous latents, partial vectors, numbers in networks, priors of priors. */
export function refuseUnsupported(data: BoundData): readonly Diagnostic[] {
  const { model } = data;
  const nested = refuseNestedPriors(model);
  if (model.kind === "network") return [...refuseNetwork(model), ...nested];
  return [...model.nodes.flatMap((node) => refuseNode(data, node)), ...nested];
}
