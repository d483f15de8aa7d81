import type { IndexSet } from "./domain.ts";

/** Functions and operators of resolved expressions; `index` selects from an array-valued expression. */
export type Operator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "^"
  | "%"
  | "=="
  | "!="
  | "negate"
  | "index"
  | "exp"
  | "log"
  | "sqrt"
  | "abs"
  | "sigmoid"
  | "softmax"
  | "dot"
  | "uniform"
  | "zeros"
  | "eye";

/**
 * An expression with every name resolved. `let` names are already replaced by what they stand for and constants by
 * their values. `index` is the running index of a fixed plate, a `for` or a `sum`. `label` carries its position in the
 * label set that it was compared with (null where only the data knows).
 */
export type Expression =
  | { readonly op: "number"; readonly value: number }
  | { readonly op: "array"; readonly items: readonly Expression[] }
  | { readonly op: "label"; readonly label: string; readonly state: number | null }
  | { readonly op: "param"; readonly name: string; readonly indices: readonly Expression[] }
  | { readonly op: "node"; readonly name: string; readonly indices: readonly Expression[]; readonly previous: boolean }
  | { readonly op: "index"; readonly name: string }
  | { readonly op: "call"; readonly fn: Operator; readonly args: readonly Expression[] }
  | { readonly op: "sum"; readonly index: string; readonly over: IndexSet; readonly body: Expression };
