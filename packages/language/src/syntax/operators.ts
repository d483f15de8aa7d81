import type { Expr } from "./program.ts";

/** Every binary operator. */
type BinaryOperator = Extract<Expr, { readonly kind: "binary" }>["operator"];
/** The binary operators that compute. */
export type ArithmeticOperator = Exclude<BinaryOperator, "==" | "!=">;

/** An expression with the range that it takes in the text, its parentheses included. */
export interface Placed {
  readonly expr: Expr;
  readonly start: number;
  readonly end: number;
}

/** One operand of a chain, with the offsets of the minus signs before it. */
export interface ChainOperand extends Placed {
  readonly signs: readonly number[];
}

const precedence: Readonly<Record<ArithmeticOperator, number>> = { "+": 1, "-": 1, "*": 2, "/": 2, "%": 2, "^": 3 };

/**
 * The tree of `operands[0] operators[0] operands[1] …`. `^` binds tightest and to the right, then unary minus, then
 * `* / %`, then `+ -`, these to the left: `-a^-b^c * d` is `(-(a^(-(b^c)))) * d`.
 */
export function resolveChain(operands: readonly ChainOperand[], operators: readonly ArithmeticOperator[]): Placed {
  let at = 0;
  let signsRead = 0;

  function signed(): Placed {
    const operand = operands[at]!;
    const sign = operand.signs[signsRead];
    if (sign === undefined) return power(operand);
    signsRead += 1;
    const negated = signed();
    const span = { start: sign, end: negated.end };
    return { expr: { kind: "unary", operator: "-", operand: negated.expr, span }, ...span };
  }

  function power(base: Placed): Placed {
    const operator = operators[at];
    at += 1;
    signsRead = 0;
    return operator === "^" ? binary(operator, base, signed()) : base;
  }

  function climb(lowest: number): Placed {
    let left = signed();
    for (;;) {
      const operator = operators[at - 1];
      if (operator === undefined || precedence[operator] < lowest) return left;
      left = binary(operator, left, climb(precedence[operator] + 1));
    }
  }

  return climb(1);
}

/** `left operator right` with its range. */
export function binary(operator: BinaryOperator, left: Placed, right: Placed): Placed {
  const span = { start: left.start, end: right.end };
  return { expr: { kind: "binary", operator, left: left.expr, right: right.expr, span }, ...span };
}
