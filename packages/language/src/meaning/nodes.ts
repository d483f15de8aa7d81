import type { Expression, Law, NodeDecl, NodeDomain, ParamDecl, Span } from "@platewise/core";
import type { Expr, Target } from "../syntax/program.ts";
import { columnSource } from "./columns.ts";
import { type Checker, report, textOf } from "./context.ts";
import { type Mentions, mentionsOf, valuesOf } from "./dependencies.ts";
import { checkLawFitsDomain } from "./law-domains.ts";
import { elaborateLaw } from "./laws.ts";
import { declaredTypeOf, nodeDomain } from "./node-domains.ts";
import { isRepeated, plateScope } from "./plate-scope.ts";
import { someExpression } from "./substitute.ts";
import type { LetSymbol, NodeSymbol } from "./symbols.ts";
import { elaborateTable } from "./table-law.ts";

/** A node's declaration (null where something in it could not be found), with the implicit parameters of its tables. */
export interface CheckedNode {
  readonly symbol: NodeSymbol;
  readonly decl: NodeDecl | null;
  readonly mentions: Mentions;
  readonly tables: readonly ParamDecl[];
}

/** Resolves and checks every node in the order of declaration. */
export function elaborateNodes(checker: Checker): readonly CheckedNode[] {
  for (const node of checker.nodes) nodeDomain(checker, node);
  return checker.nodes.map((node) => {
    checker.current = node;
    const checked = elaborateNode(checker, node);
    checker.current = null;
    return checked;
  });
}

function elaborateNode(checker: Checker, symbol: NodeSymbol): CheckedNode {
  const { statement, name, plate, initial } = symbol;
  const domain = nodeDomain(checker, symbol);
  checkTargetIndices(checker, symbol, symbol.target);
  if (initial) checkTargetIndices(checker, symbol, initial.target);
  checkRole(checker, symbol, domain);
  const columns = columnSource(checker, symbol, domain);
  const { law, table } = elaborateNodeLaw(checker, symbol, { e: statement?.law ?? null, domain, initial: false });
  const { law: first, table: firstTable } = elaborateNodeLaw(checker, symbol, { e: initial?.statement.law ?? null, domain, initial: true });
  const tables = present(table, firstTable);
  const mentions = mentionsOf(valuesOf(present(law, first)));
  if (mentions.back) checkSteps(checker, symbol, law, first);
  if (domain === null || statement === null || statement.role === "initial") return { symbol, decl: null, mentions, tables };
  const decl: NodeDecl = {
    name: name.text,
    plate: plate?.id ?? null,
    role: statement.role,
    domain,
    columns,
    law,
    initial: first,
    span: statement.span,
  };
  return { symbol, decl, mentions, tables };
}

function present<T>(one: T | null, other: T | null): readonly T[] {
  if (one === null) return other === null ? [] : [other];
  return other === null ? [one] : [one, other];
}

/** Indices of a declared node are the running indices of its fixed plates, all of them or none. */
export function checkTargetIndices(checker: Checker, symbol: NodeSymbol | LetSymbol, target: Target): void {
  if (target.indices.length === 0) return;
  const running = symbol.plate?.fixed.map((plate) => plate.name) ?? [];
  const right =
    target.indices.length === running.length && target.indices.every((index, at) => index.kind === "name" && index.name === running[at]);
  if (right) return;
  for (const index of target.indices) if (index.kind === "name") markUsed(checker, index.name);
  const found = target.indices.map((index) => textOf(checker, index.span));
  const repeated = running.length === 0 && found.every((name) => isRepeated(symbol.plate, name)) ? (found[0] ?? null) : null;
  const suggestion = repeated === null ? undefined : { span: target.span, text: symbol.name.text };
  report(checker, "target-indices", { name: symbol.name.text, running, found, repeated }, target.span, { suggestion });
}

function markUsed(checker: Checker, name: string): void {
  const symbol = checker.symbols.get(name);
  if (symbol) checker.used.add(symbol);
}

