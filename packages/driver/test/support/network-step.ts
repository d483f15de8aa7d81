import { Enumeration, type IsDropped, type LawSighting, logFactorial } from "./network-enumeration.ts";
import type { GroundNetworkNode, PlateInstance } from "./network-ground.ts";
import { atElements, type NetworkCase, type NetworkSpec, type ParameterSpec } from "./network-spec.ts";

/*
 * The M-step from sums over the enumerated posterior: textbook formulas on the weighted data itself, not on pooled statistics.
 */

/** Missing cells whose laws leave the E-step, and whether anything else is unknown. */
export interface Relevance {
  readonly isDropped: IsDropped;
  readonly hidden: boolean;
}

type Policy = "all" | "under-latents";

/** Nodes of an instance that are missing without anything seen or kept that hangs on them. */
function barren(all: Enumeration, instance: PlateInstance, policy: Policy): ReadonlySet<GroundNetworkNode> {
  const dropped = new Set<GroundNetworkNode>();
  const parentsOf = (g: GroundNetworkNode): readonly number[] => g.args.flatMap((arg) => arg.parents.map((p) => p.id));
  for (const g of [...all.local(instance)].reverse()) {
    if (all.cell(g, instance) !== null || g.node.absence === "latent") continue;
    if (all.grounds.some((child) => !dropped.has(child) && parentsOf(child).includes(g.id))) continue;
    const underLatent = parentsOf(g).some((id) => all.grounds[id]?.node.absence === "latent");
    if (g.node.states === null || policy === "all" || (underLatent && !isNeverSeen(all, g))) dropped.add(g);
  }
  return dropped;
}

function everyInstance(instances: readonly PlateInstance[]): readonly PlateInstance[] {
  return instances.flatMap((i) => [i, ...everyInstance(i.children)]);
}

const isNeverSeen = (all: Enumeration, g: GroundNetworkNode): boolean =>
  everyInstance(all.instances).every((i) => i.plate !== g.plate || all.cell(g, i) === null);

/**
 * What takes part in learning. Missing cells that nothing observed depends on leave: all of them where nothing else is
 * unknown, otherwise those with a parent that is declared latent.
 */
export function relevanceOf(c: NetworkCase): Relevance {
  const all = new Enumeration(c);
  const instances = everyInstance(all.instances);
  const drops = (policy: Policy) => new Map(instances.map((i) => [keyOf(i), barren(all, i, policy)]));
  const every = drops("all");
  const isUnknown = (g: GroundNetworkNode, i: PlateInstance): boolean => g.node.states !== null && all.cell(g, i) === null;
  const hidden = instances.some((i) => all.local(i).some((g) => isUnknown(g, i) && !every.get(keyOf(i))?.has(g)));
  const dropped = hidden ? drops("under-latents") : every;
  // Another enumeration has grounds of its own: they are told apart by key.
  const keys = new Map([...dropped].map(([instance, grounds]) => [instance, new Set([...grounds].map((g) => g.key))]));
  return { hidden, isDropped: (g, i) => keys.get(keyOf(i))?.has(g.key) ?? false };
}

const keyOf = ({ plate, rows }: PlateInstance): string => `${plate} ${rows[0]}`;

/** Σ log Dirichlet(c) density over the elements of all parameters with a prior; whole c only. */
export function logPriorOf(model: NetworkSpec): number {
  let sum = 0;
  for (const { prior, size, elements, fixed } of model.params) {
    if (prior === null || fixed) continue;
    for (const element of elements) {
      sum += logFactorial(prior * size - 1) - size * logFactorial(prior - 1);
      for (const p of element) sum += (prior - 1) * Math.log(p);
    }
  }
  return sum;
}

/** Sightings of a law argument's parameter, by `name:position`. */
function byElement(sightings: readonly LawSighting[], argument: number): ReadonlyMap<string, readonly LawSighting[]> {
  const groups = new Map<string, LawSighting[]>();
  for (const s of sightings) {
    const param = s.ground.args[argument]?.param;
    if (!param) continue;
    const key = `${param}:${s.picked[argument]}`;
    const group = groups.get(key);
    if (group) group.push(s);
    else groups.set(key, [s]);
  }
  return groups;
}

