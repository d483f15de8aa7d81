import type { DensityKernel, TableKernel } from "@platewise/core";
import { InternalError } from "@platewise/core";
import type { GroundVariable } from "../grounding/ground-graph.ts";
import type { Pattern } from "../plan/patterns.ts";
import type { Plan, PlatePlan } from "../plan/plan.ts";
import type { Body, CodeColumn, DensityFactor, FusedFactor, Inbox, Kernel } from "./body.ts";
import { type BodyContext, densityFactors, fuseTables, projectStates } from "./compile-factors.ts";
import { countClusters } from "./count-clusters.ts";
import { writtenProduct } from "./product-rows.ts";
import { oneClass, refineClasses } from "./relabel.ts";

/** `distinct` counts equal discrete rows once; off where every row must keep its own posterior. */
export interface CompileOptions {
  readonly distinct: boolean;
}

/** Inboxes of one plate, by the set of its unknown variables that a plate inside depends on. */
interface Inboxes {
  find(child: number, wanted: readonly GroundVariable[]): Inbox;
}

const product = (axes: readonly GroundVariable[]): number => axes.reduce((n, v) => n * (v.states as number), 1);

function createInboxes(instances: number): Inboxes {
  const known = new Map<string, Inbox>();
  return {
    find(child, wanted) {
      const key = `${child}:${wanted.map((v) => v.id).join(",")}`;
      const found = known.get(key);
      if (found) return found;
      const size = product(wanted) * instances;
      const inbox: Inbox = {
        states: product(wanted),
        log: new Float64Array(size),
        posterior: new Float64Array(size),
        instances,
        stateOf: null,
      };
      known.set(key, inbox);
      return inbox;
    },
  };
}

/** Rows per block: the joint table of a block should stay in the first-level cache. */
function blockSize(states: number): number {
  return Math.max(1, Math.min(256, Math.floor(4096 / states)));
}

interface Distinct {
  readonly first: Int32Array;
  readonly weights: Float64Array;
}

/** Rows that are equal in every code (and, for counts, in every number) with their total weight; null where few are. */
function findDistinct(
  columns: readonly { codes: CodeColumn; size: number }[],
  count: number,
  weights: Float64Array | null,
): Distinct | null {
  let classes = oneClass(count);
  for (const { codes, size } of columns) {
    classes = refineClasses(classes, codes, size);
    if (classes.count > count / 2) return null;
  }
  const first = new Int32Array(classes.count).fill(-1);
  const total = new Float64Array(classes.count);
  for (let i = 0; i < count; i++) {
    const c = classes.classOf[i] as number;
    if (first[c] === -1) first[c] = i;
    total[c] = (total[c] as number) + (weights ? (weights[i] as number) : 1);
  }
  return { first, weights: total };
}

