import type { ConstantValue, IndexSet, NodeDomain, ParamDomain, Span } from "@platewise/core";
import type { ConstStatement, LetStatement, Name, NodeStatement, ParamStatement, Target, TypeStatement } from "../syntax/program.ts";
import type { Plate } from "./plate-scope.ts";
import type { Typed, ValueType } from "./value-type.ts";

/** A fact found on demand; `busy` while it is being found, so that a circle is noticed. */
export type Lazy<T> = { readonly state: "new" | "busy" } | { readonly state: "done"; readonly value: T };

/** A constant's value, and the same as an expression with its type. */
export interface KnownConstant {
  readonly value: ConstantValue;
  readonly typed: Typed;
}

/** `const K = 2`; the value is null where it could not be found. */
export interface ConstSymbol {
  readonly kind: "const";
  readonly name: Name;
  readonly statement: ConstStatement;
  value: Lazy<KnownConstant | null>;
}

/** `type Sex = {female, male}` as an index set. */
export interface TypeSymbol {
  readonly kind: "type";
  readonly name: Name;
  readonly statement: TypeStatement;
  readonly set: IndexSet & { readonly kind: "labels" };
}

/** `param mean[K] : vector(2)`; an index set or the domain is null where it could not be found. */
export interface ParamSymbol {
  readonly kind: "param";
  readonly name: Name;
  readonly target: Target;
  readonly statement: ParamStatement;
  indices: readonly (IndexSet | null)[];
  domain: ParamDomain | null;
}

/** A node: its main statement (`observed`, `latent`, `given`) and, in a chain, the one of its first step. */
export interface NodeSymbol {
  readonly kind: "node";
  readonly name: Name;
  readonly target: Target;
  readonly plate: Plate | null;
  statement: NodeStatement | null;
  initial: { readonly statement: NodeStatement; readonly target: Target } | null;
  domain: Lazy<NodeDomain | null>;
  /** What its value is, once its domain has been found and was asked for. */
  type: ValueType | null;
}

/** `let eta = a + b * x` in a plate; its body is resolved once, where it stands. */
export interface LetSymbol {
  readonly kind: "let";
  readonly name: Name;
  readonly target: Target;
  readonly statement: LetStatement;
  readonly plate: Plate | null;
  body: Lazy<Typed>;
  shape: Lazy<Typed>;
}

/** Everything that shares the one namespace of a program; plates and labels have their own. */
export type ProgramSymbol = ConstSymbol | TypeSymbol | ParamSymbol | NodeSymbol | LetSymbol;

/** What a symbol is, in the author's words. */
export function symbolKind(symbol: ProgramSymbol): string {
  switch (symbol.kind) {
    case "const":
      return "a constant";
    case "type":
      return "a type";
    case "param":
      return "a param";
    case "let":
      return "a `let`";
    case "node":
      return symbol.statement === null
        ? "a node"
        : `${symbol.statement.role === "latent" ? "a" : symbol.statement.role === "given" ? "a" : "an"} ${symbol.statement.role} node`;
  }
}

/** The place of a symbol's name. */
export function symbolSpan(symbol: ProgramSymbol): Span {
  return symbol.name.span;
}
