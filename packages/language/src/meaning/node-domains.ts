import type { IndexSet, NodeDomain, Signature } from "@platewise/core";
import type { Expr, TypeExpr } from "../syntax/program.ts";
import { peekArgument, signatureOf } from "./arguments.ts";
import type { Checker } from "./context.ts";
import { asVector } from "./operator-types.ts";
import { plateScope, type Scope } from "./plate-scope.ts";
import { elaborateIndexSet } from "./sizes.ts";
import type { NodeSymbol } from "./symbols.ts";
import { nodeDomainOf } from "./types.ts";
import type { ValueType } from "./value-type.ts";
import { sizeOfSet } from "./words.ts";

/** What a node's values may be: as declared, or else as its law implies. Null where it could not be found. */
export function nodeDomain(checker: Checker, symbol: NodeSymbol): NodeDomain | null {
  if (symbol.domain.state === "done") return symbol.domain.value;
  if (symbol.domain.state === "busy") return null;
  symbol.domain = { state: "busy" };
  const type = declaredTypeOf(symbol);
  const [law, first] = [symbol.statement?.law ?? null, symbol.initial?.statement.law ?? null];
  const value = type === null ? firstInferred(checker, symbol, [law, first]) : declaredDomain(checker, symbol, type, law ?? first);
  symbol.domain = { state: "done", value };
  return value;
}

/** The type that either of a node's statements declares. */
export function declaredTypeOf(symbol: NodeSymbol): TypeExpr | null {
  return symbol.statement?.type ?? symbol.initial?.statement.type ?? null;
}

function declaredDomain(checker: Checker, symbol: NodeSymbol, type: TypeExpr, law: Expr | null): NodeDomain | null {
  const quiet = checker.quiet;
  checker.quiet = 0;
  const domain = nodeDomainOf(checker, type, symbol.name.text);
  checker.quiet = quiet;
  const child = law?.kind === "call" ? signatureOf(law.name.text)?.child : undefined;
  if (domain?.kind === "int" && child === "count") return { kind: "count" };
  if (domain?.kind === "real" && (child === "positive" || child === "probability")) return { kind: child };
  return domain;
}

function firstInferred(checker: Checker, symbol: NodeSymbol, laws: readonly (Expr | null)[]): NodeDomain | null {
  for (const law of laws) {
    if (law === null) continue;
    const domain = inferDomain(checker, plateScope(symbol.plate), law);
    if (domain !== null) return domain;
  }
  return null;
}

type Call = Expr & { readonly kind: "call" };

function inferDomain(checker: Checker, scope: Scope, law: Expr): NodeDomain | null {
  if (law.kind !== "call") return null;
  if (law.name.text === "NoisyOr") return { kind: "boolean" };
  const signature = signatureOf(law.name.text);
  if (signature === undefined) return null;
  checker.quiet += 1;
  const domain = impliedDomain(checker, scope, law, signature);
  checker.quiet -= 1;
  return domain;
}

function impliedDomain(checker: Checker, scope: Scope, law: Call, signature: Signature): NodeDomain | null {
  switch (signature.child) {
    case "boolean":
    case "count":
    case "real":
    case "positive":
    case "probability":
      return { kind: signature.child };
    case "states":
      return setOf(shapeOf(checker, scope, peekArgument(law, signature, "p")));
    case "vector":
      return vectorDomain(checker, scope, law, signature);
    case "simplex":
      return simplexDomain(checker, scope, law, signature);
    default:
      return null;
  }
}

function shapeOf(checker: Checker, scope: Scope, e: Expr | null): ValueType {
  return e === null ? { kind: "unknown" } : checker.elaborate(scope, e).type;
}

function setOf(type: ValueType): IndexSet | null {
  if (type.kind === "simplex") return type.over;
  return type.kind === "vector" && type.size !== null ? { kind: "states", size: type.size } : null;
}

function vectorDomain(checker: Checker, scope: Scope, law: Call, signature: Signature): NodeDomain | null {
  for (const arg of signature.args) {
    const type = shapeOf(checker, scope, peekArgument(law, signature, arg.name));
    const size = type.kind === "matrix" ? type.rows : (asVector(type)?.size ?? null);
    if (size !== null) return { kind: "vector", size };
  }
  return null;
}

function simplexDomain(checker: Checker, scope: Scope, law: Call, signature: Signature): NodeDomain | null {
  const size = peekArgument(law, signature, "size");
  const set = size === null ? null : elaborateIndexSet(checker, size, { purpose: "the size of a simplex", known: false });
  const over = set ?? setOf(shapeOf(checker, scope, peekArgument(law, signature, "alpha")));
  return over === null || sizeOfSet(over) === 0 ? null : { kind: "simplex", over };
}
