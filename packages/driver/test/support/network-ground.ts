import {
  elementKey,
  fixedPlates,
  memberCombinations,
  type NetworkArgument,
  type NetworkNode,
  type NetworkSpec,
  type NetworkTable,
  type NodeIndex,
  type PlateSpec,
  readingPlate,
} from "./network-spec.ts";

/** An argument of one ground node: the element at `offset + Σ state · stride`, or known numbers (`param` is null). */
export interface GroundArgument {
  readonly param: string | null;
  readonly elements: readonly (readonly number[])[];
  readonly offset: number;
  readonly parents: readonly { readonly id: number; readonly stride: number }[];
}

/** A node with the fixed plates around it written out; ids rise from parents to children. */
export interface GroundNetworkNode {
  readonly id: number;
  readonly key: string;
  readonly node: NetworkNode;
  /** The plate of rows or groups whose instances it has; null outside all of them. */
  readonly plate: string | null;
  readonly args: readonly GroundArgument[];
}

/** One instance of a plate of rows or groups, or the single one of what stands outside all plates. */
export interface PlateInstance {
  readonly plate: string | null;
  readonly rows: readonly number[];
  readonly weight: number;
  readonly children: readonly PlateInstance[];
}

interface Grounding {
  readonly model: NetworkSpec;
  readonly ids: ReadonlyMap<string, number>;
  readonly fixed: readonly PlateSpec[];
  readonly members: readonly number[];
}

/** Members of the node that an index refers to: running ones where they are not written. */
function membersOfIndex({ model, members }: Grounding, index: NodeIndex): readonly number[] {
  const target = model.nodes.find((n) => n.name === index.node) as NetworkNode;
  const running = fixedPlates(model, target.plate).length - index.members.length;
  return [...members.slice(0, running), ...index.members];
}

function groundArgument(grounding: Grounding, arg: NetworkArgument): GroundArgument {
  if ("constant" in arg) return { param: null, elements: [arg.constant], offset: 0, parents: [] };
  const { model, ids, fixed, members } = grounding;
  const param = model.params.find((p) => p.name === arg.param);
  if (!param) throw new Error(`no parameter ${arg.param}`);
  const parents: { id: number; stride: number }[] = [];
  let offset = 0;
  let stride = param.dims.reduce((n, d) => n * d, 1);
  arg.indices.forEach((index, axis) => {
    stride /= param.dims[axis] as number;
    if ("running" in index) offset += stride * (members[fixed.findIndex((p) => p.name === index.running)] as number);
    else parents.push({ id: ids.get(elementKey(index.node, membersOfIndex(grounding, index))) as number, stride });
  });
  return { param: param.name, elements: param.elements, offset, parents };
}

/** Writes the fixed plates out. */
export function groundNetwork(model: NetworkSpec): readonly GroundNetworkNode[] {
  const ids = new Map<string, number>();
  const grounds: GroundNetworkNode[] = [];
  for (const node of model.nodes) {
    const fixed = fixedPlates(model, node.plate);
    for (const members of memberCombinations(fixed)) {
      const key = elementKey(node.name, members);
      const args = node.args.map((arg) => groundArgument({ model, ids, fixed, members }, arg));
      ids.set(key, grounds.length);
      grounds.push({ id: grounds.length, key, node, plate: readingPlate(model, node.plate), args });
    }
  }
  return grounds;
}

function instancesWithin(
  model: NetworkSpec,
  table: NetworkTable,
  parent: string | null,
  rows: readonly number[],
): readonly PlateInstance[] {
  const reading = model.plates.filter((p) => p.kind !== "fixed" && readingPlate(model, p.parent) === parent);
  return reading.flatMap((plate) => {
    const parts = new Map<number, number[]>();
    for (const row of rows) {
      const key = plate.kind === "rows" ? row : (table.groups[plate.name]?.[row] as number);
      parts.set(key, [...(parts.get(key) ?? []), row]);
    }
    return [...parts.values()].map((mine): PlateInstance => {
      const weight = plate.weighted ? (table.times[mine[0] as number] as number) : 1;
      return { plate: plate.name, rows: mine, weight, children: instancesWithin(model, table, plate.name, mine) };
    });
  });
}

/** The instances at the top: those of the outermost plates, or one where a node stands outside all plates. */
export function plateInstances(model: NetworkSpec, table: NetworkTable): readonly PlateInstance[] {
  const rows = Array.from({ length: table.rows }, (_, row) => row);
  const top = instancesWithin(model, table, null, rows);
  const hasRoot = model.nodes.some((n) => readingPlate(model, n.plate) === null);
  return hasRoot ? [{ plate: null, rows, weight: 1, children: top }] : top;
}
