import { InternalError } from "@platewise/core";
import type { RowFactor, RowNetwork, RowStates } from "@platewise/graph";
import { type BlockFactor, createBlockFactor } from "./block-factor.ts";
import { codeNumbers, firstRows, groupWeights, oneGroup, type RowGroups, splitGroups } from "./row-groups.ts";

/** The factors that touch the same variables of a block: `project[j]` is the joint state of these in joint state j; null: they are all. */
export interface BlockPart {
  readonly states: number;
  readonly project: Int32Array | null;
  readonly factors: readonly BlockFactor[];
}

/**
 * What is needed of the law of some variables given all others. A case is a combination of states of the variables around them (and of
 * numbers that multiply factors); rows that share it are counted together in its weight. `states` is the number of joint states of the
 * block, the last variable fastest.
 */
export interface LocalBlock {
  readonly variables: readonly number[];
  readonly states: number;
  readonly cases: number;
  readonly weights: Float64Array;
  readonly parts: readonly BlockPart[];
  /** The case of every row; −1: its weight is zero, or a cell of the block or around it is empty. */
  readonly caseOf: Int32Array;
}

/** A network with its rows by variable (`columns[v][row]` is a state, −1 where the cell is empty) and the factors of each variable. */
export interface BoundNetwork {
  readonly network: RowNetwork;
  readonly data: RowStates;
  readonly columns: readonly Int32Array[];
  readonly touching: readonly (readonly number[])[];
}

/** Binds rows to a network. InternalError where the numbers of cells, weights or numbers of rows do not fit. */
export function bindRows(network: RowNetwork, data: RowStates): BoundNetwork {
  const { rows, states, weights } = data;
  const width = network.sizes.length;
  if (states.length !== rows * width) throw new InternalError(`${states.length} cells of ${rows} rows and ${width} variables`);
  const lengths = [weights, ...network.columns].map((each) => each?.length ?? rows);
  if (lengths.some((length) => length !== rows)) throw new InternalError(`${rows} rows got numbers of ${lengths}`);
  const columns = Array.from(network.sizes, (_, v) => Int32Array.from({ length: rows }, (_, row) => states[row * width + v] as number));
  const touching: number[][] = columns.map(() => []);
  network.factors.forEach(({ scope }, f) => {
    for (const v of new Set(scope)) touching[v]?.push(f);
  });
  return { network, data, columns, touching };
}

/** Number of joint states of variables. */
export const jointStates = (sizes: Int32Array, variables: readonly number[]): number =>
  variables.reduce((product, v) => product * (sizes[v] as number), 1);

/** For every joint state of variables, the last one fastest, the sum of their states times strides. */
function offsetsOf(sizes: Int32Array, variables: readonly number[], strideOf: (v: number) => number): Int32Array {
  let offsets = Int32Array.of(0);
  for (const v of variables) {
    const [size, stride] = [sizes[v] as number, strideOf(v)];
    offsets = Int32Array.from({ length: offsets.length * size }, (_, j) => (offsets[Math.floor(j / size)] as number) + (j % size) * stride);
  }
  return offsets;
}

/** Stride of a variable in a factor's table, summed where it occurs twice; 0 where it does not occur. */
const strideIn =
  ({ scope, strides }: RowFactor) =>
  (v: number): number =>
    scope.reduce((sum, u, i) => (u === v ? sum + (strides[i] as number) : sum), 0);

/** For every joint state of variables that of some of them. */
function projection(sizes: Int32Array, variables: readonly number[], some: readonly number[]): Int32Array {
  return offsetsOf(sizes, variables, (v) => (some.includes(v) ? jointStates(sizes, some.slice(some.indexOf(v) + 1)) : 0));
}

/** The entry of a factor in every case, with the block at its first joint state. */
function entriesOf(factor: RowFactor, block: ReadonlySet<number>, columns: readonly Int32Array[], rows: Int32Array): Int32Array {
  const entries = new Int32Array(rows.length).fill(factor.offset);
  factor.scope.forEach((v, i) => {
    if (block.has(v)) return;
    const column = columns[v] as Int32Array;
    const stride = factor.strides[i] as number;
    for (let at = 0; at < rows.length; at++) entries[at] = (entries[at] as number) + stride * (column[rows[at] as number] as number);
  });
  return entries;
}

/** The numbers of a list, each once, in rising order. */
export const distinct = (numbers: readonly number[]): readonly number[] => [...new Set(numbers)].sort((a, b) => a - b);

const touchingFactors = ({ network, touching }: BoundNetwork, variables: readonly number[]): readonly RowFactor[] =>
  distinct(variables.flatMap((v) => touching[v] as readonly number[])).map((f) => network.factors[f] as RowFactor);

/** Groups rows that agree in all that the law of a block depends on. */
function groupRows({ network, data, columns }: BoundNetwork, variables: readonly number[], touching: readonly RowFactor[]): RowGroups {
  const isSeen = (row: number) => variables.every((v) => (columns[v]?.[row] as number) >= 0);
  let groups = oneGroup(data.rows, (row) => data.weights?.[row] !== 0 && isSeen(row));
  for (const v of distinct(touching.flatMap(({ scope }) => scope))) {
    if (!variables.includes(v)) groups = splitGroups(groups, columns[v] as Int32Array, network.sizes[v] as number);
  }
  for (const basis of distinct(touching.map((factor) => factor.basis))) {
    if (basis < 0) continue;
    const { codes, size } = codeNumbers(network.columns[basis] as Float64Array);
    groups = splitGroups(groups, codes, size);
  }
  return groups;
}

/** Factors by the variables of a block that they hold. */
function groupFactors(
  touching: readonly RowFactor[],
  variables: readonly number[],
): readonly (readonly [readonly number[], readonly RowFactor[]])[] {
  const groups = new Map<string, readonly [readonly number[], RowFactor[]]>();
  for (const factor of touching) {
    const held = variables.filter((v) => factor.scope.includes(v));
    const group = groups.get(held.join());
    if (group) group[1].push(factor);
    else groups.set(held.join(), [held, [factor]]);
  }
  return [...groups.values()];
}

/** The block of some free variables. */
export function compileBlock(bound: BoundNetwork, variables: readonly number[]): LocalBlock {
  const { network, data, columns } = bound;
  const { sizes } = network;
  const own = new Set(variables);
  const touching = touchingFactors(bound, variables);
  const groups = groupRows(bound, variables, touching);
  const rows = firstRows(groups);
  const weights = groupWeights(groups, data.weights);
  const parts = groupFactors(touching, variables).map(
    ([held, factors]): BlockPart => ({
      states: jointStates(sizes, held),
      project: held.length === variables.length ? null : projection(sizes, variables, held),
      factors: factors.map((factor) => {
        const numbers = network.columns[factor.basis];
        const scales = numbers ? Float64Array.from(rows, (row) => numbers[row] as number) : null;
        return createBlockFactor(entriesOf(factor, own, columns, rows), offsetsOf(sizes, held, strideIn(factor)), scales, weights);
      }),
    }),
  );
  return { variables, states: jointStates(sizes, variables), cases: groups.count, weights, parts, caseOf: groups.of };
}

/** What a row counts. */
export const weightOf = ({ weights }: RowStates, row: number): number => (weights === null ? 1 : (weights[row] as number));

/** The joint state of a block in a row whose cells are all seen. */
export function jointStateOf({ network, columns }: BoundNetwork, { variables }: LocalBlock, row: number): number {
  let joint = 0;
  for (const v of variables) joint = joint * (network.sizes[v] as number) + (columns[v]?.[row] as number);
  return joint;
}
