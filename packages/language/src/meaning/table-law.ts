import type { Expression, IndexSet, Law, ParamDecl, Span } from "@platewise/core";
import { nearestName } from "@platewise/core";
import type { CallArgument, Expr } from "../syntax/program.ts";
import { type Checker, replaceBy, report, textOf } from "./context.ts";
import { fixedValue } from "./fixed-values.ts";
import { elaborateLaw } from "./laws.ts";
import { nodeDomain } from "./node-domains.ts";
import { constantScope, priorScope, type Scope } from "./plate-scope.ts";
import { checkPriorFits } from "./priors.ts";
import type { NodeSymbol } from "./symbols.ts";
import { discreteSet } from "./types.ts";
import { domainText, typeText } from "./words.ts";

type Call = Expr & { readonly kind: "call" };

/** The law that `Table(parents…)` stands for, and its implicit parameter. */
export interface TableLaw {
  readonly law: Law;
  readonly table: ParamDecl;
}

/** Replaces `Table(parents…, prior =, value =)` by `Categorical` over a parameter that is indexed by the parents. */
export function elaborateTable(
  checker: Checker,
  scope: Scope,
  e: Call,
  target: { readonly symbol: NodeSymbol; readonly paramName: string },
): TableLaw | null {
  const parents = tableParents(checker, scope, e.args);
  const over = tableStates(checker, e, target.symbol);
  const { prior, value } = tableOptions(checker, e.args);
  if (over === null || parents === null) return null;
  const { paramName: name, symbol } = target;
  const domain = { kind: "simplex", over } as const;
  const indices = parents.map((parent) => parent.set);
  const fits = prior === null || checkPriorFits(checker, prior, { name, domain });
  const law =
    prior === null
      ? null
      : elaborateLaw(checker, priorScope(symbol.name.text), prior, { kind: "prior", name, domain: fits ? domain : null });
  const fixed =
    value === null
      ? null
      : fixedValue(checker, checker.elaborate(constantScope("the value of a table"), value), { name, indices, domain, span: value.span });
  const table: ParamDecl = { name, indices, domain, prior: law, fixed, init: null, origin: "table", span: e.span };
  const p: Expression = { op: "param", name, indices: parents.map((parent) => parent.expr) };
  return { law: { family: "Categorical", written: "Table", args: [{ name: "p", value: p, span: e.span }], span: e.span }, table };
}

interface Parent {
  readonly expr: Expression;
  readonly set: IndexSet;
}

function tableParents(checker: Checker, scope: Scope, args: readonly CallArgument[]): readonly Parent[] | null {
  const positional = args.every((arg) => arg.name === null) ? args : args.filter((arg) => arg.name === null);
  const parents = positional.map(({ value }): Parent | null => {
    const { expr, type } = checker.elaborate(scope, value);
    if (type.kind === "unknown") return null;
    if (type.kind === "scalar" && type.set) return { expr, set: type.set };
    const details = {
      law: "Table",
      text: textOf(checker, value.span),
      found: typeText(type),
      expected: "a node with finitely many states",
    };
    report(checker, "table-parent", details, value.span);
    return null;
  });
  return parents.every((parent) => parent !== null) ? parents : null;
}

function tableStates(checker: Checker, e: Call, symbol: NodeSymbol): IndexSet | null {
  const domain = nodeDomain(checker, symbol);
  if (domain === null) return null;
  const set = discreteSet(domain);
  if (set === null)
    report(
      checker,
      "law-not-for-domain",
      { law: "Table", name: symbol.name.text, domain: domainText(domain), gives: "one of finitely many states", fix: null },
      e.span,
    );
  return set;
}

const options: readonly string[] = ["prior", "value"];

function tableOptions(checker: Checker, args: readonly CallArgument[]): { readonly prior: Expr | null; readonly value: Expr | null } {
  if (args.every((arg) => arg.name === null)) return { prior: null, value: null };
  const found = new Map<string, Expr>();
  for (const { name, value, span } of args) {
    if (name === null) {
      if (found.size > 0) report(checker, "positional-after-named", { law: "Table", named: [...found.keys()][0] ?? "" }, span);
    } else if (!options.includes(name.text)) {
      unknownOption(checker, name.text, name.span);
    } else if (found.has(name.text)) {
      report(checker, "repeated-argument", { law: "Table", name: name.text, first: name.text }, span);
    } else {
      found.set(name.text, value);
    }
  }
  return { prior: found.get("prior") ?? null, value: found.get("value") ?? null };
}

function unknownOption(checker: Checker, name: string, span: Span): void {
  const near = nearestName(name, options);
  report(checker, "unknown-argument", { law: "Table", name, names: options, near }, span, { suggestion: replaceBy(span, near) });
}
