import type { DensityKernel, TableKernel } from "@platewise/core";
import type { Pattern } from "../plan/patterns.ts";
import type { Plan, PlatePlan } from "../plan/plan.ts";
import type { Inbox } from "./body.ts";
import { collapse, type Draft } from "./collapse.ts";
import type { BodyContext } from "./compile-factors.ts";
import type { Inboxes } from "./inboxes.ts";
import type { Memory } from "./memory.ts";

/** Memory for the tables of cliques, which the bodies use in turn. */
export interface Arena {
  readonly memory: Float64Array;
}

/** `distinct` counts equal discrete rows once; off where every row must keep its own posterior. */
export interface CompileOptions {
  readonly distinct: boolean;
}

/** What compiling a body needs to know of the others. */
export interface Compilation {
  readonly plan: Plan;
  readonly kernels: readonly (TableKernel | DensityKernel)[];
  readonly options: CompileOptions;
  readonly inboxes: ReadonlyMap<number, Inboxes>;
  readonly arena: Arena;
  readonly memory: Memory;
}

/** What the factors of a part are compiled from. */
export const contextOf = ({ plan, kernels, memory }: Compilation, { scope }: PlatePlan, pattern: Pattern): BodyContext => ({
  ground: plan.ground,
  scopes: plan.plates.map((p) => p.scope),
  scope,
  pattern,
  kernels,
  memory,
});

/** Where a part with outer axes sends its messages. */
export function outboxOf(c: Compilation, { scope }: PlatePlan, { axes, outer }: Pattern): Inbox | null {
  return outer > 0 ? (c.inboxes.get(scope.parent as number) as Inboxes).find(scope.plate, axes.slice(0, outer)) : null;
}

/** Counts equal rows once, where that is asked for. */
export function collapsed(c: Compilation, { scope }: PlatePlan, draft: Draft): Draft {
  if (!c.options.distinct || draft.count < 2) return draft;
  const outside = c.plan.plates.find((p) => p.scope.plate === scope.parent);
  return collapse(draft, outside?.scope.instances ?? 1);
}
