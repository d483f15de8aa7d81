import type { BoundData, Column, DataTable, Diagnostic, Family, FitResult, Outcome } from "@platewise/core";
import { createRandom, diagnostic, failure, success } from "@platewise/core";
import { families as allFamilies } from "@platewise/distributions";
import { layOutParameters, type Value } from "@platewise/graph";
import type { Model } from "../api/model.ts";
import type { ParamInput } from "../api/options.ts";
import { boundPlate } from "../binding/bind-plates.ts";
import { bindData } from "../binding/index.ts";
import { drawNodes, refuseModel } from "../sampling/draw-nodes.ts";
import { type DrawnVariable, drawnVariables } from "../sampling/drawn-variables.ts";
import { countRows, layOutRows, refuseCounts, withWeights } from "../sampling/lay-out-rows.ts";
import { parameterValues } from "../sampling/parameter-values.ts";
import { drawPosterior } from "../sampling/posterior-draws.ts";
import { takeStates } from "../sampling/take-states.ts";
import { columnOf, refuseClashes, type WrittenColumn, withColumns, writtenColumns } from "../sampling/written-columns.ts";
import { type DataInput, toDataTable } from "../sources/index.ts";
import { costlySums } from "./costly-sums.ts";
import { layoutParameters } from "./known-parameters.ts";
import { prepareBound } from "./prepare.ts";
import { typesOf } from "./read-parameters.ts";

/** Options of `sample`. */
export interface SampleOptions {
  /** The parameters: a fit or its `params`; those that the model fixes may be left out. */
  readonly params?: ParamInput | FitResult;
  /** Instances of the outermost plates: rows, groups, or steps of a chain (default 1; with `given` all of the table). */
  readonly n?: number;
  /** Instances of each plate inside, by its name, in one instance of the plate around it (default 1). Not used with `given`. */
  readonly per?: Readonly<Record<string, number>>;
  /** A table whose rows are completed: it has the columns of `given` nodes, and those by which plates group and order. */
  readonly given?: DataInput;
  /** Write the values of latent nodes, too (default true). */
  readonly latents?: boolean;
  /** Default 1. */
  readonly seed?: number;
  /** Of networks: largest joint table, in states, that is summed exactly (default 1e6). */
  readonly budget?: number;
}

/** Simulated rows. `latents` names the columns that hold values of latent nodes; they are of no use as data. */
export interface SampleResult {
  readonly schema: "platewise/sample@1";
  readonly model: string;
  readonly seed: number;
  readonly latents: readonly string[];
  readonly table: DataTable;
}

/** Most cells of a simulated table. */
const MOST_CELLS = 1e7;

/** The rows of a table that belong to the first `n` instances of the outermost plate; a finding where there are fewer. */
function firstInstances(table: DataTable, { model, plates, instanceOfRow }: BoundData, n: number): Outcome<DataTable> {
  const top = plates.findIndex(
    ({ plate }) => boundPlate(model.plates, model.plates.find(({ id }) => id === plate)?.parent ?? null) === null,
  );
  const found = plates[top]?.instances ?? 0;
  if (found < n) {
    const plate = model.plates.find(({ id }) => id === plates[top]?.plate)?.name ?? "";
    return failure([diagnostic("given-too-short", { plate, found, asked: n })]);
  }
  const rows = [...(instanceOfRow[top] ?? []).keys()].filter((row) => ((instanceOfRow[top] as Int32Array)[row] as number) < n);
  const pick = (column: Column): Column =>
    column.kind === "text"
      ? { ...column, codes: Int32Array.from(rows, (row) => column.codes[row] as number) }
      : {
          ...column,
          values: Float64Array.from(rows, (row) => column.values[row] as number),
          odd: new Map(rows.flatMap((row, i) => (column.odd.has(row) ? [[i, column.odd.get(row) as string] as const] : []))),
        };
  return success({ ...table, rows: rows.length, columns: table.columns.map(pick), lineOf: (row) => table.lineOf(rows[row] as number) });
}

/** Binds a table of which all but the given columns are to be drawn. */
function bindForDrawing(model: Model, table: DataTable, { params }: SampleOptions): Outcome<BoundData> {
  const latent = model.template.nodes.filter(({ role }) => role !== "given").map(({ name }) => name);
  const bound = bindData(model.template, table, { latent, ...typesOf(params) });
  const isOfUse = ({ severity }: Diagnostic): boolean => severity !== "note";
  return bound.ok ? success(bound.value, bound.diagnostics.filter(isOfUse)) : bound;
}

