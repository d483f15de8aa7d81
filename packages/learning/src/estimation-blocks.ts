import type {
  Atom,
  CellPrior,
  DensityKernel,
  Diagnostic,
  EstimationProblem,
  Family,
  FamilyShape,
  Singularity,
  TableKernel,
} from "@platewise/core";
import { diagnostic } from "@platewise/core";
import type { GroundGraph, GroundLaw, ParameterEntry } from "@platewise/graph";

/** Laws that share parameters, directly or through one another: they are estimated together. */
export interface EstimationBlock {
  readonly family: Family;
  readonly shape: FamilyShape;
  readonly laws: readonly GroundLaw[];
  /** Names of the parameters that the block estimates. */
  readonly params: readonly string[];
  readonly atoms: readonly PooledAtom[];
  /** Elements of the block's parameters that no law reaches: only a prior says anything of them. */
  readonly unreached: readonly UnreachedElement[];
  /** Variance of the child's components over all rows. */
  readonly scale: Float64Array;
}

/** An atom with the (law, slot) pairs whose statistics it pools. */
export interface PooledAtom extends Atom {
  readonly sources: readonly { readonly law: number; readonly slot: number }[];
}

/** The first cell of an element that stands behind no law, with an atom of no data that has it in its parameter's place. */
export interface UnreachedElement {
  readonly cell: number;
  readonly atom: Atom;
}

/** The entry of a cell in the layout; undefined for constants. */
export function entryOf(graph: GroundGraph, cell: number): ParameterEntry | undefined {
  const { entries, size } = graph.layout;
  if (cell >= size) return undefined;
  let low = 0;
  let high = entries.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((entries[middle] as ParameterEntry).offset <= cell) low = middle;
    else high = middle - 1;
  }
  return entries[low];
}

function lawParams(graph: GroundGraph, law: GroundLaw): ReadonlySet<string> {
  const names = new Set<string>();
  for (const column of law.cells) {
    for (const cell of new Set(column)) {
      const entry = entryOf(graph, cell);
      if (entry) names.add(entry.decl.name);
    }
  }
  return names;
}

function groupLaws(graph: GroundGraph): readonly { laws: GroundLaw[]; params: Set<string> }[] {
  const groups: { laws: GroundLaw[]; params: Set<string> }[] = [];
  const home = new Map<string, { laws: GroundLaw[]; params: Set<string> }>();
  for (const law of graph.laws) {
    const names = lawParams(graph, law);
    const touched = [...new Set([...names].map((name) => home.get(name)).filter((g) => g !== undefined))];
    const target = touched[0] ?? { laws: [], params: new Set<string>() };
    if (touched.length === 0) groups.push(target);
    for (const other of touched.slice(1)) {
      target.laws.push(...other.laws);
      for (const name of other.params) target.params.add(name);
      groups.splice(groups.indexOf(other), 1);
    }
    target.laws.push(law);
    for (const name of names) target.params.add(name);
    for (const name of target.params) home.set(name, target);
  }
  return groups;
}

function poolAtoms(laws: readonly GroundLaw[], family: Family, shape: FamilyShape): readonly PooledAtom[] {
  const byKey = new Map<string, { cells: number[]; sources: { law: number; slot: number }[] }>();
  for (const law of laws) {
    for (let slot = 0; slot < law.slots; slot++) {
      const cells = law.cells.map((column) => column[slot] as number);
      const key = cells.join(",");
      const found = byKey.get(key);
      if (found) found.sources.push({ law: law.id, slot });
      else byKey.set(key, { cells, sources: [{ law: law.id, slot }] });
    }
  }
  const length = family.statisticsLength(shape);
  return [...byKey.values()].map((atom) => ({ ...atom, statistics: new Float64Array(length) }));
}

/** The elements that no atom has, of parameters of which atoms have others. */
function unreachedElements(graph: GroundGraph, atoms: readonly PooledAtom[]): readonly UnreachedElement[] {
  const reached = new Uint8Array(graph.layout.size);
  for (const { cells } of atoms) for (const cell of cells) if (cell < reached.length) reached[cell] = 1;
  const nothing = new Float64Array(atoms[0]?.statistics.length ?? 0);
  const looked = new Set<ParameterEntry>();
  const found: UnreachedElement[] = [];
  for (const { cells } of atoms) {
    cells.forEach((own, argument) => {
      const entry = entryOf(graph, own);
      if (!entry || looked.has(entry)) return;
      looked.add(entry);
      for (let cell = entry.offset; cell < entry.offset + entry.count * entry.length; cell += entry.length) {
        if (reached[cell] === 0) found.push({ cell, atom: { cells: cells.with(argument, cell), statistics: nothing } });
      }
    });
  }
  return found;
}

