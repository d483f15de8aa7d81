import { type Column, diagnostic, findColumn, indexSetSize, type NodeDecl, type PlateDecl, type TemplateModel } from "@platewise/core";
import { type BindContext, dataPlace, requireColumn, textPlace } from "./bind-context.ts";
import { firstFilledRow } from "./cells.ts";
import { patternName, type RunningIndex } from "./column-pattern.ts";

const SHOWN = 10;

/** Most members that a node may have in the fixed plates around it. */
const MOST_MEMBERS = 20_000;

/** One member of a node (`indices` in its fixed plates) and the columns of its components; none where it has no column. */
export interface NodeReading {
  readonly node: NodeDecl;
  readonly indices: readonly number[];
  readonly columns: readonly Column[];
  /** Asked for by the user to be inferred, whatever the columns hold. */
  readonly latent: boolean;
}

/** The members of every node, in the order of the model. Members whose columns are not found are left out, with a finding. */
export function findReadings(context: BindContext, latent: readonly string[]): readonly NodeReading[] {
  return context.model.nodes.flatMap((node) => {
    const before = context.found.length;
    const readings = readingsOfNode(context, node, latent.includes(node.name));
    shortenFindings(context, before);
    return readings;
  });
}

/** Keeps the first ten findings from `before` on, and a count of the others. */
function shortenFindings(context: BindContext, before: number): void {
  const count = context.found.length - before - SHOWN;
  if (count <= 0) return;
  const text = context.found[before]?.text ?? undefined;
  context.found.length = before + SHOWN;
  context.found.push(diagnostic("more-of-the-same", { count, what: "missing columns" }, { text }));
}

/** The plates around a node, outermost first. */
export function enclosingPlates(model: TemplateModel, plate: number | null): readonly PlateDecl[] {
  const found: PlateDecl[] = [];
  for (let id = plate; id !== null; ) {
    const decl = model.plates.find((candidate) => candidate.id === id);
    if (decl === undefined) break;
    found.unshift(decl);
    id = decl.parent;
  }
  return found;
}

function readingsOfNode(context: BindContext, node: NodeDecl, latent: boolean): readonly NodeReading[] {
  const fixed = enclosingPlates(context.model, node.plate).filter((plate) => plate.kind === "fixed");
  const sizes = fixed.map((plate) => (plate.over === null ? null : indexSetSize(plate.over)));
  if (sizes.includes(null)) return [];
  const count = (sizes as readonly number[]).reduce((product, size) => product * size, 1);
  if (count > MOST_MEMBERS) {
    const details = { node: node.name, plates: fixed.map((plate) => plate.name), count, limit: MOST_MEMBERS };
    context.found.push(diagnostic("too-many-members", details, { text: textPlace(context, node.span) }));
    return [];
  }
  const members = memberIndices(sizes as readonly number[]);
  if (node.columns === null) {
    if (fixed.length === 0) noteIgnoredColumn(context, node);
    return members.map((indices) => ({ node, indices, columns: [], latent }));
  }
  const names = columnNames(context, node, members, fixed);
  if (names === null) return [];
  return members.flatMap((indices, m) => {
    const columns = latent || node.role === "latent" ? optionalColumns(context, names[m]!) : requiredColumns(context, node, names[m]!);
    return columns === null ? [] : [{ node, indices, columns, latent }];
  });
}

/** All index tuples, the last index fastest; one empty tuple without sizes. */
export function memberIndices(sizes: readonly number[]): readonly (readonly number[])[] {
  return sizes.reduce<readonly (readonly number[])[]>(
    (members, size) => members.flatMap((indices) => Array.from({ length: size }, (_, i) => [...indices, i])),
    [[]],
  );
}

function requiredColumns(context: BindContext, node: NodeDecl, names: readonly string[]): readonly Column[] | null {
  const latent = node.role === "observed" && node.law !== null ? { latent: node.name } : {};
  const reader = { name: `\`${node.name}\``, span: node.span, made: node.columns?.kind === "pattern", ...latent };
  const columns = names.map((name) => requireColumn(context, name, reader));
  return columns.includes(null) ? null : (columns as readonly Column[]);
}

function optionalColumns(context: BindContext, names: readonly string[]): readonly Column[] {
  return names.flatMap((name) => findColumn(context.table, name) ?? []);
}

/** Cells per instance of a node. */
function componentCount(node: NodeDecl): number {
  if (node.domain.kind === "vector") return node.domain.size;
  return node.domain.kind === "simplex" ? (indexSetSize(node.domain.over) ?? 1) : 1;
}

/** The names of the columns of every member, one per component. */
function columnNames(
  context: BindContext,
  node: NodeDecl,
  members: readonly (readonly number[])[],
  fixed: readonly PlateDecl[],
): readonly (readonly string[])[] | null {
  const components = componentCount(node);
  const text = textPlace(context, node.span);
  if (node.columns?.kind === "pattern" && components === 1) {
    const { parts } = node.columns;
    const names = members.map((indices) =>
      patternColumn(
        context,
        parts,
        indices.map((value, i) => ({ plate: fixed[i]!, value })),
      ),
    );
    if (!names.includes(null)) return names.map((name) => [name!]);
    context.found.push(diagnostic("bad-pattern", { node: node.name }, { text }));
    return null;
  }
  const names = node.columns?.kind === "names" ? node.columns.names : [];
  const expected = members.length * components;
  if (names.length === expected) return members.map((_, m) => names.slice(m * components, (m + 1) * components));
  const found = node.columns?.kind === "names" ? names.length : 1;
  context.found.push(diagnostic("wrong-column-count", { node: node.name, expected, found }, { text }));
  return null;
}

/** The pattern's name with labels where the table has such a column, else with the label's numbers. */
function patternColumn(context: BindContext, parts: Parameters<typeof patternName>[0], indices: readonly RunningIndex[]): string | null {
  const labelled = patternName(parts, indices, true);
  if (labelled !== null && findColumn(context.table, labelled) !== undefined) return labelled;
  const numbered = patternName(parts, indices, false);
  const known = numbered !== null && findColumn(context.table, numbered) !== undefined;
  return known ? numbered : (labelled ?? numbered);
}

function noteIgnoredColumn(context: BindContext, node: NodeDecl): void {
  const column = findColumn(context.table, node.name);
  if (node.role !== "latent" || column === undefined || firstFilledRow(column) < 0) return;
  const places = { text: textPlace(context, node.span), data: dataPlace(context, null, node.name) };
  context.found.push(diagnostic("latent-column-ignored", { node: node.name }, { severity: "note", ...places }));
}
