import type { Span } from "@platewise/core";
import type { IterationNode, MatchResult, Node } from "ohm-js";
import grammar, { type PgmActionDict } from "../generated/pgm.ohm-bundle.js";
import { type ArithmeticOperator, binary, type ChainOperand, type Placed, resolveChain } from "./operators.ts";
import type {
  CallArgument,
  ColumnPattern,
  Expr,
  FromClause,
  LabelLiteral,
  Loop,
  Name,
  NodeStatement,
  PlateStatement,
  Statement,
  Target,
  TypeExpr,
} from "./program.ts";
import { unescapeString } from "./strings.ts";

function spanOf(node: Node): Span {
  return { start: node.source.startIdx, end: node.source.endIdx };
}

function textOf(node: Node): string {
  return node.sourceString;
}

function build<T>(node: Node): T {
  return node.tree() as T;
}

function optional<T>(node: IterationNode): T | null {
  const child = node.children[0];
  return child === undefined ? null : build<T>(child);
}

function list<T>(first: Node, rest: IterationNode): T[] {
  return [build<T>(first), ...rest.children.map(build<T>)];
}

function placed(node: Node): Placed {
  return { expr: build<Expr>(node), ...spanOf(node) };
}

function columnPattern(node: Node): ColumnPattern {
  const written = textOf(node);
  if (!written.startsWith('"')) return { parts: [written], quoted: false, span: spanOf(node) };
  return { parts: build<(string | Expr)[]>(node), quoted: true, span: spanOf(node) };
}

/** Children of an iteration inside an iteration, by the outer one's turns. */
function turns(node: IterationNode): readonly (readonly Node[])[] {
  return node.children.map((turn) => turn.children);
}

/** `operand[first, …][first, …]…`; each argument is a column of the iteration over the brackets. */
function subscripted(operand: Placed, firsts: IterationNode, rests: IterationNode, closes: IterationNode): Expr {
  if (firsts.children.length === 0) return operand.expr;
  const more = turns(rests);
  const ends = closes.children;
  return firsts.children.reduce<Expr>((inner, first, at) => {
    const indices = [first, ...(more[at] ?? [])].map(build<Expr>);
    return { kind: "index", operand: inner, indices, span: { start: operand.start, end: ends[at]!.source.endIdx } };
  }, operand.expr);
}

/** A list in optional brackets: empty without them. */
function optionalList<T>(firsts: IterationNode, rests: IterationNode): T[] {
  return [...firsts.children, ...(turns(rests)[0] ?? [])].map(build<T>);
}

function chain(first: Node, operators: readonly Node[], rest: readonly Node[]): Placed {
  const operands = [first, ...rest].map(build<ChainOperand>);
  const only = operands[0]!;
  return operands.length === 1 && only.signs.length === 0 ? only : resolveChain(operands, operators.map(textOf) as ArithmeticOperator[]);
}

const statementActions: PgmActionDict<unknown> = {
  ConstStatement(_word, name, _equals, value): Statement {
    return { kind: "const", name: build(name), value: build(value), span: spanOf(this) };
  },
  TypeStatement(_word, name, _equals, labels): Statement {
    return { kind: "type", name: build(name), labels: optional<LabelLiteral[]>(labels), span: spanOf(this) };
  },
  ParamStatement(_word, targets, _colon, type, _tilde, prior, _equals, fixed, _init, init): Statement {
    return {
      kind: "param",
      targets: build(targets),
      type: optional<TypeExpr>(type),
      prior: optional<Expr>(prior),
      fixed: optional<Expr>(fixed),
      init: optional<Expr>(init),
      span: spanOf(this),
    };
  },
  NodeStatement(role, targets, _colon, type, _tilde, law, from): Statement {
    return {
      kind: "node",
      role: textOf(role) as NodeStatement["role"],
      targets: build(targets),
      type: optional<TypeExpr>(type),
      law: optional<Expr>(law),
      from: optional<FromClause>(from),
      span: spanOf(this),
    };
  },
  LetStatement(_word, target, _equals, value): Statement {
    return { kind: "let", target: build(target), value: build(value), span: spanOf(this) };
  },
  PlateHead(word, name, range, _weighted, _by, weight): PlateStatement {
    const ranged = optional<Pick<PlateStatement, "by" | "over">>(range) ?? { by: null, over: null };
    const weightColumn = weight.children[0];
    return {
      kind: "plate",
      word: textOf(word) as PlateStatement["word"],
      name: build(name),
      ...ranged,
      weightedBy: weightColumn === undefined ? null : columnPattern(weightColumn),
      body: [],
      span: spanOf(this),
    };
  },
  PlateRange_by(_by, column): Pick<PlateStatement, "by" | "over"> {
    return { by: columnPattern(column), over: null };
  },
  PlateRange_over(_in, over): Pick<PlateStatement, "by" | "over"> {
    return { by: null, over: build(over) };
  },
  FactorStatement(_word, value, loops): Statement {
    return { kind: "factor", value: build(value), loops: optional<Loop[]>(loops) ?? [], span: spanOf(this) };
  },
};

