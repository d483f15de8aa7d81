import type { Expr } from "../syntax/program.ts";
import { type Checker, replaceBy, report, textOf } from "./context.ts";
import { onlySelector } from "./index-suggestions.ts";
import type { ValueType } from "./value-type.ts";

/** Reports a parameter that is used without its indices; false when it has them all. */
export function reportMissingIndices(checker: Checker, type: ValueType, e: Expr): boolean {
  if (type.kind === "unknown" || !type.missing || type.owner?.kind !== "param") return false;
  const { name, target, indices } = type.owner;
  const wanted = target.indices.map((index) => textOf(checker, index.span));
  const selector = indices.length === 1 ? onlySelector(checker, indices[0] ?? null) : null;
  const suggestion = replaceBy(e.span, selector === null ? null : `${name.text}[${selector}]`);
  report(checker, "index-count", { name: name.text, wanted, found: indices.length - type.missing, components: 0, near: selector }, e.span, {
    suggestion,
  });
  return true;
}
