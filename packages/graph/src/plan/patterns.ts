import type { GroundLaw, GroundVariable } from "../grounding/ground-graph.ts";
import { type CliqueTree, type EliminationOrder, findCliqueTree } from "./elimination.ts";
import { type BarrenPolicy, type PlateFacts, type PlateSurvey, type Situation, situationAt } from "./situations.ts";

/**
 * An independent part of the posterior, with the instances of a plate that have it: given what is seen, its unknown
 * discrete variables (`axes`, the `outer` first ones from enclosing plates) depend on one another and on no other unknown.
 * `laws` are those that mention them; a part without axes holds laws of which everything is seen. `rows` is null where all
 * instances have the part.
 */
export interface Pattern {
  readonly rows: Int32Array | null;
  readonly count: number;
  readonly laws: readonly GroundLaw[];
  readonly axes: readonly GroundVariable[];
  readonly outer: number;
  readonly states: number;
  readonly outerStates: number;
  /** How the axes (by place) are eliminated where one table over all of them costs more; null: one table. */
  readonly tree: CliqueTree | null;
  /** Observed state of each selecting variable, by variable id. */
  readonly selected: ReadonlyMap<number, number>;
}

/** Instances gathered for one part while the classes are walked. */
interface PartDraft {
  readonly laws: GroundLaw[];
  readonly axes: readonly GroundVariable[];
  readonly outer: number;
  readonly selected: ReadonlyMap<number, number>;
  readonly classes: number[];
}

function findHome(home: Int32Array, id: number): number {
  let at = id;
  while (home[at] !== at) at = home[at] as number;
  return at;
}

/** Joins the sets of those variables that are unknown. */
function joinSets(home: Int32Array, ids: readonly number[]): void {
  let first = -1;
  for (const id of ids) {
    if ((home[id] as number) < 0) continue;
    if (first < 0) first = findHome(home, id);
    else home[findHome(home, id)] = first;
  }
}

/** Sorts the unknowns into sets that depend on one another: a law, a plate inside or the outer unknowns join them. */
function sortIntoSets({ home, scopeOf, inner }: PlateFacts, { laws, outer, local }: Situation): void {
  home.fill(-1);
  for (const v of outer) home[v.id] = outer[0]?.id as number;
  for (const v of local) home[v.id] = v.id;
  for (const law of laws) joinSets(home, scopeOf[law.id] as readonly number[]);
  for (const ids of inner) joinSets(home, ids);
}

/** The observed states that choose the slots of the numeric children among some laws. */
function selectedFor(laws: readonly GroundLaw[], selected: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const law of laws) {
    if (law.family.child === "finite") continue;
    for (const id of law.parents) if (selected.has(id)) found.set(id, selected.get(id) as number);
  }
  return found;
}

const keyOf = (laws: readonly GroundLaw[], axes: readonly GroundVariable[], selected: ReadonlyMap<number, number>): string =>
  `${laws.map((l) => l.id).join()};${axes.map((v) => v.id).join()};${[...selected].join("|")}`;

/** A set of dependent unknowns of one class, with the laws that mention them. */
interface UnknownSet {
  readonly laws: GroundLaw[];
  readonly axes: GroundVariable[];
  outer: number;
}

/** Parts by what tells them apart: the id of a law of which everything is seen, else their laws, axes and selected states. */
type Drafts = Map<string | number, PartDraft>;

function addPart(drafts: Drafts, { laws, axes, outer }: UnknownSet, situation: Situation, classId: number): void {
  const selected = situation.selected.size > 0 ? selectedFor(laws, situation.selected) : situation.selected;
  const key = axes.length === 0 && selected.size === 0 ? (laws[0] as GroundLaw).id : keyOf(laws, axes, selected);
  const known = drafts.get(key);
  if (known) known.classes.push(classId);
  else drafts.set(key, { laws, axes, outer, selected, classes: [classId] });
}

/** Adds the parts of one class to the drafts: one per set of dependent unknowns, one per law of which everything is seen. */
function addParts(drafts: Drafts, facts: PlateFacts, situation: Situation, classId: number): void {
  const { home, scopeOf } = facts;
  sortIntoSets(facts, situation);
  const sets = new Map<number, UnknownSet>();
  const setOf = (id: number): UnknownSet => {
    const at = findHome(home, id);
    const known = sets.get(at);
    if (known) return known;
    const made = { laws: [], axes: [], outer: 0 };
    sets.set(at, made);
    return made;
  };
  for (const v of situation.outer) {
    const set = setOf(v.id);
    set.axes.push(v);
    set.outer += 1;
  }
  for (const v of situation.local) setOf(v.id).axes.push(v);
  for (const law of situation.laws) {
    const id = (scopeOf[law.id] as readonly number[]).find((v) => (home[v] as number) >= 0);
    if (id === undefined) addPart(drafts, { laws: [law], axes: [], outer: 0 }, situation, classId);
    else setOf(id).laws.push(law);
  }
  for (const set of sets.values()) addPart(drafts, set, situation, classId);
}

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((x, i) => x === b[i]);

