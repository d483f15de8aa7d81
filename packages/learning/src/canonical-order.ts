import type { Expression, Law, ParamDecl } from "@platewise/core";
import { type FactorGraph, type ParameterEntry, type Plan, walkExpression } from "@platewise/graph";
import { stationaryShare } from "./stationary-share.ts";

/** Where a latent's states show in a parameter: as one of its indices, or as the states of its simplex. */
interface Axis {
  readonly entry: ParameterEntry;
  /** Position among the dimensions; `dimensions.length` is the simplex itself. */
  readonly axis: number;
}

/** A latent whose states may be renamed, with every axis to permute. */
export interface Exchangeable {
  readonly latent: string;
  readonly states: number;
  readonly axes: readonly Axis[];
}

type Use = { readonly name: string; readonly axis: number; readonly by: string | null };

/** Every index position of every parameter, with the node that stands there (null: something else). */
function indexUses(graph: FactorGraph): readonly Use[] {
  const uses: Use[] = [];
  for (const factor of graph.factors) {
    for (const arg of factor.law.args) {
      walkExpression(arg.value, (e: Expression) => {
        if (e.op !== "param") return;
        e.indices.forEach((index, axis) =>
          uses.push({ name: e.name, axis, by: index.op === "node" && index.indices.length === 0 ? index.name : null }),
        );
      });
    }
  }
  return uses;
}

/** True where a node is mentioned anywhere but as a plain index. */
function isOnlyAnIndex(graph: FactorGraph, node: string, uses: readonly Use[]): boolean {
  let mentions = 0;
  for (const factor of graph.factors) {
    for (const arg of factor.law.args) walkExpression(arg.value, (e) => (mentions += e.op === "node" && e.name === node ? 1 : 0));
  }
  return mentions === uses.filter((use) => use.by === node).length;
}

const isBound = (decl: ParamDecl): boolean => decl.fixed !== null || decl.init !== null;

/** The simplex that is a law of a latent; null where it is constant and uniform, undefined where it forbids renaming. */
function simplexOf({ ground: { layout } }: Plan, law: Law): ParameterEntry | null | undefined {
  const p = law.args.find((arg) => arg.name === "p")?.value;
  if (!p) return undefined;
  if (p.op === "param") return layout.byName.get(p.name);
  const numbers = p.op === "array" ? p.items.map((item) => (item.op === "number" ? item.value : Number.NaN)) : null;
  if (p.op === "call" && p.fn === "uniform") return null;
  return numbers?.every((x) => x === numbers[0]) ? null : undefined;
}

/** The simplexes that are a latent's own laws, of the first step of a chain and of the others; undefined where one forbids renaming. */
function ownLaws(plan: Plan, latent: string): readonly ParameterEntry[] | undefined {
  const laws = plan.ground.graph.factors.filter((factor) => factor.child === latent);
  const own = laws.map(({ law }) => simplexOf(plan, law));
  if (own.length === 0 || own.includes(undefined)) return undefined;
  return [...new Set(own.filter((entry): entry is ParameterEntry => entry !== null && entry !== undefined))];
}

/** Latents with integer states whose components may be renamed: no fixed, started or component-specific values. */
export function exchangeableLatents(plan: Plan): readonly Exchangeable[] {
  const { graph, layout } = plan.ground;
  const uses = indexUses(graph);
  return graph.variables.flatMap((variable): readonly Exchangeable[] => {
    if (variable.role !== "latent" || variable.domain.kind !== "states") return [];
    const own = ownLaws(plan, variable.name);
    if (own === undefined || !isOnlyAnIndex(graph, variable.name, uses)) return [];
    const mine = uses.filter((use) => use.by === variable.name);
    const clean = mine.every((use) =>
      uses.every((other) => other.name !== use.name || other.axis !== use.axis || other.by === variable.name),
    );
    const axes: Axis[] = [...new Map(mine.map((use) => [`${use.name}.${use.axis}`, use])).values()].map((use) => ({
      entry: layout.byName.get(use.name) as ParameterEntry,
      axis: use.axis,
    }));
    axes.push(...own.map((entry) => ({ entry, axis: entry.dimensions.length })));
    const sole = own.every(({ decl }) => graph.factors.every((f) => !f.params.includes(decl.name) || f.child === variable.name));
    const open = axes.every(({ entry }) => !isBound(entry.decl) && (entry.decl.prior === null || isSymmetricPrior(entry.decl)));
    return clean && sole && open ? [{ latent: variable.name, states: variable.domain.size, axes }] : [];
  });
}

const isSymmetricPrior = (decl: ParamDecl): boolean => decl.prior?.args.every((arg) => arg.value.op !== "array") ?? true;

/** Permutes one axis of a parameter in place: new state k is the old state `order[k]`. */
export function permuteAxis(theta: Float64Array, { entry, axis }: Axis, order: readonly number[]): void {
  const sizes = [...entry.dimensions, entry.length];
  const inner = sizes.slice(axis + 1).reduce((a, b) => a * b, 1);
  const size = sizes[axis] as number;
  const outer = (entry.count * entry.length) / (inner * size);
  const old = theta.slice(entry.offset, entry.offset + entry.count * entry.length);
  for (let o = 0; o < outer; o++) {
    for (let k = 0; k < size; k++) {
      const from = (o * size + (order[k] as number)) * inner;
      theta.set(old.subarray(from, from + inner), entry.offset + (o * size + k) * inner);
    }
  }
}

function firstMeans(own: readonly ParameterEntry[], { axes, states }: Exchangeable, theta: Float64Array): Float64Array {
  const located = axes.find(({ entry, axis }) => axis === 0 && entry.dimensions.length > 0 && !own.includes(entry)) ?? axes[0];
  if (!located) return new Float64Array(states);
  const stride = (located.entry.count * located.entry.length) / states;
  return Float64Array.from({ length: states }, (_, k) => theta[located.entry.offset + k * stride] as number);
}

/** Weights of a latent's components: its probabilities, in a chain its shares in the long run; zeros where it has neither. */
function weightsOf(plan: Plan, own: readonly ParameterEntry[], { latent, states }: Exchangeable, theta: Float64Array): Float64Array {
  const share = stationaryShare(plan, latent, theta);
  if (share) return share;
  const [first] = own;
  return first?.dimensions.length === 0 ? theta.subarray(first.offset, first.offset + states) : new Float64Array(states);
}

/** New order of a latent's components: by decreasing weight, ties by the first location. */
export function canonicalOrder(plan: Plan, latent: Exchangeable, theta: Float64Array): readonly number[] {
  const own = ownLaws(plan, latent.latent) ?? [];
  const means = firstMeans(own, latent, theta);
  const weights = weightsOf(plan, own, latent, theta);
  return Array.from({ length: latent.states }, (_, k) => k).sort(
    (a, b) => (weights[b] as number) - (weights[a] as number) || (means[a] as number) - (means[b] as number),
  );
}
