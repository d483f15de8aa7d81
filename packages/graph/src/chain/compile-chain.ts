import type { LawKernel, Room } from "@platewise/core";
import { heap, InternalError, missingCode } from "@platewise/core";
import { type GroundGraph, type GroundVariable, ROOT } from "../grounding/ground-graph.ts";
import type { Body, CodeColumn, Inbox } from "../kernel/body.ts";
import { type BodyContext, densityFactors, digitsOf, fuseTables } from "../kernel/compile-factors.ts";
import { jointCodes } from "../kernel/words.ts";
import type { Pattern } from "../plan/patterns.ts";
import type { PlateScope } from "../plan/scopes.ts";
import type { ChainBody, ChainMemory, Evidence, Portion, Slice, StepTable, StepWeights } from "./chain-body.ts";
import type { ChainPlan } from "./chain-plan.ts";
import { type ChainWalk, chooseWalk } from "./chain-walk.ts";
import { portionsOf } from "./portions.ts";
import { rowTablesOf } from "./row-tables.ts";
import { joinTables } from "./step-table.ts";
import { findSymbols, moveSymbols, type SymbolTable } from "./symbols.ts";
import { vectorWalk } from "./vector-walk.ts";
import { paddedWidth } from "./written-walk.ts";

/** What a chain is compiled from; `ground` is the graph with all that is seen, `outbox` where it sends its messages. */
export interface ChainSource {
  readonly plan: ChainPlan;
  readonly ground: GroundGraph;
  readonly scopes: readonly PlateScope[];
  readonly scope: PlateScope;
  readonly kernels: readonly LawKernel[];
  readonly outbox: Inbox | null;
}

const sizeOf = (axes: readonly GroundVariable[]): number => axes.reduce((n, v) => n * (v.states as number), 1);

/** Rows per block: the joint table of a block should stay in the first-level cache. */
const blockOf = (states: number): number => Math.max(1, Math.min(256, Math.floor(4096 / states)));

function contextOf({ plan, scopes, scope, kernels }: ChainSource, pattern: Pattern): BodyContext {
  return { ground: plan.ground, scopes, scope, pattern, kernels };
}

function sliceOf(source: ChainSource, pattern: Pattern): Omit<Slice, "tables"> {
  const context = contextOf(source, pattern);
  const tables = fuseTables(context);
  const body: Body = {
    plate: source.scope.plate,
    states: pattern.states,
    outerStates: pattern.outerStates,
    axisSizes: pattern.axes.map((v) => v.states as number),
    axisIds: pattern.axes.map((v) => v.id),
    count: pattern.count,
    block: blockOf(pattern.states),
    rows: pattern.rows,
    weights: null,
    parents: null,
    ...tables,
    clusters: [],
    densities: densityFactors(context),
    inboxes: [],
    outbox: null,
    product: null,
    base: new Float64Array(pattern.states),
    cliques: [],
    assignment: new Int32Array(pattern.count).fill(-1),
  };
  return { body, paired: pattern.axes.slice(0, pattern.outer).some((v) => v.previous !== null) };
}

/** The sequences of the plate whose steps are among the slices'. */
function sequencesOf({ plan, scope }: ChainSource): { owners: Int32Array; starts: Int32Array; ends: Int32Array } {
  const firsts = scope.firsts as Uint8Array;
  const mine = new Uint8Array(scope.instances);
  for (const { rows } of plan.slices) {
    if (rows) for (const row of rows) mine[row] = 1;
    else mine.fill(1);
  }
  const all: number[] = [];
  firsts.forEach((isFirst, i) => {
    if (isFirst === 1) all.push(i);
  });
  const starts: number[] = [];
  const ends: number[] = [];
  all.forEach((start, q) => {
    if (mine[start] === 0) return;
    starts.push(start);
    ends.push(all[q + 1] ?? scope.instances);
  });
  const owners = Int32Array.from(starts, (start) => scope.parentOf?.[start] ?? 0);
  return { owners, starts: Int32Array.from(starts), ends: Int32Array.from(ends) };
}

/** Codes with an extra state for cells that are empty. */
function codesOrNone({ key, states, bound }: GroundVariable): Int32Array {
  if (bound?.values.kind !== "codes") throw new InternalError(`${key} has no codes`);
  const { codes } = bound.values;
  const gone = missingCode(codes);
  return Int32Array.from(codes, (code) => (code === gone ? (states as number) : code));
}

/** What is seen of the state's variables; null where nothing ever is. */
function evidenceOf({ plan, ground, scope }: ChainSource): Evidence | null {
  const seen = plan.state.map((v) => ground.variables[v.id] as GroundVariable).filter((v) => v.bound?.values.kind === "codes");
  if (seen.length === 0) return null;
  const sizes = seen.map((v) => (v.states as number) + 1);
  const states = sizeOf(plan.state);
  const codes = sizes.reduce((a, b) => a * b, 1);
  const allowed = new Uint8Array(codes * states).fill(1);
  for (let code = 0; code < codes; code++) {
    for (let k = 0; k < states; k++) {
      const digits = digitsOf(plan.state, k);
      let rest = code;
      for (let i = seen.length - 1; i >= 0; i--) {
        const found = rest % (sizes[i] as number);
        rest = Math.floor(rest / (sizes[i] as number));
        const axis = plan.state.findIndex((v) => v.id === seen[i]?.id);
        if (found !== seen[i]?.states && found !== digits[axis]) allowed[code * states + k] = 0;
      }
    }
  }
  const columns = seen.map((v, i) => ({ codes: codesOrNone(v) as CodeColumn, size: sizes[i] as number }));
  return { code: jointCodes(columns, scope.instances), allowed };
}

