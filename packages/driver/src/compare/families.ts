import type { FamilyComparison, MomentGap } from "./compare-result.ts";
import type { Side, Sides } from "./marginals.ts";

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

/** The families whose variables are all observed, in both forms; `potentialOf` finds the table that spans a scope. */
export function compareFamilies(
  { variables, directed, undirected }: Sides,
  families: readonly KeyedFamily[],
  potentialOf: (scope: readonly string[]) => FamilyComparison["potential"],
): readonly FamilyComparison[] {
  const labelsOf = (key: string): readonly string[] => variables.find((variable) => variable.key === key)?.labels ?? [];
  return families.flatMap(({ child, parents }): readonly FamilyComparison[] => {
    const scope = [...parents, child];
    const [p, q] = [directed.model(scope), undirected.model(scope)];
    if (!p || !q) return [];
    const seen = directed.seen(scope);
    const childLabels = labelsOf(child);
    const states = childLabels.length;
    return [
      {
        child,
        parents,
        childLabels,
        parentLabels: parents.map(labelsOf),
        conditional: { directed: conditionalOf(p, states), undirected: conditionalOf(q, states) },
        joint: { directed: [...p], undirected: [...q], empirical: seen && [...seen] },
        potential: potentialOf(scope),
      },
    ];
  });
}

/** The largest difference between what is seen and what the form says; null where either is not known. */
function gapOf({ model, seen }: Side, scope: readonly string[]): number | null {
  const [p, q] = [model(scope), seen(scope)];
  return p && q && p.reduce((largest, x, i) => Math.max(largest, Math.abs(x - (q[i] as number))), 0);
}

/** Shares in the data against probabilities, for every scope whose variables are all observed. */
export function momentGaps({ directed, undirected }: Sides, scopes: readonly (readonly string[])[]): readonly MomentGap[] {
  return scopes.flatMap((scope): readonly MomentGap[] => {
    const gaps = [gapOf(directed, scope), gapOf(undirected, scope)] as const;
    return gaps[0] === null || gaps[1] === null ? [] : [{ variables: scope, directed: gaps[0], undirected: gaps[1] }];
  });
}
