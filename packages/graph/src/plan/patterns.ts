import { type Codes, missingCode } from "@platewise/core";
import type { GroundGraph, GroundLaw, GroundVariable } from "../grounding/ground-graph.ts";
import { type Classes, membersOf, oneClass, refineClasses } from "../kernel/relabel.ts";
import { type CliqueTree, type EliminationOrder, findCliqueTree } from "./elimination.ts";
import { ancestorMap, isAbsent, isPartial, type PlateScope } from "./scopes.ts";

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

/** Which missing cells may leave the model because nothing observed hangs on them. */
export type BarrenPolicy = "drop-all" | "drop-under-latents" | "keep";

/** What the instances of a plate have in common. */
export interface PlateFacts {
  readonly graph: GroundGraph;
  readonly scope: PlateScope;
  readonly scopes: readonly PlateScope[];
  /** Laws that have the variable as a parent, by variable id. */
  readonly childLaws: ReadonlyMap<number, readonly GroundLaw[]>;
  readonly lawOf: ReadonlyMap<number, GroundLaw>;
  /** The variables of this plate and outside that each plate inside depends on. */
  readonly inner: readonly (readonly GroundVariable[])[];
  readonly order: readonly GroundVariable[];
  readonly reached: readonly GroundVariable[];
  readonly selecting: readonly GroundVariable[];
}

const codesOf = (v: GroundVariable): Codes | null => (v.bound?.values.kind === "codes" ? v.bound.values.codes : null);

function isMissingAt(v: GroundVariable, instance: number): boolean {
  const values = v.bound?.values;
  if (!values || values.kind === "absent") return v.decl.role !== "given";
  if (values.kind === "codes") return values.codes[instance] === missingCode(values.codes);
  return values.components.some((component) => Number.isNaN(component[instance]));
}

/** A column of codes in the plate's instances; missing cells are state `states`. */
function columnFor(facts: PlateFacts, v: GroundVariable, detail: "mask" | "state"): { codes: Uint16Array | Int32Array; size: number } {
  const map = ancestorMap(facts.scopes, facts.scope, v.plate);
  const { instances } = facts.scope;
  const out = new Int32Array(instances);
  const codes = codesOf(v);
  const states = v.states ?? 0;
  const gone = codes ? missingCode(codes) : 0;
  for (let i = 0; i < instances; i++) {
    const at = map ? (map[i] as number) : i;
    if (detail === "mask" || !codes) out[i] = isMissingAt(v, at) ? 1 : 0;
    else out[i] = codes[at] === gone ? states : (codes[at] as number);
  }
  return { codes: out, size: detail === "mask" ? 2 : states + 1 };
}

/** Discrete variables with values that choose the slot of a numeric child of this plate. */
function selectingVariables({ graph, scope }: Pick<PlateFacts, "graph" | "scope">): ReadonlySet<GroundVariable> {
  const selecting = new Set<GroundVariable>();
  for (const law of scope.laws) {
    if (law.family.child === "finite") continue;
    for (const parent of law.parents) {
      const v = graph.variables[parent] as GroundVariable;
      if (!isAbsent(v)) selecting.add(v);
    }
  }
  return selecting;
}

function classify(facts: PlateFacts): Classes | null {
  const { scope } = facts;
  const { selecting } = facts;
  const maskable = [...scope.variables, ...scope.outer].filter((v) => isPartial(v) && !selecting.includes(v));
  const firsts = scope.laws.some((law) => law.step !== "every") || scope.outer.some((v) => v.previous !== null) ? scope.firsts : null;
  if (selecting.length === 0 && maskable.length === 0 && !firsts) return null;
  let classes = oneClass(scope.instances);
  if (firsts) classes = refineClasses(classes, firsts, 2);
  for (const v of selecting) {
    const column = columnFor(facts, v, "state");
    classes = refineClasses(classes, column.codes, column.size);
  }
  for (const v of maskable) {
    const column = columnFor(facts, v, "mask");
    classes = refineClasses(classes, column.codes, column.size);
  }
  return classes;
}

/** What one class of instances leaves unknown and which laws it keeps. */
interface Situation {
  readonly laws: readonly GroundLaw[];
  readonly outer: readonly GroundVariable[];
  readonly local: readonly GroundVariable[];
  readonly selected: ReadonlyMap<number, number>;
}

/** Variables without a law that depends on them come before those that they depend on. */
function childrenFirst({ scope, childLaws }: Pick<PlateFacts, "scope" | "childLaws">): readonly GroundVariable[] {
  const done = new Set<number>();
  const order: GroundVariable[] = [];
  const local = new Map(scope.variables.map((v) => [v.id, v]));
  const visit = (v: GroundVariable): void => {
    if (done.has(v.id)) return;
    done.add(v.id);
    for (const law of childLaws.get(v.id) ?? []) {
      const child = local.get(law.child);
      if (child) visit(child);
    }
    order.push(v);
  };
  for (const v of scope.variables) visit(v);
  return order;
}

