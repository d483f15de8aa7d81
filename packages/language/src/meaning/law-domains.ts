import { type NodeDomain, type Signature, stateCount } from "@platewise/core";
import type { Expr, TypeExpr } from "../syntax/program.ts";
import { signatureOf } from "./arguments.ts";
import { type Checker, report } from "./context.ts";
import { domainText } from "./words.ts";

/** Reports a law whose values are not those that its node declares; true when they are, or when it is no distribution at all. */
export function checkLawFitsDomain(
  checker: Checker,
  e: Expr,
  { name, domain, declared }: { readonly name: string; readonly domain: NodeDomain; readonly declared: TypeExpr | null },
): boolean {
  const law = e.kind === "call" ? e.name.text : null;
  const signature = law === "NoisyOr" ? noisyOr : law === null ? undefined : signatureOf(law);
  if (law === null || signature === undefined || declared === null) {
    return law === null || signature === undefined || fits(signature, domain) || reportTarget(checker, e, { law, name, domain, signature });
  }
  if (fits(signature, domain)) return true;
  if (signature.child === "boolean" && (domain.kind === "labels" || domain.kind === "states")) {
    report(checker, "not-two-states", { law, name, domain: domainText(domain), states: stateCount(domain) ?? 0 }, declared.span);
    return false;
  }
  return reportTarget(checker, e, { law, name, domain, signature });
}

const noisyOr: Pick<Signature, "child"> = { child: "boolean" };

interface Misfit {
  readonly law: string;
  readonly name: string;
  readonly domain: NodeDomain;
  readonly signature: Pick<Signature, "child">;
}

function reportTarget(checker: Checker, e: Expr, { law, name, domain, signature }: Misfit): false {
  const prior = signature.child === "covariance" || signature.child === "target";
  if (prior) report(checker, "prior-as-law", { law, name }, e.span);
  else
    report(
      checker,
      "law-not-for-domain",
      { law, name, domain: domainText(domain), gives: given[signature.child] ?? signature.child, fix: fixes[signature.child] ?? null },
      e.span,
    );
  return false;
}

const given: Partial<Record<Signature["child"], string>> = {
  boolean: "one of two values",
  count: "counts 0, 1, 2, …",
  states: "one of finitely many states",
  vector: "vectors",
  real: "real numbers",
  positive: "positive numbers",
  probability: "numbers from 0 to 1",
  simplex: "a simplex (probabilities that sum to 1)",
};

const fixes: Partial<Record<Signature["child"], string>> = { count: "int", real: "real", positive: "positive", probability: "probability" };

function fits(signature: Pick<Signature, "child"> & { readonly name?: string }, domain: NodeDomain): boolean {
  const { child } = signature;
  switch (domain.kind) {
    case "labels":
    case "states":
      return child === "states" || (child === "boolean" && (stateCount(domain) ?? 2) === 2);
    case "int":
      return child === "count";
    case "real":
    case "positive":
    case "probability":
      return child === domain.kind || signature.name === "Uniform";
    default:
      return child === domain.kind;
  }
}
