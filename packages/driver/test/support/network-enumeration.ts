import { type GroundNetworkNode, groundNetwork, type PlateInstance, plateInstances } from "./network-ground.ts";
import type { NetworkCase, NetworkTable } from "./network-spec.ts";

/*
 * Brute force: every joint state of the unknowns is visited, plate by plate, straight from the product of the laws.
 * It shares no code with the engine.
 */

/** One law at one instance and joint state: the value and the elements that its arguments pick (−1: known numbers). */
export interface LawSighting {
  readonly ground: GroundNetworkNode;
  readonly instance: PlateInstance;
  readonly value: number;
  readonly picked: readonly number[];
  readonly weight: number;
}

/** Told of all laws of every instance in every joint state with its posterior weight, and of every state of a discrete node. */
export interface PosteriorVisitor {
  onLaw?(sighting: LawSighting): void;
  onState?(ground: GroundNetworkNode, instance: PlateInstance, state: number, probability: number): void;
}

const LOG_2PI = Math.log(2 * Math.PI);

/** log n! as a sum. */
export function logFactorial(n: number): number {
  let sum = 0;
  for (let i = 2; i <= n; i++) sum += Math.log(i);
  return sum;
}

function logLaw(ground: GroundNetworkNode, x: number, values: readonly (readonly number[])[]): number {
  const [first, second] = values as [readonly number[], readonly number[] | undefined];
  const a = first[0] as number;
  if (ground.node.family === "Categorical") return Math.log(first[x] as number);
  if (ground.node.family === "Bernoulli") return Math.log(x === 1 ? a : 1 - a);
  if (ground.node.family === "Poisson") return (x === 0 ? 0 : x * Math.log(a)) - a - logFactorial(x);
  const sd = second?.[0] as number;
  return -0.5 * (LOG_2PI + ((x - a) / sd) ** 2) - Math.log(sd);
}

/** log Σ exp, or the largest where the pass is a maximisation. */
function combine(logs: readonly number[], max: boolean): number {
  let top = Number.NEGATIVE_INFINITY;
  for (const x of logs) if (x > top) top = x;
  if (max || top === Number.NEGATIVE_INFINITY) return top;
  let sum = 0;
  for (const x of logs) sum += Math.exp(x - top);
  return top + Math.log(sum);
}

/** What the enumeration leaves out of an instance: laws of missing cells that are said to be barren. */
export type IsDropped = (ground: GroundNetworkNode, instance: PlateInstance) => boolean;

/** Evaluates a model on a table by enumeration; `max` takes the most probable state in place of the sum. */
export class Enumeration {
  readonly grounds: readonly GroundNetworkNode[];
  readonly instances: readonly PlateInstance[];
  readonly #table: NetworkTable;
  readonly #byPlate: ReadonlyMap<string | null, readonly GroundNetworkNode[]>;
  readonly #isDropped: IsDropped;
  readonly #state: Int32Array;
  /** Log-probability of the least probable possible joint state of an instance and those around it that was visited. */
  slightest = 0;

  constructor(c: NetworkCase, isDropped: IsDropped = () => false) {
    this.grounds = groundNetwork(c.model);
    this.instances = plateInstances(c.model, c.table);
    this.#table = c.table;
    this.#isDropped = isDropped;
    const plates = [...new Set(this.grounds.map((g) => g.plate))];
    this.#byPlate = new Map(plates.map((plate) => [plate, this.grounds.filter((g) => g.plate === plate)]));
    this.#state = new Int32Array(this.grounds.length).fill(-1);
  }

  /** The cell of a node in an instance; null where nothing is seen. */
  cell(ground: GroundNetworkNode, instance: PlateInstance): number | null {
    if (ground.node.absence !== null) return null;
    return this.#table.cells[ground.key]?.[instance.rows[0] as number] ?? null;
  }

  /** Nodes that have an instance in a plate, parents first. */
  local(instance: PlateInstance): readonly GroundNetworkNode[] {
    return this.#byPlate.get(instance.plate) ?? [];
  }

  #pick(ground: GroundNetworkNode, i: number): number {
    const { param, offset, parents } = ground.args[i] as (typeof ground.args)[number];
    if (param === null) return -1;
    let at = offset;
    for (const { id, stride } of parents) at += stride * (this.#state[id] as number);
    return at;
  }