const pick = <T extends CodeColumn | Float64Array>(column: T, rows: Int32Array): T => {
  const out = new (column.constructor as new (n: number) => T)(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = column[rows[i] as number] as number;
  return out;
};

/** Whole small numbers (counts) as codes; null where a column holds anything else. */
function countCodes(column: Float64Array): { codes: Int32Array; size: number } | null {
  let top = 0;
  for (const x of column) {
    if (!Number.isInteger(x) || x < 0 || x > 65535) return null;
    if (x > top) top = x;
  }
  return { codes: new Int32Array(column), size: top + 1 };
}

function dedupeColumns(
  fused: readonly FusedFactor[],
  densities: readonly DensityFactor[],
  parents: Int32Array | null,
  groups: number,
): { codes: CodeColumn; size: number }[] | null {
  const columns = fused.map((f) => ({ codes: f.code as CodeColumn, size: f.observed }));
  if (parents) columns.unshift({ codes: parents, size: groups });
  for (const column of densities.flatMap((d) => d.columns)) {
    const codes = countCodes(column);
    if (!codes) return null;
    columns.push(codes);
  }
  return columns;
}

interface Draft {
  readonly fused: readonly FusedFactor[];
  readonly densities: readonly DensityFactor[];
  readonly parents: Int32Array | null;
  readonly weights: Float64Array | null;
  readonly rows: Int32Array | null;
  readonly count: number;
}

function collapse(draft: Draft, groups: number): Draft {
  const columns = dedupeColumns(draft.fused, draft.densities, draft.parents, groups);
  const distinct = columns ? findDistinct(columns, draft.count, draft.weights) : null;
  if (!distinct) return draft;
  const { first, weights } = distinct;
  return {
    fused: draft.fused.map((f) => ({ ...f, code: f.code ? pick(f.code, first) : null })),
    densities: draft.densities.map((d) => ({ ...d, columns: d.columns.map((c) => pick(c, first)) })),
    parents: draft.parents ? pick(draft.parents, first) : null,
    weights,
    rows: draft.rows ? pick(draft.rows, first) : first,
    count: first.length,
  };
}

const weightsAt = (weights: Float64Array | null, pattern: Pattern): Float64Array | null =>
  weights && pattern.rows ? pick(weights, pattern.rows) : weights;

function parentsAt(plate: PlatePlan, pattern: Pattern): Int32Array | null {
  if (pattern.outer === 0) return null;
  const { parentOf, instances } = plate.scope;
  const all = parentOf ?? new Int32Array(instances);
  return pattern.rows ? pick(all, pattern.rows) : all;
}

interface Compilation {
  readonly plan: Plan;
  readonly kernels: readonly (TableKernel | DensityKernel)[];
  readonly options: CompileOptions;
  readonly inboxes: ReadonlyMap<number, Inboxes>;
}

/** Inboxes of a body: one per plate inside whose messages depend on this pattern's unknowns. */
function inboxesOf(c: Compilation, plate: PlatePlan, pattern: Pattern): readonly Inbox[] {
  const mine = c.inboxes.get(plate.scope.plate) as Inboxes;
  return plate.scope.children.flatMap((child) => {
    const inner = c.plan.plates.find((p) => p.scope.plate === child) as PlatePlan;
    const wanted = pattern.axes.filter((v) => inner.scope.outer.includes(v));
    if (wanted.length === 0) return [];
    return [{ ...mine.find(child, wanted), stateOf: projectStates(pattern.axes, wanted) }];
  });
}

function compileBody(c: Compilation, plate: PlatePlan, pattern: Pattern): Body {
  const { scope } = plate;
  const context: BodyContext = { ground: c.plan.ground, scopes: c.plan.plates.map((p) => p.scope), scope, pattern, kernels: c.kernels };
  const complete = pattern.axes.length === 0;
  const tables = complete ? { constants: [], fused: [] } : fuseTables(context);
  const inboxes = inboxesOf(c, plate, pattern);
  const parents = parentsAt(plate, pattern);
  const draft: Draft = {
    fused: tables.fused,
    densities: densityFactors(context),
    parents,
    weights: weightsAt(scope.weights, pattern),
    rows: pattern.rows,
    count: pattern.count,
  };
  const groups = (scope.parent !== null && c.plan.plates.find((p) => p.scope.plate === scope.parent)?.scope.instances) || 1;
  const final = c.options.distinct && !complete && inboxes.length === 0 ? collapse(draft, groups) : draft;
  const outbox =
    pattern.outer > 0 ? (c.inboxes.get(scope.parent as number) as Inboxes).find(scope.plate, pattern.axes.slice(0, pattern.outer)) : null;
  const base = new Float64Array(pattern.states);
  return {
    plate: scope.plate,
    states: pattern.states,
    outerStates: pattern.outerStates,
    axisSizes: pattern.axes.map((v) => v.states as number),
    axisIds: pattern.axes.map((v) => v.id),
    block: blockSize(pattern.states),
    constants: tables.constants,
    clusters: complete ? countClusters(context) : [],
    inboxes,
    outbox,
    base,
    product: inboxes.length === 0 && !outbox ? writtenProduct({ ...final, states: pattern.states, base }) : null,
    assignment: new Int32Array(final.count).fill(-1),
    ...final,
  };
}

/** Compiles a plan to bodies over bound columns; `kernels[i]` belongs to the plan's law i. All memory is allocated here. */
export function compileKernel(plan: Plan, kernels: readonly (TableKernel | DensityKernel)[], options: CompileOptions): Kernel {
  if (kernels.length !== plan.ground.laws.length) throw new InternalError("a law has no kernel");
  const inboxes = new Map(plan.plates.map((p) => [p.scope.plate, createInboxes(p.scope.instances)]));
  const compilation: Compilation = { plan, kernels, options, inboxes };
  const bodies = plan.plates.flatMap((plate) => plate.patterns.map((pattern) => compileBody(compilation, plate, pattern)));
  const table = Math.max(1, ...bodies.map((b) => b.states * b.block));
  const rows = Math.max(1, ...bodies.map((b) => b.block * b.outerStates));
  return {
    bodies,
    scratch: {
      table: new Float64Array(table),
      marginal: new Float64Array(table),
      normaliser: new Float64Array(Math.max(256, rows)),
      weights: new Float64Array(256),
    },
  };
}
