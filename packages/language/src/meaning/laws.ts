import type { Argument, Expression, Law, NodeDomain, ParamDomain, Signature, Span } from "@platewise/core";
import { nearestName } from "@platewise/core";
import type { Expr } from "../syntax/program.ts";
import { fitArgument } from "./argument-fit.ts";
import { type BoundArgument, bindArguments, signatureOf, usageOf } from "./arguments.ts";
import { type Checker, replaceBy, report, textOf } from "./context.ts";
import { suggestExchange } from "./exchanged-arguments.ts";
import { checkLawRelations } from "./law-relations.ts";
import { elaborateNoisyOr } from "./noisy-or.ts";
import type { Scope } from "./plate-scope.ts";
import { distributionNames, functionArity, isDistribution, synonyms } from "./reserved-words.ts";
import { symbolKind } from "./symbols.ts";
import type { Typed } from "./value-type.ts";
import { sizeOfSet } from "./words.ts";

/** What a law is for: a node or (a prior) a parameter, with its domain where that is known. */
export interface LawTarget {
  readonly kind: "node" | "prior";
  readonly name: string;
  readonly domain: NodeDomain | ParamDomain | null;
}

/** Arguments with their resolved values, by the name of what they stand for in the signature. */
export type ResolvedArguments = ReadonlyMap<string, { readonly argument: BoundArgument; readonly typed: Typed }>;

/** Resolves what stands after `~` (but for `Table`); null where it is no distribution or its arguments could not be paired. */
export function elaborateLaw(checker: Checker, scope: Scope, e: Expr, target: LawTarget): Law | null {
  const signature = e.kind === "call" || e.kind === "name" ? signatureOf(nameOf(e)) : undefined;
  if (e.kind === "call" && e.name.text === "NoisyOr") return elaborateNoisyOr(checker, scope, e, target);
  if (signature === undefined) return notADistribution(checker, scope, e);
  if (e.kind !== "call") {
    const missing = signature.args.filter((arg) => !arg.optional).map((arg) => arg.name);
    report(checker, "law-lacks-argument", { law: signature.name, usage: usageOf(signature), missing }, e.span);
    return null;
  }
  const bound = bindArguments(checker, e, signature);
  if (bound === null) {
    for (const { value } of e.args) checker.elaborate(scope, value);
    return null;
  }
  return finishLaw(checker, scope, { signature, bound, target, span: e.span });
}

function nameOf(e: Expr & { readonly kind: "call" | "name" }): string {
  return e.kind === "call" ? e.name.text : e.name;
}

interface BoundLaw {
  readonly signature: Signature;
  readonly bound: readonly BoundArgument[];
  readonly target: LawTarget;
  readonly span: Span;
}

function finishLaw(checker: Checker, scope: Scope, { signature, bound, target, span }: BoundLaw): Law {
  const size = expectedSize(target.domain);
  const resolved = new Map<string, { argument: BoundArgument; typed: Typed }>();
  const args: Argument[] = [];
  const place = { law: signature.name, size, prior: target.kind === "prior" };
  const known = checker.diagnostics.length;
  for (const argument of bound) {
    const { written, name, expects } = argument;
    const typed = checker.elaborate(scope, written.value);
    const expr: Expression = fitArgument(checker, { ...place, name, expects, value: written.value }, typed);
    resolved.set(expects.name, { argument, typed });
    args.push({ name, value: expr, span: written.span });
  }
  if (checker.diagnostics.length > known) suggestExchange(checker, known, [...resolved.values()], place);
  checkLawRelations(checker, signature, resolved, target);
  return { family: signature.name, written: signature.name, args, span };
}

/** The length that a law's vectors must have to fit its target; null where anything may do. */
function expectedSize(domain: LawTarget["domain"]): number | null {
  if (domain === null) return null;
  switch (domain.kind) {
    case "vector":
    case "covariance":
    case "diagonal":
    case "spherical":
      return domain.size;
    case "simplex":
      return sizeOfSet(domain.over);
    case "states":
    case "labels":
      return sizeOfSet(domain);
    default:
      return null;
  }
}

function notADistribution(checker: Checker, scope: Scope, e: Expr): null {
  if (e.kind === "index" && e.operand.kind === "name" && isDistribution(e.operand.name)) {
    const [name, found] = [e.operand.name, checker.source.text.slice(e.operand.span.end, e.span.end)];
    const details = { name, found, meant: `(${found.slice(1, -1)})` };
    report(checker, "wrong-brackets", details, e.span, { suggestion: { span: e.span, text: `${name}${details.meant}` } });
    return null;
  }
  if (e.kind !== "call" && e.kind !== "name") {
    checker.elaborate(scope, e);
    report(checker, "not-a-distribution", { text: textOf(checker, e.span), kind: "an expression" }, e.span);
    return null;
  }
  const name = nameOf(e);
  const span = e.kind === "call" ? e.name.span : e.span;
  const symbol = checker.symbols.get(name);
  if (symbol) checker.used.add(symbol);
  if (functionArity.has(name) || symbol) {
    const kind = symbol ? symbolKind(symbol) : "a function";
    report(checker, "not-a-distribution", { text: name, kind }, span);
  } else if (name === "Table") {
    report(checker, "table-needs-node", { law: name }, span);
  } else {
    const near = synonyms.distribution.get(name) ?? nearestName(name, distributionNames);
    report(checker, "unknown-distribution", { name, near }, span, { suggestion: replaceBy(span, near) });
  }
  if (e.kind === "call") for (const { value } of e.args) checker.elaborate(scope, value);
  return null;
}
