import type { DensityKernel, LawKernel, TableKernel } from "@platewise/core";
import { type Codes, InternalError, missingCode } from "@platewise/core";
import type { GroundGraph, GroundLaw, GroundVariable } from "../grounding/ground-graph.ts";
import type { Pattern } from "../plan/patterns.ts";
import { ancestorMap, type PlateScope } from "../plan/scopes.ts";
import type { CodeColumn, DensityFactor, FusedFactor, FusedPart } from "./body.ts";
import { type Memory, separateMemory } from "./memory.ts";
import { jointCodes } from "./words.ts";

/** What compiling the factors of one pattern needs. */
export interface BodyContext {
  readonly ground: GroundGraph;
  readonly scopes: readonly PlateScope[];
  readonly scope: PlateScope;
  readonly pattern: Pattern;
  readonly kernels: readonly LawKernel[];
  /** Where small arrays are cut from (left out: each stands alone). */
  readonly memory?: Memory;
}

/** Largest fused table, in entries: it should stay in the first-level cache. */
const FUSED_ENTRIES = 2048;
/** Largest joint code of the seen variables of a fused factor. */
const LARGEST_CODE = 2 ** 30;

const variableOf = (context: BodyContext, id: number): GroundVariable => context.ground.variables[id] as GroundVariable;

/** Variables of a table law in table order: parents, then the child. */
export const tableScope = (context: BodyContext, law: GroundLaw): readonly GroundVariable[] =>
  [...law.parents, law.child].map((id) => variableOf(context, id));

/** Strides of the variables of a table in row-major order (the last one fastest). */
export function stridesOf(scope: readonly GroundVariable[]): readonly number[] {
  const strides = new Array<number>(scope.length).fill(1);
  for (let i = scope.length - 2; i >= 0; i--) strides[i] = (strides[i + 1] as number) * (scope[i + 1]?.states as number);
  return strides;
}

/** For each joint configuration of `axes` (last fastest), the configuration of the subset `wanted`; null where they are the same. */
export function projectStates(
  axes: readonly GroundVariable[],
  wanted: readonly GroundVariable[],
  memory: Memory = separateMemory,
): Int32Array | null {
  if (axes.length === wanted.length && axes.every((v, i) => v === wanted[i])) return null;
  return offsetsOf(axes, wanted, stridesOf(wanted), memory);
}

/** Σ state · stride over the axes that a scope has, for each joint configuration of `axes` (last fastest). */
function offsetsOf(
  axes: readonly GroundVariable[],
  scope: readonly GroundVariable[],
  strides: readonly number[],
  memory: Memory,
): Int32Array {
  const offsets = memory.ints(axes.reduce((n, v) => n * (v.states as number), 1));
  let length = 1;
  for (const v of axes) {
    const size = v.states as number;
    spreadOffsets(offsets, length, size, strides[scope.indexOf(v)] ?? 0);
    length *= size;
  }
  return offsets;
}

/** Replaces each of the first `length` offsets by `size` ones, a stride apart; from the end, so that none is lost. */
function spreadOffsets(offsets: Int32Array, length: number, size: number, stride: number): void {
  for (let i = length - 1; i >= 0; i--) {
    const base = offsets[i] as number;
    for (let d = size - 1; d >= 0; d--) offsets[i * size + d] = base + d * stride;
  }
}

/** The state of every axis in joint configuration `s` (last axis fastest). */
export function digitsOf(axes: readonly GroundVariable[], s: number): readonly number[] {
  const digits = new Array<number>(axes.length).fill(0);
  let rest = s;
  for (let i = axes.length - 1; i >= 0; i--) {
    const size = axes[i]?.states as number;
    digits[i] = rest % size;
    rest = Math.floor(rest / size);
  }
  return digits;
}

/** The observed states of a variable at the pattern's rows. */
export function observedColumn(context: BodyContext, v: GroundVariable): CodeColumn {
  const values = v.bound?.values;
  if (values?.kind !== "codes") throw new InternalError(`${v.key} has no codes`);
  const map = ancestorMap(context.scopes, context.scope, v.plate);
  const { rows, count } = context.pattern;
  if (!rows && !map) return values.codes;
  const out =
    values.codes instanceof Uint8Array
      ? new Uint8Array(count)
      : values.codes instanceof Uint16Array
        ? new Uint16Array(count)
        : new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const row = rows ? (rows[i] as number) : i;
    out[i] = values.codes[map ? (map[row] as number) : row] as number;
  }
  return out;
}

