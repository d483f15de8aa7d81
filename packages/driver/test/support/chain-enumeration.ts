import { type ChainCase, type ChainNode, type ChainParent, nodeOf, sdName, tableName } from "./chain-spec.ts";

/** One unrolled node: at a step of a sequence (row of the table), or of the sequence as a whole (its first row). */
interface Cell {
  readonly node: ChainNode;
  readonly row: number;
  readonly isFirst: boolean;
  readonly parents: readonly number[];
  readonly known: number | null;
}

/** One law at work in one joint state: its slot, the value of its child, and the posterior weight. */
export interface Sighting {
  readonly node: ChainNode;
  readonly isFirst: boolean;
  readonly slot: number;
  readonly value: number;
  readonly row: number;
  readonly weight: number;
}

/** What enumeration finds of one sequence: posteriors by `name:row`, and every law's sightings. */
export interface SequenceResult {
  readonly rows: readonly number[];
  readonly logLik: number;
  readonly marginals: ReadonlyMap<string, readonly number[]>;
  readonly sightings: readonly Sighting[];
  readonly bestLogProb: number;
  /** Log-probability of one joint state, given by `name:row`. */
  readonly logProbOf: (states: ReadonlyMap<string, number>) => number;
}

function unroll(c: ChainCase, rows: readonly number[]): readonly Cell[] {
  const cells: Cell[] = [];
  const placeOf = new Map<string, number>();
  const push = (node: ChainNode, row: number, t: number): void => {
    const isFirst = t === 0 && node.first !== null;
    const parents = ((isFirst ? node.first : node.parents) ?? []).map((p: ChainParent) => {
      const at = nodeOf(c, p.node).where === "sequence" ? -1 : p.previous ? t - 1 : t;
      return placeOf.get(`${p.node}:${at}`) as number;
    });
    placeOf.set(`${node.name}:${node.where === "sequence" ? -1 : t}`, cells.length);
    cells.push({ node, row, isFirst, parents, known: node.role === "latent" ? null : (c.table.cells[node.name]?.[row] ?? null) });
  };
  for (const node of c.nodes) if (node.where === "sequence") push(node, rows[0] as number, -1);
  rows.forEach((row, t) => {
    for (const node of c.nodes) if (node.where === "step") push(node, row, t);
  });
  return cells;
}

const LOG_2PI = Math.log(2 * Math.PI);

function logLaw(c: ChainCase, { node, isFirst }: Cell, slot: number, value: number): number {
  const p = c.params[tableName(node, isFirst)] as readonly number[];
  if (node.states !== null) return Math.log(p[slot * node.states + value] as number);
  const sd = c.params[sdName(node, isFirst)]?.[0] as number;
  return -0.5 * LOG_2PI - Math.log(sd) - 0.5 * ((value - (p[slot] as number)) / sd) ** 2;
}

/** Slot of a cell's law, the last parent fastest. */
function slotOf(cells: readonly Cell[], { parents }: Cell, states: readonly number[]): number {
  return parents.reduce((slot, p) => slot * (cells[p]?.node.states as number) + (states[p] as number), 0);
}

type Visit = (states: readonly number[], logProb: number) => void;

/** Calls `visit` for every joint state of the unknowns; empty numbers integrate to one. */
function visitAll(c: ChainCase, cells: readonly Cell[], visit: Visit): void {
  const states: number[] = [];
  const go = (i: number, logProb: number): void => {
    const cell = cells[i];
    if (!cell) {
      visit(states, logProb);
      return;
    }
    const { node, known } = cell;
    const values = known !== null ? [known] : node.states === null ? [Number.NaN] : Array.from({ length: node.states }, (_, k) => k);
    for (const value of values) {
      states[i] = value;
      const own = node.role === "given" || Number.isNaN(value) ? 0 : logLaw(c, cell, slotOf(cells, cell, states), value);
      go(i + 1, logProb + own);
    }
  };
  go(0, 0);
}

function enumerate(c: ChainCase, rows: readonly number[]): SequenceResult {
  const cells = unroll(c, rows);
  const all: { states: readonly number[]; logProb: number }[] = [];
  visitAll(c, cells, (states, logProb) => {
    if (logProb > -Infinity) all.push({ states: [...states], logProb });
  });
  const top = all.reduce((best, { logProb }) => Math.max(best, logProb), -Infinity);
  const total = all.reduce((sum, { logProb }) => sum + Math.exp(logProb - top), 0);
  const marginals = new Map<string, number[]>();
  const sightings: Sighting[] = [];
  for (const { node, row } of cells) if (node.states !== null) marginals.set(`${node.name}:${row}`, new Array<number>(node.states).fill(0));
  for (const { states, logProb } of all) {
    const weight = Math.exp(logProb - top) / total;
    cells.forEach((cell, i) => {
      const { node, row, isFirst } = cell;
      const value = states[i] as number;
      const into = marginals.get(`${node.name}:${row}`);
      if (into) into[value] = (into[value] as number) + weight;
      if (node.role !== "given" && !Number.isNaN(value))
        sightings.push({ node, isFirst, slot: slotOf(cells, cell, states), value, row, weight });
    });
  }
  const logProbOf = (wanted: ReadonlyMap<string, number>): number => {
    const states = cells.map(({ node, row, known }) => known ?? wanted.get(`${node.name}:${row}`) ?? Number.NaN);
    return cells.reduce((sum, cell, i) => {
      const value = states[i] as number;
      return cell.node.role === "given" || Number.isNaN(value) ? sum : sum + logLaw(c, cell, slotOf(cells, cell, states), value);
    }, 0);
  };
  return { rows, logLik: total > 0 ? top + Math.log(total) : -Infinity, marginals, sightings, bestLogProb: top, logProbOf };
}

/** Brute force over every joint state of every sequence of a case, in order of the sequences' first rows. */
export function enumerateChain(c: ChainCase): readonly SequenceResult[] {
  const rowsOf = new Map<string, number[]>();
  c.table.sequences.forEach((s, row) => {
    const key = c.grouped ? s : "all";
    rowsOf.set(key, [...(rowsOf.get(key) ?? []), row]);
  });
  return [...rowsOf.values()].map((rows) => enumerate(c, rows));
}
