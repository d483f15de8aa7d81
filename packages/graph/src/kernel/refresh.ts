import type { Body, FusedFactor } from "./body.ts";
import { refreshTables } from "./tree-products.ts";

function readLogs({ logs, parts }: FusedFactor): void {
  logs.fill(0);
  for (const { kernel, index } of parts) {
    const { logTable } = kernel;
    for (let i = 0; i < logs.length; i++) logs[i] = (logs[i] as number) + (logTable[index[i] as number] as number);
  }
}

/** Sums the logarithms of the factors that are the same in all rows. */
export function refreshBase({ base, states, constants }: Body): void {
  base.fill(0);
  for (const { logs, stateOf } of constants) {
    for (let s = 0; s < states; s++) base[s] = (base[s] as number) + (logs[stateOf ? (stateOf[s] as number) : s] as number);
  }
}

/**
 * Gets a body ready for a pass: reads the law kernels' tables again, after `prepare`, unless they are the same as in the last
 * pass, and empties what the pass adds to.
 */
export function refreshBody(body: Body, same: boolean): void {
  const { cliques, outbox } = body;
  for (const factors of [body.fused, body.constants]) {
    for (const factor of factors) {
      factor.counts.fill(0);
      if (!same) readLogs(factor);
    }
  }
  for (const clique of cliques) refreshBody(clique.body, same);
  // A clique's sums of logarithms are made when they are asked for: products go without.
  if (cliques.length > 0 && !same) refreshTables(cliques);
  else if (!same && !body.isClique) refreshBase(body);
  if (outbox) outbox.log.fill(0);
}
