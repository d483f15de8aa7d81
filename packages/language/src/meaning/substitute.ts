import type { Expression } from "@platewise/core";

type Replacements = ReadonlyMap<string, Expression>;

/** `expr` with running indices replaced; the index of an inner `sum` is renamed where a replacement would be caught by it. */
export function substituteIndices(expr: Expression, replacements: Replacements): Expression {
  const all = (items: readonly Expression[]) => items.map((item) => substituteIndices(item, replacements));
  switch (expr.op) {
    case "number":
    case "label":
      return expr;
    case "index":
      return replacements.get(expr.name) ?? expr;
    case "array":
      return { ...expr, items: all(expr.items) };
    case "param":
    case "node":
      return { ...expr, indices: all(expr.indices) };
    case "call":
      return { ...expr, args: all(expr.args) };
    case "sum":
      return substituteInSum(expr, replacements);
  }
}

function substituteInSum(expr: Expression & { readonly op: "sum" }, replacements: Replacements): Expression {
  const caught = [...replacements.values()].some((value) => namesIndex(value, expr.index));
  const index = caught ? `${expr.index}'` : expr.index;
  const inner = new Map(replacements).set(expr.index, { op: "index", name: index });
  return { ...expr, index, body: substituteIndices(expr.body, inner) };
}

function namesIndex(expr: Expression, name: string): boolean {
  return someExpression(expr, (part) => part.op === "index" && part.name === name);
}

/** True when some part of `expr` passes `test`; parts that are shared are looked at once. */
export function someExpression(expr: Expression, test: (part: Expression) => boolean, seen: Set<Expression> = new Set()): boolean {
  if (seen.has(expr)) return false;
  seen.add(expr);
  return test(expr) || childrenOf(expr).some((child) => someExpression(child, test, seen));
}

/** The parts directly below an expression. */
export function childrenOf(expr: Expression): readonly Expression[] {
  switch (expr.op) {
    case "array":
      return expr.items;
    case "param":
    case "node":
      return expr.indices;
    case "call":
      return expr.args;
    case "sum":
      return [expr.body];
    default:
      return [];
  }
}
