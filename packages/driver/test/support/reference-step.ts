import type { ModelSpec, NodeSpec } from "./model-spec.ts";
import type { RandomCase } from "./random-model.ts";
import { covarianceMatrix, type GroundNode, invertSmall, Reference, type ResolvedArg } from "./reference.ts";

/*
 * The M-step from sums over the enumerated posterior: textbook formulas on the weighted data itself, not on pooled statistics.
 */

/** A law's value with its posterior weight. */
export interface Sighting {
  readonly ground: GroundNode;
  readonly args: readonly ResolvedArg[];
  readonly x: readonly number[];
  readonly trials: number;
  readonly weight: number;
}

/** Which missing cells count: see `sightingsOf`. */
type Barren = "all" | "under-latents";

/** Ground nodes whose laws leave the E-step in a row: missing cells that nothing observed hangs on. */
function barrenNodes(reference: Reference, level: number, row: number, policy: Barren): ReadonlySet<number> {
  const dropped = new Set<number>();
  const isUnknown = (g: GroundNode): boolean => reference.cell(g, row) === null;
  const local = reference.grounds.filter((g) => g.node.level === level).reverse();
  for (const g of local) {
    if (!isUnknown(g) || g.node.role === "latent") continue;
    if (reference.grounds.some((child) => child.parents.includes(g.id) && !dropped.has(child.id))) continue;
    const underLatent = g.parents.some((id) => reference.grounds[id]?.node.role === "latent");
    const isNumeric = g.node.states === null;
    if (isNumeric || policy === "all" || (underLatent && !reference.isAbsent(g))) dropped.add(g.id);
  }
  return dropped;
}

/**
 * Every law of every row in every joint state of the unknowns. Missing cells that nothing observed depends on leave: all of
 * them where nothing else is unknown (then `hidden` is false), otherwise those with a parent that is never observed.
 */
export function sightingsOf({ model, table }: RandomCase): { readonly sightings: readonly Sighting[]; readonly hidden: boolean } {
  const reference = new Reference(model, table);
  const rows = Array.from({ length: table.rows }, (_, row) => row);
  const drops = (policy: Barren): ReadonlyMap<string, ReadonlySet<number>> =>
    new Map(
      Array.from({ length: model.levels + 1 }, (_, level) => level).flatMap((level) =>
        rows.map((row) => [`${level}.${row}`, barrenNodes(reference, level, row, policy)] as const),
      ),
    );
  const all = drops("all");
  const hidden = reference.grounds.some((g) =>
    rows.some((row) => g.node.states !== null && reference.cell(g, row) === null && !all.get(`${g.node.level}.${row}`)?.has(g.id)),
  );
  const dropped = hidden ? drops("under-latents") : all;
  const sightings: Sighting[] = [];
  reference.visit(
    (ground, row, args, x, weight) => {
      if (dropped.get(`${ground.node.level}.${row}`)?.has(ground.id)) return;
      const trials = ground.node.trials === "trials" ? (table.trials[row] as number) : ground.node.trials;
      sightings.push({ ground, args, x, trials, weight });
    },
    () => undefined,
  );
  return { sightings, hidden };
}

const isGaussian = (node: NodeSpec): boolean => node.family === "Normal" || node.family === "MvNormal";

/** New values by element (`name:position`); those without data are left out. */
export type NewElements = Map<string, readonly number[]>;

function finiteStep(sightings: readonly Sighting[], out: NewElements): void {
  const sums = new Map<string, { family: string; counts: number[]; total: number }>();
  for (const { ground, args, x, trials, weight } of sightings) {
    const { node } = ground;
    const element = args[0]?.element;
    if (isGaussian(node) || !element) continue;
    const size = node.family === "Categorical" ? (node.states as number) : 1;
    const sum = sums.get(element) ?? { family: node.family, counts: new Array<number>(size).fill(0), total: 0 };
    sums.set(element, sum);
    const k = x[0] as number;
    if (node.family === "Categorical") sum.counts[k] = (sum.counts[k] as number) + weight;
    else sum.counts[0] = (sum.counts[0] as number) + weight * k;
    sum.total += node.family === "Binomial" ? weight * trials : weight;
  }
  for (const [element, { counts, total }] of sums)
    if (total > 0)
      out.set(
        element,
        counts.map((c) => c / total),
      );
}

interface Gaussian {
  readonly node: NodeSpec;
  readonly mean: ResolvedArg;
  readonly spread: ResolvedArg;
  readonly x: readonly number[];
  readonly weight: number;
}

