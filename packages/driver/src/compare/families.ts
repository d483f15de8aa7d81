import type { FamilyComparison, MomentGap } from "./compare-result.ts";
import { completedCounts, marginalOf } from "./joint-table.ts";
import type { ObservedRows, ObservedVariable } from "./observed-variables.ts";

/** Both fitted joints over the observed variables, and the rows that they were fitted to. */
export interface FittedJoints {
  readonly rows: ObservedRows;
  readonly directed: Float64Array;
  readonly undirected: Float64Array;
}

/** A variable with its parents, by key. */
export interface KeyedFamily {
  readonly child: string;
  readonly parents: readonly string[];
}

/** Each row of `states` numbers divided by its sum; NaN where that is 0. */
function conditionalOf(joint: Float64Array, states: number): number[] {
  return Array.from(joint, (value, at) => {
    const start = at - (at % states);
    return value / joint.subarray(start, start + states).reduce((a, b) => a + b, 0);
  });
}

function shares({ rows }: FittedJoints, joint: Float64Array): Float64Array {
  const { counts, total } = completedCounts(rows, joint);
  return counts.map((count) => count / total);
}

/** The families whose variables are all observed, in both joints. */
export function compareFamilies(joints: FittedJoints, families: readonly KeyedFamily[]): readonly FamilyComparison[] {
  const { variables } = joints.rows;
  const place = (key: string): number => variables.findIndex((variable) => variable.key === key);
  const empirical = shares(joints, joints.directed);
  return families.flatMap(({ child, parents }): readonly FamilyComparison[] => {
    const places = [...parents, child].map(place);
    if (places.some((at) => at < 0)) return [];
    const members = places.map((at) => variables[at] as ObservedVariable);
    const own = members.at(-1) as ObservedVariable;
    const [directed, undirected, seen] = [joints.directed, joints.undirected, empirical].map((joint) =>
      marginalOf(variables, joint, places),
    ) as [Float64Array, Float64Array, Float64Array];
    const states = own.labels.length;
    return [
      {
        child,
        parents,
        childLabels: own.labels,
        parentLabels: members.slice(0, -1).map(({ labels }) => labels),
        conditional: { directed: conditionalOf(directed, states), undirected: conditionalOf(undirected, states) },
        joint: { directed: [...directed], undirected: [...undirected], empirical: [...seen] },
      },
    ];
  });
}

function largestGap(p: Float64Array, q: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < p.length; i++) largest = Math.max(largest, Math.abs((p[i] as number) - (q[i] as number)));
  return largest;
}

/** Empirical against model probabilities of every scope whose variables are all observed. */
export function momentGaps(joints: FittedJoints, scopes: readonly (readonly string[])[]): readonly MomentGap[] {
  const { variables } = joints.rows;
  const forms = [joints.directed, joints.undirected].map((joint) => ({ joint, seen: shares(joints, joint) }));
  return scopes.flatMap((scope): readonly MomentGap[] => {
    const places = scope.map((key) => variables.findIndex((variable) => variable.key === key));
    if (places.some((at) => at < 0)) return [];
    const gaps = forms.map(({ joint, seen }) => largestGap(marginalOf(variables, seen, places), marginalOf(variables, joint, places)));
    return [{ variables: scope, directed: gaps[0] as number, undirected: gaps[1] as number }];
  });
}
