import { InternalError } from "@platewise/core";
import type { GroundLaw, GroundVariable } from "../grounding/ground-graph.ts";
import type { CliqueNode, CliqueTree } from "../plan/elimination.ts";
import type { Pattern } from "../plan/patterns.ts";
import type { PlatePlan } from "../plan/plan.ts";
import type { Body, Clique, DensityFactor, FusedFactor, Inbox, Scratch } from "./body.ts";
import { type Draft, draftOf } from "./collapse.ts";
import { type Arena, type Compilation, collapsed, contextOf, outboxOf } from "./compilation.ts";
import { densityFactors, fuseTables, projectStates } from "./compile-factors.ts";
import { type Inboxes, inboxAt, product, wantedFrom } from "./inboxes.ts";
import { cliqueTables } from "./tree-products.ts";

/** Rows per block of a tree: its tables should stay in the second-level cache. */
const blockOf = (tree: CliqueTree, count: number): number => Math.max(1, Math.min(256, count, Math.floor(32768 / tree.states)));

/** Numbers that the tables, messages and margins of a part need at once. */
export function arenaSize({ tree, count }: Pattern): number {
  return tree ? (2 * tree.states + tree.largest + tree.cliques.length + 1) * blockOf(tree, count) : 0;
}

/** The clique of fewest states that holds some variables. */
function smallestHolding(cliques: readonly (readonly GroundVariable[])[], wanted: readonly GroundVariable[]): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  cliques.forEach((axes, c) => {
    const states = product(axes);
    if (states >= least || !wanted.every((v) => axes.includes(v))) return;
    [best, least] = [c, states];
  });
  if (best < 0) throw new InternalError("no clique holds the variables of a factor");
  return best;
}

/** The axes of every clique, and what a clique takes over of the part: its laws. */
function cliqueParts(pattern: Pattern, tree: CliqueTree): readonly Pattern[] {
  const axesOf = tree.cliques.map(({ members }) => members.map((place) => pattern.axes[place] as GroundVariable));
  const laws = tree.cliques.map((): GroundLaw[] => []);
  for (const law of pattern.laws) {
    const unknown = pattern.axes.filter((v) => v.id === law.child || law.parents.includes(v.id));
    laws[smallestHolding(axesOf, unknown)]?.push(law);
  }
  return tree.cliques.map(({ shared }, c) => {
    const axes = axesOf[c] as readonly GroundVariable[];
    const outerStates = product(axes.slice(0, shared));
    return { ...pattern, axes, laws: laws[c] as GroundLaw[], outer: shared, states: product(axes), outerStates, tree: null };
  });
}

interface Factors {
  readonly constants: readonly FusedFactor[];
  readonly fused: readonly FusedFactor[];
  readonly densities: readonly DensityFactor[];
  readonly inboxes: readonly Inbox[];
}

function factorsOf(c: Compilation, plate: PlatePlan, pattern: Pattern, parts: readonly Pattern[]): readonly Factors[] {
  const axesOf = parts.map((part) => part.axes);
  const mine = c.inboxes.get(plate.scope.plate) as Inboxes;
  const wanted = wantedFrom(c.plan, plate, pattern).map((message) => ({ message, home: smallestHolding(axesOf, message.axes) }));
  return parts.map((part, i) => {
    const context = contextOf(c, plate, part);
    const inboxes = wanted.filter(({ home }) => home === i).map(({ message }) => inboxAt(mine, message, part.axes));
    return { ...fuseTables(context), densities: densityFactors(context), inboxes };
  });
}

/** The factors of each clique at the rows that are left when equal rows of the whole part are counted once. */
function collapseAll(
  c: Compilation,
  plate: PlatePlan,
  pattern: Pattern,
  factors: readonly Factors[],
): { draft: Draft; each: readonly Factors[] } {
  const whole = { fused: factors.flatMap((f) => f.fused), densities: factors.flatMap((f) => f.densities) };
  const plain = draftOf(plate, pattern, whole);
  const draft = factors.some((f) => f.inboxes.length > 0) ? plain : collapsed(c, plate, plain);
  let [fused, densities] = [0, 0];
  const each = factors.map((f) => {
    const own = {
      ...f,
      fused: draft.fused.slice(fused, fused + f.fused.length),
      densities: draft.densities.slice(densities, densities + f.densities.length),
    };
    fused += f.fused.length;
    densities += f.densities.length;
    return own;
  });
  return { draft, each };
}

