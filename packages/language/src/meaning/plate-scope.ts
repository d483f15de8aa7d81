import type { IndexSet } from "@platewise/core";
import type { PlateStatement } from "../syntax/program.ts";

/** A plate while it is checked. `fixed` are the fixed plates from the outside in to here; `over` is null where it is unknown. */
export interface Plate {
  readonly id: number;
  readonly name: string;
  readonly parent: Plate | null;
  readonly depth: number;
  readonly kind: "rows" | "groups" | "fixed" | "chain";
  readonly statement: PlateStatement;
  readonly fixed: readonly Plate[];
  readonly reading: Plate | null;
  readonly chain: Plate | null;
  over: IndexSet | null;
}

/**
 * Where an expression stands: its plate, the running indices of `for` around it, why it must be constant if it must, and whose
 * prior it is part of if it is.
 */
export interface Scope {
  readonly plate: Plate | null;
  readonly loops: ReadonlyMap<string, IndexSet | null>;
  readonly constantFor: string | null;
  readonly priorOf: string | null;
}

const noLoops: ReadonlyMap<string, IndexSet | null> = new Map();

/** The scope of the statements of a plate (null: outside every plate). */
export function plateScope(plate: Plate | null): Scope {
  return { plate, loops: noLoops, constantFor: null, priorOf: null };
}

/** The scope of the prior of `name`, which names no node. */
export function priorScope(name: string): Scope {
  return { plate: null, loops: noLoops, constantFor: null, priorOf: name };
}

/** A scope where only constants may be used; `purpose` says what needs one ("a size"). */
export function constantScope(purpose: string): Scope {
  return { plate: null, loops: noLoops, constantFor: purpose, priorOf: null };
}

/** `scope` with one more running index. */
export function withIndex(scope: Scope, name: string, over: IndexSet | null): Scope {
  return { ...scope, loops: new Map(scope.loops).set(name, over) };
}

/** The set of a running index by its name, undefined when there is none; the innermost wins. */
export function runningIndex(scope: Scope, name: string): { readonly over: IndexSet | null } | undefined {
  const loop = scope.loops.get(name);
  if (loop !== undefined || scope.loops.has(name)) return { over: loop ?? null };
  const fixed = scope.plate?.fixed ?? [];
  for (let at = fixed.length - 1; at >= 0; at--) {
    const plate = fixed[at];
    if (plate?.name === name) return { over: plate.over };
  }
  return undefined;
}

/** The plates that hold `inner` but not `outer`, outermost first. */
export function platesBeyond(outer: Plate | null, inner: Plate | null): readonly Plate[] {
  if (inner === null || encloses(inner, outer)) return noPlates;
  return [...platesBeyond(outer, inner.parent), inner];
}

const noPlates: readonly Plate[] = [];

function encloses(plate: Plate, inner: Plate | null): boolean {
  let at = inner;
  while (at !== null && at.depth > plate.depth) at = at.parent;
  return at === plate;
}

/** Whether `name` is that of a plate over rows, groups or steps at or around `plate`: such a plate has no index to write. */
export function isRepeated(plate: Plate | null, name: string): boolean {
  for (let at = plate; at !== null; at = at.parent) if (at.name === name && at.kind !== "fixed") return true;
  return false;
}
