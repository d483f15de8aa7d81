import { InternalError, type TableKernel } from "@platewise/core";
import type { GroundLaw, GroundVariable } from "../grounding/ground-graph.ts";
import { MANY, statesOf } from "../plan/choose-tree.ts";
import { smallestHolding } from "../plan/clique-homes.ts";
import type { CliqueNode } from "../plan/elimination.ts";
import type { Pattern } from "../plan/patterns.ts";
import type { PlatePlan } from "../plan/plan.ts";
import { ancestorMap } from "../plan/scopes.ts";
import type { CaseClique, CasePart, CaseParts, PlacedLaw } from "./case-parts.ts";
import { findCases, type SeenColumn } from "./case-rows.ts";
import type { Compilation } from "./compilation.ts";
import { wantedFrom } from "./inboxes.ts";

/** Rows of a part beyond which it is settled by block. */
const LARGEST = 1 << 14;

/** A part of discrete children alone, whose rows depend on nothing outside and on no plate inside. */
function standsAlone({ plan }: Compilation, plate: PlatePlan, pattern: Pattern): boolean {
  const { axes, outer, count, laws } = pattern;
  if (axes.length === 0 || outer > 0 || count > LARGEST || plate.chains.length > 0) return false;
  for (const law of laws) if (law.family.child !== "finite") return false;
  return wantedFrom(plan, plate, pattern).length === 0;
}

/** The parts of a plate that are settled case by case: none where every row keeps its own posterior or takes its best state. */
export function caseParts(c: Compilation, plate: PlatePlan): ReadonlySet<Pattern> {
  if (!c.options.distinct || c.plan.method === "hard-em" || plate.patterns.length < MANY) return new Set();
  const found = plate.patterns.filter((pattern) => standsAlone(c, plate, pattern));
  return new Set(found.length < MANY ? [] : found);
}

/** What the parts of a plate are compiled with; lists are by id of a variable or law. */
interface PlateContext {
  readonly c: Compilation;
  readonly plate: PlatePlan;
  readonly columns: readonly SeenColumn[];
  readonly offsets: Int32Array;
  /** Scratch: 1 for the unknowns of a part, and for those seen variables that have been met; strides of the variables of a law. */
  readonly unknown: Uint8Array;
  readonly met: Uint8Array;
  readonly strides: Int32Array;
}

const NOTHING = new Int32Array(0);

function columnsOf({ plan }: Compilation, { scope }: PlatePlan): readonly SeenColumn[] {
  const scopes = plan.plates.map((p) => p.scope);
  return plan.ground.variables.map((v): SeenColumn => {
    const values = v.bound?.values;
    const reached = v.plate === scope.plate || scope.outer.includes(v);
    if (!reached || values?.kind !== "codes") return { codes: NOTHING, map: null };
    return { codes: values.codes, map: ancestorMap(scopes, scope, v.plate) };
  });
}

/** The strides of a law's variables in its table, parents first, the child fastest. */
function markStrides({ c, strides }: PlateContext, { parents, child }: GroundLaw): void {
  const { variables } = c.plan.ground;
  strides[child] = 1;
  let stride = variables[child]?.states as number;
  for (let i = parents.length - 1; i >= 0; i--) {
    const parent = parents[i] as number;
    strides[parent] = stride;
    stride *= variables[parent]?.states as number;
  }
}

function clearStrides({ strides }: PlateContext, { parents, child }: GroundLaw): void {
  strides[child] = 0;
  for (const parent of parents) strides[parent] = 0;
}

/** into[s] = Σ state · stride over the axes, for each of their joint states (last fastest); returns how many there are. */
function spreadStates(into: Int32Array, from: number, axes: readonly GroundVariable[], strides: Int32Array): number {
  let length = 1;
  into[from] = 0;
  for (const { id, states } of axes) {
    const size = states as number;
    const stride = strides[id] as number;
    // From the end, so that none is lost.
    for (let i = length - 1; i >= 0; i--) {
      const base = into[from + i] as number;
      for (let d = size - 1; d >= 0; d--) into[from + i * size + d] = base + d * stride;
    }
    length *= size;
  }
  return length;
}

/** places[r · step] += code · stride of a law's seen variables. */
function addPlaces({ strides, columns, unknown }: PlateContext, law: GroundLaw, rows: Int32Array, places: Int32Array, step: number): void {
  for (const id of [...law.parents, law.child]) {
    if (unknown[id]) continue;
    const { codes, map } = columns[id] as SeenColumn;
    const stride = strides[id] as number;
    for (let r = 0, at = 0; r < rows.length; r++, at += step) {
      const row = rows[r] as number;
      places[at] = (places[at] as number) + stride * (codes[map ? (map[row] as number) : row] as number);
    }
  }
}

/** The seen variables of some laws, each once. */
function seenIn({ c, unknown, met }: PlateContext, laws: readonly GroundLaw[]): readonly GroundVariable[] {
  const seen: GroundVariable[] = [];
  for (const { parents, child } of laws) {
    for (const id of [...parents, child]) {
      if (unknown[id] || met[id]) continue;
      met[id] = 1;
      seen.push(c.plan.ground.variables[id] as GroundVariable);
    }
  }
  for (const { id } of seen) met[id] = 0;
  return seen;
}