/** Cuts the arena up for one clique after the other. */
function createCutter({ memory }: Arena): (size: number) => Float64Array {
  let at = 0;
  return (size) => {
    at += size;
    if (at > memory.length) throw new InternalError("the cliques outgrow their memory");
    return memory.subarray(at - size, at);
  };
}

interface TreeContext {
  readonly plate: PlatePlan;
  readonly parts: readonly Pattern[];
  readonly factors: readonly Factors[];
  readonly draft: Draft;
  readonly block: number;
  readonly outbox: Inbox | null;
}

/** The body of one clique; an axis that it shares with its parent is the parent's to report. */
function cliqueBody({ plate, parts, factors, draft, block, outbox }: TreeContext, i: number): Body {
  const part = parts[i] as Pattern;
  const { constants, fused, densities, inboxes } = factors[i] as Factors;
  return {
    plate: plate.scope.plate,
    states: part.states,
    outerStates: part.outerStates,
    axisSizes: part.axes.map((v) => v.states as number),
    axisIds: part.axes.map((v, axis) => (i > 0 && axis < part.outer ? -1 : v.id)),
    cliqueIds: part.axes.map((v) => v.id),
    block,
    constants,
    clusters: [],
    inboxes,
    outbox: i === 0 ? outbox : null,
    base: new Float64Array(part.states),
    product: null,
    cliques: [],
    isClique: true,
    assignment: new Int32Array(draft.count).fill(-1),
    ...draft,
    fused,
    densities,
  };
}

function scratchOf(body: Body, cut: (size: number) => Float64Array, marginal: Float64Array): Scratch {
  const { states, outerStates, block } = body;
  return { table: cut(states * block), marginal, normaliser: cut(outerStates * block), weights: marginal };
}

function cliquesOf(c: Compilation, tree: CliqueTree, context: TreeContext): readonly Clique[] {
  const cut = createCutter(c.arena);
  const marginal = cut(tree.largest * context.block);
  const scales = cut(context.block);
  return tree.cliques.map(({ parent }: CliqueNode, i): Clique => {
    const body = cliqueBody(context, i);
    const part = context.parts[i] as Pattern;
    const above = context.parts[parent]?.axes;
    const stateOf = above ? projectStates(above, part.axes.slice(0, part.outer)) : null;
    const children = tree.cliques.flatMap((other, at) => (other.parent === i && at !== i ? [at] : []));
    const own = { tables: cliqueTables(body), scratch: scratchOf(body, cut, marginal), sums: cut(context.block), scales };
    return { body, parent, children, stateOf, ...own };
  });
}

/** A body whose joint table is eliminated in cliques. */
export function compileTree(c: Compilation, plate: PlatePlan, pattern: Pattern, tree: CliqueTree): Body {
  const parts = cliqueParts(pattern, tree);
  const { draft, each } = collapseAll(c, plate, pattern, factorsOf(c, plate, pattern, parts));
  const outbox = outboxOf(c, plate, pattern);
  const block = blockOf(tree, pattern.count);
  const cliques = cliquesOf(c, tree, { plate, parts, factors: each, draft, block, outbox });
  return {
    plate: plate.scope.plate,
    states: tree.states,
    outerStates: pattern.outerStates,
    axisSizes: pattern.axes.map((v) => v.states as number),
    axisIds: pattern.axes.map((v) => v.id),
    block,
    constants: [],
    clusters: [],
    inboxes: [],
    outbox,
    base: new Float64Array(0),
    product: null,
    cliques,
    assignment: new Int32Array(0),
    ...draft,
    fused: [],
    densities: [],
  };
}
