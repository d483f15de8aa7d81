import { enumerateChain, type SequenceResult, type Sighting } from "./chain-enumeration.ts";
import { isOpen } from "./chain-random.ts";
import { type ChainCase, type ChainNode, nodeOf, sdName, tableName } from "./chain-spec.ts";

/*
 * One step of EM from sums over the enumerated posterior: textbook formulas on the values themselves.
 */

/** Nodes that a law mentions one step earlier and that are unknown somewhere: they hold the steps together. */
const stateNodes = (c: ChainCase): ReadonlySet<string> =>
  new Set(c.nodes.flatMap((n) => n.parents.filter((p) => p.previous && isOpen(c, p.node)).map((p) => p.node)));

const isNeverSeen = (c: ChainCase, { name, role }: ChainNode): boolean =>
  role === "latent" || (role === "observed" && (c.table.cells[name] ?? []).every((cell) => cell === null));

/** The nodes whose laws leave the E-step at a row: empty cells on which nothing seen hangs (`all`), of those under a latent. */
function barren(c: ChainCase, row: number, all: boolean): ReadonlySet<string> {
  const state = stateNodes(c);
  const dropped = new Set<string>();
  for (const node of [...c.nodes].reverse()) {
    if (node.where !== "step" || node.role !== "observed" || state.has(node.name)) continue;
    if ((c.table.cells[node.name]?.[row] ?? null) !== null) continue;
    const children = c.nodes.filter((n) => [...n.parents, ...(n.first ?? [])].some((p) => p.node === node.name));
    if (children.some((child) => !dropped.has(child.name))) continue;
    const underLatent = node.parents.some((p) => nodeOf(c, p.node).role === "latent");
    if (node.states === null || all || (underLatent && !isNeverSeen(c, node))) dropped.add(node.name);
  }
  return dropped;
}

const hasChildren = (c: ChainCase, name: string): boolean =>
  c.nodes.some((n) => [...n.parents, ...(n.first ?? [])].some((p) => p.node === name));

/** Whether anything is unknown that what is seen depends on. */
export function isHidden(c: ChainCase): boolean {
  return c.nodes.some((node) => {
    if (node.role === "given" || node.states === null || !isOpen(c, node.name)) return false;
    if (node.role === "latent" || stateNodes(c).has(node.name)) return true;
    if (node.where === "sequence") return hasChildren(c, node.name);
    return c.table.sequences.some((_, row) => (c.table.cells[node.name]?.[row] ?? null) === null && !barren(c, row, true).has(node.name));
  });
}

/** Log-likelihood and sightings of a case that count in a step of EM. */
export function chainSightings(c: ChainCase): { readonly sequences: readonly SequenceResult[]; readonly sightings: readonly Sighting[] } {
  const sequences = enumerateChain(c);
  const hidden = isHidden(c);
  const drops = c.table.sequences.map((_, row) => barren(c, row, !hidden));
  const counts = ({ node, row }: Sighting): boolean => {
    if (node.where === "step") return !drops[row]?.has(node.name);
    return hidden || hasChildren(c, node.name) || (c.table.cells[node.name]?.[row] ?? null) !== null;
  };
  const sightings = sequences.flatMap((s) => s.sightings.filter(counts));
  return { sequences, sightings };
}

function tableStep(old: readonly number[], states: number, mine: readonly Sighting[]): readonly number[] {
  const counts = old.map(() => 0);
  for (const { slot, value, weight } of mine) counts[slot * states + value] = (counts[slot * states + value] as number) + weight;
  return counts.map((count, i) => {
    const row = Math.floor(i / states) * states;
    const total = counts.slice(row, row + states).reduce((a, b) => a + b, 0);
    return total > 0 ? count / total : (old[i] as number);
  });
}

function normalStep(old: readonly number[], mine: readonly Sighting[]): { readonly means: readonly number[]; readonly sd: number } {
  const means = old.map((before, slot) => {
    const here = mine.filter((s) => s.slot === slot);
    const total = here.reduce((sum, s) => sum + s.weight, 0);
    return total > 0 ? here.reduce((sum, s) => sum + s.weight * s.value, 0) / total : before;
  });
  const total = mine.reduce((sum, s) => sum + s.weight, 0);
  const squares = mine.reduce((sum, s) => sum + s.weight * (s.value - (means[s.slot] as number)) ** 2, 0);
  return { means, sd: Math.sqrt(squares / total) };
}

/** Parameters after one step of EM, flat by name; those without data keep their values. A collapsing sd gives null. */
export function chainStep(c: ChainCase, sightings: readonly Sighting[]): ChainCase["params"] | null {
  const next: Record<string, readonly number[]> = { ...c.params };
  for (const node of c.nodes.filter(({ role }) => role !== "given")) {
    for (const isFirst of node.first ? [true, false] : [false]) {
      const mine = sightings.filter((s) => s.node === node && s.isFirst === isFirst);
      const name = tableName(node, isFirst);
      const old = c.params[name] as readonly number[];
      if (node.states !== null) next[name] = tableStep(old, node.states, mine);
      else if (mine.length > 0) {
        const { means, sd } = normalStep(old, mine);
        if (!(sd > 0.02)) return null;
        next[name] = means;
        next[sdName(node, isFirst)] = [sd];
      }
    }
  }
  return next;
}