  #logAt(ground: GroundNetworkNode, x: number): number {
    const values = ground.args.map((arg, i) => arg.elements[Math.max(0, this.#pick(ground, i))] as readonly number[]);
    return logLaw(ground, x, values);
  }

  /** Calls `visit` with the log weight of every joint state of an instance's unknowns, given the states around it. */
  #forEachState(instance: PlateInstance, max: boolean, visit: (log: number) => void): void {
    const local = this.local(instance).filter((g) => !this.#isDropped(g, instance));
    const walk = (at: number, log: number): void => {
      // What is impossible stays so; the sum goes without it.
      if (log === Number.NEGATIVE_INFINITY) return;
      const ground = local[at];
      if (!ground) {
        let total = log;
        for (const child of instance.children) if (child.weight !== 0) total += child.weight * this.logEvidence(child, max);
        visit(total);
        return;
      }
      const seen = this.cell(ground, instance);
      const states = ground.node.states ?? 0;
      if (states === 0) walk(at + 1, seen === null ? log : log + this.#logAt(ground, seen));
      for (let s = 0; s < states; s++) {
        if (seen !== null && seen !== s) continue;
        this.#state[ground.id] = s;
        walk(at + 1, log + this.#logAt(ground, s));
      }
    };
    walk(0, 0);
  }

  /** Log-probability of what is seen in an instance, given the states around it; its own weight left out. */
  logEvidence(instance: PlateInstance, max = false): number {
    const logs: number[] = [];
    this.#forEachState(instance, max, (log) => logs.push(log));
    return combine(logs, max);
  }

  /** Total log-likelihood, weights included; with `max` that of the most probable completion. */
  total(max = false): number {
    return this.instances.reduce((sum, i) => (i.weight === 0 ? sum : sum + i.weight * this.logEvidence(i, max)), 0);
  }

  /** Visits every law and state with its posterior probability; with `max` the most probable joint state alone. */
  visit(visitor: PosteriorVisitor, max = false): void {
    for (const instance of this.instances) this.#descend(instance, 1, visitor, max);
  }

  #descend(instance: PlateInstance, probability: number, visitor: PosteriorVisitor, max: boolean): void {
    const total = this.logEvidence(instance, max);
    const local = this.local(instance).filter((g) => !this.#isDropped(g, instance));
    const show = (p: number): void => {
      for (const ground of local) this.#show(ground, instance, p, visitor);
      for (const child of instance.children) this.#descend(child, p, visitor, max);
    };
    if (max) {
      this.#atBest(instance, total, () => show(probability));
      return;
    }
    this.#forEachState(instance, false, (log) => {
      const p = probability * Math.exp(log - total);
      if (log > Number.NEGATIVE_INFINITY) this.slightest = Math.min(this.slightest, Math.log(probability) + log - total);
      if (p === 0) return;
      const states = this.#state.slice();
      show(p);
      this.#state.set(states);
    });
  }

  #show(ground: GroundNetworkNode, instance: PlateInstance, p: number, visitor: PosteriorVisitor): void {
    const discrete = ground.node.states !== null;
    const value = discrete ? (this.#state[ground.id] as number) : this.cell(ground, instance);
    if (value === null) return;
    if (discrete) visitor.onState?.(ground, instance, value, p);
    const picked = ground.args.map((_, i) => this.#pick(ground, i));
    visitor.onLaw?.({ ground, instance, value, picked, weight: p * instance.weight });
  }

  /** How much less probable the second-best completion of an instance is than the best one, at the least; 0 where they tie. */
  margin(): number {
    let least = Number.POSITIVE_INFINITY;
    const visit = (instance: PlateInstance): void => {
      const logs: number[] = [];
      this.#forEachState(instance, true, (log) => logs.push(log));
      const [best, second] = logs.sort((a, b) => b - a) as [number, number | undefined];
      if (second !== undefined) least = Math.min(least, best - second);
      this.#atBest(instance, best, () => {
        for (const child of instance.children) visit(child);
      });
    };
    for (const instance of this.instances) visit(instance);
    return least;
  }

  #atBest(instance: PlateInstance, best: number, visit: () => void): void {
    let taken = false;
    this.#forEachState(instance, true, (log) => {
      if (taken || log !== best) return;
      taken = true;
      const states = this.#state.slice();
      visit();
      this.#state.set(states);
    });
  }

  /**
   * Log-probability of an instance and all inside it with every unknown at the state that `assigned` names (weights of
   * the instances inside counted, its own left out). Told to `onInstance` on the way, given the assigned states around.
   */
  logAssigned(
    instance: PlateInstance,
    assigned: (ground: GroundNetworkNode, instance: PlateInstance) => number,
    onInstance: (instance: PlateInstance, log: number, best: number) => void,
  ): number {
    const best = this.logEvidence(instance, true);
    let log = 0;
    for (const ground of this.local(instance)) {
      const seen = this.cell(ground, instance);
      const value = seen ?? (ground.node.states === null ? null : assigned(ground, instance));
      if (value === null) continue;
      this.#state[ground.id] = value;
      log += this.#logAt(ground, value);
    }
    for (const child of instance.children) {
      const inside = this.logAssigned(child, assigned, onInstance);
      if (child.weight !== 0) log += child.weight * inside;
    }
    onInstance(instance, log, best);
    return log;
  }
}