interface Draft {
  readonly outerStates: number;
  readonly states: number;
  readonly paired: boolean;
  readonly transition: StepTable;
  readonly portions: readonly Portion[];
  readonly symbols: SymbolTable | null;
  readonly instances: number;
}

/** Steps times squared states from which on vector code is worth its start. */
const WORTH = 1 << 18;

const spanOf = (portions: readonly Portion[]): number => Math.max(...portions.map(({ from, to }) => to - from));

/** Upper bound for the numbers that the walk's arrays hold, but for its own. */
function numbersOf({ outerStates, states, portions, symbols, instances }: Draft): number {
  const [span, width] = [spanOf(portions), paddedWidth(states)];
  const steps = symbols ? instances + 2 * symbols.weights.length : 2 * outerStates * span * states;
  return steps + span * (width + 2) + (outerStates + 2) * width * width;
}

/** The walk, and where its arrays stand: those of vector code have a room of their own. */
function walkOf(draft: Draft): { walk: ChainWalk; room: Room; isVector: boolean } {
  const { states, paired, transition, portions, instances } = draft;
  const isOneMatrix = !paired && transition.code === null;
  const plain = chooseWalk(states, isOneMatrix);
  const isWorth = isOneMatrix && instances * states ** 2 >= WORTH;
  const vectors = isWorth ? vectorWalk(states, plain, spanOf(portions), numbersOf(draft)) : null;
  return vectors ? { ...vectors, isVector: true } : { walk: plain, room: heap, isVector: false };
}

function stepsOf(states: number, width: number, span: number, room: Room): ChainMemory["steps"] {
  return {
    emission: new Float64Array(0),
    place: new Int32Array(0),
    initial: room.floats(width).subarray(0, states),
    matrix: new Float64Array(0),
    matrixAt: null,
    alpha: room.floats(span * width),
    scale: room.floats(span),
    posterior: new Float64Array(0),
    pairs: new Float64Array(0),
    first: room.floats(width).subarray(0, states),
  };
}

function memoryOf(draft: Draft, { walk, room, isVector }: ReturnType<typeof walkOf>): ChainMemory {
  const { outerStates, states, paired, transition, portions, symbols, instances } = draft;
  const span = spanOf(portions);
  const sequences = Math.max(...portions.map(({ first, last }) => last - first));
  const { code } = transition;
  const pairs = code ? transition.logs.length : outerStates * walk.width ** 2;
  const every = (n: number): Int32Array => {
    const places = room.ints(span);
    for (let t = 0; t < span; t++) places[t] = t * n;
    return places;
  };
  const perStep = (): StepWeights | null =>
    isVector && !symbols ? { states: room.floats(outerStates * span * states), pairs: null } : null;
  return {
    weights: perStep(),
    posterior: perStep(),
    shift: new Float64Array(outerStates * span),
    place: every(states),
    pairPlace: paired ? every(states * states) : null,
    transitionPlace: code ? Int32Array.from({ length: instances }, (_, t) => (code[t] as number) * transition.states) : null,
    pairs: room.floats(paired ? 0 : pairs),
    extra: new Float64Array(paired ? 0 : transition.logs.length),
    firsts: new Float64Array(sequences * outerStates * states),
    logLik: new Float64Array(sequences),
    steps: stepsOf(states, walk.width, span, room),
  };
}

/** Compiles a chain; all tables are allocated here, but for the weights of single steps, which not every way of walking needs. */
export function compileChain(source: ChainSource): ChainBody {
  const { plan, scope, outbox } = source;
  const { outer, state, previous, paired } = plan;
  const context = contextOf(source, { ...(plan.slices[0] as Pattern), rows: null, count: scope.instances });
  const transition = joinTables(context, plan.transition, [...outer, ...previous, ...state]);
  const [states, outerStates] = [sizeOf(state), sizeOf(outer)];
  const slices = plan.slices.map((pattern): Slice => {
    const slice = sliceOf(source, pattern);
    return { ...slice, tables: rowTablesOf({ states, outerStates }, slice) };
  });
  const sequences = sequencesOf(source);
  const portions = portionsOf(sequences.starts, sequences.ends);
  const evidence = evidenceOf(source);
  const symbols = outer.length === 0 && !paired && !evidence ? findSymbols(slices, states, scope.instances) : null;
  const draft: Draft = { outerStates, states, paired, transition, portions, symbols, instances: scope.instances };
  const chosen = walkOf(draft);
  return {
    plate: scope.plate,
    parent: scope.parent === ROOT ? null : scope.parent,
    states,
    outerStates,
    ...sequences,
    portions,
    slices,
    initial: joinTables(context, plan.initial, [...outer, ...state]),
    transition,
    paired,
    evidence,
    symbols: symbols && moveSymbols(symbols, chosen.room),
    outbox,
    walk: chosen.walk,
    memory: memoryOf(draft, chosen),
  };
}