/** A mean given the spreads: Σ w P x = Σ w P m. */
function meanOf(data: readonly Gaussian[], spreadNow: (g: Gaussian) => readonly number[]): readonly number[] {
  const d = data[0]?.node.length as number;
  const isOneSpread = data.every((g) => g.spread.element !== null && g.spread.element === data[0]?.spread.element);
  if (isOneSpread) {
    const total = data.reduce((sum, g) => sum + g.weight, 0);
    return Array.from({ length: d }, (_, i) => data.reduce((sum, g) => sum + (g.weight / total) * (g.x[i] as number), 0));
  }
  const precision = Array.from({ length: d }, () => new Array<number>(d).fill(0));
  const pull = new Array<number>(d).fill(0);
  for (const g of data) {
    const { inverse } = invertSmall(covarianceMatrix(g.node, d, spreadNow(g)));
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) {
        const p = g.weight * (inverse[i]?.[j] as number);
        (precision[i] as number[])[j] = (precision[i]?.[j] as number) + p;
        pull[i] = (pull[i] as number) + p * (g.x[j] as number);
      }
    }
  }
  const { inverse } = invertSmall(precision);
  return inverse.map((row) => row.reduce((sum, p, j) => sum + p * (pull[j] as number), 0));
}

/** A spread given the means, in the form in which it is stored. */
function spreadOf(data: readonly Gaussian[], size: number, meanNow: (g: Gaussian) => readonly number[]): readonly number[] {
  const { node } = data[0] as Gaussian;
  const d = node.length;
  const scatter = Array.from({ length: d }, () => new Array<number>(d).fill(0));
  let total = 0;
  for (const g of data) {
    const m = meanNow(g);
    total += g.weight;
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) {
        (scatter[i] as number[])[j] =
          (scatter[i]?.[j] as number) + g.weight * ((g.x[i] as number) - (m[i] as number)) * ((g.x[j] as number) - (m[j] as number));
      }
    }
  }
  const v = scatter.map((row) => row.map((s) => s / total));
  if (size === d * d && d > 1) return v.flat();
  if (size === d && d > 1) return v.map((row, i) => row[i] as number);
  const average = v.reduce((sum, row, i) => sum + (row[i] as number), 0) / d;
  return [node.family === "Normal" && !node.variance ? Math.sqrt(average) : average];
}

function grouped(data: readonly Gaussian[], argument: "mean" | "spread"): ReadonlyMap<string, readonly Gaussian[]> {
  const groups = new Map<string, Gaussian[]>();
  for (const g of data) {
    const element = g[argument].element;
    if (element !== null) groups.set(element, [...(groups.get(element) ?? []), g]);
  }
  return groups;
}

/** Means and spreads in turn, until neither moves: one round is enough unless means are tied across spreads. */
function gaussianStep(sightings: readonly Sighting[], out: NewElements): void {
  const data = sightings
    .filter(({ ground, weight }) => isGaussian(ground.node) && weight > 0)
    .map(
      ({ ground, args, x, weight }): Gaussian => ({
        node: ground.node,
        mean: args[0] as ResolvedArg,
        spread: args[1] as ResolvedArg,
        x,
        weight,
      }),
    );
  const [means, spreads] = [grouped(data, "mean"), grouped(data, "spread")];
  const now = (argument: "mean" | "spread") => (g: Gaussian) => out.get(g[argument].element ?? "") ?? g[argument].value;
  for (let round = 0, move = 1; round < 5000 && move > 1e-15; round++) {
    move = 0;
    const update = (element: string, value: readonly number[]): void => {
      const old = out.get(element);
      value.forEach((x, i) => {
        move = Math.max(move, old ? Math.abs(x - (old[i] as number)) / Math.max(1e-300, Math.abs(x)) : 1);
      });
      out.set(element, value);
    };
    for (const [element, mine] of means) update(element, meanOf(mine, now("spread")));
    for (const [element, mine] of spreads) update(element, spreadOf(mine, mine[0]?.spread.value.length as number, now("mean")));
  }
}

/** All parameters after one M-step on the enumerated posterior; elements without data keep their value. */
export function referenceStep(c: RandomCase): {
  readonly model: ModelSpec;
  readonly moved: NewElements;
  readonly hidden: boolean;
  readonly sightings: readonly Sighting[];
} {
  const { sightings, hidden } = sightingsOf(c);
  const moved: NewElements = new Map();
  finiteStep(sightings, moved);
  gaussianStep(sightings, moved);
  const params = c.model.params.map((p) => ({
    ...p,
    elements: p.elements.map((e, i) => (p.fixed ? e : (moved.get(`${p.name}:${i}`) ?? e))),
  }));
  return { model: { ...c.model, params }, moved, hidden, sightings };
}

/** Smallest variance, relative to that of the whole column, that a Gaussian comes to at a model's parameters: 0 is a collapse. */
export function narrowest(model: ModelSpec, sightings: readonly Sighting[]): number {
  let least = Number.POSITIVE_INFINITY;
  const currentValue = (arg: ResolvedArg): readonly number[] => {
    if (arg.element === null) return arg.value;
    const [name, at] = arg.element.split(":");
    return model.params.find((p) => p.name === name)?.elements[Number(at)] as readonly number[];
  };
  for (const { ground, args, weight } of sightings) {
    const { node } = ground;
    if (!isGaussian(node) || !(weight > 0) || args[1]?.element === null) continue;
    const matrix = covarianceMatrix(node, node.length, currentValue(args[1] as ResolvedArg));
    const { determinant } = invertSmall(matrix);
    const trace = matrix.reduce((sum, row, i) => sum + (row[i] as number), 0);
    least = Math.min(least, node.length === 1 ? determinant : determinant / trace);
  }
  return least;
}
