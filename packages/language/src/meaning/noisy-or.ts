import type { Argument, Law } from "@platewise/core";
import type { Expr } from "../syntax/program.ts";
import { type Checker, report, textOf } from "./context.ts";
import type { LawTarget } from "./laws.ts";
import type { Scope } from "./plate-scope.ts";
import { sizeOfSet, typeText } from "./words.ts";

/** `NoisyOr(parents…)`: each argument is a node with two states. They are named `parent0`, `parent1`, …. */
export function elaborateNoisyOr(checker: Checker, scope: Scope, e: Expr & { readonly kind: "call" }, target: LawTarget): Law | null {
  if (target.kind === "prior") {
    report(checker, "table-needs-node", { law: "NoisyOr" }, e.span);
    return null;
  }
  const args = e.args.map((written, at): Argument => {
    if (written.name)
      report(checker, "unknown-argument", { law: "NoisyOr", name: written.name.text, names: [], near: null }, written.name.span);
    const { expr, type } = checker.elaborate(scope, written.value);
    const two = type.kind === "unknown" || (type.kind === "scalar" && type.random && (sizeOfSet(type.set ?? null) ?? 2) === 2);
    if (!two)
      report(
        checker,
        "table-parent",
        { law: "NoisyOr", text: textOf(checker, written.value.span), found: typeText(type), expected: "a node with two states" },
        written.value.span,
      );
    return { name: `parent${at}`, value: expr, span: written.span };
  });
  if (args.length === 0)
    report(checker, "law-lacks-argument", { law: "NoisyOr", usage: "NoisyOr(parents…)", missing: ["parents"] }, e.span);
  return { family: "NoisyOr", written: "NoisyOr", args, span: e.span };
}