const partActions: PgmActionDict<unknown> = {
  Loops: (_for, first, _commas, rest) => list<Loop>(first, rest),
  Loop: (index, _in, over): Loop => ({ index: build(index), over: build(over) }),
  Targets: (first, _commas, rest) => list<Target>(first, rest),
  Target(name, _open, first, _commas, rest, _close): Target {
    return { name: build(name), indices: optionalList<Expr>(first, rest), span: spanOf(this) };
  },
  Type_labels(labels): TypeExpr {
    return { kind: "labels", labels: build(labels), span: spanOf(this) };
  },
  Type_named(name, _open, first, _commas, rest, _close): TypeExpr {
    return { kind: "named", name: build(name), args: optionalList<Expr>(first, rest), span: spanOf(this) };
  },
  LabelSet: (_open, first, _commas, rest, _close) => list<LabelLiteral>(first, rest),
  label(written): LabelLiteral {
    const text = textOf(written);
    const quoted = text.startsWith('"');
    return { text: quoted ? unescapeString(text.slice(1, -1)) : text, quoted, span: spanOf(this) };
  },
  FromClause(_word, columns): FromClause {
    return { ...build<Pick<FromClause, "columns" | "list">>(columns), span: spanOf(this) };
  },
  Columns_list: (_open, first, _commas, rest, _close) => ({ columns: [first, ...rest.children].map(columnPattern), list: true }),
  Columns_one: (column) => ({ columns: [columnPattern(column)], list: false }),
  pattern: (_open, parts, _close) => parts.children.map(build<string | Expr>),
  patternText(_characters) {
    return unescapeString(textOf(this));
  },
  hole: (_open, _look, expr, _spaces, _close) => build<Expr>(expr),
};

const expressionActions: PgmActionDict<unknown> = {
  Expr(first, operators, rest, comparison, compared, comparedOperators, comparedRest): Expr {
    const left = chain(first, operators.children, rest.children);
    const operator = comparison.children[0];
    if (operator === undefined) return left.expr;
    const right = chain(compared.children[0]!, turns(comparedOperators)[0] ?? [], turns(comparedRest)[0] ?? []);
    return binary(textOf(operator) as "==" | "!=", left, right).expr;
  },
  Operand(signs, primary, _open, firsts, _commas, rests, closes): ChainOperand {
    const expr = subscripted(placed(primary), firsts, rests, closes);
    const end = closes.children.at(-1)?.source.endIdx ?? primary.source.endIdx;
    return { expr, start: primary.source.startIdx, end, signs: signs.children.map((sign) => sign.source.startIdx) };
  },
  Previous(_word, primary, _open, firsts, _commas, rests, closes): Expr {
    return { kind: "previous", operand: subscripted(placed(primary), firsts, rests, closes), span: spanOf(this) };
  },
  Sum(_word, _open, body, loops, _close): Expr {
    return { kind: "sum", body: build(body), loops: build(loops), span: spanOf(this) };
  },
  Parenthesised: (_open, expr, _close) => build<Expr>(expr),
  Array(_open, first, _commas, rest, _close): Expr {
    return { kind: "array", items: optionalList<Expr>(first, rest), span: spanOf(this) };
  },
  Reference(name, open, args, _close): Expr {
    if (open.children.length === 0) return { kind: "name", name: textOf(name), span: spanOf(this) };
    const given = args.children[0]?.children[0];
    return { kind: "call", name: build(name), args: given === undefined ? [] : build<CallArgument[]>(given), span: spanOf(this) };
  },
  Arguments: (first, _commas, rest) => list<CallArgument>(first, rest),
  Argument(word, _equals, value): CallArgument {
    return { name: optional<Name>(word), value: build(value), span: spanOf(this) };
  },
  name(_first, _rest): Name {
    return nameAt(this);
  },
  plateName(word): Name {
    return nameAt(word);
  },
  number(_whole, _point, _fraction, _e, _sign, _exponent): Expr {
    const text = textOf(this);
    return { kind: "number", value: Number(text), text, span: spanOf(this) };
  },
  string(_open, _characters, _close): Expr {
    return { kind: "string", text: unescapeString(textOf(this).slice(1, -1)), span: spanOf(this) };
  },
};

function nameAt(node: Node): Name {
  return { text: textOf(node), span: spanOf(node) };
}

/** Made once: it has no state of its own. */
const semantics = grammar.createSemantics().addOperation<unknown>("tree", { ...statementActions, ...partActions, ...expressionActions });

/** The syntax tree of a matched statement or plate head (a plate with an empty body); spans count from the matched text's start. */
export function statementOf(match: MatchResult): Statement {
  return semantics(match).tree() as Statement;
}
