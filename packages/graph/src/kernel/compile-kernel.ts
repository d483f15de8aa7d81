import type { DensityKernel, TableKernel } from "@platewise/core";
import { InternalError } from "@platewise/core";
import type { ChainPlan } from "../chain/chain-plan.ts";
import { type ChainSource, compileChain } from "../chain/compile-chain.ts";
import type { Pattern } from "../plan/patterns.ts";
import type { Plan, PlatePlan } from "../plan/plan.ts";
import { arenaSize, rowsPerBlock } from "../plan/plan-memory.ts";
import type { Body, Kernel } from "./body.ts";
import { draftOf } from "./collapse.ts";
import { type Compilation, type CompileOptions, collapsed, contextOf, outboxOf } from "./compilation.ts";
import { caseParts, compileCases } from "./compile-cases.ts";
import { densityFactors, fuseTables } from "./compile-factors.ts";
import { compileTree } from "./compile-tree.ts";
import { countClusters } from "./count-clusters.ts";
import { createInboxes, type Inboxes, inboxAt, wantedFrom } from "./inboxes.ts";
import { createMemory } from "./memory.ts";
import { writtenProduct } from "./product-rows.ts";

function compileJoint(c: Compilation, plate: PlatePlan, pattern: Pattern): Body {
  const context = contextOf(c, plate, pattern);
  const { states, axes, outerStates } = pattern;
  const complete = axes.length === 0;
  const tables = complete ? { constants: [], fused: [] } : fuseTables(context);
  const mine = c.inboxes.get(plate.scope.plate) as Inboxes;
  const inboxes = wantedFrom(c.plan, plate, pattern).map((wanted) => inboxAt(mine, wanted, axes));
  const draft = draftOf(plate, pattern, { fused: tables.fused, densities: densityFactors(context) });
  const final = complete || inboxes.length > 0 ? draft : collapsed(c, plate, draft);
  const outbox = outboxOf(c, plate, pattern);
  const base = c.memory.floats(states);
  return {
    plate: plate.scope.plate,
    states,
    outerStates,
    axisSizes: axes.map((v) => v.states as number),
    axisIds: axes.map((v) => v.id),
    block: rowsPerBlock(states, final.count),
    constants: tables.constants,
    clusters: complete ? countClusters(context) : [],
    inboxes,
    outbox,
    base,
    product: inboxes.length === 0 && !outbox ? writtenProduct({ ...final, states, base }) : null,
    cliques: [],
    assignment: c.memory.ints(final.count).fill(-1),
    ...final,
  };
}

function compileBody(c: Compilation, plate: PlatePlan, pattern: Pattern): Body {
  return pattern.tree ? compileTree(c, plate, pattern, pattern.tree) : compileJoint(c, plate, pattern);
}

function chainSource(c: Compilation, { scope }: PlatePlan, chain: ChainPlan): ChainSource {
  const { ground, plates } = c.plan;
  const outbox = chain.outer.length > 0 ? (c.inboxes.get(scope.parent as number) as Inboxes).find(scope.plate, chain.outer) : null;
  return { plan: chain, ground, scopes: plates.map((p) => p.scope), scope, kernels: c.kernels, outbox };
}

/** Compiles a plan to bodies over bound columns; `kernels[i]` belongs to the plan's law i. All memory is allocated here. */
export function compileKernel(plan: Plan, kernels: readonly (TableKernel | DensityKernel)[], options: CompileOptions): Kernel {
  if (kernels.length !== plan.ground.laws.length) throw new InternalError("a law has no kernel");
  const inboxes = new Map(plan.plates.map((p) => [p.scope.plate, createInboxes(p.scope.instances)]));
  const arena = new Float64Array(Math.max(0, ...plan.plates.flatMap((p) => p.patterns.map(arenaSize))));
  const compilation: Compilation = { plan, kernels, options, inboxes, arena: { memory: arena }, memory: createMemory() };
  const byCase = plan.plates.map((plate) => caseParts(compilation, plate));
  const bodies = plan.plates.flatMap((plate, p) =>
    plate.patterns.filter((pattern) => !byCase[p]?.has(pattern)).map((pattern) => compileBody(compilation, plate, pattern)),
  );
  const chains = plan.plates.flatMap((plate) => plate.chains.map((chain) => compileChain(chainSource(compilation, plate, chain))));
  const slices = chains.flatMap((chain) => chain.slices.map(({ body }) => body));
  const joint = [...bodies.filter((body) => body.cliques.length === 0), ...slices];
  const table = Math.max(1, ...joint.map((b) => b.states * b.block));
  const rows = Math.max(1, ...joint.map((b) => b.block * b.outerStates));
  return {
    bodies,
    chains,
    cases: compileCases(compilation, byCase),
    scratch: {
      table: new Float64Array(table),
      marginal: new Float64Array(table),
      normaliser: new Float64Array(Math.max(256, rows)),
      weights: new Float64Array(256),
    },
  };
}
