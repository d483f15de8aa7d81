import { type Diagnostic, diagnostic, type NodeDecl, type NodeDomain, type TemplateModel } from "@platewise/core";

/** Why a model is no network, at a node where there is one. */
export function refusal(template: TemplateModel, reason: string, node?: { readonly span: NodeDecl["span"] }): Diagnostic {
  const text = node ? { source: template.source, span: node.span } : undefined;
  return diagnostic("model-no-network", { reason }, { text }) as Diagnostic;
}

/** The names of the states; null for a domain without finitely many, `data` where only the data knows them. */
export function statesOf(domain: NodeDomain): readonly string[] | "data" | null {
  if (domain.kind === "boolean") return ["false", "true"];
  if (domain.kind === "states") return Array.from({ length: domain.size }, (_, state) => String(state));
  if (domain.kind === "labels") return domain.labels ?? "data";
  return null;
}

/** The states of a node that `refuseNodes` has let pass. */
export const knownStates = ({ domain }: NodeDecl): readonly string[] => statesOf(domain) as readonly string[];

/** A state in arithmetic: a label that is a number counts as that, any other as its place. */
export function stateNumber(states: readonly string[], state: number): number {
  const label = states[state] as string;
  const value = label.trim() === "" ? Number.NaN : Number(label);
  return Number.isFinite(value) ? value : state;
}

/** Why a node, or the size of a parameter, has no place in a network of finitely many states; null where all have. */
export function refuseNodes(template: TemplateModel): Diagnostic | null {
  for (const node of template.nodes) {
    if (node.role === "given") return refusal(template, `\`${node.name}\` is given, and so has no table`, node);
    const states = statesOf(node.domain);
    if (states === "data") return refusal(template, `the labels of \`${node.name}\` are known from the data only`, node);
    if (states === null) return refusal(template, `\`${node.name}\` has more than finitely many values`, node);
  }
  const open = template.params.find(({ indices, domain }) =>
    [...indices, ...(domain.kind === "simplex" ? [domain.over] : [])].some((set) => set.kind === "labels" && set.labels === null),
  );
  return open ? refusal(template, `the labels of \`${open.name}\` are known from the data only`) : null;
}
