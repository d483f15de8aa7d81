import { type ArgSpec, groundKey, type IndexSpec, type ModelSpec, membersOf, type NodeSpec, sizeOf, type TableSpec } from "./model-spec.ts";

/*
 * Brute force: every joint state of the unknowns is visited, plate by plate, straight from the textbook's product of laws.
 * It shares no code with the engine.
 */

/** A node instance of one row plate, with the level that it stands on. */
export interface GroundNode {
  readonly id: number;
  readonly key: string;
  readonly node: NodeSpec;
  readonly member: number | null;
  readonly parents: readonly number[];
}

/** One instance of a row plate. */
export interface InstanceSpec {
  readonly level: number;
  readonly row: number;
  readonly rows: readonly number[];
  readonly children: readonly InstanceSpec[];
  readonly weight: number;
}

/** A value of an argument and the parameter element that it is (null: known numbers). */
export interface ResolvedArg {
  readonly element: string | null;
  readonly value: readonly number[];
}

/** Told of every law instance in every joint state: its posterior weight, arguments and value. */
export type LawVisitor = (ground: GroundNode, row: number, args: readonly ResolvedArg[], x: readonly number[], weight: number) => void;

/** Told of the posterior weight of every joint state of an unknown node. */
export type StateVisitor = (ground: GroundNode, instance: InstanceSpec, state: number, probability: number) => void;

const LOG_2PI = Math.log(2 * Math.PI);

function logFactorial(n: number): number {
  let sum = 0;
  for (let i = 2; i <= n; i++) sum += Math.log(i);
  return sum;
}

const xlogy = (x: number, y: number): number => (x === 0 ? 0 : x * Math.log(y));

/** A stored spread as a matrix. */
export function covarianceMatrix(node: NodeSpec, domainSize: number, stored: readonly number[]): readonly (readonly number[])[] {
  const d = domainSize;
  const at = (i: number, j: number): number => {
    if (node.family === "Normal") return node.variance ? (stored[0] as number) : (stored[0] as number) ** 2;
    if (stored.length === d * d && d > 1) return stored[i * d + j] as number;
    if (i !== j) return 0;
    return (stored.length === 1 ? stored[0] : stored[i]) as number;
  };
  return Array.from({ length: d }, (_, i) => Array.from({ length: d }, (_unused, j) => at(i, j)));
}

/** Determinant and inverse of a matrix of size 1 or 2. */
export function invertSmall(m: readonly (readonly number[])[]): {
  readonly inverse: readonly (readonly number[])[];
  readonly determinant: number;
} {
  const a = m[0]?.[0] as number;
  if (m.length === 1) return { inverse: [[1 / a]], determinant: a };
  const [b, c, d] = [m[0]?.[1] as number, m[1]?.[0] as number, m[1]?.[1] as number];
  const determinant = a * d - b * c;
  return {
    inverse: [
      [d / determinant, -b / determinant],
      [-c / determinant, a / determinant],
    ],
    determinant,
  };
}

function logDensity(node: NodeSpec, args: readonly ResolvedArg[], x: readonly number[], trials: number): number {
  const a = args[0]?.value as readonly number[];
  const k = x[0] as number;
  if (node.family === "Categorical") return Math.log(a[k] as number);
  if (node.family === "Bernoulli") return Math.log(k === 1 ? (a[0] as number) : 1 - (a[0] as number));
  if (node.family === "Poisson") return xlogy(k, a[0] as number) - (a[0] as number) - logFactorial(k);
  if (node.family === "Binomial") {
    const p = a[0] as number;
    return logFactorial(trials) - logFactorial(k) - logFactorial(trials - k) + xlogy(k, p) + xlogy(trials - k, 1 - p);
  }
  const { inverse, determinant } = invertSmall(covarianceMatrix(node, node.length, args[1]?.value as readonly number[]));
  let quadratic = 0;
  for (let i = 0; i < node.length; i++) {
    for (let j = 0; j < node.length; j++) {
      quadratic += (inverse[i]?.[j] as number) * ((x[i] as number) - (a[i] as number)) * ((x[j] as number) - (a[j] as number));
    }
  }
  return -0.5 * (node.length * LOG_2PI + Math.log(determinant) + quadratic);
}

function logSumExp(logs: readonly number[]): number {
  const top = Math.max(...logs);
  if (top === -Infinity) return -Infinity;
  return top + Math.log(logs.reduce((sum, x) => sum + Math.exp(x - top), 0));
}