/** A table law with its unknown and seen variables; `states` and `observed` count their joint states. */
interface TableUse {
  readonly law: GroundLaw;
  readonly kernel: TableKernel;
  readonly unknown: readonly GroundVariable[];
  readonly seen: readonly GroundVariable[];
  readonly states: number;
  readonly observed: number;
}

function useOf(context: BodyContext, law: GroundLaw): TableUse {
  const scope = tableScope(context, law);
  const { axes } = context.pattern;
  const unknown: GroundVariable[] = [];
  const seen: GroundVariable[] = [];
  let [states, observed] = [1, 1];
  for (const v of axes) {
    if (!scope.includes(v)) continue;
    unknown.push(v);
    states *= v.states as number;
  }
  for (const v of scope) {
    if (axes.includes(v)) continue;
    seen.push(v);
    observed *= v.states as number;
  }
  return { law, kernel: context.kernels[law.id] as TableKernel, unknown, seen, states, observed };
}

function tableUses(context: BodyContext): readonly TableUse[] {
  return context.pattern.laws.filter((law) => law.family.child === "finite").map((law) => useOf(context, law));
}

/** index[i] = base + offsets[⌊code / stride⌋ mod their number] of the i-th code. */
function placeCodes(index: Int32Array, base: number, offsets: Int32Array, { codes, stride }: { codes: Int32Array; stride: number }): void {
  for (let i = 0; i < index.length; i++) {
    index[i] = base + (offsets[Math.floor((codes[i] as number) / stride) % offsets.length] as number);
  }
}

/** Entry of a law's table for each (unknown configuration, fused code), where the law's own code is ⌊code / stride⌋ mod its number. */
function partIndex(context: BodyContext, use: TableUse, stride: number, codes: Int32Array): FusedPart {
  const scope = tableScope(context, use.law);
  const strides = stridesOf(scope);
  const memory = context.memory ?? separateMemory;
  const unknown = offsetsOf(use.unknown, scope, strides, memory);
  const seen = offsetsOf(use.seen, scope, strides, memory);
  const index = memory.ints(unknown.length * codes.length);
  unknown.forEach((base, u) => {
    placeCodes(index.subarray(u * codes.length, (u + 1) * codes.length), base, seen, { codes, stride });
  });
  return { kernel: use.kernel, index };
}

/** The codes of a fused factor by row, and which joint codes they stand for. */
interface FusedCodes {
  readonly code: CodeColumn | null;
  readonly codes: Int32Array;
}

function relabelled(code: CodeColumn, place: ReadonlyMap<number, number>): CodeColumn {
  const out = place.size <= 256 ? new Uint8Array(code.length) : new Int32Array(code.length);
  for (let i = 0; i < code.length; i++) out[i] = place.get(code[i] as number) as number;
  return out;
}

/** Joint codes of the seen variables; of few rows only the codes that occur, numbered anew. */
function fusedCodes(context: BodyContext, seen: readonly GroundVariable[], observed: number): FusedCodes {
  if (observed === 1) return { code: null, codes: new Int32Array(1) };
  const { count } = context.pattern;
  const columns = seen.map((v) => ({ codes: observedColumn(context, v), size: v.states as number }));
  const code = jointCodes(columns, count);
  if (observed <= count) return { code, codes: Int32Array.from({ length: observed }, (_, o) => o) };
  const codes = Int32Array.from(new Set(code)).sort();
  const place = new Map(Array.from(codes, (o, i) => [o, i]));
  return { code: relabelled(code, place), codes };
}

function fuseGroup(context: BodyContext, { uses, observed: joint }: FusedGroup): FusedFactor {
  const { unknown, states } = uses[0] as TableUse;
  const seen = uses.length === 1 ? (uses[0] as TableUse).seen : uses.flatMap((use) => use.seen);
  const { code, codes } = fusedCodes(context, seen, joint);
  const memory = context.memory ?? separateMemory;
  const size = states * codes.length;
  let below = joint;
  const parts = uses.map((use) => {
    below /= use.observed;
    return partIndex(context, use, below, codes);
  });
  const stateOf = projectStates(context.pattern.axes, unknown, memory);
  return { states, observed: codes.length, code, logs: memory.floats(size), counts: memory.floats(size), stateOf, parts };
}

