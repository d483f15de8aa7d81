import type { Expression, FactorDecl, NodeDecl, PlateDecl, TemplateModel } from "@platewise/core";
import { evaluateBy, type Names, type Nested, sizeOf } from "./undirected-evaluate.ts";

/** A table of texts; null is an empty cell. */
export interface TextTable {
  readonly rows: number;
  readonly columns: Readonly<Record<string, readonly (string | null)[]>>;
}

/** One instance of a plate that reads rows. `previous` is the step before, in a chain. */
interface Instance {
  readonly id: number;
  readonly plate: number | null;
  readonly rows: readonly number[];
  readonly parent: Instance | null;
  readonly previous: Instance | null;
  readonly weight: number;
}

/** One node of one instance. `seen` is its state in the table, −1 where the cell is empty. */
export interface Variable {
  readonly name: string;
  readonly key: string;
  readonly rows: readonly number[];
  readonly labels: readonly string[];
  /** What arithmetic sees of each state: its label where all labels are numbers, else its place. */
  readonly numbers: readonly number[];
  readonly given: boolean;
  readonly seen: number;
  /** Of a given number. */
  readonly number: number;
}

/** A factor of one instance: for each configuration of `scope` (last fastest) a constant and what multiplies which parameters. */
export interface FactorTable {
  readonly declared: number;
  readonly scope: readonly number[];
  readonly constants: readonly number[];
  readonly features: readonly (readonly (readonly [cell: number, by: number])[])[];
}

/** What is independent of everything else: a top-level row, group or sequence. */
export interface Unit {
  readonly row: number;
  readonly rows: readonly number[];
  readonly weight: number;
  readonly variables: readonly Variable[];
  readonly factors: readonly FactorTable[];
}

/** Where the numbers of a parameter stand in the vector of all. */
export interface ParamPlace {
  readonly name: string;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly count: number;
}

/** The places of all parameters, in declared order. */
export function paramPlaces({ params }: TemplateModel): readonly ParamPlace[] {
  let offset = 0;
  return params.map(({ name, indices, domain }) => {
    const inner = domain.kind === "vector" ? [domain.size] : domain.kind === "matrix" ? [domain.rows, domain.columns] : [];
    const shape = [...indices.map(sizeOf), ...inner];
    const count = shape.reduce((a, b) => a * b, 1);
    offset += count;
    return { name, offset: offset - count, shape, count };
  });
}

/** Some numbers, as nested lists of a shape. */
export function nest(numbers: readonly number[], [size, ...rest]: readonly number[]): Nested {
  if (size === undefined) return numbers[0] as number;
  const step = numbers.length / size;
  return Array.from({ length: size }, (_, i) => nest(numbers.slice(i * step, (i + 1) * step), rest));
}

const none: Names["param"] = (name) => {
  throw new Error(`no parameter ${name} here`);
};

function plateOf({ plates }: TemplateModel, id: number | null): PlateDecl | null {
  return id === null ? null : (plates.find((plate) => plate.id === id) as PlateDecl);
}

/** The plates around a place, outermost first. */
function around(model: TemplateModel, id: number | null): readonly PlateDecl[] {
  const plate = plateOf(model, id);
  return plate ? [...around(model, plate.parent), plate] : [];
}

const fixedAround = (model: TemplateModel, id: number | null): readonly PlateDecl[] =>
  around(model, id).filter(({ kind }) => kind === "fixed");
const readingPlate = (model: TemplateModel, id: number | null): number | null =>
  around(model, id).findLast(({ kind }) => kind !== "fixed")?.id ?? null;

function combinations(sizes: readonly number[]): readonly (readonly number[])[] {
  return sizes.reduce<readonly (readonly number[])[]>(
    (all, size) => all.flatMap((head) => Array.from({ length: size }, (_, i) => [...head, i])),
    [[]],
  );
}

const memberKey = (name: string, indices: readonly number[]): string => (indices.length > 0 ? `${name}[${indices.join(",")}]` : name);

