import type { Expression, PlateDecl } from "@platewise/core";

/** A running index: its number and, in a plate over labels, its label. */
export interface RunningIndex {
  readonly plate: PlateDecl;
  readonly value: number;
}

/**
 * The column name that a pattern gives for the running indices; null where an expression is not a whole number. A plate
 * over labels stands for its label when its index is written alone and `labels` is true.
 */
export function patternName(parts: readonly (string | Expression)[], indices: readonly RunningIndex[], labels: boolean): string | null {
  let name = "";
  for (const part of parts) {
    const piece = typeof part === "string" ? part : pieceText(part, indices, labels);
    if (piece === null) return null;
    name += piece;
  }
  return name;
}

function pieceText(expression: Expression, indices: readonly RunningIndex[], labels: boolean): string | null {
  if (labels && expression.op === "index") {
    const index = indices.find(({ plate }) => plate.name === expression.name);
    if (index?.plate.over?.kind === "labels") return index.plate.over.labels?.[index.value] ?? null;
  }
  const value = evaluate(expression, indices);
  return Number.isInteger(value) ? String(value === 0 ? 0 : value) : null;
}

const binary: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "^": (a, b) => a ** b,
  "%": (a, b) => a - b * Math.floor(a / b),
};

/** The value of an expression in running indices; NaN for anything else. */
function evaluate(expression: Expression, indices: readonly RunningIndex[]): number {
  if (expression.op === "number") return expression.value;
  if (expression.op === "index") return indices.find(({ plate }) => plate.name === expression.name)?.value ?? Number.NaN;
  if (expression.op !== "call") return Number.NaN;
  const [a = Number.NaN, b = Number.NaN] = expression.args.map((arg) => evaluate(arg, indices));
  if (expression.fn === "negate") return -a;
  return binary[expression.fn]?.(a, b) ?? Number.NaN;
}
