import type { Expression, FactorDecl, IndexSet, ParamDecl } from "@platewise/core";
import type { Expr, FactorStatement } from "../syntax/program.ts";
import { type Checker, report, textOf } from "./context.ts";
import { elaborateLoops } from "./expressions.ts";
import { nodeNamed } from "./params.ts";
import { type Plate, plateScope, type Scope } from "./plate-scope.ts";
import { typeText } from "./words.ts";

type Call = Expr & { readonly kind: "call" };

/** A factor with the implicit parameter of its table, if it is one. */
export interface CheckedFactor {
  readonly decl: FactorDecl;
  readonly table: ParamDecl | null;
}

/** Resolves the factors of a network; a model has none. */
export function elaborateFactors(
  checker: Checker,
  factors: readonly { readonly statement: FactorStatement; readonly plate: Plate | null }[],
): readonly CheckedFactor[] {
  if (!checker.network) {
    for (const { statement } of factors)
      report(checker, "factor-in-model", { text: textOf(checker, statement.value.span) }, statement.span);
    return [];
  }
  return factors.map(({ statement, plate }) => elaborateFactor(checker, statement, plate));
}

function elaborateFactor(checker: Checker, statement: FactorStatement, plate: Plate | null): CheckedFactor {
  const { inner, loops } = elaborateLoops(checker, plateScope(plate), statement.loops);
  const { value, span } = statement;
  const text = textOf(checker, value.span);
  const base = { plate: plate?.id ?? null, loops, span };
  if (value.kind !== "call" || value.name.text !== "table")
    return { decl: { ...base, kind: "feature", text, value: feature(checker, inner, value) }, table: null };
  const args = tableArguments(checker, inner, value);
  const param = tableName(checker, value);
  const indices = args.flatMap(({ set }) => set ?? []);
  const shape = { indices, domain: { kind: "real" }, prior: null, fixed: null, init: null } as const;
  const decl = { ...base, kind: "table", text, param, args: args.map(({ expr }) => expr) } as const;
  return { decl, table: { name: param, ...shape, origin: "table", span: value.span } };
}

/** The text of a table without its spaces, but for those between words. */
function tableName(checker: Checker, e: Call): string {
  const tidy = (text: string): string => text.replace(/\s+/g, " ").replace(/ ?([^\w ]) ?/g, "$1");
  return `table(${e.args.map(({ value }) => tidy(textOf(checker, value.span))).join(",")})`;
}

interface TableArgument {
  readonly expr: Expression;
  readonly set: IndexSet | null;
}

function tableArguments(checker: Checker, scope: Scope, e: Call): readonly TableArgument[] {
  if (e.args.length === 0) report(checker, "argument-count", { name: "table", expected: 1, found: 0 }, e.span);
  return e.args.map(({ name, value }) => {
    if (name) report(checker, "unknown-argument", { law: "table", name: name.text, names: [], near: null }, name.span);
    const { expr, type } = checker.elaborate(scope, value);
    const set = expr.op === "node" && type.kind === "scalar" ? (type.set ?? null) : null;
    const details = {
      law: "table",
      text: textOf(checker, value.span),
      found: typeText(type),
      expected: "a node with finitely many states",
    };
    if (type.kind !== "unknown" && !set) report(checker, "table-parent", details, value.span);
    return { expr, set };
  });
}

function feature(checker: Checker, scope: Scope, e: Expr): Expression {
  const { expr, type } = checker.elaborate(scope, e);
  if (type.kind === "unknown") return expr;
  const text = textOf(checker, e.span);
  if (type.kind !== "scalar") report(checker, "factor-not-number", { text, found: typeText(type) }, e.span);
  else if (type.words)
    report(checker, "label-in-arithmetic", { text, label: (type.set?.kind === "labels" ? type.set.labels?.[1] : null) ?? "label" }, e.span);
  else if (nodeNamed(expr) === null) report(checker, "factor-without-node", { text }, e.span);
  return expr;
}
