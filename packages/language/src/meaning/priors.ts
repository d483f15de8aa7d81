import type { ParamDomain } from "@platewise/core";
import type { Expr } from "../syntax/program.ts";
import { signatureOf } from "./arguments.ts";
import { type Checker, report, textOf } from "./context.ts";
import { domainText } from "./words.ts";

const realLaws = ["Normal", "StudentT", "Laplace", "VonMises", "Uniform"];
const positiveLaws = ["Gamma", "InverseGamma", "Exponential", "LogNormal", "Uniform"];

/** The distributions that may be a prior of each domain; those of numbers apply to every component. */
const priorsOf: Readonly<Record<ParamDomain["kind"], readonly string[]>> = {
  real: realLaws,
  positive: positiveLaws,
  probability: ["Beta", "Uniform"],
  int: ["Poisson", "Binomial", "Geometric", "NegativeBinomial"],
  vector: ["MvNormal", ...realLaws],
  matrix: realLaws,
  simplex: ["Dirichlet"],
  covariance: ["InverseWishart"],
  diagonal: ["InverseWishart", ...positiveLaws],
  spherical: ["InverseWishart", ...positiveLaws],
};

const numbers: readonly string[] = ["real", "positive", "probability", "int"];

/** Reports a prior whose support is not that of its target; true when it fits, or is no distribution at all. */
export function checkPriorFits(
  checker: Checker,
  prior: Expr,
  { name, domain }: { readonly name: string; readonly domain: ParamDomain },
): boolean {
  const family = prior.kind === "call" ? prior.name.text : null;
  const allowed = priorsOf[domain.kind];
  if (family === null || signatureOf(family) === undefined || allowed.includes(family)) return true;
  const kinds = Object.keys(priorsOf) as ParamDomain["kind"][];
  const instead = numbers.includes(domain.kind)
    ? kinds.find((kind) => numbers.includes(kind) && priorsOf[kind].includes(family))
    : undefined;
  report(checker, "prior-domain", { law: family, name, domain: domainText(domain), allowed, declare: instead ?? null }, prior.span);
  return false;
}

/** The type of a parameter that its prior tells (`whole`: with its size); null where it may be any. */
export function typeOfPrior(checker: Checker, prior: Expr): { readonly type: string; readonly whole: boolean } | null {
  if (prior.kind !== "call") return null;
  const [first, second] = prior.args;
  if (prior.name.text === "InverseWishart") return { type: "covariance(D)", whole: false };
  if (prior.name.text === "Dirichlet") {
    const items = first?.value.kind === "array" ? String(first.value.items.length) : "1";
    const size = second === undefined ? items : textOf(checker, second.value.span);
    return size === "1" ? { type: "simplex(K)", whole: false } : { type: `simplex(${size})`, whole: true };
  }
  const kind = (["real", "positive", "probability"] as const).find((number) => priorsOf[number].includes(prior.name.text));
  return kind === undefined ? null : { type: kind, whole: true };
}
