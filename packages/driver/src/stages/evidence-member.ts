import type { Diagnostic, NodeDecl, PlateDecl, TemplateModel } from "@platewise/core";
import { diagnostic, indexSetSize, nearestName } from "@platewise/core";
import { enclosingPlates } from "../binding/node-readings.ts";

/** One member of a node; `component` is the place in a vector that a column stands for, null for the whole node. */
export interface Member {
  readonly node: NodeDecl;
  readonly indices: readonly number[];
  readonly component: number | null;
}

/** The plates of fixed size around a node, outermost first. */
export const fixedPlates = (model: TemplateModel, node: NodeDecl): readonly PlateDecl[] =>
  enclosingPlates(model, node.plate).filter((plate) => plate.kind === "fixed");

/** How many members each plate of fixed size has. */
export const sizesOf = (plates: readonly PlateDecl[]): readonly number[] =>
  plates.map(({ over }) => (over === null ? 0 : (indexSetSize(over) ?? 0)));

/** `x`, or `x[0,1]` in fixed plates. */
export const memberKey = ({ name }: Pick<NodeDecl, "name">, indices: readonly number[]): string =>
  indices.length > 0 ? `${name}[${indices.join(",")}]` : name;

/** `s[0,1]` as a name and what stands in the brackets. */
function splitName(text: string): { readonly name: string; readonly written: readonly string[] } {
  const bracket = text.indexOf("[");
  if (bracket < 0 || !text.endsWith("]")) return { name: text, written: [] };
  const inside = text.slice(bracket + 1, -1).replaceAll("][", ",");
  return { name: text.slice(0, bracket).trim(), written: inside.split(",").map((index) => index.trim()) };
}

/** The number of a written index: a label of the plate's set, or a whole number from 0; −1 where it is neither. */
function indexOf({ over }: PlateDecl, written: string): number {
  const label = over?.kind === "labels" ? (over.labels ?? []).indexOf(written) : -1;
  if (label >= 0) return label;
  const size = over === null ? 0 : (indexSetSize(over) ?? 0);
  return /^\d+$/.test(written) && Number(written) < size ? Number(written) : -1;
}

/** A column of the data that a node outside fixed plates reads: the node, or one component of its vector. */
function memberByColumn(model: TemplateModel, column: string): Member | null {
  for (const node of model.nodes) {
    if (node.columns?.kind !== "names" || fixedPlates(model, node).length > 0) continue;
    const at = node.columns.names.indexOf(column);
    if (at >= 0) return { node, indices: [], component: node.columns.names.length > 1 ? at : null };
  }
  return null;
}

/** Finds what a name in the evidence is about: a node, its element in fixed plates (`s[0,1]`), or a column that a node reads. */
export function findMember(model: TemplateModel, text: string): Member | Diagnostic {
  const { name, written } = splitName(text.trim());
  const node = model.nodes.find((candidate) => candidate.name === name);
  if (!node) {
    const names = model.nodes.map((candidate) => candidate.name);
    return (
      memberByColumn(model, text.trim()) ?? diagnostic("unknown-evidence", { name: text, near: nearestName(name, names), nodes: names })
    );
  }
  const plates = fixedPlates(model, node);
  const indices = plates.map((plate, i) => indexOf(plate, written[i] ?? ""));
  if (written.length === plates.length && !indices.includes(-1)) return { node, indices, component: null };
  const sizes = sizesOf(plates).map((size, i) => ({ plate: (plates[i] as PlateDecl).name, size }));
  const place = { text: { source: model.source, span: node.span } };
  return diagnostic("evidence-element", { node: name, written: text, sizes }, place);
}
