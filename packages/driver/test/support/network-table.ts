import type { Draw } from "./network-draw.ts";
import { type GroundNetworkNode, groundNetwork, type PlateInstance, plateInstances } from "./network-ground.ts";
import { type NetworkCase, type NetworkNode, type NetworkSpec, type NetworkTable, plateChain, readingPlate } from "./network-spec.ts";

/** Joint states that brute force may visit for one table. */
const COST = 3000;

type Made = Pick<NetworkCase, "model" | "table">;
type Cells = Record<string, (number | null)[]>;
type Shape = Pick<NetworkTable, "rows" | "groups" | "times">;

/** A value of a node given its parents' cells, which are all there. */
function sampleValue(draw: Draw, ground: GroundNetworkNode, stateOf: (id: number) => number): number {
  const { node, args } = ground;
  if (node.family === "Poisson") return draw.int(0, 6);
  // Now and then so far out that its density is no number in double precision but for its logarithm.
  if (node.family === "Normal") return draw.int(-400, 400) / (draw.chance(6) ? 10 : 100);
  // A state at random now and then: what the model calls impossible may be in the data.
  if (draw.chance(2)) return draw.int(0, (node.states as number) - 1);
  const { parents, offset, elements } = args[0] as (typeof args)[number];
  const element = elements[parents.reduce((at, { id, stride }) => at + stride * stateOf(id), offset)] as readonly number[];
  const [p] = element as readonly [number];
  return draw.sample(node.family === "Bernoulli" ? [1 - p, p] : element);
}

interface Sampling {
  readonly draw: Draw;
  readonly grounds: readonly GroundNetworkNode[];
  readonly cells: Cells;
}

/** Draws the nodes of an instance and of all inside it; now and then the same values as in an instance before. */
function sampleInstance({ draw, grounds, cells }: Sampling, instance: PlateInstance, twin: PlateInstance | null): void {
  const row = instance.rows[0] as number;
  for (const ground of grounds.filter((g) => g.plate === instance.plate)) {
    const column = cells[ground.key] as (number | null)[];
    const stateOf = (id: number): number => cells[(grounds[id] as GroundNetworkNode).key]?.[row] as number;
    const value = twin ? (column[twin.rows[0] as number] as number) : sampleValue(draw, ground, stateOf);
    for (const r of instance.rows) column[r] = value;
  }
  sampleInstances({ draw, grounds, cells }, instance.children);
}

function sampleInstances(sampling: Sampling, instances: readonly PlateInstance[]): void {
  instances.forEach((instance, i) => {
    const before = instances.slice(0, i).filter((other) => other.plate === instance.plate);
    const twin = before.length > 0 && sampling.draw.chance(25) ? sampling.draw.of(before) : null;
    sampleInstance(sampling, instance, twin);
  });
}

/** Empties cells: no column, some, or nearly all of it; a group's cell goes on all its rows. */
function emptyCells({ draw, grounds, cells }: Sampling, instances: readonly PlateInstance[]): Cells {
  const rates = new Map(grounds.map((g) => [g.key, g.node.absence === null ? draw.of([0, 0, 25, 50, 85]) : 0]));
  const out: Cells = Object.fromEntries(Object.entries(cells).map(([key, column]) => [key, [...column]]));
  const visit = (instance: PlateInstance): void => {
    for (const ground of grounds.filter((g) => g.plate === instance.plate)) {
      if (!draw.chance(rates.get(ground.key) as number)) continue;
      for (const row of instance.rows) (out[ground.key] as (number | null)[])[row] = null;
    }
    for (const child of instance.children) visit(child);
  };
  for (const instance of instances) visit(instance);
  return out;
}

/** Joint states that brute force visits in a table. */
export function enumerationCost({ model, table }: Made): number {
  const grounds = groundNetwork(model);
  const cost = (instance: PlateInstance): number => {
    const row = instance.rows[0] as number;
    const unknown = grounds.filter(
      (g) => g.plate === instance.plate && g.node.states !== null && (g.node.absence !== null || table.cells[g.key]?.[row] === null),
    );
    const inside = instance.children.reduce((sum, child) => sum + cost(child), 1);
    return unknown.reduce((n, g) => n * (g.node.states as number), inside);
  };
  return plateInstances(model, table).reduce((sum, instance) => sum + cost(instance), 0);
}

