import type { Span } from "@platewise/core";
import type {
  CallArgument,
  ColumnPattern,
  Expr,
  FromClause,
  LabelLiteral,
  Loop,
  Name,
  NodeStatement,
  ParamStatement,
  Statement,
  Target,
  TypeExpr,
} from "./program.ts";

/**
 * What becomes of the places of a syntax tree, and, told their new places, of the words and numbers that stand there (`word`)
 * and of what stands there in quotes (`quoted`).
 */
export interface Rewriting {
  readonly span: (span: Span) => Span;
  readonly word: (text: string, span: Span) => string;
  readonly quoted: (text: string, span: Span) => string;
}

/** A copy of a statement with its places mapped, those of its parts included. */
export function rewriteStatement(s: Statement, to: Rewriting): Statement {
  switch (s.kind) {
    case "const":
      return { kind: "const", name: name(s.name, to), value: expression(s.value, to), span: to.span(s.span) };
    case "type":
      return { kind: "type", name: name(s.name, to), labels: s.labels && labels(s.labels, to), span: to.span(s.span) };
    case "param":
      return parameter(s, to);
    case "node":
      return node(s, to);
    case "let":
      return { kind: "let", target: target(s.target, to), value: expression(s.value, to), span: to.span(s.span) };
    case "plate":
      return {
        kind: "plate",
        word: s.word,
        name: name(s.name, to),
        by: s.by && column(s.by, to),
        over: s.over && expression(s.over, to),
        weightedBy: s.weightedBy && column(s.weightedBy, to),
        body: s.body.map((inner) => rewriteStatement(inner, to)),
        span: to.span(s.span),
      };
    case "factor":
      return { kind: "factor", value: expression(s.value, to), loops: loops(s.loops, to), span: to.span(s.span) };
  }
}

function parameter(s: ParamStatement, to: Rewriting): ParamStatement {
  return {
    kind: "param",
    targets: targets(s.targets, to),
    type: s.type && type(s.type, to),
    prior: s.prior && expression(s.prior, to),
    fixed: s.fixed && expression(s.fixed, to),
    init: s.init && expression(s.init, to),
    span: to.span(s.span),
  };
}

function node(s: NodeStatement, to: Rewriting): NodeStatement {
  return {
    kind: "node",
    role: s.role,
    targets: targets(s.targets, to),
    type: s.type && type(s.type, to),
    law: s.law && expression(s.law, to),
    from: s.from && fromClause(s.from, to),
    span: to.span(s.span),
  };
}

function name(n: Name, to: Rewriting): Name {
  const span = to.span(n.span);
  return { text: to.word(n.text, span), span };
}

function targets(all: readonly Target[], to: Rewriting): Target[] {
  return all.map((one) => target(one, to));
}

function target(t: Target, to: Rewriting): Target {
  return { name: name(t.name, to), indices: expressions(t.indices, to), span: to.span(t.span) };
}

function labels(all: readonly LabelLiteral[], to: Rewriting): LabelLiteral[] {
  return all.map(({ text, quoted, span: old }) => {
    const span = to.span(old);
    return { text: quoted ? to.quoted(text, span) : to.word(text, span), quoted, span };
  });
}

function type(t: TypeExpr, to: Rewriting): TypeExpr {
  if (t.kind === "labels") return { kind: "labels", labels: labels(t.labels, to), span: to.span(t.span) };
  return { kind: "named", name: name(t.name, to), args: expressions(t.args, to), span: to.span(t.span) };
}

function fromClause({ columns, list, span }: FromClause, to: Rewriting): FromClause {
  return { columns: columns.map((one) => column(one, to)), list, span: to.span(span) };
}

function column({ parts, quoted, span: old }: ColumnPattern, to: Rewriting): ColumnPattern {
  const span = to.span(old);
  const part = (one: string | Expr): string | Expr =>
    typeof one !== "string" ? expression(one, to) : quoted ? to.quoted(one, span) : to.word(one, span);
  return { parts: parts.map(part), quoted, span };
}

function loops(all: readonly Loop[], to: Rewriting): Loop[] {
  return all.map(({ index, over }) => ({ index: name(index, to), over: expression(over, to) }));
}

function expressions(all: readonly Expr[], to: Rewriting): Expr[] {
  return all.map((one) => expression(one, to));
}

function expression(e: Expr, to: Rewriting): Expr {
  const span = to.span(e.span);
  switch (e.kind) {
    case "number": {
      const text = to.word(e.text, span);
      return { kind: "number", value: text === e.text ? e.value : Number(text), text, span };
    }
    case "string":
      return { kind: "string", text: to.quoted(e.text, span), span };
    case "name":
      return { kind: "name", name: to.word(e.name, span), span };
    case "previous":
      return { kind: "previous", operand: expression(e.operand, to), span };
    case "index":
      return { kind: "index", operand: expression(e.operand, to), indices: expressions(e.indices, to), span };
    case "call":
      return { kind: "call", name: name(e.name, to), args: e.args.map((arg) => argument(arg, to)), span };
    case "array":
      return { kind: "array", items: expressions(e.items, to), span };
    case "unary":
      return { kind: "unary", operator: "-", operand: expression(e.operand, to), span };
    case "binary":
      return { kind: "binary", operator: e.operator, left: expression(e.left, to), right: expression(e.right, to), span };
    case "sum":
      return { kind: "sum", body: expression(e.body, to), loops: loops(e.loops, to), span };
  }
}

function argument({ name: word, value, span }: CallArgument, to: Rewriting): CallArgument {
  return { name: word && name(word, to), value: expression(value, to), span: to.span(span) };
}

/** A copy of a statement with every offset moved by `by`; the statement itself when `by` is 0. */
export function shiftStatement(statement: Statement, by: number): Statement {
  return by === 0 ? statement : mapOffsets(statement, (offset) => offset + by);
}

/** A copy of a statement with every offset of its places replaced. */
export function mapOffsets(statement: Statement, map: (offset: number) => number): Statement {
  const same = (text: string): string => text;
  return rewriteStatement(statement, { span: ({ start, end }) => ({ start: map(start), end: map(end) }), word: same, quoted: same });
}
