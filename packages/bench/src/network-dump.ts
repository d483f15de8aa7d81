import type { NetworkStart } from "./tasks/network-model.ts";
import { numberedColumns } from "./tasks/task.ts";

/**
 * Reads a network as plain numbers: how many nodes, their states, then for each node how many parents, the parents, and its table,
 * parents first, row by row. Throws where the file ends too early or goes on after the last table.
 */
export function parseNetworkDump(text: string): NetworkStart {
  const numbers = text.trim().split(/\s+/).map(Number);
  let at = 0;
  const take = (count: number): readonly number[] => {
    if (at + count > numbers.length) throw new Error("the network ends before its last table does");
    at += count;
    return numbers.slice(at - count, at);
  };
  const [nodes = 0] = take(1);
  const card = take(nodes);
  const families = card.map((states) => {
    const [count = 0] = take(1);
    const parents = take(count);
    return { parents, cpt: take(parents.reduce((size, p) => size * (card[p] ?? 0), states)) };
  });
  if (at < numbers.length) throw new Error(`the network goes on after its ${nodes} tables`);
  return { names: numberedColumns(nodes), card, parents: families.map(({ parents }) => parents), cpt: families.map(({ cpt }) => cpt) };
}
