import { type Codes, missingCode } from "@platewise/core";
import type { GroundGraph, GroundLaw, GroundVariable } from "../grounding/ground-graph.ts";
import { type Classes, membersOf, oneClass, refineClasses } from "../kernel/relabel.ts";
import { ancestorMap, isAbsent, isPartial, type PlateScope } from "./scopes.ts";

/** Which missing cells may leave the model because nothing observed hangs on them. */
export type BarrenPolicy = "drop-all" | "drop-under-latents" | "keep";

/** A variable that laws of a plate mention, with its instance for each of the plate's (null: the same). */
interface Reached {
  readonly v: GroundVariable;
  readonly map: Int32Array | null;
  readonly absent: boolean;
  readonly partial: boolean;
  /** Its codes and the code of an empty cell (null: it has none). */
  readonly codes: Codes | null;
  readonly gone: number;
}

/** What the instances of a plate have in common; lists are by id of a variable or law. */
export interface PlateFacts {
  readonly graph: GroundGraph;
  readonly scope: PlateScope;
  readonly reached: readonly Reached[];
  /** The plate's variables, those that depend on others first. */
  readonly order: readonly GroundVariable[];
  /** Children of each variable, and whether a declared latent is among its parents. */
  readonly children: readonly (readonly number[])[];
  readonly underLatent: readonly boolean[];
  /** Variables of each law. */
  readonly scopeOf: readonly (readonly number[])[];
  /** The variables of this plate and outside that each plate inside depends on. */
  readonly inner: readonly (readonly number[])[];
  readonly selecting: readonly Reached[];
  /** Scratch: what became of each variable, and its set while unknowns are sorted into sets (−1: none). */
  readonly marks: Uint8Array;
  readonly home: Int32Array;
  /** Scratch: place of each set among those of an instance, by the variable that stands for it (−1: none yet). */
  readonly place: Int32Array;
}

/** What one class of instances leaves unknown and which laws it keeps. */
export interface Situation {
  readonly laws: readonly GroundLaw[];
  readonly outer: readonly GroundVariable[];
  readonly local: readonly GroundVariable[];
  readonly selected: ReadonlyMap<number, number>;
}

/** The instances of a plate in classes that leave the same unknown. */
export interface PlateSurvey {
  readonly facts: PlateFacts;
  readonly members: readonly Int32Array[];
}

const [UNKNOWN, DROPPED] = [1, 2];

const codesOf = (v: GroundVariable): Codes | null => (v.bound?.values.kind === "codes" ? v.bound.values.codes : null);

function isMissingAt({ v, codes, gone, absent }: Reached, instance: number): boolean {
  if (codes) return codes[instance] === gone;
  if (absent) return true;
  const values = v.bound?.values;
  return values?.kind === "numbers" && values.components.some((component) => Number.isNaN(component[instance]));
}

/** out[i] = 1 where a code is `gone`. */
function maskCodes(out: Int32Array, codes: Codes, gone: number, map: Int32Array | null): void {
  for (let i = 0; i < out.length; i++) out[i] = codes[map ? (map[i] as number) : i] === gone ? 1 : 0;
}

/** A column of codes in the plate's instances, with missing cells as state `states`, or just 1 where they are missing. */
function columnFor({ scope }: PlateFacts, reached: Reached, detail: "mask" | "state"): { codes: Int32Array; size: number } {
  const out = new Int32Array(scope.instances);
  const { v, map, codes, gone } = reached;
  const states = v.states ?? 0;
  if (detail === "mask" && codes) {
    maskCodes(out, codes, gone, map);
    return { codes: out, size: 2 };
  }
  for (let i = 0; i < out.length; i++) {
    const at = map ? (map[i] as number) : i;
    if (detail === "mask" || !codes) out[i] = isMissingAt(reached, at) ? 1 : 0;
    else out[i] = codes[at] === gone ? states : (codes[at] as number);
  }
  return { codes: out, size: detail === "mask" ? 2 : states + 1 };
}

function classify(facts: PlateFacts): Classes | null {
  const { scope, selecting, reached } = facts;
  const maskable = reached.filter(({ v, partial }) => partial && !selecting.some((r) => r.v === v));
  const firsts = scope.laws.some((law) => law.step !== "every") || scope.outer.some((v) => v.previous !== null) ? scope.firsts : null;
  if (selecting.length === 0 && maskable.length === 0 && !firsts) return null;
  let classes = oneClass(scope.instances);
  if (firsts) classes = refineClasses(classes, firsts, 2);
  const refine = (reachedOnes: readonly Reached[], detail: "mask" | "state"): void => {
    for (const r of reachedOnes) {
      const { codes, size } = columnFor(facts, r, detail);
      classes = refineClasses(classes, codes, size);
    }
  };
  refine(selecting, "state");
  refine(maskable, "mask");
  return classes;
}

