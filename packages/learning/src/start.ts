import type { Random } from "@platewise/core";
import { type GroundLaw, type GroundVariable, isAbsent } from "@platewise/graph";
import { chooseCentres } from "./centres.ts";
import { type EstimationBlock, entryOf, type PooledAtom } from "./estimation-blocks.ts";
import { evaluateProblem, maximizeProblem, type Problem, withConstants } from "./problem.ts";

/** Parameters that every start keeps: `given[i]` is 1 where `values[i]` was given by the model or the user. */
export interface GivenParameters {
  readonly values: Float64Array;
  readonly given: Uint8Array;
}

/** Plain values inside every domain: uniform simplexes, 0.5, 0, 1, identity matrices. */
export function plainParameters(problem: Problem): Float64Array {
  const { entries, size } = problem.plan.ground.layout;
  const theta = new Float64Array(size);
  for (const { decl, offset, count, length } of entries) {
    const { kind } = decl.domain;
    for (let i = 0; i < count; i++) {
      const at = offset + i * length;
      if (kind === "simplex") theta.fill(1 / length, at, at + length);
      else if (kind === "probability") theta[at] = 0.5;
      else if (kind === "positive" || kind === "spherical" || kind === "diagonal") theta.fill(1, at, at + length);
      else if (kind === "covariance") for (let d = 0; d * d < length; d++) theta[at + d * (Math.sqrt(length) + 1)] = 1;
    }
  }
  return theta;
}

/** Writes the given values over `theta`. */
export function overlay(theta: Float64Array, { values, given }: GivenParameters): Float64Array {
  const out = theta.slice();
  for (let i = 0; i < given.length; i++) if (given[i] === 1) out[i] = values[i] as number;
  return out;
}

/**
 * One M-step from plain values, under which exchangeable states share the data equally: every component gets the pooled
 * estimate (labelled rows already tell them apart). A second step takes the moments about the means found.
 */
export function pooledParameters(problem: Problem, given: GivenParameters): Float64Array {
  const plain = withConstants(problem.plan, plainParameters(problem));
  const theta = plain.slice();
  for (const _step of ["about plain values", "about the pooled means"]) {
    evaluateProblem(problem, theta, { accumulate: true, hard: false });
    for (const { kind, cell, block } of maximizeProblem(problem, theta, () => 1e-6)) {
      // A spread that even the floor can't keep from collapsing (its column is constant) stays as it was.
      if (kind === "spread") theta.set(plain.subarray(cell, cell + block.family.argumentLength(block.shape, 1)), cell);
    }
  }
  return overlay(theta, given);
}

/** State of the first never-observed parent in a slot; null where the law has none. */
function componentOf(problem: Problem, law: GroundLaw, slot: number): number | null {
  const { variables } = problem.plan.ground;
  let rest = slot;
  let component: number | null = null;
  for (let axis = law.parents.length - 1; axis >= 0; axis--) {
    const parent = variables[law.parents[axis] as number] as GroundVariable;
    const size = parent.states as number;
    if (isAbsent(parent)) component = rest % size;
    rest = Math.floor(rest / size);
  }
  return component;
}

/** The component that an atom belongs to: that of its slots where they agree. */
export function atomComponent(problem: Problem, atom: PooledAtom): number | null {
  const components = new Set(atom.sources.map(({ law, slot }) => componentOf(problem, problem.plan.ground.laws[law] as GroundLaw, slot)));
  return components.size === 1 ? ([...components][0] as number | null) : null;
}

/** A row of a law's child without empty cells, from a place on; empty for finite families, null where there is none. */
function childRow(problem: Problem, law: GroundLaw, fraction: number): Float64Array | null {
  if (law.family.child === "finite") return new Float64Array(0);
  const values = problem.plan.ground.variables[law.child]?.bound?.values;
  if (values?.kind !== "numbers") return null;
  const rows = (values.components[0] as Float64Array).length;
  for (let tried = 0; tried < rows; tried++) {
    const row = (Math.floor(fraction * rows) + tried) % rows;
    const x = Float64Array.from(values.components, (c) => c[row] as number);
    if (!x.some(Number.isNaN)) return x;
  }
  return null;
}

