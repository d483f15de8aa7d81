import type { IndexSet, NodeDomain, ParamDomain } from "@platewise/core";
import { nearestName } from "@platewise/core";
import type { Expr, LabelLiteral, TypeExpr } from "../syntax/program.ts";
import { type Checker, lineOf, replaceBy, report, textOf } from "./context.ts";
import { labelKey } from "./label-lookup.ts";
import { synonyms, typeWords } from "./reserved-words.ts";
import { elaborateIndexSet, elaborateSize } from "./sizes.ts";
import { symbolKind } from "./symbols.ts";
import { domainText } from "./words.ts";

type AnyDomain = NodeDomain | ParamDomain;

/** The labels of a set as text; duplicates (numeric labels by value) and sets of one are reported at `whole`. */
export function readLabels(checker: Checker, labels: readonly LabelLiteral[], owner: string): readonly string[] {
  const seen = new Map<string, LabelLiteral>();
  for (const label of labels) {
    const first = seen.get(labelKey(label.text));
    if (first)
      report(checker, "duplicate-label", { label: label.text, owner, first: first.text, line: lineOf(checker, first.span) }, label.span);
    else seen.set(labelKey(label.text), label);
  }
  const [only] = labels;
  if (only && labels.length === 1) report(checker, "too-few-labels", { label: only.text, owner }, only.span);
  return labels.map((label) => label.text);
}

/** What a declared type says; null where it could not be found. */
export function elaborateType(checker: Checker, type: TypeExpr, owner: string): AnyDomain | null {
  if (type.kind === "labels") return { kind: "labels", type: null, labels: readLabels(checker, type.labels, owner) };
  const { name, args } = type;
  const arity = typeWords.get(name.text);
  if (arity === undefined) return declaredType(checker, type);
  if (args.length !== arity) {
    report(checker, "type-arguments", { type: name.text, expected: arity, found: args.length }, type.span);
    return null;
  }
  return builtInType(checker, name.text, args);
}

function builtInType(checker: Checker, word: string, args: readonly Expr[]): AnyDomain | null {
  const [first, second] = args;
  switch (word) {
    case "real":
    case "positive":
    case "probability":
    case "int":
      return { kind: word };
    case "simplex": {
      const over = first ? elaborateIndexSet(checker, first, { purpose: "the size of a simplex", known: false }) : null;
      return over === null ? null : { kind: "simplex", over };
    }
    case "matrix": {
      const rows = first ? elaborateSize(checker, first, "the number of rows of a matrix") : null;
      const columns = second ? elaborateSize(checker, second, "the number of columns of a matrix") : null;
      return rows === null || columns === null ? null : { kind: "matrix", rows, columns };
    }
    default:
      return first ? sizedType(checker, word, first) : null;
  }
}

function sizedType(checker: Checker, word: string, arg: Expr): AnyDomain | null {
  const size = elaborateSize(checker, arg, `the size of a ${word === "vector" ? word : `${word} matrix`}`);
  if (size === null) return null;
  return word === "vector"
    ? { kind: "vector", size }
    : { kind: word === "covariance" ? "covariance" : word === "diagonal" ? "diagonal" : "spherical", size };
}

function declaredType(checker: Checker, type: TypeExpr & { readonly kind: "named" }): AnyDomain | null {
  const { name, args } = type;
  const symbol = checker.symbols.get(name.text);
  if (symbol === undefined) {
    const near = synonyms.type.get(name.text) ?? nearestName(name.text, typeCandidates(checker));
    report(checker, "unknown-type", { name: name.text, near }, name.span, { suggestion: replaceBy(name.span, near) });
    return null;
  }
  checker.used.add(symbol);
  if (symbol.kind !== "type" && symbol.kind !== "const") {
    report(checker, "wrong-kind", { name: name.text, kind: symbolKind(symbol), expected: "a type" }, name.span);
    return null;
  }
  if (args.length > 0) report(checker, "type-arguments", { type: name.text, expected: 0, found: args.length }, type.span);
  if (symbol.kind === "type") return symbol.set;
  return elaborateIndexSet(
    checker,
    { kind: "name", name: name.text, span: name.span },
    { purpose: "the number of states of a node", known: true },
  );
}

function typeCandidates(checker: Checker): readonly string[] {
  const declared = [...checker.symbols.values()].filter((symbol) => symbol.kind === "type").map((symbol) => symbol.name.text);
  return [...typeWords.keys(), ...declared];
}

const paramOnly = new Set(["matrix", "covariance", "diagonal", "spherical"]);
const nodeOnly = new Set(["states", "labels", "boolean", "count"]);

/** A declared domain of a node; matrices are for parameters only. */
export function nodeDomainOf(checker: Checker, type: TypeExpr, name: string): NodeDomain | null {
  const domain = elaborateType(checker, type, name);
  if (domain === null || !paramOnly.has(domain.kind)) return domain as NodeDomain | null;
  report(checker, "domain-not-for-node", { name, domain: domainText(domain) }, type.span);
  return null;
}

/** A declared domain of a parameter; label sets are for nodes only. */
export function paramDomainOf(checker: Checker, type: TypeExpr, name: string): ParamDomain | null {
  const domain = elaborateType(checker, type, name);
  if (domain === null || !nodeOnly.has(domain.kind)) return domain as ParamDomain | null;
  const over = type.kind === "named" ? type.name.text : null;
  report(checker, "domain-not-for-param", { name, domain: domainText(domain), over, text: textOf(checker, type.span) }, type.span);
  return null;
}

/** The index set of a discrete domain; null where it is not finite. */
export function discreteSet(domain: NodeDomain): IndexSet | null {
  if (domain.kind === "states" || domain.kind === "labels") return domain;
  return domain.kind === "boolean" ? { kind: "states", size: 2 } : null;
}