/** The column of a member of a node. */
function columnName(model: TemplateModel, { name, columns, plate }: NodeDecl, indices: readonly number[]): string {
  if (!columns) return name;
  const fixed = fixedAround(model, plate);
  if (columns.kind === "names") return columns.names[columns.names.length > 1 ? (indices[0] as number) : 0] as string;
  const names: Names = { param: none, node: none as never, index: new Map(fixed.map((p, i) => [p.name, indices[i] as number])) };
  return columns.parts.map((part) => (typeof part === "string" ? part : String(evaluateBy(part, names)))).join("");
}

type Slopes = Pick<FactorTable, "constants" | "features">;

/** An expression's view of the nodes: `isEarly` where it looked back from a first step. */
interface Look {
  readonly node: Names["node"];
  readonly scope: ReadonlyMap<number, Variable>;
  readonly states: Map<number, number>;
  readonly inputs: readonly number[];
  readonly isEarly: () => boolean;
}

class Unroller {
  readonly #instances: Instance[] = [];
  readonly #variables = new Map<string, { readonly at: number; readonly variable: Variable }>();
  readonly #all: { readonly variable: Variable; readonly unit: Instance }[] = [];
  readonly #plates: ReadonlyMap<string, { readonly reading: number | null; readonly fixed: readonly string[] }>;
  readonly #known = new Map<string, Slopes>();
  readonly #places: readonly ParamPlace[];
  /** Every parameter at zero, and at each of its unit vectors. */
  readonly #zeros: ReadonlyMap<string, Nested>;
  readonly #units: ReadonlyMap<string, readonly Nested[]>;
  #next = 0;
  readonly model: TemplateModel;
  readonly table: TextTable;

