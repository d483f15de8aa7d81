import { normaliseBlock } from "@platewise/core";
import type { CaseClique } from "./case-parts.ts";

/*
 * A case in logs, where products of probabilities come near underflow: normalising a clique's table group by group of the
 * shared states leaves the posterior given those, and the log-normalisers are the message upwards (as in tree-pass.ts).
 */

function fillLogs({ states, laws, entries, places, table }: CaseClique, row: number, logs: Float64Array, memory: Float64Array): void {
  memory.fill(0, table, table + states);
  for (let f = 0; f < laws; f++) {
    const place = places[row * laws + f] as number;
    for (let s = 0; s < states; s++) {
      memory[table + s] = (memory[table + s] as number) + (logs[place + (entries[f * states + s] as number)] as number);
    }
  }
}

/** Posteriors given the shared states; their log-normalisers become the message. */
function normaliseGroups({ states, shared, table, message }: CaseClique, memory: Float64Array): void {
  const local = states / shared;
  for (let u = 0; u < shared; u++) {
    const group = memory.subarray(table + u * local, table + (u + 1) * local);
    normaliseBlock(group, local, 1, 1, memory.subarray(message + u, message + u + 1));
  }
}

/** Messages in logs from the leaves to the root; returns the log-likelihood of the case. */
export function collectLogs(cliques: readonly CaseClique[], row: number, logs: Float64Array, memory: Float64Array): number {
  for (const clique of cliques) fillLogs(clique, row, logs, memory);
  for (let c = cliques.length - 1; c >= 0; c--) {
    const clique = cliques[c] as CaseClique;
    const { parent, above, message } = clique;
    normaliseGroups(clique, memory);
    if (c === 0) continue;
    const to = (cliques[parent] as CaseClique).table;
    for (let s = 0; s < above.length; s++) memory[to + s] = (memory[to + s] as number) + (memory[message + (above[s] as number)] as number);
  }
  return memory[(cliques[0] as CaseClique).message] as number;
}

/** Joint posteriors of all cliques from those given the shared states, times the weight of the case. */
export function distributeLogs(cliques: readonly CaseClique[], weight: number, memory: Float64Array): void {
  cliques.forEach(({ states, shared, parent, above, table, message }, c) => {
    const margin = message + shared;
    memory.fill(c === 0 ? weight : 0, margin, margin + shared);
    for (let s = 0; s < above.length; s++) {
      const u = margin + (above[s] as number);
      memory[u] = (memory[u] as number) + (memory[(cliques[parent] as CaseClique).table + s] as number);
    }
    const local = states / shared;
    for (let s = 0; s < states; s++) {
      memory[table + s] = (memory[table + s] as number) * (memory[margin + Math.floor(s / local)] as number);
    }
  });
}
