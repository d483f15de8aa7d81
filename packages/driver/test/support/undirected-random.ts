import type { Draw } from "./network-draw.ts";
import { type Refs, randomFactor, randomTableFactor } from "./undirected-random-factor.ts";
import { type ParamKind, ParamPool } from "./undirected-random-params.ts";
import type { LevelSpec, NodeSpec, UndirectedCase, UndirectedSpec } from "./undirected-spec.ts";
import { printable, types } from "./undirected-spec.ts";
import type { TextTable } from "./undirected-unroll.ts";

/** What networks a property wants to see. */
export interface UndirectedKind extends ParamKind {
  readonly shapes: readonly ("flat" | "grouped" | "deep" | "chain" | "chains")[];
  /** Percent of cells that are empty, and of nodes that are latent. */
  readonly empty: number;
  readonly latent: number;
  /** Percent of nodes that are given. */
  readonly given: number;
  readonly rows: readonly [least: number, most: number];
  readonly weights: boolean;
  /** Every factor is a table. */
  readonly tables: boolean;
}

const opens: Readonly<Record<UndirectedKind["shapes"][number], readonly string[]>> = {
  flat: ["plate row"],
  grouped: ["plate group by group", "plate row"],
  deep: ["plate block by block", "plate group by group", "plate row"],
  chain: ["chain t"],
  chains: ["plate group by group", "chain t"],
};

/** Most configurations of everything that is modelled in one unit. */
const MOST_STATES = 1200;

function randomNode(draw: Draw, { given, latent }: UndirectedKind, level: number, at: number): NodeSpec {
  const role = draw.chance(given) ? "given" : draw.chance(latent) ? "latent" : "observed";
  const isNumber = role === "given" && draw.chance(70);
  const type = draw.of(Object.keys(types));
  const members = draw.chance(25) ? draw.int(2, 3) : null;
  return { name: `n${at}`, level, role, type: isNumber ? null : type, inline: draw.chance(30), members };
}

/** Number of configurations of one instance of each level. */
const statesOf = (nodes: readonly NodeSpec[], level: number): number =>
  nodes
    .filter((node) => node.level === level && node.role !== "given")
    .reduce((n, { type, members }) => n * (types[type as string] as readonly string[]).length ** (members ?? 1), 1);

function randomNodes(draw: Draw, kind: UndirectedKind, levels: number): readonly NodeSpec[] {
  const most = levels > 1 ? 4 : 5;
  const wanted = draw.int(levels > 1 ? 3 : 2, most);
  const nodes: NodeSpec[] = [];
  const limit = levels > 1 ? 12 : MOST_STATES / 4;
  for (let at = 0; nodes.length < wanted && at < 20; at++) {
    const level = nodes.length === 0 ? levels - 1 : draw.int(0, levels - 1);
    const node = randomNode(draw, nodes.length === 0 ? { ...kind, given: 0, latent: 0 } : kind, level, nodes.length);
    if (statesOf([...nodes, node], level) <= limit) nodes.push(node);
  }
  return nodes;
}

const bound = (x: number): string => String(Number(x.toFixed(2)));

/** Rows of the innermost level: the groups that hold them, by level. */
function randomGroups(draw: Draw, spec: UndirectedSpec, rows: number): Readonly<Record<string, readonly string[]>> {
  const groups: Record<string, readonly string[]> = {};
  let outer = new Array<string>(rows).fill("");
  for (const { group } of spec.levels) {
    if (group === null) continue;
    const size = draw.int(1, 3);
    outer = outer.map((name) => `${name}${"pqr"[draw.int(0, size - 1)]}`);
    groups[group] = outer;
  }
  return groups;
}

function randomCells(draw: Draw, kind: UndirectedKind, node: NodeSpec, keys: readonly string[]): readonly (string | null)[] {
  const labels = node.type === null ? null : (types[node.type] as readonly string[]);
  const known = new Map<string, string | null>();
  return keys.map((key) => {
    const value = known.has(key)
      ? (known.get(key) as string | null)
      : node.role !== "given" && draw.chance(kind.empty)
        ? null
        : labels
          ? draw.of(labels)
          : bound(draw.int(-200, 200) / 100);
    known.set(key, value);
    return value;
  });
}

/** A table for a network: cells of outer nodes are repeated over the rows of their group. */
function randomTable(draw: Draw, kind: UndirectedKind, spec: UndirectedSpec): TextTable {
  const inner = statesOf(spec.nodes, spec.levels.length - 1);
  const perUnit = Math.max(1, Math.floor(Math.log(MOST_STATES / 6) / Math.log(Math.max(2, inner))));
  const all = spec.levels.length > 1 || spec.levels[0]?.open === "chain t" ? Math.min(kind.rows[1], perUnit) : kind.rows[1];
  const rows = draw.int(Math.min(kind.rows[0], all), all) + (spec.levels.length > 1 ? draw.int(0, 2) : 0);
  const groups = randomGroups(draw, spec, rows);
  const columns: Record<string, readonly (string | null)[]> = { ...groups };
  for (const node of spec.nodes) {
    if (node.role === "latent") continue;
    const { group } = spec.levels[node.level] as LevelSpec;
    const keys = group === null ? Array.from({ length: rows }, (_, row) => String(row)) : (groups[group] as readonly string[]);
    for (let m = 0; m < (node.members ?? 1); m++)
      columns[node.members === null ? node.name : `${node.name}_${m}`] = randomCells(draw, kind, node, keys);
  }
  // Inside a group a row that counts twice is two rows.
  let left = spec.levels.length > 1 ? perUnit : Number.POSITIVE_INFINITY;
  const weight = (row: number): number => {
    const drawn = row === 0 ? 1 : Math.min(left, draw.of(spec.levels.length > 1 ? [0, 1, 1, 2] : [0, 0.5, 1, 2, 3]));
    left -= drawn;
    return drawn;
  };
  if (spec.weighted) columns.times = Array.from({ length: rows }, (_, row) => String(weight(row)));
  return { rows, columns };
}

/** A random network with its parameters and a table. */
export function randomUndirected(draw: Draw, kind: UndirectedKind): UndirectedCase {
  const shape = draw.of(kind.shapes);
  const nodes = randomNodes(draw, kind, opens[shape].length);
  const weighted = kind.weights && !shape.startsWith("chain") && draw.chance(30);
  const levels = opens[shape].map((open): LevelSpec => ({ open, group: / by (\w+)/.exec(open)?.[1] ?? null }));
  const params = new ParamPool(draw, kind);
  const factors = Array.from({ length: draw.int(1, 6) }, () => {
    const level = draw.chance(70) ? levels.length - 1 : draw.int(0, levels.length - 1);
    const visible = nodes.filter((node) => node.level <= level);
    const refs: Refs = { nodes: visible, previous: levels[level]?.open === "chain t" ? nodes.filter((node) => node.level === level) : [] };
    return visible.some(({ role }) => role !== "given")
      ? [{ level, text: kind.tables ? randomTableFactor(draw, refs, params) : randomFactor(draw, refs, params) }]
      : [];
  }).flat();
  const spec: UndirectedSpec = { levels, nodes, factors, params: params.all, weighted };
  return { spec: printable(spec), table: randomTable(draw, kind, spec), elimination: draw.of([null, "min-fill", "min-weight"] as const) };
}
