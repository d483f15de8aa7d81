import type { FamilyShape } from "@platewise/core";
import type { GroundLaw, GroundVariable } from "@platewise/graph";
import type { NumericPosterior } from "../api/inference.ts";
import type { NodePosterior } from "../api/options.ts";
import type { Prepared } from "./prepare.ts";

/** A numeric variable that is unknown somewhere, with its only law and the discrete variables that choose the law's slot. */
export interface NumericUnknown {
  readonly variable: GroundVariable;
  readonly law: GroundLaw;
  readonly parents: readonly GroundVariable[];
}

/** Numeric variables with missing values whose mean and covariance follow from the posterior of their discrete parents. */
export function numericUnknowns({ plan }: Prepared, names: ReadonlySet<string>): readonly NumericUnknown[] {
  const { variables, laws } = plan.ground;
  return variables.flatMap((variable) => {
    if (variable.states !== null || variable.decl.role === "given" || !names.has(variable.decl.name) || variable.bound?.missing === 0)
      return [];
    const [law, ...others] = laws.filter(({ child }) => child === variable.id);
    const parents = (law?.parents ?? []).map((id) => variables[id] as GroundVariable);
    if (!law?.family.moments || others.length > 0 || parents.some(({ previous }) => previous !== null)) return [];
    return [{ variable, law, parents }];
  });
}

/** Numbers in one value of a variable. */
const sizeOf = ({ decl }: GroundVariable): number => (decl.domain.kind === "vector" ? decl.domain.size : 1);

interface Moments {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

function momentsAt({ law, variable }: NumericUnknown, theta: Float64Array, slot: number, trials: number | null): Moments {
  const { family, shape, cells } = law;
  const size = sizeOf(variable);
  const used: FamilyShape = trials === null ? shape : { ...shape, length: trials };
  const args = cells.map((cell, a) => {
    const at = cell[slot] as number;
    return theta.subarray(at, at + family.argumentLength(used, a));
  });
  const moments = { mean: new Float64Array(size), covariance: new Float64Array(size * size) };
  family.moments?.(used, args, moments.mean, moments.covariance);
  return moments;
}

/** The instance of a variable's plate for a table row; −1 in dropped rows. */
function instanceIn({ data }: Prepared, plate: number): (row: number) => number {
  const instanceOf = data.instanceOfRow[data.plates.findIndex((p) => p.plate === plate)];
  return (row) => (instanceOf ? (instanceOf[row] as number) : 0);
}

/** How many trials a row has; null for laws without trials. */
function trialsIn(prepared: Prepared, { trials }: GroundLaw): (row: number) => number | null {
  if (!trials) return () => null;
  if (trials.kind === "constant") return () => trials.n;
  const variable = prepared.plan.ground.variables[trials.id] as GroundVariable;
  const instance = instanceIn(prepared, variable.plate);
  const values = variable.bound?.values.kind === "numbers" ? variable.bound.values.components[0] : undefined;
  return (row) => values?.[instance(row)] ?? Number.NaN;
}

/** Adds a slot's moments to a mixture's first and second moments. */
function addSlot({ mean, covariance }: Moments, weight: number, into: Moments): void {
  const d = mean.length;
  for (let i = 0; i < d; i++) {
    into.mean[i] = (into.mean[i] as number) + weight * (mean[i] as number);
    for (let j = 0; j < d; j++) {
      const second = (covariance[i * d + j] as number) + (mean[i] as number) * (mean[j] as number);
      into.covariance[i * d + j] = (into.covariance[i * d + j] as number) + weight * second;
    }
  }
}

/** E[x xᵀ] − m mᵀ in place. */
function centre({ mean, covariance }: Moments): void {
  const d = mean.length;
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) covariance[i * d + j] = (covariance[i * d + j] as number) - (mean[i] as number) * (mean[j] as number);
  }
}

/** The components that are seen at an instance; null where some are not. */
function seenAt({ bound }: GroundVariable, instance: number): readonly number[] | null {
  if (bound?.values.kind !== "numbers") return null;
  const values = bound.values.components.map((component) => component[instance] as number);
  return values.some(Number.isNaN) ? null : values;
}

/** Mixes the moments of a row's slots by their posterior; one slot alone keeps its own, without rounding. */
function mixture(unknown: NumericUnknown, weights: Float64Array, moments: (slot: number) => Moments): Moments {
  const certain = weights.indexOf(1);
  if (certain >= 0) return moments(certain);
  const size = sizeOf(unknown.variable);
  const into = { mean: new Float64Array(size), covariance: new Float64Array(size * size) };
  weights.forEach((weight, slot) => {
    if (weight > 0) addSlot(moments(slot), weight, into);
  });
  centre(into);
  return into;
}

/**
 * Mean and covariance of a numeric variable in every row: of the mixture of its law's slots, weighted by the posterior of the states
 * that choose them (law of total covariance). `weights` has a column for each slot; NaN in rows without a posterior.
 */
export function numericPosterior(
  prepared: Prepared,
  theta: Float64Array,
  unknown: NumericUnknown,
  weights: NodePosterior | null,
): NumericPosterior {
  const { variable, law } = unknown;
  const { rows } = prepared.data.table;
  const size = sizeOf(variable);
  const [means, covariances] = [new Float64Array(rows * size).fill(Number.NaN), new Float64Array(rows * size * size).fill(Number.NaN)];
  const [instance, trials] = [instanceIn(prepared, variable.plate), trialsIn(prepared, law)];
  const fixed =
    law.trials?.kind === "variable" ? null : Array.from({ length: law.slots }, (_, slot) => momentsAt(unknown, theta, slot, trials(0)));
  const alone = Float64Array.of(1);
  for (let row = 0; row < rows; row++) {
    if (instance(row) < 0) continue;
    const seen = seenAt(variable, instance(row));
    const own = weights ? weights.probabilities.subarray(row * law.slots, (row + 1) * law.slots) : alone;
    const found = seen
      ? { mean: seen, covariance: new Float64Array(size * size) }
      : mixture(unknown, own, (slot) => fixed?.[slot] ?? momentsAt(unknown, theta, slot, trials(row)));
    means.set(found.mean, row * size);
    covariances.set(found.covariance, row * size * size);
  }
  return { node: variable.key, size, means, covariances, seen: seenRows(variable, rows, instance) };
}

function seenRows(variable: GroundVariable, rows: number, instance: (row: number) => number): Uint8Array {
  return Uint8Array.from({ length: rows }, (_, row) => (instance(row) >= 0 && seenAt(variable, instance(row)) ? 1 : 0));
}
