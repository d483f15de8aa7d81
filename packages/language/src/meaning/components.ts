import type { Expression, IndexSet } from "@platewise/core";
import type { Expr } from "../syntax/program.ts";
import { type Checker, report, textOf } from "./context.ts";
import { foldCall } from "./fold.ts";
import { checkIndex } from "./index-check.ts";
import type { Scope } from "./plate-scope.ts";
import type { Typed, ValueType } from "./value-type.ts";

/** Indices that select components of a value: `b[0]` of a vector, `A[i, j]` of a matrix. Without indices the value itself. */
export function componentOf(
  checker: Checker,
  scope: Scope,
  value: Typed,
  reference: { readonly indices: readonly Expr[]; readonly whole: Expr },
): Typed {
  const { indices, whole } = reference;
  if (indices.length === 0) return value;
  const sets = componentSets(value.type);
  if (sets !== null && indices.length > sets.length) {
    reportTooMany(checker, value.type, reference, sets.length);
    return { expr: value.expr, type: { kind: "unknown" } };
  }
  const owner = textOf(checker, whole.kind === "index" ? whole.operand.span : whole.span);
  const selectors = indices.map((index, at) =>
    checkIndex(checker, scope, index, { set: sets?.[at] ?? null, owner, position: at, count: indices.length, written: "" }),
  );
  const type: ValueType = sets === null ? { kind: "unknown" } : componentType(value.type, indices.length);
  return foldComponent({ op: "call", fn: "index", args: [value.expr, ...selectors] }, type);
}

/** Constant selectors of a constant give a constant; of anything else they stay. */
function foldComponent(expr: Expression & { op: "call" }, type: ValueType): Typed {
  return type.kind === "unknown" ? { expr, type } : foldCall(expr, type);
}

function reportTooMany(
  checker: Checker,
  type: ValueType,
  reference: { readonly indices: readonly Expr[]; readonly whole: Expr },
  components: number,
): void {
  const owner = type.kind === "unknown" ? undefined : type.owner;
  const declared = owner?.kind === "param" ? owner.target.indices.map((index) => textOf(checker, index.span)) : [];
  const name = owner?.name.text ?? textOf(checker, reference.whole.kind === "index" ? reference.whole.operand.span : reference.whole.span);
  const found = reference.indices.length + declared.length;
  report(checker, "index-count", { name, wanted: declared, found, components, near: null }, reference.whole.span);
}

const states = (size: number | null): IndexSet | null => (size === null ? null : { kind: "states", size });

function componentSets(type: ValueType): readonly (IndexSet | null)[] | null {
  switch (type.kind) {
    case "unknown":
    case "array":
      return null;
    case "scalar":
      return [];
    case "vector":
      return [states(type.size)];
    case "simplex":
      return [type.over];
    case "matrix":
      return [states(type.rows), states(type.columns)];
  }
}

function componentType(type: ValueType, selected: number): ValueType {
  if (type.kind === "vector") return { kind: "scalar", support: type.support };
  if (type.kind === "simplex") return { kind: "scalar", support: "probability" };
  if (type.kind !== "matrix") return { kind: "unknown" };
  return selected === 1
    ? { kind: "vector", size: type.columns, support: "real" }
    : { kind: "scalar", support: type.form === "computed" ? "nonnegative" : "real" };
}
