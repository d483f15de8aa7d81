import type { IndexSet, NodeDomain, Signature } from "@platewise/core";
import { type Checker, report, textOf } from "./context.ts";
import { mayIndex } from "./index-sets.ts";
import type { LawTarget, ResolvedArguments } from "./laws.ts";
import { asVector } from "./operator-types.ts";
import type { ValueType } from "./value-type.ts";
import { domainText, setText, sizeOfSet } from "./words.ts";

type Check = (checker: Checker, args: ResolvedArguments, target: LawTarget) => void;

/** What must hold between a law's arguments, or between them and the law's target, beside each argument by itself. */
const checks: Readonly<Record<string, Check>> = {
  Categorical: checkCategorical,
  Dirichlet: checkDirichlet,
  InverseWishart: checkInverseWishart,
  Uniform: checkUniform,
};

/** Runs the checks of one law; arguments that are unknown or already reported are left alone. */
export function checkLawRelations(checker: Checker, signature: Signature, args: ResolvedArguments, target: LawTarget): void {
  checks[signature.name]?.(checker, args, target);
}

function typeOf(args: ResolvedArguments, name: string): ValueType {
  return args.get(name)?.typed.type ?? { kind: "unknown" };
}

function numberOf(args: ResolvedArguments, name: string): number | null {
  const type = typeOf(args, name);
  return type.kind === "scalar" ? (type.value ?? null) : null;
}

function checkCategorical(checker: Checker, args: ResolvedArguments, target: LawTarget): void {
  const type = typeOf(args, "p");
  const domain = target.domain as NodeDomain | null;
  if (type.kind !== "simplex" || type.over === null || domain === null) return;
  if (domain.kind !== "labels" && domain.kind !== "states") return;
  if (mayIndex(type.over, domain) || mayIndex(domain, type.over) || type.over.kind === "states" || domain.kind === "states") return;
  const argument = args.get("p")?.argument.written;
  if (argument === undefined) return;
  const details = {
    name: target.name,
    text: textOf(checker, argument.value.span),
    expected: setText(domain),
    found: setText(type.over),
    type: sameLabels(type.over, domain),
  };
  report(checker, "different-states", details, argument.value.span);
}

/** The name of a declared set that has the labels of another in another order. */
function sameLabels(set: IndexSet, other: IndexSet): string | null {
  if (set.kind !== "labels" || other.kind !== "labels" || !set.labels || !other.labels) return null;
  const known = new Set(other.labels);
  return set.labels.length === known.size && set.labels.every((label) => known.has(label)) ? set.type : null;
}

function checkDirichlet(checker: Checker, args: ResolvedArguments, target: LawTarget): void {
  const [alpha, size, written] = [asVector(typeOf(args, "alpha")), numberOf(args, "size"), args.get("size")?.argument.written];
  if (!args.has("size")) {
    const span = args.get("alpha")?.argument.written.span;
    const sized = target.kind === "prior" || target.domain !== null || typeOf(args, "alpha").kind !== "scalar";
    if (span && !sized) report(checker, "dirichlet-size", { name: target.name }, span);
  }
  if (size === null || !written) return;
  const own = target.domain?.kind === "simplex" ? sizeOfSet(target.domain.over) : null;
  const expected = alpha?.size ?? own;
  if (expected === null || expected === size) return;
  const why = alpha ? "the length of its alpha" : `the size of \`${target.name}\``;
  const details = {
    law: "Dirichlet",
    name: "size",
    expected: `${expected}, ${why},`,
    found: String(size),
    text: textOf(checker, written.value.span),
  };
  report(checker, "argument-shape", details, written.value.span);
}

function checkInverseWishart(checker: Checker, args: ResolvedArguments, target: LawTarget): void {
  const [df, written] = [numberOf(args, "df"), args.get("df")?.argument.written];
  const domain = target.domain;
  if (df === null || !written || (domain?.kind !== "covariance" && domain?.kind !== "diagonal" && domain?.kind !== "spherical")) return;
  if (df > domain.size - 1) return;
  report(checker, "degrees-of-freedom", { df, least: domain.size - 1, domain: domainText(domain) }, written.value.span);
}

function checkUniform(checker: Checker, args: ResolvedArguments): void {
  const [low, high, written] = [numberOf(args, "low"), numberOf(args, "high"), args.get("high")?.argument.written];
  if (low === null || high === null || !written || high > low) return;
  report(checker, "empty-interval", { low, high }, written.value.span);
}