/** The local variables whose laws leave a class: missing cells that nothing observed depends on. */
function barrenVariables(facts: PlateFacts, unknown: ReadonlySet<number>, policy: BarrenPolicy): ReadonlySet<number> {
  const { graph, childLaws, lawOf } = facts;
  const dropped = new Set<number>();
  for (const v of facts.order) {
    if (!unknown.has(v.id) || v.decl.role === "latent") continue;
    if ((childLaws.get(v.id) ?? []).some((law) => !dropped.has(law.child))) continue;
    const underLatent = (lawOf.get(v.id)?.parents ?? []).some((id) => graph.variables[id]?.decl.role === "latent");
    if (v.states === null || policy === "drop-all" || (policy === "drop-under-latents" && underLatent && isPartial(v))) dropped.add(v.id);
  }
  return dropped;
}

const product = (axes: readonly GroundVariable[]): number => axes.reduce((n, v) => n * (v.states as number), 1);

/** What is unknown in the class of a representative instance. */
function situationAt(facts: PlateFacts, first: number, policy: BarrenPolicy): Situation {
  const { scope, scopes } = facts;
  const instanceIn = (v: GroundVariable): number => ancestorMapAt(scopes, scope, v.plate, first);
  const unknown = new Set<number>();
  for (const v of facts.reached) if (isAbsent(v) || (isPartial(v) && isMissingAt(v, instanceIn(v)))) unknown.add(v.id);
  const dropped = barrenVariables(facts, unknown, policy);
  const isFirst = scope.firsts?.[first] === 1;
  const selected = new Map<number, number>();
  for (const v of facts.selecting) if (!unknown.has(v.id)) selected.set(v.id, codesOf(v)?.[instanceIn(v)] as number);
  return {
    laws: scope.laws.filter(({ child, step }) => !dropped.has(child) && step !== (isFirst ? "later" : "first")),
    outer: scope.outer.filter((v) => v.states !== null && unknown.has(v.id) && !(isFirst && v.previous !== null)),
    local: scope.variables.filter((v) => v.states !== null && unknown.has(v.id) && !dropped.has(v.id)),
    selected,
  };
}

function ancestorMapAt(scopes: readonly PlateScope[], from: PlateScope, to: number, instance: number): number {
  let i = instance;
  for (let at: PlateScope | undefined = from; at && at.plate !== to; at = scopes.find((s) => s.plate === at?.parent))
    i = at.parentOf?.[i] ?? 0;
  return i;
}

function factsOf(graph: GroundGraph, scopes: readonly PlateScope[], scope: PlateScope): PlateFacts {
  const childLaws = new Map<number, GroundLaw[]>();
  for (const law of graph.laws) {
    for (const parent of law.parents) {
      const known = childLaws.get(parent);
      if (known) known.push(law);
      else childLaws.set(parent, [law]);
    }
  }
  const bare = { graph, scope, scopes, childLaws, lawOf: new Map(graph.laws.map((law) => [law.child, law])) };
  const inner = scopes.filter((s) => s.parent === scope.plate).map((s) => s.outer);
  const facts = { ...bare, inner, order: [], reached: [...scope.outer, ...scope.variables], selecting: [] };
  return { ...facts, order: childrenFirst(facts), selecting: [...selectingVariables(facts)] };
}

/** Instances gathered for one part while the classes are walked. */
interface PartDraft {
  readonly laws: GroundLaw[];
  readonly axes: readonly GroundVariable[];
  readonly outer: number;
  readonly selected: ReadonlyMap<number, number>;
  readonly classes: number[];
}

