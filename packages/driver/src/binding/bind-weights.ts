import { type Column, diagnostic, type PlateDecl, type TextPlace } from "@platewise/core";
import { type BindContext, dataPlace, requireColumn, textPlace } from "./bind-context.ts";
import { boundPlate, type PlateRows } from "./bind-plates.ts";
import { cellText } from "./cells.ts";
import { instanceRows } from "./instance-rows.ts";
import { enclosingPlates } from "./node-readings.ts";
import { readNumbers } from "./read-numbers.ts";
import type { RowGroups } from "./row-groups.ts";

const SHOWN = 10;

/** Weights are counts or shares: outside this range their sums lose all accuracy. */
const [LEAST, MOST] = [1e-100, 1e15];
const weightCheck = { expected: "a weight", accepts: (value: number) => value === 0 || (value >= LEAST && value <= MOST) };

/** Weights by plate, for the innermost plates that read rows. `override` is the column that the user named outside the model. */
export function bindWeights(context: BindContext, plates: PlateRows, override: string | null): ReadonlyMap<number, Float64Array> {
  const weights = new Map<number, Float64Array>();
  const columns = new Map<string, Column | null>();
  const decls = context.model.plates;
  const innermost = decls.filter((plate) => plate.kind !== "fixed" && !decls.some((other) => readsRowsInside(decls, other, plate)));
  if (override !== null && innermost.length === 0) context.found.push(diagnostic("weights-without-plate", {}));
  for (const plate of innermost) {
    const source = override === null ? weightedPlate(context, plate) : null;
    const name = override ?? source?.weightedBy ?? null;
    if (name === null) continue;
    const text = source === null ? undefined : textPlace(context, source.span);
    if (plate.kind === "chain") {
      context.found.push(diagnostic("weights-on-chain", { chain: plate.name }, { text: text ?? textPlace(context, plate.span) }));
      continue;
    }
    if (!columns.has(name)) columns.set(name, checkedColumn(context, name, plates.all, { source, text }));
    const column = columns.get(name) ?? null;
    const groups = plates.byPlate.get(plate.id);
    if (column !== null && groups !== undefined) weights.set(plate.id, gather(context, column, groups, plate));
  }
  return weights;
}

/** True where `other` reads rows and `plate` is its nearest such plate. */
function readsRowsInside(plates: readonly PlateDecl[], other: PlateDecl, plate: PlateDecl): boolean {
  return other.kind !== "fixed" && boundPlate(plates, other.parent)?.id === plate.id;
}

/** The nearest plate, from `plate` outwards, that is weighted. */
function weightedPlate(context: BindContext, plate: PlateDecl): PlateDecl | null {
  return enclosingPlates(context.model, plate.id).findLast((outer) => outer.weightedBy !== null) ?? null;
}

/** The column, if all its cells in kept rows are weights. */
function checkedColumn(
  context: BindContext,
  name: string,
  all: RowGroups,
  reader: { readonly source: PlateDecl | null; readonly text: TextPlace | undefined },
): Column | null {
  const { source, text } = reader;
  const who = source === null ? "the weights option" : `plate \`${source.name}\``;
  const column = requireColumn(context, name, { name: who, span: source?.span ?? null });
  if (column === null) return null;
  const bad: number[] = [];
  const values = readNumbers(column, all.rowOf, false, weightCheck, (row) => bad.push(row));
  const isBad = new Set(bad);
  const wrong = all.rowOf.filter((row, i) => isBad.has(row) || Number.isNaN(values[i]));
  for (const row of wrong.subarray(0, SHOWN)) {
    const details = { found: cellText(column, row) ?? "", column: name };
    context.found.push(diagnostic("bad-weight", details, { text, data: dataPlace(context, row, name) }));
  }
  const data = dataPlace(context, null, name);
  if (wrong.length > SHOWN) context.found.push(diagnostic("more-bad-weights", { count: wrong.length - SHOWN }, { text, data }));
  if (wrong.length === 0 && values.every((value) => value === 0)) {
    context.found.push(diagnostic("zero-weights", { column: name }, { text, data }));
  }
  return wrong.length > 0 ? null : column;
}

function gather(context: BindContext, column: Column, groups: RowGroups, plate: PlateDecl): Float64Array {
  const reader = { node: { name: column.name, span: plate.span }, plate: plate.name };
  const rows = plate.kind === "groups" ? instanceRows(context, column, groups, reader) : groups.rowOf;
  return readNumbers(column, rows, groups.whole, weightCheck, () => undefined);
}
