import type { TableKernel } from "@platewise/core";
import type { GroundLaw, GroundVariable } from "../grounding/ground-graph.ts";
import type { CountCluster, CountedFactor } from "./body.ts";
import { type BodyContext, observedColumn, stridesOf, tableScope } from "./compile-factors.ts";

/** Largest joint table of a cluster: its tallies should stay in the first-level cache. */
const CLUSTER_ENTRIES = 2048;
/** What a tally costs, in reads of a column. */
const TALLY = 3;

interface Draft {
  scope: readonly GroundVariable[];
  readonly laws: GroundLaw[];
}

const sizeOf = (scope: readonly GroundVariable[]): number => scope.reduce((n, v) => n * (v.states as number), 1);
const union = (a: readonly GroundVariable[], b: readonly GroundVariable[]): readonly GroundVariable[] => [
  ...a,
  ...b.filter((v) => !a.includes(v)),
];

/** Where the variables part into two sets whose joint codes fit a byte each; 0 where they don't. */
function splitOf(scope: readonly GroundVariable[]): number {
  let split = 0;
  while (split < scope.length && sizeOf(scope.slice(0, split + 1)) <= 256) split += 1;
  return sizeOf(scope.slice(split)) <= 256 ? split : 0;
}

/** A law joins where its new columns cost less than a walk of its own. */
function bestHome(drafts: readonly Draft[], scope: readonly GroundVariable[]): Draft | null {
  let best: Draft | null = null;
  let least = scope.length + TALLY;
  for (const draft of drafts) {
    const joint = union(draft.scope, scope);
    const added = joint.length - draft.scope.length;
    const fits = sizeOf(joint) <= CLUSTER_ENTRIES && splitOf(joint) > 0;
    if (added < least && (fits || added === 0)) [best, least] = [draft, added];
  }
  return best;
}

function draftClusters(context: BodyContext): readonly Draft[] {
  const laws = context.pattern.laws.filter((law) => law.family.child === "finite");
  const bySize = [...laws].sort((a, b) => sizeOf(tableScope(context, b)) - sizeOf(tableScope(context, a)) || a.id - b.id);
  const drafts: Draft[] = [];
  for (const law of bySize) {
    const scope = tableScope(context, law);
    const home = bestHome(drafts, scope);
    if (home) {
      home.scope = union(home.scope, scope);
      home.laws.push(law);
    } else drafts.push({ scope, laws: [law] });
  }
  return drafts;
}

/** place[code] += stride · (the digit of `size` states that stands at `above` in the joint code). */
function addDigit(place: Int32Array, above: number, size: number, stride: number): void {
  for (let code = 0; code < place.length; code++) place[code] = (place[code] as number) + (Math.floor(code / above) % size) * stride;
}

function memberOf(context: BodyContext, law: GroundLaw, joint: readonly GroundVariable[]): CountedFactor {
  const scope = tableScope(context, law);
  const strides = stridesOf(scope);
  const kernel = context.kernels[law.id] as TableKernel;
  const place = new Int32Array(sizeOf(joint));
  const above = stridesOf(joint);
  scope.forEach((v, i) => addDigit(place, above[joint.indexOf(v)] as number, v.states as number, strides[i] as number));
  return {
    kernel,
    counts: new Float64Array(kernel.statistics.length),
    columns: scope.map((v) => observedColumn(context, v)),
    strides,
    place,
  };
}

/** Table laws of a pattern without unknowns, grouped so that few walks over the rows count them all. */
export function countClusters(context: BodyContext): readonly CountCluster[] {
  return draftClusters(context).map(({ scope, laws }) => ({
    columns: scope.map((v) => observedColumn(context, v)),
    strides: stridesOf(scope),
    size: sizeOf(scope),
    split: splitOf(scope),
    members: laws.map((law) => memberOf(context, law, scope)),
    counted: false,
  }));
}
