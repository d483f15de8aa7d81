import {
  type ConstantDecl,
  type ConstantValue,
  type Diagnostic,
  failure,
  type LabelTypeDecl,
  type NodeDecl,
  nearestName,
  type Outcome,
  type ParamDecl,
  type Source,
  success,
  type TemplateModel,
} from "@platewise/core";
import type { Program } from "../syntax/program.ts";
import { constantValue } from "./constants.ts";
import { type Checker, hasErrors, newChecker, report } from "./context.ts";
import { type Declarations, declareAll, joinInitials } from "./declare.ts";
import { checkCycles, paramsOf, reportCycles, valuesOf } from "./dependencies.ts";
import { elaborate } from "./expressions.ts";
import { type CheckedFactor, elaborateFactors } from "./factors.ts";
import { letBody } from "./node-references.ts";
import { type CheckedNode, checkTargetIndices, elaborateNodes, reportUndetermined } from "./nodes.ts";
import { elaborateParams, resolveParamShapes } from "./params.ts";
import { checkReading, plateDeclarations, resolvePlateSizes } from "./plates.ts";
import { reportUnknownNames } from "./unknown-names.ts";
import { withoutConsequences } from "./unread-parts.ts";
import { warnUnused } from "./usage.ts";

/**
 * The text that the spans belong to, constants that are given from outside, and the mistakes that kept parts of the text from being
 * read: what may be their consequence is then not reported.
 */
export interface CheckOptions {
  readonly source: Source;
  readonly constants?: Readonly<Record<string, ConstantValue>>;
  readonly mistakes?: readonly Diagnostic[];
}

/**
 * The meaning of a program: names resolved, `let`s put in place, constants and sizes evaluated, tables spelt out, roles, shapes and
 * supports checked. All mistakes are returned together, in the order of the text; a name that is unknown is reported once.
 */
export function check(program: Program, { source, constants = {}, mistakes = [] }: CheckOptions): Outcome<TemplateModel> {
  const checker = newChecker({ source, network: program.kind === "network", overrides: constants, elaborate });
  const found = declareAll(checker, program.statements);
  joinInitials(checker, found);
  checkOverrides(checker, program);
  const known = evaluateConstants(checker);
  resolvePlateSizes(checker);
  resolveParamShapes(checker, found.params);
  const params = elaborateParams(checker, found.params);
  for (const symbol of found.lets) {
    checkTargetIndices(checker, symbol, symbol.target);
    letBody(checker, symbol);
  }
  const nodes = elaborateNodes(checker);
  const factors = elaborateFactors(checker, found.factors);
  checkWhole(checker, program, { found, params, nodes, factors });
  const model = {
    kind: program.kind,
    name: program.name.text,
    constants: known,
    types: typeDeclarations(checker),
    plates: plateDeclarations(checker),
    factors: factors.map(({ decl }) => decl),
    source,
    params: [...params, ...nodes.flatMap((node) => node.tables), ...factorTables(factors)],
    nodes: nodes.flatMap((node): readonly NodeDecl[] => (node.decl ? [node.decl] : [])),
  } as const;
  const findings = withoutConsequences(inOrder(checker), source, mistakes);
  return hasErrors(checker) || mistakes.length > 0 ? failure(findings) : success(model, findings);
}

interface Parts {
  readonly found: Declarations;
  readonly params: readonly ParamDecl[];
  readonly nodes: readonly CheckedNode[];
  readonly factors: readonly CheckedFactor[];
}

function checkWhole(checker: Checker, program: Program, { params, nodes, factors }: Parts): void {
  checkReading(checker, program.name.span);
  checkCycles(checker, nodes);
  const graph = new Map(params.map(({ name, prior }) => [name, prior === null ? [] : paramsOf(valuesOf([prior]))] as const));
  reportCycles(checker, graph, { spanOf: (name) => params.find((param) => param.name === name)?.span, what: "param" });
  reportUnknownNames(checker);
  if (!hasErrors(checker)) reportUndetermined(checker, nodes);
  if (!hasErrors(checker))
    warnUnused(
      checker,
      nodes,
      factors.map(({ decl }) => decl),
    );
}

/** The parameters of a network's tables: the same text is the same table. */
function factorTables(factors: readonly CheckedFactor[]): readonly ParamDecl[] {
  const tables = new Map<string, ParamDecl>();
  for (const { table } of factors) if (table && !tables.has(table.name)) tables.set(table.name, table);
  return [...tables.values()];
}

function checkOverrides(checker: Checker, program: Program): void {
  const names = [...checker.symbols.values()].filter((symbol) => symbol.kind === "const").map((symbol) => symbol.name.text);
  for (const name of Object.keys(checker.overrides)) {
    if (!names.includes(name)) report(checker, "unknown-override", { name, near: nearestName(name, names), names }, program.name.span);
  }
}

function evaluateConstants(checker: Checker): readonly ConstantDecl[] {
  const known: ConstantDecl[] = [];
  for (const symbol of checker.symbols.values()) {
    if (symbol.kind !== "const") continue;
    const constant = constantValue(checker, symbol);
    if (constant) known.push({ name: symbol.name.text, value: constant.value, span: symbol.statement.span });
  }
  return known;
}

function typeDeclarations(checker: Checker): readonly LabelTypeDecl[] {
  return [...checker.symbols.values()].flatMap((symbol) =>
    symbol.kind === "type" ? [{ name: symbol.name.text, labels: symbol.set.labels, span: symbol.statement.span }] : [],
  );
}

/** Diagnostics in the order of the text, each kind once at each place. */
function inOrder(checker: Checker): readonly Diagnostic[] {
  const seen = new Set<string>();
  const start = (found: Diagnostic): number => found.text?.span.start ?? 0;
  const distinct = checker.diagnostics.filter((found) => {
    const key = `${found.code} ${start(found)} ${found.text?.span.end}`;
    return !seen.has(key) && seen.add(key);
  });
  return distinct.sort((a, b) => start(a) - start(b));
}