/** The unknowns of a situation in sets that depend on one another: a law, a plate inside or the outer unknowns join them. */
function dependentSets(facts: PlateFacts, { laws, outer, local }: Situation): ReadonlyMap<number, number> {
  const setOf = new Map<number, number>([...outer, ...local].map((v) => [v.id, v.id]));
  const find = (id: number): number => {
    let at = id;
    while (setOf.get(at) !== at) at = setOf.get(at) as number;
    return at;
  };
  const join = (ids: readonly number[]): void => {
    let home = -1;
    for (const id of ids) {
      if (!setOf.has(id)) continue;
      if (home < 0) home = find(id);
      else setOf.set(find(id), home);
    }
  };
  join(outer.map((v) => v.id));
  for (const law of laws) join([law.child, ...law.parents]);
  for (const seen of facts.inner) join(seen.map((v) => v.id));
  for (const id of setOf.keys()) setOf.set(id, find(id));
  return setOf;
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

/** Adds the parts of one class to the drafts: one per set of dependent unknowns, one per law of which everything is seen. */
function addParts(drafts: Map<string | number, PartDraft>, facts: PlateFacts, situation: Situation, classId: number): void {
  const { laws, outer, local } = situation;
  const setOf = dependentSets(facts, situation);
  const add = (own: GroundLaw[], axes: readonly GroundVariable[], isOuter: boolean): void => {
    const selected = selectedFor(own, situation.selected);
    const key = axes.length === 0 && selected.size === 0 ? (own[0] as GroundLaw).id : keyOf(own, axes, selected);
    const known = drafts.get(key);
    if (known) known.classes.push(classId);
    else drafts.set(key, { laws: own, axes, outer: isOuter ? outer.length : 0, selected, classes: [classId] });
  };
  const bySet = new Map<number, GroundLaw[]>();
  for (const id of setOf.values()) if (!bySet.has(id)) bySet.set(id, []);
  for (const law of laws) {
    const id = [law.child, ...law.parents].find((v) => setOf.has(v));
    if (id === undefined) add([law], [], false);
    else bySet.get(setOf.get(id) as number)?.push(law);
  }
  for (const [set, own] of bySet) {
    const mine = (v: GroundVariable): boolean => setOf.get(v.id) === set;
    const outside = outer.filter(mine);
    add(own, [...outside, ...local.filter(mine)], outside.length > 0);
  }
}

/** Laws of which everything is seen at the same instances are one part: their rows are counted together. */
function joinComplete(drafts: Iterable<PartDraft>): readonly PartDraft[] {
  const joined: PartDraft[] = [];
  const complete = new Map<string, PartDraft>();
  for (const draft of drafts) {
    if (draft.axes.length > 0) {
      joined.push(draft);
      continue;
    }
    const key = draft.classes.join();
    const known = complete.get(key);
    if (known) {
      known.laws.push(...draft.laws);
      for (const [id, state] of draft.selected) (known.selected as Map<number, number>).set(id, state);
    } else {
      complete.set(key, draft);
      joined.push(draft);
    }
  }
  return joined;
}

function rowsOf(classes: readonly number[], members: readonly Int32Array[], instances: number): Int32Array | null {
  const count = classes.reduce((n, c) => n + (members[c] as Int32Array).length, 0);
  if (count === instances) return null;
  if (classes.length === 1) return members[classes[0] as number] as Int32Array;
  const rows = new Int32Array(count);
  let at = 0;
  for (const c of classes) {
    rows.set(members[c] as Int32Array, at);
    at += (members[c] as Int32Array).length;
  }
  return rows.sort();
}

/** What a clique costs beside its entries, and an entry of a clique tree beside one of a joint table. */
const CLIQUE = 16;
const CLIQUE_ENTRY = 1;

/** The clique tree of a part; null where one joint table is cheaper, unless an order is asked for. */
function treeOf(facts: PlateFacts, { laws, axes, outer }: PartDraft, order: EliminationOrder | undefined): CliqueTree | null {
  const states = product(axes);
  if (axes.length < 2 || (states <= CLIQUE * 2 && !order)) return null;
  const place = new Map(axes.map((v, i) => [v.id, i]));
  const placesOf = (ids: readonly number[]): readonly number[] => ids.flatMap((id) => place.get(id) ?? []);
  const scopes = [
    ...laws.map((law) => placesOf([...law.parents, law.child])),
    ...facts.inner.map((seen) => placesOf(seen.map((v) => v.id))),
  ];
  const sizes = axes.map((v) => v.states as number);
  const tree = findCliqueTree(
    sizes,
    scopes,
    axes.slice(0, outer).map((_, i) => i),
    order,
  );
  return order || CLIQUE_ENTRY * tree.states + CLIQUE * tree.cliques.length < states ? tree : null;
}

/** How parts are found: which missing cells may leave, and the order of elimination if one is asked for. */
export interface PatternOptions {
  readonly policy: BarrenPolicy;
  readonly order?: EliminationOrder | undefined;
}

/** The instances of a plate in classes that leave the same unknown. */
export interface PlateSurvey {
  readonly facts: PlateFacts;
  readonly members: readonly Int32Array[];
}

/** Sorts the instances of a plate by what is unknown in them. */
export function surveyPlate(graph: GroundGraph, scopes: readonly PlateScope[], scope: PlateScope): PlateSurvey {
  const { instances } = scope;
  const facts = factsOf(graph, scopes, scope);
  if (instances === 0) return { facts, members: [] };
  const classes = classify(facts);
  return { facts, members: classes && classes.count > 1 ? membersOf(classes) : [new Int32Array(instances)] };
}

/** True where some instance has an unknown that stays. */
export const leavesUnknowns = ({ facts, members }: PlateSurvey, policy: BarrenPolicy): boolean =>
  members.some((rows) => {
    const { outer, local } = situationAt(facts, rows[0] as number, policy);
    return outer.length + local.length > 0;
  });

/** Splits what is unknown in the instances of a plate into independent parts, in order of first appearance. */
export function findPatterns({ facts, members }: PlateSurvey, { policy, order }: PatternOptions): readonly Pattern[] {
  const { instances } = facts.scope;
  const drafts = new Map<string | number, PartDraft>();
  members.forEach((rows, c) => {
    addParts(drafts, facts, situationAt(facts, rows[0] as number, policy), c);
  });
  return joinComplete(drafts.values()).map((draft) => {
    const { laws, axes, outer, selected } = draft;
    const rows = rowsOf(draft.classes, members, instances);
    const outerStates = product(axes.slice(0, outer));
    const tree = treeOf(facts, draft, order);
    return { rows, count: rows?.length ?? instances, laws, axes, outer, states: product(axes), outerStates, tree, selected };
  });
}
