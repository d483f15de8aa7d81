import {
  type BoundData,
  type BoundNode,
  type DataTable,
  describeDiagnostic,
  type IndexSet,
  type NodeDecl,
  type Outcome,
  type PlateDecl,
  type TemplateModel,
} from "@platewise/core";
import { type BindOptions, bindData } from "../src/binding/index.ts";
import { fromCsvText } from "../src/sources/index.ts";

/** A set of labels with its own list. */
export const labels = (...names: string[]): IndexSet => ({ kind: "labels", type: null, labels: names });

/** The labels of a type; null where the data gives them. */
export const typed = (type: string, names: string[] | null = null): IndexSet => ({ kind: "labels", type, labels: names });

let spans = 0;
const span = () => {
  spans += 10;
  return { start: spans, end: spans + 5 };
};

/** A plate that reads rows, unless `rest` says otherwise. */
export function plate(id: number, name: string, rest: Partial<PlateDecl> = {}): PlateDecl {
  return { id, name, parent: null, kind: "rows", by: null, over: null, weightedBy: null, span: span(), ...rest };
}

/** An observed real node in plate 0 that reads the column of its name, unless `rest` says otherwise. */
export function node(name: string, rest: Partial<NodeDecl> = {}): NodeDecl {
  const base = { name, plate: 0, role: "observed", domain: { kind: "real" }, law: null, initial: null, span: span() } as const;
  return { ...base, columns: rest.role === "latent" ? null : { kind: "names", names: [name] }, ...rest };
}

/** Columns by name, for `from (…)`. */
export const from = (...names: string[]): Partial<NodeDecl> => ({ columns: { kind: "names", names } });

/** A model with the parts given. */
export function model(plates: PlateDecl[], nodes: NodeDecl[], rest: Partial<TemplateModel> = {}): TemplateModel {
  const source = { name: "m.pgm", text: "" };
  return { kind: "model", name: "M", constants: [], types: [], params: [], plates, nodes, factors: [], source, ...rest };
}

/** The table of a CSV text. */
export function csv(text: string): DataTable {
  const outcome = fromCsvText(text, { name: "t.csv" });
  if (!outcome.ok) throw new Error(messages(outcome).join("\n"));
  return outcome.value;
}

/** Every finding as `severity line, row, column: sentence`. */
export const messages = (outcome: Outcome<unknown>): string[] =>
  outcome.diagnostics.map((d) => {
    const { row = null, line = null, column = null } = d.data ?? {};
    const place = [line === null ? "" : `line ${line}`, row === null ? "" : `row ${row + 1}`, column === null ? "" : `column ${column}`];
    return `${d.severity} ${place.filter(Boolean).join(", ")}: ${describeDiagnostic(d).message}`;
  });

/** The data bound to the model; throws the findings where there are errors. */
export function bound(template: TemplateModel, table: DataTable | string, options: BindOptions = {}): BoundData {
  const outcome = bindData(template, typeof table === "string" ? csv(table) : table, options);
  if (!outcome.ok) throw new Error(messages(outcome).join("\n"));
  return outcome.value;
}

/** The findings of binding. */
export function findings(template: TemplateModel, table: DataTable | string, options: BindOptions = {}): string[] {
  return messages(bindData(template, typeof table === "string" ? csv(table) : table, options));
}

/** A node's states, or its numbers by component, as plain arrays; null where it is absent. */
export function plain(data: BoundData, name: string, ...indices: number[]): number[] | number[][] | null {
  const { values } = bindingOf(data, name, ...indices);
  if (values.kind === "absent") return null;
  return values.kind === "codes" ? [...values.codes] : values.components.map((component) => [...component]);
}

/** One member of a node. */
export function bindingOf(data: BoundData, name: string, ...indices: number[]): BoundNode {
  const found = data.nodes.find((node) => node.name === name && node.indices.join() === indices.join());
  if (found === undefined) throw new Error(`no node ${name}[${indices.join()}]`);
  return found;
}
