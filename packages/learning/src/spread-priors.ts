import type { PriorFamily } from "@platewise/core";
import { entryOf } from "./estimation-blocks.ts";
import type { BlockSingularity, Problem } from "./problem.ts";

/** Share of the data's variance that the automatic prior expects of a component. */
const EXPECTED = 0.01;

/**
 * Gives the spreads of collapsed blocks a weak conjugate prior scaled to the data (after Fraley & Raftery, J. Classification
 * 24, 2007): inverse Wishart with D + 2 degrees of freedom, or the inverse gamma of the same weight. Returns the names of those
 * parameters; spreads that have a prior keep theirs.
 */
export function addSpreadPriors(problem: Problem, collapsed: readonly BlockSingularity[]): readonly string[] {
  const added: string[] = [];
  const named = (name: string): PriorFamily => problem.priorFamilies.find((f) => f.name === name) as PriorFamily;
  for (const { block, cell } of collapsed) {
    const entry = entryOf(problem.plan.ground, cell);
    if (!entry || problem.priors.has(entry.decl.name)) continue;
    added.push(entry.decl.name);
    const d = block.shape.length;
    const mean = block.scale.reduce((a, b) => a + b, 0) / d;
    if (block.shape.spread === "covariance") {
      const psi = new Float64Array(d * d);
      for (let i = 0; i < d; i++) psi[i * d + i] = EXPECTED * (block.scale[i] as number);
      problem.priors.set(entry.decl.name, { family: named("InverseWishart"), args: [Float64Array.of(d + 2), psi] });
    } else {
      const expected = block.shape.spread === "sd" ? Math.sqrt(EXPECTED * mean) : EXPECTED * mean;
      problem.priors.set(entry.decl.name, { family: named("InverseGamma"), args: [Float64Array.of(1.5), Float64Array.of(expected)] });
    }
  }
  return added;
}
