import type { GroundLaw, GroundVariable } from "../grounding/ground-graph.ts";
import { chooseTree, MANY, statesOf } from "./choose-tree.ts";
import type { CliqueTree, EliminationOrder } from "./elimination.ts";
import { type BarrenPolicy, type PlateFacts, type PlateSurvey, type Situation, situationAt } from "./situations.ts";
import { sortUnknowns, type UnknownSet } from "./unknown-sets.ts";

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

/** The observed states that choose the slots of the numeric children among some laws. */
function selectedFor(laws: readonly GroundLaw[], selected: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const law of laws) {
    if (law.family.child === "finite") continue;
    for (const id of law.parents) if (selected.has(id)) found.set(id, selected.get(id) as number);
  }
  return found;
}

/** Parts in order of first appearance: those of the seen laws by law, the others by a number that is the same for equal parts. */
interface Drafts {
  readonly all: PartDraft[];
  readonly ofLaw: (PartDraft | undefined)[];
  readonly byHash: Map<number, PartDraft[]>;
}

type PartKey = Pick<PartDraft, "laws" | "axes" | "selected">;

/** A whole number made of the first and the number of a part's laws, of its axes and its selected states. */
function hashOf({ laws, axes, selected }: PartKey): number {
  let hash = Math.imul(laws.length, 0x9e3779b1) ^ (laws[0]?.id ?? 0);
  for (const { id } of axes) hash = Math.imul(hash ^ id, 0x85ebca6b) ^ (hash >>> 13);
  for (const [id, state] of selected) hash = Math.imul(hash ^ (id + 31 * state), 0xc2b2ae35) ^ (hash >>> 16);
  return hash;
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function isSamePart(a: PartKey, b: PartKey): boolean {
  if (a.selected.size !== b.selected.size || !sameItems(a.axes, b.axes) || !sameItems(a.laws, b.laws)) return false;
  for (const [id, state] of a.selected) if (b.selected.get(id) !== state) return false;
  return true;
}

function addSet({ all, byHash }: Drafts, { laws, axes, outer }: UnknownSet, selected: Situation["selected"], classId: number): void {
  const key = { laws, axes, selected };
  const hash = hashOf(key);
  const alike = byHash.get(hash);
  if (alike) {
    for (const draft of alike) {
      if (!isSamePart(draft, key)) continue;
      draft.classes.push(classId);
      return;
    }
  }
  const draft = { ...key, outer, classes: [classId] };
  all.push(draft);
  if (alike) alike.push(draft);
  else byHash.set(hash, [draft]);
}

/** A law of which everything is seen, where no seen state selects its parameters. */
function addSeen({ all, ofLaw }: Drafts, law: GroundLaw, selected: Situation["selected"], classId: number): void {
  const known = ofLaw[law.id];
  if (known) {
    known.classes.push(classId);
    return;
  }
  const draft = { laws: [law], axes: [], outer: 0, selected, classes: [classId] };
  ofLaw[law.id] = draft;
  all.push(draft);
}

/** Adds the parts of one class to the drafts: one per law of which everything is seen, one per set of dependent unknowns. */
function addParts(drafts: Drafts, facts: PlateFacts, situation: Situation, classId: number): void {
  const { sets, seen } = sortUnknowns(facts, situation);
  const chosen = situation.selected;
  const selects = chosen.size > 0;
  for (const law of seen) {
    const selected = selects ? selectedFor([law], chosen) : chosen;
    if (selected.size === 0) addSeen(drafts, law, selected, classId);
    else addSet(drafts, { laws: [law], axes: [], outer: 0 }, selected, classId);
  }
  for (const set of sets) addSet(drafts, set, selects ? selectedFor(set.laws, chosen) : chosen, classId);
}

/** Laws of which everything is seen at the same instances are one part: their rows are counted together. */
function joinComplete(drafts: readonly PartDraft[]): readonly PartDraft[] {
  const joined: PartDraft[] = [];
  const complete: PartDraft[] = [];
  for (const draft of drafts) {
    if (draft.axes.length > 0) {
      joined.push(draft);
      continue;
    }
    const known = complete.find(({ classes }) => sameItems(classes, draft.classes));
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

/** How parts are found: which missing cells may leave, how many states are affordable, the order of elimination if one is asked for. */
export interface PatternOptions {
  readonly policy: BarrenPolicy;
  readonly budget: number;
  readonly order?: EliminationOrder | undefined;
}

/** Splits what is unknown in the instances of a plate into independent parts, in order of first appearance. */
export function findPatterns({ facts, members }: PlateSurvey, options: PatternOptions): readonly Pattern[] {
  const { instances } = facts.scope;
  const drafts: Drafts = { all: [], ofLaw: [], byHash: new Map() };
  for (let c = 0; c < members.length; c++) {
    const first = (members[c] as Int32Array)[0] as number;
    addParts(drafts, facts, situationAt(facts, first, options.policy), c);
  }
  const many = drafts.all.filter(({ axes }) => axes.length > 0).length >= MANY;
  return joinComplete(drafts.all).map((draft) => {
    const { laws, axes, outer, selected } = draft;
    const rows = rowsOf(draft.classes, members, instances);
    const outerStates = statesOf(axes.slice(0, outer));
    const tree = chooseTree(facts, draft, { ...options, many });
    return { rows, count: rows?.length ?? instances, laws, axes, outer, states: statesOf(axes), outerStates, tree, selected };
  });
}
