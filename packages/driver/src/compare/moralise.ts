import type { NodeDecl, NodeDomain, Outcome, TemplateModel } from "@platewise/core";
import { diagnostic, failure, InternalError, isDiscrete, success } from "@platewise/core";
import {
  type Expr,
  format,
  labelLiteral,
  type NodeStatement,
  type PlateStatement,
  type Program,
  type Statement,
  setConstants,
  type TypeExpr,
} from "@platewise/language";
import { type Model, tryParse } from "../api/model.ts";
import { type DraftFactor, draftFactors } from "./draft-factors.ts";

const span = { start: 0, end: 0 };

/**
 * What only the data knows of a model: `template` with its label sets filled in, and how the two states of nodes without a declared
 * domain are written in their columns where not as 0 and 1.
 */
export interface SeenInData {
  readonly template?: TemplateModel;
  readonly truth?: ReadonlyMap<string, readonly [string, string]>;
}

/**
 * The undirected form of a directed model of discrete nodes: a network over the same nodes, plates and columns with a full table
 * over every family, so that parents are married. A table inside another's scope is left out. Laws that share parameters over a
 * fixed plate or the steps of a chain share their table. A network is returned as it is.
 */
export function moralise(model: Model, seen: SeenInData = {}): Outcome<Model> {
  const { template = model.template, truth = new Map() } = seen;
  if (template.kind === "network") return success(model);
  const refused = template.nodes.filter(({ domain }) => !isDiscrete(domain)).map((node) => refuseNode(template, node));
  if (refused.length > 0) return failure(refused);
  const program = setConstants(model.program, model.constants);
  const statements = withoutUnused(rewriteBody({ template, truth, factors: draftFactors(template), plates: 0 }, program.statements, null));
  const network: Program = { kind: "network", name: { text: model.name, span }, statements, comments: [], span };
  const made = tryParse({ name: `${model.name}.pgm`, text: format(network) });
  if (!made.ok) throw new InternalError(`the moral form of a model is refused: ${made.diagnostics.map(({ code }) => code).join(", ")}`);
  return success(made.value);
}

function refuseNode({ source }: TemplateModel, { name, span: at }: NodeDecl) {
  return diagnostic("compare-not-discrete", { node: name }, { text: { source, span: at } });
}

interface Rewriting {
  readonly template: TemplateModel;
  readonly truth: NonNullable<SeenInData["truth"]>;
  readonly factors: readonly DraftFactor[];
  /** Plates met so far; the template counts them in the same order. */
  plates: number;
}

function rewriteBody(rewriting: Rewriting, body: readonly Statement[], plate: number | null): readonly Statement[] {
  const kept = body.flatMap((statement): readonly Statement[] => {
    if (statement.kind === "plate") return [rewritePlate(rewriting, statement)];
    if (statement.kind === "node") return rewriteNode(rewriting, statement);
    return statement.kind === "param" || statement.kind === "factor" ? [] : [statement];
  });
  return [...kept, ...rewriting.factors.filter((factor) => factor.plate === plate).map(factorStatement)];
}

function rewritePlate(rewriting: Rewriting, statement: PlateStatement): Statement {
  const { id } = rewriting.template.plates[rewriting.plates] as { readonly id: number };
  rewriting.plates += 1;
  return { ...statement, body: rewriteBody(rewriting, statement.body, id) };
}

function rewriteNode({ template, truth }: Rewriting, statement: NodeStatement): readonly Statement[] {
  if (statement.role === "initial") return [];
  return statement.targets.map((target): NodeStatement => {
    const node = template.nodes.find(({ name }) => name === target.name.text) as NodeDecl;
    const { domain } = node;
    const type = domain.kind === "states" && statement.type ? statement.type : typeOfDomain(domain, truth.get(node.name));
    return { ...statement, targets: [target], type, law: null };
  });
}

/** A discrete domain as it is declared; integer states are labels that are numbers. */
export function typeOfDomain(domain: NodeDomain, truth: readonly string[] = ["0", "1"]): TypeExpr {
  if (domain.kind === "labels" && domain.type !== null) return { kind: "named", name: { text: domain.type, span }, args: [], span };
  const numbers = domain.kind === "states" ? Array.from({ length: domain.size }, (_, state) => String(state)) : truth;
  const labels = domain.kind === "labels" ? (domain.labels ?? []) : numbers;
  return { kind: "labels", labels: labels.map(labelLiteral), span };
}

function factorStatement({ args, loops }: DraftFactor): Statement {
  const value: Expr = { kind: "call", name: { text: "table", span }, args: args.map((arg) => ({ name: null, value: arg, span })), span };
  return { kind: "factor", value, loops, span };
}

/** Leaves out constants, types and `let` names that nothing else mentions any more. */
export function withoutUnused(statements: readonly Statement[]): readonly Statement[] {
  const text = (one: Statement): string => format({ kind: "network", name: { text: "", span }, statements: [one], comments: [], span });
  const nameOf = (one: Statement): string | null =>
    one.kind === "const" || one.kind === "type" ? one.name.text : one.kind === "let" ? one.target.name.text : null;
  const mentions = (one: Statement, name: string): boolean => new RegExp(`(?<![\\w"])${name}(?![\\w"])`, "u").test(text(one));
  const kept = statements.filter((one) => {
    const name = nameOf(one);
    return name === null || statements.some((other) => other !== one && mentions(other, name));
  });
  return kept.length === statements.length ? kept : withoutUnused(kept);
}
