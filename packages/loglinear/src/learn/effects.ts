import type { GroundFactor, ParameterEntry } from "@platewise/graph";
import type { NetworkProblem } from "../expectations/network-problem.ts";
import { fillRemoved } from "./fill-removed.ts";

/**
 * A parameter that is a full table of one ground factor over distinct variables: `axes` are the variables' ids in the order of its
 * indices.
 */
export interface PlainTable {
  readonly entry: ParameterEntry;
  readonly axes: readonly number[];
}

/** The ground factor of each parameter that one factor, and no other, reads. */
function onlyFactors({ ground, layout }: NetworkProblem): ReadonlyMap<ParameterEntry, GroundFactor> {
  const found = new Map<ParameterEntry, GroundFactor | null>();
  for (const factor of ground.factors) {
    for (const entry of layout.entries) {
      const inside = factor.map.cells.some((cell) => cell >= entry.offset && cell < entry.offset + entry.count * entry.length);
      if (inside) found.set(entry, found.has(entry) ? null : factor);
    }
  }
  return new Map([...found].flatMap(([entry, factor]) => (factor ? [[entry, factor] as const] : [])));
}

/** The table that a factor's map is, where it is one: every entry has one cell of its own. */
function plainTable({ ground }: NetworkProblem, entry: ParameterEntry, { law, map }: GroundFactor): PlainTable | null {
  const ids = [...law.parents, law.child];
  const sizes = ids.map((id) => ground.variables[id]?.states ?? 0);
  const isFull =
    law.family.child === "finite" && entry.length === 1 && map.cells.length === entry.count && map.constant.length === entry.count;
  const isPlain = isFull && map.coefficients.every((x) => x === 1) && map.constant.every((x) => x === 0);
  if (!isPlain || law.step !== "every") return null;
  // The place of each variable among the indices, from how the cell moves when its state does.
  const strides = entry.dimensions.map((_, axis) => entry.dimensions.slice(axis + 1).reduce((a, b) => a * b, 1));
  let stride = 1;
  const axes = new Array<number>(ids.length).fill(-1);
  for (let i = ids.length - 1; i >= 0; i--) {
    const moved = (sizes[i] as number) > 1 ? (map.cells[stride] as number) - (map.cells[0] as number) : -1;
    const axis = strides.findIndex((s, a) => s === moved && axes[a] === -1);
    if (axis < 0) return null;
    axes[axis] = ids[i] as number;
    stride *= sizes[i] as number;
  }
  return { entry, axes };
}

/** All parameters as plain tables over modelled variables of one plate, where they all are; null otherwise. */
export function plainTables(problem: NetworkProblem): readonly PlainTable[] | null {
  const { layout, ground } = problem;
  if (layout.entries.some(({ decl }) => decl.fixed !== null)) return null;
  const factors = onlyFactors(problem);
  const tables = layout.entries.map((entry) => {
    const factor = factors.get(entry);
    return factor ? plainTable(problem, entry, factor) : null;
  });
  if (tables.some((table) => table === null || table.axes.some((id) => ground.variables[id]?.decl.role === "given"))) return null;
  // A table inside a group counts once for each of its rows: its effects are not those of the group's own tables.
  const plates = new Set([...factors.values()].map(({ law }) => ground.variables[law.child]?.plate));
  if (plates.size > 1) return null;
  return tables as readonly PlainTable[];
}

/** The non-empty subsets of some axes, as places. */
export function subsets(count: number): readonly (readonly number[])[] {
  return Array.from({ length: 2 ** count - 1 }, (_, mask) =>
    Array.from({ length: count }, (_u, i) => i).filter((i) => ((mask + 1) >> i) & 1),
  );
}

const keyOf = (ids: readonly number[]): string => [...ids].sort((a, b) => a - b).join();

/** Number of identified parameters of a hierarchical model: Σ Π (states − 1) over the effects of its tables, each once. */
export function countEffects({ ground }: NetworkProblem, tables: readonly PlainTable[]): number {
  const effects = new Map<string, number>();
  for (const { axes } of tables) {
    for (const places of subsets(axes.length)) {
      const ids = places.map((place) => axes[place] as number);
      effects.set(
        keyOf(ids),
        ids.reduce((n, id) => n * ((ground.variables[id]?.states ?? 1) - 1), 1),
      );
    }
  }
  return [...effects.values()].reduce((a, b) => a + b, 0);
}