/** Laws of which everything is seen at the same instances are one part: their rows are counted together. */
function joinComplete(drafts: Iterable<PartDraft>): readonly PartDraft[] {
  const joined: PartDraft[] = [];
  const complete: PartDraft[] = [];
  for (const draft of drafts) {
    if (draft.axes.length > 0) {
      joined.push(draft);
      continue;
    }
    const known = complete.find(({ classes }) => sameNumbers(classes, draft.classes));
    if (known) {
      known.laws.push(...draft.laws);
      for (const [id, state] of draft.selected) (known.selected as Map<number, number>).set(id, state);
    } else {
      complete.push(draft);
      joined.push(draft);
    }
  }
  return joined;
}

function rowsOf(classes: readonly number[], members: readonly Int32Array[], instances: number): Int32Array | null {
  const count = classes.reduce((n, c) => n + (members[c] as Int32Array).length, 0);
  if (count === instances) return null;
  if (classes.length === 1) return members[classes[0] as number] as Int32Array;
  return count * 8 < instances ? concatenated(classes, members, count).sort() : inOrder(classes, members, count, instances);
}

function concatenated(classes: readonly number[], members: readonly Int32Array[], count: number): Int32Array {
  const rows = new Int32Array(count);
  let at = 0;
  for (const c of classes) {
    rows.set(members[c] as Int32Array, at);
    at += (members[c] as Int32Array).length;
  }
  return rows;
}

/** The rows of some classes in order, without sorting: by a mark for every instance. */
function inOrder(classes: readonly number[], members: readonly Int32Array[], count: number, instances: number): Int32Array {
  const marks = new Uint8Array(instances);
  for (const c of classes) for (const row of members[c] as Int32Array) marks[row] = 1;
  const rows = new Int32Array(count);
  let at = 0;
  for (let row = 0; row < instances; row++) {
    if (marks[row] !== 1) continue;
    rows[at] = row;
    at += 1;
  }
  return rows;
}

const product = (axes: readonly GroundVariable[]): number => axes.reduce((n, v) => n * (v.states as number), 1);

/** What a clique costs beside its entries, and an entry of a clique tree beside one of a joint table. */
const CLIQUE = 64;
const CLIQUE_ENTRY = 4;

/** How parts are found: which missing cells may leave, how many states are affordable, the order of elimination if one is asked for. */
export interface PatternOptions {
  readonly policy: BarrenPolicy;
  readonly budget: number;
  readonly order?: EliminationOrder | undefined;
}

/** The clique tree of a part; null where one joint table is cheaper, unless an order is asked for. */
function treeOf(facts: PlateFacts, { laws, axes, outer }: PartDraft, { order, budget }: PatternOptions): CliqueTree | null {
  const states = product(axes);
  if (axes.length < 2 || (states <= Math.min(CLIQUE * 2, budget) && !order)) return null;
  const place = new Map(axes.map((v, i) => [v.id, i]));
  const placesOf = (ids: readonly number[]): readonly number[] => ids.flatMap((id) => place.get(id) ?? []);
  const scopes = [...laws.map((law) => placesOf([...law.parents, law.child])), ...facts.inner.map(placesOf)];
  const sizes = axes.map((v) => v.states as number);
  const tree = findCliqueTree(
    sizes,
    scopes,
    axes.slice(0, outer).map((_, i) => i),
    order,
  );
  const pays = CLIQUE_ENTRY * tree.states + CLIQUE * tree.cliques.length < states;
  return order || pays || (states > budget && tree.states < states) ? tree : null;
}

/** Splits what is unknown in the instances of a plate into independent parts, in order of first appearance. */
export function findPatterns({ facts, members }: PlateSurvey, options: PatternOptions): readonly Pattern[] {
  const { instances } = facts.scope;
  const drafts: Drafts = new Map();
  members.forEach((rows, c) => {
    addParts(drafts, facts, situationAt(facts, rows[0] as number, options.policy), c);
  });
  return joinComplete(drafts.values()).map((draft) => {
    const { laws, axes, outer, selected } = draft;
    const rows = rowsOf(draft.classes, members, instances);
    const outerStates = product(axes.slice(0, outer));
    const tree = treeOf(facts, draft, options);
    return { rows, count: rows?.length ?? instances, laws, axes, outer, states: product(axes), outerStates, tree, selected };
  });
}
