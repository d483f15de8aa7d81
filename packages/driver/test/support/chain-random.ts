import type { GeneratorValue } from "fast-check";
import fc from "fast-check";
import {
  type ChainCase,
  type ChainNode,
  type ChainParent,
  type ChainTable,
  configurations,
  nodeOf,
  sdName,
  tableName,
} from "./chain-spec.ts";

interface Draw {
  readonly int: (low: number, high: number) => number;
  readonly chance: (percent: number) => boolean;
  readonly of: <T>(items: readonly T[]) => T;
}

function drawer(g: GeneratorValue): Draw {
  const int = (low: number, high: number): number => g(fc.integer, { min: low, max: high });
  return { int, chance: (percent) => int(0, 99) < percent, of: (items) => items[int(0, items.length - 1)] as never };
}

const now = (node: string): ChainParent => ({ node, previous: false });
const before = (node: string): ChainParent => ({ node, previous: true });
const stillOf = (parents: readonly ChainParent[]): readonly ChainParent[] => parents.filter((p) => !p.previous);

/** One or two nodes that hang on the step before, perhaps on each other, on an input and on the sequence. */
function stateNodes(draw: Draw, others: readonly string[]): readonly ChainNode[] {
  const count = draw.of([1, 1, 2]);
  const nodes: ChainNode[] = [];
  for (let i = 0; i < count; i++) {
    const name = `z${i}`;
    const parents = [before(name)];
    if (i === 1 && draw.chance(40)) parents.push(draw.chance(50) ? before("z0") : now("z0"));
    for (const other of others) if (draw.chance(35)) parents.push(now(other));
    const role = draw.chance(30) ? "observed" : "latent";
    nodes.push({ name, where: "step", role, states: draw.of([2, 2, 3]), parents, first: stillOf(parents).filter(() => draw.chance(70)) });
  }
  return nodes;
}

/** What is seen at a step: discrete or a number, of some state, some other node, perhaps of the step before. */
function emission(draw: Draw, i: number, states: readonly string[], others: readonly string[]): ChainNode {
  const parents: ChainParent[] = [];
  for (const state of states) if (draw.chance(70)) parents.push(now(state));
  for (const other of others) if (draw.chance(20)) parents.push(now(other));
  const name = `x${i}`;
  const numeric = draw.chance(40);
  if (draw.chance(15)) parents.push(before(draw.of(states)));
  if (!numeric && draw.chance(12)) parents.push(before(name));
  const first = parents.some((p) => p.previous) ? stillOf(parents) : null;
  return { name, where: "step", role: "observed", states: numeric ? null : draw.of([2, 3]), parents, first };
}

function randomNodes(draw: Draw, grouped: boolean): readonly ChainNode[] {
  const nodes: ChainNode[] = [];
  const node = (name: string, where: ChainNode["where"], role: ChainNode["role"], parents: readonly ChainParent[] = []): void => {
    nodes.push({ name, where, role, states: 2, parents, first: null });
  };
  if (grouped && draw.chance(35)) node("w", "sequence", draw.chance(30) ? "observed" : "latent");
  if (draw.chance(30)) node("u", "step", "given");
  const others = nodes.map(({ name }) => name);
  nodes.push(...stateNodes(draw, others));
  const states = nodes.filter(({ name }) => name.startsWith("z")).map(({ name }) => name);
  if (draw.chance(20)) {
    const previous = draw.chance(35);
    const parents = [now(draw.of(states)), ...(previous ? [before(draw.of(states))] : [])];
    nodes.push({
      name: "l",
      where: "step",
      role: draw.chance(80) ? "latent" : "observed",
      states: 2,
      parents,
      first: previous ? stillOf(parents) : null,
    });
    others.push("l");
  }
  const count = draw.int(1, 2);
  for (let i = 0; i < count; i++) nodes.push(emission(draw, i, states, others));
  return nodes;
}

function simplexOf(draw: Draw, states: number, isSparse: boolean): readonly number[] {
  const weights = Array.from({ length: states }, () => (isSparse && draw.chance(30) ? 0 : draw.int(1, 20)));
  const total = weights.reduce((a, b) => a + b, 0);
  return total === 0 ? weights.map((_, i) => (i === 0 ? 1 : 0)) : weights.map((x) => x / total);
}

