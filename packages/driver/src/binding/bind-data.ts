import {
  type BoundData,
  type BoundPlate,
  type DataTable,
  diagnostic,
  failure,
  nearestName,
  type Outcome,
  success,
  type TemplateModel,
} from "@platewise/core";
import { type BindContext, dataPlace } from "./bind-context.ts";
import { bindNode } from "./bind-node.ts";
import { bindPlates, type PlateRows } from "./bind-plates.ts";
import { bindWeights } from "./bind-weights.ts";
import { firstFilledRow, isEmptyCell } from "./cells.ts";
import { fillModel } from "./fill-model.ts";
import { labelsFromData } from "./labels-from-data.ts";
import { findReadings, type NodeReading } from "./node-readings.ts";

/**
 * `latent`: observed nodes to infer everywhere. `weights`: the column of row weights, in place of the model's. `rows`:
 * `complete` drops rows with an empty cell in any node of the model. `initialTypes`: label sets, by type name, for types that
 * would take theirs from the data (those of an earlier fit).
 */
export interface BindOptions {
  readonly latent?: readonly string[];
  readonly weights?: string;
  readonly rows?: "all" | "complete";
  readonly initialTypes?: Readonly<Record<string, readonly string[]>>;
}

/** Sees a table through a model: finds columns, turns cells into states and numbers, counts the instances of plates. */
export function bindData(model: TemplateModel, table: DataTable, options: BindOptions = {}): Outcome<BoundData> {
  const latent = options.latent ?? [];
  const draft: BindContext = { model, table, found: [] };
  const sets = labelsFromData(draft, findReadings({ ...draft, found: [] }, latent), options.initialTypes ?? {});
  const filled = fillModel(draft, sets);
  const context: BindContext = { ...draft, model: filled };
  checkLatent(context, latent);
  const readings = findReadings(context, latent);
  const kept = options.rows === "complete" ? completeRows(context, readings) : null;
  const plates = bindPlates(context, kept);
  if (table.rows === 0)
    context.found.push(diagnostic("no-rows", { columns: table.columns.length }, { data: dataPlace(context, null, null) }));
  if (plates.all.instances === 0) return failure(context.found);
  const weights = bindWeights(context, plates, options.weights ?? null);
  const nodes = readings.flatMap((reading) => bindNode(context, reading, plates) ?? []);
  if (context.found.some(({ severity }) => severity === "error")) return failure(context.found);
  const bound: BoundData = {
    model: filled,
    table: { name: table.name, rows: table.rows },
    plates: boundPlates(plates, weights),
    instanceOfRow: [...plates.byPlate.values()].map((groups) => groups.instanceOfRow),
    nodes,
    labelsFromData: sets,
    droppedRows: table.rows - plates.all.instances,
  };
  return success(bound, context.found);
}

function boundPlates(plates: PlateRows, weights: ReadonlyMap<number, Float64Array>): readonly BoundPlate[] {
  return [...plates.byPlate].map(([plate, { instances, parentOf, rowOf }]) => {
    return { plate, instances, parentOf, rowOf, weights: weights.get(plate) ?? null };
  });
}

function checkLatent(context: BindContext, latent: readonly string[]): void {
  const { nodes } = context.model;
  for (const name of latent) {
    const node = nodes.find((candidate) => candidate.name === name);
    if (node === undefined) {
      const candidates = nodes.filter(({ role }) => role !== "given").map((other) => other.name);
      context.found.push(diagnostic("unknown-latent", { name, near: nearestName(name, candidates), nodes: candidates }));
    } else if (node.role === "given") {
      const text = { source: context.model.source, span: node.span };
      context.found.push(diagnostic("given-latent", { name }, { text }));
    }
  }
}

/** 1 for each row without an empty cell in the columns of nodes that have values. */
function completeRows(context: BindContext, readings: readonly NodeReading[]): Uint8Array {
  const kept = new Uint8Array(context.table.rows).fill(1);
  for (const { node, columns, latent } of readings) {
    if (latent || node.role === "latent" || columns.every((column) => firstFilledRow(column) < 0)) continue;
    for (const column of columns) {
      for (let row = 0; row < kept.length; row += 1) if (isEmptyCell(column, row)) kept[row] = 0;
    }
  }
  const { rows } = context.table;
  const dropped = kept.reduce((count, keep) => count + 1 - keep, 0);
  const data = dataPlace(context, null, null);
  if (dropped === rows) context.found.push(diagnostic("no-complete-rows", { rows }, { data }));
  else if (dropped > 0) context.found.push(diagnostic("rows-dropped", { dropped, rows }, { severity: "note", data }));
  return kept;
}
