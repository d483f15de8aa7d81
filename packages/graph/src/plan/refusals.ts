import type { BoundData, BoundNode, Diagnostic, NodeDecl } from "@platewise/core";
import { diagnostic, isDiscrete } from "@platewise/core";

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

/** What this version can't learn, found before any grounding: networks, continuous latents, partial vectors. */
export function refuseUnsupported(data: BoundData): readonly Diagnostic[] {
  const { model } = data;
  const at = (span: NodeDecl["span"]) => ({ text: { source: model.source, span } });
  if (model.kind === "network") return [diagnostic("network-not-learnable", { name: model.name }, at({ start: 0, end: 7 }))];
  const found: Diagnostic[] = [];
  found.push(...model.nodes.flatMap((node) => refuseNode(data, node)));
  return found;
}
