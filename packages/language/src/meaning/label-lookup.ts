import type { Expression, IndexSet, Span } from "@platewise/core";
import { nearestName } from "@platewise/core";
import type { Expr } from "../syntax/program.ts";
import { type Checker, replaceBy, report } from "./context.ts";
import { isNumericLabel } from "./value-type.ts";
import { labelText, setText } from "./words.ts";

/** The form in which labels are compared: numeric ones by value, the others as text. */
export function labelKey(label: string): string {
  return isNumericLabel(label) ? String(Number(label)) : label;
}

/** The state of a label in its set, −1 where the set does not have it, null where only the data knows. */
export function labelState(set: IndexSet & { readonly kind: "labels" }, label: string): number | null {
  if (set.labels === null) return null;
  const exact = set.labels.indexOf(label);
  if (exact >= 0) return exact;
  const key = labelKey(label);
  return set.labels.findIndex((other) => labelKey(other) === key);
}

/** The label that an expression writes: a string, a number with its sign, or a bare name. Null for anything else. */
export function writtenLabel(e: Expr): { readonly text: string; readonly bare: boolean } | null {
  if (e.kind === "string") return { text: e.text, bare: false };
  if (e.kind === "name") return { text: e.name, bare: true };
  if (e.kind === "number") return { text: e.text, bare: false };
  if (e.kind === "unary" && e.operand.kind === "number") return { text: `-${e.operand.text}`, bare: false };
  return null;
}

/** A label of `set` as an expression; a label that the set lacks is reported with the nearest one. */
export function labelExpression(checker: Checker, set: IndexSet & { readonly kind: "labels" }, label: string, span: Span): Expression {
  const state = labelState(set, label);
  if (state === -1) {
    const near = nearestName(label, set.labels ?? []);
    const suggestion = replaceBy(span, near === null ? null : labelText(near));
    report(checker, "no-such-label", { label, set: setText(set), near, states: false }, span, { suggestion });
  }
  return { op: "label", label, state: state === -1 ? null : state };
}
