import type { Span } from "@platewise/core";

/** A name with its place. */
export interface Name {
  readonly text: string;
  readonly span: Span;
}

/** A comment, with its text as written (`// …`). `trailing`: it follows code on its line. */
export interface Comment {
  readonly text: string;
  readonly trailing: boolean;
  readonly span: Span;
}

/**
 * A parsed file: what was written, with spans, and nothing inferred. Comments and blank lines are kept by position
 * (`blankLines` holds the offset at which each run of blank lines begins); both may be left out of a program that was
 * made without a text.
 */
export interface Program {
  readonly kind: "model" | "network";
  readonly name: Name;
  readonly statements: readonly Statement[];
  readonly comments: readonly Comment[];
  readonly blankLines?: readonly number[];
  readonly span: Span;
}

/** Anything that may stand on a line of its own. */
export type Statement = ConstStatement | TypeStatement | ParamStatement | NodeStatement | LetStatement | PlateStatement | FactorStatement;

/** `const K = 2` */
export interface ConstStatement {
  readonly kind: "const";
  readonly name: Name;
  readonly value: Expr;
  readonly span: Span;
}

/** `type Weather = {sunny, cloudy}`; `labels` is null for `type Word` alone. */
export interface TypeStatement {
  readonly kind: "type";
  readonly name: Name;
  readonly labels: readonly LabelLiteral[] | null;
  readonly span: Span;
}

/** A label as a value (`text`, without quotes) and whether it was quoted. */
export interface LabelLiteral {
  readonly text: string;
  readonly quoted: boolean;
  readonly span: Span;
}

/** A declared name with index sets or index names in brackets: `mean[K]`, `s[r, c]`. */
export interface Target {
  readonly name: Name;
  readonly indices: readonly Expr[];
  readonly span: Span;
}

/** `param a[K], b : real ~ Normal(0, 1)`, `= value`, `init value`. */
export interface ParamStatement {
  readonly kind: "param";
  readonly targets: readonly Target[];
  readonly type: TypeExpr | null;
  readonly prior: Expr | null;
  readonly fixed: Expr | null;
  readonly init: Expr | null;
  readonly span: Span;
}

/** `observed x : T ~ Law from c`, `latent …`, `given a, b : real`, `initial z ~ Law`. */
export interface NodeStatement {
  readonly kind: "node";
  readonly role: "observed" | "latent" | "given" | "initial";
  readonly targets: readonly Target[];
  readonly type: TypeExpr | null;
  readonly law: Expr | null;
  readonly from: FromClause | null;
  readonly span: Span;
}

/** `from name`, `from "text{i+1}"`, `from (a, b, "c")`. Pattern braces are parsed: texts alternate with expressions. */
export interface FromClause {
  readonly columns: readonly ColumnPattern[];
  readonly list: boolean;
  readonly span: Span;
}
/** One column name; texts alternate with the expressions that stood in braces. */
export interface ColumnPattern {
  readonly parts: readonly (string | Expr)[];
  readonly quoted: boolean;
  readonly span: Span;
}

/** `let eta = a + b * x` */
export interface LetStatement {
  readonly kind: "let";
  readonly target: Target;
  readonly value: Expr;
  readonly span: Span;
}

/** `plate NAME by c weighted by w { … }`, `plate i in 3 { … }`, `chain t by time { … }`. */
export interface PlateStatement {
  readonly kind: "plate";
  readonly word: "plate" | "chain";
  readonly name: Name;
  readonly by: ColumnPattern | null;
  readonly over: Expr | null;
  readonly weightedBy: ColumnPattern | null;
  readonly body: readonly Statement[];
  readonly span: Span;
}

/** `factor table(a, b) for i in 3, j in 4` or `factor J * a * b for …`. */
export interface FactorStatement {
  readonly kind: "factor";
  readonly value: Expr;
  readonly loops: readonly Loop[];
  readonly span: Span;
}
/** `i in 3` of a `for`. */
export interface Loop {
  readonly index: Name;
  readonly over: Expr;
}

/** A type: a word with arguments (`simplex(K)`, `real`, `Sex`) or an anonymous label set. */
export type TypeExpr =
  | { readonly kind: "named"; readonly name: Name; readonly args: readonly Expr[]; readonly span: Span }
  | { readonly kind: "labels"; readonly labels: readonly LabelLiteral[]; readonly span: Span };

/** Expressions as written; `call` holds distributions too. Binary operators use the ASCII spellings. */
export type Expr =
  | { readonly kind: "number"; readonly value: number; readonly text: string; readonly span: Span }
  | { readonly kind: "string"; readonly text: string; readonly span: Span }
  | { readonly kind: "name"; readonly name: string; readonly span: Span }
  | { readonly kind: "previous"; readonly operand: Expr; readonly span: Span }
  | { readonly kind: "index"; readonly operand: Expr; readonly indices: readonly Expr[]; readonly span: Span }
  | { readonly kind: "call"; readonly name: Name; readonly args: readonly CallArgument[]; readonly span: Span }
  | { readonly kind: "array"; readonly items: readonly Expr[]; readonly span: Span }
  | { readonly kind: "unary"; readonly operator: "-"; readonly operand: Expr; readonly span: Span }
  | {
      readonly kind: "binary";
      readonly operator: "+" | "-" | "*" | "/" | "^" | "%" | "==" | "!=";
      readonly left: Expr;
      readonly right: Expr;
      readonly span: Span;
    }
  | { readonly kind: "sum"; readonly body: Expr; readonly loops: readonly Loop[]; readonly span: Span };

/** `sd = s` or a positional argument. */
export interface CallArgument {
  readonly name: Name | null;
  readonly value: Expr;
  readonly span: Span;
}
