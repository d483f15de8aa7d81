import type { Diagnostic } from "@platewise/core";
import { diagnostic } from "@platewise/core";
import type { GroundLaw, GroundVariable } from "@platewise/graph";
import { entryOf } from "./estimation-blocks.ts";
import { type Problem, withConstants } from "./problem.ts";
import type { GivenParameters } from "./start.ts";

/** Largest magnitude of a number whose square can still be summed over many rows. */
export const LARGEST = 1e140;

/** Smallest sd or variance by which squares can still be divided. */
const LEAST_SPREAD = 1e-140;

/** The first of an argument's numbers that densities can't be computed with; of a matrix only the diagonal must not be small. */
function unusable(numbers: Float64Array, isSpread: boolean, step: number): number | undefined {
  return numbers.find((x, i) => Math.abs(x) > LARGEST || (isSpread && i % step === 0 && x < LEAST_SPREAD));
}

function refuseLaw(problem: Problem, theta: Float64Array, isKnown: (cell: number) => boolean, law: GroundLaw): readonly Diagnostic[] {
  const { ground } = problem.plan;
  const { family, shape } = law;
  const { decl } = ground.variables[law.child] as GroundVariable;
  const step = shape.spread === "covariance" ? shape.length + 1 : 1;
  return law.cells.flatMap((cells, argument) => {
    const length = family.argumentLength(shape, argument);
    const isSpread = argument === 1 && family.location >= 0;
    for (const cell of new Set(cells)) {
      const value = isKnown(cell) ? unusable(theta.subarray(cell, cell + length), isSpread, step) : undefined;
      if (value === undefined) continue;
      const param = entryOf(ground, cell)?.decl.name ?? null;
      const details = { node: decl.name, argument: family.args[argument] ?? "", param, value };
      return [diagnostic("argument-out-of-range", details, { text: { source: ground.graph.model.source, span: law.span } })];
    }
    return [];
  });
}

function refusePriors({ plan, priors }: Problem): readonly Diagnostic[] {
  const { params, source } = plan.ground.graph.model;
  return params.flatMap(({ name, prior }) => {
    const numbers = priors.get(name)?.args.flatMap((arg) => [...arg]) ?? [];
    const value = numbers.find((x) => Math.abs(x) > LARGEST || (x !== 0 && Math.abs(x) < LEAST_SPREAD));
    if (!prior || value === undefined) return [];
    return [diagnostic("prior-out-of-range", { param: name, prior: prior.written, value }, { text: { source, span: prior.span } })];
  });
}

/** Known numbers of the model or the start that are too large or too small to compute densities with. */
export function refuseValues(problem: Problem, { values, given }: GivenParameters): readonly Diagnostic[] {
  const theta = withConstants(problem.plan, values);
  const isKnown = (cell: number): boolean => cell >= given.length || given[cell] === 1;
  const densities = problem.plan.ground.laws.filter(({ family }) => family.child === "numeric");
  return [...densities.flatMap((law) => refuseLaw(problem, theta, isKnown, law)), ...refusePriors(problem)];
}
