import type { DataTable, Diagnostic, FitResult, NodeDecl, Outcome } from "@platewise/core";
import { createRandom, diagnostic, failure, success } from "@platewise/core";
import { families } from "@platewise/distributions";
import { walkExpression } from "@platewise/graph";
import type { Model } from "../api/model.ts";
import type { DataOptions, ParamInput } from "../api/options.ts";
import { drawNodes } from "../sampling/draw-nodes.ts";
import { type DrawnVariable, drawnVariables } from "../sampling/drawn-variables.ts";
import { fillCells } from "../sampling/fill-cells.ts";
import { parameterValues } from "../sampling/parameter-values.ts";
import { drawPosterior } from "../sampling/posterior-draws.ts";
import { takeStates } from "../sampling/take-states.ts";
import { type DataInput, toDataTable } from "../sources/index.ts";
import { impossibleRow } from "./findings.ts";
import { knownParameters } from "./known-parameters.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { typesOf } from "./read-parameters.ts";

/** Options of `impute`. */
export interface ImputeOptions extends Omit<DataOptions, "rows"> {
  /** The parameters: a fit or its `params`; those that the model fixes may be left out. */
  readonly params?: ParamInput | FitResult;
  /** Default 1. */
  readonly seed?: number;
  readonly budget?: number;
}

/** The data with its empty cells filled; `filled` says how many there were. */
export interface ImputeResult {
  readonly schema: "platewise/impute@1";
  readonly model: string;
  readonly seed: number;
  readonly filled: number;
  readonly table: DataTable;
}

/** Streams of random numbers: joint draws of discrete nodes, and numbers given those. */
const [DISCRETE, NUMBERS] = [0, 1];

const mentions = ({ law, initial }: NodeDecl, name: string): boolean => {
  let found = false;
  for (const { value } of [...(law?.args ?? []), ...(initial?.args ?? [])]) {
    walkExpression(value, (e) => {
      if (e.op === "node" && e.name === name) found = true;
    });
  }
  return found;
};

/** Whether an unknown value of a number is followed by a known value of a child; beside other plates any known one counts. */
function isInformed(number: DrawnVariable, child: DrawnVariable): boolean {
  const isHere = number.plate === child.plate && !child.decl.initial;
  return child.known.some((known, i) => known === 1 && (!isHere || number.known[i] === 0));
}

/** Numbers with empty cells on which something observed depends: their posterior is not their law. */
function refuseNumbers({ data }: Prepared, variables: readonly DrawnVariable[]): readonly Diagnostic[] {
  const unknown = variables.filter(({ decl, states, known }) => decl.role !== "given" && states === null && known.includes(0));
  const found = new Map<string, Diagnostic>();
  for (const number of unknown) {
    const child = variables.find((other) => mentions(other.decl, number.decl.name) && isInformed(number, other));
    if (!child || found.has(number.decl.name)) continue;
    const text = { source: data.model.source, span: number.decl.span };
    found.set(number.decl.name, diagnostic("number-not-imputable", { node: number.decl.name, child: child.decl.name }, { text }));
  }
  return [...found.values()];
}

/** Draws everything that is unknown: discrete nodes jointly from their posterior, then numbers from their laws. */
function drawUnknown(prepared: Prepared, theta: Float64Array, seed: number): Outcome<readonly DrawnVariable[]> {
  const { data, plan } = prepared;
  const variables = drawnVariables(data);
  const refused = refuseNumbers(prepared, variables);
  if (refused.length > 0) return failure(refused);
  const random = createRandom(seed);
  const { states, impossible } = drawPosterior(prepared, theta, random.fork(DISCRETE));
  if (impossible) {
    const row = data.plates.find(({ plate }) => plate === impossible.plate)?.rowOf[impossible.instance] ?? 0;
    return failure([impossibleRow(data, { plate: impossible.plate, row })]);
  }
  takeStates(variables, states);
  const params = parameterValues(plan.ground.layout, theta);
  const problem = drawNodes({ data, families, params, variables }, random.fork(NUMBERS));
  return problem ? failure([problem]) : success(variables);
}

/** Fills the empty cells of data with a draw from their joint posterior given what is seen. All other cells stay as they are. */
export function runImpute(model: Model, input: DataInput, options: ImputeOptions): Outcome<ImputeResult> {
  const { params, seed = 1, missing, ...rest } = options;
  const read = toDataTable(input, missing ? { missing } : {});
  if (!read.ok) return read;
  const ready = prepare(model, read.value, { ...rest, keepBarren: true, distinct: false, ...typesOf(params) });
  if (!ready.ok) return failure([...read.diagnostics, ...ready.diagnostics]);
  const diagnostics = [...read.diagnostics, ...ready.value.diagnostics];
  const theta = knownParameters(ready.value, params);
  if (!theta.ok) return failure([...diagnostics, ...theta.diagnostics]);
  const drawn = drawUnknown(ready.value, theta.value, seed);
  if (!drawn.ok) return failure([...diagnostics, ...drawn.diagnostics]);
  const result = fillCells(ready.value.data, read.value, drawn.value);
  return success({ schema: "platewise/impute@1", model: model.name, seed, ...result }, diagnostics);
}
