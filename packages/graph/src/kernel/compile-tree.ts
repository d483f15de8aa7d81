import { InternalError } from "@platewise/core";
import type { GroundLaw, GroundVariable } from "../grounding/ground-graph.ts";
import { smallestHolding } from "../plan/clique-homes.ts";
import type { CliqueNode, CliqueTree } from "../plan/elimination.ts";
import type { Pattern } from "../plan/patterns.ts";
import type { PlatePlan } from "../plan/plan.ts";
import { rowsPerTreeBlock } from "../plan/plan-memory.ts";
import type { Body, Clique, DensityFactor, FusedFactor, Inbox, Scratch } from "./body.ts";
import { type Draft, draftOf } from "./collapse.ts";
import { type Arena, type Compilation, collapsed, contextOf, outboxOf } from "./compilation.ts";
import { densityFactors, fuseTables, projectStates } from "./compile-factors.ts";
import { type Inboxes, inboxAt, product, wantedFrom } from "./inboxes.ts";
import type { Memory } from "./memory.ts";
import { cliqueTables } from "./tree-products.ts";

/** The clique of fewest states that holds some variables. */
const homeOf = (cliques: readonly (readonly GroundVariable[])[], wanted: readonly GroundVariable[]): number =>
  smallestHolding(cliques, cliques.map(product), wanted);

/** The axes of every clique, and what a clique takes over of the part: its laws. */
function cliqueParts(pattern: Pattern, tree: CliqueTree): readonly Pattern[] {
  const axesOf = tree.cliques.map(({ members }) => members.map((place) => pattern.axes[place] as GroundVariable));
  const laws = tree.cliques.map((): GroundLaw[] => []);
  for (const law of pattern.laws) {
    const unknown = pattern.axes.filter((v) => v.id === law.child || law.parents.includes(v.id));
    laws[homeOf(axesOf, unknown)]?.push(law);
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
  const wanted = wantedFrom(c.plan, plate, pattern).map((message) => ({ message, home: homeOf(axesOf, message.axes) }));
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
  /** The smallest clique that holds each variable, by id: it reports the posterior. */
  readonly reports: ReadonlyMap<number, number>;
}

function reporters({ axes }: Pattern, parts: readonly Pattern[]): ReadonlyMap<number, number> {
  const axesOf = parts.map((part) => part.axes);
  return new Map(axes.map((v) => [v.id, homeOf(axesOf, [v])]));
}

/** The body of one clique, which names the axes whose posterior it reports. */
function cliqueBody({ plate, parts, factors, draft, block, outbox, reports }: TreeContext, i: number, memory: Memory): Body {
  const part = parts[i] as Pattern;
  const { constants, fused, densities, inboxes } = factors[i] as Factors;
  return {
    plate: plate.scope.plate,
    states: part.states,
    outerStates: part.outerStates,
    axisSizes: part.axes.map((v) => v.states as number),
    axisIds: part.axes.map((v) => (reports.get(v.id) === i ? v.id : -1)),
    cliqueIds: part.axes.map((v) => v.id),
    block,
    constants,
    clusters: [],
    inboxes,
    outbox: i === 0 ? outbox : null,
    base: memory.floats(part.states),
    product: null,
    cliques: [],
    isClique: true,
    assignment: memory.ints(draft.count).fill(-1),
    ...draft,
    fused,
    densities,
  };
}

function scratchOf(body: Body, cut: (size: number) => Float64Array, marginal: Float64Array): Scratch {
  const { states, outerStates, block } = body;
  return { table: cut(states * block), marginal, normaliser: cut(outerStates * block), weights: marginal };
}

/** The children of a clique by rising shared states; of equals, the later first. */
function childrenOf(tree: CliqueTree, parts: readonly Pattern[], parent: number): readonly number[] {
  const shared = (c: number): number => parts[c]?.outerStates as number;
  const children = tree.cliques.flatMap((other, c) => (other.parent === parent ? [c] : []));
  return children.sort((a, b) => shared(a) - shared(b) || b - a);
}

/** The sibling of fewest shared states whose shared axes hold those of a clique; −1 where there is none. */
function siblingOf(children: readonly number[], parts: readonly Pattern[], clique: number): number {
  const shared = (c: number): readonly GroundVariable[] => parts[c]?.axes.slice(0, parts[c]?.outer) as readonly GroundVariable[];
  const later = children.slice(children.indexOf(clique) + 1);
  return later.find((c) => shared(clique).every((v) => shared(c).includes(v))) ?? -1;
}

function cliquesOf(c: Compilation, tree: CliqueTree, context: TreeContext): readonly Clique[] {
  const { parts, block } = context;
  const cut = createCutter(c.arena);
  const marginal = cut(tree.largest * block);
  const scales = cut(block);
  const children = tree.cliques.map((_, i) => childrenOf(tree, parts, i));
  const sharedAxes = (i: number): readonly GroundVariable[] => parts[i]?.axes.slice(0, parts[i]?.outer) as readonly GroundVariable[];
  return tree.cliques.map(({ parent }: CliqueNode, i): Clique => {
    const body = cliqueBody(context, i, c.memory);
    const above = parts[parent]?.axes;
    const via = parent < 0 ? -1 : siblingOf(children[parent] as readonly number[], parts, i);
    return {
      body,
      parent,
      children: children[i] as readonly number[],
      stateOf: above ? projectStates(above, sharedAxes(i), c.memory) : null,
      tables: cliqueTables(body, c.memory),
      via,
      viaOf: via < 0 ? null : projectStates(sharedAxes(via), sharedAxes(i), c.memory),
      joined: cut(body.outerStates * block),
      scratch: scratchOf(body, cut, marginal),
      sums: cut(block),
      scales,
    };
  });
}

/** A body whose joint table is eliminated in cliques. */
export function compileTree(c: Compilation, plate: PlatePlan, pattern: Pattern, tree: CliqueTree): Body {
  const parts = cliqueParts(pattern, tree);
  const { draft, each } = collapseAll(c, plate, pattern, factorsOf(c, plate, pattern, parts));
  const outbox = outboxOf(c, plate, pattern);
  const block = rowsPerTreeBlock(tree, draft.count);
  const cliques = cliquesOf(c, tree, { plate, parts, factors: each, draft, block, outbox, reports: reporters(pattern, parts) });
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