/** A part while it is compiled: the axes and laws of its cliques. */
interface PartDraft {
  readonly nodes: readonly CliqueNode[];
  readonly axes: readonly (readonly GroundVariable[])[];
  readonly laws: readonly (readonly GroundLaw[])[];
}

/** The laws of a part by the smallest clique that holds their unknowns. */
function draftPart({ unknown }: PlateContext, { axes, laws, tree }: Pattern): PartDraft {
  if (!tree) return { nodes: [{ members: [], shared: 0, parent: -1 }], axes: [axes], laws: [laws] };
  const axesOf = tree.cliques.map(({ members }) => members.map((place) => axes[place] as GroundVariable));
  const ids = axesOf.map((own) => own.map((v) => v.id));
  const states = axesOf.map(statesOf);
  const lawsOf = axesOf.map((): GroundLaw[] => []);
  for (const law of laws) {
    const wanted = [...law.parents, law.child].filter((id) => unknown[id]);
    lawsOf[smallestHolding(ids, states, wanted)]?.push(law);
  }
  return { nodes: tree.cliques, axes: axesOf, laws: lawsOf };
}

/** The shared state of each state of the parent clique. */
function stateAbove({ c, strides }: PlateContext, parent: readonly GroundVariable[], shared: readonly GroundVariable[]): Int32Array {
  let stride = 1;
  for (let i = shared.length - 1; i >= 0; i--) {
    const { id, states } = shared[i] as GroundVariable;
    strides[id] = stride;
    stride *= states as number;
  }
  const above = c.memory.ints(statesOf(parent));
  spreadStates(above, 0, parent, strides);
  for (const { id } of shared) strides[id] = 0;
  return above;
}

function compileClique(context: PlateContext, draft: PartDraft, i: number, rows: Int32Array, table: number): CaseClique {
  const { c, offsets, strides } = context;
  const axes = draft.axes[i] as readonly GroundVariable[];
  const laws = draft.laws[i] as readonly GroundLaw[];
  const { shared, parent } = draft.nodes[i] as CliqueNode;
  const states = statesOf(axes);
  const sharedAxes = axes.slice(0, shared);
  const entries = c.memory.ints(laws.length * states);
  const places = c.memory.ints(laws.length * rows.length);
  for (let f = 0; f < laws.length; f++) {
    const law = laws[f] as GroundLaw;
    markStrides(context, law);
    spreadStates(entries, f * states, axes, strides);
    for (let at = f; at < places.length; at += laws.length) places[at] = offsets[law.id] as number;
    addPlaces(context, law, rows, places.subarray(f), laws.length);
    clearStrides(context, law);
  }
  const above = parent < 0 ? NOTHING : stateAbove(context, draft.axes[parent] as readonly GroundVariable[], sharedAxes);
  return { states, shared: statesOf(sharedAxes), parent, above, laws: laws.length, entries, places, table, message: table + states };
}

function compilePart(context: PlateContext, pattern: Pattern): CasePart {
  const { plate, columns, unknown } = context;
  const { axes, laws } = pattern;
  const { scope } = plate;
  for (const { id } of axes) unknown[id] = 1;
  const rows = pattern.rows ?? Int32Array.from({ length: scope.instances }, (_, i) => i);
  const { first, weights } = findCases(rows, seenIn(context, laws), columns, scope.weights);
  const draft = draftPart(context, pattern);
  const cliques: CaseClique[] = [];
  let used = 0;
  for (let i = 0; i < draft.nodes.length; i++) {
    const clique = compileClique(context, draft, i, first, used);
    used = clique.message + 2 * clique.shared;
    cliques.push(clique);
  }
  for (const { id } of axes) unknown[id] = 0;
  return { plate: scope.plate, unknown: axes.map((v) => v.id), cliques, first, weights };
}

/** The numbers that the cliques of a part are worked out in. */
function memoryOf({ cliques }: CasePart): number {
  const { message, shared } = cliques.at(-1) as CaseClique;
  return message + 2 * shared;
}

/** Compiles the chosen parts of all plates; null where there are none. */
export function compileCases(c: Compilation, chosen: readonly ReadonlySet<Pattern>[]): CaseParts | null {
  if (chosen.every((patterns) => patterns.size === 0)) return null;
  const { laws, variables } = c.plan.ground;
  const offsets = new Int32Array(laws.length);
  const placed: PlacedLaw[] = [];
  let size = 0;
  for (const { id, family } of laws) {
    if (family.child !== "finite") continue;
    const kernel = c.kernels[id] as TableKernel;
    if (kernel.statistics.length !== kernel.logTable.length) throw new InternalError("a table's statistics are no counts of its entries");
    offsets[id] = size;
    placed.push({ kernel, offset: size });
    size += kernel.logTable.length;
  }
  const list = c.plan.plates.flatMap((plate, p) => {
    const n = variables.length;
    const scratch = { unknown: new Uint8Array(n), met: new Uint8Array(n), strides: new Int32Array(n) };
    const context: PlateContext = { c, plate, columns: columnsOf(c, plate), offsets, ...scratch };
    return Array.from(chosen[p] ?? [], (pattern) => compilePart(context, pattern));
  });
  const memory = new Float64Array(Math.max(0, ...list.map(memoryOf)));
  const tables = { logs: new Float64Array(size), probabilities: new Float64Array(size), counts: new Float64Array(size) };
  return { list, placed, ...tables, memory };
}
