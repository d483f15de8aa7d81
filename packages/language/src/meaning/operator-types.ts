import {
  isNonnegative,
  type MatrixType,
  type NumberSupport,
  numberType,
  type Range,
  type ScalarType,
  type ValueType,
} from "./value-type.ts";
import { sizeOfSet } from "./words.ts";

/** The type of a result, or why the operands do not go together. */
export type OperatorResult = ValueType | { readonly kind: "mismatch"; readonly hint: "dot" | "sizes" | "scalars" | "scale" | "inner" };

type Vectorial = { readonly size: number | null; readonly support: NumberSupport };
type Binary = "+" | "-" | "*" | "/" | "^" | "%";

/** What `left operator right` is. Unknown operands give an unknown result. */
export function binaryType(operator: Binary, left: ValueType, right: ValueType): OperatorResult {
  if (left.kind === "unknown" || right.kind === "unknown") return { kind: "unknown" };
  if (left.kind === "array" || right.kind === "array") return { kind: "mismatch", hint: "sizes" };
  if (left.kind === "scalar" && right.kind === "scalar") return scalarResult(operator, left, right);
  if (operator === "^" || operator === "%") return { kind: "mismatch", hint: "scalars" };
  const [a, b] = [asVector(left), asVector(right)];
  if (a && b) return vectorResult(operator, a, b);
  if (a && right.kind === "scalar") return scaledVector(operator, a, right, false);
  if (b && left.kind === "scalar") return scaledVector(operator, b, left, true);
  return matrixResult(operator, left, right);
}

/** A vector or simplex by size; null for anything else. */
export function asVector(type: ValueType): Vectorial | null {
  if (type.kind === "vector") return type;
  return type.kind === "simplex" ? { size: sizeOfSet(type.over), support: "probability" } : null;
}

function sameSize(a: number | null, b: number | null): boolean {
  return a === null || b === null || a === b;
}

function vectorResult(operator: Binary, a: Vectorial, b: Vectorial): OperatorResult {
  if (operator === "*" || operator === "/") return { kind: "mismatch", hint: "dot" };
  if (!sameSize(a.size, b.size)) return { kind: "mismatch", hint: "sizes" };
  return { kind: "vector", size: a.size ?? b.size, support: combineSupport(operator, a.support, b.support) };
}

function scaledVector(operator: Binary, vector: Vectorial, scalar: ScalarType, scalarFirst: boolean): OperatorResult {
  if (operator === "/" && scalarFirst) return { kind: "mismatch", hint: "scalars" };
  const support = scalarFirst
    ? combineSupport(operator, scalar.support, vector.support)
    : combineSupport(operator, vector.support, scalar.support);
  return { kind: "vector", size: vector.size, support };
}

function matrixResult(operator: Binary, left: ValueType, right: ValueType): OperatorResult {
  if (left.kind === "scalar" && right.kind === "matrix") {
    if (operator !== "*") return { kind: "mismatch", hint: "scale" };
    return { kind: "matrix", rows: right.rows, columns: right.columns, form: scaledForm(right.form, left.support) };
  }
  if (left.kind !== "matrix") return { kind: "mismatch", hint: "inner" };
  if (right.kind === "scalar") {
    if (operator !== "*" && operator !== "/") return { kind: "mismatch", hint: "scale" };
    return { kind: "matrix", rows: left.rows, columns: left.columns, form: scaledForm(left.form, right.support) };
  }
  if (operator === "/") return { kind: "mismatch", hint: "inner" };
  if (operator === "*") return matrixProduct(left, right);
  if (right.kind !== "matrix") return { kind: "mismatch", hint: "sizes" };
  if (!sameSize(left.rows, right.rows) || !sameSize(left.columns, right.columns)) return { kind: "mismatch", hint: "sizes" };
  return { kind: "matrix", rows: left.rows ?? right.rows, columns: left.columns ?? right.columns, form: "computed" };
}

