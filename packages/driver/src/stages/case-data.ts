import type { BoundData, BoundNode, BoundPlate, DataTable, Diagnostic, NodeDecl, Outcome, TemplateModel } from "@platewise/core";
import { diagnostic, failure, isDiscrete, stateCount, success } from "@platewise/core";
import type { Evidence } from "../api/inference.ts";
import { boundPlate } from "../binding/bind-plates.ts";
import { fillModel } from "../binding/fill-model.ts";
import { labelsFromData } from "../binding/labels-from-data.ts";
import { memberIndices } from "../binding/node-readings.ts";
import { type CaseEvidence, readEvidence, type SoftEvidence } from "./evidence.ts";
import { fixedPlates, memberKey, sizesOf } from "./evidence-member.ts";

/** A case as bound data of one row: one instance of every plate. */
export interface BoundCase {
  readonly data: BoundData;
  readonly soft: readonly SoftEvidence[];
}

/** A single code, in the narrowest array that also holds the code of a missing cell. */
function codeArray(states: number, code: number): Uint8Array | Uint16Array | Int32Array {
  if (states < 0xff) return Uint8Array.of(code);
  return states < 0xffff ? Uint16Array.of(code) : Int32Array.of(code);
}

function valuesOf(node: NodeDecl, cell: readonly number[] | undefined): BoundNode["values"] {
  if (!cell) return { kind: "absent" };
  if (isDiscrete(node.domain)) return { kind: "codes", codes: codeArray(stateCount(node.domain) ?? 0, cell[0] as number) };
  return { kind: "numbers", components: cell.map((x) => Float64Array.of(x)) };
}

/** Members of a node as the evidence leaves them; the keys of `given` ones without a value are added to `lacking`. */
function boundMembers(model: TemplateModel, node: NodeDecl, { cells }: CaseEvidence, lacking: string[]): readonly BoundNode[] {
  return memberIndices(sizesOf(fixedPlates(model, node))).map((indices) => {
    const key = memberKey(node, indices);
    const cell = cells.get(key);
    if (node.role === "given" && (!cell || cell.some(Number.isNaN))) lacking.push(key);
    const missing = cell && !cell.some(Number.isNaN) ? 0 : 1;
    return { name: node.name, indices, columns: [key], missing, values: valuesOf(node, cell) };
  });
}

function onePlateEach(model: TemplateModel): readonly BoundPlate[] {
  const reading = model.plates.filter((plate) => plate.kind !== "fixed");
  return reading.map(({ id, parent }) => {
    const parentOf = boundPlate(model.plates, parent) ? new Int32Array(1) : null;
    return { plate: id, instances: 1, parentOf, rowOf: new Int32Array(1), weights: null };
  });
}

/** Binds a case: label sets that the data would give come from `types`, those of an earlier fit. */
export function bindCase(
  template: TemplateModel,
  evidence: Evidence,
  types: Readonly<Record<string, readonly string[]>> = {},
): Outcome<BoundCase> {
  const found: Diagnostic[] = [];
  const table: DataTable = { name: "the case", rows: 1, columns: [], lineOf: () => null };
  const context = { model: template, table, found };
  const labelsFromFit = labelsFromData(context, [], types);
  if (found.length > 0) return failure(found);
  const model = fillModel(context, labelsFromFit);
  const read = readEvidence(model, evidence, found);
  const lacking: string[] = [];
  const nodes = model.nodes.flatMap((node) => boundMembers(model, node, read, lacking));
  if (lacking.length > 0 && found.length === 0) found.push(diagnostic("given-missing", { nodes: lacking }));
  if (found.length > 0) return failure(found);
  const plates = onePlateEach(model);
  const instanceOfRow = plates.map(() => new Int32Array(1));
  const { name, rows } = table;
  const data = { model, table: { name, rows }, plates, instanceOfRow, nodes, labelsFromData: labelsFromFit, droppedRows: 0 };
  return success({ data, soft: read.soft });
}