function checkRole(checker: Checker, symbol: NodeSymbol, domain: NodeDomain | null): void {
  const { statement, name, initial } = symbol;
  if (statement === null) return;
  const { role, law } = statement;
  if (role !== "latent" && symbol.plate?.reading == null) report(checker, "read-outside-plate", { name: name.text, role }, name.span);
  if (checker.network) {
    const span = law?.span ?? initial?.statement.law?.span;
    if (span) report(checker, "law-in-network", { name: name.text }, span);
    else if (initial) report(checker, "law-in-network", { name: name.text }, initial.statement.span);
  } else if (role === "given") {
    const span = law?.span ?? initial?.statement.span;
    if (span) report(checker, "given-with-law", { name: name.text }, span);
  } else if (law === null) {
    report(checker, "missing-law", { name: name.text, role, initial: initial !== null }, name.span);
  }
  if (initial?.statement.from) report(checker, "from-on-initial", { name: name.text }, initial.statement.from.span);
  if (initial && initial.statement.law === null && !checker.network)
    report(checker, "missing-law", { name: name.text, role: "initial", initial: true }, initial.statement.span);
  if (domain === null && declaredTypeOf(symbol) === null) reportMissingType(checker, symbol);
}

/** A domain that nothing declares must follow from the law; where it cannot, the author has to say it. */
function reportMissingType(checker: Checker, symbol: NodeSymbol): void {
  const { statement, name } = symbol;
  const law = statement?.law ?? symbol.initial?.statement.law ?? null;
  const table = law?.kind === "call" && law.name.text === "Table";
  const role = statement?.role ?? "latent";
  if (law !== null && !table) return;
  if (law === null && !checker.network && role !== "given") return;
  const last = statement?.targets.at(-1);
  const suggestion = role === "given" && last ? { span: { start: last.span.end, end: last.span.end }, text: " : real" } : undefined;
  report(checker, "missing-type", { name: name.text, role: table ? "table" : role === "given" ? "given" : "network" }, name.span, {
    suggestion,
  });
}

interface LawPlace {
  readonly e: Expr | null;
  readonly domain: NodeDomain | null;
  readonly initial: boolean;
}

/** A node's law, and the parameter of its table where it has one. */
interface NodeLaw {
  readonly law: Law | null;
  readonly table: ParamDecl | null;
}

const noLaw: NodeLaw = { law: null, table: null };

function elaborateNodeLaw(checker: Checker, symbol: NodeSymbol, { e, domain, initial }: LawPlace): NodeLaw {
  if (e === null) return noLaw;
  const scope = plateScope(symbol.plate);
  const name = symbol.name.text;
  if (e.kind === "call" && e.name.text === "Table") {
    return elaborateTable(checker, scope, e, { symbol, paramName: initial ? `initial ${name}` : name }) ?? noLaw;
  }
  const fits = domain === null || checkLawFitsDomain(checker, e, { name, domain, declared: declaredTypeOf(symbol) });
  return { law: elaborateLaw(checker, scope, e, { kind: "node", name, domain: fits ? domain : null }), table: null };
}

/** A law that looks back needs a first step, and the first step cannot look back. */
function checkSteps(checker: Checker, symbol: NodeSymbol, law: Law | null, first: Law | null): void {
  const name = symbol.name.text;
  const backward = law === null ? null : lookingBack(law);
  if (backward && symbol.initial === null) report(checker, "missing-initial", { name, law: law?.written ?? "" }, backward);
  const early = first === null ? null : lookingBack(first);
  if (early) report(checker, "prev-in-initial", { name }, early);
}

function lookingBack(law: Law): Span | null {
  return law.args.find((arg) => someExpression(arg.value, isPrevious))?.span ?? null;
}

function isPrevious(part: Expression): boolean {
  return part.op === "node" && part.previous;
}

/** A circle in which nothing can be inferred: no law of it says how long its values are. */
export function reportUndetermined(checker: Checker, nodes: readonly CheckedNode[]): void {
  for (const { symbol, decl } of nodes) {
    if (decl === null) report(checker, "undetermined-type", { name: symbol.name.text }, symbol.name.span);
  }
}