function scaledForm(form: MatrixType["form"], by: NumberSupport): MatrixType["form"] {
  return isNonnegative(by) ? form : "computed";
}

function matrixProduct(left: { readonly rows: number | null; readonly columns: number | null }, right: ValueType): OperatorResult {
  const vector = asVector(right);
  if (vector)
    return sameSize(left.columns, vector.size) ? { kind: "vector", size: left.rows, support: "real" } : { kind: "mismatch", hint: "inner" };
  if (right.kind !== "matrix" || !sameSize(left.columns, right.rows)) return { kind: "mismatch", hint: "inner" };
  return { kind: "matrix", rows: left.rows, columns: right.columns, form: "computed" };
}

function scalarResult(operator: Binary, left: ScalarType, right: ScalarType): ScalarType {
  const support = scalarSupport(operator, left, right);
  const range = combineRange(operator, left, right);
  return { kind: "scalar", support, ...(range ? { range } : {}) };
}

function scalarSupport(operator: Binary, left: ScalarType, right: ScalarType): NumberSupport {
  if (operator === "-" && left.value === 1 && right.support === "probability") return "probability";
  if (operator === "^") return powerSupport(left, right);
  return combineSupport(operator, left.support, right.support);
}

function powerSupport(base: ScalarType, exponent: ScalarType): NumberSupport {
  if (base.support === "positive") return "positive";
  if (base.support === "probability" && isNonnegative(exponent.support)) return "probability";
  if (isNonnegative(base.support)) return "nonnegative";
  return exponent.value !== undefined && exponent.value % 2 === 0 ? "nonnegative" : "real";
}

const whole = (support: NumberSupport): boolean => support === "count" || support === "int";

/** The support of `a operator b` from those of a and b. */
export function combineSupport(operator: Binary, a: NumberSupport, b: NumberSupport): NumberSupport {
  if (operator === "*" && a === "probability" && b === "probability") return "probability";
  if (operator !== "-" && isNonnegative(a) && isNonnegative(b)) {
    if (whole(a) && whole(b) && operator !== "/") return "count";
    const positive = operator === "+" ? a === "positive" || b === "positive" : a === "positive" && b === "positive";
    return positive ? "positive" : "nonnegative";
  }
  return operator !== "/" && whole(a) && whole(b) ? "int" : "real";
}

function combineRange(operator: Binary, left: ScalarType, right: ScalarType): Range | null {
  const [a, b] = [left.range, right.range];
  if (!a || !b) return null;
  switch (operator) {
    case "+":
      return { low: a.low + b.low, high: a.high + b.high };
    case "-":
      return { low: a.low - b.high, high: a.high - b.low };
    case "*": {
      const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
      return { low: Math.min(...corners), high: Math.max(...corners) };
    }
    case "%":
      return right.value !== undefined && right.value > 0 ? { low: 0, high: right.value - 1 } : null;
    default:
      return null;
  }
}

/** What `-value` is. */
export function negateType(type: ValueType): ValueType {
  if (type.kind === "vector") return { kind: "vector", size: type.size, support: "real" };
  if (type.kind === "simplex") return { kind: "vector", size: sizeOfSet(type.over), support: "real" };
  if (type.kind === "matrix") return { kind: "matrix", rows: type.rows, columns: type.columns, form: "computed" };
  if (type.kind !== "scalar") return type;
  if (type.value !== undefined) return numberType(-type.value);
  const range = type.range ? { range: { low: -type.range.high, high: -type.range.low } } : {};
  return { kind: "scalar", support: whole(type.support) ? "int" : "real", ...range };
}

/** What the function of numbers `fn` gives for one number with that support. */
export function functionSupport(fn: string, support: NumberSupport): NumberSupport {
  switch (fn) {
    case "exp":
      return "positive";
    case "sigmoid":
      return "probability";
    case "sqrt":
      return support === "positive" || support === "probability" ? support : "nonnegative";
    case "abs":
      return isNonnegative(support) ? support : support === "int" ? "count" : "nonnegative";
    default:
      return "real";
  }
}