function perturbAtom(
  problem: Problem,
  block: EstimationBlock,
  atom: PooledAtom,
  theta: Float64Array,
  random: Random,
  fraction: number,
): void {
  const law = problem.plan.ground.laws[atom.sources[0]?.law ?? 0] as GroundLaw;
  const row = childRow(problem, law, fraction);
  if (!row) return;
  const args = atom.cells.map((cell, a) => {
    const length = block.family.argumentLength(block.shape, a);
    const view = theta.subarray(cell, cell + length);
    return problem.isFree(cell) ? view : view.slice();
  });
  block.family.perturb({ shape: block.shape, random, row }, args);
}

/** Moves the free arguments of every component away from the pooled estimate; features of one component share a data row. */
export function perturbComponents(problem: Problem, theta: Float64Array, random: Random): void {
  const fractions = new Map<number, number>();
  for (const block of problem.blocks) {
    for (const atom of block.atoms) {
      const component = atomComponent(problem, atom);
      if (component === null) continue;
      const fraction = fractions.get(component) ?? random.next();
      fractions.set(component, fraction);
      perturbAtom(problem, block, atom, theta, random, fraction);
    }
  }
}

/** Locations at k-means++ centres with spreads shrunk to those within clusters; false where the model has no such shape. */
function seedCentres(problem: Problem, theta: Float64Array, random: Random): boolean {
  const centres = chooseCentres(problem, random);
  if (!centres) return false;
  const seen = new Set<number>();
  for (const block of problem.blocks) {
    if (block.family.location < 0) continue;
    for (const atom of block.atoms) {
      const component = atomComponent(problem, atom);
      const law = problem.plan.ground.laws[atom.sources[0]?.law ?? 0] as GroundLaw;
      const mean = atom.cells[0] as number;
      const spread = atom.cells[1] as number;
      const place = centres.columns.findIndex((c) => c.variable === law.child);
      if (component === null || place < 0) continue;
      for (let i = 0; i < block.shape.length; i++) {
        if (problem.isFree(mean)) theta[mean + i] = centres.at(component, place + i);
      }
      if (!problem.isFree(spread) || seen.has(spread)) continue;
      seen.add(spread);
      const length = block.family.argumentLength(block.shape, 1);
      const factor = block.shape.spread === "sd" ? Math.sqrt(centres.shrink) : centres.shrink;
      for (let i = 0; i < length; i++) theta[spread + i] = (theta[spread + i] as number) * factor;
    }
  }
  return true;
}

/** How a run is started when parameters are left open. `used` names what was done. */
export interface Start {
  readonly theta: Float64Array;
  readonly used: string;
}

/** Where the parameters come from that are not given. */
export type StartStrategy = "auto" | "random" | "kmeans++" | "prior";

/** Draws every element of the parameters that the model gives a prior. */
function drawFromPriors({ plan, priors }: Problem, theta: Float64Array, random: Random): void {
  for (const { decl, offset, count, length } of plan.ground.layout.entries) {
    const prior = decl.prior ? priors.get(decl.name) : undefined;
    if (prior) for (let i = 0; i < count; i++) prior.family.sample(prior.args, random, theta, offset + i * length, length);
  }
}

/**
 * Fills the parameters that were not given, by the named strategy; `auto` is k-means++ where it applies, else random. `prior` draws
 * those that have a prior from it, and starts the others at random.
 */
export function makeStart(problem: Problem, given: GivenParameters, strategy: StartStrategy, random: Random): Start {
  const theta = withConstants(problem.plan, pooledParameters(problem, given));
  if ((strategy === "auto" || strategy === "kmeans++") && seedCentres(problem, theta, random)) {
    return { theta: overlay(theta, given), used: "kmeans++" };
  }
  perturbComponents(problem, theta, random);
  if (strategy === "prior") drawFromPriors(problem, theta, random);
  return { theta: overlay(theta, given), used: strategy === "prior" ? "prior" : "random" };
}

/** Fixed and started values of the model, as numbers over the layout. */
export const isComplete = (problem: Problem, { given }: GivenParameters): boolean =>
  problem.plan.ground.layout.entries.every(({ offset, count, length }) =>
    given.subarray(offset, offset + count * length).every((g) => g === 1),
  );

/** Parameters of which some, but not all, laws could be started: entry of a cell, for messages. */
export const parameterAt = (problem: Problem, cell: number): string => entryOf(problem.plan.ground, cell)?.decl.name ?? "a constant";
