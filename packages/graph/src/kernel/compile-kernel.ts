import type { DensityKernel, TableKernel } from "@platewise/core";
import { InternalError } from "@platewise/core";
import type { GroundVariable } from "../grounding/ground-graph.ts";
import type { Pattern } from "../plan/patterns.ts";
import type { Plan, PlatePlan } from "../plan/plan.ts";
import type { Body, CodeColumn, DensityFactor, FusedFactor, Inbox, Kernel } from "./body.ts";
import { type BodyContext, densityFactors, fuseTables, projectStates } from "./compile-factors.ts";
import { countClusters } from "./count-clusters.ts";
import { codedColumns, findDistinct, sortedRows } from "./distinct.ts";
import { writtenProduct } from "./product-rows.ts";

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

const pick = <T extends CodeColumn | Float64Array>(column: T, rows: Int32Array): T => {
  const out = new (column.constructor as new (n: number) => T)(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = column[rows[i] as number] as number;
  return out;
};

interface Draft {
  readonly fused: readonly FusedFactor[];
  readonly densities: readonly DensityFactor[];
  readonly parents: Int32Array | null;
  readonly weights: Float64Array | null;
  readonly rows: Int32Array | null;
  readonly count: number;
}

function atRows(draft: Draft, first: Int32Array, weights: Float64Array | null): Draft {
  return {
    fused: draft.fused.map((f) => ({ ...f, code: f.code ? pick(f.code, first) : null })),
    densities: draft.densities.map((d) => ({ ...d, columns: d.columns.map((c) => pick(c, first)) })),
    parents: draft.parents ? pick(draft.parents, first) : null,
    weights,
    rows: draft.rows ? pick(draft.rows, first) : first,
    count: first.length,
  };
}

/** Counts equal rows once, in the order of their first table's code where two tables make up the body. */
function collapse(draft: Draft, groups: number): Draft {
  const columns = codedColumns(draft, groups);
  const distinct = columns ? findDistinct(columns, draft.count, draft.weights) : null;
  const collapsed = distinct ? atRows(draft, distinct.first, distinct.weights) : draft;
  const [first, second, ...others] = collapsed.fused;
  if (!first?.code || !second || others.length > 0 || collapsed.densities.length > 0) return collapsed;
  const order = sortedRows(first.code, first.observed);
  return order ? atRows(collapsed, order, collapsed.weights ? pick(collapsed.weights, order) : null) : collapsed;
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
