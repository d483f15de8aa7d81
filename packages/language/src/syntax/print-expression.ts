import type { CallArgument, ColumnPattern, Expr, LabelLiteral, Loop, TypeExpr } from "./program.ts";
import { escapePatternText, quoteString } from "./strings.ts";

/** How tightly an expression holds together; an operand that holds less than its place asks is put in parentheses. */
const level = { comparison: 0, sum: 1, product: 2, negation: 3, power: 4, primary: 5 } as const;

type Binary = Extract<Expr, { readonly kind: "binary" }>;

function levelOfBinary(operator: Binary["operator"]): number {
  if (operator === "==" || operator === "!=") return level.comparison;
  if (operator === "+" || operator === "-") return level.sum;
  return operator === "^" ? level.power : level.product;
}

function levelOf(expr: Expr): number {
  if (expr.kind === "binary") return levelOfBinary(expr.operator);
  return expr.kind === "unary" ? level.negation : level.primary;
}

/** An expression in the canonical layout, with no more parentheses than it needs. */
export function printExpression(expr: Expr): string {
  switch (expr.kind) {
    case "number":
      return expr.text;
    case "string":
      return quoteString(expr.text);
    case "name":
      return expr.name;
    case "previous":
      return `prev ${atLeast(level.primary, expr.operand)}`;
    case "index":
      return `${indexed(expr.operand)}[${printList(expr.indices)}]`;
    case "call":
      return `${expr.name.text}(${expr.args.map(printArgument).join(", ")})`;
    case "array":
      return `[${printList(expr.items)}]`;
    case "unary":
      return `-${atLeast(level.negation, expr.operand)}`;
    case "binary":
      return printBinary(expr);
    case "sum":
      return `sum(${printExpression(expr.body)} ${printLoops(expr.loops)})`;
  }
}

function atLeast(lowest: number, expr: Expr): string {
  const text = printExpression(expr);
  return levelOf(expr) < lowest ? `(${text})` : text;
}

/** `prev z[a]` is the earlier `z[a]`, so brackets after an earlier node need parentheses. */
function indexed(operand: Expr): string {
  return operand.kind === "previous" ? `(${printExpression(operand)})` : atLeast(level.primary, operand);
}

function printBinary(expr: Binary): string {
  const own = levelOfBinary(expr.operator);
  if (expr.operator === "^") return `${atLeast(level.primary, expr.left)}^${atLeast(level.negation, expr.right)}`;
  const left = own === level.comparison ? own + 1 : own;
  return `${atLeast(left, expr.left)} ${expr.operator} ${atLeast(own + 1, expr.right)}`;
}

function printArgument(argument: CallArgument): string {
  const value = printExpression(argument.value);
  return argument.name === null ? value : `${argument.name.text} = ${value}`;
}

/** Expressions with commas between them. */
export function printList(items: readonly Expr[]): string {
  return items.map(printExpression).join(", ");
}

/** `for i in 3, j in 4` */
export function printLoops(loops: readonly Loop[]): string {
  return `for ${loops.map((loop) => `${loop.index.text} in ${printExpression(loop.over)}`).join(", ")}`;
}

/** A label, quoted if it was. */
export function printLabel(label: LabelLiteral): string {
  return label.quoted ? quoteString(label.text) : label.text;
}

/** `{a, "b c", -1}` */
export function printLabels(labels: readonly LabelLiteral[]): string {
  return `{${labels.map(printLabel).join(", ")}}`;
}

/** A type as it stands after the colon. */
export function printType(type: TypeExpr): string {
  if (type.kind === "labels") return printLabels(type.labels);
  return type.args.length === 0 ? type.name.text : `${type.name.text}(${printList(type.args)})`;
}

/** A column's name, with its quotes and braces. */
export function printColumn(column: ColumnPattern): string {
  if (!column.quoted) return column.parts.join("");
  return `"${column.parts.map((part) => (typeof part === "string" ? escapePatternText(part) : `{${printExpression(part)}}`)).join("")}"`;
}
