import { type Codes, missingCode } from "@platewise/core";
import type { GroundGraph, GroundLaw, GroundVariable } from "../grounding/ground-graph.ts";
import { type Classes, membersOf, oneClass, refineClasses } from "../kernel/relabel.ts";
import { ancestorMap, isAbsent, isPartial, type PlateScope } from "./scopes.ts";

/**
 * Instances of a plate that are alike in which cells are missing and in the observed states that select the parameters of
 * numeric children. `rows` is null where all instances are alike. `axes` are the unknown discrete variables that the
 * joint table spans, the `outer` first ones from enclosing plates.
 */
export interface Pattern {
  readonly rows: Int32Array | null;
  readonly count: number;
  readonly laws: readonly GroundLaw[];
  readonly axes: readonly GroundVariable[];
  readonly outer: number;
  readonly states: number;
  readonly outerStates: number;
  /** Observed state of each selecting variable, by variable id. */
  readonly selected: ReadonlyMap<number, number>;
}

/** Which missing cells may leave the model because nothing observed hangs on them. */
export type BarrenPolicy = "drop-all" | "drop-under-latents" | "keep";

interface PlateFacts {
  readonly graph: GroundGraph;
  readonly scope: PlateScope;
  readonly scopes: readonly PlateScope[];
  /** Laws that have the variable as a parent, by variable id. */
  readonly childLaws: ReadonlyMap<number, readonly GroundLaw[]>;
  readonly lawOf: ReadonlyMap<number, GroundLaw>;
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
function selectingVariables({ graph, scope }: PlateFacts): ReadonlySet<GroundVariable> {
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
  const selecting = selectingVariables(facts);
  const maskable = [...scope.variables, ...scope.outer].filter((v) => isPartial(v) && !selecting.has(v));
  if (selecting.size === 0 && maskable.length === 0) return null;
  let classes = oneClass(scope.instances);
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

/** The local variables whose laws leave this pattern: missing cells that nothing observed depends on. */
function barrenVariables(facts: PlateFacts, isUnknown: (v: GroundVariable) => boolean, policy: BarrenPolicy): ReadonlySet<GroundVariable> {
  const { graph, scope, childLaws, lawOf } = facts;
  const dropped = new Set<GroundVariable>();
  const decide = (v: GroundVariable): void => {
    if (!isUnknown(v) || v.decl.role === "latent") return;
    const children = childLaws.get(v.id) ?? [];
    if (children.some((law) => !dropped.has(graph.variables[law.child] as GroundVariable))) return;
    const parents = (lawOf.get(v.id)?.parents ?? []).map((id) => graph.variables[id] as GroundVariable);
    const underLatent = parents.some(isAbsent);
    if (v.states === null || policy === "drop-all" || (policy === "drop-under-latents" && underLatent && isPartial(v))) dropped.add(v);
  };
  // A variable's children come to rest before it does: repeat until nothing changes (graphs are shallow).
  for (let before = -1; before !== dropped.size; ) {
    before = dropped.size;
    for (const v of scope.variables) if (!dropped.has(v)) decide(v);
  }
  return dropped;
}

const product = (axes: readonly GroundVariable[]): number => axes.reduce((n, v) => n * (v.states as number), 1);

function patternAt(facts: PlateFacts, rows: Int32Array | null, count: number, policy: BarrenPolicy): Pattern {
  const { graph, scope, scopes } = facts;
  const first = rows ? (rows[0] as number) : 0;
  const instanceIn = (v: GroundVariable): number => ancestorMapAt(scopes, scope, v.plate, first);
  const isUnknown = (v: GroundVariable): boolean => isAbsent(v) || (isPartial(v) && isMissingAt(v, instanceIn(v)));
  const dropped = barrenVariables(facts, isUnknown, policy);
  const laws = scope.laws.filter((law) => !dropped.has(graph.variables[law.child] as GroundVariable));
  const outerAxes = scope.outer.filter((v) => v.states !== null && isUnknown(v));
  const local = scope.variables.filter((v) => v.states !== null && isUnknown(v) && !dropped.has(v));
  const selected = new Map<number, number>();
  for (const v of selectingVariables(facts)) {
    if (!isUnknown(v)) selected.set(v.id, codesOf(v)?.[instanceIn(v)] as number);
  }
  const axes = [...outerAxes, ...local];
  return { rows, count, laws, axes, outer: outerAxes.length, states: product(axes), outerStates: product(outerAxes), selected };
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
    for (const parent of law.parents) childLaws.set(parent, [...(childLaws.get(parent) ?? []), law]);
  }
  return { graph, scope, scopes, childLaws, lawOf: new Map(graph.laws.map((law) => [law.child, law])) };
}

/** Groups the instances of a plate by pattern, in order of first appearance. */
export function findPatterns(
  graph: GroundGraph,
  scopes: readonly PlateScope[],
  scope: PlateScope,
  policy: BarrenPolicy,
): readonly Pattern[] {
  if (scope.instances === 0) return [];
  const facts = factsOf(graph, scopes, scope);
  const classes = classify(facts);
  if (!classes || classes.count <= 1) return [patternAt(facts, null, scope.instances, policy)];
  return membersOf(classes).map((rows) => patternAt(facts, rows, rows.length, policy));
}
