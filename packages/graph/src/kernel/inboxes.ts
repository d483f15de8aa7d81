import type { GroundVariable } from "../grounding/ground-graph.ts";
import type { Pattern } from "../plan/patterns.ts";
import type { Plan, PlatePlan } from "../plan/plan.ts";
import type { Inbox } from "./body.ts";
import { projectStates } from "./compile-factors.ts";

/** Inboxes of one plate, by the set of its unknown variables that a plate inside depends on. */
export interface Inboxes {
  find(child: number, wanted: readonly GroundVariable[]): Inbox;
}

/** Joint states of some variables. */
export const product = (axes: readonly GroundVariable[]): number => axes.reduce((n, v) => n * (v.states as number), 1);

/** The inboxes of a plate with so many instances, made when they are first asked for. */
export function createInboxes(instances: number): Inboxes {
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

/** A message that a part receives: from which plate, over which of its axes. */
export interface Wanted {
  readonly child: number;
  readonly axes: readonly GroundVariable[];
}

/** The plates inside whose messages depend on the unknowns of a part. */
export function wantedFrom(plan: Plan, { scope }: PlatePlan, { axes }: Pick<Pattern, "axes">): readonly Wanted[] {
  return scope.children.flatMap((child) => {
    const inner = plan.plates.find((p) => p.scope.plate === child) as PlatePlan;
    const wanted = axes.filter((v) => inner.scope.outer.includes(v));
    return wanted.length > 0 ? [{ child, axes: wanted }] : [];
  });
}

/** The inbox of a message, read at the joint states of some axes. */
export const inboxAt = (inboxes: Inboxes, { child, axes: wanted }: Wanted, axes: readonly GroundVariable[]): Inbox => ({
  ...inboxes.find(child, wanted),
  stateOf: projectStates(axes, wanted),
});
