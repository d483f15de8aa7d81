import type { GroundGraph, GroundLaw, GroundVariable } from "../grounding/ground-graph.ts";
import type { Pattern } from "../plan/patterns.ts";
import { isAbsent, isPartial, type PlateScope } from "../plan/scopes.ts";

/**
 * How the sequences of a chain with the same unknowns outside are worked on: by forward–backward over `state`, the variables that a
 * law mentions one step earlier and that are unknown at some step (`previous` are the same, one step earlier). `initial` and
 * `transition` are the table laws that the chain holds itself; everything else within a step is in `slices`. `paired` where
 * some of that depends on two steps at once: then slices of later steps have both steps' states as outer axes.
 */
export interface ChainPlan {
  /** The graph with the state's variables as never seen: what is seen of them is evidence. */
  readonly ground: GroundGraph;
  readonly outer: readonly GroundVariable[];
  readonly state: readonly GroundVariable[];
  readonly previous: readonly GroundVariable[];
  readonly initial: readonly GroundLaw[];
  readonly transition: readonly GroundLaw[];
  readonly paired: boolean;
  readonly slices: readonly Pattern[];
}

/** A chain before its steps are sorted into slices: the plate's scope as its slices see it. */
export interface ChainDraft extends Omit<ChainPlan, "outer" | "slices"> {
  readonly scope: PlateScope;
}

/** A table of transitions, over all codes of what is seen, that is held whatever it costs to hold one for every step instead. */
const TABLE_ENTRIES = 1 << 16;

const sizeOf = (axes: readonly GroundVariable[]): number => axes.reduce((n, v) => n * (v.states as number), 1);

/** The variables that laws of the plate mention one step earlier and that are unknown at some step. */
function stateOf(graph: GroundGraph, scope: PlateScope): readonly GroundVariable[] {
  const mentioned = new Set(scope.laws.flatMap((law) => law.parents));
  const earlier = graph.variables.filter((v) => v.plate === scope.plate && v.previous !== null && mentioned.has(v.id));
  const now = new Set(earlier.map((v) => v.previous));
  return graph.variables.filter((v) => now.has(v.id) && v.states !== null && (isAbsent(v) || isPartial(v)));
}

/** True where every variable of a table law is part of the chain's own tables, or seen at every step. */
function isOwn(graph: GroundGraph, scope: PlateScope, law: GroundLaw, held: ReadonlySet<number>): boolean {
  if (law.family.child !== "finite") return false;
  return [law.child, ...law.parents].every((id) => {
    const v = graph.variables[id] as GroundVariable;
    return held.has(id) || v.plate !== scope.plate || (!isAbsent(v) && !isPartial(v));
  });
}

/** Entries of the joint table of some laws over `axes` and everything else that they mention. */
function entriesOf(graph: GroundGraph, laws: readonly GroundLaw[], axes: readonly GroundVariable[]): number {
  const ids = new Set([...laws.flatMap((law) => [...law.parents, law.child]), ...axes.map((v) => v.id)]);
  return sizeOf([...ids].map((id) => graph.variables[id] as GroundVariable));
}

/** The table laws that the chain can hold itself; none where a step's other unknowns or numbers depend on the step before. */
function ownLaws(
  graph: GroundGraph,
  scope: PlateScope,
  state: readonly GroundVariable[],
  previous: readonly GroundVariable[],
): Pick<ChainPlan, "initial" | "transition" | "paired"> {
  const earlier = new Set(previous.map((v) => v.id));
  const held = new Set([...earlier, ...state.map((v) => v.id)]);
  const transition = scope.laws.filter((law) => law.parents.some((id) => earlier.has(id)));
  const pairs = [...previous, ...state];
  const fits = entriesOf(graph, transition, pairs) <= Math.max(TABLE_ENTRIES, sizeOf(pairs) * scope.instances);
  if (!fits || !transition.every((law) => isOwn(graph, scope, law, held))) return { initial: [], transition: [], paired: true };
  const now = new Set(state.map((v) => v.id));
  const initial = scope.laws.filter((law) => law.step === "first" && now.has(law.child) && isOwn(graph, scope, law, held));
  return { initial, transition, paired: false };
}

/** Sets a chain up whose steps hang together through something unknown; null where all that `prev` mentions is seen. */
export function draftChain(graph: GroundGraph, scope: PlateScope): ChainDraft | null {
  if (!scope.firsts) return null;
  const unseen = new Set(stateOf(graph, scope).map((v) => v.id));
  if (unseen.size === 0) return null;
  const hide = (v: GroundVariable): GroundVariable => (unseen.has(v.previous ?? v.id) ? { ...v, bound: null } : v);
  const ground = { ...graph, variables: graph.variables.map(hide) };
  const state = ground.variables.filter((v) => unseen.has(v.id));
  const previous = state.map((v) => ground.variables.find((p) => p.previous === v.id) as GroundVariable);
  const own = ownLaws(ground, scope, state, previous);
  const held = new Set([...own.initial, ...own.transition]);
  const slice: PlateScope = {
    ...scope,
    variables: scope.variables.filter((v) => !unseen.has(v.id)),
    outer: [...scope.outer.filter((v) => !unseen.has(v.previous ?? v.id)), ...(own.paired ? previous : []), ...state],
    laws: scope.laws.filter((law) => !held.has(law)),
  };
  return { ground, state, previous, ...own, scope: slice };
}

/** Sorts the parts that the steps fell into: those that hang on the state, by the unknowns outside, and the others. */
export function planChains(draft: ChainDraft, parts: readonly Pattern[]): { chains: readonly ChainPlan[]; others: readonly Pattern[] } {
  const { scope, ...rest } = draft;
  const chains = new Map<string, ChainPlan & { slices: Pattern[] }>();
  for (const part of parts.filter((p) => p.outer > 0)) {
    const outer = part.axes.slice(0, part.outer).filter((v) => v.plate !== scope.plate);
    const key = outer.map((v) => v.id).join();
    const known = chains.get(key) ?? { ...rest, outer, slices: [] };
    known.slices.push({ ...part, tree: null });
    chains.set(key, known);
  }
  return { chains: [...chains.values()], others: parts.filter((p) => p.outer === 0) };
}

/** Largest table that a chain needs at once: over the states of two steps, or within a step. */
export const chainEntries = ({ outer, state, slices }: ChainPlan): number =>
  Math.max(sizeOf([...outer, ...state, ...state]), ...slices.map((p) => p.states));
