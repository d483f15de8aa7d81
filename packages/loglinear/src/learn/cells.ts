import type { GroundFactor } from "@platewise/graph";
import type { NetworkProblem } from "../expectations/network-problem.ts";
import { addPhaseCounts, isExact } from "../expectations/network-problem.ts";
import { runPhase } from "../expectations/phase.ts";
import { featureVariances } from "./curvature.ts";
import type { Penalty } from "./penalty.ts";

/** What may move of a network's parameters. */
export interface Cells {
  /** 1 where a parameter is learned. */
  readonly free: Uint8Array;
  /** 1 where the data say −∞: the feature never occurs in them, and does in the model. */
  readonly removed: Uint8Array;
  /** 1 where nothing in the model depends on the parameter: it stays where it is. */
  readonly idle: Uint8Array;
}

/** True where a factor is multiplied by a number that is negative in some row. */
function isTurned({ ground }: NetworkProblem, { law }: GroundFactor): boolean {
  const values = law.family.child === "finite" ? null : ground.variables[law.child]?.bound?.values;
  return values?.kind === "numbers" && values.components.some((component) => component.some((x) => x < 0));
}

/** 1 where every coefficient of a parameter is positive: its feature is never negative. */
function nonNegative(problem: NetworkProblem): Uint8Array {
  const marks = new Uint8Array(problem.layout.size).fill(1);
  for (const factor of problem.ground.factors) {
    const turned = isTurned(problem, factor);
    factor.map.cells.forEach((cell, k) => {
      if (turned || !((factor.map.coefficients[k] as number) > 0)) marks[cell] = 0;
    });
  }
  return marks;
}

/** Marks the parameters that are not fixed in the model. */
export function freeCells({ layout }: NetworkProblem): Uint8Array {
  const free = new Uint8Array(layout.size);
  for (const { decl, offset, count, length } of layout.entries) if (decl.fixed === null) free.fill(1, offset, offset + count * length);
  return free;
}

/** Features below this, per row, count as never expected. */
const NEVER = 1e-290;

/**
 * Sorts the parameters: the maximum of one that no penalty pulls, and whose feature never occurs in complete data, lies at −∞ (a zero
 * in a margin).
 */
export function sortCells(problem: NetworkProblem, { precision, l1 }: Penalty): Cells {
  const { layout } = problem;
  const free = freeCells(problem);
  const removed = new Uint8Array(layout.size);
  const idle = new Uint8Array(layout.size);
  if (!isExact(problem) || !problem.clamped.isComplete) return { free, removed, idle };
  const seen = new Float64Array(layout.size);
  const expected = new Float64Array(layout.size);
  runPhase(problem.free, new Float64Array(layout.size));
  addPhaseCounts(problem.clamped, 1, seen);
  addPhaseCounts(problem.free, 1, expected);
  const positive = nonNegative(problem);
  const isPulled = (c: number): boolean => (precision[c] as number) > 0 || (l1?.[c] ?? 0) > 0;
  for (let c = 0; c < layout.size; c++) {
    if (free[c] === 0 || positive[c] === 0 || seen[c] !== 0 || isPulled(c)) continue;
    if (!((expected[c] as number) > NEVER)) idle[c] = 1;
    else removed[c] = 1;
  }
  if (removed.includes(1)) {
    // What is left of a feature may be the same everywhere: only rounding would move its weight.
    const variances = featureVariances(
      problem,
      Float64Array.from(removed, (mark) => (mark === 1 ? -Infinity : 0)),
    );
    variances.forEach((variance, c) => {
      if (free[c] === 1 && removed[c] === 0 && variance === 0 && !isPulled(c)) idle[c] = 1;
    });
  }
  return { free, removed, idle };
}
