import type { Column, DataTable, Diagnostic, PlateDecl, TemplateModel } from "@platewise/core";
import { diagnostic, nearestName } from "@platewise/core";
import { boundPlate } from "../binding/bind-plates.ts";

/** How many instances there are: `n` of the outermost plates that read rows, `per` (by name, else 1) of each plate inside, per instance. */
export interface InstanceCounts {
  readonly n: number;
  readonly per: Readonly<Record<string, number>>;
}

/** A plate that reads rows with those directly inside it. */
interface RowPlate {
  readonly decl: PlateDecl;
  readonly count: number;
  readonly inner: readonly RowPlate[];
}

function plateTree({ plates }: TemplateModel, outer: number | null, { n, per }: InstanceCounts): readonly RowPlate[] {
  const own = plates.filter((plate) => plate.kind !== "fixed" && (boundPlate(plates, plate.parent)?.id ?? null) === outer);
  return own.map((decl) => ({
    decl,
    count: outer === null ? n : Object.hasOwn(per, decl.name) ? (per[decl.name] as number) : 1,
    inner: plateTree({ plates } as TemplateModel, decl.id, { n, per }),
  }));
}

/** Rows that one instance of each of these plates' surroundings needs: plates side by side share them. */
const rowsNeeded = (plates: readonly RowPlate[]): number =>
  plates.reduce((most, plate) => Math.max(most, plate.count * rowsOfOne(plate)), 1);
const rowsOfOne = ({ inner }: RowPlate): number => rowsNeeded(inner);

/** Names in `per` that are no plate inside another one that reads rows. */
export function refuseCounts({ plates }: TemplateModel, per: InstanceCounts["per"]): readonly Diagnostic[] {
  const inner = plates.filter((plate) => plate.kind !== "fixed" && boundPlate(plates, plate.parent) !== null).map(({ name }) => name);
  return Object.keys(per)
    .filter((name) => !inner.includes(name))
    .map((name) => {
      const isOuter = plates.some((plate) => plate.name === name && plate.kind !== "fixed");
      const isFixed = plates.some((plate) => plate.name === name && plate.kind === "fixed");
      const why = isOuter ? "outermost" : isFixed ? "fixed" : "unknown";
      return diagnostic("per-not-a-plate", { name, why, inner, near: nearestName(name, inner) });
    });
}

/** The number of rows that so many instances take. */
export const countRows = (model: TemplateModel, counts: InstanceCounts): number => rowsNeeded(plateTree(model, null, counts));

interface Layout {
  readonly columns: Map<string, Float64Array>;
  /** Groups numbered so far, by column. */
  readonly groups: Map<string, number>;
  readonly rows: number;
}

/** The column of that name, new or not; null where a plate further out has filled it. */
function newColumn({ columns, rows }: Layout, name: string, owners: Map<string, number>, plate: number): Float64Array | null {
  if (owners.has(name) && owners.get(name) !== plate) return null;
  owners.set(name, plate);
  const column = columns.get(name) ?? new Float64Array(rows);
  columns.set(name, column);
  return column;
}

function fillPlate(layout: Layout, owners: Map<string, number>, { decl, count, inner }: RowPlate, from: number, to: number): void {
  const { by, kind, weightedBy, id } = decl;
  if (weightedBy !== null) newColumn(layout, weightedBy, owners, id)?.fill(1, from, to);
  const column = by === null ? null : newColumn(layout, by, owners, id);
  if (kind !== "groups") {
    if (column) for (let row = from; row < to; row++) column[row] = row - from + 1;
    return;
  }
  for (let group = 0; group < count; group++) {
    const start = from + Math.floor((group * (to - from)) / count);
    const end = from + Math.floor(((group + 1) * (to - from)) / count);
    const number = (layout.groups.get(by as string) ?? 0) + 1;
    if (column) {
      layout.groups.set(by as string, number);
      column.fill(number, start, end);
    }
    for (const plate of inner) fillPlate(layout, owners, plate, start, end);
  }
}

/**
 * A table with as many rows as the instances take, and the columns by which plates group, order and weight them: groups and
 * steps are numbered from 1, weights are 1.
 */
export function layOutRows(model: TemplateModel, counts: InstanceCounts): DataTable {
  const tree = plateTree(model, null, counts);
  const rows = rowsNeeded(tree);
  const layout: Layout = { columns: new Map(), groups: new Map(), rows };
  const owners = new Map<string, number>();
  for (const plate of tree) fillPlate(layout, owners, plate, 0, rows);
  const columns = [...layout.columns].map(([name, values]): Column => ({ kind: "number", name, values, odd: new Map() }));
  return { name: "the simulated rows", rows, columns, lineOf: () => null };
}

/** A table with a column of ones for each weight that it lacks. */
export function withWeights(model: TemplateModel, table: DataTable): DataTable {
  const names = new Set(model.plates.flatMap(({ weightedBy }) => weightedBy ?? []));
  const lacking = [...names].filter((name) => !table.columns.some((column) => column.name === name));
  const ones = lacking.map((name): Column => ({ kind: "number", name, values: new Float64Array(table.rows).fill(1), odd: new Map() }));
  return { ...table, columns: [...table.columns, ...ones] };
}