function randomParams(draw: Draw, nodes: readonly ChainNode[]): ChainCase["params"] {
  const params: Record<string, readonly number[]> = {};
  const isSparse = draw.chance(15);
  for (const node of nodes.filter(({ role }) => role !== "given")) {
    for (const isFirst of node.first ? [true, false] : [false]) {
      const rows = configurations({ nodes }, (isFirst ? node.first : node.parents) ?? []);
      const { states } = node;
      params[tableName(node, isFirst)] = Array.from({ length: rows }, () =>
        states === null ? [draw.int(-30, 30) / 10] : simplexOf(draw, states, isSparse && node.where === "step"),
      ).flat();
      if (states === null) params[sdName(node, isFirst)] = [draw.int(5, 25) / 10];
    }
  }
  return params;
}

/** Joint states of a sequence that an enumeration goes through at most. */
const MOST_STATES = 2000;

/** Numbers of steps, so few that what is never seen can be enumerated. */
function lengthsOf(draw: Draw, nodes: readonly ChainNode[], grouped: boolean): readonly number[] {
  const perStep = nodes.filter(({ where, role, states }) => where === "step" && role !== "given" && states !== null);
  const latent = perStep.filter(({ role }) => role === "latent").reduce((n, { states }) => n * (states as number), 1);
  const longest = Math.max(1, Math.min(7, Math.floor(Math.log(MOST_STATES / 2) / Math.log(latent * 1.3))));
  return Array.from({ length: grouped ? draw.int(1, 3) : 1 }, () => draw.int(1, longest));
}

function randomTable(draw: Draw, nodes: readonly ChainNode[], grouped: boolean): ChainTable {
  const sequences = lengthsOf(draw, nodes, grouped).flatMap((length, s) => Array.from({ length }, () => `s${s}`));
  // Rows of different sequences may stand in any order; those of one keep theirs.
  const mixed = sequences.length > 1 && draw.chance(30) ? [...sequences].sort(() => (draw.chance(50) ? 1 : -1)) : sequences;
  const cells: Record<string, readonly (number | null)[]> = {};
  for (const { name, where, role, states } of nodes.filter((n) => n.role !== "latent")) {
    const missing = role === "given" || draw.chance(45) ? 0 : name.startsWith("z") ? 60 : 30;
    const cell = (): number | null => (draw.chance(missing) ? null : states === null ? draw.int(-40, 40) / 10 : draw.int(0, states - 1));
    const ofSequence = new Map(mixed.map((s) => [s, cell()]));
    cells[name] = mixed.map((s) => (where === "sequence" ? (ofSequence.get(s) ?? null) : cell()));
  }
  return { sequences: mixed, cells: fewUnknowns(nodes, grouped ? mixed : mixed.map(() => "all"), cells) };
}

/** Fills empty cells of discrete nodes, from the last row on, until every sequence's unknowns can be enumerated. */
function fewUnknowns(nodes: readonly ChainNode[], sequences: readonly string[], cells: ChainTable["cells"]): ChainTable["cells"] {
  const states = new Map<string, number>();
  const discrete = nodes.filter((n) => n.states !== null && n.role !== "given");
  const filled = Object.fromEntries(Object.entries(cells).map(([name, column]) => [name, [...column]]));
  const grow = (s: string, by: number): number => {
    states.set(s, (states.get(s) ?? 1) * by);
    return states.get(s) as number;
  };
  for (const n of discrete)
    if (n.role === "latent") (n.where === "step" ? sequences : [...new Set(sequences)]).forEach((s) => grow(s, n.states as number));
  for (const n of discrete) {
    sequences.forEach((s, row) => {
      const column = filled[n.name];
      if (column?.[row] === null && grow(s, n.states as number) > MOST_STATES && n.where === "step") {
        column[row] = 0;
        grow(s, 1 / (n.states as number));
      }
    });
  }
  return filled;
}

/** A small random chain with parameters and a table that fits it. */
export function randomChain(g: GeneratorValue): ChainCase {
  const draw = drawer(g);
  const grouped = draw.chance(75);
  const nodes = randomNodes(draw, grouped);
  return { grouped, nodes, params: randomParams(draw, nodes), table: randomTable(draw, nodes, grouped) };
}

/** Whether a node can be unknown in a table: latent, or with an empty cell. */
export const isOpen = (c: ChainCase, name: string): boolean =>
  nodeOf(c, name).role === "latent" || (c.table.cells[name] ?? []).some((cell) => cell === null);
