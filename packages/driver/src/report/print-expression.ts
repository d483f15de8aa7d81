import type { Expression, Law } from "@platewise/core";

const infix = new Set(["+", "-", "*", "/", "^", "%", "==", "!="]);
const indexed = (name: string, indices: readonly Expression[]): string =>
  indices.length > 0 ? `${name}[${indices.map(printExpression).join(", ")}]` : name;

/** A resolved expression in the language's notation. */
export function printExpression(e: Expression): string {
  switch (e.op) {
    case "number":
      return String(e.value);
    case "array":
      return `[${e.items.map(printExpression).join(", ")}]`;
    case "label":
      return e.label;
    case "param":
      return indexed(e.name, e.indices);
    case "node":
      return `${e.previous ? "prev " : ""}${indexed(e.name, e.indices)}`;
    case "index":
      return e.name;
    case "sum":
      return `sum(${printExpression(e.body)} for ${e.index})`;
    case "call":
      if (e.fn === "index") return indexed(printExpression(e.args[0] as Expression), e.args.slice(1));
      if (e.fn === "negate") return `-${printExpression(e.args[0] as Expression)}`;
      if (infix.has(e.fn)) return `(${e.args.map(printExpression).join(` ${e.fn} `)})`;
      return `${e.fn}(${e.args.map(printExpression).join(", ")})`;
  }
}

/** A law with its named arguments. */
export const printLaw = (law: Law): string =>
  `${law.family}(${law.args.map((arg) => `${arg.name} = ${printExpression(arg.value)}`).join(", ")})`;