  constructor(model: TemplateModel, table: TextTable) {
    this.model = model;
    this.table = table;
    this.#places = paramPlaces(model);
    const unit = (count: number, at: number): readonly number[] => Array.from({ length: count }, (_, i) => Number(i === at));
    this.#zeros = new Map(this.#places.map(({ name, shape, count }) => [name, nest(unit(count, -1), shape)]));
    this.#units = new Map(
      this.#places.map(({ name, shape, count }) => [name, Array.from({ length: count }, (_, c) => nest(unit(count, c), shape))]),
    );
    this.#plates = new Map(
      model.nodes.map(({ name, plate }) => {
        const fixed = fixedAround(model, plate).map((p) => p.name);
        return [name, { reading: readingPlate(model, plate), fixed }];
      }),
    );
  }

  units(): readonly Unit[] {
    const root: Instance = { id: -1, plate: null, rows: [...Array(this.table.rows).keys()], parent: null, previous: null, weight: 1 };
    this.#instances.push(root);
    this.#grow(root);
    const tops = this.#tops(root);
    for (const instance of this.#instances) for (const node of this.model.nodes) this.#addNode(instance, node);
    return tops.map((top) => this.#unit(top));
  }

  /** True where a modelled node stands outside all plates, so that nothing is independent. */
  #isOne(): boolean {
    return this.model.nodes.some(({ plate, role }) => role !== "given" && readingPlate(this.model, plate) === null);
  }

  /** Whole rows, groups and sequences; everything, where a node stands outside all plates. */
  #tops(root: Instance): readonly Instance[] {
    if (this.#isOne()) return [root];
    return this.#instances.filter(({ parent, previous }) => parent === root && previous === null);
  }

  #grow(parent: Instance): void {
    for (const plate of this.model.plates) {
      if (plate.kind === "fixed" || readingPlate(this.model, plate.parent) !== parent.plate) continue;
      for (const instance of this.#members(plate, parent)) {
        this.#instances.push(instance);
        this.#grow(instance);
      }
    }
  }

  #members({ id, kind, by, weightedBy }: PlateDecl, parent: Instance): readonly Instance[] {
    const base = () => ({ id: this.#next++, plate: id, parent, previous: null, weight: 1 });
    if (kind === "groups") {
      const column = this.table.columns[by as string] as readonly string[];
      const values = [...new Set(parent.rows.map((row) => column[row] as string))];
      return values.map((value) => ({ ...base(), rows: parent.rows.filter((row) => column[row] === value) }));
    }
    const weight = (row: number): number => (weightedBy === null ? 1 : Number(this.table.columns[weightedBy]?.[row]));
    if (kind === "rows" && parent.plate === null && !this.#isOne())
      return parent.rows.map((row) => ({ ...base(), rows: [row], weight: weight(row) }));
    // Inside a group a row that counts w times is w rows.
    const order = kind === "chain" && by !== null ? this.table.columns[by] : undefined;
    const sorted = order ? parent.rows.toSorted((a, b) => Number(order[a]) - Number(order[b])) : parent.rows;
    const rows = sorted.flatMap((row) => (kind === "rows" ? new Array<number>(weight(row)).fill(row) : [row]));
    const steps: Instance[] = [];
    for (const row of rows) steps.push({ ...base(), rows: [row], previous: kind === "chain" ? (steps.at(-1) ?? null) : null });
    return steps;
  }

  #topOf(instance: Instance): Instance {
    let at = instance;
    while (at.previous || (at.parent && at.parent.plate !== null))
      at = (at.parent && at.parent.plate !== null ? at.parent : at.previous) as Instance;
    return at;
  }

  #addNode(instance: Instance, node: NodeDecl): void {
    if (readingPlate(this.model, node.plate) !== instance.plate) return;
    for (const indices of combinations(fixedAround(this.model, node.plate).map((p) => sizeOf(p.over as never)))) {
      const cells = node.role === "latent" ? undefined : this.table.columns[columnName(this.model, node, indices)];
      const text = cells?.[instance.rows[0] as number] ?? null;
      const labels = node.domain.kind === "labels" ? (node.domain.labels as readonly string[]) : [];
      const isSame = (label: string): boolean => label === text || (text !== null && label.trim() !== "" && Number(label) === Number(text));
      const variable = {
        name: node.name,
        key: memberKey(node.name, indices),
        rows: instance.rows,
        labels,
        numbers: labels.every((label) => !Number.isNaN(Number(label))) ? labels.map(Number) : [...labels.keys()],
        given: node.role === "given",
        seen: text === null ? -1 : labels.findIndex(isSame),
        number: text === null ? Number.NaN : Number(text),
      };
      this.#variables.set(`${variable.key}@${instance.id}`, { at: this.#all.length, variable });
      this.#all.push({ variable, unit: this.#topOf(instance) });
    }
  }

  /** The variable that a reference means, seen from an instance. */
  #find(instance: Instance, key: string, plate: number | null): { readonly at: number; readonly variable: Variable } {
    let at = instance;
    while (at.plate !== plate) at = at.parent as Instance;
    const found = this.#variables.get(`${key}@${at.id}`);
    if (!found) throw new Error(`no ${key}`);
    return found;
  }

  #unit(top: Instance): Unit {
    const own = this.#all.flatMap(({ unit }, at) => (unit === top || top.plate === null ? [at] : []));
    const places = new Map(own.map((at, place) => [at, place]));
    const inside = this.#instances.filter((i) => top.plate === null || (i.plate !== null && this.#topOf(i) === top));
    const factors = this.model.factors.flatMap((factor, declared) =>
      inside
        .filter((i) => i.plate === readingPlate(this.model, factor.plate))
        .flatMap((i) => this.#groundFactor(i, factor, declared, places)),
    );
    const rows = [...new Set(inside.flatMap((i) => i.rows))].sort((a, b) => a - b);
    const variables = own.map((at) => this.#all[at]?.variable as Variable);
    return { row: top.plate === null ? 0 : (rows[0] as number), rows, weight: top.weight, variables, factors };
  }

  #groundFactor(instance: Instance, factor: FactorDecl, declared: number, places: ReadonlyMap<number, number>): readonly FactorTable[] {
    const fixed = fixedAround(this.model, factor.plate);
    const names = [...fixed.map(({ name }) => name), ...factor.loops.map(({ index }) => index)];
    const sizes = [...fixed.map((p) => sizeOf(p.over as never)), ...factor.loops.map(({ over }) => sizeOf(over))];
    const value: Expression = factor.kind === "feature" ? factor.value : { op: "param", name: factor.param, indices: factor.args };
    return combinations(sizes).flatMap((numbers) => {
      const index = new Map(names.map((name, i) => [name, numbers[i] as number]));
      const look = this.#lookFrom(instance, index);
      const asked = new Set<string>();
      const param = (name: string): Nested => {
        asked.add(name);
        return this.#zeros.get(name) as Nested;
      };
      evaluateBy(value, { param, node: look.node, index });
      if (look.isEarly()) return [];
      // Equal inputs give equal tables: each is worked out once.
      const key = `${declared} ${numbers} ${look.inputs}`;
      const found = this.#known.get(key) ?? this.#tableOf(value, look, asked, index);
      this.#known.set(key, found);
      return [{ declared, ...found, scope: [...look.scope.keys()].map((at) => places.get(at) as number) }];
    });
  }

  /** What an expression sees of the nodes around an instance; those without a fixed value are noted in `scope`. */
  #lookFrom(instance: Instance, index: ReadonlyMap<string, number>): Look {
    const states = new Map<number, number>();
    const scope = new Map<number, Variable>();
    const inputs: number[] = [];
    let early = false;
    const node: Names["node"] = (name, indices, previous) => {
      const { reading, fixed } = this.#plates.get(name) as { reading: number | null; fixed: readonly string[] };
      early ||= previous && instance.previous === null;
      const all = fixed.map((plate, i) => indices[i] ?? (index.get(plate) as number));
      const { at, variable } = this.#find(previous ? (instance.previous ?? instance) : instance, memberKey(name, all), reading);
      if (variable.labels.length === 0) inputs.push(variable.number);
      else if (variable.given) inputs.push(variable.seen);
      else scope.set(at, variable);
      if (variable.labels.length === 0) return { number: variable.number, state: null };
      const state = variable.given ? variable.seen : (states.get(at) ?? 0);
      return { state, number: variable.numbers[state] as number };
    };
    return { node, scope, states, inputs, isEarly: () => early };
  }

  #tableOf(value: Expression, { node, scope, states }: Look, asked: ReadonlySet<string>, index: ReadonlyMap<string, number>): Slopes {
    const ids = [...scope.keys()];
    const made = combinations(ids.map((at) => (scope.get(at) as Variable).labels.length)).map((row) => {
      ids.forEach((at, i) => states.set(at, row[i] as number));
      const at = (param: Names["param"]): number => evaluateBy(value, { param, node, index }) as number;
      const constant = at((name) => this.#zeros.get(name) as Nested);
      return { constant, feature: this.#slopes(asked, at, constant) };
    });
    return { constants: made.map(({ constant }) => constant), features: made.map(({ feature }) => feature) };
  }

  /** What each parameter is multiplied by: the expression at a unit vector less that at zero. */
  #slopes(asked: ReadonlySet<string>, at: (which: Names["param"]) => number, constant: number): Slopes["features"][number] {
    return this.#places.flatMap(({ name, offset, count }) => {
      if (!asked.has(name)) return [];
      const units = this.#units.get(name) as readonly Nested[];
      return Array.from({ length: count }, (_, c): readonly [number, number] => [
        offset + c,
        at((other) => (other === name ? (units[c] as Nested) : (this.#zeros.get(other) as Nested))) - constant,
      ]).filter(([, by]) => by !== 0);
    });
  }
}

/** Writes a network out over a table: for each top-level instance its variables, and the table of each factor. */
export const unrollNetwork = (model: TemplateModel, table: TextTable): readonly Unit[] => new Unroller(model, table).units();