/** Mean of a table over the axes that are not kept, for each configuration of those that are (last fastest). */
function meansOver(values: Float64Array, sizes: readonly number[], kept: readonly number[]): Float64Array {
  const length = kept.reduce((n, axis) => n * (sizes[axis] as number), 1);
  const sums = new Float64Array(length);
  for (let e = 0; e < values.length; e++) {
    const at = placeOf(e, sizes, kept);
    sums[at] = (sums[at] as number) + (values[e] as number);
  }
  return sums.map((sum) => (sum * length) / values.length);
}

/** The configuration of the kept axes that an entry belongs to. */
function placeOf(e: number, sizes: readonly number[], kept: readonly number[]): number {
  const digits = new Array<number>(sizes.length);
  let rest = e;
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    digits[axis] = rest % (sizes[axis] as number);
    rest = Math.floor(rest / (sizes[axis] as number));
  }
  return kept.reduce((at, axis) => at * (sizes[axis] as number) + (digits[axis] as number), 0);
}

/** The effect of some axes in a table: means with those of all smaller sets of axes taken off (it sums to zero along each axis). */
function effectOf(values: Float64Array, sizes: readonly number[], kept: readonly number[]): Float64Array {
  const effect = new Float64Array(kept.reduce((n, axis) => n * (sizes[axis] as number), 1));
  const keptSizes = kept.map((axis) => sizes[axis] as number);
  for (const part of [[], ...subsets(kept.length)]) {
    const means = meansOver(
      values,
      sizes,
      part.map((place) => kept[place] as number),
    );
    const sign = (kept.length - part.length) % 2 === 0 ? 1 : -1;
    for (let e = 0; e < effect.length; e++) effect[e] = (effect[e] as number) + sign * (means[placeOf(e, keptSizes, part)] as number);
  }
  return effect;
}

/** An effect found so far: over variables in the order of their ids. */
interface Effect {
  readonly ids: readonly number[];
  readonly sizes: readonly number[];
  readonly values: Float64Array;
  /** The first table that has it. */
  readonly owner: PlainTable;
}

function collectEffects(tables: readonly PlainTable[], theta: Float64Array): ReadonlyMap<string, Effect> {
  const effects = new Map<string, Effect>();
  for (const table of tables) {
    const { entry, axes } = table;
    const values = theta.subarray(entry.offset, entry.offset + entry.count);
    for (const places of subsets(axes.length)) {
      const kept = [...places].sort((a, b) => (axes[a] as number) - (axes[b] as number));
      const ids = kept.map((place) => axes[place] as number);
      const found = effectOf(values, entry.dimensions, kept);
      const known = effects.get(ids.join());
      if (known) for (let e = 0; e < found.length; e++) known.values[e] = (known.values[e] as number) + (found[e] as number);
      else effects.set(ids.join(), { ids, sizes: kept.map((place) => entry.dimensions[place] as number), values: found, owner: table });
    }
  }
  return effects;
}

/**
 * Writes the tables in sum-to-zero form: every effect (a function of some of the variables that sums to zero along each of them) stands
 * in the first table that holds its variables, and in no other. The distribution stays the same. What is −∞ counts as
 * `fillRemoved` says.
 */
export function canonicaliseEffects(tables: readonly PlainTable[], theta: Float64Array): void {
  const removed = fillRemoved(tables, theta);
  const effects = collectEffects(tables, theta);
  for (const table of tables) {
    const { entry, axes } = table;
    const values = theta.subarray(entry.offset, entry.offset + entry.count);
    values.fill(0);
    for (const { ids, values: effect, owner } of effects.values()) {
      if (owner !== table) continue;
      const kept = ids.map((id) => axes.indexOf(id));
      for (let e = 0; e < values.length; e++) values[e] = (values[e] as number) + (effect[placeOf(e, entry.dimensions, kept)] as number);
    }
  }
  for (const cell of removed) theta[cell] = -Infinity;
}
