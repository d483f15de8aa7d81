import type { BoundData, Codes } from "@platewise/core";
import { missingCode } from "@platewise/core";
import type { GroundGraph, GroundVariable } from "../grounding/ground-graph.ts";
import type { GroundFactor } from "./ground-factors.ts";
import type { LinearMap, RowFactor, RowNetwork, RowStates } from "./row-network.ts";

/** A network within one row with its data, and how parameters become its log-potentials. */
export interface WrittenNetwork {
  readonly network: RowNetwork;
  readonly map: LinearMap;
  readonly data: RowStates;
}

/** The maps of all factors as one, one factor's entries after the other's. */
export function joinMaps(factors: readonly GroundFactor[]): LinearMap {
  const entries = factors.reduce((n, { map }) => n + map.constant.length, 0);
  const terms = factors.reduce((n, { map }) => n + map.cells.length, 0);
  const joined = {
    starts: new Int32Array(entries + 1),
    cells: new Int32Array(terms),
    coefficients: new Float64Array(terms),
    constant: new Float64Array(entries),
  };
  let [entry, term] = [0, 0];
  for (const { map } of factors) {
    joined.constant.set(map.constant, entry);
    joined.cells.set(map.cells, term);
    joined.coefficients.set(map.coefficients, term);
    for (let e = 0; e < map.constant.length; e++) joined.starts[entry + e + 1] = term + (map.starts[e + 1] as number);
    entry += map.constant.length;
    term += map.cells.length;
  }
  return joined;
}

/** The one plate that all variables stand in; a text where they don't, or where steps hang together. */
function onlyPlate({ variables, factors }: GroundGraph, data: BoundData): number | string {
  const used = new Set(factors.flatMap(({ law }) => [law.child, ...law.parents]));
  const mentioned = variables.filter((v) => used.has(v.id) || (v.decl.role !== "given" && v.previous === null));
  if (mentioned.some((v) => v.previous !== null)) return "the steps of a chain hang together";
  const plates = new Set(mentioned.map((v) => v.plate));
  const [plate] = plates;
  if (plate === undefined || plates.size > 1) return "its nodes stand in several plates";
  const decl = data.model.plates.find(({ id }) => id === plate);
  const inside = data.plates.find((p) => p.plate === plate)?.parentOf != null;
  return inside || decl?.kind === "groups" ? "its nodes stand in a plate inside another" : plate;
}

function rowFactors(factors: readonly GroundFactor[], place: ReadonlyMap<number, number>, sizes: Int32Array): readonly RowFactor[] {
  let offset = 0;
  let columns = 0;
  return factors.map(({ law, map }): RowFactor => {
    const finite = law.family.child === "finite";
    const scope = [...law.parents, ...(finite ? [law.child] : [])].map((id) => place.get(id) as number);
    const strides = scope.map((_, axis) => scope.slice(axis + 1).reduce((n, v) => n * (sizes[v] as number), 1));
    const factor = { scope, strides, offset, length: map.constant.length, basis: finite ? -1 : columns };
    offset += map.constant.length;
    if (!finite) columns += 1;
    return factor;
  });
}

function statesOf(variables: readonly GroundVariable[], rows: number): Int32Array {
  const states = new Int32Array(rows * variables.length).fill(-1);
  variables.forEach(({ bound }, v) => {
    if (bound?.values.kind !== "codes") return;
    const codes: Codes = bound.values.codes;
    const gone = missingCode(codes);
    for (let row = 0; row < rows; row++) if (codes[row] !== gone) states[row * variables.length + v] = codes[row] as number;
  });
  return states;
}

/** Writes a network out for methods that work on one row at a time; a text says why it can't be. */
export function writtenNetwork(ground: GroundGraph, data: BoundData): WrittenNetwork | string {
  const plate = onlyPlate(ground, data);
  if (typeof plate === "string") return plate;
  const variables = ground.variables.filter((v) => v.states !== null && v.plate === plate && v.previous === null);
  const place = new Map(variables.map((v, i) => [v.id, i]));
  const sizes = Int32Array.from(variables, (v) => v.states as number);
  const bound = data.plates.find((p) => p.plate === plate);
  const rows = bound?.instances ?? 1;
  const columns = ground.factors.flatMap(({ law }) => {
    const values = law.family.child === "finite" ? null : ground.variables[law.child]?.bound?.values;
    return values?.kind === "numbers" ? [values.components[0] as Float64Array] : [];
  });
  const network = {
    keys: variables.map(({ key }) => key),
    sizes,
    given: Uint8Array.from(variables, ({ decl }) => (decl.role === "given" ? 1 : 0)),
    factors: rowFactors(ground.factors, place, sizes),
    columns,
    entries: ground.factors.reduce((n, { map }) => n + map.constant.length, 0),
  };
  return { network, map: joinMaps(ground.factors), data: { rows, states: statesOf(variables, rows), weights: bound?.weights ?? null } };
}
