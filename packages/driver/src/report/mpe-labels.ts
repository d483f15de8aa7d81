import type { Inference } from "../api/inference.ts";
import type { NodePosterior } from "../api/options.ts";

/** The label that a one-hot row marks; null in a dropped row. */
function labelAt({ states, probabilities }: NodePosterior, row: number): string | null {
  const at = row * states.length;
  const state = states.findIndex((_, s) => probabilities[at + s] === 1);
  return states[state] ?? null;
}

/** The labels of the most probable states of a row; null where it is impossible or was dropped. */
export function mpeLabels({ mpe, impossible }: Inference, row: number): Readonly<Record<string, string>> | null {
  if (!mpe || impossible[row] === 1) return null;
  const labels = mpe.nodes.map((node) => [node.node, labelAt(node, row)] as const);
  return labels.some(([, label]) => label === null) ? null : (Object.fromEntries(labels) as Readonly<Record<string, string>>);
}