/** Variables without a law that depends on them come before those that they depend on. */
function childrenFirst(scope: PlateScope, children: readonly (readonly number[])[]): readonly GroundVariable[] {
  const done = new Set<number>();
  const order: GroundVariable[] = [];
  const local = new Map(scope.variables.map((v) => [v.id, v]));
  const visit = (v: GroundVariable): void => {
    if (done.has(v.id)) return;
    done.add(v.id);
    for (const id of children[v.id] ?? []) {
      const child = local.get(id);
      if (child) visit(child);
    }
    order.push(v);
  };
  for (const v of scope.variables) visit(v);
  return order;
}

/** Variables with values that choose the slot of a numeric child of the plate; `prev x` is one though no law here is its own. */
function selectingOf(graph: GroundGraph, { laws }: PlateScope, reach: (v: GroundVariable) => Reached): readonly Reached[] {
  const parents = new Set(laws.filter((law) => law.family.child !== "finite").flatMap((law) => law.parents));
  return [...parents].map((id) => reach(graph.variables[id] as GroundVariable)).filter(({ absent }) => !absent);
}

function factsOf(graph: GroundGraph, scopes: readonly PlateScope[], scope: PlateScope): PlateFacts {
  const { variables, laws } = graph;
  const children = variables.map((): number[] => []);
  const underLatent = variables.map(() => false);
  for (const law of laws) {
    for (const parent of law.parents) children[parent]?.push(law.child);
    if (law.parents.some((id) => variables[id]?.decl.role === "latent")) underLatent[law.child] = true;
  }
  const reach = (v: GroundVariable): Reached => {
    const map = ancestorMap(scopes, scope, v.plate);
    const codes = codesOf(v);
    return { v, map, absent: isAbsent(v), partial: isPartial(v), codes, gone: codes ? missingCode(codes) : 0 };
  };
  return {
    graph,
    scope,
    reached: [...scope.outer, ...scope.variables].map(reach),
    order: childrenFirst(scope, children),
    children,
    underLatent,
    scopeOf: laws.map((law) => [law.child, ...law.parents]),
    inner: scopes.filter((s) => s.parent === scope.plate).map((s) => s.outer.map((v) => v.id)),
    selecting: selectingOf(graph, scope, reach),
    marks: new Uint8Array(variables.length),
    home: new Int32Array(variables.length).fill(-1),
    place: new Int32Array(variables.length).fill(-1),
  };
}

/** True where something that is still there depends on a variable. */
function isAsked({ marks, children }: PlateFacts, id: number): boolean {
  for (const child of children[id] as readonly number[]) if (marks[child] !== DROPPED) return true;
  return false;
}

/** Marks the local variables whose laws leave a class: missing cells that nothing observed depends on. */
function dropBarren(facts: PlateFacts, policy: BarrenPolicy): void {
  const { order, marks, underLatent } = facts;
  for (const v of order) {
    if (marks[v.id] !== UNKNOWN || v.decl.role === "latent" || isAsked(facts, v.id)) continue;
    const leaves = policy === "drop-all" || (policy === "drop-under-latents" && underLatent[v.id] && isPartial(v));
    if (v.states === null || leaves) marks[v.id] = DROPPED;
  }
}

/** Marks what is unknown in the class of a representative instance. */
function markUnknown({ reached, marks }: PlateFacts, first: number): void {
  marks.fill(0);
  for (const one of reached) {
    const { v, map, absent, partial } = one;
    if (absent || (partial && isMissingAt(one, map ? (map[first] as number) : first))) marks[v.id] = UNKNOWN;
  }
}

const NONE: ReadonlyMap<number, number> = new Map();

/** The states of the selecting variables that are seen at an instance. */
function selectedAt({ selecting, marks }: PlateFacts, first: number): ReadonlyMap<number, number> {
  if (selecting.length === 0) return NONE;
  const selected = new Map<number, number>();
  for (const { v, map, codes } of selecting) {
    if (marks[v.id] !== UNKNOWN) selected.set(v.id, codes?.[map ? (map[first] as number) : first] as number);
  }
  return selected;
}

/** What is unknown in the class of a representative instance. */
export function situationAt(facts: PlateFacts, first: number, policy: BarrenPolicy): Situation {
  const { scope, marks } = facts;
  markUnknown(facts, first);
  dropBarren(facts, policy);
  const isFirst = scope.firsts?.[first] === 1;
  const absentStep = isFirst ? "later" : "first";
  const laws: GroundLaw[] = [];
  for (const law of scope.laws) if (marks[law.child] !== DROPPED && law.step !== absentStep) laws.push(law);
  const outer: GroundVariable[] = [];
  for (const v of scope.outer) if (v.states !== null && marks[v.id] === UNKNOWN && !(isFirst && v.previous !== null)) outer.push(v);
  const local: GroundVariable[] = [];
  for (const v of scope.variables) if (v.states !== null && marks[v.id] === UNKNOWN) local.push(v);
  return { laws, outer, local, selected: selectedAt(facts, first) };
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