/** A case with fewer rows. */
export function firstRows(table: NetworkTable, rows: number): NetworkTable {
  const cut = <T>(columns: Readonly<Record<string, readonly T[]>>): Readonly<Record<string, readonly T[]>> =>
    Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.slice(0, rows)]));
  return { rows, groups: cut(table.groups), cells: cut(table.cells), times: table.times.slice(0, rows) };
}

/** The model with a node observed. */
const withColumn = (model: NetworkSpec, name: string): NetworkSpec => ({
  ...model,
  nodes: model.nodes.map((n) => (n.name === name ? { ...n, absence: null } : n)),
});

/** A plate without a single column has nothing to read. */
function withColumns(model: NetworkSpec): NetworkSpec {
  const inside = (plate: string) => model.nodes.filter((n) => plateChain(model, n.plate).some((p) => p.name === plate));
  const reading = model.plates.filter((p) => p.kind !== "fixed");
  const needy = reading.map((p) => inside(p.name)).find((nodes) => nodes.length > 0 && nodes.every((n) => n.absence !== null));
  return needy ? withColumns(withColumn(model, (needy.at(-1) as NetworkNode).name)) : model;
}

/** Makes a case cheap enough to enumerate: fewer rows first, then fewer empty cells, then fewer latent nodes; null where nothing helps. */
function affordable(draw: Draw, c: Made, full: Cells): Made | null {
  let { model, table } = c;
  const tooCostly = (): boolean => enumerationCost({ model, table }) > COST;
  while (tooCostly() && table.rows > 4) table = firstRows(table, Math.max(4, Math.floor(table.rows / 2)));
  for (const key of draw.shuffled(Object.keys(full))) {
    if (!tooCostly()) break;
    table = { ...table, cells: { ...table.cells, [key]: (full[key] as (number | null)[]).slice(0, table.rows) } };
  }
  for (const { name, plate } of draw.shuffled(model.nodes)) {
    if (!tooCostly()) break;
    if (readingPlate(model, plate) !== null) model = withColumn(model, name);
  }
  return tooCostly() ? null : { model, table };
}

function randomShape(draw: Draw, model: NetworkSpec): Shape {
  const rows = draw.int(1, 12);
  const groups: Record<string, readonly number[]> = {};
  for (const plate of model.plates.filter((p) => p.kind === "groups")) {
    const most = draw.int(0, 3);
    groups[plate.name] = Array.from({ length: rows }, () => draw.int(0, most));
  }
  // A row of weight 0 that some states around it make impossible has no posterior to speak of.
  const numbers = model.nodes.flatMap((n) => n.args.flatMap((arg) => ("constant" in arg ? [arg.constant] : [])));
  const isSharp = [...numbers, ...model.params.flatMap((p) => p.elements)].some((element) => element.includes(0));
  const times = Array.from({ length: rows }, (_, row) => (row === 0 ? 2 : draw.of([isSharp ? 1.5 : 0, 1, 1, 2, 3, 0.5])));
  return { rows, groups, times };
}

/** A table for a model: values drawn from it, then cells emptied at random; null where none could be enumerated. */
export function randomNetworkCase(draw: Draw, spec: NetworkSpec): Made | null {
  const model = withColumns(spec);
  const shape = randomShape(draw, model);
  const grounds = groundNetwork(model);
  const cells: Cells = Object.fromEntries(grounds.map((g) => [g.key, new Array<number | null>(shape.rows).fill(null)]));
  const instances = plateInstances(model, { ...shape, cells });
  sampleInstances({ draw, grounds, cells }, instances);
  return affordable(draw, { model, table: { ...shape, cells: emptyCells({ draw, grounds, cells }, instances) } }, cells);
}