/** The instances of a model's row plates over a table; several at the top unless something stands outside all plates. */
export function instancesOf(model: ModelSpec, table: TableSpec): readonly InstanceSpec[] {
  const within = (level: number, rows: readonly number[]): InstanceSpec[] => {
    if (level > model.levels) return [];
    if (level === model.levels)
      return rows.map((row) => ({ level, row, rows: [row], children: [], weight: table.weights ? (table.weights[row] as number) : 1 }));
    const groups = new Map<number, number[]>();
    for (const row of rows) {
      const key = table.groups[row]?.[level - 1] as number;
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    return [...groups.values()].map((mine) => ({
      level,
      row: mine[0] as number,
      rows: mine,
      children: within(level + 1, mine),
      weight: 1,
    }));
  };
  const all = Array.from({ length: table.rows }, (_, row) => row);
  const top = within(1, all);
  return model.nodes.some((n) => n.level === 0) ? [{ level: 0, row: 0, rows: all, children: top, weight: 1 }] : top;
}

/** Evaluates a model on a table by enumeration. */
export class Reference {
  readonly grounds: readonly GroundNode[];
  readonly instances: readonly InstanceSpec[];
  readonly #model: ModelSpec;
  readonly #table: TableSpec;
  readonly #byKey: ReadonlyMap<string, GroundNode>;
  readonly #state: number[];

  constructor(model: ModelSpec, table: TableSpec) {
    this.#model = model;
    this.#table = table;
    const grounds: GroundNode[] = [];
    const byKey = new Map<string, GroundNode>();
    for (const node of model.nodes) {
      for (const member of membersOf(model, node)) {
        const refs = node.args.flatMap((arg) => ("param" in arg ? arg.indices : []));
        const parents = refs.flatMap((index) => {
          const key = parentKey(model, index, member);
          return key === null ? [] : [(byKey.get(key) as GroundNode).id];
        });
        const ground = { id: grounds.length, key: groundKey(node.name, member), node, member, parents: [...new Set(parents)] };
        grounds.push(ground);
        byKey.set(ground.key, ground);
      }
    }
    this.grounds = grounds;
    this.#byKey = byKey;
    this.instances = instancesOf(model, table);
    this.#state = grounds.map(() => -1);
  }

  /** The cell of a node in an instance; null where nothing is seen. */
  cell(ground: GroundNode, row: number): readonly number[] | null {
    return ground.node.role === "latent" ? null : (this.#table.cells[ground.key]?.[row] ?? null);
  }

  /** True where no row has a value for the node. */
  isAbsent(ground: GroundNode): boolean {
    return this.#table.groups.every((_, row) => this.cell(ground, row) === null);
  }

  #resolve(arg: ArgSpec, member: number | null): ResolvedArg {
    if ("constant" in arg) return { element: null, value: arg.constant };
    const param = this.#model.params.find((p) => p.name === arg.param);
    if (!param) throw new Error(`no parameter ${arg.param}`);
    let position = 0;
    arg.indices.forEach((index, axis) => {
      position = position * sizeOf(this.#model, param.dims[axis] as number) + this.#indexValue(index, member);
    });
    return { element: param.fixed ? null : `${param.name}:${position}`, value: param.elements[position] as readonly number[] };
  }

  #indexValue(index: IndexSpec, member: number | null): number {
    if ("running" in index) return member as number;
    if ("number" in index) return index.number;
    const key = parentKey(this.#model, index, member) as string;
    return this.#state[(this.#byKey.get(key) as GroundNode).id] as number;
  }

  #lawOf(ground: GroundNode, row: number): { args: readonly ResolvedArg[]; x: readonly number[]; log: number } | null {
    const { node } = ground;
    const x = node.states === null ? this.cell(ground, row) : [this.#state[ground.id] as number];
    if (x === null) return null;
    const args = node.args.map((arg) => this.#resolve(arg, ground.member));
    const trials = node.trials === "trials" ? (this.#table.trials[row] as number) : node.trials;
    return { args, x, log: logDensity(node, args, x, trials) };
  }

  /**
   * Calls `visit` with the log weight of every joint state of the instance's unknowns, given the states around it; `inner` is what
   * an instance inside adds.
   */
  #forEachState(
    instance: InstanceSpec,
    visit: (log: number) => void,
    inner: (child: InstanceSpec) => number = (child) => this.logEvidence(child),
  ): void {
    const local = this.grounds.filter((g) => g.node.level === instance.level);
    const walk = (at: number): void => {
      const ground = local[at];
      if (!ground) {
        let log = 0;
        for (const g of local) log += this.#lawOf(g, instance.row)?.log ?? 0;
        for (const child of instance.children) if (child.weight !== 0) log += child.weight * inner(child);
        visit(log);
        return;
      }
      const seen = this.cell(ground, instance.row);
      const states = ground.node.states;
      if (states === null) walk(at + 1);
      for (let s = 0; s < (states ?? 0); s++) {
        if (seen !== null && seen[0] !== s) continue;
        this.#state[ground.id] = s;
        walk(at + 1);
      }
    };
    walk(0);
  }

  /** Log-probability of what is seen in an instance, given the states around it; its own weight left out. */
  logEvidence(instance: InstanceSpec): number {
    const logs: number[] = [];
    this.#forEachState(instance, (log) => logs.push(log));
    return logSumExp(logs);
  }

  /** Largest log-probability of what is seen with any joint state of the unknowns; the instance's own weight left out. */
  logMost(instance: InstanceSpec): number {
    let most = -Infinity;
    this.#forEachState(
      instance,
      (log) => {
        most = Math.max(most, log);
      },
      (child) => this.logMost(child),
    );
    return most;
  }

  /** Total log-likelihood, weights included. */
  logLik(): number {
    return this.instances.reduce((sum, instance) => sum + (instance.weight === 0 ? 0 : instance.weight * this.logEvidence(instance)), 0);
  }

  /** Visits every law and every unknown state with its posterior probability. */
  visit(onLaw: LawVisitor, onState: StateVisitor): void {
    for (const instance of this.instances) this.#descend(instance, 1, onLaw, onState);
  }

  #descend(instance: InstanceSpec, probability: number, onLaw: LawVisitor, onState: StateVisitor): void {
    const total = this.logEvidence(instance);
    const local = this.grounds.filter((g) => g.node.level === instance.level);
    this.#forEachState(instance, (log) => {
      const p = probability * Math.exp(log - total);
      for (const ground of local) {
        const law = this.#lawOf(ground, instance.row);
        if (law) onLaw(ground, instance.row, law.args, law.x, p * instance.weight);
        if (ground.node.states !== null) onState(ground, instance, this.#state[ground.id] as number, p);
      }
      for (const child of instance.children) this.#descend(child, p, onLaw, onState);
    });
  }
}

function parentKey(model: ModelSpec, index: IndexSpec, member: number | null): string | null {
  if (!("node" in index)) return null;
  const parent = model.nodes.find((n) => n.name === index.node);
  return groundKey(index.node, index.member ?? (parent?.repeated ? member : null));
}
