import type { Diagnostic, Span } from "@platewise/core";
import { diagnostic } from "@platewise/core";
import { type GroundGraph, type GroundVariable, isAbsent } from "@platewise/graph";
import { type EstimationBlock, entryOf } from "./estimation-blocks.ts";
import type { Problem } from "./problem.ts";
import { LARGEST } from "./refuse-values.ts";

/** Smallest variance with which densities can still be computed. */
const LEAST_VARIANCE = 1e-200;

interface Range {
  low: number;
  high: number;
}

function rangeOf(values: Float64Array): Range {
  const range = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };
  for (const x of values) {
    if (x < range.low) range.low = x;
    if (x > range.high) range.high = x;
  }
  return range;
}

/** The parameters of the block's spreads that only the data determines, where its means are free to follow the data. */
function openSpreads(graph: GroundGraph, block: EstimationBlock): readonly string[] {
  const names = new Set<string>();
  for (const { cells } of block.atoms) {
    const [mean, spread] = [entryOf(graph, cells[0] as number), entryOf(graph, cells[1] as number)];
    if (mean?.decl.fixed === null && spread?.decl.fixed === null && !spread.decl.prior) names.add(spread.decl.name);
  }
  return [...names];
}

/** One column of a block's children: component `j` of a variable. */
interface Component extends Range {
  readonly node: string;
  readonly column: string;
  readonly span: Span;
}

function componentsOf(graph: GroundGraph, block: EstimationBlock, j: number): readonly Component[] {
  const children = new Set(block.laws.map((law) => graph.variables[law.child] as GroundVariable));
  return [...children].flatMap(({ bound, decl }) => {
    const values = bound?.values.kind === "numbers" ? bound.values.components[j] : undefined;
    return values ? [{ ...rangeOf(values), node: decl.name, column: bound?.columns[j] ?? decl.name, span: decl.span }] : [];
  });
}

const outOfRange = (graph: GroundGraph, { node, column, low, high, span }: Component): Diagnostic =>
  diagnostic("numbers-out-of-range", { node, column, low, high }, { text: { source: graph.graph.model.source, span } });

/** A component without a spread to learn: all its values are equal, or so close that their squared differences vanish. */
function refuseFlat(graph: GroundGraph, all: readonly Component[], params: readonly string[], scale: number): readonly Diagnostic[] {
  const low = Math.min(...all.map((one) => one.low));
  const high = Math.max(...all.map((one) => one.high));
  const first = all[0];
  if (!first || low > high || (low < high && scale > LEAST_VARIANCE)) return [];
  if (low < high) return [outOfRange(graph, { ...first, low, high })];
  const text = { source: graph.graph.model.source, span: first.span };
  return [diagnostic("constant-column", { node: first.node, column: first.column, value: low, params }, { text })];
}

function refuseBlock(graph: GroundGraph, block: EstimationBlock): readonly Diagnostic[] {
  const components = Array.from(block.scale, (_, j) => componentsOf(graph, block, j));
  const huge = components.flat().filter(({ low, high }) => Math.max(-low, high) > LARGEST);
  if (huge.length > 0) return huge.map((one) => outOfRange(graph, one));
  const params = openSpreads(graph, block);
  if (params.length === 0) return [];
  const flat = components.map((all, j) => refuseFlat(graph, all, params, block.scale[j] as number));
  const some = block.shape.spread === "spherical" && flat.some((found) => found.length === 0);
  return some ? [] : flat.flat();
}

/** From so many states on, a latent needs as many rows. */
const MANY_STATES = 1000;

/** Latents with far more states than rows: no row would be left for most of them. */
function refuseStates({ plan }: Problem): readonly Diagnostic[] {
  const { source } = plan.ground.graph.model;
  return plan.ground.variables.flatMap((variable) => {
    const { decl, states, plate } = variable;
    const scope = plan.plates.find((p) => p.scope.plate === plate)?.scope;
    if (!isAbsent(variable) || states === null || !scope || states <= Math.max(MANY_STATES, scope.instances)) return [];
    const details = { node: decl.name, states, plate: scope.name, rows: scope.instances };
    return [diagnostic("more-states-than-rows", details, { text: { source, span: decl.span } })];
  });
}

/** Columns from which no spread can be learned: constant ones, and those whose squares overflow or vanish. */
const refuseScales = ({ plan, blocks }: Problem): readonly Diagnostic[] => blocks.flatMap((block) => refuseBlock(plan.ground, block));

/** What can't be learned from this data, however it is started: columns without a usable spread, latents without rows. */
export const refuseHopeless = (problem: Problem): readonly Diagnostic[] => [...refuseStates(problem), ...refuseScales(problem)];