/** Table laws that become one factor; `observed` counts the joint states of all that they see. */
interface FusedGroup {
  readonly uses: TableUse[];
  observed: number;
}

function sameVariables(a: readonly GroundVariable[], b: readonly GroundVariable[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** True where a law's table may be multiplied into a group's: the same unknowns, something seen in both or neither, still small. */
function fitsGroup({ uses, observed }: FusedGroup, use: TableUse, count: number): boolean {
  const first = uses[0] as TableUse;
  if (first.observed > 1 !== use.observed > 1 || !sameVariables(first.unknown, use.unknown)) return false;
  const joint = observed * use.observed;
  const used = Math.min(joint, count);
  return joint <= LARGEST_CODE && used * use.states <= FUSED_ENTRIES && used <= 256;
}

/** Multiplies table laws with equal unknowns together as long as the fused table stays small. */
export function fuseTables(context: BodyContext): { readonly constants: readonly FusedFactor[]; readonly fused: readonly FusedFactor[] } {
  const groups: FusedGroup[] = [];
  for (const use of tableUses(context)) {
    let home: FusedGroup | null = null;
    for (const group of groups) if (home === null && fitsGroup(group, use, context.pattern.count)) home = group;
    if (home) {
      home.uses.push(use);
      home.observed *= use.observed;
    } else groups.push({ uses: [use], observed: use.observed });
  }
  const all = groups.map((group) => fuseGroup(context, group));
  return { constants: all.filter((f) => f.code === null), fused: all.filter((f) => f.code !== null) };
}

function gatherNumbers(context: BodyContext, v: GroundVariable): readonly Float64Array[] {
  const values = v.bound?.values;
  if (!values || values.kind === "absent") throw new InternalError(`${v.key} has no numbers`);
  const map = ancestorMap(context.scopes, context.scope, v.plate);
  const { rows, count } = context.pattern;
  const gather = (column: ArrayLike<number>): Float64Array => {
    const out = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const row = rows ? (rows[i] as number) : i;
      out[i] = column[map ? (map[row] as number) : row] as number;
    }
    return out;
  };
  if (values.kind === "codes") {
    const gone = missingCode(values.codes as Codes);
    return [gather(Array.from(values.codes, (code) => (code === gone ? Number.NaN : (v.numbers[code] as number))))];
  }
  return rows || map ? values.components.map(gather) : values.components;
}

/** Laws of numeric children: the slot of each configuration of the unknown parents, given the observed ones. */
export function densityFactors(context: BodyContext): readonly DensityFactor[] {
  const { pattern } = context;
  const numeric = pattern.laws.filter((law) => law.family.child === "numeric");
  return numeric.map((law) => {
    const parents = law.parents.map((id) => variableOf(context, id));
    const unknown = pattern.axes.filter((v) => parents.includes(v));
    const states = unknown.reduce((n, v) => n * (v.states as number), 1);
    const slotOf = new Int32Array(states);
    for (let u = 0; u < states; u++) {
      const digits = digitsOf(unknown, u);
      slotOf[u] = parents.reduce(
        (slot, v) =>
          slot * (v.states as number) +
          (unknown.includes(v) ? (digits[unknown.indexOf(v)] as number) : (pattern.selected.get(v.id) as number)),
        0,
      );
    }
    const columns = [...gatherNumbers(context, variableOf(context, law.child)), ...trialColumns(context, law)];
    return { states, kernel: context.kernels[law.id] as DensityKernel, columns, slotOf, stateOf: projectStates(pattern.axes, unknown) };
  });
}

function trialColumns(context: BodyContext, law: GroundLaw): readonly Float64Array[] {
  if (!law.trials) return [];
  if (law.trials.kind === "constant") return [new Float64Array(context.pattern.count).fill(law.trials.n)];
  return gatherNumbers(context, variableOf(context, law.trials.id));
}
