import type { Expression } from "@platewise/core";
import { applyOperator, constantExpression, constantOf } from "./constant-values.ts";
import { numberValue, type Typed, type ValueType } from "./value-type.ts";

/** A call whose arguments are all constants becomes its value. */
export function foldCall(expr: Expression & { op: "call" }, type: ValueType): Typed {
  if (type.kind === "unknown") return { expr, type };
  if (!expr.args.every((arg) => arg.op === "number" || arg.op === "array")) return { expr, type };
  const values = expr.args.map((arg) => constantOf(arg));
  if (values.some((value) => value === null)) return { expr, type };
  const value = applyOperator(
    expr.fn,
    values.flatMap((item) => (item === null ? [] : [item])),
  );
  if (value === null) return { expr, type };
  return typeof value === "number" ? numberValue(value) : { expr: constantExpression(value), type };
}
