import type { BoundData, Diagnostic, NodeDecl } from "@platewise/core";
import { diagnostic, elementLength, indexSetSize, isDiscrete, stateCount } from "@platewise/core";

/** Numbers in all parameters together that may be learned, per unit of the budget. */
const NUMBERS_PER_BUDGET = 20;

/** Largest number of states, or of configurations of a law's parents, that is laid out: the budget of a joint table. */
const tooManyStates = (data: BoundData, node: NodeDecl, budget: number): readonly Diagnostic[] => {
  const states = isDiscrete(node.domain) ? (stateCount(node.domain) ?? 0) : 0;
  if (states <= budget) return [];
  const text = { source: data.model.source, span: node.span };
  return [diagnostic("too-many-states", { node: node.name, states, budget }, { text })];
};

/** Numbers in one parameter, over all its indices; label sets are known by now. */
function parameterNumbers({ indices, domain }: BoundData["model"]["params"][number]): number {
  return indices.reduce((count, set) => count * (indexSetSize(set) ?? 1), elementLength(domain) ?? 1);
}

/** Sizes that no memory holds, found before anything is laid out: states of a node, numbers of all parameters. */
export function refuseSizes(data: BoundData, budget: number): readonly Diagnostic[] {
  const { model } = data;
  const found = model.nodes.flatMap((node) => tooManyStates(data, node, budget));
  const sizes = model.params.map((param) => ({ name: param.name, numbers: parameterNumbers(param) }));
  const total = sizes.reduce((sum, { numbers }) => sum + numbers, 0);
  const limit = NUMBERS_PER_BUDGET * budget;
  if (total <= limit) return found;
  const largest = sizes.reduce((a, b) => (b.numbers > a.numbers ? b : a));
  const span = model.params.find(({ name }) => name === largest.name)?.span ?? { start: 0, end: 0 };
  const details = { largest: largest.name, numbers: largest.numbers, total, limit };
  return [...found, diagnostic("too-many-parameters", details, { text: { source: model.source, span } })];
}
