import type { Expression, NodeDomain } from "@platewise/core";
import type { Expr } from "../syntax/program.ts";
import { componentOf } from "./components.ts";
import { type Checker, replaceBy, report, textOf } from "./context.ts";
import { checkIndex } from "./index-check.ts";
import { nodeDomain } from "./node-domains.ts";
import { isRepeated, type Plate, plateScope, platesBeyond, type Scope } from "./plate-scope.ts";
import type { Reference } from "./references.ts";
import { substituteIndices } from "./substitute.ts";
import type { LetSymbol, NodeSymbol } from "./symbols.ts";
import { nodeType, type Typed, unknownValue, type ValueType } from "./value-type.ts";

/** Running indices of the node's fixed plates (all, outermost first), and the indices that are left for its components. */
interface Placed {
  readonly indices: readonly Expression[];
  readonly rest: readonly Expr[];
  readonly explicit: boolean;
}

/** A node by its name: of this plate, of one around it, or of a fixed plate with its indices in brackets. */
export function nodeReference(checker: Checker, scope: Scope, symbol: NodeSymbol, reference: Reference): Typed {
  if (scope.priorOf !== null) {
    report(checker, "prior-on-node", { name: scope.priorOf, node: symbol.name.text }, reference.whole.span);
    return unknownValue;
  }
  const domain = nodeDomain(checker, symbol);
  const components = domain === null ? null : domain.kind === "vector" || domain.kind === "simplex" ? 1 : 0;
  const placed = placeIndices(checker, scope, symbol, { reference, components });
  if (placed === null) return unknownValue;
  if (reference.previous && !checkPrevious(checker, scope, symbol, reference)) return unknownValue;
  const expr: Expression = { op: "node", name: symbol.name.text, indices: placed.indices, previous: reference.previous };
  const type = domain === null ? unknownValue.type : valueTypeOf(symbol, domain);
  return componentOf(checker, scope, { expr, type }, { indices: placed.rest, whole: reference.whole });
}

function valueTypeOf(symbol: NodeSymbol, domain: NodeDomain): ValueType {
  symbol.type ??= nodeType(domain, symbol);
  return symbol.type;
}

function checkPrevious(checker: Checker, scope: Scope, symbol: NodeSymbol, reference: Reference): boolean {
  const chain = scope.plate?.chain ?? null;
  const name = symbol.name.text;
  if (chain === null) {
    report(checker, "prev-outside-chain", { text: textOf(checker, reference.base.span) }, reference.whole.span);
    return false;
  }
  if (symbol.plate?.chain === chain) return true;
  report(checker, "prev-of-outer-node", { name, chain: chain.name }, reference.whole.span);
  return false;
}

const none: readonly never[] = [];
const inPlace: Placed = { indices: none, rest: none, explicit: false };

function placeIndices(
  checker: Checker,
  scope: Scope,
  symbol: NodeSymbol | LetSymbol,
  { reference, components }: { reference: Reference; components: number | null },
): Placed | null {
  const beyond = platesBeyond(scope.plate, symbol.plate);
  const fixed = symbol.plate?.fixed ?? none;
  if (beyond.length + fixed.length + reference.indices.length === 0) return inPlace;
  return placeWritten(checker, scope, symbol, { reference, components, beyond });
}

function placeWritten(
  checker: Checker,
  scope: Scope,
  symbol: NodeSymbol | LetSymbol,
  { reference, components, beyond }: { reference: Reference; components: number | null; beyond: readonly Plate[] },
): Placed | null {
  const name = symbol.name.text;
  const given = reference.indices;
  const hidden = beyond.find((plate) => plate.kind !== "fixed");
  if (hidden) {
    report(checker, "not-visible", { name, plate: hidden.name, word: hidden.statement.word }, reference.whole.span);
    return null;
  }
  const fixed = symbol.plate?.fixed ?? none;
  const explicit = given.length >= fixed.length ? fixed.length : given.length >= beyond.length && beyond.length > 0 ? beyond.length : 0;
  if (explicit < beyond.length || (components !== null && given.length > explicit + components)) {
    const wanted = fixed.map((plate) => plate.name);
    report(
      checker,
      "node-indices",
      { name, wanted, found: given.length, components: components ?? 0, inside: beyond.length === 0 },
      reference.whole.span,
      { suggestion: replaceBy(reference.whole.span, stepBack(checker, symbol, given)) },
    );
    return null;
  }
  const running: Expression[] = fixed.slice(0, fixed.length - explicit).map((plate) => ({ op: "index", name: plate.name }));
  const written = given
    .slice(0, explicit)
    .map((index, at) => memberIndex(checker, scope, index, { plate: fixed[fixed.length - explicit + at], name, at, count: explicit }));
  return { indices: [...running, ...written], rest: given.slice(explicit), explicit: explicit > 0 };
}

/** `prev z` where `z[t-1]` is written in chain `t`, and `z` for `z[t]`. */
function stepBack(checker: Checker, symbol: NodeSymbol | LetSymbol, given: readonly Expr[]): string | null {
  const [index] = given;
  const chain = symbol.plate?.chain ?? null;
  if (index === undefined || given.length > 1 || symbol.kind !== "node") return null;
  const text = textOf(checker, index.span).replaceAll(" ", "");
  if (isRepeated(symbol.plate, text)) return symbol.name.text;
  return chain !== null && text === `${chain.name}-1` ? `prev ${symbol.name.text}` : null;
}

function memberIndex(
  checker: Checker,
  scope: Scope,
  e: Expr,
  place: { plate: Plate | undefined; name: string; at: number; count: number },
): Expression {
  const { plate, name, at, count } = place;
  return checkIndex(checker, scope, e, { set: plate?.over ?? null, owner: name, position: at, count, written: plate?.name ?? "" });
}

/** A `let` by its name: its resolved body, with explicit indices put in place of the running ones. */
export function letReference(checker: Checker, scope: Scope, symbol: LetSymbol, reference: Reference): Typed {
  const body = letBody(checker, symbol);
  const placed = placeIndices(checker, scope, symbol, { reference, components: body.type.kind === "unknown" ? null : 2 });
  if (placed === null) return unknownValue;
  const names = (symbol.plate?.fixed ?? []).map((plate) => plate.name);
  const expr =
    placed.explicit && checker.quiet === 0
      ? substituteIndices(body.expr, new Map(names.map((name, at) => [name, placed.indices[at] ?? body.expr])))
      : body.expr;
  return componentOf(checker, scope, { expr, type: body.type }, { indices: placed.rest, whole: reference.whole });
}

/** The body of a `let`, resolved once in its own place; a circle of `let`s is reported where it closes. */
export function letBody(checker: Checker, symbol: LetSymbol): Typed {
  const slot = checker.quiet > 0 ? "shape" : "body";
  const known = symbol[slot];
  if (known.state === "done") return known.value;
  if (known.state === "busy") {
    report(checker, "let-cycle", { name: symbol.name.text }, symbol.name.span);
    return unknownValue;
  }
  symbol[slot] = { state: "busy" };
  const value = checker.elaborate(plateScope(symbol.plate), symbol.statement.value);
  symbol[slot] = slot === "shape" && value.type.kind === "unknown" ? { state: "new" } : { state: "done", value };
  return value;
}