const weightOf = (data: readonly LawSighting[]): number => data.reduce((sum, s) => sum + s.weight, 0);
const meanOf = (data: readonly LawSighting[]): number => data.reduce((sum, s) => sum + s.weight * s.value, 0) / weightOf(data);

function simplexStep(param: ParameterSpec, old: readonly number[], data: readonly LawSighting[]): readonly number[] {
  const counts = old.map(() => (param.prior ?? 1) - 1);
  for (const { value, weight } of data) counts[value] = (counts[value] as number) + weight;
  const total = counts.reduce((a, b) => a + b, 0);
  return total > 0 ? counts.map((n) => n / total) : old;
}

interface Sightings {
  readonly firsts: ReadonlyMap<string, readonly LawSighting[]>;
  readonly seconds: ReadonlyMap<string, readonly LawSighting[]>;
  readonly params: readonly ParameterSpec[];
}

/** New elements of one parameter; those without data or prior keep their value. What no node can pick has its prior alone. */
function stepOf(param: ParameterSpec, sightings: Sightings): readonly (readonly number[])[] {
  const { firsts, seconds } = sightings;
  if (param.fixed) return param.elements;
  return param.elements.map((old, position) => {
    const key = `${param.name}:${position}`;
    const data = firsts.get(key) ?? [];
    if (param.domain === "simplex") return simplexStep(param, old, data);
    const spread = seconds.get(key);
    if (spread && weightOf(spread) > 0) return [Math.sqrt(squaresAbout(spread, sightings) / weightOf(spread))];
    return weightOf(data) > 0 ? [meanOf(data)] : old;
  });
}

/** Σ w (x − m)² about the new means; a fixed mean stays. */
function squaresAbout(data: readonly LawSighting[], { firsts, params }: Sightings): number {
  const means = new Map<string, number>();
  return data.reduce((sum, s) => {
    const name = s.ground.args[0]?.param;
    const key = `${name}:${s.picked[0]}`;
    const param = params.find((p) => p.name === name);
    if (!means.has(key))
      means.set(key, param?.fixed ? (param.elements[s.picked[0] as number]?.[0] as number) : meanOf(firsts.get(key) ?? []));
    return sum + s.weight * (s.value - (means.get(key) as number)) ** 2;
  }, 0);
}

/**
 * A model after one E-step and M-step, by enumeration. `narrowest` is the smallest new standard deviation that has data,
 * `slightest` the logarithm of the smallest posterior that took part.
 */
export interface NetworkStep {
  readonly model: NetworkSpec;
  readonly narrowest: number;
  readonly slightest: number;
}

/** Below this standard deviation a component is as good as collapsed; those steps have tests of their own. */
const NARROW = 1e-2;
/** Posteriors that are smaller have no ten digits left in double precision, and so have ratios of them. */
const SLIGHT = Math.log(1e-250);

/** True where a step is defined to all the digits that are compared. */
export const isSharp = ({ narrowest, slightest }: NetworkStep): boolean => narrowest >= NARROW && slightest > SLIGHT;

/** One step of EM; with `max` one of hard EM. */
export function enumeratedStep(c: NetworkCase, { isDropped }: Relevance, max = false): NetworkStep {
  const sightings: LawSighting[] = [];
  const all = new Enumeration(c, isDropped);
  all.visit({ onLaw: (s) => sightings.push(s) }, max);
  const used = sightings.filter((s) => s.weight > 0);
  const [firsts, seconds] = [byElement(used, 0), byElement(used, 1)];
  const { params } = c.model;
  const found: Sightings = { firsts, seconds, params };
  const elements = new Map(params.map((p) => [p.name, stepOf(p, found)]));
  const spreads = [...seconds.keys()].map((key) => {
    const [name, position] = key.split(":") as [string, string];
    return elements.get(name)?.[Number(position)]?.[0] as number;
  });
  const narrowest = Math.min(Number.POSITIVE_INFINITY, ...spreads);
  return { model: atElements(c.model, elements), narrowest, slightest: all.slightest };
}
