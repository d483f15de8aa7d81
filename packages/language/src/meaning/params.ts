import type { Expression, IndexSet, Law, ParamDecl, ParamDomain } from "@platewise/core";
import type { Expr, ParamStatement } from "../syntax/program.ts";
import { type Checker, report } from "./context.ts";
import { fixedValue } from "./fixed-values.ts";
import { elaborateLaw } from "./laws.ts";
import { constantScope, priorScope } from "./plate-scope.ts";
import { checkPriorFits, typeOfPrior } from "./priors.ts";
import { typeWords } from "./reserved-words.ts";
import { elaborateIndexSet } from "./sizes.ts";
import { someExpression } from "./substitute.ts";
import type { ParamSymbol } from "./symbols.ts";
import { paramDomainOf } from "./types.ts";

/** Finds the index sets and the domain of every parameter; names of one statement share the domain. */
export function resolveParamShapes(checker: Checker, params: readonly ParamSymbol[]): void {
  const domains = new Map<ParamStatement, ParamDomain | null>();
  for (const param of params) {
    const { statement, target, name } = param;
    param.indices = target.indices.map((index) =>
      elaborateIndexSet(checker, index, { purpose: `an index of \`${name.text}\``, known: false }),
    );
    if (!domains.has(statement)) domains.set(statement, statementDomain(checker, statement));
    param.domain = domains.get(statement) ?? null;
  }
}

function statementDomain(checker: Checker, statement: ParamStatement): ParamDomain | null {
  const [first] = statement.targets;
  const last = statement.targets.at(-1);
  if (statement.type !== null) return paramDomainOf(checker, statement.type, first?.name.text ?? "");
  if (first && last && isType(statement.fixed)) {
    const start = checker.source.text.indexOf("=", last.span.end);
    const details = { found: "=", meant: ":", why: "a type stands behind `:`, and `=` fixes a value" };
    report(checker, "wrong-sign", details, { start, end: start + 1 }, { suggestion: { span: { start, end: start + 1 }, text: ":" } });
  } else if (first && last) {
    const told = statement.prior === null ? null : typeOfPrior(checker, statement.prior);
    const { type, whole } = told ?? { type: "real", whole: true };
    const at = { start: last.span.end, end: last.span.end };
    const suggestion = whole ? { span: at, text: ` : ${type}` } : undefined;
    report(checker, "missing-type", { name: first.name.text, role: "param", type }, first.name.span, { suggestion });
  }
  return null;
}

/** `= positive` and `= vector(2)`, where a value is written as if it were a type. */
function isType(e: Expr | null): boolean {
  return (e?.kind === "name" && typeWords.has(e.name)) || (e?.kind === "call" && typeWords.has(e.name.text));
}

/** The declarations of all parameters: priors, fixed and initial values resolved and checked against each domain. */
export function elaborateParams(checker: Checker, params: readonly ParamSymbol[]): readonly ParamDecl[] {
  return params.flatMap((param) => elaborateParam(checker, param) ?? []);
}

function elaborateParam(checker: Checker, param: ParamSymbol): ParamDecl | null {
  const { statement, name, indices, domain, target } = param;
  if (statement.fixed && statement.init) report(checker, "fixed-and-init", { name: name.text }, statement.init.span);
  const prior = statement.prior === null ? null : elaboratePrior(checker, param, statement.prior);
  const fixed = elaborateValue(checker, param, isType(statement.fixed) ? null : statement.fixed, "a fixed value");
  const init = elaborateValue(checker, param, statement.init, "a starting value");
  if (domain === null || indices.some((set) => set === null)) return null;
  const sets: readonly IndexSet[] = indices.flatMap((set) => set ?? []);
  return { name: name.text, indices: sets, domain, prior, fixed, init, origin: "declared", span: target.span };
}

function elaboratePrior(checker: Checker, param: ParamSymbol, e: Expr): Law | null {
  const { domain, name } = param;
  const fits = domain === null || checkPriorFits(checker, e, { name: name.text, domain });
  const law = elaborateLaw(checker, priorScope(name.text), e, { kind: "prior", name: name.text, domain: fits ? domain : null });
  return law;
}

/** The first node that an expression depends on; null when there is none. */
export function nodeNamed(expr: Expression): string | null {
  let name: string | null = null;
  someExpression(expr, (part) => {
    if (part.op === "node") name = part.name;
    return part.op === "node";
  });
  return name;
}

function elaborateValue(checker: Checker, param: ParamSymbol, e: Expr | null, purpose: string): Expression | null {
  if (e === null) return null;
  const typed = checker.elaborate(constantScope(purpose), e);
  const { name, indices, domain } = param;
  if (domain === null) return null;
  return fixedValue(checker, typed, { name: name.text, indices, domain, span: e.span });
}