interface Rows {
  readonly table: DataTable;
  readonly data: BoundData;
}

function givenRows(model: Model, given: DataInput, options: SampleOptions): Outcome<Rows> {
  const read = toDataTable(given);
  if (!read.ok) return read;
  const whole = withWeights(model.template, read.value);
  const bound = bindForDrawing(model, whole, options);
  if (!bound.ok) return failure([...read.diagnostics, ...bound.diagnostics]);
  const notes = [...read.diagnostics, ...bound.diagnostics];
  if (options.n === undefined) return success({ table: whole, data: bound.value }, notes);
  const table = firstInstances(whole, bound.value, options.n);
  if (!table.ok) return table;
  const data = bindForDrawing(model, table.value, options);
  return data.ok ? success({ table: table.value, data: data.value }, notes) : data;
}

/** An empty table of the asked-for size, bound. */
function emptyRows(model: Model, options: SampleOptions): Outcome<Rows> {
  const { n = 1, per = {} } = options;
  const { template } = model;
  const nodes = template.nodes.filter(({ role }) => role === "given").map(({ name }) => name);
  const found: Diagnostic[] = [...refuseCounts(template, per)];
  if (nodes.length > 0) found.push(diagnostic("given-needs-table", { nodes }));
  const rows = countRows(template, { n, per });
  const columns = template.nodes.length;
  if (rows * columns > MOST_CELLS) found.push(diagnostic("too-many-simulated", { rows, columns, limit: MOST_CELLS }));
  if (found.length > 0) return failure(found);
  const table = layOutRows(template, { n, per });
  const data = bindForDrawing(model, table, options);
  return data.ok ? success({ table, data: data.value }, data.diagnostics) : data;
}

/** Rows to be completed, and everything that they are drawn with. */
interface Ready extends Rows {
  readonly variables: readonly DrawnVariable[];
  readonly written: readonly WrittenColumn[];
  readonly params: ReadonlyMap<string, Value>;
  readonly theta: Float64Array;
}

function makeReady({ data, table }: Rows, options: SampleOptions): Outcome<Ready> {
  const layout = layOutParameters(data.model.params);
  const theta = layoutParameters(data.model, layout, options.params);
  const variables = drawnVariables(data);
  const written = writtenColumns(data, table, variables, options.latents ?? true);
  const found = [...(theta.ok ? [] : theta.diagnostics), ...refuseClashes(data, written)];
  if (!theta.ok || found.length > 0) return failure(found);
  return success({ data, table, variables, written, params: parameterValues(layout, theta.value.values), theta: theta.value.values });
}

function drawModel(ready: Ready, families: readonly Family[], seed: number): readonly Diagnostic[] {
  const problem = drawNodes({ ...ready, families }, createRandom(seed));
  return problem ? [problem] : [];
}

/** Draws all of a network's nodes jointly, by the engine that sums over them. */
function drawNetwork({ data, variables, theta }: Ready, { seed = 1, budget }: SampleOptions): readonly Diagnostic[] {
  const prepared = prepareBound(data, { keepBarren: true, distinct: false, ...(budget === undefined ? {} : { budget }) });
  if (!prepared.ok) return costlySums(prepared.diagnostics, { over: "all configurations", avoidable: false });
  takeStates(variables, drawPosterior(prepared.value, theta, createRandom(seed)).states);
  return [];
}

/** Draws rows from a model at known parameters: of a directed one by ancestral sampling. The first rows do not depend on how many are drawn. */
export function runSample(model: Model, options: SampleOptions, families: readonly Family[] = allFamilies): Outcome<SampleResult> {
  const { template } = model;
  const { seed = 1, given } = options;
  const refused = refuseModel(template, families);
  if (refused.length > 0) return failure(refused);
  const rows = given === undefined ? emptyRows(model, options) : givenRows(model, given, options);
  if (!rows.ok) return rows;
  const ready = makeReady(rows.value, options);
  if (!ready.ok) return failure([...rows.diagnostics, ...ready.diagnostics]);
  const { data, table, written } = ready.value;
  const problems = template.kind === "network" ? drawNetwork(ready.value, options) : drawModel(ready.value, families, seed);
  if (problems.length > 0) return failure([...rows.diagnostics, ...problems]);
  const complete = withColumns(
    table,
    written.map((column) => columnOf(data, table.rows, column)),
  );
  const latents = written.filter(({ variable }) => variable.decl.role === "latent").map(({ name }) => name);
  return success({ schema: "platewise/sample@1", model: model.name, seed, latents, table: complete }, rows.diagnostics);
}