/** Every value of component j of the laws' children, NaN where a cell is empty. */
function componentsOf(graph: GroundGraph, laws: readonly GroundLaw[], j: number): readonly Float64Array[] {
  return laws.flatMap((law) => {
    const values = graph.variables[law.child]?.bound?.values;
    return values?.kind === "numbers" ? [values.components[j] as Float64Array] : [];
  });
}

/** Adds (count, Σ z, Σ z²) of the values that are there, with z = x − shift, to `sums`. */
function addMoments(column: Float64Array, shift: number, sums: Float64Array): void {
  let n = 0;
  let first = 0;
  let second = 0;
  for (let i = 0; i < column.length; i++) {
    const z = (column[i] as number) - shift;
    if (Number.isNaN(z)) continue;
    n += 1;
    first += z;
    second += z * z;
  }
  sums[0] = (sums[0] as number) + n;
  sums[1] = (sums[1] as number) + first;
  sums[2] = (sums[2] as number) + second;
}

/** Variance of the values that are there, from moments about the first of them; 0 where there are none. */
function varianceOf(columns: readonly Float64Array[]): number {
  const shift = columns.flatMap((column) => column.find((x) => !Number.isNaN(x)) ?? [])[0] ?? 0;
  const sums = new Float64Array(3);
  for (const column of columns) addMoments(column, shift, sums);
  const [n, first, second] = sums as unknown as readonly [number, number, number];
  return n > 0 ? Math.max(0, second / n - (first / n) ** 2) : 0;
}

function pooledVariance(graph: GroundGraph, laws: readonly GroundLaw[], length: number): Float64Array {
  return Float64Array.from({ length }, (_, j) => varianceOf(componentsOf(graph, laws, j)));
}

/** Splits the laws into blocks that share no parameter; a block of more than one family is refused. */
export function findEstimationBlocks(graph: GroundGraph): {
  readonly blocks: readonly EstimationBlock[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const blocks: EstimationBlock[] = [];
  for (const { laws, params } of groupLaws(graph)) {
    const first = laws[0] as GroundLaw;
    const { family, shape } = first;
    const alike = laws.every((law) => law.family === family && law.shape.length === shape.length && law.shape.spread === shape.spread);
    if (!alike) {
      const families = [...new Set(laws.map((law) => law.family.name))];
      const text = { source: graph.graph.model.source, span: (laws.find((law) => law.family !== family) ?? first).span };
      diagnostics.push(diagnostic("parameter-in-two-families", { param: [...params][0] ?? "", families }, { text }));
      continue;
    }
    const numeric = family.child === "numeric" && family.location >= 0;
    const atoms = poolAtoms(laws, family, shape);
    blocks.push({
      family,
      shape,
      laws,
      params: [...params],
      atoms,
      unreached: unreachedElements(graph, atoms),
      scale: numeric ? pooledVariance(graph, laws, shape.length) : new Float64Array(0),
    });
  }
  return { blocks, diagnostics };
}

/** Adds the law kernels' statistics up into the block's atoms. */
export function poolStatistics(block: EstimationBlock, kernels: readonly (TableKernel | DensityKernel)[]): void {
  for (const { statistics, sources } of block.atoms) {
    statistics.fill(0);
    const { length } = statistics;
    for (const { law, slot } of sources) {
      const from = kernels[law]?.statistics as Float64Array;
      for (let i = 0; i < length; i++) statistics[i] = (statistics[i] as number) + (from[slot * length + i] as number);
    }
  }
}

/** Free cells, priors and the floor that a block's M-step runs with. */
export interface StepSettings {
  readonly free: (cell: number) => boolean;
  readonly prior: (cell: number) => CellPrior | null;
  readonly floor: number;
}

/** Puts the elements that no law reaches at the modes of their priors; those without a prior stay. */
function settleUnreached({ family, shape, scale, unreached }: EstimationBlock, settings: StepSettings, theta: Float64Array): void {
  const open = unreached.filter(({ cell }) => settings.free(cell) && settings.prior(cell) !== null);
  if (open.length === 0) return;
  const cells = new Set(open.map(({ cell }) => cell));
  family.maximize({ shape, scale, ...settings, atoms: open.map(({ atom }) => atom), free: (cell) => cells.has(cell) }, theta);
}

/** The M-step of one block on pooled statistics; `theta` holds the old values and receives the new ones. */
export function maximizeBlock(block: EstimationBlock, settings: StepSettings, theta: Float64Array): readonly Singularity[] {
  const problem: EstimationProblem = { shape: block.shape, atoms: block.atoms, scale: block.scale, ...settings };
  settleUnreached(block, settings, theta);
  return block.family.maximize(problem, theta);
}
